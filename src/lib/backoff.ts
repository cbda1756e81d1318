import type { Chance } from './chance.ts';

export interface BackoffLimits {
  /** The wait before the first retry. */
  readonly firstMs: number;
  /** No wait is longer: a printer that comes back is online at most one such wait later (PR6). */
  readonly capMs: number;
  /** How much longer each wait is than the one before; 2 unless told. */
  readonly factor?: number;
  /** The part of the wait that chance may take away, 0 to 1; 0.3 unless told. Keeps a farm from retrying in step. */
  readonly jitter?: number;
}

/**
 * How long to wait before retry number `attempt` (0 is the first): exponential, capped, shortened by chance.
 * Retrying never ends by itself: whoever calls decides that, and mostly the answer is never.
 */
export function backoffDelayMs(attempt: number, limits: BackoffLimits, chance: Chance): number {
  const { firstMs, capMs, factor = 2, jitter = 0.3 } = limits;
  // The exponent is bounded as well: retrying for years must not end in Infinity, nor in 0 × Infinity.
  const fullMs = Math.min(capMs, firstMs * factor ** Math.min(64, Math.max(0, attempt)));
  return fullMs * (1 - jitter * chance.fraction());
}
