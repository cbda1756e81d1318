import { useSyncExternalStore } from 'react';
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
