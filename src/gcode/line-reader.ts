import { type FileProblem, fileProblem } from './file-problem.ts';

/** Longest line, bytes. Object polygons reach 9 KB; without a bound a 10 GB file without line ends would fill the memory. */
export const LINE_MAX_BYTES = 65_536;

export interface TextLine {
  /**
   * Without its line end; one character per byte (windows-1252), so that offsets are byte offsets. `utf8Text` gives the
   * text meant. Holds its chunk's text in memory: do not keep many lines for long.
   */
  readonly text: string;
  /** Offset of its first byte in the file. */
  readonly start: number;
  /** Offset of the byte after its line end. */
  readonly next: number;
  /** 1-based. */
  readonly number: number;
  /** `end`: the file ended without a line end. A lone CR ends a line too; firmwares disagree there, see `check-file`. */
  readonly ending: 'lf' | 'crlf' | 'cr' | 'end';
}

/**
 * Cuts a file that arrives in pieces into lines. A byte order mark is dropped; CR, LF and CRLF end a line, also mixed.
 * A line above `LINE_MAX_BYTES` sets `problem`, and no more lines come. Never throws.
 */
export class LineReader {
  problem: FileProblem | null = null;
  readonly #decoder = new TextDecoder('windows-1252');
  /** The pieces of the line that has not ended yet; joined once, so that tiny chunks cost no square time. */
  #pieces: string[] = [];
  #pieceLength = 0;
  #lineStart = 0;
  #number: number;
  /** The last byte seen was a CR: whether it is half a CRLF is known with the next byte. */
  #heldCarriageReturn = false;

  /** To go on in mid-file: `start` is the offset of a line's first byte, `number` that line's number. */
  constructor(from: { readonly start: number; readonly number: number } = { start: 0, number: 1 }) {
    this.#lineStart = from.start;
    this.#number = from.number;
  }

  /** Length of the line that has begun and not ended yet. */
  get pendingBytes(): number {
    return this.#pieceLength;
  }

  push(chunk: Uint8Array): TextLine[] {
    const lines: TextLine[] = [];
    if (this.problem !== null || chunk.length === 0) return lines;
    const text = this.#decoder.decode(chunk);
    let from = 0;
    if (this.#heldCarriageReturn) {
      this.#heldCarriageReturn = false;
      const lineFeedFollows = text.charCodeAt(0) === 10;
      this.#finish('', lineFeedFollows ? 'crlf' : 'cr', lines);
      if (lineFeedFollows) from = 1;
    }
    let carriageReturn = text.indexOf('\r', from);
    while (this.problem === null) {
      const lineFeed = text.indexOf('\n', from);
      if (carriageReturn !== -1 && (lineFeed === -1 || carriageReturn < lineFeed)) {
        if (carriageReturn === text.length - 1) {
          this.#hold(text.slice(from, carriageReturn));
          this.#heldCarriageReturn = true;
          return lines;
        }
        const paired = lineFeed === carriageReturn + 1;
        this.#finish(text.slice(from, carriageReturn), paired ? 'crlf' : 'cr', lines);
        from = carriageReturn + (paired ? 2 : 1);
        carriageReturn = text.indexOf('\r', from);
      } else if (lineFeed !== -1) {
        this.#finish(text.slice(from, lineFeed), 'lf', lines);
        from = lineFeed + 1;
      } else {
        this.#hold(text.slice(from));
        return lines;
      }
    }
    return lines;
  }

  /** The file has ended: the last line, if it had no line end. */
  end(): TextLine[] {
    const lines: TextLine[] = [];
    if (this.problem !== null) return lines;
    if (this.#heldCarriageReturn) this.#finish('', 'cr', lines);
    else if (this.#pieceLength > 0) this.#finish('', 'end', lines);
    return lines;
  }

  #hold(piece: string): void {
    this.#pieces.push(piece);
    this.#pieceLength += piece.length;
    if (this.#pieceLength > LINE_MAX_BYTES) this.#refuse();
  }

  #finish(tail: string, ending: TextLine['ending'], lines: TextLine[]): void {
    let text = tail;
    if (this.#pieces.length > 0) {
      text = this.#pieces.join('') + tail;
      this.#pieces = [];
      this.#pieceLength = 0;
    }
    if (text.length > LINE_MAX_BYTES) return this.#refuse();
    let start = this.#lineStart;
    this.#lineStart = start + text.length + endingBytes[ending];
    if (start === 0 && text.startsWith(BYTE_ORDER_MARK)) {
      text = text.slice(BYTE_ORDER_MARK.length);
      start = BYTE_ORDER_MARK.length;
    }
    lines.push({ text, start, next: this.#lineStart, number: this.#number++, ending });
  }

  #refuse(): void {
    this.#pieces = [];
    this.#pieceLength = 0;
    this.problem = { ...fileProblem('line-too-long'), field: `line ${this.#number}`, line: this.#number };
  }
}

const endingBytes: Readonly<Record<TextLine['ending'], number>> = { lf: 1, crlf: 2, cr: 1, end: 0 };

/** The UTF-8 mark EF BB BF as this file's decoder shows it. */
const BYTE_ORDER_MARK = '\u00ef\u00bb\u00bf';

const FOREIGN = /[^\x00-\x7f]/;

/** `utf8Text` of every line. Most files have nothing but ASCII, which one look at all of it tells. */
export function utf8Texts(lines: readonly Pick<TextLine, 'text'>[]): readonly string[] {
  const texts = lines.map(({ text }) => text);
  return FOREIGN.test(texts.join('')) ? texts.map(utf8Text) : texts;
}

/** The text that a line means: UTF-8 where its bytes are valid UTF-8, otherwise windows-1252. */
export function utf8Text(text: string): string {
  if (!FOREIGN.test(text)) return text;
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = byteOf.get(text[i] ?? '') ?? 0x3f;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return text;
  }
}

const byteOf: ReadonlyMap<string, number> = new Map(
  Array.from(
    new TextDecoder('windows-1252').decode(Uint8Array.from({ length: 256 }, (_, byte) => byte)),
    (character, byte) => [character, byte] as const,
  ),
);
