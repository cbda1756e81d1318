import type { Driver, DriverContext, ForeignPrint, HandOver, HeldPort, PrintToDrive } from '#drivers/driver';
import { backoffDelayMs } from '#lib/backoff';
import { rest } from '#lib/rest';
import type { AdoptInto, PrinterError, PrinterErrorCode } from '#model/phase';
import { adoptPrint } from './adoption.ts';
import { AtRun } from './at-run.ts';
import { CardDesk } from './card-desk.ts';
import { CardDoor } from './card-door.ts';
import { CardRun } from './card-run.ts';
import { CODE_OF_FAULT } from './code-of-fault.ts';
import { Complaints } from './complaints.ts';
import { proveContinuity } from './continuity.ts';
import { Conversation, type ConversationOwner } from './conversation.ts';
import { DialogWatch } from './dialog-watch.ts';
import { EmergencyStop } from './emergency-stop.ts';
import { ForeignWatch } from './foreign-watch.ts';
import { type Ear, LocatingEar, PassiveEar } from './hearing.ts';
import { IdleQuestions, askWhileConnected } from './idle-questions.ts';
import { type Identity, UNKNOWN_FIRMWARE, can, learn, settingsFor } from './identity.ts';
import { type MarlinOptions, optionsAt } from './manifest.ts';
import { PrintRun } from './print-run.ts';
import { sayByHand } from './say-by-hand.ts';
import { introduce } from './introduce.ts';
import { type Dialect, UNCOUNTED } from './protocol/dialects/dialect.ts';
import { dialectOf, haltedReason } from './protocol/dialects/dialects.ts';
import { GRBL } from './protocol/dialects/grbl.ts';
import { type Heaters, heatersOff, heatersOffBytes } from './protocol/emergency.ts';
import { type Numbering, drawBase } from './protocol/numbering.ts';
import type { ErrorClass } from './protocol/error-class.ts';
import type { Reply } from './protocol/reply.ts';
import type { SpoolFault } from './protocol/spool-state.ts';
import type { SerialLine } from './serial-line.ts';
import { foreignOf, idleRecord, isOfPrint } from './session-record.ts';
import { type HelloTrouble, type MarlinParts, type Sight, nothingSent, troubleText } from './driver-parts.ts';
import { Telemetry } from './telemetry.ts';

const WRITES_CARD = 'A file is being written to the card.';
const RETRY = { firstMs: 500, capMs: 5_000 };

/**
 * The driver of a printer that is fed line by line. It owns the descriptor that the guardian handed to this process; when the port
 * is opened anew, the process is replaced (decision 3). So there is one life: reach the printer (prove continuity, say hello), then
 * be idle or print, until the printer is lost; then reach it again.
 */
export class MarlinDriver extends AtRun implements Driver, ConversationOwner {
  readonly #context: DriverContext;
  readonly #options: MarlinOptions;
  readonly #parts: MarlinParts;
  readonly #telemetry: Telemetry;
  readonly #foreign: ForeignWatch;
  readonly #ended = new AbortController();
  readonly #port: HeldPort | null;
  #line: SerialLine | null = null;
  #ear: Ear = new PassiveEar((reply, line) => this.#overheard(reply, line));
  #talk: Conversation | null = null;
  readonly fromCard: CardDesk;
  #sight: Sight = 'none';
  #identity: Identity = UNKNOWN_FIRMWARE;
  #dialect: Dialect;
  /** A line of a greeting that names the firmware; M115 knows better. */
  #hint: string | null = null;
  #hello: ((trouble: HelloTrouble | null) => void) | null = null;
  /** A greeting was read since the last `connected`. */
  #greeted = false;
  /** Whether a print of ours was lost and may have left the printer hot: here, or (`perhaps`) in a process before this one. */
  #lost: 'no' | 'perhaps' | 'here' = 'no';
  /** This process, or a record on disk, knows this session of the port. */
  #sessionKnown: boolean;
  #lastReason = '';
  #adopting: Promise<boolean> | null = null;
  #began: number;
  readonly #dialog: DialogWatch;
  readonly #questions = new IdleQuestions();
  #stopping: EmergencyStop | null = null;
  readonly #heaters: Heaters;
  readonly #complaints = new Complaints();
  readonly card: CardDoor;

