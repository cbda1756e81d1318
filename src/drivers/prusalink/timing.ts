import type { BackoffLimits } from '#lib/backoff';

/** How often the printer is asked: it is slow, and takes few connections. Of another's print only its end is waited for. */
export const POLL = { printingMs: 1_500, foreignMs: 3_000, idleMs: 5_000, bringingMs: 5_000, orderedMs: 500 };
/** Not a byte for so long is no answer. */
export const ANSWER_MS = 10_000;
/** A question that failed is asked once more before the printer is out of sight, if it was seen this short ago. */
export const DOUBT_MS = 15_000;
/** A start that was answered shows by then (MA11a, JO10): a preview comes first. */
export const START_PROOF_MS = 60_000;
export const STOP_REPEAT_MS = 2_000;
export const RETRY: BackoffLimits = { firstMs: 500, capMs: 30_000 };
