/** Printers with a weak processor lag behind when they are asked for everything; ms between two such questions, on the long run. */
const APART_MS = { strong: 60_000, weak: 5 * 60_000 };
/** So many may follow each other at once: a connection that was lost for a moment must not leave the printer out of sight for minutes. */
const SPARE = 3;

const STRONG = /\b(X1|X2|H2|P2)/;

/** How often a printer may be asked for its whole state, which each session begins with: a link that comes and goes asks again and again. */
export class StateQuestions {
  #spare = SPARE;
  #countedAt = 0;

  /** How long to wait before the next one, ms; `firmware`: the printer's own name with its version, if it has said it. */
  waitMs(now: number, firmware: string | null): number {
    const apartMs = STRONG.test(firmware ?? '') ? APART_MS.strong : APART_MS.weak;
    const grown = Math.min(SPARE, this.#spare + (now - this.#countedAt) / apartMs);
    [this.#spare, this.#countedAt] = [grown, now];
    return grown >= 1 ? 0 : Math.ceil((1 - grown) * apartMs);
  }

  /** It is asked now, in spite of the wait perhaps. */
  asked(): void {
    this.#spare = Math.max(0, this.#spare - 1);
  }
}
