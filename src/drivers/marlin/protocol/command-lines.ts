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

/** Before its comment a line longer than this is refused anyway; what exceeds it is not kept. */
const MAX_KEPT = 512;
const LF = 10;
const CR = 13;
const SEMICOLON = 0x3b;

export class CommandLines {
  #kept = '';
  #inComment = false;
  #offset: number;
  #lineStart: number;
  #lineNumber = 1;
  #lastWasCr = false;
  readonly refused: RefusedLine[] = [];

  /** @param offset where in the file the first bytes will come from; it must be the beginning of a line. */
  constructor(offset = 0) {
    this.#offset = offset;
    this.#lineStart = offset;
  }

  /** The command lines that end within `bytes`. */
  add(bytes: Uint8Array): readonly CommandLine[] {
    const found: CommandLine[] = [];
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i] ?? 0;
      if (byte === LF || byte === CR) {
        const pairOfCr = byte === LF && this.#lastWasCr;
        if (!pairOfCr) this.#end(found);
        this.#lastWasCr = byte === CR;
        this.#lineStart = this.#offset + i + 1;
        continue;
      }
      this.#lastWasCr = false;
      if (this.#inComment) continue;
      if (byte === SEMICOLON) this.#inComment = true;
      else if (this.#kept.length < MAX_KEPT) this.#kept += String.fromCharCode(byte);
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
    if (source !== '') {
      const prepared = prepareLine(source);
      if (prepared.kind === 'command') found.push({ text: prepared.text, offset: this.#lineStart });
      else if (prepared.kind === 'refused' && this.refused.length < MAX_REFUSED) {
        const excerpt = source.slice(0, 60);
        this.refused.push({ refusal: prepared.refusal, lineNumber: this.#lineNumber, excerpt });
      }
    }
    this.#lineNumber += 1;
  }
}

/** Ten examples tell a person enough of a file that is wrong throughout. */
const MAX_REFUSED = 10;
