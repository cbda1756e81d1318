/** Heads of parts are a few short lines; more than this is no MJPEG. */
const HEAD_LIMIT_BYTES = 8 * 1024;
/** Of a camera that sends little. */
const HELD_BYTES = 64 * 1024;
/** An uncompressed picture of 4K has some 25 MB, a JPEG of one a tenth. */
export const FRAME_LIMIT_BYTES = 16 * 1024 * 1024;

const CRLF_CRLF = Buffer.from('\r\n\r\n');
const LF_LF = Buffer.from('\n\n');
/** What may stand between a picture and the boundary behind it: line ends. */
const isBetween = (bytes: Buffer): boolean =>
  bytes.length <= 4 && bytes.every((byte) => byte === 0x0d || byte === 0x0a);

/** Why a stream cannot be read; what came of it so far stays good. */
export class NotMjpeg extends Error {}

/** The boundary of a `multipart/x-mixed-replace` stream, '' where it names none; null when the content type names another thing. */
export function boundaryOf(contentType: string | null): string | null {
  const [type = '', ...parameters] = (contentType ?? '').split(';').map((part) => part.trim());
  if (!type.toLowerCase().startsWith('multipart/')) return null;
  const named = parameters.find((parameter) => /^boundary=/i.test(parameter));
  return named?.slice('boundary='.length).replace(/^"(.*)"$/, '$1') ?? '';
}

export const isJpeg = (bytes: Uint8Array): boolean => bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;

type Awaiting =
  /** `follows`: right behind a part that said how long it was. */
  | { readonly kind: 'head'; readonly follows: boolean }
  /** A part that says how long it is. */
  | { readonly kind: 'counted'; readonly frame: Buffer; filled: number }
  /** One that ends where the next begins. */
  | { readonly kind: 'uncounted'; readonly delimiter: Buffer; searched: number };

/**
 * Takes a multipart stream apart into the pictures in it, whatever pieces it comes in (RFC 2046 §5.1; cameras differ in whether the
 * boundary of the header already has its dashes, and in whether parts say their length, or the truth about it). Parts that are no JPEG are
 * left out.
 */
export class MjpegParser {
  /** Null until the first line of a stream that names no boundary is here. */
  #delimiter: Buffer | null;
  readonly #held = new Held();
  #awaiting: Awaiting = { kind: 'head', follows: false };
  /** Behind a part of some length stood no boundary: lengths are believed no more. */
  #lies = false;
  /** Bytes in search of a boundary since then. */
  #skipped = 0;

  /** @param boundary as `boundaryOf` has it */
  constructor(boundary: string) {
    this.#delimiter = boundary === '' ? null : Buffer.from(boundary.startsWith('--') ? boundary : `--${boundary}`);
  }

  /** The pictures that are whole with this piece. Throws NotMjpeg when a head or a picture has no end within its limit. */
  push(piece: Uint8Array): readonly Buffer[] {
    const frames: Buffer[] = [];
    let fresh: Uint8Array = piece;
    for (;;) {
      if (this.#awaiting.kind === 'counted') {
        const waiting = this.#awaiting;
        waiting.filled += this.#held.moveInto(waiting.frame, waiting.filled);
        const taken = fresh.subarray(0, waiting.frame.length - waiting.filled);
        waiting.frame.set(taken, waiting.filled);
        waiting.filled += taken.length;
        fresh = fresh.subarray(taken.length);
        if (waiting.filled < waiting.frame.length) break;
        if (isJpeg(waiting.frame)) frames.push(waiting.frame);
        this.#awaiting = { kind: 'head', follows: true };
        continue;
      }
      this.#held.add(fresh);
      fresh = fresh.subarray(fresh.length);
      const went =
        this.#awaiting.kind === 'head'
          ? this.#takeHead(this.#awaiting.follows)
          : this.#takeUncounted(this.#awaiting, frames);
      if (!went) break;
    }
    return frames;
  }

