import type { Clock } from '#lib/clock';

/** What starting up and a print leave behind is collected when nothing has changed for this long. */
const REST_MS = 5_000;

export interface SmallAtRestParts {
  readonly clock: Clock;
  /** Whether a pause of some 20 ms would be felt: something prints or is about to. */
  readonly isBusy: () => boolean;
  /** Collects everything that V8 can do without, compiled code of functions that no longer run included. */
  readonly collect: () => void;
  /** For a process in which something changes all the time: it collects all the same, and no sooner than this after the last time. */
  readonly everyMs?: number;
}

export interface SmallAtRest extends Disposable {
  /** The machine's state changed. */
  changed(): void;
}

/**
 * Keeps a machine that has nothing to do small: V8 collects when memory is asked for, and an idle machine asks for none, so it would
 * hold the garbage of its start and of its last print for days. Once after each change, when all is quiet.
 */
export function smallAtRest({ clock, isBusy, collect, everyMs }: SmallAtRestParts): SmallAtRest {
  let timer: Disposable | null = null;
  let lastAt = Number.NEGATIVE_INFINITY;
  const cancel = (): void => {
    timer?.[Symbol.dispose]();
    timer = null;
  };
  return {
    changed() {
      if (everyMs === undefined) cancel();
      else if (timer !== null) return;
      const pauseMs = everyMs === undefined ? 0 : lastAt + everyMs - clock.monotonic();
      timer = clock.schedule(Math.max(REST_MS, pauseMs), () => {
        timer = null;
        lastAt = clock.monotonic();
        if (!isBusy()) collect();
      });
    },
    [Symbol.dispose]: cancel,
  };
}

/**
 * V8's own collector, and from the first call on a heap that is collected when a third has been added, not when it has doubled. Asked
 * for here and not by flags of the process: with those V8 refuses the compiled code of Node's own modules that comes with Node, and
 * each start takes 35 ms of processor time more.
 */
export async function collectAll(): Promise<void> {
  const [{ setFlagsFromString }, { runInNewContext }] = await Promise.all([import('node:v8'), import('node:vm')]);
  setFlagsFromString('--heap-growing-percent=30');
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as NodeJS.GCFunction;
  collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}
