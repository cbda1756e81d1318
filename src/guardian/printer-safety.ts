import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log-types';
import { NO_FACTS, type PrinterFacts } from './machine-memory.ts';
import type { PortKeeper } from './port-keeper.ts';
import { HEATERS_LIMIT_MS, type Push, type Registration, type StopAnswer } from './protocol.ts';

export interface SafetySurroundings {
  readonly clock: Clock;
  readonly log: Log;
  /** The port at this moment; it may be another one after a new wish. */
  readonly port: () => Pick<PortKeeper, 'stdio' | 'write'>;
  /** To the machine, if there is one. */
  readonly tell: (push: Push) => void;
  readonly onChange: () => void;
}

type Heaters =
  | { readonly kind: 'settled' }
  /** A machine died while its printer was heating; this runs out unless a proven successor registers. */
  | { readonly kind: 'due'; readonly timer: Disposable; readonly since: number }
  | { readonly kind: 'being-written'; readonly since: number }
  /** It ran out while there was no port: to be done when the port is back, unless somebody proven is there by then. */
  | { readonly kind: 'owed'; readonly since: number };

const NEWLINE = 10;
/** What could not be written to an open port is tried again so much later: a board whose buffers are full reads on when it has moved. */
const RETRY_MS = 1_000;

/** What the guardian does to a printer by itself: stop it, and switch its heaters off when nobody answers for them. */
export class PrinterSafety {
  readonly #around: SafetySurroundings;
  #facts: PrinterFacts;
  #heaters: Heaters = { kind: 'settled' };

  constructor(facts: PrinterFacts = NO_FACTS, around: SafetySurroundings) {
    this.#facts = facts;
    this.#around = around;
  }

  /** The last word of a machine about the printer. */
  get facts(): PrinterFacts {
    return this.#facts;
  }

  /** Only a proven process may say that nothing heats; until then the word of its predecessor stands. */
  learn({ heating, printing, proven, stopBytes, heatersOffBytes }: Registration): void {
    if (proven) {
      this.settle();
      this.#facts = { heating, printing, stopBytes, heatersOffBytes };
      return;
    }
    const before = this.#facts;
    this.#facts = {
      heating: heating || before.heating,
      printing,
      stopBytes: stopBytes.length > 0 ? stopBytes : before.stopBytes,
      heatersOffBytes: heatersOffBytes.length > 0 ? heatersOffBytes : before.heatersOffBytes,
    };
  }

  /** Since when nobody answers for the heaters; null while somebody does, or nothing heats. */
  get unattendedSince(): number | null {
    return this.#heaters.kind === 'settled' ? null : this.#heaters.since;
  }

  /**
   * Nobody is in control of the printer: from the death of a machine on, or since before the guardian began. The time of a guardian
   * before us counts (`since`), for a printer does not cool down by a change of guardians. `unheard`: the machine had no guardian to
   * talk to when it died; what it began to heat since its last word nobody knows, so the printer counts as hot.
   */
  unattended(since = this.#around.clock.now(), unheard = false): void {
    if (unheard && this.#facts.heatersOffBytes.length > 0) this.#facts = { ...this.#facts, heating: true };
    if (!this.#facts.heating || (this.#heaters.kind !== 'settled' && this.#heaters.since <= since)) return;
    const leftMs = since + HEATERS_LIMIT_MS - this.#around.clock.now();
    this.#dueIn(Math.min(HEATERS_LIMIT_MS, Math.max(0, leftMs)), since);
  }

  /** The time was over before there was a port: no machine gets it once more, whose print is lost with the session anyway. */
  portOpened(): void {
    if (this.#heaters.kind === 'owed') void this.#heatersOff(this.#heaters.since);
  }

  /** Nothing is due any more. */
  settle(): void {
    if (this.#heaters.kind === 'due') this.#heaters.timer[Symbol.dispose]();
    this.#heaters = { kind: 'settled' };
  }

  /** The machine is gone for good: nobody is left who could answer for the heaters, so they are not waited for. */
  async lastAct(): Promise<void> {
    this.settle();
    if (this.#facts.heating) await this.#heatersOff(this.#around.clock.now());
    this.settle();
  }

  /** Writes the stop bytes at once; null when they are written, else why not. */
  stop(): Promise<StopAnswer['reason']> {
    return this.#write(this.#facts.stopBytes, 'stop');
  }

  #dueIn(waitMs: number, since: number): void {
    this.settle();
    const timer = this.#around.clock.schedule(waitMs, () => void this.#heatersOff(since));
    this.#heaters = { kind: 'due', timer, since };
  }

  async #heatersOff(since: number): Promise<void> {
    const writing: Heaters = { kind: 'being-written', since };
    this.#heaters = writing;
    const failed = await this.#write(this.#facts.heatersOffBytes, 'heaters-off');
    this.#around.log.warn({ failed }, 'no proven machine for a heating printer: heaters are switched off');
    // Somebody who is proven has registered meanwhile, and knows better.
    if (this.#heaters !== writing) return;
    this.#heaters = { kind: 'settled' };
    if (failed === null) this.#facts = { ...this.#facts, heating: false };
    // A port that is gone takes its printer with it or leaves it hot.
    else if (this.#around.port().stdio === null) this.#heaters = { kind: 'owed', since };
    else if (failed !== 'no-stop-bytes') this.#dueIn(RETRY_MS, since);
    this.#around.onChange();
  }

  async #write(bytes: Uint8Array, reason: 'stop' | 'heaters-off'): Promise<StopAnswer['reason']> {
    if (bytes.length === 0) return 'no-stop-bytes';
    // A newline first ends the half line that the machine may have left (serial.md §1.11).
    const writing = this.#around.port().write(bytes[0] === NEWLINE ? bytes : new Uint8Array([NEWLINE, ...bytes]));
    this.#around.onChange();
    const outcome = await writing;
    if (outcome !== 'written') return outcome;
    this.#around.tell({ push: 'port-touched', reason });
    return null;
  }
}
