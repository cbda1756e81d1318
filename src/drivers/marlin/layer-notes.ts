import type { Clock } from '#lib/clock';

/** No more often than a cheap card bears. */
const AT_MOST_EVERY_MS = 2_000;

/** Has the place in the file written down with the first line of a layer, so that after a loss of power at least the layer is known. */
export class LayerNotes {
  readonly #clock: Clock;
  readonly #write: () => void;
  #layer = 0;
  #isDue = false;
  #writtenAt: number;

  constructor(clock: Clock, write: () => void) {
    this.#clock = clock;
    this.#write = write;
    this.#writtenAt = clock.monotonic();
  }

  /** A line of this layer went out. */
  passed(layer: number): void {
    this.#isDue ||= layer !== this.#layer;
    this.#layer = layer;
    if (!this.#isDue) return;
    const at = this.#clock.monotonic();
    if (at - this.#writtenAt < AT_MOST_EVERY_MS) return;
    this.#writtenAt = at;
    this.#isDue = false;
    this.#write();
  }
}
