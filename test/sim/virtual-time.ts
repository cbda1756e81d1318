import type { Clock } from '#lib/clock';

/** The time of one process: it ends with the process, and its wall clock may be wrong. */
export interface ProcessTime extends Clock {
  /** Sets the wall clock; the time that waits are measured by does not jump. */
  skewMs: number;
  /** No timer of this process fires any more. */
  end(): void;
}

/** Time that passes only when nothing is left to do at a moment. */
export interface VirtualTime extends Clock {
  process(skewMs: number): ProcessTime;
  /** When the next timer is due; null when none waits. */
  nextAt(): number | null;
  /** Moves to this moment and fires the first timer due by then; false when none is. */
  advance(to: number): boolean;
}

interface Timer {
  readonly at: number;
  wake: (() => void) | null;
}

/** Wall time at the beginning of every run. */
const EPOCH_MS = 1_800_000_000_000;

export function createVirtualTime(): VirtualTime {
  let now = 0;
  /** Soonest first, and in the order of their making within one moment. */
  const timers: Timer[] = [];

  function schedule(delayMs: number, wake: () => void): Disposable {
    const timer: Timer = { at: now + Math.max(0, delayMs), wake };
    let place = timers.length;
    while (place > 0 && (timers[place - 1]?.at ?? 0) > timer.at) place--;
    timers.splice(place, 0, timer);
    return {
      [Symbol.dispose]() {
        timer.wake = null;
      },
    };
  }

  function dropDead(): void {
    while (timers.length > 0 && timers[0]?.wake === null) timers.shift();
  }

  return {
    now: () => EPOCH_MS + Math.round(now),
    monotonic: () => now,
    schedule,
    process(skewMs) {
      let ended = false;
      const process: ProcessTime = {
        skewMs,
        now: () => EPOCH_MS + Math.round(now + process.skewMs),
        monotonic: () => now,
        schedule: (delayMs, wake) =>
          ended
            ? { [Symbol.dispose]: () => {} }
            : schedule(delayMs, () => {
                if (!ended) wake();
              }),
        end() {
          ended = true;
        },
      };
      return process;
    },
    nextAt() {
      dropDead();
      return timers[0]?.at ?? null;
    },
    advance(to) {
      dropDead();
      const [first] = timers;
      if (first === undefined || first.at > to) {
        now = Math.max(now, to);
        return false;
      }
      timers.shift();
      now = Math.max(now, first.at);
      first.wake?.();
      return true;
    },
  };
}

/** Resolves after this time of a process; never, once that process is dead. */
export const after = (clock: Clock, ms: number): Promise<void> =>
  new Promise((resolve) => void clock.schedule(ms, () => resolve()));
