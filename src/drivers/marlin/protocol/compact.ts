/**
 * Moves in fewer bytes on the wire: blanks between words, zeros in front of the point and behind the last digit that counts. Nothing
 * else is touched, and nothing of what is not exactly a move of plain words: the printer reads the same numbers in the same order
 * (serial.md §2: a sixth of the bytes). The same text always becomes the same text: number → file line stands on it. PURE.
 */
export type Compaction =
  /** As in the file. */
  | 'none'
  /** Zeros only, for firmwares that may take `X1E5` or `X1Y2` for something else. */
  | 'zeros'
  /** Zeros, and blanks but the one before `E`: `X1E5` is a power of ten to some. */
  | 'blanks';

const G = 0x47;
const E = 0x45;
const BLANK = 0x20;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;

export function compact(text: string, how: Compaction): string {
  if (how === 'none' || text.charCodeAt(0) !== G) return text;
  const kind = text.charCodeAt(1) - ZERO;
  if (!(kind >= 0 && kind <= 3)) return text;
  let out = text.slice(0, 2);
  let at = 2;
  while (at < text.length) {
    const before = at;
    while (text.charCodeAt(at) === BLANK) at++;
    if (at === text.length) break;
    const letter = text.charCodeAt(at);
    if (letter < 0x41 || letter > 0x5a) return text;
    const value = shortest(text, at + 1);
    if (value === null) return text;
    const apart = at > before && (how === 'zeros' || letter === E);
    out += apart ? ` ${text.charAt(at)}${value}` : text.charAt(at) + value;
    at = endOfNumber(text, at + 1);
  }
  return out;
}

const isDigit = (code: number): boolean => code >= ZERO && code <= ZERO + 9;

function endOfNumber(text: string, from: number): number {
  let end = text.charCodeAt(from) === MINUS ? from + 1 : from;
  while (isDigit(text.charCodeAt(end)) || text.charCodeAt(end) === POINT) end++;
  return end;
}

/** The number that begins at `from`, as short as it can be written; null for what is no plain decimal. */
function shortest(text: string, from: number): string | null {
  const negative = text.charCodeAt(from) === MINUS;
  const first = negative ? from + 1 : from;
  let point = -1;
  let end = first;
  for (; ; end++) {
    const code = text.charCodeAt(end);
    if (code === POINT) {
      if (point >= 0) return null;
      point = end;
    } else if (!isDigit(code)) break;
  }
  if (end - first < (point < 0 ? 1 : 2)) return null;
  let whole = first;
  const wholeEnd = point < 0 ? end : point;
  while (whole < wholeEnd && text.charCodeAt(whole) === ZERO) whole++;
  let last = end;
  if (point >= 0) {
    while (last > point + 1 && text.charCodeAt(last - 1) === ZERO) last--;
    if (last === point + 1) last = point;
  }
  if (whole === last) return '0';
  return negative ? `-${text.slice(whole, last)}` : text.slice(whole, last);
}
