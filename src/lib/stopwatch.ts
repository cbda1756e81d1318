import type { Clock } from './clock.ts';

/**
 * How long ago something was, by whichever clock went further: the one that never goes back stands still on most hosts while they sleep, and a
 * virtual one while it is paused; the one of the wall is behind until it is set. A clock that is set back says nothing.
 */
export class Stopwatch {
  readonly #clock: Clock;
  #monotonic: number;
  #wall: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#monotonic = clock.monotonic();
    this.#wall = clock.now();
  }

  get ms(): number {
    return Math.max(this.#clock.monotonic() - this.#monotonic, this.#clock.now() - this.#wall);
  }

  restart(): void {
    this.#monotonic = this.#clock.monotonic();
    this.#wall = this.#clock.now();
  }
}
