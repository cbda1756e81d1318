/** A line as long as this is no accident. */
const LONG_LINE = 8;

/**
 * Whether these bytes are words of somebody who speaks at our speed: at another speed they are noise. One long line, or two lines
 * behind each other, complete and of printable ASCII; what a board said before it heard us right may be in front.
 */
export function isLegible(bytes: Uint8Array): boolean {
  const lines = Buffer.from(bytes).toString('latin1').split(/\r?\n/);
  // Behind the last line feed stands what is not complete.
  const clear = lines.slice(0, -1).map((line) => /^[\x20-\x7e\t]{2,}$/.test(line));
  return clear.some((isClear, at) => isClear && ((lines[at] ?? '').length >= LONG_LINE || clear[at + 1] === true));
}
