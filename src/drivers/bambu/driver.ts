import type { CreateDriver, Driver, DriverContext } from '#drivers/driver';
import { NetworkDriver, type OrderName, type Outcome } from '#drivers/network-driver';
import { Refused as RefusedStop } from '#drivers/network-trouble';
import { NotToBring } from '#drivers/not-to-bring';
import { rest } from '#lib/rest';
import { Stopwatch } from '#lib/stopwatch';
import type { Adjustment } from '#model/adjustment';
import type { PrinterError } from '#model/phase';
import { slotsNow, useSlot } from '#model/slot-use';
import { carryOut } from './carry-out.ts';
import type { CertificatePin } from './certificate-pin.ts';
import { Connection, type ConnectionOwner } from './connection.ts';
import { deleteFile, type FileWay, uploadFile } from './file-transfer.ts';
import { BambuFiles } from './files.ts';
import { type BambuOptions, readOptions } from './manifest.ts';
import { packPlate } from './plate-archive.ts';
import { plateObjects } from './plate-objects.ts';
import { bringingWords, newRun, type PrintRun, titleOf } from './print-run.ts';
import { type FilamentMapping, mapFilaments, type WantedFilament } from './protocol/ams.ts';
import * as commands from './protocol/commands.ts';
import { feedbackOf } from './protocol/feedback.ts';
import { foreignOf, isUnbroken, outcomeShown, standingOf } from './protocol/foreign.ts';
import { nozzleTrouble } from './protocol/nozzles.ts';
import { objectsShown, skipTrouble } from './protocol/objects.ts';
import { pauseReason } from './protocol/pause-reason.ts';
import { faultOf, informationOf, isCancelEcho, saysDeveloperModeOff, sentenceOf } from './protocol/printer-errors.ts';
import { isActive, isAtRest, isLayingDown, type PrinterView, readPrinter } from './protocol/printer-view.ts';
import { activeSlot, mapChosen, reportedSlots } from './protocol/slots.ts';
import { noteOf, recordOf, type SessionNote } from './session-note.ts';
import { type BambuTiming, TIMING } from './timing.ts';
import { Refused } from './trouble.ts';
import { DEVELOPER_MODE_OFF, refuseUnable, unableWords } from './unable.ts';
import { wantedFilaments } from './wanted-filaments.ts';

/**
 * The driver of a Bambu Lab printer in the local network. The printer holds the file and prints by itself: this process orders, watches
 * and reports. “Success” of the printer means that it heard; only its state, under the number of our print, shows that a thing was done
 * (DR3).
 */
export const createDriver: CreateDriver = (context) => new BambuDriver(context, TIMING);

const NEVER_SENT = 'The start was never sent to the printer; nothing moved.';

export class BambuDriver extends NetworkDriver<PrintRun> implements ConnectionOwner {
  protected readonly newRun = newRun;
  readonly files: BambuFiles;
  readonly #timing: BambuTiming;
  readonly #options: BambuOptions;
  readonly #address: string;
  readonly #connection: Connection;
  #note: SessionNote;
  /** As it stood when it was last in sight in this process (BE3). */
  #lastView: PrinterView | null = null;
  /** Of the blindness that is, or was last: what it had lasted when it was noticed, and since when. */
  #blind: { readonly beforeMs: number; readonly since: Stopwatch } | null = null;
  #isResetting = false;
  /** A start that was sent and did not show when the stop came may show yet, and is to be stopped then. */
  #overtaken: { readonly untilMs: number; readonly taskId: string } | null = null;
  #firmware: string | null = null;
  /** What the machine was told last of why nothing would start. */
  #unable: string | null = null;

  constructor(context: DriverContext, timing: BambuTiming) {
    super(context, { answerMs: timing.answerMs, stopRepeatMs: timing.repeatMs });
    this.#timing = timing;
    this.#options = readOptions(context.options);
    this.#address = `${this.#options.serial} at ${this.#options.host}`;
    this.files = new BambuFiles(
      (signal) => this.#way(signal),
      () => context.clock.now(),
      this.ended.signal,
    );
    this.#note = noteOf(context.spoolRecord);
    this.foreign = this.#note.foreign;
    const pin = this.#note.pinOf === this.#address ? this.#note.pin : null;
    this.#connection = new Connection({ context, options: this.#options, timing, hurry: this.hurry }, pin, this);
  }

