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

const inSight = new WeakMap<Element, (isInSight: boolean) => void>();
/** One for all cards: the browser goes through its observers before each frame. */
let observer: IntersectionObserver | null = null;

const sight = (): IntersectionObserver =>
  (observer ??= new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) inSight.get(target)?.(isIntersecting);
    },
    { rootMargin: AHEAD },
  ));

/** The measurements of this printer are told while the element is in sight. */
export function useMeasuredInSight(element: RefObject<Element | null>, printerId: string): void {
  useEffect(() => {
    const { current } = element;
    if (current === null) return;
    let leave: (() => void) | null = null;
    inSight.set(current, (isInSight) => {
      if (isInSight) leave ??= live.look(printerId);
      else {
        leave?.();
        leave = null;
      }
    });
    sight().observe(current);
    return () => {
      sight().unobserve(current);
      inSight.delete(current);
      leave?.();
    };
  }, [element, printerId]);
}
