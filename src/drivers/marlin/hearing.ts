import type { Clock } from '#lib/clock';
import { rest } from '#lib/rest';
import { type Locating, beginLocating, locate } from './protocol/locate.ts';
import { type Reply, parseReply } from './protocol/reply.ts';
import { splitLines } from './protocol/split-lines.ts';

/** Whoever has the printer's bytes at the moment: a conversation, or one of the listeners below. */
export interface Ear {
  receive(chunk: Uint8Array): void;
}

/** A line of the printer, as text and as understood. */
export type OnLine = (reply: Reply, line: string) => void;

/** Hears and says nothing: after a stop or a halt, and while nothing else listens. */
export class PassiveEar implements Ear {
  #rest = '';
  readonly #onLine: OnLine;

  constructor(onLine: OnLine) {
    this.#onLine = onLine;
  }

  receive(chunk: Uint8Array): void {
    const { lines, rest } = splitLines(this.#rest, chunk);
    this.#rest = rest;
    for (const line of lines) this.#onLine(parseReply(line), line);
  }
}

/** A greeting is over when the board has been quiet for this long: Marlin reads its card and settings meanwhile. */
const GREETING_QUIET_MS = 400;
const GREETING_LONGEST_MS = 8_000;

/**
 * Waits for a greeting that may be on its way, since opening a port resets many boards. Resolves after `patienceMs` without
 * one, or when one is over.
 */
export class GreetingEar extends PassiveEar {
  readonly heard: Promise<boolean>;

  constructor(clock: Clock, patienceMs: number, onLine: OnLine, signal: AbortSignal) {
    let lastAt = clock.monotonic();
    let greeted = false;
    super((reply, line) => {
      lastAt = clock.monotonic();
      greeted ||= reply.kind === 'start' || reply.kind === 'greeting';
      onLine(reply, line);
    });
    this.heard = (async () => {
      const began = clock.monotonic();
      for (;;) {
        const now = clock.monotonic();
        const left = greeted
          ? Math.min(lastAt + GREETING_QUIET_MS, began + patienceMs + GREETING_LONGEST_MS) - now
          : began + patienceMs - now;
        if (left <= 0 || signal.aborted) return greeted;
        await rest(clock, Math.min(left, 100), signal);
      }
    })();
  }
}

/** Asks the printer for its counter, without having spoken with it before (MA10). */
export class LocatingEar implements Ear {
  readonly located: Promise<Locating>;
  readonly #clock: Clock;
  readonly #write: (text: string) => void;
  readonly #onLine: OnLine;
  #state: Locating;
  #rest = '';
  #timer: Disposable | null = null;
  #done: (found: Locating) => void = () => {};
  readonly #signal: AbortSignal;
  readonly #abort = (): void => this.#end({ ...this.#state, stage: 'failed' });

  constructor(
    clock: Clock,
    ask: { readonly reservedTo: number; readonly silenceMs?: number; readonly handed?: number | null },
    write: (text: string) => void,
    onLine: OnLine,
    signal: AbortSignal,
  ) {
    this.#clock = clock;
    this.#write = write;
    this.#onLine = onLine;
    this.#state = beginLocating(ask.reservedTo, clock.monotonic(), ask.silenceMs, ask.handed);
    this.located = new Promise((done) => {
      this.#done = done;
    });
    this.#signal = signal;
    signal.addEventListener('abort', this.#abort, { once: true });
    this.#step(null);
  }

  receive(chunk: Uint8Array): void {
    const { lines, rest: left } = splitLines(this.#rest, chunk);
    this.#rest = left;
    for (const line of lines) {
      const reply = parseReply(line);
      this.#onLine(reply, line);
      this.#step(reply);
    }
  }

  #step(reply: Reply | null): void {
    const { state, write } = locate(this.#state, reply, this.#clock.monotonic());
    this.#state = state;
    if (write !== null) this.#write(write);
    this.#timer?.[Symbol.dispose]();
    this.#timer = null;
    if (state.stage === 'located' || state.stage === 'failed') return this.#end(state);
    const delay = Math.max(1, state.until - this.#clock.monotonic());
    this.#timer = this.#clock.schedule(delay, () => this.#step(null));
  }

  #end(found: Locating): void {
    this.#signal.removeEventListener('abort', this.#abort);
    this.#timer?.[Symbol.dispose]();
    this.#timer = null;
    this.#done(found);
  }
}
