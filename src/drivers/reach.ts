import { type BackoffLimits, backoffDelayMs } from '#lib/backoff';
import type { Bell } from '#lib/bell';
import type { Chance } from '#lib/chance';
import type { Clock } from '#lib/clock';
import { rest } from '#lib/rest';
import { isNetworkTrouble, reasonOf, WrongCredentials } from './network-trouble.ts';

export interface Reaching {
  readonly clock: Clock;
  readonly chance: Chance;
  readonly retry: BackoffLimits;
  readonly signal: AbortSignal;
  /** Ends the wait before the next connection; missing: nothing does. */
  readonly hurry?: Bell;
  /**
   * One connection from its opening to its end; resolves with the reason of the end, or throws what a network may do. `reached` is
   * called when the printer was understood: the waits begin anew then.
   */
  readonly session: (reached: () => void) => Promise<string>;
  readonly outOfSight: (reason: string, wrongCredentials: boolean) => void;
}

/** Reaches a printer over a network, for ever (PR6), or until its credentials prove wrong. */
export async function reachForEver({
  clock,
  chance,
  retry,
  signal,
  hurry,
  session,
  outOfSight,
}: Reaching): Promise<void> {
  for (let attempt = 0; !signal.aborted; attempt++) {
    let reason: string;
    let wrongCredentials = false;
    try {
      reason = await session(() => {
        attempt = 0;
      });
    } catch (error) {
      if (!isNetworkTrouble(error)) throw error;
      reason = reasonOf(error);
      wrongCredentials = error instanceof WrongCredentials;
    }
    if (signal.aborted) return;
    outOfSight(reason, wrongCredentials);
    // Asking again with the same key locks accounts; other credentials come as another configuration (CO2).
    if (wrongCredentials) return;
    const woken = hurry === undefined ? signal : AbortSignal.any([signal, hurry.signal]);
    await rest(clock, backoffDelayMs(attempt, retry, chance), woken);
  }
}
