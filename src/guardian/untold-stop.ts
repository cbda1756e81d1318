import type { MachineChannel } from './keeper-process.ts';

/** A process that ends sends at most two more, and one may be on its way: after as many it lives on, and has heard the stop. */
const BEATS_OF_THE_LIVING = 4;

/**
 * An emergency stop that the machine of its moment may take no notice of any more, kept for the one that registers next. A stop that
 * is told twice does no harm, but one that comes up days later would end another print: the machine that lives on has heard it.
 */
export class UntoldStop {
  #stop: { readonly number: number | null; readonly to: MachineChannel | null; beats: number } | null = null;

  /** `to`: whom it is told all the same. */
  keep(number: number | null, to: MachineChannel | null): void {
    this.#stop = { number, to, beats: 0 };
  }

  heartbeat(from: MachineChannel): void {
    const stop = this.#stop;
    if (stop !== null && stop.to === from && ++stop.beats >= BEATS_OF_THE_LIVING) this.#stop = null;
  }

  take(): { readonly number: number | null } | null {
    const stop = this.#stop;
    this.#stop = null;
    return stop === null ? null : { number: stop.number };
  }
}
