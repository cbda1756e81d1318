import type { Memory, Said } from './dialects/speech.ts';

/** What a firmware's queue does with one line. `n` is null for an un-numbered line. */
export type LineVerdict =
  | { readonly kind: 'accept'; readonly n: number | null; readonly text: string }
  | { readonly kind: 'duplicate'; readonly n: number }
  | { readonly kind: 'refuse'; readonly reason: string }
  /** Thrown away with these words, which ask for nothing. */
  | { readonly kind: 'swallow'; readonly said: readonly Said[] };

const SPACE = 0x20;
const ZERO = 0x30;
const MINUS = 0x2d;
const LETTER_N = 0x4e;

/**
 * The rules of Marlin 2.1 `gcode/queue.cpp`, in its order: line number first, checksum second, so that a duplicate is
 * dropped without a look at its checksum. The number of an `M110` is the one behind it. An un-numbered line is taken as
 * it is; a checksum without a line number is not looked at.
 */
export function judgeLine(raw: string, lastN: number): LineVerdict {
  let start = 0;
  while (raw.charCodeAt(start) === SPACE) start++;
  const star = raw.lastIndexOf('*');
  if (raw.charCodeAt(start) !== LETTER_N) return { kind: 'accept', n: null, text: withoutChecksum(raw, start, star) };

  const setsNumber = raw.indexOf('M110', start) >= 0;
  const second = setsNumber ? raw.indexOf('N', start + 4) : -1;
  const n = integerAt(raw, (second >= 0 ? second : start) + 1);
  if (!setsNumber) {
    if (n === lastN || n === lastN - 1) return { kind: 'duplicate', n };
    if (n !== lastN + 1) return { kind: 'refuse', reason: 'Line Number is not Last Line Number+1' };
  }
  if (star < 0) return { kind: 'refuse', reason: 'No Checksum with line number' };
  let sum = 0;
  for (let i = start; i < star; i++) sum ^= raw.charCodeAt(i);
  if (integerAt(raw, star + 1) !== sum) return { kind: 'refuse', reason: 'checksum mismatch' };
  return { kind: 'accept', n, text: withoutChecksum(raw, afterNumber(raw, start + 1), star) };
}

/** Marlin 1.1 and Smoothieware: the same, but a line that came already is complained about. */
export function judgeStrictly(raw: string, lastN: number): LineVerdict {
  const verdict = judgeLine(raw, lastN);
  return verdict.kind === 'duplicate' ? { kind: 'refuse', reason: 'Line Number is not Last Line Number+1' } : verdict;
}

/** Prusa's for 8 bits: nor is a checksum without a number taken. */
export function judgePrusa(raw: string, lastN: number): LineVerdict {
  const numbered = raw.trimStart().charCodeAt(0) === LETTER_N;
  if (!numbered && raw.includes('*')) return { kind: 'refuse', reason: 'No Line Number with checksum' };
  return judgeStrictly(raw, lastN);
}

/** Lines that Repetier knows again as such. */
const REPETIER_REMEMBERS = 40;
/** Lines that Repetier throws away, each with an `ok`, while it waits for one that it has asked for. */
const REPETIER_SKIPS = 14;

/** Repetier: checksum first; 16 bits of the number count; what was seen, and what comes before the line asked for, is skipped. */
export function judgeRepetier(raw: string, lastN: number, memory: Memory): LineVerdict {
  const own = /^\s*N\s*(\d+)/.exec(raw);
  const verdict = judgeLine(raw, Number(own?.[1] ?? 0) - 1);
  if (verdict.kind === 'refuse') memory.skips = REPETIER_SKIPS;
  if (verdict.kind !== 'accept' || verdict.n === null) return verdict;
  const { n, text } = verdict;
  if (text.startsWith('M110') || ((lastN + 1) & 0xffff) === (n & 0xffff)) {
    memory.skips = 0;
    return verdict;
  }
  const seen = ((lastN - n) & 0xffff) < REPETIER_REMEMBERS;
  if (!seen && memory.skips === 0) {
    memory.skips = REPETIER_SKIPS;
    return { kind: 'refuse', reason: 'another line' };
  }
  if (!seen) memory.skips -= 1;
  return {
    kind: 'swallow',
    said: [
      { kind: 'other', line: `skip ${n}` },
      { kind: 'other', line: 'ok' },
    ],
  };
}

/** RepRapFirmware from 3.4 on: five digits are a CRC-16, fewer than four the XOR. */
export function judgeReprap(raw: string): LineVerdict {
  const framed = /^(N\d+[^*]*)\*(\d{5})(?!\d)/.exec(raw);
  if (framed === null) return judgeReprapXor(raw);
  const [, guarded = '', digits] = framed;
  if (Number(digits) !== crc16(guarded)) return { kind: 'swallow', said: [] };
  return { kind: 'accept', n: null, text: withoutNumber(guarded) };
}

/** CCITT's, begun at 0, bit by bit. */
function crc16(text: string): number {
  let crc = 0;
  for (let i = 0; i < text.length; i++) {
    crc ^= (text.charCodeAt(i) & 0xff) << 8;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : crc << 1;
  }
  return crc;
}

/** RepRapFirmware 2: a checksum is looked at where there is one, a number never. */
export function judgeReprapXor(raw: string): LineVerdict {
  const own = /^\s*N\s*(\d+)/.exec(raw);
  const verdict = judgeLine(raw, Number(own?.[1] ?? 0) - 1);
  if (verdict.kind === 'accept') return { ...verdict, n: null };
  return raw.includes('*') ? { kind: 'swallow', said: [] } : { kind: 'accept', n: null, text: withoutFrame(raw) };
}

/** Klipper takes neither numbers nor checksums for more than decoration. */
export function withoutFrame(raw: string): string {
  const star = raw.lastIndexOf('*');
  return withoutNumber(star < 0 ? raw : raw.slice(0, star));
}

export const withoutNumber = (raw: string): string => raw.trim().replace(/^N\s*\d+\s*/, '');

function withoutChecksum(raw: string, start: number, star: number): string {
  return raw.slice(start, star < start ? undefined : star).trimEnd();
}

function afterNumber(raw: string, from: number): number {
  let i = from;
  for (;;) {
    const code = raw.charCodeAt(i);
    if (!isDigit(code) && code !== MINUS && code !== SPACE) return i;
    i++;
  }
}

/** C's `strtol`: spaces, sign, digits; 0 when there are none. */
function integerAt(text: string, from: number): number {
  let i = from;
  while (text.charCodeAt(i) === SPACE) i++;
  const negative = text.charCodeAt(i) === MINUS;
  if (negative) i++;
  let value = 0;
  for (let code = text.charCodeAt(i); isDigit(code); code = text.charCodeAt(++i)) value = value * 10 + code - ZERO;
  return negative ? -value : value;
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= 0x39;
}
