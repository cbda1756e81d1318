import { isCode } from './recognise.ts';

/** The parts of a text file that say something of it: its beginning and its end, cut into whole lines. */
export interface SlicedText {
  /** Lines of the beginning, as UTF-8 text without line ends. */
  readonly head: readonly string[];
  /** Lines of the end. The very same lines as `head` when `whole`. */
  readonly tail: readonly string[];
  /** Nothing lies between head and tail: the file was read completely. */
  readonly whole: boolean;
  /**
   * The last line when it had no line end. Values are never read from it, it may be cut in mid-number; a marker that
   * says "the end" may stand on it.
   */
  readonly unfinished: string | null;
}

/** Whether a marker line such as `; CONFIG_BLOCK_END` stands among the last lines. */
export function endsWithMarker(text: SlicedText, marker: RegExp): boolean {
  return text.tail.some((line) => marker.test(line)) || (text.unfinished !== null && marker.test(text.unfinished));
}

const KEY_LINE = /^; ([A-Za-z][^=:]*?) = ?(.*)$/;

/** Reads `; key = value` lines; the first of several wins. */
export function keyLines(lines: Iterable<string>): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of lines) {
    if (!line.startsWith('; ')) continue;
    const match = KEY_LINE.exec(line);
    if (match === null) continue;
    const key = match[1] ?? '';
    if (!values.has(key)) values.set(key, match[2] ?? '');
  }
  return values;
}

/** The first match among the lines. */
export function findLine(lines: Iterable<string>, pattern: RegExp): RegExpExecArray | null {
  for (const line of lines) {
    const match = pattern.exec(line);
    if (match !== null) return match;
  }
  return null;
}

/** The last match among the lines. */
export function findLastLine(lines: readonly string[], pattern: RegExp): RegExpExecArray | null {
  for (let i = lines.length - 1; i >= 0; i--) {
    const match = pattern.exec(lines[i] ?? '');
    if (match !== null) return match;
  }
  return null;
}

/** The lines before the first one that matches; all of them when none does. */
export function linesBefore(lines: readonly string[], pattern: RegExp): readonly string[] {
  const index = lines.findIndex((line) => pattern.test(line));
  return index === -1 ? lines : lines.slice(0, index);
}

/** The lines strictly between the first `from` and the next `to`; null when either is missing. */
export function linesBetween(lines: readonly string[], from: RegExp, to: RegExp): readonly string[] | null {
  const first = lines.findIndex((line) => from.test(line));
  if (first === -1) return null;
  const length = lines.slice(first + 1).findIndex((line) => to.test(line));
  return length === -1 ? null : lines.slice(first + 1, first + 1 + length);
}

/**
 * The comments around the line that identifies the slicer: what it says before it speaks to the printer. Another tool's
 * commands may stand above it (`M486 T4`), the owner's start G-code with comments of its own below.
 */
export function headComments(lines: readonly string[], identifying: RegExp): readonly string[] {
  const at = lines.findIndex((line) => identifying.test(line));
  if (at === -1) return [];
  const from = lines.slice(0, at).findLastIndex(isCode) + 1;
  const to = lines.findIndex((line, i) => i > at && isCode(line));
  return lines.slice(from, to === -1 ? lines.length : to);
}
