import type { Clock } from '#lib/clock';
import { Stopwatch } from '#lib/stopwatch';

/** DR5: nobody has looked for so long, ms. Silence of a printer ends its session no later, so that only a host that slept or stood still is met. */
const LIMIT_MS = 60_000;

/**
 * BE3: since when nobody looks at the printer. A host that sleeps, a virtual one that is paused and a process that is stopped or starved notice
 * nothing of it themselves, and their connections may outlive it; whatever was told meanwhile may be late, or gone.
 */
export class Unwatched {
  readonly #since: Stopwatch;

  constructor(clock: Clock) {
    this.#since = new Stopwatch(clock);
  }

  /** The printer has said something: null, or for how long nobody had looked before, s. */
  seen(): number | null {
    const { ms } = this.#since;
    this.#since.restart();
    return ms < LIMIT_MS ? null : Math.round(ms / 1_000);
  }
}
