import { atLine, type FileProblem, fileProblem } from './file-problem.ts';
import { createGate, type Gate, type GateLimits } from './gate.ts';
import { LineReader, type TextLine } from './line-reader.ts';
import { isCode } from './recognise.ts';

/**
 * The gate over a whole file as it arrives, for files that a printer will hold and read by itself (MA15), and to tell the
 * owner of a bad file before it is queued. The first problem ends the check.
 */
export class FileCheck {
  readonly #gate: Gate;
  readonly #reader = new LineReader();
  /** The line before ended in a lone CR and held a command: a firmware that ends lines at LF only reads on. */
  #continues = false;
  #problem: FileProblem | null = null;

  constructor(limits: GateLimits) {
    this.#gate = createGate(limits);
  }

  /** Takes the next bytes; the problem found so far, or null. */
  push(chunk: Uint8Array): FileProblem | null {
    return this.#problem ?? this.#take(this.#reader.push(chunk));
  }

  /** The file has ended; the verdict. */
  end(): FileProblem | null {
    return this.#problem ?? this.#take(this.#reader.end());
  }

  #take(lines: readonly TextLine[]): FileProblem | null {
    for (const line of lines) {
      const answer = this.#gate.check(line.text);
      const problem = answer.kind === 'refuse' ? answer.problem : this.#join(line);
      if (problem !== null) {
        this.#problem = atLine(problem, line.number);
        return this.#problem;
      }
    }
    this.#problem = this.#reader.problem;
    return this.#problem;
  }

  #join({ text, ending }: TextLine): FileProblem | null {
    if (!this.#continues && ending !== 'cr') return null;
    const code = isCode(text);
    if (this.#continues && code) return fileProblem('stray-carriage-return', text);
    this.#continues = ending === 'cr' && (this.#continues || code) && !text.includes(';');
    return null;
  }
}
