/**
 * Bytes of a serial line → lines. The wire is not to be trusted: there may be no newline for megabytes, no letter among the
 * bytes, or two newlines for one. PURE: what is left over is handed back and given again.
 */

/** A printer that sends noise without a newline must not fill the memory; replies of firmwares stay far below. */
export const MAX_REPLY_CHARACTERS = 512;

const decoder = new TextDecoder('latin1');

/** What Node reads into tells its text at a fifth of the cost; it stands between each `ok` and the next line. */
interface TellsLatin1 {
  latin1Slice?(from: number, end: number): string;
}

const textOf = (bytes: Uint8Array & TellsLatin1): string =>
  bytes.latin1Slice?.(0, bytes.length) ?? decoder.decode(bytes);

export interface SplitLines {
  /** Without line ends, never empty. */
  readonly lines: readonly string[];
  /** The beginning of the next line; at most `MAX_REPLY_CHARACTERS`, what exceeds them is lost. */
  readonly rest: string;
}

const NO_LINES: readonly string[] = [];

export function splitLines(rest: string, bytes: Uint8Array): SplitLines {
  const text = rest + textOf(bytes);
  let end = text.indexOf('\n');
  if (end < 0 && !text.includes('\r')) return { lines: NO_LINES, rest: cut(text) };
  const lines: string[] = [];
  let start = 0;
  while (end >= 0) {
    add(lines, text.slice(start, end));
    start = end + 1;
    end = text.indexOf('\n', start);
  }
  // The newline that belongs to a carriage return may still be on its way: a lone one ends a line only within the text.
  const tail = text.slice(start);
  const lone = tail.lastIndexOf('\r', tail.length - 2);
  if (lone < 0) return { lines, rest: cut(tail) };
  add(lines, tail.slice(0, lone));
  return { lines, rest: cut(tail.slice(lone + 1)) };
}

function add(lines: string[], line: string): void {
  if (!line.includes('\r')) {
    const clean = line.includes('\0') ? line.replaceAll('\0', '') : line;
    if (clean !== '') lines.push(cut(clean));
    return;
  }
  for (const part of line.split('\r')) if (part !== '') add(lines, part);
}

const cut = (text: string): string => (text.length > MAX_REPLY_CHARACTERS ? text.slice(0, MAX_REPLY_CHARACTERS) : text);
