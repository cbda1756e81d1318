const SPACE = 0x20;
const LETTER_A = 0x41;
const LETTER_Z = 0x5a;

/** Commands whose rest is text, not words. */
const TEXT_COMMANDS = new Set(['M117', 'M118', 'M23', 'M28', 'M30', 'M32', 'M928']);

/** One parsed command, reused from command to command so that the hot path allocates nothing. */
export interface CommandWords {
  /** The command as it stood in the line. */
  readonly text: string;
  /** `G1`, `M104`, `G92.1`; empty for what is no command. */
  readonly name: string;
  /** What stands behind the name, trimmed. */
  readonly argument: string;
  /** Whether the word is there, with or without a value. */
  has(letter: string): boolean;
  /** The word's value; `fallback` when it is missing or has none. */
  value(letter: string, fallback: number): number;
}

/** Answers a reader whose `parse` fills and returns the same {@link CommandWords} each time. Spaces are optional, lower case is unknown, as in Marlin. */
export function createCommandReader(exponents = false): { parse(text: string): CommandWords } {
  const values = new Float64Array(26);
  let seen = 0;
  let position = 0;
  const words = {
    text: '',
    name: '',
    argument: '',
    has: (letter: string) => (seen & (1 << (letter.charCodeAt(0) - LETTER_A))) !== 0,
    value(letter: string, fallback: number) {
      const index = letter.charCodeAt(0) - LETTER_A;
      if ((seen & (1 << index)) === 0) return fallback;
      const value = values[index] ?? Number.NaN;
      return Number.isNaN(value) ? fallback : value;
    },
  };

  function number(text: string): number {
    let code = text.charCodeAt(position);
    const negative = code === 0x2d;
    if (negative || code === 0x2b) code = text.charCodeAt(++position);
    let mantissa = 0;
    let divisor = 1;
    let digits = 0;
    let fraction = false;
    for (;;) {
      if (code >= 0x30 && code <= 0x39) {
        digits++;
        if (digits < 16) {
          mantissa = mantissa * 10 + code - 0x30;
          if (fraction) divisor *= 10;
        }
      } else if (code === 0x2e && !fraction) fraction = true;
      else break;
      code = text.charCodeAt(++position);
    }
    if (digits === 0) return Number.NaN;
    const value = (mantissa / divisor) * (exponents ? power(text) : 1);
    return negative ? -value : value;
  }

  function power(text: string): number {
    const found = /^E([-+]?\d+)/.exec(text.slice(position));
    if (found === null) return 1;
    position += found[0].length;
    return 10 ** Number(found[1]);
  }

  function name(text: string): string {
    const letter = text.charCodeAt(0);
    if (letter !== 0x47 && letter !== 0x4d && letter !== 0x54) return '';
    let end = 1;
    while (text.charCodeAt(end) === SPACE) end++;
    const digitsFrom = end;
    for (let code = text.charCodeAt(end); (code >= 0x30 && code <= 0x39) || code === 0x2e; code = text.charCodeAt(end))
      end++;
    position = end;
    if (end === digitsFrom) return '';
    let from = digitsFrom;
    while (text.charCodeAt(from) === 0x30 && from < end - 1) from++;
    return from === 1 ? text.slice(0, end) : text.charAt(0) + text.slice(from, end);
  }

  return {
    parse(text) {
      seen = 0;
      words.text = text;
      words.name = name(text);
      if (words.name === '') return words;
      const command = words.name;
      // No move asks for its argument as text, and slicing it for each would be waste.
      words.argument = command.length > 2 ? text.slice(position).trim() : '';
      if (TEXT_COMMANDS.has(command)) return words;
      while (position < text.length) {
        const code = text.charCodeAt(position++);
        if (code < LETTER_A || code > LETTER_Z) continue;
        while (text.charCodeAt(position) === SPACE) position++;
        const index = code - LETTER_A;
        seen |= 1 << index;
        values[index] = number(text);
      }
      return words;
    },
  };
}
