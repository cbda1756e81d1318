import { parseCommand } from './words.ts';

/**
 * `parseCommand` without garbage, for passes over millions of lines: holds the words of one line at a time. Same reading;
 * lines of an unusual form go the long way round.
 */
export class WordScanner {
  /** Where the line that `scanLine` has read ends. */
  lineEnd = 0;
  readonly #values = new Float64Array(26);
  /** Bit n: letter n of the alphabet was given, with a number or without. */
  #given = 0;
  /** Bit n: it had a number. */
  #valued = 0;

  /** Reads a line; as `codeOf` makes it, -1 for what is no G or M command. Subcodes are left out. */
  scan(line: string): number {
    this.#given = 0;
    this.#valued = 0;
    const letter = line.charCodeAt(0);
    if (letter === SEMICOLON || line.length === 0) return -1;
    if ((letter !== 71 && letter !== 77) || !isDigit(line.charCodeAt(1))) return this.#scanSlowly(line);
    let number = 0;
    let at = 1;
    for (; at < 6 && isDigit(line.charCodeAt(at)); at++) number = number * 10 + line.charCodeAt(at) - ZERO;
    for (; at < line.length; at++) {
      const character = line.charCodeAt(at);
      if (character === SPACE) continue;
      if (character === SEMICOLON) break;
      // Lower case, brackets, checksums, quotes, subcodes.
      if (character < 65 || character > 90) return this.#scanSlowly(line);
      at = this.#number(line, at + 1, character - 65);
    }
    return codeOf(letter === 71 ? 'G' : 'M', number);
  }

  /**
   * `scan` of the line that begins at `start` and ends with a CR or LF before `limit`; `lineEnd` is then where that stands. One pass, and
   * no text is made of a line of the usual form.
   */
  scanLine(bytes: Uint8Array, start: number, limit: number): number {
    this.#given = 0;
    this.#valued = 0;
    const letter = bytes[start] ?? LF;
    let at = start + 1;
    if ((letter !== 71 && letter !== 77) || !isDigit(bytes[at] ?? LF)) return this.#scanText(bytes, start, limit);
    const values = this.#values;
    let given = 0;
    let valued = 0;
    let number = 0;
    for (const last = start + 6; at < last; at++) {
      const digit = (bytes[at] ?? LF) - ZERO;
      if (digit < 0 || digit > 9) break;
      number = number * 10 + digit;
    }
    for (;;) {
      const character = bytes[at] ?? LF;
      if (character === SPACE) {
        at++;
        continue;
      }
      if (character < 65 || character > 90) {
        if (character === LF || character === CR) break;
        if (character !== SEMICOLON) return this.#scanText(bytes, start, limit);
        at = lineEndOf(bytes, at, limit);
        break;
      }
      at++;
      while (bytes[at] === SPACE) at++;
      const first = at;
      const sign = bytes[at];
      if (sign === MINUS || sign === PLUS) at++;
      let digits = 0;
      let value = 0;
      let digit = (bytes[at] ?? LF) - ZERO;
      for (; digit >= 0 && digit <= 9; digits++) {
        value = value * 10 + digit;
        at++;
        digit = (bytes[at] ?? LF) - ZERO;
      }
      if (bytes[at] === POINT) {
        const point = at;
        at++;
        digit = (bytes[at] ?? LF) - ZERO;
        for (; digit >= 0 && digit <= 9; digits++) {
          value = value * 10 + digit;
          at++;
          digit = (bytes[at] ?? LF) - ZERO;
        }
        value /= powerOfTen(at - point - 1);
      }
      const bit = 1 << (character - 65);
      given |= bit;
      if (digits === 0 || !(value < LARGEST)) {
        valued &= ~bit;
        if (digits === 0) at = first;
      } else {
        valued |= bit;
        values[character - 65] = sign === MINUS ? -value : value;
      }
    }
    this.#given = given;
    this.#valued = valued;
    this.lineEnd = at;
    return letter === 71 ? number : M_OFFSET + number;
  }

