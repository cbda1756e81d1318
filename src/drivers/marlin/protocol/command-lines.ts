import { type LineRefusal, prepareLine } from './prepare-line.ts';

/**
 * The command lines of a file, found in its bytes piece by piece: comments, blank lines and what belongs to the file's own
 * numbering are no command lines and have no index (MA10). PURE; memory does not grow with the length of a comment or of the file.
 */
export interface CommandLine {
  readonly text: string;
  /** Where the line begins in the file, bytes. */
  readonly offset: number;
}

export interface RefusedLine {
  readonly refusal: LineRefusal;
  /** 1-based, as an editor shows it. */
  readonly lineNumber: number;
  readonly excerpt: string;
}

/** Whoever looks for marks of slicers among the lines. */
export interface MarkReader {
  comment(text: string): void;
  command(text: string): void;
}

/** Before its comment a line longer than this is refused anyway; what exceeds it is not kept. */
const MAX_KEPT = 512;
const LF = 10;
const CR = 13;
const SEMICOLON = 0x3b;

/** One character for each byte, so that places in the text are places in the file. */
const decoder = new TextDecoder('latin1');

export class CommandLines {
  #kept = '';
  #inComment = false;
  #offset: number;
  #lineStart: number;
  #lineNumber = 1;
  #lastWasCr = false;
  readonly refused: RefusedLine[] = [];
  readonly #marks: MarkReader | null;
  #comment = '';

  /**
   * @param offset where in the file the first bytes will come from; it must be the beginning of a line.
   * @param marks hears each comment that has a line of its own, and each command, in their order.
   */
  constructor(offset = 0, marks: MarkReader | null = null) {
    this.#marks = marks;
    this.#offset = offset;
    this.#lineStart = offset;
  }

  /** The command lines that end within `bytes`. */
  add(bytes: Uint8Array): readonly CommandLine[] {
    const found: CommandLine[] = [];
    const text = decoder.decode(bytes);
    for (let i = 0; i < text.length; ) {
      const code = text.charCodeAt(i);
      if (code === LF || code === CR) {
        const pairOfCr = code === LF && this.#lastWasCr;
        if (!pairOfCr) this.#end(found);
        this.#lastWasCr = code === CR;
        i += 1;
        this.#lineStart = this.#offset + i;
        continue;
      }
      this.#lastWasCr = false;
      if (code === SEMICOLON) this.#inComment = true;
      const end = endOfRun(text, i, this.#inComment);
      const room = MAX_KEPT - this.#kept.length;
      if (!this.#inComment && room > 0) this.#kept += text.slice(i, Math.min(end, i + room));
      else if (this.#marks !== null && this.#kept === '' && this.#comment.length < MAX_KEPT)
        this.#comment += text.slice(i, Math.min(end, i + MAX_KEPT));
      i = end;
    }
    this.#offset += bytes.length;
    return found;
  }

  /** The last line, if the file does not end with a line end. */
  end(): readonly CommandLine[] {
    const found: CommandLine[] = [];
    this.#end(found);
    return found;
  }

  #end(found: CommandLine[]): void {
    const source = this.#kept.startsWith('\u00ef\u00bb\u00bf') ? this.#kept.slice(3) : this.#kept;
    this.#kept = '';
    this.#inComment = false;
    if (this.#comment !== '') {
      this.#marks?.comment(this.#comment.slice(1));
      this.#comment = '';
    }
    if (source !== '') {
      const prepared = prepareLine(source);
      if (prepared.kind === 'command') {
        found.push({ text: prepared.text, offset: this.#lineStart });
        this.#marks?.command(prepared.text);
      } else if (prepared.kind === 'refused' && this.refused.length < MAX_REFUSED) {
        const excerpt = source.slice(0, 60);
        this.refused.push({ refusal: prepared.refusal, lineNumber: this.#lineNumber, excerpt });
      }
    }
    this.#lineNumber += 1;
  }
}

/** Where what begins at `from` ends: at the line's end, and outside of a comment where one begins. */
function endOfRun(text: string, from: number, inComment: boolean): number {
  let end = from;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code === LF || code === CR || (code === SEMICOLON && !inComment)) break;
  }
  return end;
}

/** Ten examples tell a person enough of a file that is wrong throughout. */
const MAX_REFUSED = 10;
