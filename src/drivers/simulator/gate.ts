/** A door of a simulated printer that a test shuts and opens: whatever comes meanwhile waits before it. */
export class Gate {
  #opened: PromiseWithResolvers<void> | null = null;
  #waiting = 0;

  get waiting(): number {
    return this.#waiting;
  }

  get isShut(): boolean {
    return this.#opened !== null;
  }

  shut(): void {
    this.#opened ??= Promise.withResolvers();
  }

  open(): void {
    this.#opened?.resolve();
    this.#opened = null;
  }

  async pass(): Promise<void> {
    if (this.#opened === null) return;
    this.#waiting += 1;
    await this.#opened.promise;
    this.#waiting -= 1;
  }
}
