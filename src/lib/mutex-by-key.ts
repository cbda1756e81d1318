/**
 * Work that is woken by name (FL3): runs of one key never overlap, and however often a key is woken while its run is
 * under way, exactly one more run follows. What woke it carries no meaning, so nothing is queued but names.
 */
export interface MutexByKey<Key> extends AsyncDisposable {
  /** Asks for a run of this key that begins after now. Never throws, never waits; does nothing once disposed of. */
  wake(key: Key): void;
  /** Resolves when nothing runs and nothing waits. */
  idle(): Promise<void>;
  /** Keys whose run is under way, and keys that wait for their turn. */
  readonly running: number;
  readonly waiting: number;
}

export interface MutexByKeyOptions<Key> {
  /** One run. `signal` is aborted when the mutex is disposed of. A failure is reported and not repeated by itself. */
  readonly run: (key: Key, signal: AbortSignal) => Promise<void>;
  readonly onFailure: (key: Key, error: unknown) => void;
  /** Runs at once over all keys; a farm that reconnects as a whole must not hit the database as a whole. */
  readonly concurrency: number;
}

/** First come, first served among keys. Disposing aborts the running ones and waits for them; waiting ones are dropped. */
export function createMutexByKey<Key>({ run, onFailure, concurrency }: MutexByKeyOptions<Key>): MutexByKey<Key> {
  if (!(concurrency >= 1)) throw new RangeError('concurrency must be at least 1');
  const stop = new AbortController();
  const running = new Map<Key, { again: boolean }>();
  /** In the order of waking. Bounded by the number of keys there are: each stands here once. */
  const waiting = new Set<Key>();
  let idleWaiters: (() => void)[] = [];

  const start = async (key: Key) => {
    const state = { again: false };
    running.set(key, state);
    try {
      await run(key, stop.signal);
    } catch (error) {
      if (!stop.signal.aborted) onFailure(key, error);
    } finally {
      running.delete(key);
      if (state.again && !stop.signal.aborted) waiting.add(key);
      next();
    }
  };
  const next = () => {
    for (const key of waiting) {
      if (running.size >= concurrency) return;
      waiting.delete(key);
      void start(key);
    }
    if (running.size > 0 || waiting.size > 0) return;
    for (const resolve of idleWaiters) resolve();
    idleWaiters = [];
  };
  const idle = () =>
    running.size === 0 && waiting.size === 0
      ? Promise.resolve()
      : new Promise<void>((resolve) => idleWaiters.push(resolve));

  return {
    wake(key) {
      if (stop.signal.aborted) return;
      const state = running.get(key);
      if (state !== undefined) state.again = true;
      else waiting.add(key);
      next();
    },
    idle,
    get running() {
      return running.size;
    },
    get waiting() {
      return waiting.size;
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      waiting.clear();
      await idle();
    },
  };
}
