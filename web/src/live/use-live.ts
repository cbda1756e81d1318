import { type RefObject, useEffect, useSyncExternalStore } from 'react';
import type { FarmState } from './farm-state.ts';
import { type Connection, createLiveStore, type LiveStore } from './live-store.ts';
import { openFarmStream } from './stream.ts';

export const live: LiveStore = createLiveStore({
  open: openFarmStream,
  now: () => Date.now(),
  later: (ms, act) => {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
  fraction: () => Math.random(),
});

/** A part of the farm. `select` must return what stands in the state, so that only its readers draw again when it changes. */
export function useFarm<Part>(select: (state: FarmState) => Part): Part | undefined {
  const read = (): Part | undefined => {
    const state = live.state();
    return state === null ? undefined : select(state);
  };
  return useSyncExternalStore(live.subscribe, read);
}

export function useConnection(): Connection {
  return useSyncExternalStore(live.subscribe, live.connection);
}

/** The measurements of this printer are told while the page shows it. */
export function useMeasured(printerId: string): void {
  useEffect(() => live.look(printerId), [printerId]);
}

/** A card is looked at a little before it scrolls into sight, so that its numbers are there when it does. */
const AHEAD = '300px';

/** The measurements of this printer are told while the element is in sight. */
export function useMeasuredInSight(element: RefObject<Element | null>, printerId: string): void {
  useEffect(() => {
    if (element.current === null) return;
    let leave: (() => void) | null = null;
    const seen = new IntersectionObserver(
      (entries) => {
        const isInSight = entries.at(-1)?.isIntersecting === true;
        if (isInSight === (leave !== null)) return;
        if (isInSight) leave = live.look(printerId);
        else {
          leave?.();
          leave = null;
        }
      },
      { rootMargin: AHEAD },
    );
    seen.observe(element.current);
    return () => {
      seen.disconnect();
      leave?.();
    };
  }, [element, printerId]);
}
