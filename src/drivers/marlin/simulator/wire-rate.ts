const NEWLINE = 0x0a;
/** A piece is never longer than this, so that a line without an end arrives nevertheless. */
const LONGEST_PIECE = 64;

/** One direction of the wire: bytes go in at once and come out at the wire's pace. */
export interface Lane {
  /** Nothing limits it: pieces are as long as what was pushed. */
  readonly unlimited: boolean;
  /** Bytes under way. */
  readonly backlog: number;
  push(bytes: Uint8Array, atMs: number): void;
  /** When the next piece is whole at the other end; Infinity when nothing is under way. */
  nextMs(): number;
  /** The next piece, at most `room` bytes of it. Valid until the next call. */
  peek(room: number): { readonly bytes: Uint8Array; readonly from: number; readonly to: number };
  /** Takes `count` bytes of the piece away, at that time: a piece taken late delays what follows. */
  take(count: number, atMs: number): void;
  clear(): void;
}

interface Chunk {
  readonly bytes: Uint8Array;
  readonly atMs: number;
}

/**
 * A wire of `baud` bits per second, 8N1 (10 bits for a byte), 0 = without limit. A piece ends at a line end or after
 * {@link LONGEST_PIECE} bytes and arrives whole: within a line nothing happens that a microsecond more or less would change.
 */
export function createLane(baud: number): Lane {
  const msPerByte = baud > 0 ? 10_000 / baud : 0;
  const chunks: Chunk[] = [];
  let offset = 0;
  let backlog = 0;
  let freeAtMs = Number.NEGATIVE_INFINITY;
  /** End of the piece at the front, 0 = not looked for yet. */
  let pieceEnd = 0;

  function endOfPiece(chunk: Chunk): number {
    if (msPerByte === 0) return chunk.bytes.length;
    if (pieceEnd > offset) return pieceEnd;
    const longest = Math.min(chunk.bytes.length, offset + LONGEST_PIECE);
    const newline = chunk.bytes.indexOf(NEWLINE, offset);
    pieceEnd = newline >= 0 && newline < longest ? newline + 1 : longest;
    return pieceEnd;
  }

  return {
    unlimited: msPerByte === 0,
    get backlog() {
      return backlog;
    },
    push(bytes, atMs) {
      if (bytes.length === 0) return;
      chunks.push({ bytes, atMs });
      backlog += bytes.length;
    },
    nextMs() {
      const chunk = chunks[0];
      if (chunk === undefined) return Number.POSITIVE_INFINITY;
      return Math.max(freeAtMs, chunk.atMs) + (endOfPiece(chunk) - offset) * msPerByte;
    },
    peek(room) {
      const chunk = chunks[0];
      if (chunk === undefined) return { bytes: new Uint8Array(), from: 0, to: 0 };
      return { bytes: chunk.bytes, from: offset, to: Math.min(endOfPiece(chunk), offset + room) };
    },
    take(count, atMs) {
      const chunk = chunks[0];
      if (chunk === undefined) return;
      freeAtMs = Math.max(freeAtMs, atMs);
      offset += count;
      backlog -= count;
      if (offset >= chunk.bytes.length) {
        chunks.shift();
        offset = 0;
        pieceEnd = 0;
      }
    },
    clear() {
      chunks.length = 0;
      offset = 0;
      pieceEnd = 0;
      backlog = 0;
    },
  };
}