  constructor(context: DriverContext, parts: MarlinParts) {
    super();
    this.#context = context;
    this.#parts = parts;
    this.#options = optionsAt(context.port?.baud, context.options);
    this.#dialect = dialectOf(null, this.#options.dialect);
    this.#port = context.port;
    this.#heaters = { tools: this.#options.tools, chamber: this.#options.hasChamberHeater };
    this.#began = context.clock.monotonic();
    this.#sessionKnown = context.port !== null && context.spoolRecord?.portSession === context.port.session;
    if (context.spoolRecord !== null && isOfPrint(context.spoolRecord)) this.#lost = 'perhaps';
    const [talk, dialect] = [() => this.#talk, () => this.#dialect];
    /** Nothing prints: neither of ours nor begun at the printer. */
    const isFree = () => this.#sight === 'connected' && this.run === null && this.#foreign.current() === null;
    this.card = new CardDoor(context, {
      signal: this.#ended.signal,
      talk,
      dialect,
      isFree,
      keep: () => this.#keepSession(this.#foreign.current()),
      changed: () => this.#telemetry.tellSafetyAnew(),
    });
    const sources = this.sources({ talk, dialect, writesCard: () => this.card.isOpen });
    this.#telemetry = new Telemetry(context, this.#options, sources);
    this.fromCard = new CardDesk(context, {
      options: this.#options,
      telemetry: this.#telemetry,
      portSession: context.port?.session ?? '',
      signal: this.#ended.signal,
      talk,
      identity: () => this.#identity,
      dialect,
      isFree: () => isFree() && !this.card.isBusy,
      hold: (run, cools) => this.#holdCard(run, cools),
    });
    this.#dialog = new DialogWatch(context, () => can(this.#identity, 'EMERGENCY_PARSER'));
    const known = this.#sessionKnown && context.spoolRecord !== null ? foreignOf(context.spoolRecord) : null;
    this.#foreign = new ForeignWatch(context, known, (foreign) => void this.#keepSession(foreign));
    if (context.port !== null) {
      const bytes = (chunk: Uint8Array): void => this.#ear.receive(chunk);
      this.#line = parts.openLine(context.port, context.clock, { bytes, gone: (reason) => this.#gone(reason) });
    }
  }

  connect(): void {
    if (this.#port === null) return this.#blind('The port is not open: the printer is unplugged or switched off.');
    void Promise.resolve(this.#adopting).then((goesOn) => (goesOn ? undefined : this.#reach()));
  }

  /** Until the printer is understood, for ever (PR6). */
  async #reach(): Promise<void> {
    const { clock, chance } = this.#context;
    const signal = this.#ended.signal;
    if (this.#sight === 'stopped' || this.#sight === 'reaching') return;
    this.#sight = 'reaching';
    for (let attempt = 0; !signal.aborted && this.#isReaching(); attempt++) {
      // What was said before would go into the file that it may still be writing.
      if (this.card.unfinished !== null) this.#writeLine('\nM29\n');
      const unbroken = await this.#proveContinuity(attempt);
      if (signal.aborted || !this.#isReaching()) return;
      const trouble = await this.#sayHello();
      if (signal.aborted || !this.#isReaching()) return;
      if (trouble === null) return this.#connected(unbroken);
      this.#blind(trouble);
      await rest(clock, backoffDelayMs(attempt, RETRY, chance), signal);
    }
  }

  #isReaching(): boolean {
    return this.#sight === 'reaching';
  }

  async #proveContinuity(attempt: number): Promise<boolean> {
    const { unbroken, greeted } = await proveContinuity({
      clock: this.#context.clock,
      signal: this.#ended.signal,
      port: this.#port,
      isKnown: this.#sessionKnown,
      isFirst: attempt === 0,
      counts: () => dialectOf(this.#hint, this.#options.dialect).numbers === 'checked',
      tell: (reply, line) => this.#overheard(reply, line),
      write: (text) => this.#writeLine(text),
      listenWith: (ear) => this.#listenWith(ear),
    });
    this.#greeted ||= greeted;
    return unbroken && !this.#greeted;
  }

  #listenWith<E extends Ear>(ear: E): E {
    this.#ear = ear;
    return ear;
  }

  /** Numbers, then names. Null when all went well, else the reason. */
  async #sayHello(): Promise<string | null> {
    this.#identity = UNKNOWN_FIRMWARE;
    const wished = this.#options.dialect;
    let trouble = await this.#meet(dialectOf(this.#hint, wished));
    if (trouble?.fault === 'unnumbered' && wished === 'auto') {
      // It compares no numbers: met again as one of those, of which only grbl does not even understand them.
      trouble = await this.#meet((this.#talk?.state.refusedFrames ?? 0) > 0 ? GRBL : UNCOUNTED);
    }
    if (trouble !== null) return troubleText(trouble);
    const talk = this.#talk;
    return introduce(talk, {
      context: this.#context,
      isCurrent: () => talk === this.#talk,
      dialect: () => this.#dialect,
      identity: () => this.#identity,
      options: this.#options,
      card: this.card,
      bedSensor: () => this.#canSenseBed(),
      known: this.#sessionKnown,
      seen: () => ({ greeted: this.#greeted, foreign: this.#foreign.current() }),
    });
  }

  #meet(dialect: Dialect): Promise<HelloTrouble | null> {
    this.#dialect = dialect;
    const talk = this.#openConversation();
    if (talk === null) return Promise.resolve({ fault: null, text: 'The port is not open.' });
    return new Promise((resolve) => {
      this.#hello = (trouble) => {
        this.#hello = null;
        resolve(trouble);
      };
      talk.event({ kind: 'synchronise' });
    });
  }

  /** What it does counts for more than its name: whether it compares numbers is known by then. */
  #recognise(): void {
    const found = dialectOf(this.#identity.firmware ?? this.#hint, this.#options.dialect);
    this.#dialect = { ...found, numbers: this.#dialect.numbers };
    this.#talk?.event({ kind: 'settings', settings: settingsFor(this.#dialect, this.#identity, this.#options) });
  }

  #openConversation(): Conversation | null {
    const line = this.#line;
    if (line === null) return null;
    this.#talk?.close();
    const settings = settingsFor(this.#dialect, this.#identity, this.#options);
    this.#talk = new Conversation(line, this.#context.clock, settings, this);
    this.#ear = this.#talk;
    return this.#talk;
  }

  #connected(unbroken: boolean): void {
    if (this.#port === null) return;
    this.#sight = 'connected';
    this.#sessionKnown = true;
    this.#lastReason = '';
    this.#complaints.forget();
    const continuity = this.#greeted ? 'restarted' : unbroken ? 'unbroken' : 'unproven';
    this.#greeted = false;
    const { firmware } = this.#identity;
    this.#context.report({ kind: 'connected', continuity, firmware, foreign: this.#foreign.current() });
    if (this.run instanceof CardRun) this.run.connected(continuity);
    void this.#leaveBehind(continuity === 'unbroken');
    this.#telemetry.tellSafetyAnew();
    this.#telemetry.changed();
    this.#tickLater();
  }

  /** A lost print is over with the printer's word that it cools: who dies or is cut off before leaves it, as lost, to the next. */
  async #leaveBehind(isUnbroken: boolean): Promise<void> {
    const isHot = this.#lost === 'here' || (this.#lost === 'perhaps' && !isUnbroken);
    if (isHot && !(await this.#coolDown())) return;
    this.#lost = 'no';
    if (this.#context.spoolRecord?.portSession !== this.#port?.session)
      await this.#keepSession(this.#foreign.current());
  }

  /** A printer that prints from its card meanwhile needs its heat. */
  #coolDown(): Promise<boolean> {
    if (this.#foreign.current() !== null || !this.#dialect.heats) return Promise.resolve(true);
    return this.#talk?.askAll([...heatersOff(this.#heaters), 'M107']) ?? Promise.resolve(false);
  }

  /** For the next process. False: a disk that refuses is told by the machine; what is missing then is a proof, and its lack is safe. */
  async #keepSession(foreign: ForeignPrint | null): Promise<boolean> {
    if (this.#port === null || this.run !== null) return false;
    const record = idleRecord(this.#port.session, foreign, this.card.unfinished);
    return await this.#context.persistSpool(record).then(
      () => true,
      () => false,
    );
  }

  #tickLater(): void {
    void askWhileConnected(this.#questions, {
      clock: this.#context.clock,
      signal: this.#ended.signal,
      talk: () => (this.card.isBusy ? null : this.#talk),
      dialect: () => this.#dialect,
      identity: () => this.#identity,
      bed: () => this.#canSenseBed(),
      prints: () => this.run !== null,
      isConnected: () => this.#sight === 'connected',
      progressed: () => this.#telemetry.changed(),
    });
  }

  /** Only a simulated printer is believed, and asked only when it has announced a sensor. */
  #canSenseBed(): boolean {
    return this.#parts.sensesBed && can(this.#identity, 'CROFT_BED_SENSOR');
  }

  start(print: PrintToDrive): void {
    const talk = this.#talk;
    if (this.#sight !== 'connected' || talk === null || this.run !== null || this.card.isBusy) {
      return this.#context.report(nothingSent(print.printId, this.#context.clock.now()));
    }
    const run = this.#newRun(print, talk);
    void run.begin();
  }

  #newRun(print: PrintToDrive, talk: Conversation): PrintRun {
    this.run = new PrintRun(print, {
      context: this.#context,
      options: this.#options,
      identity: this.#identity,
      dialect: this.#dialect,
      talk,
      telemetry: this.#telemetry,
      portSession: this.#port?.session ?? '',
      over: () => {
        this.run = null;
        this.#telemetry.changed();
      },
    });
    return this.run;
  }

  #holdCard(run: CardRun | null, cools: boolean): void {
    this.run = run;
    // What it does is asked, and what it heats is its own.
    if (run !== null) this.#lost = 'no';
    if (cools) void this.#coolDown();
    this.#telemetry.changed();
  }

