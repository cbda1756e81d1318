import type { Clock } from '#lib/clock';

/** Between two writes lies at least so many times what the last one took: a thousand changes in a row do not cost a thousand times all. */
const REST_TIMES = 4;
/** What takes less is written in the same turn of the loop, each time, ms. */
const SMALL_MS = 2;

/**
 * Writes a whole state soon after each change of it: in the same turn of the loop where it is small, and never more than a fifth of the
 * time where it has grown.
 */
export class SparingWrite implements Disposable {
  readonly #clock: Clock;
  readonly #write: () => void;
  #due: Disposable | null = null;
  #restUntil = Number.NEGATIVE_INFINITY;
  #waiting: (() => void)[] = [];

  /** `write` deals with its own failures: whoever waits is told in any case. */
  constructor(clock: Clock, write: () => void) {
    this.#clock = clock;
    this.#write = write;
  }

  /** Resolves when what has changed until now has been written. */
  soon(): Promise<void> {
    this.#due ??= this.#schedule();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** In this turn of the loop, whatever the last one took: for what must not be lost with the process. */
  atOnce(): void {
    this.#due?.[Symbol.dispose]();
    this.#due = this.#inThisTurn();
  }

  now(): void {
    this[Symbol.dispose]();
    const waiting = this.#waiting;
    this.#waiting = [];
    const from = this.#clock.monotonic();
    this.#write();
    const to = this.#clock.monotonic();
    this.#restUntil = to - from < SMALL_MS ? to : to + (to - from) * REST_TIMES;
    for (const resolve of waiting) resolve();
  }

  /** Nothing is written any more. */
  [Symbol.dispose](): void {
    this.#due?.[Symbol.dispose]();
    this.#due = null;
  }

  #schedule(): Disposable {
    const waitMs = this.#restUntil - this.#clock.monotonic();
    if (waitMs > 0) return this.#clock.schedule(waitMs, () => this.now());
    return this.#inThisTurn();
  }

  #inThisTurn(): Disposable {
    const turn = setImmediate(() => this.now());
    return { [Symbol.dispose]: () => clearImmediate(turn) };
  }
}
