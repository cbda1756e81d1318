import type { Clock } from '#lib/clock';

/** Done again no sooner than this after the last time; ms. */
const LEAST_MS = 900;
/** And no later, once it was asked for: what tells its state regularly is done with its next word, and needs no timer to ring. */
const MOST_MS = 1_200;

/**
 * What is worth doing about once a second, however often it is asked for: printers tell every quarter of a second how warm they are, and
 * of measurements only the newest counts (MA14). The last wish is always carried out.
 */
export class Paced implements Disposable {
  readonly #clock: Clock;
  readonly #act: () => void;
  #timer: Disposable | null = null;
  #lastAt = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, act: () => void) {
    this.#clock = clock;
    this.#act = act;
  }

  ask(): void {
    const sinceMs = this.#clock.monotonic() - this.#lastAt;
    if (sinceMs >= LEAST_MS) return this.now();
    this.#timer ??= this.#clock.schedule(MOST_MS - sinceMs, () => this.now());
  }

  /** At once, past the pace; what was asked for is done with it. */
  now(): void {
    this[Symbol.dispose]();
    this.#lastAt = this.#clock.monotonic();
    this.#act();
  }

  [Symbol.dispose](): void {
    this.#timer?.[Symbol.dispose]();
    this.#timer = null;
  }
}
