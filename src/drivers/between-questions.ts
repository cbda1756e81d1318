import type { Clock } from '#lib/clock';

/**
 * The rest between two questions to a printer that is asked again and again. A wish to ask at once cuts it short; one that comes while the
 * printer is being asked counts for the rest behind that question.
 */
export class BetweenQuestions {
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  #isWished = false;
  #over: (() => void) | null = null;

  /** `signal`: nobody asks any more. */
  constructor(clock: Clock, signal: AbortSignal) {
    this.#clock = clock;
    this.#signal = signal;
  }

  /** The printer is asked now: what was wished before is being done. */
  asking(): void {
    this.#isWished = false;
  }

  askNow(): void {
    this.#isWished = true;
    this.#over?.();
  }

  /** One listener and one timer, and nothing that stays: it happens every few seconds for as long as there is a printer. */
  rest(ms: number): Promise<void> {
    if (this.#isWished || this.#signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const over = (): void => {
        timer[Symbol.dispose]();
        this.#signal.removeEventListener('abort', over);
        this.#over = null;
        resolve();
      };
      const timer = this.#clock.schedule(ms, over);
      this.#over = over;
      this.#signal.addEventListener('abort', over, { once: true });
    });
  }
}
