import type { Clock } from '#lib/clock';
import { unreachable } from '#lib/unreachable';
import type { HistoryLine } from '#drivers/driver';
import type { Feedback, LineHealth } from '#model/feedback';
import type { Numbering } from './protocol/numbering.ts';
import type { ErrorClass } from './protocol/error-class.ts';
import { type Reply, parseReply } from './protocol/reply.ts';
import { splitLines } from './protocol/split-lines.ts';
import { windowOf } from './protocol/spool-send.ts';
import {
  type Draft,
  type LineSource,
  NO_SOURCE,
  type Position,
  type SpoolEffect,
  type SpoolEvent,
  type SpoolFault,
  type SpoolSettings,
  type SpoolState,
  draftOf,
  newSpool,
} from './protocol/spool-state.ts';
import { wakeAt } from './protocol/spool-trouble.ts';
import { spoolOn } from './protocol/spooler.ts';
import type { SerialLine } from './serial-line.ts';

/** What the spooler needs done that is not said to the printer. */
export interface ConversationOwner {
  /** Every line of the printer, before the spooler sees it. */
  heard(reply: Reply, line: string): void;
  /** A file line goes out for the first time. */
  sent(line: number, command: string): void;
  /** Resolves when the numbering is on disk; a rejection means that nothing more may be sent. */
  persist(numbering: Numbering): Promise<void>;
  /** A base that fits behind `lastNumber`. */
  drawBase(lastNumber: number): number;
  synchronised(): void;
  begun(): void;
  exhausted(): void;
  /** `line`: the wire damages lines; every other class is the printer's own complaint. */
  warned(text: string, what: ErrorClass): void;
  fault(fault: SpoolFault, text: string): void;
  history(line: HistoryLine): void;
}

/** `ok N99999999 P15 B3`; what is longer says more than that. */
const MAX_PLAIN_OK = 24;
/** Lines of an answer that are kept; `M503` has about a hundred. */
const MAX_REPLY_LINES = 300;

interface Heard {
  readonly reply: Reply;
  readonly line: string;
}

const NOTHING_HEARD: readonly Heard[] = [];

interface OpenAsk {
  readonly done: (replies: readonly string[] | null) => void;
  readonly replies: string[];
}

/**
 * The thin shell around the pure spooler: bytes in, bytes out, one timer, and promises for those who ask something. What is written in
 * answer to one piece of input goes out in one call, before history, progress and measurements hear of it.
 */
