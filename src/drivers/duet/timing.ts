import type { BackoffLimits } from '#lib/backoff';

/** How often a board is asked, ms: what begins at its panel is known within two seconds, a late turn and a second question included. It ends a session that asks nothing for 8 s. */
export const POLL = { idleMs: 1_750, printingMs: 1_000, orderedMs: 250 };
/** Not a byte for so long is no answer. */
export const ANSWER_MS = 10_000;
/** G-code is answered when it was carried out, with the macros that it calls. */
export const CODE_MS = 60_000;
/** What a board replies to G-code is fetched as soon as it says that there is something; most G-code has no reply. */
export const REPLY_MS = 2_000;
/** A question that failed is asked once more before the board is out of sight, if it was seen this short ago. */
export const DOUBT_MS = 15_000;
/** Not a word on the socket for so long, in spite of pings: it is gone (S9). */
export const SILENCE_MS = 30_000;
export const PING_MS = 10_000;
/** A session is given back, if it can be, within this. */
export const GOODBYE_MS = 2_000;
/** Out of memory: asked again after this, and later each time. */
export const BUSY_MS = 1_000;
/** A start that was answered shows by then (JO10, MA11a). */
export const START_PROOF_MS = 20_000;
/** What the board says of the end may come behind the state that shows that there was one. */
export const VERDICT_MS = 5_000;
/** A print that is to be cancelled is paused first, with the macros that belong to it. */
export const PAUSE_MS = 60_000;
/** What the board was told to leave out, or to switch, shows by then (DR3). */
export const SHOWN_MS = 15_000;
export const STOP_REPEAT_MS = 2_000;
export const RETRY: BackoffLimits = { firstMs: 500, capMs: 30_000 };
