import { FOLDER } from '#drivers/device-run';
import type { CreateDriver, Driver, DriverContext, ForeignPrint, PrintToDrive } from '#drivers/driver';
import { NetworkDriver, type OrderName } from '#drivers/network-driver';
import { Refused, Unreachable } from '#drivers/network-trouble';
import { sinceOf } from '#drivers/foreign-since';
import { NotToBring } from '#drivers/not-to-bring';
import { doingOf, isAtRest, isQuiet, outcomeShown, type PrusaState, readyWordOf } from '#drivers/prusa-state';
import type { Adjustment } from '#model/adjustment';
import type { AdoptInto } from '#model/phase';
import { DialogDesk } from './dialog-desk.ts';
import { FileOffers } from './file-offers.ts';
import { bringFile } from './bring-file.ts';
import { readOptions } from './manifest.ts';
import { NotFetched, OrderDesk } from './order-desk.ts';
import { adoptedRun, isFileOf, newRun, type PrintRun } from './print-run.ts';
import { PrinterCalls } from './printer-calls.ts';
import { COMMAND_LIMIT_BYTES, gcode, type Order, order, orderOf } from './protocol/commands.ts';
import {
  namedJobIn,
  objectsIn,
  pastOutcomeIn,
  type PrinterEvent,
  readEvent,
  readIntroduction,
  startOrderIn,
  type Introduction,
} from './protocol/event.ts';
import { feedbackOf } from './protocol/feedback.ts';
import { type ConnectStatus, mergeEvent, mergeTelemetry } from './protocol/telemetry.ts';
import { shown, shownOrder } from './protocol/shown.ts';
import { verdictOf } from './protocol/verdict.ts';
import { noteOf, recordOf, type SessionNote } from './session-note.ts';
import { toolsNow, watchSlots } from './slot-watch.ts';
import { ANSWER_MS, FETCH_MS, GCODE_MS, START_PROOF_MS, STOP_REPEAT_MS } from './timing.ts';

/**
 * The driver of a Prusa printer that dials: this process listens, at a port that is this printer's own, and is to it what Prusa Connect
 * would be. The printer tells its state by itself, fetches orders and files, and prints by itself. Its yes ends nothing; only its state
 * shows that a thing was done (DR3).
 */
export const createDriver: CreateDriver = (context) => new PrusaConnectDriver(context);

interface NamedJob {
  readonly id: number;
  readonly name: string;
}

const ORDERS = { pause: 'PAUSE_PRINT', resume: 'RESUME_PRINT', cancel: 'STOP_PRINT' } as const;

/** Anybody may call at the port, and name himself differently each time. */
const TOLD_AWAY_LIMIT = 20;
/** The answer to a start that says only that its print does not show yet. */
const NOT_SHOWN_YET = /no job in progress|job id/i;

class PrusaConnectDriver extends NetworkDriver<PrintRun> {
  /** The printer comes for it when it next tells something, and is not idle long. */
  protected override readonly startLeavesMs = FETCH_MS;
  readonly #calls: PrinterCalls;
  readonly #files = new FileOffers();
  readonly #desk: OrderDesk;
  readonly #dialogs: DialogDesk;
  #introduced: Introduction | null = null;
  #status: ConnectStatus | null = null;
  /** Of those who are not this printer: once, however often they call. */
  readonly #toldAway = new Set<string>();
  /** The newest job that the printer has named; it tells the file of one job only while it lasts. */
  #job: NamedJob | null;
  #asksJob = false;
  #asksInfo = false;
  /** It has introduced itself, or was asked to and did not. */
  #isKnown = false;
  #objects: NonNullable<ReturnType<typeof objectsIn>> = [];
  #note: SessionNote;
  /** A start was on its way when the stop came, behind this job: rest counts from then on only, unless another job shows. */
  #overtaken: { countsFrom: number; readonly jobBefore: number | null } | null = null;
  #startOrder: number | null = null;
  #resetting = false;
  /** Whoever waits for the next word of a transfer. */
  readonly #transferWatchers = new Set<(event: PrinterEvent) => void>();