  connect(): void {
    this.begin(this.#connection.live());
  }

  protected override lookAnew(reason: string): void {
    this.#lastView = null;
    this.#connection.session?.close(reason);
  }

  protected override hangUp(): void {
    this.#connection.end();
  }

  reset(): void {
    this.endStop();
    this.#isResetting = true;
    this.#connection.session?.send(commands.clearError);
    if (this.sight === 'connected') this.#sighted();
  }

  async manual(lines: readonly string[]): ReturnType<Driver['manual']> {
    const mode = commands.lightOf(lines);
    for (const text of lines) this.note('sent', text);
    const refusal = await this.#ask(mode === null ? commands.gcodeLines(lines) : commands.light(mode));
    return refusal === null ? { kind: 'done', replies: [] } : { kind: 'refused', reason: refusal };
  }

  // ---- In sight of the printer

  pinned(pin: CertificatePin): void {
    void this.#noteDown({ pin, pinOf: this.#address, clearData: false });
  }

  override outOfSight(reason: string, wrongCredentials: boolean): void {
    if (this.sight === 'connected')
      this.#blind = { beforeMs: this.#connection.unheard.ms, since: new Stopwatch(this.context.clock) };
    if (this.run?.sent != null) {
      this.run.sent.wasBlind = true;
      this.run.slotUse = { ...this.run.slotUse, last: null };
    }
    this.#unable = null;
    super.outOfSight(reason, wrongCredentials);
  }

  sighted(firmware: string | null): void {
    this.#firmware = firmware;
    this.#sighted();
  }

  /** In sight, or in sight again: what became of our print first, then whether anything ran meanwhile. */
  #sighted(): void {
    const view = this.#view();
    if (this.run !== null && this.run.adoptInto !== null) this.#adopt(this.run, view);
    const isForeign = this.run === null && this.stopping === null;
    const before = this.foreign;
    // An unknown word ends nothing.
    const unended = isAtRest(view) ? null : before;
    this.foreign = isForeign ? (foreignOf(view, before, this.context.clock.now()) ?? unended) : null;
    const isOver = isForeign && before !== null && this.foreign === null;
    const continuity =
      this.#isResetting && isAtRest(view)
        ? 'restarted'
        : !isOver && isUnbroken(view, this.#knownBefore())
          ? 'unbroken'
          : 'unproven';
    this.#isResetting = false;
    this.connected(continuity, this.#firmware);
    if (isOver) this.foreignEnded(before.key, view.name === before.name ? outcomeShown(view) : 'unknown');
    void this.#noteDown({ foreign: this.foreign });
    this.#look();
  }

  #knownBefore(): Parameters<typeof isUnbroken>[1] {
    const blindMs = this.#blind === null ? Infinity : this.#blind.beforeMs + this.#blind.since.ms;
    return { ...this.#note, view: blindMs < this.#timing.blinkMs ? this.#lastView : null };
  }

  /** So that the process after this one can tell what this one knew. A disk that refuses is told by the machine; what lacks is a proof. */
  #noteDown(news: Partial<SessionNote>): Promise<boolean> {
    const note = { ...this.#note, ...news };
    if (JSON.stringify(note) === JSON.stringify(this.#note)) return Promise.resolve(true);
    this.#note = note;
    return this.context.persistSpool(recordOf(note)).then(
      () => true,
      () => false,
    );
  }

  // ---- What the printer says

  reported(): void {
    if (!this.heard()) return;
    if (this.sight === 'connected') this.#look();
    this.told();
  }

  #view(): PrinterView {
    return readPrinter(this.#connection.fields);
  }

  /** After each change of the state. */
  #look(): void {
    const view = this.#view();
    if (this.run !== null) this.#follow(this.run, view);
    else if (this.stopping !== null) this.#watchStop(view);
    // Also when ours has just turned out to be none.
    if (this.run === null && this.stopping === null) this.#watchForeign(view);
    this.#lastView = view;
    if (isAtRest(view)) {
      const standing = standingOf(view);
      if (standing !== this.#note.standing) void this.#noteDown({ standing });
    }
    this.#measure(view);
  }

  #follow(run: PrintRun, view: PrinterView): void {
    if (view.subtaskId !== run.taskId) return this.#followAnother(run, view);
    if (run.sent === null) return;
    if (isActive(view) && !run.accepted) {
      run.accepted = true;
      void this.#noteDown({ seen: true });
    }
    run.heated ||= view.temperatures.some(({ name, target }) => name === 'nozzle' && target !== null);
    switch (view.state) {
      case 'RUNNING':
        this.#seen(run);
        this.showsPrinting(run);
        this.#watchSlots(run, view);
        break;
      case 'PAUSE':
        this.#seen(run);
        this.showsPaused(run, pauseReason(view));
        break;
      case 'FINISH':
        if (this.#isOurEnd(run, view)) return this.#over(run, 'finished', null);
        break;
      case 'FAILED':
      case 'IDLE':
        if (this.#isOurEnd(run, view)) return this.#fail(run, view);
        break;
      default:
        break;
    }
    this.#checkDeadline(run, view);
  }

  /** The state of the print before stays for minutes after a start, under the new number already: it is no end of ours (MA11a). */
  #isOurEnd(run: PrintRun, view: PrinterView): boolean {
    return run.accepted || (run.sent !== null && view.state !== run.sent.stateBefore && view.state !== 'IDLE');
  }

  /** JO10: it prints, or heats and homes for it; that it reads the file is no motion. */
  #seen(run: PrintRun): void {
    if (run.movedAt !== null) return;
    run.movedAt = this.context.clock.monotonic();
    this.moved(run);
  }

  /** MT2: which slot it takes its filament from, once it prints and has told how far it is. While filament is changed nothing is said. */
  #watchSlots(run: PrintRun, view: PrinterView): void {
    const planned = run.print.file.slots ?? [];
    if (planned.length === 0 || !isLayingDown(view) || view.percent === null) return;
    const { filamentFrom } = this.#options;
    const slot = activeSlot(view, filamentFrom, [...slotsNow(planned, run.slotUse.switches).values()]);
    if (slot === null) return;
    const fraction = view.percent / 100;
    const { use, told } = useSlot(run.slotUse, planned, { slot, fraction, slots: reportedSlots(view, filamentFrom) });
    run.slotUse = use;
    if (told.length === 0) return;
    for (const change of told) this.context.report({ kind: 'print-slot', printId: run.print.printId, change });
    void this.#noteDown({ switches: use.switches });
  }

  protected isShown(run: PrintRun): boolean {
    return run.accepted;
  }

  /** The printer speaks of another print, or of none. */
  #followAnother(run: PrintRun, view: PrinterView): void {
    if (run.accepted) {
      // An unknown word is no statement, and neither is the lack of one.
      if (!isActive(view) && !isAtRest(view)) return;
      return this.lost(
        run,
        'The printer does not know the print any more: it was restarted, or has begun another one.',
      );
    }
    // A report of changes may tell the state of ours before its number.
    if (isActive(view) && run.adoptInto === null && run.sent === null) {
      const text = 'The printer has begun another print at its own screen; this one was not started.';
      return this.endUnmoved(run, 'failed', this.error('start-unconfirmed', text));
    }
    if (run.sent !== null) this.#checkDeadline(run, view);
  }

  #checkDeadline(run: PrintRun, view: PrinterView): void {
    if (run.sent === null || run.accepted || this.run !== run) return;
    if (this.context.clock.monotonic() - run.sent.atMs < this.#timing.startProofMs) return;
    const fault = faultOf(view);
    const told = fault === null ? '' : ` It says: ${sentenceOf(fault)}`;
    if (run.sent.wasBlind || run.adoptInto !== null || view.subtaskId === run.taskId || !isAtRest(view))
      return this.lost(run, `Nothing at the printer tells what became of the print.${told}`);
    const text = `The printer took the file and never began it. Developer Mode may be off, or the filaments may not fit.${told}`;
    this.endUnmoved(run, run.cancelWished ? 'cancelled' : 'failed', this.error('start-unconfirmed', text));
  }

  /** FAILED, or IDLE after it: cancelled, if the printer says so within seconds. */
  #fail(run: PrintRun, view: PrinterView): void {
    if (run.cancelWished || isCancelEcho(view.printError)) return this.#over(run, 'cancelled', null);
    const fault = faultOf(view);
    if (fault !== null) return this.#over(run, 'failed', this.error('printer-reported-failure', sentenceOf(fault)));
    if (run.concluding) return;
    run.concluding = true;
    this.begin(
      rest(this.context.clock, this.#timing.cancelEchoMs, this.ended.signal).then(() => {
        if (this.run !== run || this.ended.signal.aborted) return;
        const text = 'The printer ended the print and does not say why: look at its screen.';
        this.#over(run, 'failed', this.error('printer-reported-failure', text));
      }),
    );
  }

  #watchForeign(view: PrinterView): void {
    const current = foreignOf(view, this.foreign, this.context.clock.now());
    const known = this.foreign;
    if (current === known) return;
    // An unknown word ends nothing.
    if (current === null && !isAtRest(view)) return;
    if (known !== null) this.foreignEnded(known.key, current === null ? outcomeShown(view) : 'unknown');
    if (current !== null) this.foreignBegan(current);
    void this.#noteDown({ foreign: current });
  }

  #measure(view: PrinterView): void {
    const run = this.run;
    const unable = this.sight === 'connected' ? unableWords(view) : null;
    if (unable !== this.#unable) this.context.report({ kind: 'unable', reason: unable });
    this.#unable = unable;
    const ours = run !== null && run.taskId === view.subtaskId && run.movedAt !== null ? run : null;
    const elapsedMs = this.context.clock.monotonic() - (ours?.movedAt ?? 0);
    const fault = faultOf(view);
    const notice = saysDeveloperModeOff(view) ? DEVELOPER_MODE_OFF : fault === null ? null : sentenceOf(fault);
    const information = informationOf(view);
    const isBringing = run !== null && run.bringing !== null;
    const told = isBringing ? bringingWords(run) : information === null ? null : sentenceOf(information);
    const slots = reportedSlots(view, this.#options.filamentFrom, this.#firmware);
    const objects = ours === null ? [] : objectsShown(ours.objects, ours.print.file.objects ?? [], view);
    const progress = ours === null ? null : { printId: ours.print.printId, elapsedSeconds: elapsedMs / 1_000, objects };
    this.context.report({
      kind: 'feedback',
      feedback: feedbackOf(view, progress, notice, slots, told),
    });
  }

  // ---- Our print

  /** MA10: where the print of the process before this one stands. */
  #adopt(run: PrintRun, view: PrinterView): void {
    if (run.sent !== null) return;
    if (this.#note.sent !== run.print.printId)
      return this.endUnmoved(
        run,
        run.cancelWished ? 'cancelled' : 'failed',
        this.error('start-unconfirmed', NEVER_SENT),
      );
    run.accepted = this.#note.seen;
    run.heated = true;
    run.slotUse = { switches: this.#note.switches, begun: this.#note.seen, last: null };
    this.begin(this.#learnObjects(run, this.ended.signal));
    run.sent = { atMs: this.context.clock.monotonic(), stateBefore: this.#note.before ?? view.state, wasBlind: true };
    if (!run.accepted && !isActive(view))
      this.begin(
        rest(this.context.clock, this.#timing.startProofMs, this.ended.signal).then(() => {
          if (this.run === run && this.sight === 'connected' && !this.ended.signal.aborted) this.#look();
        }),
      );
    if (view.subtaskId !== run.taskId || !isActive(view)) return;
    if (view.state === 'RUNNING' || view.state === 'PAUSE') run.movedAt = this.context.clock.monotonic();
    if (run.adoptInto === 'cancelling') this.cancelRun(run);
    else this.adopted(run, view.state === 'PAUSE' ? 'paused' : 'printing');
  }

  #over(run: PrintRun, outcome: Outcome, error: PrinterError | null): void {
    const moved = run.movedAt !== null || run.heated || run.adoptInto !== null || outcome === 'finished';
    this.end(run, outcome, error, moved);
  }

  protected override lost(run: PrintRun, message: string): void {
    super.lost(run, message);
    this.begin(this.forgetFile(run));
  }

  /** Without it a late start starts nothing. */
  protected async deleteFile(run: PrintRun): Promise<void> {
    if (this.#connection.pin === null) return;
    const isGone = await deleteFile(this.#way(this.ended.signal), run.remoteName).catch(() => false);
    if (isGone) void this.#noteDown({ gone: run.taskId });
  }

  // ---- Bringing and starting

  protected async upload(run: PrintRun, signal: AbortSignal): Promise<void> {
    const { path, file, printId } = run.print;
    const wanted = await wantedFilaments(path, file.sizeBytes, signal);
    const view = this.#view();
    signal.throwIfAborted();
    if (this.sight !== 'connected')
      throw new NotToBring('no-answer', 'The printer was out of sight when the print was to start.');
    refuseUnable(view);
    this.#mappingNow(run, wanted, view);
    await this.#learnObjects(run, signal);
    await using archive = await packPlate(path, `${path}.${printId}.3mf`, signal);
    const sent = (bytes: number): void => {
      run.bringing = Math.min(1, bytes / archive.sizeBytes);
    };
    await uploadFile(this.#way(signal), { ...archive, remoteName: run.remoteName }, sent);
    run.bringing = null;
    run.brought = { plate: archive.plate, md5: archive.md5, wanted };
  }

  /** A file that cannot be read tells no objects; whether it can be printed is decided elsewhere. */
  async #learnObjects(run: PrintRun, signal: AbortSignal): Promise<void> {
    run.objects = await plateObjects(run.print.path, signal).catch(() => []);
  }

  /** By what the printer holds at this moment: a spool may have been changed while the file was on its way. */
  #mappingNow({ print }: PrintRun, wanted: readonly WantedFilament[], view: PrinterView): FilamentMapping {
    const { filamentFrom } = this.#options;
    const { slots } = print.file;
    const mapping =
      slots === undefined
        ? mapFilaments(wanted, view.trays, filamentFrom)
        : mapChosen(wanted, slots, view, filamentFrom);
    if ('trouble' in mapping) throw new NotToBring('printer-reported-failure', mapping.trouble);
    const trouble = nozzleTrouble(wanted, mapping, view, this.#firmware);
    if (trouble !== null) throw new NotToBring('printer-reported-failure', trouble);
    return mapping;
  }

  /** A process after this one must know that the printer may have heard of it. */
  protected override async noteStart({ print }: PrintRun, mayHaveLeft: boolean): Promise<void> {
    if (!mayHaveLeft) return;
    const { state: before } = this.#view();
    const isDurable = await this.#noteDown({ sent: print.printId, before, gone: null, seen: false, switches: [] });
    if (!isDurable) throw new Error('the disk refuses');
  }

  /** It tells of each change; where nothing changes for a while it is asked, which some models bear only now and then. */
  protected async lookOnce(_run: PrintRun, signal: AbortSignal): Promise<void> {
    await this.#connection.session?.roundTrip();
    await this.nextWord(this.#timing.wordMs, signal).catch(async () => {
      this.#connection.session?.send(commands.askEverything);
      await this.nextWord(this.#timing.firstReportMs, signal);
    });
  }

  protected async orderStart(run: PrintRun): Promise<void> {
    const { taskId, remoteName, print, brought } = run;
    if (brought === null) throw new Error('started before it was brought');
    const { session } = this.#connection;
    const view = this.#view();
    if (session === null || this.sight !== 'connected')
      throw new NotToBring('no-answer', 'The printer was out of sight when the print was to start; nothing moved.');
    // A start while another print runs cancels that one at some printers.
    if (run.cancelWished || !isAtRest(view))
      throw new NotToBring('start-unconfirmed', 'The printer does something else; this print was not started.');
    refuseUnable(view);
    const { plate, md5 } = brought;
    const mapping = this.#mappingNow(run, brought.wanted, view);
    run.sent = { atMs: this.context.clock.monotonic(), stateBefore: view.state, wasBlind: false };
    const title = titleOf(print.file.name);
    const checks = commands.checksFor(this.#options.checks, this.#firmware);
    await session
      .ask(commands.projectFile({ taskId, remoteName, title, plate, md5, mapping, checks }))
      .catch((error: unknown) => {
        if (error instanceof Refused) throw new NotToBring('printer-reported-failure', error.message);
        throw error;
      });
  }

  /** Every refusal that counts is thrown as `NotToBring`. */
  protected isUnmoved(): boolean {
    return false;
  }

  protected async startLeft(run: PrintRun): Promise<void> {
    await rest(this.context.clock, this.#timing.startProofMs, this.ended.signal);
    if (this.run === run && this.sight === 'connected' && !this.ended.signal.aborted) this.#look();
  }

  #way(signal: AbortSignal): FileWay {
    const { pin } = this.#connection;
    if (pin === null) throw new Refused('the printer was never in sight');
    const { transferIdleMs: idleMs, secureMs } = this.#timing;
    const channel = {
      isClear: this.#note.clearData,
      learned: (clearData: boolean): void => void this.#noteDown({ clearData }),
    };
    return { options: this.#options, pin, idleMs, secureMs, channel, signal };
  }

  // ---- Orders

  /** Null when the printer heard it, else why not. */
  async #ask(command: commands.Command, urge?: (command: commands.Command) => Promise<void>): Promise<string | null> {
    const { session } = this.#connection;
    if (session === null || this.sight !== 'connected') return 'The printer is not connected.';
    if (saysDeveloperModeOff(this.#view())) return DEVELOPER_MODE_OFF;
    return (urge?.(command) ?? session.ask(command)).then(
      () => null,
      (error: unknown) => (error as Error).message,
    );
  }

  protected async adjusted(change: Adjustment): Promise<string | null> {
    if (change.kind === 'skip-object') return this.#skip(change.object);
    const command = commands.adjustmentCommand(change);
    return 'trouble' in command ? command.trouble : this.#ask(command);
  }

  /** Null when the printer shows that it leaves the object out (DR3), or when its print is over. Whoever skips twice has skipped. */
  async #skip(object: string): Promise<string | null> {
    const { run } = this;
    if (run === null || !run.accepted) return 'An object can be left out as soon as the printer prints.';
    if (saysDeveloperModeOff(this.#view())) return DEVELOPER_MODE_OFF;
    const trouble = skipTrouble(run.objects, this.#view(), object);
    if (trouble !== null) return trouble;
    const isOpen = (): boolean =>
      this.run === run && !this.#view().skipped.includes(object) && !this.ended.signal.aborted;
    const order = { command: commands.skipObject(object), isOpen, isRepeated: true };
    return carryOut(order, this.#parts({ ...this.#timing, proofMs: this.#timing.skipProofMs }));
  }

  #parts(timing: BambuTiming): Parameters<typeof carryOut>[1] {
    const session = (): Connection['session'] => (this.sight === 'connected' ? this.#connection.session : null);
    return { clock: this.context.clock, timing, signal: this.ended.signal, session };
  }

  /** `undone` also when the state never showed it. */
  protected order(run: PrintRun, name: OrderName, undone: (reason: string) => void): void {
    const isPause = name === 'pause';
    const stage = isPause ? 'pausing' : 'resuming';
    const order = {
      command: isPause ? commands.pause : commands.resume,
      // Whoever pauses twice has paused: a lost one is sent again. A resume never is: it may have been obeyed, and the filament have
      // run out since (MA6a).
      isRepeated: isPause,
      isOpen: () => this.run === run && run.stage === stage && !this.ended.signal.aborted,
    };
    this.begin(
      carryOut(order, this.#parts(this.#timing)).then((reason) => {
        if (reason === null) return;
        this.trouble(reason);
        undone(reason);
      }),
    );
  }

  protected override mayCancel(): boolean {
    return true;
  }

  protected override cancelRun(run: PrintRun): void {
    this.begin(this.#cancelUntilItEnds(run));
  }

  /** Sent again until the print has ended: whoever cancels twice has cancelled. */
  async #cancelUntilItEnds(run: PrintRun): Promise<void> {
    let told = '';
    while (this.run === run && !this.ended.signal.aborted) {
      const view = this.#view();
      if (this.sight === 'connected' && view.subtaskId === run.taskId && isActive(view)) {
        const refusal = await Promise.race([
          this.#ask(commands.stop, (command) => this.#connection.urge(command)),
          rest(this.context.clock, this.#timing.repeatMs, this.ended.signal).then(() => null),
        ]);
        if (refusal !== null && refusal !== told && this.run === run) {
          told = refusal;
          this.trouble(refusal);
        }
      }
      await rest(this.context.clock, this.#timing.repeatMs, this.ended.signal);
    }
  }

  /** There is no emergency stop: the most that the network can do is to end the print, and that is not at once (MA5). */
  override stop(): void {
    const run = this.run;
    if (run !== null && run.sent !== null && !run.accepted)
      this.#overtaken = { untilMs: this.context.clock.monotonic() + this.#timing.startProofMs, taskId: run.taskId };
    else if (this.stopping === null) this.#overtaken = null;
    super.stop();
  }

  protected async stopOnce(): Promise<void> {
    await this.#connection.urge(commands.stop).catch((error: unknown) => {
      throw error instanceof Refused ? new RefusedStop(0, error.message) : error;
    });
  }

  protected override hasNothingToStop(): boolean {
    return isAtRest(this.#view());
  }

  opened(): void {
    if (this.stopping !== null) this.stopOnce().catch(() => {});
  }

  #watchStop(view: PrinterView): void {
    if (!isAtRest(view)) return;
    const late = this.#overtaken;
    const isSettled = late === null || this.context.clock.monotonic() >= late.untilMs;
    if (!isSettled && !(view.subtaskId === late.taskId && view.state === 'FAILED')) return;
    void this.#noteDown({ foreign: null });
    this.stands();
  }
}
