import type { Clock } from '#lib/clock';
import { rest } from '#lib/rest';

/** More than any answer has. */
const MOST = 4_000;

/** What a printer has said since it was asked. Some say it before their `ok`, some behind it. */
export class HeardLines {
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  #lines: string[] | null = null;
  #wake: (() => void) | null = null;

  constructor(clock: Clock, signal: AbortSignal) {
    this.#clock = clock;
    this.#signal = signal;
  }

  heard(line: string): void {
    if (this.#lines === null || this.#lines.length >= MOST) return;
    this.#lines.push(line);
    this.#wake?.();
  }

  /** Asks, and waits for a line that ends the answer. Answers all that was heard by then; null when it could not be asked. */
  async after(ask: () => Promise<unknown>, ends: RegExp, patienceMs: number): Promise<readonly string[] | null> {
    const lines: string[] = [];
    this.#lines = lines;
    try {
      if ((await ask()) === null) return null;
      const until = this.#clock.monotonic() + patienceMs;
      while (!lines.some((line) => ends.test(line)) && !this.#signal.aborted) {
        const left = until - this.#clock.monotonic();
        if (left <= 0) break;
        await this.#word(left);
      }
      return [...lines];
    } finally {
      if (this.#lines === lines) this.#lines = null;
    }
  }

  /** The next line, or that time has passed. */
  async #word(ms: number): Promise<void> {
    const over = new AbortController();
    const said = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    await Promise.race([said, rest(this.#clock, ms, AbortSignal.any([over.signal, this.#signal]))]);
    this.#wake = null;
    over.abort();
  }
}
