import type { Clock } from './clock.ts';

/** One timer that is moved about. It may ring early (after it was moved to later), never late: who wakes looks at the clock. */
export interface Alarm extends Disposable {
  /** Rings at this monotonic time at the latest; null: not at all. */
  set(at: number | null): void;
}

export function createAlarm(clock: Clock, ring: () => void): Alarm {
  let timer: Disposable | null = null;
  let due = Infinity;
  const stop = (): void => {
    timer?.[Symbol.dispose]();
    timer = null;
    due = Infinity;
  };
  return {
    set(at) {
      if (at === null) return stop();
      // Moving it to later is left to the next ring: most timers are moved on with every message.
      if (at >= due) return;
      stop();
      due = at;
      timer = clock.schedule(Math.max(0, at - clock.monotonic()), () => {
        timer = null;
        due = Infinity;
        ring();
      });
    },
    [Symbol.dispose]: stop,
  };
}
