import { backoffDelayMs } from '#lib/backoff';
import type { Chance } from '#lib/chance';

/** How the last starts of one machine went. */
export interface RestartHistory {
  /** Deaths since it last ran steadily. */
  readonly inARow: number;
  /** When it died, on the monotonic clock, within LOOP_WINDOW_MS. */
  readonly recent: readonly number[];
  readonly crashLooping: boolean;
}

export const FRESH: RestartHistory = { inARow: 0, recent: [], crashLooping: false };

/** A machine that ran this long is steady: its next death is answered at once, like a first one. */
export const STEADY_MS = 10_000;
/** So many deaths within the window are a crash loop, shown to people and never given up (PR3, PR6). */
export const LOOP_DEATHS = 5;
export const LOOP_WINDOW_MS = 30_000;
/** After a first death that is answered at once: a machine that cannot run must not starve those that do. */
const BACKOFF = { firstMs: 1_000, capMs: 60_000 };

/** What follows an unexpected death at `now` of a machine that ran for `ranMs`. */
export function afterDeath(
  history: RestartHistory,
  ranMs: number,
  now: number,
  chance: Chance,
): { readonly history: RestartHistory; readonly delayMs: number } {
  const before = ranMs >= STEADY_MS ? { ...history, inARow: 0, crashLooping: false } : history;
  const recent = [...before.recent.filter((at) => now - at < LOOP_WINDOW_MS), now].slice(-LOOP_DEATHS);
  const delayMs = before.inARow === 0 ? 0 : backoffDelayMs(before.inARow - 1, BACKOFF, chance);
  return {
    history: {
      inARow: before.inARow + 1,
      recent,
      crashLooping: before.crashLooping || recent.length >= LOOP_DEATHS,
    },
    delayMs,
  };
}

/** Whether a machine that ran for `ranMs` has left its crash loop behind. */
export const settled = (ranMs: number): boolean => ranMs >= STEADY_MS;
