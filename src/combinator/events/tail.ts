import type { StoredEvent } from './events.ts';

/** The end of the log in memory, read from the database once for all who follow it, however many they are. */
export interface Tail {
  /** There may be new events. */
  stale(): void;
  /** Events after a cursor, oldest first, at most `limit`: from memory where it reaches back that far, else from the log. */
  after(cursor: number, limit: number): Promise<readonly StoredEvent[]>;
}

/** Events kept in memory: a second of a busy farm. A reader that is further behind reads the log itself. */
const KEPT = 1_000;

export function createTail(log: {
  readonly since: (cursor: number, limit: number) => Promise<readonly StoredEvent[]>;
  readonly last: () => Promise<number>;
}): Tail {
  let kept: readonly StoredEvent[] = [];
  /** `kept` holds every event after this one; null before the first reader. */
  let base: number | null = null;
  let isStale = true;
  let reading: Promise<void> | null = null;

  async function read(): Promise<void> {
    isStale = false;
    try {
      if (base === null) {
        base = await log.last();
        return;
      }
      const from = kept.at(-1)?.cursor ?? base;
      const more = await log.since(from, KEPT + 1);
      if (more.length > KEPT) {
        // Nobody followed for long: what lies between is read by whoever wants it.
        kept = [];
        base = await log.last();
        return;
      }
      kept = [...kept, ...more];
      const over = kept.length - KEPT;
      if (over <= 0) return;
      base = kept[over - 1]?.cursor ?? base;
      kept = kept.slice(over);
    } catch (error) {
      isStale = true;
      throw error;
    }
  }

  return {
    stale() {
      isStale = true;
    },
    async after(cursor, limit) {
      while (isStale || reading !== null) {
        reading ??= read().finally(() => {
          reading = null;
        });
        await reading;
      }
      if (base === null || cursor < base) return log.since(cursor, limit);
      const at = firstAfter(kept, cursor);
      return kept.slice(at, at + limit);
    },
  };
}

/** Index of the first event after a cursor, by halves. */
function firstAfter(events: readonly StoredEvent[], cursor: number): number {
  let [low, high] = [0, events.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((events[middle]?.cursor ?? 0) > cursor) high = middle;
    else low = middle + 1;
  }
  return low;
}
