import { parseCommand } from './words.ts';

/**
 * `parseCommand` without garbage, for passes over millions of lines: holds the words of one line at a time. Same reading;
 * lines of an unusual form go the long way round.
 */
export class WordScanner {
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

  /** `scan` of the bytes from `start` up to `end`: no text is made of a line of the usual form. */
  scanBytes(bytes: Uint8Array, start: number, end: number): number {
    this.#given = 0;
    this.#valued = 0;
    if (start >= end) return -1;
    const letter = bytes[start] ?? 0;
    if (letter === SEMICOLON) return -1;
    let at = start + 1;
    if ((letter !== 71 && letter !== 77) || at >= end || !isDigit(bytes[at] ?? 0))
      return this.#scanText(bytes, start, end);
    let number = 0;
    for (const last = Math.min(end, start + 6); at < last; at++) {
      const digit = (bytes[at] ?? 0) - ZERO;
      if (digit < 0 || digit > 9) break;
      number = number * 10 + digit;
    }
    while (at < end) {
      const character = bytes[at] ?? 0;
      at++;
      if (character === SPACE) continue;
      if (character === SEMICOLON) break;
      if (character < 65 || character > 90) return this.#scanText(bytes, start, end);
      at = this.#numberOfBytes(bytes, at, end, character - 65);
    }
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
    if (digits === 0) {
      this.#valued &= ~(1 << letter);
      return first - 1;
    }
    this.#valued |= 1 << letter;
    this.#values[letter] = sign === MINUS ? -value : value;
    return at - 1;
  }

  /** Reads the number at `from`; the index behind the last character taken. */
  #numberOfBytes(bytes: Uint8Array, from: number, end: number, letter: number): number {
    let at = from;
    while (at < end && bytes[at] === SPACE) at++;
    const first = at;
    const sign = at < end ? (bytes[at] ?? 0) : 0;
    if (sign === MINUS || sign === PLUS) at++;
    let digits = 0;
    let value = 0;
    for (; at < end; at++, digits++) {
      const digit = (bytes[at] ?? 0) - ZERO;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    if (at < end && bytes[at] === POINT) {
      at++;
      let scale = 1;
      for (; at < end; at++, digits++) {
        const digit = (bytes[at] ?? 0) - ZERO;
        if (digit < 0 || digit > 9) break;
        value = value * 10 + digit;
        scale *= 10;
      }
      value /= scale;
    }
    this.#given |= 1 << letter;
    if (digits === 0) {
      this.#valued &= ~(1 << letter);
      return first;
    }
    this.#valued |= 1 << letter;
    this.#values[letter] = sign === MINUS ? -value : value;
    return at;
  }

  #scanText(bytes: Uint8Array, start: number, end: number): number {
    return this.scan(latin1(bytes, start, end));
  }

  #scanSlowly(line: string): number {
    this.#given = 0;
    this.#valued = 0;
    const command = parseCommand(line);
    if (command === null || command.letter === 'T') return -1;
    for (const { letter, value } of command.words) {
      const index = letter.charCodeAt(0) - 65;
      this.#given |= 1 << index;
      if (value === null) this.#valued &= ~(1 << index);
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

const SEMICOLON = 59;
const SPACE = 32;
const ZERO = 48;
const MINUS = 45;
const PLUS = 43;
const POINT = 46;

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
