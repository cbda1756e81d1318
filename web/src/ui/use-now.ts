import { useSyncExternalStore } from 'react';

interface Clock {
  readonly subscribe: (listener: () => void) => () => void;
  readonly read: () => number;
}

const clocks = new Map<number, Clock>();

/** The time, renewed every `everyMs`, for ages that are shown. All who ask for the same pace are told together, by one timer. */
export function useNow(everyMs = 10_000): number {
  const clock = clocks.get(everyMs) ?? clockOf(everyMs);
  clocks.set(everyMs, clock);
  return useSyncExternalStore(clock.subscribe, clock.read);
}

function clockOf(everyMs: number): Clock {
  const listeners = new Set<() => void>();
  let now = Date.now();
  let timer = 0;
  const tick = (): void => {
    now = Date.now();
    for (const listener of listeners) listener();
  };
  return {
    subscribe(listener) {
      if (listeners.size === 0) timer = window.setInterval(tick, everyMs);
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) window.clearInterval(timer);
      };
    },
    read() {
      // While nobody listened nobody renewed it.
      if (listeners.size === 0 && Date.now() - now >= everyMs) now = Date.now();
      return now;
    },
  };
}
