import type { Clock } from './clock.ts';

/**
 * A rush of connections. The event loop takes one of each listening socket per turn, so whoever does much in a turn keeps all others at the
 * door: work that can wait lets the rush pass first, for a while.
 */
export interface Rush {
  /** Somebody has come in this turn of the loop. */
  came(): void;
  /** Resolves in a later turn: behind the first in which nobody came, or after `limitMs` of a rush that does not end. */
  passed(limitMs: number): Promise<void>;
}

/** Where time stands still (a simulation), a rush ends all the same. */
const TURNS_LIMIT = 1_000;

export function createRush(clock: Pick<Clock, 'monotonic'>): Rush {
  /** How many have come so far. */
  let count = 0;
  return {
    came() {
      count++;
    },
    async passed(limitMs) {
      const until = clock.monotonic() + limitMs;
      for (let turn = 0; turn < TURNS_LIMIT; turn++) {
        const before = count;
        await new Promise(setImmediate);
        if (count === before || clock.monotonic() >= until) return;
      }
    },
  };
}
