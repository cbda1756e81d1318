import type { CardPrintToDrive, DriverContext, HandOver } from '#drivers/driver';
import { rest } from '#lib/rest';
import type { Adjustment, Overrides } from '#model/adjustment';
import type { PrintProgress } from '#model/feedback';
import type { AdoptInto, PrinterError, PrinterErrorCode } from '#model/phase';
import { type CardNote, cardNoteOf, cardRecord } from './card-note.ts';
import type { Conversation } from './conversation.ts';
import type { HeardLines } from './heard-lines.ts';
import { can, type Identity } from './identity.ts';
import type { MarlinOptions } from './manifest.ts';
import { lineOf } from './protocol/adjustment-lines.ts';
import { type CardWatch, bytesIn, cardEnd, cardHeard, forgetIdle, newCardWatch } from './protocol/card-watch.ts';
import type { CardReading } from './protocol/dialects/card-reading.ts';
import type { Dialect } from './protocol/dialects/dialect.ts';
import { GO_ON } from './protocol/emergency.ts';
import { type Modal, PLAIN_MODAL, followModal } from './protocol/modal.ts';
import type { Reply } from './protocol/reply.ts';
import { overridesOf } from './run-view.ts';
import { standDown } from './stand-down.ts';
import type { Telemetry } from './telemetry.ts';

/** How often it is asked where it reads. */
const POLL_MS = 2_000;
/** MA11a: what it says sooner may be older than its start. */
const SETTLE_MS = 5_000;
/** The place on disk is no older than this while it prints. */
const NOTE_MS = 30_000;
const SELECT_MS = 10_000;
/** How often it is asked whether it stopped. */
const STOP_TRIES = 4;
/** It reports by itself; asked all the same now and then. */
const REPORTED_POLL_MS = 10_000;
/** A pause that the printer does not show by then was none. */
const PAUSE_MS = 20_000;
const SELECTED = /^(?:ok )?\s*(?:File selected|File \S.* selected for printing)/i;
const REFUSED =
  /open failed|cannot open|can'?t open|no (?:sd ?card|media)|not found|failed to open|SD init fail|no file/i;
/** The printer itself was reset or has halted: what it printed is over. Everything else is only silence. */
const ENDING: readonly PrinterErrorCode[] = ['printer-reset', 'printer-halted', 'emergency-stop'];

export interface CardRunParts {
  readonly context: DriverContext;
  readonly options: MarlinOptions;
  readonly telemetry: Telemetry;
  readonly portSession: string;
  /** Null while the printer is out of sight. */
  readonly talk: () => Conversation | null;
  readonly identity: () => Identity;
  readonly dialect: () => Dialect;
  readonly reading: () => CardReading | null;
  readonly lines: HeardLines;
  /** The print is over, and it was reported. `cools`: it was lost, and its printer prints nothing. */
  readonly over: (cools: boolean) => void;
}

/** `adopting`: of a process before this one; what the printer does is asked as soon as it is in sight. */
type Stage = 'adopting' | 'starting' | 'printing' | 'pausing' | 'paused' | 'resuming' | 'ending' | 'over';

/** One print that the printer reads from its own card (decision 21): begun, watched, and told of. */
export class CardRun {
  readonly print: CardPrintToDrive;
  readonly #parts: CardRunParts;
  readonly #ended = new AbortController();
  #stage: Stage;
  #watch: CardWatch;
  #startedAt: number;
  #notedAt = Number.NEGATIVE_INFINITY;
  #observed = false;
  #modal: Modal = PLAIN_MODAL;
  /** What a dead process has left of it on disk. */
  readonly #note: CardNote | null;
  /** Nothing can have been begun at the printer behind our back. */
  #unbroken = true;
  /** It has named this very file, and a place in it that fits, to this process. */
  #seen = false;
  #reports = false;
  /** What a dead process was doing. */
  readonly #into: AdoptInto;
  /** The printer is in sight, and what it says is said of now. */
  #inSight: boolean;
  /** Where it read when a pause was shown; null while none is. */
  #pausedAt: number | null = null;

