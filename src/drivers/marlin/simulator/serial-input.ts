const NEWLINE = 0x0a;
const RETURN = 0x0d;
const SEMICOLON = 0x3b;
const BACKSLASH = 0x5c;
const OPEN = 0x28;
const CLOSE = 0x29;

/** The receive buffer of the board and the assembly of lines behind it. */
export interface SerialInput {
  /** Bytes that still fit. */
  room(): number;
  /** Stores `bytes[from, to)` as far as they fit; answers how many did. */
  store(bytes: Uint8Array, from: number, to: number): number;
  /** The next whole line without comment and line end, or null when the buffer holds none. */
  nextLine(): string | null;
  /** `SERIAL_FLUSH`: what has arrived and was not read yet is gone. */
  flush(): void;
  /** After a reset: nothing was ever received. */
  clear(): void;
  readonly empty: boolean;
}

/**
 * Marlin's `process_stream_char`: `;` starts a comment, a backslash takes the next character as it is, and what does not
 * fit into `MAX_CMD_SIZE - 1` characters is dropped silently, which is how a long line loses its checksum. Empty lines do not
 * exist, but with `blankLines`.
 */
export function createSerialInput(
  rxBytes: number,
  maxLineBytes: number,
  parenthesisComments: boolean,
  blankLines = false,
): SerialInput {
  const ring = Buffer.alloc(rxBytes);
  const line = Buffer.alloc(maxLineBytes);
  const longest = maxLineBytes - 1;
  let head = 0;
  let count = 0;
  let length = 0;
  let comment: 'none' | 'line' | 'parenthesis' = 'none';
  let escaped = false;

  function clear(): void {
    head = 0;
    count = 0;
    length = 0;
    comment = 'none';
    escaped = false;
  }

  function keep(byte: number): void {
    if (length < longest) line[length++] = byte;
  }

  function inLine(byte: number): void {
    if (comment === 'line') return;
    if (comment === 'parenthesis') {
      if (byte === CLOSE) comment = 'none';
    } else if (escaped) {
      escaped = false;
      keep(byte);
    } else if (byte === SEMICOLON) comment = 'line';
    else if (byte === BACKSLASH) escaped = true;
    else if (byte === OPEN && parenthesisComments) comment = 'parenthesis';
    else keep(byte);
  }

  function endLine(): string | null {
    const text = length === 0 && !blankLines ? null : line.toString('latin1', 0, length);
    length = 0;
    comment = 'none';
    escaped = false;
    return text;
  }

  return {
    room: () => rxBytes - count,
    store(bytes, from, to) {
      const taken = Math.min(to - from, rxBytes - count);
      let tail = head + count;
      if (tail >= rxBytes) tail -= rxBytes;
      for (let i = from; i < from + taken; i++) {
        ring[tail++] = bytes[i] ?? 0;
        if (tail === rxBytes) tail = 0;
      }
      count += taken;
      return taken;
    },
    nextLine() {
      while (count > 0) {
        const byte = ring[head++] ?? 0;
        if (head === rxBytes) head = 0;
        count--;
        if (byte === NEWLINE || byte === RETURN) {
          const text = endLine();
          if (text !== null) return text;
        } else inLine(byte);
      }
      return null;
    },
    flush() {
      head = 0;
      count = 0;
    },
    clear,
    get empty() {
      return count === 0 && length === 0;
    },
  };
}
