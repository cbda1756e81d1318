import { isNetworkTrouble } from '#drivers/network-trouble';
import type { Clock } from '#lib/clock';
import { isRecord } from './protocol/message.ts';
import { type Pause, pauseLimitOf } from './protocol/notice.ts';
import type { PrinterView } from './protocol/status.ts';

/** How long a print has been paused, as far as it was seen; what the printer's configuration says of long pauses is asked at its beginning. */
export class PauseWatch {
  readonly #clock: Clock;
  readonly #query: (objects: Readonly<Record<string, readonly string[]>>) => Promise<unknown>;
  /** On the monotonic clock. */
  #since: number | null = null;
  #limitMs: number | null = null;

  constructor(clock: Clock, query: (objects: Readonly<Record<string, readonly string[]>>) => Promise<unknown>) {
    this.#clock = clock;
    this.#query = query;
  }

  /** Null while there is none. */
  of({ state }: PrinterView): Pause | null {
    if (state !== 'paused') this.#since = null;
    return this.#since === null ? null : { sinceMs: this.#clock.monotonic() - this.#since, limitMs: this.#limitMs };
  }

  /** Whether one begins that was not seen before; then `ask` is due. */
  begins({ state }: PrinterView): boolean {
    if (state !== 'paused' || this.#since !== null) return false;
    this.#since = this.#clock.monotonic();
    return true;
  }

  async ask(): Promise<void> {
    const answer = await this.#query({ configfile: ['settings'] }).catch((error: unknown) => {
      if (!isNetworkTrouble(error)) throw error;
      return null;
    });
    const status = isRecord(answer) && isRecord(answer.status) ? answer.status : {};
    this.#limitMs = pauseLimitOf(isRecord(status.configfile) ? status.configfile.settings : null);
  }
}