  /** `has` by the place of the letter in the alphabet, from 0. */
  hasAt(index: number): boolean {
    return (this.#given & (1 << index)) !== 0;
  }

  /** `value` by the place of the letter in the alphabet, from 0. */
  valueAt(index: number, otherwise: number): number {
    return (this.#valued & (1 << index)) === 0 ? otherwise : (this.#values[index] ?? otherwise);
  }

  has(letter: string): boolean {
    return (this.#given & (1 << (letter.charCodeAt(0) - 65))) !== 0;
  }

  /** The number behind a letter (upper case), or `otherwise` when the letter or its number is absent. */
  value(letter: string, otherwise: number): number {
    const index = letter.charCodeAt(0) - 65;
    return (this.#valued & (1 << index)) === 0 ? otherwise : (this.#values[index] ?? otherwise);
  }

  /** Reads the number at `from`; the index of the last character taken. */
  #number(line: string, from: number, letter: number): number {
    let at = from;
    while (line.charCodeAt(at) === SPACE) at++;
    const first = at;
    const sign = line.charCodeAt(at);
    if (sign === MINUS || sign === PLUS) at++;
    let digits = 0;
    let value = 0;
    for (; isDigit(line.charCodeAt(at)); at++, digits++) value = value * 10 + line.charCodeAt(at) - 48;
    if (line.charCodeAt(at) === POINT) {
      at++;
      let scale = 1;
      for (; isDigit(line.charCodeAt(at)); at++, digits++) {
        value = value * 10 + line.charCodeAt(at) - 48;
        scale *= 10;
      }
      value /= scale;
    }
    this.#given |= 1 << letter;
    if (digits === 0 || !(value < LARGEST)) {
      this.#valued &= ~(1 << letter);
      return digits === 0 ? first - 1 : at - 1;
    }
    this.#valued |= 1 << letter;
    this.#values[letter] = sign === MINUS ? -value : value;
    return at - 1;
  }

  #scanText(bytes: Uint8Array, start: number, limit: number): number {
    this.lineEnd = lineEndOf(bytes, start, limit);
    const first = bytes[start] ?? LF;
    return first === SEMICOLON || isOtherWord(first) ? -1 : this.scan(latin1(bytes, start, this.lineEnd));
  }

  #scanSlowly(line: string): number {
    this.#given = 0;
    this.#valued = 0;
    const command = parseCommand(line);
    if (command === null || command.letter === 'T') return -1;
    for (const { letter, value } of command.words) {
      const index = letter.charCodeAt(0) - 65;
      this.#given |= 1 << index;
      if (value === null || !(Math.abs(value) < LARGEST)) this.#valued &= ~(1 << index);
      else {
        this.#valued |= 1 << index;
        this.#values[index] = value;
      }
    }
    return codeOf(command.letter, command.number);
  }
}

export function codeOf(letter: 'G' | 'M', number: number): number {
  return letter === 'G' ? number : M_OFFSET + number;
}

const decoder = new TextDecoder('windows-1252');

/** One character per byte, as `LineReader` makes it. */
export const latin1 = (bytes: Uint8Array, start: number, end: number): string =>
  decoder.decode(bytes.subarray(start, end));

/** Numbers of G commands stay below it: five digits are read. */
const M_OFFSET = 100_000;

/** No printer means as many of anything; with more, sums would end in no number at all. */
const LARGEST = 1e12;

/** Begins neither G, M nor a line number: a command of Klipper's (`SET_VELOCITY_LIMIT …`), which files for it are full of, or a T. */
function isOtherWord(first: number): boolean {
  const letter = first & ~0x20;
  return letter >= 65 && letter <= 90 && letter !== 71 && letter !== 77 && letter !== 78;
}

/** The first CR or LF from `at` on; `limit` when there is none before it. */
export function lineEndOf(bytes: Uint8Array, at: number, limit: number): number {
  let end = at;
  while (end < limit && bytes[end] !== LF && bytes[end] !== CR) end++;
  return end;
}

/** Exact in a double, as a quotient of two whole numbers of that size is rounded once. */
const POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));

function powerOfTen(power: number): number {
  if (power < 23) return POWERS_OF_TEN[power] ?? 1;
  let scale = 1;
  for (let i = 0; i < power; i++) scale *= 10;
  return scale;
}

const LF = 10;
const CR = 13;
const SEMICOLON = 59;
const SPACE = 32;
const ZERO = 48;
const MINUS = 45;
const PLUS = 43;
const POINT = 46;

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
