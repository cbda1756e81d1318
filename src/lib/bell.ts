/** Said by each ring, so that none has to make an error of its own, with its stack, for whoever waits. */
const RUNG = 'rung';

/** Wakes whoever waits at this moment; who comes later waits for the next time. */
export class Bell {
  /** Made for whoever waits: most rings nobody hears. */
  #next: AbortController | null = null;

  /** Aborts when it rings next. */
  get signal(): AbortSignal {
    this.#next ??= new AbortController();
    return this.#next.signal;
  }

  ring(): void {
    const rung = this.#next;
    this.#next = null;
    rung?.abort(RUNG);
  }
}