  constructor(context: DriverContext) {
    super(context, { answerMs: ANSWER_MS, stopRepeatMs: STOP_REPEAT_MS });
    const parts = { context, files: this.#files, ended: this.ended.signal, note: () => this.#note };
    this.#calls = new PrinterCalls({
      ...parts,
      options: readOptions(context.options),
      remember: (change) => this.#remember(change),
      hears: () => this.heard(),
      heard: (told) => this.#heard(told),
      fetch: () => this.#hand(),
      missing: (reason) => this.outOfSight(reason, false),
      gone: (reason) => this.outOfSight(reason, false),
      turnedAway: (reason) => this.#turnedAway(reason),
    });
    const firstId = 1 + Math.floor(context.chance.fraction() * 0x7000_0000);
    this.#desk = new OrderDesk(context.clock, firstId, {
      ring: () => this.#calls.ring(),
      drop: () => this.#calls.drop(),
    });
    this.#dialogs = new DialogDesk(context, (asked) => this.#ask(asked));
    this.#note = noteOf(context.spoolRecord);
    this.foreign = this.#note.foreign;
    this.#job = jobOf(this.#note.lastJob);
  }

  connect(): void {
    this.begin(this.#calls.run());
  }

  protected newRun(print: PrintToDrive, into: AdoptInto | null): PrintRun {
    if (into === null) return newRun(print);
    const { sent, switches } = this.#note;
    const run = adoptedRun(print, into, sent, this.context.clock.monotonic());
    if (sent === print.printId && switches !== null) run.slotUse = { switches, begun: true, last: null };
    if (this.#job !== null && isFileOf(run, this.#job.name)) run.jobId = this.#job.id;
    else run.jobBefore = this.#job?.id ?? null;
    return run;
  }

  protected order(run: PrintRun, name: OrderName, undone: (reason: string) => void): void {
    // The orders name no job: another one's is left alone.
    const isIts = run.jobId !== null && this.#status?.job?.id === run.jobId;
    const asked = isIts
      ? this.#ask(order(ORDERS[name]))
      : Promise.reject(new Refused(0, 'The printer does not show the print.'));
    this.carryOut(run, asked, undone);
  }

  protected async adjusted(change: Adjustment): Promise<string | null> {
    const made = orderOf(change);
    if (made === null) return 'The printer prints by itself and cannot be told that from here.';
    if (made.kind === 'gcode') return this.adjustedBy(made.text);
    return this.#ask(made).then(
      () => null,
      (error: unknown) => wordsOf(error),
    );
  }

  override answer(dialogId: string, choice: number | null): void {
    this.begin(
      this.#dialogs.answer(dialogId, choice).then((reason) => {
        if (reason !== null) this.trouble(reason);
      }),
    );
  }

  override stop(): void {
    const run = this.run;
    const takenBack = this.#desk.takeBack();
    const isSent = run !== null && run.startSentAt !== null && !takenBack.includes(this.#startOrder ?? -1);
    const isUnproven = isSent && run.jobId === null;
    if (isUnproven) this.#overtaken = { countsFrom: run.restsSince + START_PROOF_MS, jobBefore: run.jobBefore };
    // Pressed twice, it waits for the same start.
    else if (this.stopping === null) this.#overtaken = null;
    super.stop();
  }

  /** Whatever prints is ended: on a WebSocket at once, else when the printer calls next, within a second. */
  protected async stopOnce(signal: AbortSignal): Promise<void> {
    if (this.#status?.job == null) return;
    await this.#desk.send(order('STOP_PRINT'), { isUrgent: true, signal });
  }

  protected override hasNothingToStop(): boolean {
    return this.#status !== null && isAtRest(this.#status.state, true);
  }

  reset(): void {
    this.endStop();
    this.#resetting = true;
    // A red screen ends with a restart only.
    const what = this.#status?.state === 'ERROR' ? 'RESET_PRINTER' : 'SEND_STATE_INFO';
    this.#askAside(order(what));
  }

  async manual(lines: readonly string[]): ReturnType<Driver['manual']> {
    const long = lines.find((line) => Buffer.byteLength(line) > COMMAND_LIMIT_BYTES);
    if (long !== undefined) return { kind: 'refused', reason: 'The printer takes no line of that length.' };
    try {
      for (const line of lines) await this.#ask(gcode(line), GCODE_MS);
      return { kind: 'done', replies: [] };
    } catch (error) {
      return { kind: 'refused', reason: wordsOf(error) };
    }
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    this.#calls.forget();
    this.#status = null;
    this.#desk.giveUp('The driver has ended.');
    await super[Symbol.asyncDispose]();
    await this.#calls[Symbol.asyncDispose]();
  }

  // ---- The port that it calls

  /** While the right one is in sight, others are told of aside. */
  #turnedAway(reason: string): void {
    const isNews = !this.#toldAway.has(reason);
    if (isNews && this.#toldAway.size >= TOLD_AWAY_LIMIT) return;
    this.#toldAway.add(reason);
    if (this.sight === 'none' && !this.#calls.isInTouch) this.outOfSight(reason, true);
    else if (isNews) this.trouble(reason);
  }

  #hand(): ReturnType<OrderDesk['fetch']> {
    const next = this.#desk.fetch();
    if (next !== null) this.note('sent', shownOrder(next.order));
    return next;
  }

  /** As the printer answers it, unless the driver ends. */
  #ask(what: Order, answerMs = ANSWER_MS): Promise<PrinterEvent> {
    if (!this.#calls.isInTouch) return Promise.reject(new NotFetched('The printer is out of sight.'));
    return this.#desk.send(what, { answerMs });
  }

  /** What comes of it is told by the printer's state. */
  #askAside(what: Order): void {
    this.begin(
      this.#ask(what).then(
        () => {},
        () => {},
      ),
    );
  }

  override outOfSight(reason: string, wrongCredentials: boolean): void {
    this.#status = null;
    this.#calls.forget();
    this.#introduced = null;
    this.#isKnown = false;
    this.#desk.giveUp('The printer is out of sight.');
    this.#dialogs.forget();
    if (this.run?.startSentAt != null) this.run.wasBlind = true;
    if (this.run !== null) this.run.slotUse = { ...this.run.slotUse, last: null };
    super.outOfSight(reason, wrongCredentials);
  }

  // ---- What it says

  /** `null`: a sign of life. */
  #heard(told: unknown): void {
    if (!this.#isKnown) this.#introduce();
    if (told === null) return;
    const event = readEvent(told);
    if (event !== null) this.#hearEvent(event);
    else {
      const status = mergeTelemetry(this.#status, told, this.#status?.slots ?? this.#introduced?.slots);
      if (status === null) return;
      this.#status = status;
    }
    this.#look();
  }

  #hearEvent(event: PrinterEvent): void {
    this.note('received', shown(event.told).slice(0, 1_000));
    this.#status = mergeEvent(this.#status, event.told);
    const started = this.#startedIn(event);
    const job = started ?? namedJobIn(event);
    const isNews = job !== null && (job.id !== this.#job?.id || (started !== null && job.name !== this.#job.name));
    if (isNews && job.id === this.#status?.job?.id) {
      this.#job = job;
      this.#objects = [];
      this.#rememberJob();
    }
    if (event.event === 'INFO') {
      this.#introduced = readIntroduction(event);
      this.#isKnown = true;
    }
    if (event.event === 'STATE_CHANGED') this.#dialogs.told(event);
    if (event.event.startsWith('TRANSFER_')) for (const watch of this.#transferWatchers) watch(event);
    this.#objects = objectsIn(event) ?? this.#objects;
    this.#desk.answered(event);
  }

  /** What our own start has brought about is our file, whatever the printer calls it: some have lost its long name. */
  #startedIn(event: PrinterEvent): NamedJob | null {
    const { run } = this;
    if (run === null || run.startSentAt === null || event.jobId === null || this.#startOrder === null) return null;
    return startOrderIn(event) === this.#startOrder ? { id: event.jobId, name: run.fileName } : null;
  }

  /** It introduces itself after a while out of touch only. */
  #introduce(): void {
    if (this.#asksInfo) return;
    this.#asksInfo = true;
    this.begin(
      this.#ask(order('SEND_INFO')).then(
        () => this.#afterIntroduction(),
        () => this.#afterIntroduction(),
      ),
    );
  }

  #afterIntroduction(): void {
    this.#asksInfo = false;
    this.#isKnown = this.#calls.isInTouch;
    if (this.#calls.isInTouch && !this.ended.signal.aborted) this.#look();
  }

  /** Nothing can be said of a job without its name. It is asked for past an order whose answer may be lost. */
  #meetUnnamed(id: number): void {
    const run = this.run;
    if (run !== null && run.startSentAt !== null && run.jobId === null && id !== run.jobBefore) run.unnamedJob = id;
    if (this.#asksJob || !this.#calls.isInTouch) return;
    this.#asksJob = true;
    const done = (): void => {
      this.#asksJob = false;
    };
    this.begin(this.#desk.send(order('SEND_JOB_INFO', { job_id: id }), { isUrgent: true }).then(done, done));
  }

  // ---- What the printer shows

  /** After each word of it. */
  #look(): void {
    const status = this.#status;
    if (status === null || this.ended.signal.aborted) return;
    this.showsReady(readyWordOf(status.state));
    if (this.stopping !== null && this.#standsAfterStop(status)) return;
    const halt = 'The printer shows an error at its panel.';
    if (status.state === 'ERROR') return this.halted(halt, `${halt} It must be dealt with there.`);
    // What has ended may be shown for a while.
    const shown = status.job === null || isAtRest(status.state, true) ? null : status.job;
    if (shown !== null && shown.id !== this.#job?.id) return this.#meetUnnamed(shown.id);
    const job = shown === null ? null : this.#job;
    if (this.sight !== 'connected' && !this.#isKnown) return;
    // What a start brings about shows within its time from now on (MA11a).
    if (this.run !== null && this.sight !== 'connected') this.run.restsSince = this.context.clock.monotonic();
    if (this.run !== null) this.#follow(this.run, status, job);
    const wasForeign = this.foreign;
    const foreign = this.stopping === null ? this.#foreignIn(status, job) : null;
    if (this.sight !== 'connected' || this.#resetting) this.#sighted(foreign);
    else if (foreign !== null && foreign.key !== wasForeign?.key) this.#meet(foreign);
    if (wasForeign !== null && foreign === null && this.stopping === null) this.#leave(wasForeign, status.state, job);
    this.#dialogs.shows(status.dialogId);
    const run = this.run;
    const printId = run !== null && job !== null && run.jobId === job.id ? run.print.printId : null;
    const notice = run === null ? null : wayOf(run, status);
    this.context.report({ kind: 'feedback', feedback: feedbackOf(status, printId, this.#objects, notice) });
  }

  #sighted(foreign: ForeignPrint | null): void {
    // Nobody ran anything between the person's look and this one, if the printer was in sight all the time.
    const isUnbroken = this.#resetting && this.sight === 'connected';
    this.#resetting = false;
    const hadForeign = this.foreign;
    if (foreign !== null) this.foreign = foreign;
    this.connected(isUnbroken ? 'unbroken' : 'unproven', this.#introduced?.firmware ?? null, foreign);
    if (foreign?.key !== hadForeign?.key) this.#rememberJob();
  }

  /** A print that is none of ours; one that was known before keeps its key and its beginning (MA11). */
  #foreignIn({ job }: ConnectStatus, named: NamedJob | null): ForeignPrint | null {
    if (job === null || named === null || this.run?.jobId === job.id) return null;
    const key = `job ${job.id} ${named.name}`;
    if (this.foreign?.key === key) return this.foreign;
    // What our start has brought about may not have its name yet; our own file, printed again at the panel, is foreign.
    if (this.run !== null && this.run.startSentAt !== null) return null;
    return { key, name: named.name, since: sinceOf(this.context.clock.now(), job.printingSeconds) };
  }

  #meet(foreign: ForeignPrint): void {
    this.foreignBegan(foreign);
    this.#rememberJob();
  }

  #leave({ key }: ForeignPrint, state: PrusaState, job: NamedJob | null): void {
    if (this.foreign?.key !== key || (job === null && !isAtRest(state, false))) return;
    this.foreignEnded(key, job === null ? outcomeShown(state) : 'unknown');
    this.#rememberJob();
  }

  // ---- Our print

  #follow(run: PrintRun, status: ConnectStatus, job: NamedJob | null): void {
    if (run.startSentAt === null) return;
    const isOurs =
      job !== null && isFileOf(run, job.name) && (run.jobId === null ? job.id !== run.jobBefore : job.id === run.jobId);
    if (isOurs) this.#show(run, status, job);
    else if (run.jobId !== null) this.#gone(run, run.jobId, job === null ? status.state : 'IDLE');
    else if (run.neverSent) this.#neverSent(run);
    else this.#awaitStart(run, status.state);
  }

  /** What was still to be told of it is told to nobody: the next print is another one. */
  protected override end(...how: Parameters<NetworkDriver<PrintRun>['end']>): void {
    this.#desk.takeBack();
    super.end(...how);
  }

  #neverSent(run: PrintRun): void {
    const text = 'Croft’s process for this printer ended before the file was there; nothing moved.';
    this.endUnmoved(run, run.cancelWished ? 'cancelled' : 'failed', this.error('start-unconfirmed', text));
  }

  /** The printer works on it. */
  #show(run: PrintRun, status: ConnectStatus, { id }: NamedJob): void {
    const { state, job } = status;
    const isFirst = run.stage === 'starting';
    const wasBlind = run.wasBlind;
    run.jobId = id;
    run.wasBlind = false;
    run.past = 'unknown';
    run.percent = Math.max(run.percent, job?.percent ?? 0);
    const isPaused = state === 'PAUSED' || state === 'ATTENTION';
    if (isFirst) {
      if (run.adoptInto === null) this.moved(run);
      else if (!run.cancelWished) this.adopted(run, isPaused ? 'paused' : 'printing');
      else run.stage = 'printing';
    }
    if (state === 'PRINTING') this.showsPrinting(run);
    else if (isPaused) this.showsPaused(run, this.#pauseOf(state), state === 'PAUSED');
    if (watchSlots(run, status, this.context.report)) this.#remember({ switches: run.slotUse.switches });
    if (run.cancelWished && (run.stage !== 'cancelling' || wasBlind)) this.cancelRun(run);
  }

  #pauseOf(state: PrusaState): string {
    if (state !== 'ATTENTION') return 'Paused at the printer.';
    return this.#dialogs.text ?? 'The printer asks something.';
  }

  protected isShown(run: PrintRun): boolean {
    return run.jobId !== null;
  }

  protected override mayCancel(run: PrintRun): boolean {
    return run.jobId !== null && !run.wasBlind;
  }

  /** It was shown, and is no more: the printer's history tells, else its state, if it was watched. */
  #gone(run: PrintRun, jobId: number, state: PrusaState): void {
    if (run.past === 'unknown') return this.#askPast(run, jobId);
    if (run.past === 'asked') return;
    if (run.past === 'finished') return this.end(run, 'finished', null);
    if (run.past === 'stopped') return this.end(run, 'cancelled', null);
    const verdict = verdictOf(state, run.percent, run.cancelWished);
    if (verdict.kind !== 'ended') return;
    if (run.wasBlind && state !== 'FINISHED' && state !== 'STOPPED')
      return this.lost(run, 'The print ended while nobody looked, and the printer does not say how.');
    const { outcome, doubt } = verdict;
    this.end(run, outcome, doubt === null ? null : this.error('printer-reported-failure', doubt));
  }

  #askPast(run: PrintRun, jobId: number): void {
    run.past = 'asked';
    this.begin(
      this.#ask(order('SEND_JOB_INFO', { job_id: jobId }))
        .then(
          (answer) => {
            run.past = pastOutcomeIn(answer) ?? 'unknown';
          },
          (error: unknown) => {
            // No answer says nothing; the next look asks again.
            run.past = error instanceof Refused ? 'forgotten' : 'unknown';
          },
        )
        .then(() => {
          if (run.past !== 'unknown' && this.run === run && !this.ended.signal.aborted) this.#look();
        }),
    );
  }

  /** MA11a: it shows a preview first, and calls itself idle meanwhile; or it asks, and begins when that is answered. */
  #awaitStart(run: PrintRun, state: PrusaState): void {
    const now = this.context.clock.monotonic();
    if (!isQuiet(state) && !run.wasBlind) run.restsSince = now;
    if (now - run.restsSince < START_PROOF_MS) return;
    if (run.wasBlind) return this.lost(run, 'Nothing at the printer tells what became of the print.');
    if (run.unnamedJob !== null) return this.lost(run, 'The printer printed something and did not tell what.');
    this.neverBegan(run);
  }

  // ---- Bringing and starting

  /** The printer fetches it, and says how long it is then. */
  protected async upload(run: PrintRun, signal: AbortSignal): Promise<void> {
    if (this.sight !== 'connected') throw new Unreachable('It is out of sight.');
    if (this.#introduced?.hasStorage === false)
      throw new Refused(507, 'The printer shows no storage. Put a USB drive into it.');
    toolsNow(run, this.#status?.slots);
    const watchers = this.#transferWatchers;
    await bringFile({
      run,
      folder: `/usb/${FOLDER}`,
      files: this.#files,
      ask: (what) => this.#ask(what),
      isInSight: () => this.sight === 'connected',
      context: this.context,
      signal,
      watch(heard) {
        watchers.add(heard);
        return { [Symbol.dispose]: () => void watchers.delete(heard) };
      },
    });
  }

  protected override async noteStart({ print }: PrintRun, mayHaveLeft: boolean): Promise<void> {
    if (mayHaveLeft)
      await this.context.persistSpool(recordOf(this.#changeNote({ sent: print.printId, switches: null })));
  }

  protected async lookOnce(): Promise<void> {
    await this.#ask(order('SEND_STATE_INFO'));
    const status = this.#status;
    if (status === null) throw new Unreachable('It is out of sight.');
    if (!isQuiet(status.state)) throw this.isBusy(doingOf(status.state, 'it asks something'));
  }

  protected async orderStart(run: PrintRun, unlessLeft: AbortSignal): Promise<void> {
    const tools = toolsNow(run, this.#status?.slots);
    run.jobBefore = this.#job?.id ?? null;
    run.startSentAt = run.restsSince = this.context.clock.monotonic();
    try {
      const told = (id: number): void => {
        this.#startOrder = id;
      };
      await this.#desk.send(
        order('START_PRINT', { path: run.path, ...(tools === null ? {} : { tool_mapping: tools }) }),
        { told, signal: unlessLeft },
      );
    } catch (error) {
      if (!(error instanceof NotFetched)) throw error;
      throw new NotToBring('no-answer', 'The printer did not fetch the order to start; nothing moved.');
    }
  }

  /** It answers by naming its job, which it may not have yet. */
  protected isUnmoved({ message }: Refused): boolean {
    return !NOT_SHOWN_YET.test(message);
  }

  protected startLeft(): void {
    this.#look();
  }

  protected async deleteFile(run: PrintRun): Promise<void> {
    await this.#ask(order('DELETE_FILE', { path: run.path }));
  }

  // ---- Stop

  #standsAfterStop({ state, job }: ConnectStatus): boolean {
    const now = this.context.clock.monotonic();
    const overtaken = this.#overtaken;
    // The start that was on its way has shown itself; the job before may be shown for long after its end.
    if (job !== null && job.id !== overtaken?.jobBefore) this.#overtaken = null;
    else if (overtaken !== null && !isQuiet(state)) overtaken.countsFrom = now + START_PROOF_MS;
    if (!isAtRest(state, job !== null) || now < (this.#overtaken?.countsFrom ?? 0)) return false;
    this.stands();
    return true;
  }

  // ---- What is kept

  #rememberJob(): void {
    this.#remember({ lastJob: this.#job === null ? null : `${this.#job.id} ${this.#job.name}` });
  }

  #changeNote(change: Partial<SessionNote>): SessionNote {
    this.#note = { ...this.#note, ...change, foreign: this.foreign };
    return this.#note;
  }

  #remember(change: Partial<SessionNote>): void {
    // A disk that refuses is told by the machine; what is missing then is a proof, and its lack is safe.
    this.context.persistSpool(recordOf(this.#changeNote(change))).catch(() => {});
  }
}

/** As `#rememberJob` writes it. */
function jobOf(text: string | null): NamedJob | null {
  const [, id, name] = /^(\d+) (.+)$/s.exec(text ?? '') ?? [];
  return id === undefined || name === undefined ? null : { id: Number(id), name };
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** How far the file is on its way. */
function wayOf({ stage, sentPercent }: PrintRun, { transfer }: ConnectStatus): string | null {
  const percent = Math.max(sentPercent, transfer?.percent ?? 0);
  return stage !== 'bringing' || percent === 0 ? null : `The file is on its way: ${Math.floor(percent)} %.`;
}