  private constructor(print: CardPrintToDrive, parts: CardRunParts, stage: Stage, into: AdoptInto) {
    this.print = print;
    this.#parts = parts;
    this.#stage = stage;
    this.#into = into;
    this.#inSight = stage === 'starting';
    this.#startedAt = parts.context.clock.now();
    this.#note = stage === 'adopting' ? cardNoteOf(parts.context.spoolRecord, print) : null;
    const watch = newCardWatch(this.#note?.sizeBytes ?? print.card.sizeBytes, this.#note?.at ?? 0, 0);
    // Behind the place on disk it was begun anew.
    this.#watch = { ...watch, idled: stage === 'adopting' };
    if (this.#note !== null) this.#startedAt = this.#note.startedAt;
  }

  /** @param listedBytes how long its list says that the file is; null: it must tell that when it opens the file */
  static starting(print: CardPrintToDrive, parts: CardRunParts, listedBytes: number | null): CardRun {
    const run = new CardRun(print, parts, 'starting', 'printing');
    void run.#begin(listedBytes);
    return run;
  }

  static adopting(print: CardPrintToDrive, into: AdoptInto, parts: CardRunParts): CardRun {
    return new CardRun(print, parts, 'adopting', into);
  }

  async #begin(listedBytes: number | null): Promise<void> {
    const { talk, reading, lines, context } = this.#parts;
    const conversation = talk();
    const how = reading();
    if (conversation === null || how === null)
      return this.#end('failed', false, this.#error('no-answer', 'Nothing was sent.'));
    const { path, sizeBytes } = this.print.card;
    if (!(await this.#keep(false))) return;
    const said = await lines.after(
      () => conversation.ask(`M23 ${how.name(path)}`),
      new RegExp(`${SELECTED.source}|${REFUSED.source}`, 'i'),
      SELECT_MS,
    );
    if (this.#stage !== 'starting') return;
    const selected = said === null ? { problem: 'the printer fell silent' } : selectedIn(said, sizeBytes, listedBytes);
    if ('problem' in selected)
      return this.#end(
        'failed',
        false,
        this.#error('file-unavailable', `Nothing was printed from the card: ${selected.problem}.`),
      );
    const { clock } = context;
    // From here on it is this long, on disk too: the next process must know it again by that.
    this.#watch = newCardWatch(selected.bytes, 0, Number.POSITIVE_INFINITY);
    if (!(await this.#keep(true)) || this.#stage !== 'starting') return;
    this.#startedAt = clock.now();
    this.#watch = { ...this.#watch, settlesAt: clock.monotonic() + SETTLE_MS };
    this.#stage = 'printing';
    await conversation.ask('M24');
    if (!this.#isOver()) void this.#watchOver();
  }

  /** Asks where it reads, for as long as the print is open. */
  async #watchOver(): Promise<void> {
    const { clock } = this.#parts.context;
    this.#reports = can(this.#parts.identity(), 'AUTOREPORT_SD_STATUS');
    if (this.#reports) void this.#ask(`M27 S${POLL_MS / 1000}`);
    for (let askedAt = Number.NEGATIVE_INFINITY; ; ) {
      const talk = this.#parts.talk();
      const isDue = clock.monotonic() - askedAt >= (this.#reports ? REPORTED_POLL_MS : POLL_MS);
      if (talk !== null && isDue && this.#inSight && talk.state.queue.length === 0 && talk.state.asked.length === 0) {
        askedAt = clock.monotonic();
        void talk.ask('M27');
        if (!can(this.#parts.identity(), 'AUTOREPORT_TEMP')) void talk.ask('M105');
      }
      await rest(clock, POLL_MS, this.#ended.signal);
      if (this.#ended.signal.aborted) return;
      this.#parts.telemetry.changed();
      if (this.#stage === 'printing' && clock.now() - this.#notedAt > NOTE_MS) void this.#keep(true);
    }
  }

  /** The printer is in sight again: after silence, or for the first time in this process. */
  connected(continuity: 'unbroken' | 'restarted' | 'unproven'): void {
    const { context } = this.#parts;
    if (this.#isOver()) return;
    if (continuity === 'restarted')
      return this.lost(this.#error('printer-reset', 'The printer was reset while it printed from its card.'));
    this.#inSight = true;
    if (this.#stage !== 'adopting') return;
    if (context.port?.touched === true) return void this.#giveUp();
    this.#unbroken = continuity === 'unbroken';
    this.#observed = true;
    if (this.#note?.began !== true) return void this.#neverBegan();
    void this.#watchOver();
    if (this.#into === 'cancelling') return this.cancel();
    // What it said before this moment is in the watch already: the end may have come while nobody read.
    this.#adopt();
  }

  /** MA10: from its own words, and only where they leave no doubt. */
  #adopt(): void {
    const end = cardEnd(this.#watch, this.#parts.context.clock.monotonic());
    if (end === 'finished' && this.#unbroken) return void this.#finish();
    if (end === 'other') return this.#unclear('it prints something else');
    if (this.#watch.idles > 0 && this.#into === 'paused' && this.#unbroken) return this.#adopted('paused');
    if (end !== 'runs') return this.#unclear('it does not print any more', true);
    if (this.#seen) this.#adopted(this.#into === 'paused' ? 'paused' : 'printing');
  }

  #adopted(into: 'printing' | 'paused'): void {
    const { context } = this.#parts;
    this.#stage = into;
    this.#pausedAt = into === 'paused' ? this.#watch.at : null;
    const gapMs = context.port?.unreadMs ?? 0;
    context.report({ kind: 'adopted', printId: this.print.printId, into, gapMs });
  }

  /** M24 was never sent, unless it prints something all the same. */
  async #neverBegan(): Promise<void> {
    const said = await this.#where();
    if (this.#isOver()) return;
    if (said?.some((line) => /^Not SD printing/i.test(line)) === true && !this.#seen) {
      const message = 'The machine restarted before the printer was told to print; nothing moved.';
      return this.#end('failed', false, this.#error('blind-while-preparing', message));
    }
    this.#unclear('it was not yet told to print when the machine restarted');
  }

  /** The guardian has switched the heaters off: what goes on would be printed cold. */
  async #giveUp(): Promise<void> {
    this.#stage = 'ending';
    await this.#stopReading();
    if (!this.#isOver()) this.#unclear('its heaters were switched off while nobody watched');
  }

  /** Every line of the printer. */
  heard(reply: Reply): void {
    if (this.#isOver()) return;
    const { clock } = this.#parts.context;
    if (reply.kind === 'paused-for-user')
      return this.#pausedByPrinter(`The printer waits for a person (${reply.what}).`);
    if (reply.kind === 'action') return this.#acted(reply.action);
    if (reply.kind === 'unknown' && /^SD print(?:ing)? (?:is )?paused/i.test(reply.text))
      return this.#pausedByPrinter('Paused at the printer.');
    if (!this.#observed) this.#lookForMotion(reply);
    if (reply.kind !== 'card' || this.#stage === 'starting' || this.#stage === 'ending') return;
    const before = this.#watch;
    this.#watch = cardHeard(before, reply, clock.monotonic());
    const fits = reply.card === 'printing' && this.#watch.others === 0;
    if (fits) this.#seen ||= bytesIn(reply.text) !== null;
    switch (this.#stage) {
      case 'adopting':
        if (this.#inSight && this.#note?.began === true) this.#adopt();
        return;
      case 'pausing':
      case 'paused':
      case 'resuming':
        return this.#heardInPause(fits);
      default:
        return this.#conclude();
    }
  }

  #conclude(): void {
    switch (cardEnd(this.#watch, this.#parts.context.clock.monotonic())) {
      case 'runs':
        return;
      case 'finished':
        return void this.#finish();
      case 'other':
        return this.#unclear('it prints something else, which was begun at the printer');
      case 'ended':
        return this.#unclear('it stopped, and did not say that the file is done', true);
    }
  }

  /** A firmware that is paused says that it does not print, or where it stands; where it reads on it was resumed. */
  #heardInPause(fits: boolean): void {
    if (this.#watch.done) return void this.#finish();
    this.#watch = this.#stage === 'resuming' ? this.#watch : forgetIdle(this.#watch);
    if (this.#stage === 'resuming' && cardEnd(this.#watch, this.#parts.context.clock.monotonic()) !== 'runs')
      return this.#conclude();
    const goesOn = this.#pausedAt !== null && this.#watch.at > this.#pausedAt;
    if (fits && (this.#stage === 'resuming' ? goesOn || !this.#watch.idled : this.#stage === 'paused' && goesOn))
      this.#resumed();
  }

  /** JO10: it reads, it heats, or it is busy with what it has read. */
  #lookForMotion(reply: Reply): void {
    if (this.#stage !== 'printing') return;
    const reads = reply.kind === 'card' && (bytesIn(reply.text)?.at ?? 0) > 0;
    const heats = reply.kind === 'temperatures' && reply.temperatures.some((each) => (each.target ?? 0) > 0);
    if (reads || heats || reply.kind === 'busy') this.#observe();
  }

  #observe(): void {
    if (this.#observed) return;
    this.#observed = true;
    this.#parts.context.report({ kind: 'print-moved', printId: this.print.printId });
  }

  #acted(action: string): void {
    if (action === 'paused' || action === 'pause') this.#pausedByPrinter('Paused at the printer.');
    else if (action === 'cancel') this.cancel();
    else if (action === 'resume' || action === 'resumed') {
      if (this.#stage === 'paused') this.#stage = 'resuming';
    } else if (/^out_of_filament(?: |$)/.test(action)) this.#pausedByPrinter('The filament has run out.');
  }

  #pausedByPrinter(reason: string): void {
    if (this.#stage === 'printing') this.#paused(reason);
  }

  #paused(reason: string): void {
    this.#stage = 'paused';
    this.#pausedAt = this.#watch.at;
    this.#watch = forgetIdle(this.#watch);
    this.#parts.context.report({ kind: 'print-paused', printId: this.print.printId, reason });
  }

  #resumed(): void {
    this.#stage = 'printing';
    this.#pausedAt = null;
    this.#parts.context.report({ kind: 'print-resumed', printId: this.print.printId });
  }

  pause(): void {
    if (this.#stage === 'printing') void this.#pause();
  }

  /** The firmware parks where it is made for that; no command of ours moves the head. */
  async #pause(): Promise<void> {
    const { context } = this.#parts;
    this.#stage = 'pausing';
    await this.#ask('M25');
    const until = context.clock.monotonic() + PAUSE_MS;
    for (let before = -1; this.#stage === 'pausing'; ) {
      await this.#where();
      if (this.#stage !== 'pausing') return;
      // Twice at the same place, or idle: it reads no more.
      if (this.#watch.at === before || this.#watch.idled) return this.#paused('Asked for.');
      before = this.#watch.at;
      if (context.clock.monotonic() > until) {
        this.#tellTrouble('The printer was told to pause and prints on.');
        return this.#resumed();
      }
      await rest(context.clock, POLL_MS / 2, this.#ended.signal);
    }
  }

  resume(): void {
    if (this.#stage === 'paused') void this.#resume();
  }

  async #resume(): Promise<void> {
    const { context, identity } = this.#parts;
    this.#stage = 'resuming';
    this.#watch = { ...forgetIdle(this.#watch), idled: false, settlesAt: context.clock.monotonic() + SETTLE_MS };
    if (can(identity(), 'EMERGENCY_PARSER')) this.#parts.talk()?.writeRaw(GO_ON);
    await this.#ask('M24');
    if (this.#stage === 'resuming') await this.#ask('M27');
  }

  cancel(): void {
    if (this.#stage === 'ending' || this.#isOver()) return;
    void this.#cancel();
  }

  async #cancel(): Promise<void> {
    const wasStarting = this.#stage === 'starting';
    this.#stage = 'ending';
    if (wasStarting) return this.#end('cancelled', false, null);
    if (!(await this.#stopReading())) return;
    this.#end('cancelled', true, null);
  }

  /** It reads no more, its heaters are off, it stands; false when it came to nothing. */
  async #stopReading(): Promise<boolean> {
    const { options, identity, dialect, reading } = this.#parts;
    const talk = this.#parts.talk();
    const how = reading();
    if (talk === null || how === null) return false;
    if (can(identity(), 'EMERGENCY_PARSER')) talk.writeRaw(GO_ON);
    const answer = how.abort === null ? null : await talk.ask(how.abort);
    const unknown = answer?.some((line) => /unknown command/i.test(line)) === true;
    if (how.abort === null || unknown) for (const command of how.gives) await talk.ask(command);
    if (!(await this.#readsNoMore())) {
      if (!this.#isOver()) this.#unclear('it was told to stop and prints on');
      return false;
    }
    return standDown({
      talk,
      identity: identity(),
      options,
      dialect: dialect(),
      moved: true,
      isOver: () => this.#isOver(),
      script: null,
    });
  }

  /** It says that it does not print, or stands at the same byte twice. */
  async #readsNoMore(): Promise<boolean> {
    const { context } = this.#parts;
    for (let tries = 0, before = -1; tries < STOP_TRIES; tries++) {
      const said = await this.#where();
      if (said === null || this.#isOver()) return false;
      if (said.some((line) => /^(?:ok )?Not SD printing/i.test(line.trim()))) return true;
      const at = said.map(bytesIn).find((each) => each !== null)?.at ?? -1;
      if (at !== -1 && at === before) return true;
      before = at;
      await rest(context.clock, POLL_MS / 2, this.#ended.signal);
    }
    return false;
  }

  /** The file is done as soon as the printer shows that it stands (DR2). */
  async #finish(): Promise<void> {
    this.#stage = 'ending';
    const place = (await this.#parts.talk()?.settle()) ?? 'lost';
    if (this.#isOver()) return;
    if (place === 'lost') return this.#unclear('it was lost at the end of the file, before it stood');
    this.#observe();
    this.#end('finished', true, null);
  }

  /** MA15: lines that name the print; what is inside the file nobody here knows. */
  adjust(change: Adjustment): void {
    if (this.#stage !== 'printing' && this.#stage !== 'paused') return;
    const { options, identity, telemetry } = this.#parts;
    if (change.kind === 'pause-at' || change.kind === 'skip-object')
      return this.#tellTrouble('Nobody knows the layers and objects of a file on a card.');
    const made = lineOf(change, {
      hasChamberHeater: options.hasChamberHeater,
      canBabyStep: can(identity(), 'BABYSTEPPING'),
    });
    if ('trouble' in made) return this.#tellTrouble(made.trouble);
    if (made.line === null) return;
    this.strayed(made.line);
    void this.#ask(made.line);
    telemetry.changed();
  }

  strayed(command: string): void {
    this.#modal = followModal(this.#modal, command);
    this.#parts.telemetry.sent(command);
  }

  overrides(): Overrides {
    return overridesOf(this.#modal, null, null);
  }

  progress(): PrintProgress | null {
    if (this.#stage === 'starting' || this.#stage === 'adopting') return null;
    const { at, size } = this.#watch;
    if (size === null) return null;
    const fraction = Math.min(1, at / size);
    const elapsedSeconds = Math.round(Math.max(0, this.#parts.context.clock.now() - this.#startedAt) / 1000);
    const remainingSeconds = fraction < LEAST_KNOWN ? null : Math.round((elapsedSeconds * (1 - fraction)) / fraction);
    return { printId: this.print.printId, fraction, elapsedSeconds, remainingSeconds, layer: null, z: null };
  }

  /** The process after this one asks the printer. */
  async handOver(): Promise<HandOver> {
    const isCalm = this.#stage === 'printing' || this.#stage === 'paused';
    if (!isCalm) return { kind: 'refused', reason: 'the print from the card is being begun, paused or ended' };
    return (await this.#keep(true)) ? { kind: 'ready' } : { kind: 'refused', reason: 'the disk refuses' };
  }

  /** Whether it goes on by itself when the printer is lost like this: only its own word ends it. */
  outlives(code: PrinterErrorCode): boolean {
    if (this.#isOver() || ENDING.includes(code)) return false;
    if (this.#stage === 'ending' || this.#stage === 'starting') return false;
    this.#inSight = false;
    return true;
  }

  lost(error: PrinterError, cools = false): void {
    if (this.#isOver()) return;
    this.#stage = 'over';
    this.#ended.abort();
    this.#parts.context.report({ kind: 'print-lost', printId: this.print.printId, error });
    this.#parts.over(cools);
  }

  /** Nobody is to hear of it any more: an emergency stop, or the end of this process. */
  abandon(): void {
    this.#stage = 'over';
    this.#ended.abort();
  }

  /** MA10: nothing is guessed. */
  #unclear(what: string, cools = false): void {
    const { at, size } = this.#watch;
    const message = `The print from the card was lost at byte ${at} of ${size ?? 'nobody knows how many'}: ${what}.`;
    this.lost(this.#error(this.#stage === 'adopting' ? 'resume-unproven' : 'protocol-trouble', message), cools);
  }

  #end(outcome: 'finished' | 'cancelled' | 'failed', moved: boolean, error: PrinterError | null): void {
    if (this.#isOver()) return;
    this.#stage = 'over';
    this.#ended.abort();
    if (this.#reports) void this.#ask('M27 S0');
    this.#parts.context.report({ kind: 'print-ended', printId: this.print.printId, outcome, moved, error });
    this.#parts.over(false);
  }

  /** Asks where it reads, and waits until it has said so: some say it behind their `ok`. */
  #where(): Promise<readonly string[] | null> {
    return this.#parts.lines.after(() => this.#ask('M27'), /SD print/i, SELECT_MS);
  }

  async #ask(command: string): Promise<readonly string[] | null> {
    return (await this.#parts.talk()?.ask(command)) ?? null;
  }

  /** Resolves when it is on disk (MA7); false when the disk refuses until the machine ends. */
  async #keep(began: boolean): Promise<boolean> {
    const { context, portSession } = this.#parts;
    this.#notedAt = context.clock.now();
    const { path } = this.print.card;
    const { at, size: sizeBytes } = this.#watch;
    const note: CardNote = { path, sizeBytes, began, at, startedAt: this.#startedAt };
    return context.persistSpool(cardRecord(this.print, portSession, note)).then(
      () => true,
      () => false,
    );
  }

  #tellTrouble(message: string): void {
    this.#parts.context.report({ kind: 'trouble', error: this.#error('printer-reported-failure', message) });
  }

  #error(code: PrinterErrorCode, message: string): PrinterError {
    return { code, message, at: this.#parts.context.clock.now() };
  }

  #isOver(): boolean {
    return this.#stage === 'over';
  }
}

/** Below this share of a file its time says nothing of the rest. */
const LEAST_KNOWN = 0.03;

/** It has the very file open, and how long that is; or why not. What it says of itself when it opens it is the last word. */
function selectedIn(
  said: readonly string[],
  meantBytes: number | null,
  listedBytes: number | null,
): { readonly bytes: number } | { readonly problem: string } {
  const refused = said.find((line) => REFUSED.test(line));
  if (refused !== undefined) return { problem: `it said “${refused.trim()}”` };
  const size = said
    .map((line) => /File opened:.*?Size:\s*(\d{1,15})(?!\d)/i.exec(line)?.[1])
    .find((each) => each !== undefined);
  const bytes = size === undefined ? listedBytes : Number(size);
  if (bytes === null) return { problem: 'it does not tell how long the file is, so that it may be another one' };
  const expected = meantBytes ?? listedBytes ?? bytes;
  if (bytes !== expected) return { problem: `the file holds ${bytes} bytes now instead of ${expected}` };
  if (bytes === 0) return { problem: 'the file is empty' };
  return said.some((line) => SELECTED.test(line.trim()))
    ? { bytes }
    : { problem: 'it did not say that it has selected the file' };
}
