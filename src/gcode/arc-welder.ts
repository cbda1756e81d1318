import { type ArcLimits, type FittedArc, type Point, CENTRE_DECIMALS, fitArc } from './arc-fit.ts';
import { type Command, parseCommand, wordValue } from './words.ts';

/**
 * Round walls as slicers write them, many short `G1`s, welded into few `G2` and `G3`. What is no such move stays as it is, byte by byte, and
 * stands where it stood; nothing is welded across it: comments, layers, tools, retractions, another speed, another flow. The plastic of an
 * arc is the sum of what its moves had. PURE.
 */
export interface WeldedLines {
  readonly linesBefore: number;
  readonly linesAfter: number;
  readonly arcs: number;
}

/** What a person would not see, and most printers would not follow. */
export const ARC_LIMITS: ArcLimits = { resolutionMm: 0.05, maxRadiusMm: 1_000 };

/** Fewer moves are not worth an arc. */
const FEWEST_MOVES = 4;
const MOST_MOVES = 400;
/** A long run is looked at again when it has grown by a sixteenth: each look is as long as the run. */
const LOOKS = 4;
/** How much a move's plastic may differ from the mean of its arc, beside what rounding does to it. */
const FLOW_SHARE = 0.02;
const FLOW_ROUNDING_MM = 0.0001;
const EXTRUSION_DECIMALS = 5;

/** A move and nothing else, written as slicers write it. */
const PLAIN_MOVE = /^G1((?: ?[XYEF]-?(?:\d+\.?\d*|\.\d+))+) *(\r?)$/;
const PLAIN_WORD = /([XYEF])(-?(?:\d+\.?\d*|\.\d+))/g;

const SAYS_NOTHING = /^\s*(?:;.*)?$/;
/** Settings and words that stand in the middle of walls and move nothing; behind all others the place of the head is learned anew. */
const STILL: ReadonlySet<number> = new Set([
  73, 75, 76, 77, 82, 83, 104, 106, 107, 109, 117, 118, 140, 141, 155, 190, 201, 203, 204, 205, 220, 221, 486, 572, 593,
  900,
]);

interface Move {
  /** As it stands in the file. */
  readonly text: string;
  readonly ending: string;
  readonly to: Point;
  readonly xText: string;
  readonly yText: string;
  readonly lengthMm: number;
  /** Null for a move without plastic. */
  readonly e: { readonly text: string; readonly mm: number } | null;
  readonly fText: string | null;
}

export class ArcWelder {
  readonly #write: (line: string) => void;
  readonly #limits: ArcLimits;
  #at: { readonly x: number; readonly y: number; readonly xText: string; readonly yText: string } | null = null;
  #e: number | null = null;
  #feed: number | null = null;
  #absolute = true;
  #absoluteExtruder = true;
  #flat = true;
  #metric = true;
  #moves: Move[] = [];
  #from: Point = { x: 0, y: 0 };
  /** The arc of the first so many moves. */
  #arc: (FittedArc & { readonly count: number }) | null = null;
  /** So many moves are looked at next. */
  #nextLook = FEWEST_MOVES;
  #before = 0;
  #after = 0;
  #arcs = 0;

  /** @param write gets each line without its line feed */
  constructor(write: (line: string) => void, limits: ArcLimits = ARC_LIMITS) {
    this.#write = write;
    this.#limits = limits;
  }

