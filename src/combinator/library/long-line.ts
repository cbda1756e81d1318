const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/**
 * Whether a file holds a line longer than a limit. It looks for the last line end that the limit allows and jumps there, so that a
 * large upload is not held up by a look at each of its lines; where it says yes, reading line by line tells which one.
 */
export class LongLine {
  readonly #limitBytes: number;
  /** Bytes before the next chunk in which no line ended. */
  #openBytes = 0;
  #found = false;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** Takes the next bytes; whether such a line has begun so far. The end of the file needs no call. */
  push(bytes: Uint8Array): boolean {
    for (let at = 0; at < bytes.length && !this.#found; ) {
      const window = bytes.subarray(at, at + this.#limitBytes + 1 - this.#openBytes);
      const end = lastLineEnd(window);
      if (end !== -1) {
        this.#openBytes = 0;
        at += end + 1;
      } else {
        this.#openBytes += window.length;
        at += window.length;
        this.#found = this.#openBytes > this.#limitBytes;
      }
    }
    return this.#found;
  }
}

function lastLineEnd(window: Uint8Array): number {
  const lineFeed = window.lastIndexOf(LINE_FEED);
  return lineFeed === -1 ? window.lastIndexOf(CARRIAGE_RETURN) : lineFeed;
}
