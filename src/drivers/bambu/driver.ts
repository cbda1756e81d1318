import type { CreateDriver, Driver, DriverContext, ForeignPrint, PrintToDrive } from '#drivers/driver';
import { rest } from '#lib/rest';
import type { Adjustment } from '#model/adjustment';
import type { PrintId } from '#model/ids';
import type { AdoptInto, PrinterError, PrinterErrorCode } from '#model/phase';
import { carryOut, type Order } from './carry-out.ts';
import type { CertificatePin } from './certificate-pin.ts';
import { Connection, type ConnectionOwner } from './connection.ts';
import { deleteFile, uploadFile } from './file-transfer.ts';
import { type BambuOptions, readOptions } from './manifest.ts';
import { packPlate } from './plate-archive.ts';
import { newRun, type PrintRun, titleOf } from './print-run.ts';
import { mapFilaments } from './protocol/ams.ts';
import * as commands from './protocol/commands.ts';
import { feedbackOf } from './protocol/feedback.ts';
import { foreignOf, isUnbroken, outcomeShown, standingOf } from './protocol/foreign.ts';
import { pauseReason } from './protocol/pause-reason.ts';
import { DEVELOPER_MODE, faultOf, isCancelEcho, saysDeveloperModeOff, sentenceOf } from './protocol/printer-errors.ts';
import { isActive, isAtRest, type PrinterView, readPrinter } from './protocol/printer-view.ts';
import { noteOf, recordOf, type SessionNote } from './session-note.ts';
import { type BambuTiming, TIMING } from './timing.ts';
import { Refused } from './trouble.ts';
import { wantedFilaments } from './wanted-filaments.ts';

/**
 * The driver of a Bambu Lab printer in the local network. The printer holds the file and prints by itself: this process orders, watches
 * and reports. “Success” of the printer means that it heard; only its state, under the number of our print, shows that a thing was done
 * (DR3).
 */
export const createDriver: CreateDriver = (context) => new BambuDriver(context, TIMING);

const NEVER_SENT = 'The start was never sent to the printer; nothing moved.';
const DEVELOPER_MODE_OFF = `${DEVELOPER_MODE.text} ${DEVELOPER_MODE.remedy}`;

export class BambuDriver implements Driver, ConnectionOwner {
  readonly #context: DriverContext;
  readonly #timing: BambuTiming;
  readonly #options: BambuOptions;
  readonly #who: string;
  readonly #ended = new AbortController();
  readonly #connection: Connection;
  #note: SessionNote;
  #run: PrintRun | null = null;
  #foreign: ForeignPrint | null;
  #inSight = false;
  /** As it stood when it was last in sight in this process (BE3). */
  #lastView: PrinterView | null = null;
  #wasHeardAt = Number.NEGATIVE_INFINITY;
  #isResetting = false;
  #stopping: { readonly over: AbortController; readonly untilMs: number; readonly taskId: string | null } | null = null;
  #lastReason = '';
  #firmware: string | null = null;
  readonly #work = new Set<Promise<void>>();

  constructor(context: DriverContext, timing: BambuTiming) {
    this.#context = context;
    this.#timing = timing;
    this.#options = readOptions(context.options);
    this.#who = `${this.#options.serial} at ${this.#options.host}`;
    this.#note = noteOf(context.spoolRecord);
    this.#foreign = this.#note.foreign;
    const pin = this.#note.pinOf === this.#who ? this.#note.pin : null;
    this.#connection = new Connection({ context, options: this.#options, timing }, pin, this);
  }

  connect(): void {
    this.#begin(this.#connection.live());
  }

