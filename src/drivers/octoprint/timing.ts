import type { BackoffLimits } from '#lib/backoff';

/** OctoPrint has one thread, which a plug-in may hold for seconds. */
export const ANSWER_MS = 15_000;
/** Not a word for so long: it is asked, and if it does not answer it is gone (S9). */
export const SILENCE_MS = 30_000;
/** A start that was answered shows by then (JO10, MA11a). */
export const START_PROOF_MS = 20_000;
/** The event that says how a print ended may come behind the state that shows that it did. */
export const VERDICT_MS = 3_000;
export const STOP_REPEAT_MS = 2_000;
export const RETRY: BackoffLimits = { firstMs: 500, capMs: 30_000 };
/** A board that is opened starts anew, and says so within some seconds; OctoPrint tries several speeds. */
export const CONNECT_PROOF_MS = 60_000;
