/** A request or an answer, or bytes between them that are none: pictures and receiver reports (RFC 2326 §10.12). */
export type RtspItem =
  | {
      readonly kind: 'message';
      /** First line and headers, without their ends. */
      readonly lines: readonly string[];
      readonly body: Buffer;
    }
  | { readonly kind: 'frames'; readonly bytes: Buffer };

/** What stands there is no RTSP. */
export class NotRtsp extends Error {}

/** Longer heads and bodies than these are no camera's, and must not fill memory. */
const HEAD_LIMIT_BYTES = 16 * 1024;
const BODY_LIMIT_BYTES = 64 * 1024;
const FRAME_HEAD_BYTES = 4;
const DOLLAR = 0x24;
const NOTHING = Buffer.alloc(0);

/** One direction of an RTSP connection, in pieces as they come. */
export class RtspReader {
  #rest: Buffer = NOTHING;

  /** Throws NotRtsp. */
  push(piece: Buffer): readonly RtspItem[] {
    const bytes = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
    const items: RtspItem[] = [];
    let at = 0;
    for (;;) {
      const frames = framesFrom(bytes, at);
      if (frames > at) items.push({ kind: 'frames', bytes: bytes.subarray(at, frames) });
      at = frames;
      // Ends of lines between messages mean nothing.
      while (bytes[at] === 0x0d || bytes[at] === 0x0a) at++;
      if (at >= bytes.length) break;
      if (bytes[at] === DOLLAR) {
        if (framesFrom(bytes, at) === at) break;
        continue;
      }
      const message = messageFrom(bytes, at);
      if (message === null) break;
      items.push({ kind: 'message', lines: message.lines, body: message.body });
      at = message.end;
    }
    // A copy, so that a few bytes do not keep a large piece alive.
    this.#rest = at >= bytes.length ? NOTHING : Buffer.from(bytes.subarray(at));
    return items;
  }
}

/** The end of the whole frames that begin there. */
function framesFrom(bytes: Buffer, from: number): number {
  let at = from;
  while (bytes[at] === DOLLAR && at + FRAME_HEAD_BYTES <= bytes.length) {
    const end = at + FRAME_HEAD_BYTES + bytes.readUInt16BE(at + 2);
    if (end > bytes.length) break;
    at = end;
  }
  return at;
}

/** Null while it is not whole. */
function messageFrom(bytes: Buffer, from: number): { lines: readonly string[]; body: Buffer; end: number } | null {
  const endOfHead = bytes.indexOf('\r\n\r\n', from, 'latin1');
  if ((endOfHead < 0 ? bytes.length : endOfHead) - from > HEAD_LIMIT_BYTES) throw new NotRtsp('a head without an end');
  if (endOfHead < 0) return null;
  const lines = bytes.toString('latin1', from, endOfHead).split('\r\n');
  const length = Number(headerOf(lines, 'content-length') ?? '0');
  if (!Number.isInteger(length) || length < 0 || length > BODY_LIMIT_BYTES)
    throw new NotRtsp('a body without a length');
  const start = endOfHead + 4;
  if (start + length > bytes.length) return null;
  return { lines, body: Buffer.from(bytes.subarray(start, start + length)), end: start + length };
}

/** Null where it is not there. `name`: in small letters. */
export const headerOf = (lines: readonly string[], name: string): string | null => headersOf(lines, name)[0] ?? null;

export const headersOf = (lines: readonly string[], name: string): readonly string[] =>
  lines.slice(1).flatMap((line) => {
    const colon = line.indexOf(':');
    return line.slice(0, colon).trim().toLowerCase() === name ? [line.slice(colon + 1).trim()] : [];
  });