  #takeHead(follows: boolean): boolean {
    const delimiter = (this.#delimiter ??= this.#firstLine());
    if (delimiter === null) return false;
    const { bytes } = this.#held;
    const at = bytes.indexOf(delimiter);
    if (follows && !isBetween(bytes.subarray(0, at < 0 ? Math.max(0, bytes.length - delimiter.length) : at)))
      this.#lies = true;
    if (at > 0 && this.#lies) {
      this.#held.drop(at);
      return true;
    }
    const after = at < 0 ? -1 : at + delimiter.length;
    const end = after < 0 ? null : endOfHead(bytes, after);
    if (end === null) {
      if (at < 0 && this.#lies) this.#skip(delimiter);
      else if (bytes.length > HEAD_LIMIT_BYTES) throw new NotMjpeg('a part without a head');
      return false;
    }
    this.#skipped = 0;
    const head = bytes.toString('latin1', after, end.from);
    const length = this.#lies ? undefined : /^content-length:\s*(\d{1,10})\s*$/im.exec(head)?.[1];
    this.#held.drop(end.to);
    if (length === undefined) {
      this.#awaiting = { kind: 'uncounted', delimiter, searched: 0 };
      return true;
    }
    if (Number(length) > FRAME_LIMIT_BYTES) throw new NotMjpeg(`a picture of ${length} bytes`);
    this.#awaiting = { kind: 'counted', frame: Buffer.allocUnsafe(Number(length)), filled: 0 };
    return true;
  }

  /** The rest of a picture whose length was a lie; the boundary may have come in part. */
  #skip(delimiter: Buffer): void {
    const dropped = Math.max(0, this.#held.bytes.length - delimiter.length);
    this.#held.drop(dropped);
    this.#skipped += dropped;
    if (this.#skipped > FRAME_LIMIT_BYTES) throw new NotMjpeg('a picture without an end');
  }

  #firstLine(): Buffer | null {
    for (;;) {
      const { bytes } = this.#held;
      const end = bytes.indexOf(0x0a);
      if (end < 0) {
        if (bytes.length > HEAD_LIMIT_BYTES) throw new NotMjpeg('a part without a head');
        return null;
      }
      const line = bytes.toString('latin1', 0, end).trim();
      if (/^--./.test(line)) return Buffer.from(line, 'latin1');
      if (line !== '') throw new NotMjpeg('a part without a head');
      this.#held.drop(end + 1);
    }
  }

  #takeUncounted(waiting: Extract<Awaiting, { kind: 'uncounted' }>, frames: Buffer[]): boolean {
    const { delimiter } = waiting;
    const { bytes } = this.#held;
    const at = bytes.indexOf(delimiter, waiting.searched);
    if (at < 0) {
      if (bytes.length > FRAME_LIMIT_BYTES) throw new NotMjpeg('a picture without an end');
      // The delimiter may have come in part.
      waiting.searched = Math.max(0, bytes.length - delimiter.length);
      return false;
    }
    const frame = Buffer.from(bytes.subarray(0, withoutLineEnd(bytes, at)));
    if (isJpeg(frame)) frames.push(frame);
    this.#held.drop(at);
    this.#awaiting = { kind: 'head', follows: false };
    return true;
  }
}

/** Bytes in a row, added behind and dropped in front; each is copied a few times at most, however small the pieces are. */
class Held {
  #room = Buffer.allocUnsafe(HELD_BYTES);
  #from = 0;
  #to = 0;

  /** Good until the next call. */
  get bytes(): Buffer {
    return this.#room.subarray(this.#from, this.#to);
  }

  add(piece: Uint8Array): void {
    const size = this.#to - this.#from;
    if (this.#to + piece.length > this.#room.length) {
      const fits = size + piece.length <= this.#room.length / 2;
      const room = fits ? this.#room : Buffer.allocUnsafe(Math.max(2 * this.#room.length, size + piece.length));
      this.#room.copy(room, 0, this.#from, this.#to);
      this.#room = room;
      this.#from = 0;
      this.#to = size;
    }
    this.#room.set(piece, this.#to);
    this.#to += piece.length;
  }

  drop(count: number): void {
    this.#from += count;
    if (this.#from < this.#to) return;
    this.#from = 0;
    this.#to = 0;
    // One large picture is no reason to keep its room.
    if (this.#room.length > 16 * HELD_BYTES) this.#room = Buffer.allocUnsafe(HELD_BYTES);
  }

  /** As many as are here and fit; tells how many. */
  moveInto(target: Buffer, at: number): number {
    const count = Math.min(this.#to - this.#from, target.length - at);
    if (count === 0) return 0;
    this.#room.copy(target, at, this.#from, this.#from + count);
    this.drop(count);
    return count;
  }
}

function endOfHead(bytes: Buffer, from: number): { readonly from: number; readonly to: number } | null {
  const [crlf, lf] = [bytes.indexOf(CRLF_CRLF, from), bytes.indexOf(LF_LF, from)];
  if (crlf >= 0 && (lf < 0 || crlf < lf)) return { from: crlf, to: crlf + CRLF_CRLF.length };
  return lf >= 0 ? { from: lf, to: lf + LF_LF.length } : null;
}

/** The line end before a delimiter belongs to the delimiter. */
function withoutLineEnd(bytes: Buffer, at: number): number {
  if (at > 0 && bytes[at - 1] === 0x0a) return at > 1 && bytes[at - 2] === 0x0d ? at - 2 : at - 1;
  return at;
}
