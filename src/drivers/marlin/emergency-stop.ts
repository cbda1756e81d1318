import type { DriverContext } from '#drivers/driver';
import { rest } from '#lib/rest';
import type { Ear } from './hearing.ts';
import { PassiveEar } from './hearing.ts';
import type { Heaters } from './protocol/emergency.ts';
import { closesFile, heatersOffBytes, stopBytes } from './protocol/emergency.ts';
import type { Reply } from './protocol/reply.ts';
import type { SerialLine } from './serial-line.ts';

const REPEAT_MS = 2_000;
const REPEAT_WRITING_MS = 100;
/** A board that ignores the stop this often is reset by its port, where that is possible. */
const REPEATS = 5;

export interface StopParts {
  readonly context: DriverContext;
  readonly line: () => SerialLine | null;
  readonly heaters: Heaters;
  /** A byte that stops this firmware from its interrupt. */
  readonly stopByte: string;
  /** What is sent goes into a file on the card until that is closed. */
  readonly writesCard: boolean;
  readonly signal: AbortSignal;
  readonly note: (direction: 'sent' | 'received', text: string) => void;
  /** The printer shows that it stands (MA6a); told once. */
  readonly stands: () => void;
  /** It has started anew. */
  readonly greeted: () => void;
}

/** One emergency stop (MA5): written when it is made, then again and again until the printer shows that it stands. */
export class EmergencyStop {
  readonly ear: Ear;
  readonly #parts: StopParts;
  #standing = false;
  #over = false;
  #written = 0;

  /** @param hasHalted the printer has said its last words already: the guardian may have written the stop before us */
  constructor(parts: StopParts, hasHalted: boolean) {
    this.#parts = parts;
    this.ear = new PassiveEar((reply, line) => this.#heard(reply, line));
    this.#write();
    // In a turn of its own: the stop that it answers is told first.
    if (hasHalted) void rest(parts.context.clock, 0, parts.signal).then(() => this.#stands());
    else this.#repeat();
  }

  /** Another stop has taken its place, or the printer is reached again. */
  end(): void {
    this.#over = true;
  }

  /** Past everything that waits; heaters off behind it, for a board that does not understand the stop. */
  #write(): void {
    const { line, heaters, stopByte, writesCard, note } = this.#parts;
    this.#written += 1;
    const stop = stopBytes(stopByte);
    line()?.writeNow(Buffer.concat([writesCard ? closesFile(stop) : stop, heatersOffBytes(heaters)]));
    note('sent', 'M112');
  }

  #repeat(): void {
    const { context, signal } = this.#parts;
    // The first may have found the file still open.
    const again = this.#parts.writesCard && this.#written === 1 ? REPEAT_WRITING_MS : REPEAT_MS;
    void rest(context.clock, again, signal).then(() => {
      if (signal.aborted || this.#over || this.#standing) return;
      if (this.#written === REPEATS && context.port?.kind === 'tty') {
        context.reopenPort('The printer does not react to the emergency stop.');
      }
      this.#write();
      this.#repeat();
    });
  }

  #heard(reply: Reply, line: string): void {
    this.#parts.note('received', line);
    const halted = reply.kind === 'error' && reply.class === 'fatal';
    if (halted || reply.kind === 'start') this.#stands();
    if (reply.kind === 'start' && !this.#over) {
      this.end();
      this.#parts.greeted();
    }
  }

  #stands(): void {
    if (this.#standing || this.#over) return;
    this.#standing = true;
    this.#parts.stands();
  }
}