  adopt(print: PrintToDrive, into: AdoptInto): void {
    this.#telemetry.assumeHeating();
    this.#adopting = this.#adopt(print, into);
  }

  /** True when the print goes on, so that no hello is needed. */
  async #adopt(print: PrintToDrive, into: AdoptInto): Promise<boolean> {
    const { clock } = this.#context;
    const began = this.#began;
    const found = await adoptPrint(print, into, {
      context: this.#context,
      locate: (reservedTo, handed) => {
        const tell = (reply: Reply, line: string): void => this.#overheard(reply, line);
        const write = (text: string): void => this.#writeLine(text);
        return this.#listenWith(new LocatingEar(clock, { reservedTo, handed }, write, tell, this.#ended.signal))
          .located;
      },
      isUncounted: (firmware) => dialectOf(firmware, this.#options.dialect).numbers === 'ordered',
      gapMs: () => (this.#port?.unreadMs ?? 0) + clock.monotonic() - began,
    });
    if (this.#ended.signal.aborted || this.#sight !== 'none') return true;
    this.#lost = found.kind === 'ended' ? 'here' : 'no';
    if (found.kind === 'ended') return false;
    this.#identity = found.note.identity;
    this.#dialect = dialectOf(this.#identity.firmware, this.#options.dialect);
    this.#sight = 'connected';
    const talk = this.#openConversation();
    if (talk === null) return false;
    const run = this.#newRun(print, talk);
    this.#tickLater();
    const ready = (): void => {
      const { into: reported, gapMs } = found;
      if (reported !== 'cancelling') {
        this.#context.report({ kind: 'adopted', printId: print.printId, into: reported, gapMs });
      }
    };
    await run.adopt(found.numbering, found.note, found, found.into, ready).catch((error: Error) => {
      this.#lose('file-unavailable', `The file of the print cannot be read: ${error.message}`);
    });
    return true;
  }

  answer(dialogId: string, choice: number | null): void {
    const bytes = this.card.isBusy ? null : this.#dialog.answer(dialogId, choice);
    if (bytes !== null) this.#talk?.writeRaw(bytes);
  }

  async manual(lines: readonly string[]): ReturnType<Driver['manual']> {
    const talk = this.#talk;
    if (this.#sight !== 'connected' || talk === null)
      return { kind: 'refused', reason: 'The printer is out of sight.' };
    if (this.card.isBusy) return { kind: 'refused', reason: WRITES_CARD };
    return sayByHand(talk, lines, (command) => {
      if (this.run === null) this.#telemetry.sent(command);
      else this.run.strayed(command);
    });
  }

  async handOver(stillWished: () => boolean): Promise<HandOver> {
    if (this.card.isBusy) return { kind: 'refused', reason: WRITES_CARD };
    const handed = (await this.run?.handOver(stillWished)) ?? { kind: 'ready' };
    if (handed.kind === 'refused') return handed;
    // The line is kept for a stop.
    this.#line?.pauseReading();
    this.run?.abandon();
    this.run = null;
    this.#talk?.close();
    return handed;
  }

  /** MA5: on the wire before this returns, whatever else is under way. */
  stop(): void {
    // The guardian may have written the stop before us: then the printer has said its last words already.
    const hasHalted = this.#sight === 'halted' || this.#talk?.state.stage.kind === 'dying';
    this.#sight = 'stopped';
    this.#stopping?.end();
    this.#stopping = new EmergencyStop(
      {
        context: this.#context,
        line: () => this.#line,
        heaters: this.#heaters,
        stopByte: this.#dialect.stopByte,
        writesCard: this.card.isOpen,
        signal: this.#ended.signal,
        note: (direction, text) => this.#note(direction, text),
        stands: () => this.#stands(),
        greeted: () => {
          this.#greeted = true;
          this.#sight = 'none';
          void this.#reach();
        },
      },
      hasHalted,
    );
    this.run?.abandon();
    this.run = null;
    this.#forgetTalk();
    this.#hello?.({ fault: null, text: 'stopped' });
    this.#ear = this.#stopping.ear;
  }

  #forgetTalk(): void {
    this.#talk?.close();
    this.#talk = null;
    this.card.over();
  }

  #stands(): void {
    this.#telemetry.tellSafety(false);
    const tell = (): void => {
      if (this.#ended.signal.aborted) return;
      this.#context.report({ kind: 'standing' });
      if (this.#sight === 'stopped')
        this.#blind('The printer was stopped and waits to be reset: press its reset button, or switch it off and on.');
    };
    // A reset is known to be done by a session that is not the one on record; so the one that it stands in must be there first.
    if (this.#port === null || this.#sessionKnown) return tell();
    void this.#keepSession(null).then(tell);
  }

  reset(): void {
    const { restart } = this.#dialect;
    if (restart !== null) this.#writeLine(`\n${restart}\n`);
    if (this.#port !== null) this.#context.reopenPort('The printer is to be reset.');
  }

  // What the conversation tells.

  heard(reply: Reply, line: string): void {
    if (reply.kind === 'start') this.#greeted = true;
    const { firmware } = this.#identity;
    this.#identity = learn(this.#identity, reply);
    if (this.#identity.firmware !== firmware) this.#recognise();
    this.#telemetry.heard(reply);
    this.run?.heard(reply);
    this.fromCard.heard(reply, line);
    this.#dialog.heard(reply);
    this.card.heard(reply, line);
    if (reply.kind === 'bed-sensed' && this.#canSenseBed())
      this.#context.report({ kind: 'bed-sensed', empty: reply.empty });
    if (this.run === null && reply.kind === 'card') this.#foreign.heard(reply.card, line, this.#sight === 'connected');
  }

  sent(line: number, command: string): void {
    if (this.run instanceof PrintRun) this.run.sent(line, command);
  }

  persist(numbering: Numbering): Promise<void> {
    return this.run instanceof PrintRun ? this.run.persist(numbering) : Promise.reject(new Error('no print is fed'));
  }

  drawBase(lastNumber: number): number {
    return drawBase(lastNumber, () => this.#context.chance.fraction());
  }

  synchronised(): void {
    this.#hello?.(null);
  }

  begun(): void {}

  exhausted(): void {
    if (this.run instanceof PrintRun) void this.run.exhausted();
  }

  warned(text: string, what: ErrorClass): void {
    // Whoever writes to the card hears what it has against that, and tells it.
    if (this.card.isBusy || !this.#complaints.isNews(text)) return;
    const code = what === 'line' ? 'noisy-line' : 'printer-reported-failure';
    this.#context.report({ kind: 'trouble', error: this.#error(code, text) });
  }

  history(line: Parameters<DriverContext['history']>[0]): void {
    this.#context.history(line);
  }

  fault(fault: SpoolFault, text: string): void {
    const told = fault === 'halted' ? haltedReason(text, this.#dialect) : text;
    if (this.#hello !== null) return this.#hello({ fault, text: told });
    if (this.#sight !== 'connected') return;
    const keepsOn = fault === 'stuck' || fault === 'undeliverable' || fault === 'counter-moved';
    // It still listens and is still hot, and nobody will feed it any more.
    if (keepsOn && this.run instanceof PrintRun) {
      this.#line?.writeNow(heatersOffBytes(this.#heaters));
      this.#note('sent', 'heaters off');
    }
    this.#lose(CODE_OF_FAULT[fault], text);
    this.#forgetTalk();
    this.#sight = 'none';
    if (fault === 'halted') return this.#halted(text);
    this.#blind(troubleText({ fault, text }));
    if (fault === 'silent' && this.#port?.kind === 'tcp') return this.#context.portLost(text);
    void this.#reach();
  }

  /** An open print is lost; without one a halt is told all the same, for the printer will not print. */
  #lose(code: PrinterErrorCode, message: string): void {
    const run = this.run;
    // The printer prints on, and is asked when it is in sight again.
    if (run instanceof CardRun && run.outlives(code)) return;
    this.run = null;
    if (run !== null) {
      this.#lost = 'here';
      run.lost(this.#error(code, message));
    } else if (code === 'printer-halted') {
      this.#context.report({ kind: 'print-lost', printId: null, error: this.#error(code, message) });
    }
  }

  /** After kill() a Marlin is deaf and mute until it is reset; its heaters are off. */
  #halted(text: string): void {
    this.#sight = 'halted';
    this.#telemetry.tellSafety(false);
    this.#blind(haltedReason(text, this.#dialect));
    if (this.#dialect.restart !== null) {
      // It answers still, so that it is seen when a person has set it going again.
      this.#sight = 'none';
      void rest(this.#context.clock, RETRY.capMs, this.#ended.signal).then(() => this.#reach());
    }
    this.#ear = new PassiveEar((reply, line) => {
      this.#overheard(reply, line);
      if (reply.kind !== 'start' || this.#sight !== 'halted') return;
      this.#sight = 'none';
      void this.#reach();
    });
  }

  #gone(reason: string): void {
    this.#line?.[Symbol.dispose]();
    this.#line = null;
    this.#lose('port-lost', `The connection to the printer is gone (${reason}).`);
    this.#forgetTalk();
    this.#hello?.({ fault: null, text: reason });
    this.#sight = 'halted';
    this.#blind(`The connection to the printer is gone (${reason}).`);
    this.#context.portLost(reason);
  }

  #blind(reason: string): void {
    this.#dialog.forget();
    if (reason === this.#lastReason) return;
    this.#lastReason = reason;
    this.#context.report({ kind: 'disconnected', reason, wrongCredentials: false });
    this.#telemetry.forget();
  }

  #overheard(reply: Reply, line: string): void {
    this.#note('received', line);
    if (this.run instanceof CardRun) this.run.heard(reply);
    if (reply.kind === 'start') this.#greeted = true;
    if ((reply.kind === 'start' || reply.kind === 'greeting') && dialectOf(line).name !== 'unknown') this.#hint = line;
    this.#telemetry.heard(reply);
  }

  #writeLine(text: string): void {
    this.#note('sent', text.trim());
    this.#line?.write(text);
  }

  #note(direction: 'sent' | 'received', text: string): void {
    this.#context.history({ at: this.#context.clock.now(), direction, text });
  }

  #error(code: PrinterErrorCode, message: string): PrinterError {
    return { code, message, at: this.#context.clock.now() };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended.abort();
    this.run?.abandon();
    this.#talk?.close();
    this.#hello?.({ fault: null, text: 'ended' });
    this.#line?.[Symbol.dispose]();
    this.#telemetry[Symbol.dispose]();
    this.#dialog[Symbol.dispose]();
    await this.#adopting;
  }
}
