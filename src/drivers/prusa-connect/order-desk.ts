import { Refused, Unreachable } from '#drivers/network-trouble';
import type { Clock } from '#lib/clock';
import { Stopwatch } from '#lib/stopwatch';
import type { Order } from './protocol/commands.ts';
import type { PrinterEvent } from './protocol/event.ts';
import { ANSWER_MS, FETCH_MS } from './timing.ts';

/** The printer never fetched it: nothing was done, for sure. */
export class NotFetched extends Unreachable {}

export interface Handed {
  readonly id: number;
  readonly order: Order;
}

interface Pending extends Handed {
  readonly answerMs: number;
  readonly isUrgent: boolean;
  readonly waits: Stopwatch;
  readonly settle: (outcome: PrinterEvent | Error) => void;
  timer: Disposable;
}

const NOT_FETCHED = 'The printer did not fetch the order.';
/** More would wait longer than anybody. */
const WAITING_LIMIT = 50;

/**
 * Orders for the printer, which fetches them one by one and answers each by its number. It takes one at a time; only what stops it goes
 * before the others, whether or not one is being carried out. None is ever handed out twice.
 */
export class OrderDesk {
  readonly #clock: Clock;
  /** Something may be fetched. */
  readonly #ring: () => void;
  /** BE1: what moves something was handed out, and is given up: what carries it to the printer must not deliver it any more. */
  readonly #drop: () => void;
  readonly #waiting: Pending[] = [];
  readonly #fetched = new Map<number, Pending>();
  #nextId: number;

  /** `firstId`: anything, so that a late answer to the process before means nothing to this one. */
  constructor(clock: Clock, firstId: number, { ring, drop }: { readonly ring: () => void; readonly drop: () => void }) {
    this.#clock = clock;
    this.#nextId = firstId;
    this.#ring = ring;
    this.#drop = drop;
  }

  /** Resolves with what ended it. Rejects with `Refused`, or `Unreachable`: then only looking tells whether it was done. */
  send(
    order: Order,
    { isUrgent = false, answerMs = ANSWER_MS, told = () => {}, signal }: SendWays = {},
  ): Promise<PrinterEvent> {
    const { promise, resolve, reject } = Promise.withResolvers<PrinterEvent>();
    if (this.#waiting.length >= WAITING_LIMIT) {
      reject(new NotFetched('Too many orders wait for the printer.'));
      return promise;
    }
    const id = this.#nextId;
    this.#nextId = id >= 0x7fff_fffe ? 1 : id + 1;
    const withdraw = (reason: string): void => {
      const at = this.#waiting.findIndex((each) => each.id === id);
      if (at >= 0) this.#waiting.splice(at, 1)[0]?.settle(new NotFetched(reason));
    };
    const unwished = (): void => withdraw('The order was taken back.');
    signal?.addEventListener('abort', unwished, { once: true });
    const pending: Pending = {
      id,
      order,
      answerMs,
      isUrgent,
      waits: new Stopwatch(this.#clock),
      timer: this.#clock.schedule(FETCH_MS, () => withdraw(NOT_FETCHED)),
      settle: (outcome) => {
        pending.timer[Symbol.dispose]();
        signal?.removeEventListener('abort', unwished);
        if (outcome instanceof Error) reject(outcome);
        else resolve(outcome);
      },
    };
    told(id);
    if (isUrgent) this.#waiting.unshift(pending);
    else this.#waiting.push(pending);
    this.#ring();
    return promise;
  }

  /** The next one that leaves; from now on it may have been done, unless its answer says otherwise. */
  fetch(): Handed | null {
    // A host that slept or stood still is late with its timers.
    for (const each of this.#waiting.filter(({ waits }) => waits.ms >= FETCH_MS)) {
      this.#waiting.splice(this.#waiting.indexOf(each), 1);
      each.settle(new NotFetched(NOT_FETCHED));
    }
    const [next] = this.#waiting;
    if (next === undefined || (this.#fetched.size > 0 && !next.isUrgent)) return null;
    this.#waiting.shift();
    this.#fetched.set(next.id, next);
    next.timer[Symbol.dispose]();
    next.timer = this.#clock.schedule(next.answerMs, () => {
      this.#fetched.delete(next.id);
      if (moves(next)) this.#drop();
      next.settle(new Unreachable('The printer did not answer the order.'));
      this.#ring();
    });
    return next;
  }

  /** Answers to what nobody here has asked are no news: those of another time, or said twice. */
  answered(event: PrinterEvent): void {
    if (event.commandId === null) return;
    const pending = this.#fetched.get(event.commandId);
    // A line of G-code is accepted first, and done later.
    if (pending === undefined || event.event === 'ACCEPTED') return;
    this.#fetched.delete(event.commandId);
    pending.settle(event.event === 'REJECTED' || event.event === 'FAILED' ? refusalOf(pending, event) : event);
    this.#ring();
  }

  /** What has not left will not leave any more; tells which. */
  takeBack(): readonly number[] {
    const taken = this.#waiting.splice(0);
    for (const each of taken) each.settle(new NotFetched('The order was taken back.'));
    return taken.map(({ id }) => id);
  }

  /** The printer is out of sight. */
  giveUp(reason: string): void {
    for (const each of this.#waiting.splice(0)) each.settle(new NotFetched(reason));
    if ([...this.#fetched.values()].some(moves)) this.#drop();
    for (const each of this.#fetched.values()) each.settle(new Unreachable(reason));
    this.#fetched.clear();
  }
}

const MOVES: ReadonlySet<string> = new Set(['START_PRINT', 'RESUME_PRINT', 'DIALOG_ACTION', 'G-code']);
const moves = ({ order }: Handed): boolean => MOVES.has(order.name);

export interface SendWays {
  /** Goes before all others. */
  readonly isUrgent?: boolean;
  readonly answerMs?: number;
  /** Its number, before it can be fetched. */
  readonly told?: (id: number) => void;
  /** It is wished no more: taken back, unless it has left. */
  readonly signal?: AbortSignal;
}

/** A refusal as the printer words it; 0 as its code: it has words, and no numbers. */
export class RefusedOrder extends Refused {
  readonly machineReason: string | null;

  constructor(message: string, machineReason: string | null) {
    super(0, message);
    this.machineReason = machineReason;
  }
}

function refusalOf({ order }: Pending, { event, reason, machineReason }: PrinterEvent): Refused {
  const busy = event === 'FAILED' ? 'It failed.' : 'The printer is busy with something else.';
  return new RefusedOrder(reason ?? `${busy} (${order.name})`, machineReason);
}
