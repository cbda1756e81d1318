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
const NINE = 0x39;

export function compact(text: string, how: Compaction): string {
  if (how === 'none' || text.charCodeAt(0) !== G) return text;
  const kind = text.charCodeAt(1) - ZERO;
  if (!(kind >= 0 && kind <= 3)) return text;
  // Stretches that stay as they are, put together: most lines are three or four of them.
  let out = '';
  let kept = 0;
  let at = 2;
  while (at < text.length) {
    const blanks = at;
    while (text.charCodeAt(at) === BLANK) at++;
    if (at === text.length) return out + text.slice(kept, blanks);
    const letter = text.charCodeAt(at);
    if (letter < 0x41 || letter > 0x5a) return text;
    const apart = at > blanks && (how === 'zeros' || letter === E) ? 1 : 0;
    if (at - blanks > apart) {
      out += text.slice(kept, blanks + apart);
      kept = at;
    }
    const first = text.charCodeAt(at + 1) === MINUS ? at + 2 : at + 1;
    let point = -1;
    let end = first;
    for (; ; end++) {
      const code = text.charCodeAt(end);
      if (code === POINT) {
        if (point >= 0) return text;
        point = end;
      } else if (!(code >= ZERO && code <= NINE)) break;
    }
    if (end - first < (point < 0 ? 1 : 2)) return text;
    let whole = first;
    const wholeEnd = point < 0 ? end : point;
    while (whole < wholeEnd && text.charCodeAt(whole) === ZERO) whole++;
    let last = end;
    if (point >= 0) {
      while (last > point + 1 && text.charCodeAt(last - 1) === ZERO) last--;
      if (last === point + 1) last = point;
    }
    if (whole === last) {
      out += `${text.slice(kept, at + 1)}0`;
      kept = end;
    } else {
      if (whole > first) {
        out += text.slice(kept, first);
        kept = whole;
      }
      if (last < end) {
        out += text.slice(kept, last);
        kept = end;
      }
    }
    at = end;
  }
  return kept === 0 ? text : out + text.slice(kept);
}
