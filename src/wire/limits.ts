import type { LinkTimes } from '#lib/liveness';

/** The bounds of the wire (WI5), each with the disaster that it prevents. Both sides hold themselves and the other to them. */

/** Versions of the protocol that this build speaks, newest first. */
export const PROTOCOL_VERSIONS: readonly number[] = [1];

/** Length (4) and type (1). */
export const FRAME_HEADER_BYTES = 5;
/** Largest JSON payload: a peer cannot make us hold more than this before we know what it is. */
export const CONTROL_LIMIT_BYTES = 1024 * 1024;
/** Request id (4) and offset (8) in front of a chunk's bytes. */
export const CHUNK_HEADER_BYTES = 12;
/** Largest piece of a file per frame: a stop waits behind one piece at most. */
export const CHUNK_LIMIT_BYTES = 256 * 1024;
/** Deepest nesting of JSON: what was parsed must also be printable again without running out of stack. */
export const DEPTH_LIMIT = 32;

/** A peer that takes nothing for this long a backlog is cut off before it fills our memory; it will ask for the state anew. */
export const SEND_BUFFER_LIMIT_BYTES = 8 * 1024 * 1024;
/** Pieces of files under way per link: more would only queue up in front of commands. */
export const FILE_REQUESTS_LIMIT = 8;
/** Files of a printer in one listing: more are nobody's to look through, and must fit one message. */
export const LISTED_FILES_LIMIT = 2_000;
/** The word in a machine's hello that says that it understands `printer-file-ask`; an older one would end the link over it. */
export const PRINTER_FILES = 'printer-files';
/** The same for a `start` of what lies on the printer's card. */
export const CARD_PRINTS = 'card-prints';
/** The same of `card-upload` among them. */
export const CARD_UPLOADS = 'card-uploads';
/** Same host 4 Hz (MA14): faster feedback is seen by nobody and costs everybody. */
export const FEEDBACK_LEAST_INTERVAL_MS = 250;
/** Measurements that say what was told last go out again this often (MA14): of a printer at rest nearly all of them do. */
export const FEEDBACK_UNCHANGED_INTERVAL_MS = 5_000;
/** Lines of G-code history go out in batches: a message per line would cost more than the line. */
export const HISTORY_INTERVAL_MS = 100;
/** Characters of history kept for a slow reader; older ones are dropped with a marker (MA14). */
export const HISTORY_PENDING_CHARACTERS = 512 * 1024;
/** Characters of one history message: escaped at worst six times as long, it still fits a control frame. */
export const HISTORY_BATCH_CHARACTERS = 128 * 1024;
/** A longer line of history is cut: no G-code is that long, and a printer in trouble may send megabytes without a line end. */
export const HISTORY_LINE_CHARACTERS = 4096;

export const LINK_TIMES: LinkTimes = { heartbeatMs: 2_000, deadMs: 5_000, handshakeMs: 5_000 };
/**
 * Over a channel that notices itself when the other side is dead (WI8): no beats of each link, and a handshake that a busy combinator works on is
 * not thrown away, for beginning anew would only make it busier. Infinite it is not: a fault of ours would hold a machine for ever.
 */
export const WATCHED_LINK_TIMES: LinkTimes = { heartbeatMs: Infinity, deadMs: Infinity, handshakeMs: 60_000 };

/** `watched`: the channel notices by itself when the other side is dead. */
export const linkTimes = (watched: boolean): LinkTimes => (watched ? WATCHED_LINK_TIMES : LINK_TIMES);
