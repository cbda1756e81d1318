import type { TaskTiming } from '#drivers/task-driver';
import type { BackoffLimits } from '#lib/backoff';

/** The printer tells each change by itself; asked for everything so often, ms, nothing is believed for long that it has not said. */
export const POLL = { idleMs: 30_000, printingMs: 15_000, orderedMs: 1_000 };
/** What the Canvas holds is told only when it is asked for. */
export const CANVAS_MS = 30_000;
/** The printer drops whoever does not say for 65 s that he is there; unanswered, it is gone. */
export const PING_MS = 10_000;
/** A connection that does not open, a request without an answer, or not a byte of a transfer. */
export const ANSWER_MS = 10_000;
/** A client that is not taken by then is not taken at all. */
export const REGISTER_MS = 3_000;
/** A stop without an answer for so long: the connection is given up, for another one is the only other way. */
export const STOP_ANSWER_MS = 4_000;
/** UDP may be lost: asked so often, and waited for so long each time. */
export const IDENTITY = { tries: 2, waitMs: 1_500 };
/** A light that was switched shows by then. */
export const LIGHT_PROOF_MS = 15_000;
export const RETRY: BackoffLimits = { firstMs: 500, capMs: 30_000 };
export const TASK: TaskTiming = {
  answerMs: ANSWER_MS,
  stopRepeatMs: 2_000,
  startProofMs: 60_000,
  verdictMs: 5_000,
  fileTakenMs: 20_000,
  lookMs: 1_000,
};