  /** One line of the file, without its line feed. */
  line(text: string): void {
    this.#before += 1;
    const move = this.#plainMove(text);
    if (move === null) {
      this.#flush();
      this.#out(text);
      this.#follow(text);
      return;
    }
    if (this.#moves.length > 0 && !this.#joins(move)) this.#flush();
    if (this.#moves.length === 0) this.#from = { x: this.#at?.x ?? 0, y: this.#at?.y ?? 0 };
    this.#take(move);
  }

  /** The file has ended. */
  end(): WeldedLines {
    this.#flush();
    return { linesBefore: this.#before, linesAfter: this.#after, arcs: this.#arcs };
  }

  #out(line: string): void {
    this.#after += 1;
    this.#write(line);
  }

  /** Null for whatever may not be part of an arc. */
  #plainMove(text: string): Move | null {
    const at = this.#at;
    if (at === null || !this.#absolute || !this.#flat || !this.#metric) return null;
    const found = PLAIN_MOVE.exec(text);
    if (found === null) return null;
    const words = new Map<string, string>();
    for (const [, letter = '', value = ''] of (found[1] ?? '').matchAll(PLAIN_WORD)) {
      if (words.has(letter)) return null;
      words.set(letter, value);
    }
    const [xText, yText] = [words.get('X') ?? at.xText, words.get('Y') ?? at.yText];
    const to = { x: Number(xText), y: Number(yText) };
    const lengthMm = Math.hypot(to.x - at.x, to.y - at.y);
    if (lengthMm < 1e-6) return null;
    const eText = words.get('E');
    let e: Move['e'] = null;
    if (eText !== undefined) {
      if (this.#absoluteExtruder && this.#e === null) return null;
      const mm = this.#absoluteExtruder ? Number(eText) - (this.#e ?? 0) : Number(eText);
      if (mm <= 0) return null;
      e = { text: eText, mm };
    }
    return { text, ending: found[2] ?? '', to, xText, yText, lengthMm, e, fText: words.get('F') ?? null };
  }

  /** The same speed, and both with plastic or both without. */
  #joins(move: Move): boolean {
    const [first] = this.#moves;
    const sameFeed = move.fText === null || Number(move.fText) === this.#feed;
    return sameFeed && (move.e === null) === (first?.e === null) && this.#moves.length < MOST_MOVES;
  }

  #take(move: Move): void {
    this.#moves.push(move);
    this.#at = { ...move.to, xText: move.xText, yText: move.yText };
    if (move.fText !== null) this.#feed = Number(move.fText);
    if (move.e !== null && this.#e !== null) this.#e += move.e.mm;
    if (move.e !== null && this.#absoluteExtruder) this.#e = Number(move.e.text);
    while (this.#moves.length >= this.#nextLook) {
      const count = this.#moves.length;
      const arc = this.#fit(this.#moves);
      if (arc !== null) {
        this.#arc = { ...arc, count };
        this.#nextLook = count + Math.max(1, count >> LOOKS);
        return;
      }
      if (this.#arc === null) this.#let();
      else this.#weldLongest();
    }
  }

  /** All moves together make no arc, but the first of them do. */
  #weldLongest(): void {
    const sure = this.#arc?.count ?? 0;
    for (let count = this.#moves.length - 1; count > sure; count--) {
      const arc = this.#fit(this.#moves.slice(0, count));
      if (arc !== null) return this.#weld(count, arc);
    }
    if (this.#arc !== null) this.#weld(sure, this.#arc);
  }

  #fit(moves: readonly Move[]): FittedArc | null {
    if (!flowsEvenly(moves)) return null;
    return fitArc([this.#from, ...moves.map(({ to }) => to)], this.#limits);
  }

  /** The first of the moves goes out as it is. */
  #let(): void {
    const move = this.#moves.shift();
    if (move === undefined) return;
    this.#from = move.to;
    this.#out(move.text);
  }

  #weld(count: number, arc: FittedArc): void {
    const welded = this.#moves.splice(0, count);
    this.#arc = null;
    this.#nextLook = FEWEST_MOVES;
    const last = welded.at(-1);
    if (last === undefined) return;
    const words = [
      arc.isCounterclockwise ? 'G3' : 'G2',
      `X${last.xText}`,
      `Y${last.yText}`,
      `I${decimal(arc.i, CENTRE_DECIMALS)}`,
      `J${decimal(arc.j, CENTRE_DECIMALS)}`,
    ];
    if (last.e !== null) words.push(`E${this.#absoluteExtruder ? last.e.text : sumOf(welded)}`);
    const fText = welded[0]?.fText ?? null;
    if (fText !== null) words.push(`F${fText}`);
    this.#arcs += 1;
    this.#out(words.join(' ') + last.ending);
    this.#from = last.to;
  }

  #flush(): void {
    while (this.#moves.length > 0) {
      const arc = this.#moves.length >= FEWEST_MOVES ? this.#fit(this.#moves) : null;
      if (arc !== null) this.#weld(this.#moves.length, arc);
      else if (this.#arc !== null) this.#weldLongest();
      else this.#let();
    }
    this.#nextLook = FEWEST_MOVES;
  }

  /** Where the head is and how words are read, behind a line that is left as it is. */
  #follow(text: string): void {
    const command = parseCommand(text);
    if (command === null) {
      // A macro of the firmware may move.
      if (!SAYS_NOTHING.test(text)) this.#at = null;
      return;
    }
    const { letter, number } = command;
    if (letter === 'M' && (number === 82 || number === 83)) this.#absoluteExtruder = number === 82;
    if (letter === 'T' || (letter === 'M' && !STILL.has(number))) this.#at = null;
    if (letter !== 'G') return;
    if (number <= 3) return this.#moved(command);
    if (number === 90 || number === 91) this.#absolute = this.#absoluteExtruder = number === 90;
    else if (number === 92) this.#renamed(command);
    else if (number >= 17 && number <= 19) this.#flat = number === 17;
    else if (number === 20 || number === 21) this.#metric = number === 21;
    else if (number !== 4 && number !== 10 && number !== 11) this.#at = null;
  }

  #moved(command: Command): void {
    const [x, y, e, f] = ['X', 'Y', 'E', 'F'].map((each) => wordValue(command, each));
    if (typeof f === 'number') this.#feed = f;
    if (typeof e === 'number' && (this.#absoluteExtruder || this.#e !== null))
      this.#e = this.#absoluteExtruder ? e : (this.#e ?? 0) + e;
    if (!this.#absolute || !this.#metric) {
      if (typeof x === 'number' || typeof y === 'number') this.#at = null;
      return;
    }
    this.#place(x, y);
  }

  #place(x: number | null | undefined, y: number | null | undefined): void {
    const at = this.#at;
    const next = { x: x ?? at?.x, y: y ?? at?.y };
    if (next.x === undefined || next.y === undefined) return;
    this.#at = { x: next.x, y: next.y, xText: textOf(next.x), yText: textOf(next.y) };
  }

  #renamed(command: Command): void {
    const [x, y, e] = ['X', 'Y', 'E'].map((each) => wordValue(command, each));
    if (command.words.length === 0) {
      this.#at = null;
      this.#e = null;
    }
    if (e !== undefined) this.#e = e ?? 0;
    if (x !== undefined || y !== undefined) this.#at = null;
  }
}

/** Each move lays as much for its length as all of them do. */
function flowsEvenly(moves: readonly Move[]): boolean {
  if (moves[0]?.e === null) return true;
  let plastic = 0;
  let lengthMm = 0;
  for (const move of moves) {
    plastic += move.e?.mm ?? 0;
    lengthMm += move.lengthMm;
  }
  return moves.every((move) => {
    const meant = (plastic / lengthMm) * move.lengthMm;
    return Math.abs((move.e?.mm ?? 0) - meant) <= meant * FLOW_SHARE + FLOW_ROUNDING_MM;
  });
}

/** Of decimals: what is added has no more places than its parts. */
function sumOf(moves: readonly Move[]): string {
  let decimals = EXTRUSION_DECIMALS;
  let sum = 0;
  for (const { e } of moves) {
    decimals = Math.max(decimals, (e?.text.split('.')[1] ?? '').length);
    sum += e?.mm ?? 0;
  }
  return decimal(sum, Math.min(decimals, 9));
}

/** Without zeros at the end that say nothing. */
function decimal(value: number, decimals: number): string {
  const text = value.toFixed(decimals);
  const short = text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text;
  return short === '-0' || short === '' ? '0' : short;
}

const textOf = (value: number): string => decimal(value, 6);
