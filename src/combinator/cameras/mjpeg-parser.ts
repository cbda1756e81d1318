/** Heads of parts are a few short lines; more than this is no MJPEG. */
const HEAD_LIMIT_BYTES = 8 * 1024;
/** An uncompressed picture of 4K has some 25 MB, a JPEG of one a tenth. */
export const FRAME_LIMIT_BYTES = 16 * 1024 * 1024;

const CRLF_CRLF = Buffer.from('\r\n\r\n');
const LF_LF = Buffer.from('\n\n');

/** Why a stream cannot be read; what came of it so far stays good. */
export class NotMjpeg extends Error {}

/** The boundary of a `multipart/x-mixed-replace` stream, or null when the content type names another thing. */
export function boundaryOf(contentType: string | null): string | null {
  const [type = '', ...parameters] = (contentType ?? '').split(';').map((part) => part.trim());
  if (!type.toLowerCase().startsWith('multipart/')) return null;
  const named = parameters.find((parameter) => /^boundary=/i.test(parameter));
  const boundary = named?.slice('boundary='.length).replace(/^"(.*)"$/, '$1') ?? '';
  return boundary === '' ? null : boundary;
}

export const isJpeg = (bytes: Uint8Array): boolean => bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;

type Awaiting =
  | { readonly kind: 'head' }
  /** A part that says how long it is. */
  | { readonly kind: 'counted'; readonly frame: Buffer; filled: number }
  /** One that ends where the next begins. */
  | { readonly kind: 'uncounted'; searched: number };

/**
 * Takes a multipart stream apart into the pictures in it, whatever pieces it comes in (RFC 2046 §5.1; cameras differ in whether the
 * boundary of the header already has its dashes, and in whether parts say their length). Parts that are no JPEG are left out.
 */
export class MjpegParser {
  readonly #delimiter: Buffer;
  #rest: Buffer = Buffer.alloc(0);
  #awaiting: Awaiting = { kind: 'head' };

  constructor(boundary: string) {
    this.#delimiter = Buffer.from(boundary.startsWith('--') ? boundary : `--${boundary}`);
  }

  /** The pictures that are whole with this piece. Throws NotMjpeg when a head or a picture has no end within its limit. */
  push(piece: Uint8Array): readonly Buffer[] {
    const frames: Buffer[] = [];
    let fresh = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    while (fresh.length > 0 || this.#rest.length > 0) {
      if (this.#awaiting.kind === 'counted') {
        const waiting = this.#awaiting;
        if (this.#rest.length > 0) {
          fresh = Buffer.concat([this.#rest, fresh]);
          this.#rest = Buffer.alloc(0);
        }
        const taken = fresh.copy(waiting.frame, waiting.filled);
        waiting.filled += taken;
        fresh = fresh.subarray(taken);
        if (waiting.filled < waiting.frame.length) break;
        if (isJpeg(waiting.frame)) frames.push(waiting.frame);
        this.#awaiting = { kind: 'head' };
        continue;
      }
      this.#rest = this.#rest.length === 0 ? Buffer.from(fresh) : Buffer.concat([this.#rest, fresh]);
      fresh = Buffer.alloc(0);
      const went = this.#awaiting.kind === 'head' ? this.#takeHead() : this.#takeUncounted(this.#awaiting, frames);
      if (!went) break;
    }
    return frames;
  }

  #takeHead(): boolean {
    const at = this.#rest.indexOf(this.#delimiter);
    const after = at < 0 ? -1 : at + this.#delimiter.length;
    const end = after < 0 ? null : endOfHead(this.#rest, after);
    if (end === null) {
      if (this.#rest.length > HEAD_LIMIT_BYTES) throw new NotMjpeg('a part without a head');
      return false;
    }
    const head = this.#rest.toString('latin1', after, end.from);
    const length = /^content-length:\s*(\d{1,10})\s*$/im.exec(head)?.[1];
    this.#rest = this.#rest.subarray(end.to);
    if (length === undefined) {
      this.#awaiting = { kind: 'uncounted', searched: 0 };
      return true;
    }
    if (Number(length) > FRAME_LIMIT_BYTES) throw new NotMjpeg(`a picture of ${length} bytes`);
    this.#awaiting = { kind: 'counted', frame: Buffer.allocUnsafe(Number(length)), filled: 0 };
    return true;
  }

  #takeUncounted(waiting: Extract<Awaiting, { kind: 'uncounted' }>, frames: Buffer[]): boolean {
    const at = this.#rest.indexOf(this.#delimiter, waiting.searched);
    if (at < 0) {
      if (this.#rest.length > FRAME_LIMIT_BYTES) throw new NotMjpeg('a picture without an end');
      // The delimiter may have come in part.
      waiting.searched = Math.max(0, this.#rest.length - this.#delimiter.length);
      return false;
    }
    const frame = Buffer.from(this.#rest.subarray(0, withoutLineEnd(this.#rest, at)));
    if (isJpeg(frame)) frames.push(frame);
    this.#rest = this.#rest.subarray(at);
    this.#awaiting = { kind: 'head' };
    return true;
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
