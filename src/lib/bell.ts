/** Wakes whoever waits at this moment; who comes later waits for the next time. */
export class Bell {
  #next = new AbortController();

  /** Aborts when it rings next. */
  get signal(): AbortSignal {
    return this.#next.signal;
  }

  ring(): void {
    const rung = this.#next;
    this.#next = new AbortController();
    rung.abort();
  }
}