  start(print: PrintToDrive): void {
    if (this.#run !== null) return;
    const run = newRun(print, null);
    this.#run = run;
    this.#begin(this.#bring(run));
  }

  adopt(print: PrintToDrive, into: AdoptInto): void {
    this.#run = newRun(print, into);
  }

  pause(printId: PrintId): void {
    const run = this.#runOf(printId);
    if (run === null) return;
    run.stage = 'pausing';
    const isOpen = (): boolean => run.stage === 'pausing';
    // Whoever pauses twice has paused: a lost one is sent again.
    this.#order(run, { command: commands.pause, isOpen, isRepeated: true }, () => {
      run.stage = 'printing';
      this.#context.report({ kind: 'print-resumed', printId });
    });
  }

  resume(printId: PrintId): void {
    const run = this.#runOf(printId);
    if (run === null) return;
    run.stage = 'resuming';
    const isOpen = (): boolean => run.stage === 'resuming';
    // Never repeated: it may have been obeyed, and the filament have run out since (MA6a).
    this.#order(run, { command: commands.resume, isOpen, isRepeated: false }, (reason) => {
      run.stage = 'paused';
      this.#context.report({ kind: 'print-paused', printId, reason });
    });
  }

  cancel(printId: PrintId): void {
    const run = this.#runOf(printId);
    if (run === null) return;
    run.cancelWished = true;
    if (run.stage === 'bringing') return run.abort.abort();
    this.#begin(this.#cancelUntilItEnds(run));
  }

  adjust(printId: PrintId, change: Adjustment): void {
    if (this.#runOf(printId) === null) return;
    const command = commands.adjustmentCommand(change);
    if ('trouble' in command) return this.#trouble(command.trouble);
    this.#begin(
      this.#ask(command).then((refusal) => {
        if (refusal !== null) this.#trouble(refusal);
      }),
    );
  }

  /** These printers ask at their own screen. */
  answer(): void {}

  /** There is no emergency stop: the most that the network can do is to end the print, and that is not at once (MA5). */
  stop(): void {
    const run = this.#run;
    run?.abort.abort();
    this.#run = null;
    const before = this.#stopping;
    before?.over.abort();
    const isUnderWay = run?.sent != null && !run.accepted;
    this.#stopping = {
      over: new AbortController(),
      // A start that was sent and did not show may show yet, and is to be stopped then.
      untilMs: isUnderWay ? this.#context.clock.monotonic() + this.#timing.startProofMs : (before?.untilMs ?? 0),
      taskId: isUnderWay ? run.taskId : (before?.taskId ?? null),
    };
    // Written before this returns.
    this.#connection.session?.send(commands.stop);
    this.#begin(this.#stopUntilItStands(this.#stopping.over.signal));
  }

  reset(): void {
    this.#stopping?.over.abort();
    this.#stopping = null;
    this.#isResetting = true;
    this.#connection.session?.send(commands.clearError);
    if (this.#inSight) this.#sighted();
  }

  async manual(lines: readonly string[]): ReturnType<Driver['manual']> {
    const mode = commands.lightOf(lines);
    for (const text of lines) this.#context.history({ at: this.#context.clock.now(), direction: 'sent', text });
    const refusal = await this.#ask(mode === null ? commands.gcodeLines(lines) : commands.light(mode));
    return refusal === null ? { kind: 'done', replies: [] } : { kind: 'refused', reason: refusal };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended.abort();
    this.#stopping?.over.abort();
    this.#run?.abort.abort();
    this.#connection.end();
    await Promise.allSettled(this.#work);
  }

  /** Work that lasts; its end is waited for when the driver ends. Nothing in it may reject. */
  #begin(work: Promise<void>): void {
    this.#work.add(work);
    void work.finally(() => this.#work.delete(work));
  }

  // ---- In sight of the printer

  pinned(pin: CertificatePin): void {
    void this.#remember({ pin, pinOf: this.#who });
  }

  outOfSight(reason: string, wrongCredentials: boolean): void {
    if (this.#inSight) this.#wasHeardAt = this.#connection.heardAt;
    this.#inSight = false;
    if (this.#run?.sent != null) this.#run.sent.wasBlind = true;
    if (reason === this.#lastReason) return;
    this.#lastReason = reason;
    this.#context.report({ kind: 'disconnected', reason, wrongCredentials });
  }

  sighted(firmware: string | null): void {
    this.#lastReason = '';
    this.#firmware = firmware;
    this.#sighted();
  }

  /** In sight, or in sight again: what became of our print first, then whether anything ran meanwhile. */
  #sighted(): void {
    const view = this.#view();
    if (this.#run !== null && this.#run.adoptInto !== null) this.#adopt(this.#run, view);
    this.#inSight = true;
    const isForeign = this.#run === null && this.#stopping === null;
    this.#foreign = isForeign ? foreignOf(view, this.#foreign, this.#context.clock.now()) : null;
    const continuity =
      this.#isResetting && isAtRest(view)
        ? 'restarted'
        : isUnbroken(view, this.#knownBefore())
          ? 'unbroken'
          : 'unproven';
    this.#isResetting = false;
    this.#context.report({ kind: 'connected', continuity, firmware: this.#firmware, foreign: this.#foreign });
    this.#context.safety({ heating: false, stopBytes: new Uint8Array(), heatersOffBytes: new Uint8Array() });
    void this.#remember({ foreign: this.#foreign });
    this.#look();
  }

  #knownBefore(): Parameters<typeof isUnbroken>[1] {
    const blindMs = this.#context.clock.monotonic() - this.#wasHeardAt;
    return { ...this.#note, view: blindMs < this.#timing.blinkMs ? this.#lastView : null };
  }

  /** So that the process after this one can tell what this one knew. A disk that refuses is told by the machine; what lacks is a proof. */
  #remember(news: Partial<SessionNote>): Promise<boolean> {
    const note = { ...this.#note, ...news };
    if (JSON.stringify(note) === JSON.stringify(this.#note)) return Promise.resolve(true);
    this.#note = note;
    return this.#context.persistSpool(recordOf(note)).then(
      () => true,
      () => false,
    );
  }

  // ---- What the printer says

  reported(): void {
    if (this.#inSight) this.#look();
  }

  #view(): PrinterView {
    return readPrinter(this.#connection.fields);
  }

  /** After each change of the state. */
  #look(): void {
    const view = this.#view();
    if (this.#run !== null) this.#follow(this.#run, view);
    else if (this.#stopping !== null) this.#watchStop(view);
    // Also when ours has just turned out to be none.
    if (this.#run === null && this.#stopping === null) this.#watchForeign(view);
    this.#lastView = view;
    if (isAtRest(view)) void this.#remember({ standing: standingOf(view) });
    this.#measure(view);
  }

  #follow(run: PrintRun, view: PrinterView): void {
    if (view.subtaskId !== run.taskId) return this.#followAnother(run, view);
    if (run.sent === null) return;
    if (isActive(view) && !run.accepted) {
      run.accepted = true;
      void this.#remember({ seen: true });
    }
    const { printId } = run.print;
    run.heated ||= view.temperatures.some(({ name, target }) => name === 'nozzle' && target !== null);
    switch (view.state) {
      case 'RUNNING':
        this.#moved(run);
        if (run.stage !== 'paused' && run.stage !== 'resuming') break;
        run.stage = 'printing';
        this.#context.report({ kind: 'print-resumed', printId });
        break;
      case 'PAUSE':
        this.#moved(run);
        if (run.stage === 'paused' || run.stage === 'resuming') break;
        this.#context.report({
          kind: 'print-paused',
          printId,
          reason: run.stage === 'pausing' ? 'Paused by a person.' : pauseReason(view),
        });
        run.stage = 'paused';
        break;
      case 'FINISH':
        if (this.#isOurEnd(run, view)) return this.#end(run, 'finished', null);
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
  #moved(run: PrintRun): void {
    if (run.movedAt !== null) return;
    run.movedAt = this.#context.clock.monotonic();
    if (run.stage === 'starting' || run.stage === 'bringing') run.stage = 'printing';
    this.#context.report({ kind: 'print-moved', printId: run.print.printId });
  }

  /** The printer speaks of another print, or of none. */
  #followAnother(run: PrintRun, view: PrinterView): void {
    if (run.accepted) {
      // An unknown word is no statement, and neither is the lack of one.
      if (!isActive(view) && !isAtRest(view)) return;
      return this.#lost(
        run,
        'The printer does not know the print any more: it was restarted, or has begun another one.',
      );
    }
    // A report of changes may tell the state of ours before its number.
    if (isActive(view) && run.adoptInto === null && run.sent === null) {
      const text = 'The printer has begun another print at its own screen; this one was not started.';
      return this.#endUnmoved(run, 'failed', this.#error('start-unconfirmed', text));
    }
    if (run.sent !== null) this.#checkDeadline(run, view);
  }

  #checkDeadline(run: PrintRun, view: PrinterView): void {
    if (run.sent === null || run.accepted || this.#run !== run) return;
    if (this.#context.clock.monotonic() - run.sent.atMs < this.#timing.startProofMs) return;
    const fault = faultOf(view);
    const told = fault === null ? '' : ` It says: ${sentenceOf(fault)}`;
    if (run.sent.wasBlind || run.adoptInto !== null || view.subtaskId === run.taskId || !isAtRest(view))
      return this.#lost(run, `Nothing at the printer tells what became of the print.${told}`);
    const text = `The printer took the file and never began it. Developer Mode may be off, or the filaments may not fit.${told}`;
    this.#endUnmoved(run, run.cancelWished ? 'cancelled' : 'failed', this.#error('start-unconfirmed', text));
  }

  /** FAILED, or IDLE after it: cancelled, if the printer says so within seconds. */
  #fail(run: PrintRun, view: PrinterView): void {
    if (run.cancelWished || isCancelEcho(view.printError)) return this.#end(run, 'cancelled', null);
    const fault = faultOf(view);
    if (fault !== null) return this.#end(run, 'failed', this.#error('printer-reported-failure', sentenceOf(fault)));
    if (run.concluding) return;
    run.concluding = true;
    this.#begin(
      rest(this.#context.clock, this.#timing.cancelEchoMs, this.#ended.signal).then(() => {
        if (this.#run !== run || this.#ended.signal.aborted) return;
        const text = 'The printer ended the print and does not say why: look at its screen.';
        this.#end(run, 'failed', this.#error('printer-reported-failure', text));
      }),
    );
  }

  #watchForeign(view: PrinterView): void {
    const current = foreignOf(view, this.#foreign, this.#context.clock.now());
    const known = this.#foreign;
    if (current === known) return;
    // An unknown word ends nothing.
    if (current === null && !isAtRest(view)) return;
    this.#foreign = current;
    if (known !== null)
      this.#context.report({
        kind: 'foreign-ended',
        key: known.key,
        outcome: current === null ? outcomeShown(view) : 'unknown',
      });
    if (current !== null) this.#context.report({ kind: 'foreign-began', foreign: current });
    void this.#remember({ foreign: current });
  }

  #measure(view: PrinterView): void {
    const run = this.#run;
    const ours = run !== null && run.taskId === view.subtaskId && run.movedAt !== null ? run : null;
    const elapsedMs = this.#context.clock.monotonic() - (ours?.movedAt ?? 0);
    const fault = faultOf(view);
    const notice = saysDeveloperModeOff(view) ? DEVELOPER_MODE_OFF : fault === null ? null : sentenceOf(fault);
    const progress = ours === null ? null : { printId: ours.print.printId, elapsedSeconds: elapsedMs / 1_000 };
    this.#context.report({ kind: 'feedback', feedback: feedbackOf(view, progress, notice) });
  }

  // ---- Our print

  /** Brings the file to the printer, and starts what was brought and verified. */
  async #bring(run: PrintRun): Promise<void> {
    const { path, file } = run.print;
    const signal = AbortSignal.any([run.abort.signal, this.#ended.signal]);
    const cannot = (code: PrinterErrorCode, text: string): void =>
      this.#endUnmoved(
        run,
        run.cancelWished ? 'cancelled' : 'failed',
        run.cancelWished ? null : this.#error(code, text),
      );
    try {
      const wanted = await wantedFilaments(path, file.sizeBytes, signal);
      const view = this.#view();
      const mapping = mapFilaments(wanted, view.trays, this.#options.filamentFrom);
      if (this.#run !== run) return;
      if (run.cancelWished) return cannot('file-unavailable', '');
      if (!this.#inSight) return cannot('no-answer', 'The printer was out of sight when the print was to start.');
      if (saysDeveloperModeOff(view)) return cannot('printer-reported-failure', DEVELOPER_MODE_OFF);
      if ('trouble' in mapping) return cannot('printer-reported-failure', mapping.trouble);
      const { plate, md5 } = await this.#upload(run, signal);
      if (this.#run !== run) return;
      if (run.cancelWished) return cannot('file-unavailable', '');
      const { taskId, remoteName } = run;
      const title = titleOf(file.name);
      const { checks } = this.#options;
      await this.#sendStart(run, commands.projectFile({ taskId, remoteName, title, plate, md5, mapping, checks }));
    } catch (error) {
      if (this.#run !== run || this.#ended.signal.aborted) return;
      const reason = error instanceof Error ? error.message : String(error);
      cannot('file-unavailable', `The file could not be brought to the printer: ${reason}.`);
    }
  }

  async #upload(run: PrintRun, signal: AbortSignal): Promise<{ readonly plate: number; readonly md5: string }> {
    const { path, printId } = run.print;
    await using archive = await packPlate(path, `${path}.${printId}.3mf`, signal);
    await uploadFile(this.#way(signal), { ...archive, remoteName: run.remoteName });
    return archive;
  }

  async #sendStart(run: PrintRun, command: commands.Command): Promise<void> {
    const fail = (code: PrinterErrorCode, text: string): void =>
      this.#endUnmoved(run, 'failed', this.#error(code, text));
    // Durable first: a process after this one must know that the printer may have heard of it.
    const { state: before } = this.#view();
    const isDurable = await this.#remember({ sent: run.print.printId, before, gone: null, seen: false });
    if (this.#run !== run) return;
    if (run.cancelWished) return this.#endUnmoved(run, 'cancelled', null);
    const { session } = this.#connection;
    const view = this.#view();
    if (!isDurable) return fail('disk-full', 'The machine’s disk does not take the note that the print begins.');
    if (session === null || !this.#inSight)
      return fail('no-answer', 'The printer was out of sight when the print was to start; nothing moved.');
    // A start while another print runs cancels that one at some printers.
    if (!isAtRest(view))
      return fail('start-unconfirmed', 'The printer does something else; this print was not started.');
    run.stage = 'starting';
    run.sent = { atMs: this.#context.clock.monotonic(), stateBefore: view.state, wasBlind: false };
    try {
      await session.ask(command);
    } catch (error) {
      if (this.#run !== run || run.accepted) return;
      if (error instanceof Refused) return fail('printer-reported-failure', error.message);
      // The answer is lost: only looking tells whether it prints, and nothing is sent twice (WI4, S3).
    }
    await rest(this.#context.clock, this.#timing.startProofMs, this.#ended.signal);
    if (this.#run === run && this.#inSight && !this.#ended.signal.aborted) this.#look();
  }

  /** MA10: where the print of the process before this one stands. */
  #adopt(run: PrintRun, view: PrinterView): void {
    if (run.sent !== null) return;
    if (this.#note.sent !== run.print.printId)
      return this.#endUnmoved(
        run,
        run.cancelWished ? 'cancelled' : 'failed',
        this.#error('start-unconfirmed', NEVER_SENT),
      );
    run.accepted = this.#note.seen;
    run.heated = true;
    run.sent = { atMs: this.#context.clock.monotonic(), stateBefore: this.#note.before ?? view.state, wasBlind: true };
    if (!run.accepted && !isActive(view))
      this.#begin(
        rest(this.#context.clock, this.#timing.startProofMs, this.#ended.signal).then(() => {
          if (this.#run === run && this.#inSight && !this.#ended.signal.aborted) this.#look();
        }),
      );
    if (view.subtaskId !== run.taskId || !isActive(view)) return;
    if (view.state === 'RUNNING' || view.state === 'PAUSE') run.movedAt = this.#context.clock.monotonic();
    if (run.adoptInto !== 'cancelling') {
      run.stage = view.state === 'PAUSE' ? 'paused' : 'printing';
      // The printer went on by itself: the gap changed nothing that it did.
      this.#context.report({ kind: 'adopted', printId: run.print.printId, into: run.stage, gapMs: 0 });
    } else this.#begin(this.#cancelUntilItEnds(run));
  }

  #end(run: PrintRun, outcome: 'finished' | 'cancelled' | 'failed', error: PrinterError | null): void {
    this.#run = null;
    const moved = run.movedAt !== null || run.heated || run.adoptInto !== null || outcome === 'finished';
    this.#context.report({ kind: 'print-ended', printId: run.print.printId, outcome, moved, error });
    this.#begin(this.#forgetFile(run));
  }

  #endUnmoved(run: PrintRun, outcome: 'cancelled' | 'failed', error: PrinterError | null): void {
    this.#run = null;
    this.#context.report({ kind: 'print-ended', printId: run.print.printId, outcome, moved: false, error });
    this.#begin(this.#forgetFile(run));
  }

  #lost(run: PrintRun, message: string): void {
    this.#run = null;
    const error = this.#error('resume-unproven', message);
    this.#context.report({ kind: 'print-lost', printId: run.print.printId, error });
    this.#begin(this.#forgetFile(run));
  }

  /** Our copy is not needed any more, and without it a late start starts nothing. A printer that keeps it is not harmed. */
  async #forgetFile(run: PrintRun): Promise<void> {
    if (this.#connection.pin === null) return;
    const isGone = await deleteFile(this.#way(this.#ended.signal), run.remoteName).catch(() => false);
    if (isGone) void this.#remember({ gone: run.taskId });
  }

  #way(signal: AbortSignal): Parameters<typeof deleteFile>[0] {
    const { pin } = this.#connection;
    if (pin === null) throw new Refused('the printer was never in sight');
    return { options: this.#options, pin, idleMs: this.#timing.transferIdleMs, signal };
  }

  // ---- Orders

  /** Null when the printer heard it, else why not. */
  async #ask(command: commands.Command): Promise<string | null> {
    const { session } = this.#connection;
    if (session === null || !this.#inSight) return 'The printer is not connected.';
    if (saysDeveloperModeOff(this.#view())) return DEVELOPER_MODE_OFF;
    return session.ask(command).then(
      () => null,
      (error: unknown) => (error as Error).message,
    );
  }

  /** `undone` when it was refused, or the state never showed it. */
  #order(run: PrintRun, order: Order, undone: (reason: string) => void): void {
    const isOpen = (): boolean => this.#run === run && order.isOpen() && !this.#ended.signal.aborted;
    const parts = {
      clock: this.#context.clock,
      timing: this.#timing,
      signal: this.#ended.signal,
      session: () => (this.#inSight ? this.#connection.session : null),
    };
    this.#begin(
      carryOut({ ...order, isOpen }, parts).then((reason) => {
        if (reason === null) return;
        this.#trouble(reason);
        undone(reason);
      }),
    );
  }

  /** Sent again until the print has ended: whoever cancels twice has cancelled. */
  async #cancelUntilItEnds(run: PrintRun): Promise<void> {
    let told = '';
    while (this.#run === run && !this.#ended.signal.aborted) {
      const view = this.#view();
      if (this.#inSight && view.subtaskId === run.taskId && isActive(view)) {
        const refusal = await Promise.race([
          this.#ask(commands.stop),
          rest(this.#context.clock, this.#timing.repeatMs, this.#ended.signal).then(() => null),
        ]);
        if (refusal !== null && refusal !== told && this.#run === run && !this.#ended.signal.aborted) {
          told = refusal;
          this.#trouble(refusal);
        }
      }
      await rest(this.#context.clock, this.#timing.repeatMs, this.#ended.signal);
    }
  }

  /** MA6a: again and again until the printer shows that it stands. */
  async #stopUntilItStands(over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      await rest(this.#context.clock, this.#timing.repeatMs, over);
      if (over.aborted) return;
      this.#connection.session?.send(commands.stop);
      // A printer that stands already has nothing to tell.
      this.#connection.session?.send(commands.wakeReports);
    }
  }

  #watchStop(view: PrinterView): void {
    const stopping = this.#stopping;
    if (stopping === null || !isAtRest(view)) return;
    const isSettled = stopping.taskId === null || this.#context.clock.monotonic() >= stopping.untilMs;
    if (!isSettled && !(view.subtaskId === stopping.taskId && view.state === 'FAILED')) return;
    stopping.over.abort();
    this.#stopping = null;
    this.#foreign = null;
    void this.#remember({ foreign: null });
    this.#context.report({ kind: 'standing' });
  }

  // ---- Words

  #runOf(printId: PrintId): PrintRun | null {
    return this.#run?.print.printId === printId ? this.#run : null;
  }

  #trouble(message: string): void {
    if (this.#ended.signal.aborted) return;
    this.#context.report({ kind: 'trouble', error: this.#error('protocol-trouble', message) });
  }

  #error(code: PrinterErrorCode, message: string): PrinterError {
    return { code, message, at: this.#context.clock.now() };
  }
}
