import { type Board, positionReport, temperatureReport } from './board.ts';
import type { Speech } from './dialects/speech.ts';
import { cardReport } from './card-printing.ts';

const NEVER = Number.POSITIVE_INFINITY;

type Interval = Parameters<Board['every']>[0];
type Told = 'temperature' | 'position' | 'card';

/** What a board says by itself again and again, and when. Times are the printer's, ms. */
export class AutoReports {
  readonly #waitMs: number;
  readonly #intervals: Record<Interval, number> = { busy: 0, temperature: 0, position: 0, card: 0, inactivity: 0 };
  readonly #due: Record<Told, number> = { temperature: NEVER, position: NEVER, card: NEVER };
  /** When it says `wait`, should it still have nothing to do. */
  #idleMs = NEVER;

  /** @param waitMs how long it is idle before it says `wait`; 0 = it never does */
  constructor(waitMs: number) {
    this.#waitMs = waitMs;
  }

  get busyMs(): number {
    return this.#intervals.busy;
  }

  get inactivityMs(): number {
    return this.#intervals.inactivity;
  }

  reset(busyMs: number): void {
    Object.assign(this.#intervals, { busy: busyMs, temperature: 0, position: 0, card: 0, inactivity: 0 });
    Object.assign(this.#due, { temperature: NEVER, position: NEVER, card: NEVER });
    this.#idleMs = NEVER;
  }

  every(what: Interval, intervalMs: number, now: number): void {
    this.#intervals[what] = Math.max(0, intervalMs);
    if (what !== 'busy' && what !== 'inactivity') this.#due[what] = intervalMs > 0 ? now + intervalMs : NEVER;
  }

  idleFrom(now: number): void {
    if (this.#waitMs > 0) this.#idleMs = now + this.#waitMs;
  }

  notIdle(): void {
    this.#idleMs = NEVER;
  }

  nextMs(): number {
    const { temperature, position, card } = this.#due;
    return Math.min(temperature, position, card, this.#idleMs);
  }

  /** @param heats a command waits for heat and reports by itself: Marlin is silent here meanwhile */
  tell(board: Board, speech: Speech, state: { readonly heats: boolean; readonly idle: boolean }): void {
    const now = board.now();
    if (this.#isDue('temperature', now) && !state.heats) board.say(speech.report(temperatureReport(board)));
    if (this.#isDue('position', now)) board.say(positionReport(board));
    if (this.#isDue('card', now)) board.say(cardReport(board));
    if (this.#idleMs <= now) {
      this.idleFrom(now);
      if (state.idle) board.say('wait');
    }
  }

  #isDue(what: Told, now: number): boolean {
    if (this.#due[what] > now) return false;
    this.#due[what] = now + this.#intervals[what];
    return true;
  }
}
