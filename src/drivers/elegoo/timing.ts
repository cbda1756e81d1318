import type { TaskTiming } from '#drivers/task-driver';
import type { BackoffLimits } from '#lib/backoff';

/** The printer tells each change by itself; asked so often, ms, it shows that it is still there. */
export const POLL = { idleMs: 10_000, printingMs: 5_000, orderedMs: 500 };
/** A connection that does not open, a request without an answer, or not a byte of a transfer. */
export const ANSWER_MS = 10_000;
/** A stop without an answer for so long: the connection is given up, for another one is the only other way. */
export const STOP_ANSWER_MS = 4_000;
/** UDP may be lost: asked so often, and waited for so long each time. */
export const IDENTITY = { tries: 2, waitMs: 1_000 };
/** The printer does not know a file at once that it has just stored. */
export const AFTER_UPLOAD_MS = 1_000;
export const TASK: TaskTiming = {
  answerMs: ANSWER_MS,
  stopRepeatMs: 2_000,
  startProofMs: 30_000,
  verdictMs: 5_000,
  fileTakenMs: 20_000,
  lookMs: 500,
};
/** A light that was switched shows by then. */
export const LIGHT_PROOF_MS = 15_000;
export const RETRY: BackoffLimits = { firstMs: 500, capMs: 30_000 };
