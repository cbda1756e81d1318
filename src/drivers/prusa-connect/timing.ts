import type { BackoffLimits } from '#lib/backoff';

/** Nobody has called for so long: a person is told what to do at the printer. One that could not reach us waits a minute at most. */
export const CALL_MS = 20_000;
/** Nothing was heard for so long: it is out of sight. An idle one says something every 15 s. */
export const SILENCE_MS = 45_000;
/** At the most, that is looked at so often, ms. */
export const LOOK_MS = 1_000;
/** An order that the printer does not fetch within this is taken back. */
export const FETCH_MS = 30_000;
/** One that was fetched and is not answered within this may have been carried out. */
export const ANSWER_MS = 10_000;
/** A line of G-code is answered when it is done: homing takes its time. */
export const GCODE_MS = 5 * 60_000;
/** A start that was answered shows by then (MA11a, JO10): a preview comes first. */
export const START_PROOF_MS = 60_000;
export const STOP_REPEAT_MS = 2_000;
/** Whether a file is still on its way is asked this often: the word of its end may be lost. */
export const TRANSFER_LOOK_MS = 10_000;
/** Between two tries to begin a transfer while another one, of before, is being ended. */
export const TRANSFER_RETRY_MS = 2_000;
export const TRANSFER_TRIES = 5;
/** Of a port that somebody else holds. */
export const LISTEN_RETRY: BackoffLimits = { firstMs: 1_000, capMs: 30_000 };
