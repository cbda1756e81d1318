/** A command that acts from the receive interrupt. `answer` is the button of `M876 S<n>`. */
export type EmergencyCommand =
  | { readonly code: 'M108' | 'M112' | 'M410' | 'M524' }
  | { readonly code: 'M876'; readonly answer: number };

/** Reads bytes as they leave the wire. */
export interface EmergencyParser {
  /** The command that this byte completed, or null. */
  push(byte: number): EmergencyCommand | null;
  reset(): void;
}

const SPACE = 0x20;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
const ZERO = 0x30;
const NINE = 0x39;
const MINUS = 0x2d;
const LETTER_M = 0x4d;
const LETTER_N = 0x4e;
const LETTER_S = 0x53;

const CODES = ['108', '112', '410', '524', '876'] as const;

/**
 * Marlin's `e_parser`: looks at the start of a line only (after an optional line number), acts at the line's end, checks
 * no checksum, and takes longer numbers too (`M1120` is `M112`).
 */
export function createEmergencyParser(): EmergencyParser {
  let state: 'start' | 'number' | 'digits' | 'matched' | 'ignore' = 'start';
  let digits = '';
  let answer = -1;

  function reset(): void {
    state = 'start';
    digits = '';
    answer = -1;
  }

  function atLineEnd(): EmergencyCommand | null {
    const code = state === 'matched' ? CODES.find((each) => each === digits) : undefined;
    const button = answer;
    reset();
    if (code === undefined) return null;
    if (code === '876') return button < 0 ? null : { code: 'M876', answer: button };
    return { code: `M${code}` };
  }

  function inDigits(byte: number): void {
    digits += String.fromCharCode(byte);
    if (!CODES.some((each) => each.startsWith(digits))) state = 'ignore';
    else if (digits.length === 3) state = 'matched';
  }

  return {
    push(byte) {
      if (byte === NEWLINE || byte === RETURN) return state === 'start' ? null : atLineEnd();
      if (state === 'ignore') return null;
      if (state === 'digits') inDigits(byte);
      else if (state === 'matched') {
        if (byte === LETTER_S) answer = 0;
        else if (answer >= 0 && byte >= ZERO && byte <= NINE) answer = answer * 10 + byte - ZERO;
      } else if (byte === LETTER_M) state = 'digits';
      else if (state === 'start') state = byte === LETTER_N ? 'number' : byte === SPACE ? 'start' : 'ignore';
      else if (byte !== SPACE && byte !== MINUS && (byte < ZERO || byte > NINE)) state = 'ignore';
      return null;
    },
    reset,
  };
}
