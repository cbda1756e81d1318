import { type FileProblem, fileProblem } from './file-problem.ts';
import { LINE_MAX_BYTES } from './line-reader.ts';
import { MotionTime } from './motion-time.ts';
import { latin1 } from './word-scanner.ts';

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
    const bytes = this.#held.length === 0 ? chunk : joined(this.#held, chunk);
    const { length } = bytes;
    let from = 0;
    for (let at = 0; at < length; at++) {
      const byte = bytes[at];
      if (byte !== LF && byte !== CR) continue;
      // Whether the last byte is half a CRLF is known with the next one.
      if (byte === CR && at === length - 1) break;
      this.#take(bytes, from, at);
      if (this.problem !== null) return;
      if (byte === CR && bytes[at + 1] === LF) at++;
      from = at + 1;
    }
    this.#held = from === bytes.length ? NOTHING : bytes.slice(from);
    if (this.#held.length > LINE_MAX_BYTES + 1) this.#refuse();
  }

  /** The file has ended: the last line, if it had no line end. */
  end(): void {
    const last = this.#held;
    this.#held = NOTHING;
    if (this.problem !== null || last.length === 0) return;
    this.#take(last, 0, last.at(-1) === CR ? last.length - 1 : last.length);
  }

  #take(bytes: Uint8Array, start: number, end: number): void {
    if (end - start > LINE_MAX_BYTES) return this.#refuse();
    this.#lines++;
    const from = this.#lines === 1 ? start + markLength(bytes, start, end) : start;
    const first = from < end ? bytes[from] : 0;
    if (first === SEMICOLON) {
      if (isTold(bytes, from, end)) this.#taker.comment(latin1(bytes, from, end));
      return;
    }
    if (first === UPPER_T) {
      const tool = /^T(\d{1,2})\b/.exec(latin1(bytes, from, Math.min(end, from + 4)))?.[1];
      if (tool !== undefined) this.#taker.tool(Number(tool));
    }
    const motion = this.#motion;
    motion.advanceBytes(bytes, from, end);
    if (motion.seconds !== 0 || motion.filamentMm !== 0) this.#taker.moved(motion);
  }

  #refuse(): void {
    this.#held = NOTHING;
    this.problem = { ...fileProblem('line-too-long'), field: `line ${this.#lines + 1}`, line: this.#lines + 1 };
  }
}

const NOTHING = new Uint8Array(0);
const LF = 10;
const CR = 13;
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
