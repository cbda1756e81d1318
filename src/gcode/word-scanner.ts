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