export class Conversation {
  readonly #line: SerialLine;
  readonly #clock: Clock;
  readonly #owner: ConversationOwner;
  source: LineSource = NO_SOURCE;
  readonly #state: Draft;
  #rest = '';
  #before = '';
  /** Plain `ok`s of the chunk that is being read. */
  #oks: Heard[] = [];
  #timer: { readonly at: number; readonly handle: Disposable } | null = null;
  #asks = new Map<number, OpenAsk>();
  #nextAsk = 1;
  #settling: ((position: Position | null | 'lost') => void) | null = null;
  #lastSettled: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(line: SerialLine, clock: Clock, settings: SpoolSettings, owner: ConversationOwner) {
    this.#line = line;
    this.#clock = clock;
    this.#owner = owner;
    this.#state = draftOf(newSpool(settings, clock.monotonic()));
  }

  /** As it is at this moment: it changes with each event. */
  get state(): SpoolState {
    return this.#state;
  }

  /**
   * Everything that was sent is acknowledged, nothing waits to be sent, and the printer is not in the middle of a word: whoever takes
   * over here misses nothing.
   */
  get isAtBorder(): boolean {
    const { stage, inFlight, next, fixedTo, quiet, probe, queue, saving, rebase, settling } = this.#state;
    if (stage.kind !== 'open' || inFlight.length > 0 || next <= fixedTo || this.#rest !== '') return false;
    return [quiet, probe, saving, rebase, settling].every((each) => each === null) && queue.length === 0;
  }

  /** Bytes of the printer. */
  health(): LineHealth {
    return { ...this.#state.stats, window: windowOf(this.#state) };
  }

  /** Where the head will be when all that was sent is done. */
  position(): NonNullable<Feedback['position']> {
    const { x, y, z } = this.#state.motion;
    return { x, y, z };
  }

  receive(chunk: Uint8Array): void {
    if (this.#closed) return;
    const { lines, rest } = splitLines(this.#rest, chunk);
    this.#rest = rest;
    for (const line of lines) {
      const reply = parseReply(line, this.#before);
      this.#before = line;
      if (reply.kind === 'ok' && line.length <= MAX_PLAIN_OK && reply.temperatures.length === 0) {
        this.#oks.push({ reply, line });
        continue;
      }
      // What stands between two `ok`s may be the answer to what the first of them ends.
      this.#takeOks();
      this.#owner.history({ at: this.#clock.now(), direction: 'received', text: line });
      this.#collect(line);
      this.#owner.heard(reply, line);
      this.event({ kind: 'replies', replies: [reply] });
    }
    this.#takeOks();
  }

  #takeOks(): void {
    if (this.#oks.length === 0) return;
    const oks = this.#oks;
    this.#oks = [];
    this.#turn({ kind: 'replies', replies: oks.map(({ reply }) => reply) }, oks);
  }

  event(event: SpoolEvent): void {
    this.#turn(event, NOTHING_HEARD);
  }

  /** What may be sent is on the wire before anybody else hears of what was `heard` and of what became of it. */
  #turn(event: SpoolEvent, heard: readonly Heard[]): void {
    if (this.#closed) return;
    const effects = spoolOn(this.#state, event, this.#clock.monotonic(), this.source);
    this.#write(effects);
    if (heard.length > 0) this.#tell(heard);
    for (const effect of effects) this.#carryOut(effect);
    this.#arm();
  }

  #tell(heard: readonly Heard[]): void {
    const at = this.#clock.now();
    for (const { reply, line } of heard) {
      this.#owner.history({ at, direction: 'received', text: line });
      this.#owner.heard(reply, line);
    }
  }

  /** In one call, and first of all: a printer that has nothing left stands still. */
  #write(effects: readonly SpoolEffect[]): void {
    let out = '';
    for (const effect of effects) if (effect.kind === 'write') out += `${effect.text}\n`;
    if (out !== '') this.#line.write(out);
  }

  /** Sends a command in its turn. Resolves with what the printer said until it acknowledged, null when it will never be sent. */
  ask(text: string): Promise<readonly string[] | null> {
    if (this.#closed) return Promise.resolve(null);
    const id = this.#nextAsk++;
    return new Promise((done) => {
      this.#asks.set(id, { done, replies: [] });
      this.event({ kind: 'ask', id, text });
    });
  }

  /** Sends commands in their turn, and writes down all of them before the first; false when one will never be sent. */
  async askAll(texts: readonly string[]): Promise<boolean> {
    if (this.#closed) return false;
    const asks = texts.map((text) => ({ id: this.#nextAsk++, text }));
    const answers = asks.map(
      ({ id }) => new Promise<readonly string[] | null>((done) => this.#asks.set(id, { done, replies: [] })),
    );
    this.event({ kind: 'asks', asks });
    return (await Promise.all(answers)).every((each) => each !== null);
  }

  /** Resolves when everything sent so far is done and nothing moves; `lost` when that will never be known. */
  settle(): Promise<Position | null | 'lost'> {
    // One after the other: a proof counts for what was sent before it was asked for.
    const mine = this.#lastSettled.then(() => this.#settle());
    this.#lastSettled = mine;
    return mine;
  }

  #settle(): Promise<Position | null | 'lost'> {
    if (this.#closed || this.#state.stage.kind === 'ended') return Promise.resolve('lost');
    return new Promise((done) => {
      this.#settling = done;
      this.event({ kind: 'settle' });
    });
  }

  /** Out of band, at a line's border, without a number: for what the emergency parser takes from the wire itself. */
  writeRaw(text: string): void {
    this.#owner.history({ at: this.#clock.now(), direction: 'sent', text: text.trim() });
    this.#line.write(text);
  }

  /** Nothing is said, nothing is concluded any more; whoever waits is told. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#timer?.handle[Symbol.dispose]();
    this.#timer = null;
    this.#giveUp();
  }

  #carryOut(effect: SpoolEffect): void {
    switch (effect.kind) {
      case 'write':
        if (effect.line !== null && effect.command !== null) this.#owner.sent(effect.line, effect.command);
        this.#owner.history({
          at: this.#clock.now(),
          direction: 'sent',
          text: effect.number === null ? effect.text.trimStart() : effect.text,
        });
        return;
      case 'persist':
        return this.#persist(effect.ticket, effect.numbering);
      case 'load':
        return;
      case 'need-base':
        return this.event({ kind: 'base', base: this.#owner.drawBase(this.#state.written) });
      case 'done':
        return this.#answer(effect.id, true);
      case 'ask-refused':
        return this.#answer(effect.id, false);
      case 'synchronised':
        return this.#owner.synchronised();
      case 'begun':
        return this.#owner.begun();
      case 'exhausted':
        return this.#owner.exhausted();
      case 'settled':
        this.#settling?.(effect.position);
        this.#settling = null;
        return;
      case 'warning':
        return this.#owner.warned(effect.text, effect.class);
      case 'fault':
        this.#giveUp();
        return this.#owner.fault(effect.fault, effect.text);
      default:
        return unreachable(effect);
    }
  }

  #persist(ticket: number, numbering: Numbering): void {
    void this.#owner.persist(numbering).then(
      () => this.event({ kind: 'persisted', ticket }),
      // The record is not on disk, so nothing that depends on it is ever written: the machine is closing.
      () => {},
    );
  }

  #collect(line: string): void {
    for (const ask of this.#asks.values()) if (ask.replies.length < MAX_REPLY_LINES) ask.replies.push(line);
  }

  #answer(id: number, done: boolean): void {
    const ask = this.#asks.get(id);
    this.#asks.delete(id);
    ask?.done(done ? ask.replies : null);
  }

  #giveUp(): void {
    for (const ask of this.#asks.values()) ask.done(null);
    this.#asks.clear();
    this.#settling?.('lost');
    this.#settling = null;
  }

  /** A timer is set anew only for an earlier moment: most acknowledgements only put the moment off. */
  #arm(): void {
    if (this.#closed) return;
    const at = wakeAt(this.#state);
    if (at === Number.POSITIVE_INFINITY || (this.#timer !== null && this.#timer.at <= at)) return;
    this.#timer?.handle[Symbol.dispose]();
    const delay = Math.max(0, at - this.#clock.monotonic());
    this.#timer = { at, handle: this.#clock.schedule(delay, () => this.#wake()) };
  }

  #wake(): void {
    this.#timer = null;
    if (this.#closed) return;
    if (wakeAt(this.#state) <= this.#clock.monotonic()) this.event({ kind: 'tick' });
    this.#arm();
  }
}
