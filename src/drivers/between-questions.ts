import type { Clock } from '#lib/clock';

/**
 * Questions to several printers of a process begin together, at these steps of its clock, ms: each time that it wakes costs more than a
 * question. Few enough come together that nothing waits for them.
 */
const STEP_MS = 250;
/** A timer may ring so much before its time; what rings late belongs to its step all the same. */
const EARLY_MS = 2;
/** A printer that takes long to answer rests at least for this part of the time. */
const LEAST_PART = 0.5;

/**
 * The rest between two questions to a printer that is asked again and again. A wish to ask at once cuts it short; one that comes while the
 * printer is being asked counts for the rest behind that question.
 */
export class BetweenQuestions {
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  #isWished = false;
  #askedAt = Number.NEGATIVE_INFINITY;
  #over: (() => void) | null = null;

  /** `signal`: nobody asks any more. */
  constructor(clock: Clock, signal: AbortSignal) {
    this.#clock = clock;
    this.#signal = signal;
  }

  /** The printer is asked now: what was wished before is being done. */
  asking(): void {
    this.#isWished = false;
    this.#askedAt = this.#clock.monotonic();
  }

  askNow(): void {
    this.#isWished = true;
    this.#over?.();
  }

  /**
   * Until `ms` after the last question began. One listener and one timer, and nothing that stays: it happens every few seconds for as long as
   * there is a printer.
   */
  rest(ms: number): Promise<void> {
    if (this.#isWished || this.#signal.aborted) return Promise.resolve();
    const restMs = this.#restMs(ms);
    return new Promise((resolve) => {
      const over = (): void => {
        timer[Symbol.dispose]();
        this.#signal.removeEventListener('abort', over);
        this.#over = null;
        resolve();
      };
      const timer = this.#clock.schedule(restMs, over);
      this.#over = over;
      this.#signal.addEventListener('abort', over, { once: true });
    });
  }

  #restMs(ms: number): number {
    const now = this.#clock.monotonic();
    const step = Math.floor((this.#askedAt + ms + EARLY_MS) / STEP_MS) * STEP_MS;
    return Math.max(step - now, ms * LEAST_PART);
  }
}
