import type { FarmState } from './farm-state.ts';
import { mergePatchOf } from './merge-patch.ts';

/** One message of the live state: a snapshot, or a merge patch against the state before. Shared by all its readers. */
export interface FarmUpdate {
  readonly sequence: string;
  readonly snapshot: FarmState | null;
  readonly patch: unknown;
}

/**
 * The state that all watchers share, and the way from each state to the next. A watcher is a place in the ring of patches and
 * nothing more: one that is slow holds no memory, and one that has fallen out of the ring gets a snapshot.
 */
export interface LiveFeed {
  readonly state: FarmState | null;
  /** The number in the newest sequence; grows by one with each change. */
  readonly newest: number;
  /** The farm looks like this now. What has not changed is told to nobody. */
  advance(next: FarmState): void;
  /** A snapshot or what came after `after`, then every change until the signal. The first state must be there. */
  watch(after: string | null, signal: AbortSignal): AsyncIterable<FarmUpdate>;
}

/** Patches kept for those who come back, a minute of a busy farm; whoever was away longer gets a snapshot. */
export const KEPT_PATCHES = 240;

/** `run` tells this run of the process from others, whose sequences mean nothing here. */
export function createLiveFeed(run: string): LiveFeed {
  let state: FarmState | null = null;
  /** Of the newest patch. The ring holds those up to it, oldest first. */
  let number = 0;
  const ring: FarmUpdate[] = [];
  let snapshot: FarmUpdate | null = null;
  const wakers = new Set<() => void>();

  const sequenceOf = (at: number): string => `${run}.${at}`;

  function wholeState(): FarmUpdate {
    snapshot ??= { sequence: sequenceOf(number), snapshot: state, patch: null };
    return snapshot;
  }

  /** The number of a sequence that a watcher brings; null when it is of another run, or nonsense. */
  function numberOf(sequence: string | null): number | null {
    const [ownRun, text = ''] = sequence?.split('.') ?? [];
    const seen = Number(text);
    return ownRun === run && /^\d+$/.test(text) && seen <= number ? seen : null;
  }

  async function* watch(after: string | null, signal: AbortSignal): AsyncGenerator<FarmUpdate> {
    let wake: () => void = () => {};
    const waker = (): void => wake();
    wakers.add(waker);
    signal.addEventListener('abort', waker, { once: true });
    try {
      let seen = numberOf(after);
      // Who comes back to find nothing new is told so, and knows that it is live again.
      if (seen === number) yield { sequence: sequenceOf(number), snapshot: null, patch: {} };
      while (!signal.aborted) {
        if (seen === number) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          continue;
        }
        const next: FarmUpdate | undefined = seen === null ? undefined : ring[seen - (number - ring.length)];
        seen = next === undefined ? number : (seen ?? 0) + 1;
        yield next ?? wholeState();
      }
    } finally {
      wakers.delete(waker);
      signal.removeEventListener('abort', waker);
    }
  }

  return {
    get state() {
      return state;
    },
    get newest() {
      return number;
    },
    advance(next) {
      const patch = state === null ? undefined : mergePatchOf(state, next);
      state = next;
      if (patch === undefined) return;
      snapshot = null;
      number++;
      ring.push({ sequence: sequenceOf(number), snapshot: null, patch });
      if (ring.length > KEPT_PATCHES) ring.shift();
      for (const waker of wakers) waker();
    },
    watch,
  };
}
