/** One line of the G-code history. */
export interface WireLine {
  readonly direction: 'sent' | 'received';
  readonly text: string;
}

/**
 * Finds what a printer answers to one command in the ordered history of its wire. Acknowledgements come in the order of the lines; those
 * of lines that were seen to go before ours are theirs. One that was under way already when somebody began to look cannot be told from
 * ours, so an answer that holds nothing is waited for until one more acknowledgement.
 */
export class ReplyCollector {
  readonly #command: string;
  readonly #holds: (reply: readonly string[]) => boolean;
  #sent = false;
  /** Lines before ours that are not acknowledged. */
  #before = 0;
  #isPatient = true;
  #lines: string[] = [];

  /** @param holds whether what was said is an answer */
  constructor(command: string, holds: (reply: readonly string[]) => boolean) {
    this.#command = command;
    this.#holds = holds;
  }

  /** The answer, when the line completes it. */
  take({ direction, text }: WireLine): readonly string[] | null {
    if (direction === 'sent') {
      if (bare(text) === this.#command) this.#begin();
      else if (!this.#sent) this.#before += 1;
      return null;
    }
    const acknowledges = /^ok\b/.test(text);
    if (!this.#sent) {
      if (acknowledges) this.#before = Math.max(0, this.#before - 1);
      return null;
    }
    if (!acknowledges) {
      if (this.#lines.length < LINES) this.#lines.push(text);
      return null;
    }
    if (this.#before > 0) {
      this.#before -= 1;
      this.#lines = [];
      return null;
    }
    if (this.#holds(this.#lines) || !this.#isPatient) return this.#lines;
    this.#isPatient = false;
    return null;
  }

  /** Sent, or sent again because it was asked for. */
  #begin(): void {
    this.#sent = true;
    this.#isPatient = true;
    this.#lines = [];
  }
}

/** More is no answer to anything that is asked here. */
const LINES = 2_000;

/** Without number and checksum. */
const bare = (text: string): string =>
  text
    .replace(/^N\d+ */, '')
    .replace(/ *\*\d+$/, '')
    .trim();
