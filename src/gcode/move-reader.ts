import { type FileProblem, fileProblem } from './file-problem.ts';
import { LINE_MAX_BYTES } from './line-reader.ts';
import { MotionTime } from './motion-time.ts';
import { latin1, lineEndOf } from './word-scanner.ts';

/** What a pass over the moves of a file is told of. */
export interface MoveTaker {
  /** A comment that may mark a layer or a kind of line; others are not told. */
  comment(text: string): void;
  tool(tool: number): void;
  /** A line that took time or moved filament; what it did stands in `motion`. */
  moved(motion: MotionTime): void;
}

/**
 * Goes over every line of a file that arrives in pieces, byte by byte: text is made of comments and unusual lines only, which is what
 * makes it several times as fast as `LineReader`. Cuts lines as that does (a test compares them): CR, LF and CRLF, also mixed.
 */
export class MoveReader {
  problem: FileProblem | null = null;
  readonly #taker: MoveTaker;
  readonly #motion = new MotionTime();
  /** The line that has begun and not ended yet. */
  #held: Uint8Array = NOTHING;
  #lines = 0;

  constructor(taker: MoveTaker) {
    this.#taker = taker;
  }

  /** Lines so far; while a taker is told of a line, that line's number. */
  get lines(): number {
    return this.#lines;
  }

  push(chunk: Uint8Array): void {
    if (this.problem !== null || chunk.length === 0) return;
    const from = this.#held.length === 0 ? 0 : this.#takeHeld(chunk);
    if (this.problem !== null) return;
    const limit = Math.max(from, wholeLines(chunk));
    this.#takeAll(chunk, from, limit);
    if (this.problem !== null) return;
    if (limit < chunk.length) this.#held = joined(this.#held, chunk.subarray(limit));
    if (this.#held.length > LINE_MAX_BYTES + 1) this.#refuse();
  }

  /** The line that began in the piece before; how much of this piece belongs to it. The rest is not copied. */
  #takeHeld(chunk: Uint8Array): number {
    const waited = this.#held.at(-1) === CR;
    const end = waited ? 0 : lineEndOf(chunk, 0, chunk.length);
    // Whether a CR at the very end is half a CRLF is known with the next byte.
    if (!waited && (end === chunk.length || (chunk[end] === CR && end === chunk.length - 1))) return 0;
    const isPair = waited ? chunk[0] === LF : chunk[end] === CR && chunk[end + 1] === LF;
    const used = waited ? (isPair ? 1 : 0) : end + (isPair ? 2 : 1);
    const line = joined(this.#held, chunk.subarray(0, used));
    this.#held = NOTHING;
    this.#takeAll(line, 0, line.length);
    return used;
  }

  /** The file has ended: the last line, if it had no line end. */
  end(): void {
    const last = this.#held;
    this.#held = NOTHING;
    if (this.problem !== null || last.length === 0) return;
    // A CR that was waited with ends the line as well as any.
    const bytes = last.at(-1) === CR ? last : joined(last, LINE_END);
    this.#takeAll(bytes, 0, bytes.length);
  }

  /** All lines from `start` up to `limit`, before which the last of them ends. */
  #takeAll(bytes: Uint8Array, start: number, limit: number): void {
    let from = start;
    while (from < limit && this.problem === null) {
      const end = this.#take(bytes, from, limit);
      from = bytes[end] === CR && bytes[end + 1] === LF ? end + 2 : end + 1;
    }
  }

  /** Where the line ends. */
  #take(bytes: Uint8Array, start: number, limit: number): number {
    const from = this.#lines === 0 ? start + markLength(bytes, start, limit) : start;
    const first = bytes[from];
    if (first === SEMICOLON) {
      const end = lineEndOf(bytes, from, limit);
      if (!this.#count(end - start)) return end;
      if (isTold(bytes, from, end)) this.#taker.comment(latin1(bytes, from, end));
      return end;
    }
    const motion = this.#motion;
    const end = motion.readLine(bytes, from, limit);
    if (!this.#count(end - start)) return end;
    if (first === UPPER_T) {
      const tool = /^T(\d{1,2})\b/.exec(latin1(bytes, from, Math.min(end, from + 4)))?.[1];
      if (tool !== undefined) this.#taker.tool(Number(tool));
    }
    motion.carryOut();
    if (motion.seconds !== 0 || motion.filamentMm !== 0) this.#taker.moved(motion);
    return end;
  }

  /** False for a line that is none. */
  #count(length: number): boolean {
    if (length > LINE_MAX_BYTES) {
      this.#refuse();
      return false;
    }
    this.#lines++;
    return true;
  }

  #refuse(): void {
    this.#held = NOTHING;
    this.problem = { ...fileProblem('line-too-long'), field: `line ${this.#lines + 1}`, line: this.#lines + 1 };
  }
}

/** How many of the bytes are whole lines. Whether a CR at the very end is half a CRLF is known with the next byte. */
function wholeLines(bytes: Uint8Array): number {
  for (let at = bytes.length; at > 0; at--) {
    const byte = bytes[at - 1];
    if (byte === LF || (byte === CR && at < bytes.length)) return at;
  }
  return 0;
}

const NOTHING = new Uint8Array(0);
const LF = 10;
const CR = 13;
const LINE_END = Uint8Array.of(LF);
const SEMICOLON = 59;
const UPPER_T = 84;

/** Slicers write two comments about width and height for every stretch of a wall: nobody asks for those. */
function isTold(bytes: Uint8Array, from: number, end: number): boolean {
  let at = from + 1;
  while (at < end && at < from + 4 && (bytes[at] === 32 || bytes[at] === SEMICOLON)) at++;
  const letter = (bytes[at] ?? 0) | 32;
  // Layer and CHANGE_LAYER; type and feature; Kiri:Moto's dashes; bed_shape and printable_area.
  return (
    letter === 108 ||
    letter === 99 ||
    letter === 116 ||
    letter === 102 ||
    bytes[at] === 45 ||
    (letter === 98 && bytes[at + 3] === 95) ||
    (letter === 112 && bytes[at + 9] === 95)
  );
}

/** The UTF-8 mark EF BB BF at the very beginning. */
const markLength = (bytes: Uint8Array, at: number, end: number): number =>
  end - at >= 3 && bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf ? 3 : 0;

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  const whole = new Uint8Array(one.length + other.length);
  whole.set(one);
  whole.set(other, one.length);
  return whole;
}
