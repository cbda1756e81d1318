import type { FarmState } from './farm-state.ts';
import { chosenOf, factsOf, measurementsOf, type Patch } from './measurements.ts';
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
  /**
   * A snapshot or what came after `after`, then every change until the signal. The first state must be there. `measured`: the printers
   * whose measurements are wanted; null: all.
   */
  watch(after: string | null, signal: AbortSignal, measured?: readonly string[] | null): AsyncIterable<FarmUpdate>;
}

/** Patches kept for those who come back, a minute of a busy farm; whoever was away longer gets a snapshot. */
export const KEPT_PATCHES = 240;
/**
 * Of so many the measurements are kept, too: a minute of those of a thousand printers is a memory of its own. Whoever comes back from
 * before gets those of now.
 */
const KEPT_MEASUREMENTS = 16;
/** A watcher to whom nothing is to be told hears after so many that nothing was, or it would fall out of the ring. */
const SILENT_LIMIT = 100;

interface Kept {
  readonly sequence: string;
  /** Null when its measurements are not kept any more. */
  whole: FarmUpdate | null;
  /** Without what is only measured; null when nothing else changed. */
  readonly facts: FarmUpdate | null;
}

/** `run` tells this run of the process from others, whose sequences mean nothing here. */
export function createLiveFeed(run: string): LiveFeed {
  let state: FarmState | null = null;
  /** Of the newest patch. The ring holds those up to it, oldest first. */
  let number = 0;
  const ring: Kept[] = [];
  let snapshot: FarmUpdate | null = null;
  let measuredNow: FarmUpdate | null = null;
  const wakers = new Set<() => void>();

  const sequenceOf = (at: number): string => `${run}.${at}`;

  function wholeState(): FarmUpdate {
    snapshot ??= { sequence: sequenceOf(number), snapshot: state, patch: null };
    return snapshot;
  }

  /** The measurements of this moment, for somebody who has everything else. */
  function measurements(of: readonly string[] | null): FarmUpdate {
    if (of === null && measuredNow !== null) return measuredNow;
    const update: FarmUpdate = { sequence: sequenceOf(number), snapshot: null, patch: measurementsOf(state, of) };
    if (of === null) measuredNow = update;
    return update;
  }

  /** The number of a sequence that a watcher brings; null when it is of another run, or nonsense. */
  function numberOf(sequence: string | null): number | null {
    const [ownRun, text = ''] = sequence?.split('.') ?? [];
    const seen = Number(text);
    return ownRun === run && /^\d+$/.test(text) && seen <= number ? seen : null;
  }

  async function* watch(
    after: string | null,
    signal: AbortSignal,
    measured: readonly string[] | null = null,
  ): AsyncGenerator<FarmUpdate> {
    let wake: () => void = () => {};
    const waker = (): void => wake();
    wakers.add(waker);
    signal.addEventListener('abort', waker, { once: true });
    try {
      let seen = numberOf(after);
      // Who comes back to find nothing new is told so, and knows that it is live again.
      if (seen === number && measured === null) yield { sequence: sequenceOf(number), snapshot: null, patch: {} };
      /** What was measured while it was away, or of printers that it did not look at, is told when it has all the rest. */
      let owes = seen !== null && measured !== null;
      let silent = 0;
      while (!signal.aborted) {
        if (seen === number) {
          if (owes) {
            owes = false;
            silent = 0;
            yield measurements(measured);
            continue;
          }
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          continue;
        }
        const next: Kept | undefined = seen === null ? undefined : ring[seen - (number - ring.length)];
        if (next === undefined) {
          [seen, owes, silent] = [number, false, 0];
          yield wholeState();
          continue;
        }
        seen = (seen ?? 0) + 1;
        if (next.whole === null) owes = true;
        const update = next.whole === null ? next.facts : measured === null ? next.whole : chosen(next, measured);
        if (update === null && ++silent < SILENT_LIMIT) continue;
        silent = 0;
        yield update ?? { sequence: next.sequence, snapshot: null, patch: {} };
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
      const before = state;
      const patch = before === null ? undefined : mergePatchOf(before, next);
      state = next;
      if (before === null || patch === undefined) return;
      snapshot = null;
      measuredNow = null;
      number++;
      const sequence = sequenceOf(number);
      const facts = factsOf(patch as Patch, before, next);
      const whole = { sequence, snapshot: null, patch };
      const isAllFacts = facts === patch;
      ring.push({ sequence, whole, facts: isAllFacts ? whole : facts === null ? null : { ...whole, patch: facts } });
      const old = ring.at(-1 - KEPT_MEASUREMENTS);
      if (old !== undefined && old.whole !== old.facts) old.whole = null;
      if (ring.length > KEPT_PATCHES) ring.shift();
      for (const waker of wakers) waker();
    },
    watch,
  };
}

/** The facts of a patch, and of its measurements those that are wanted; null when there is nothing of either. */
function chosen({ sequence, whole, facts }: Kept, measured: readonly string[]): FarmUpdate | null {
  const patch = chosenOf((whole?.patch ?? {}) as Patch, facts?.patch as Patch | undefined, measured);
  return patch === null ? facts : { sequence, snapshot: null, patch };
}
