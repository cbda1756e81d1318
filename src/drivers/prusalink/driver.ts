import { FOLDER } from '#drivers/device-run';
import { BetweenQuestions } from '#drivers/between-questions';
import type { CreateDriver, Driver, DriverContext, ForeignPrint, PrintToDrive } from '#drivers/driver';
import { NetworkDriver, type OrderName } from '#drivers/network-driver';
import { noteOf } from '#drivers/network-note';
import { Refused, Unreachable } from '#drivers/network-trouble';
import { sinceOf } from '#drivers/foreign-since';
import { NotToBring } from '#drivers/not-to-bring';
import { doingOf, isAtRest, isQuiet, outcomeShown, readyWordOf } from '#drivers/prusa-state';
import type { AdoptInto } from '#model/phase';
import { PrusaLinkFiles } from './files.ts';
import { Link } from './link.ts';
import { readOptions } from './manifest.ts';
import { adoptedRun, isFileOf, newRun, type PrintRun } from './print-run.ts';
import { feedbackOf } from './protocol/feedback.ts';
import { readFileSize } from './protocol/listing.ts';
import { type LinkStatus, readJobFile, readStatus, readVersion } from './protocol/status.ts';
import { verdictOf } from './protocol/verdict.ts';
import { ANSWER_MS, DOUBT_MS, POLL, RETRY, START_PROOF_MS, STOP_REPEAT_MS } from './timing.ts';

/**
 * The driver of a Prusa printer behind PrusaLink. The printer holds the file and prints by itself, and tells nothing unasked: this
 * process asks, orders and reports. A yes of the printer ends nothing; only its state shows that a thing was done (DR3).
 */
export const createDriver: CreateDriver = (context) => new PrusaLinkDriver(context);

interface NamedJob {
  readonly id: number;
  readonly name: string;
}

/** The answers to a start after which nothing moved, for sure: no such file, and not now. */
const SURE_REFUSALS: ReadonlySet<number> = new Set([404, 409]);

const ORDERS = {
  pause: { method: 'PUT', what: '/pause' },
  resume: { method: 'PUT', what: '/resume' },
  cancel: { method: 'DELETE', what: '' },
} as const;

class PrusaLinkDriver extends NetworkDriver<PrintRun> {
  readonly files: PrusaLinkFiles;
  readonly #link: Link;
  #firmware: string | null = null;
  #status: LinkStatus | null = null;
  /** By the clock that never goes back. */
  #seenAt = 0;
  /** The newest job that the printer has shown; it tells the file of one job only while it lasts. */
  #job: NamedJob | null;
  /** A start was on its way when the stop came, behind this job: rest counts from then on only, unless another job shows. */
  #overtaken: { countsFrom: number; readonly jobBefore: number | null } | null = null;
  #resetting = false;
  readonly #between: BetweenQuestions;

  constructor(context: DriverContext) {
    super(context, { answerMs: ANSWER_MS, stopRepeatMs: STOP_REPEAT_MS });
    const { clock, chance } = context;
    const options = readOptions(context.options);
    this.#between = new BetweenQuestions(clock, this.ended.signal);
    this.#link = new Link({ options, clock, chance, idleMs: ANSWER_MS, signal: this.ended.signal });
    this.files = new PrusaLinkFiles(this.#link, () => this.#status?.storage ?? null, this.ended.signal);
    const note = noteOf(context.spoolRecord);
    this.foreign = note?.foreign ?? null;
    this.#job = jobOf(note?.lastJob ?? null);
  }

  connect(): void {
    this.reach(RETRY, (reached) => this.#session(reached));
  }

  protected newRun(print: PrintToDrive, into: AdoptInto | null): PrintRun {
    if (into === null) return newRun(print);
    const run = adoptedRun(print, into, null, this.context.clock.monotonic());
    if (this.#job !== null && isFileOf(run, this.#job.name)) run.jobId = this.#job.id;
    else run.jobBefore = this.#job?.id ?? null;
    return run;
  }

  protected order(run: PrintRun, name: OrderName, undone: (reason: string) => void): void {
    const { method, what } = ORDERS[name];
    const asked =
      run.jobId === null
        ? Promise.reject(new Refused(0, 'The printer has not begun the print yet.'))
        : this.#link.order(method, `/api/v1/job/${run.jobId}${what}`);
    this.carryOut(
      run,
      asked.finally(() => this.#askNow()),
      undone,
    );
  }

  protected adjusted(): Promise<string> {
    return Promise.resolve('PrusaLink changes nothing of a print; use the printer’s panel.');
  }

  override stop(): void {
    const run = this.run;
    const isUnproven = run !== null && run.startSentAt !== null && run.jobId === null;
    if (isUnproven) this.#overtaken = { countsFrom: run.restsSince + START_PROOF_MS, jobBefore: run.jobBefore };
    // Pressed twice, it waits for the same start.
    else if (this.stopping === null) this.#overtaken = null;
    super.stop();
  }

  /** PrusaLink has no emergency stop: whatever prints is cancelled. */
  protected async stopOnce(signal: AbortSignal): Promise<void> {
    const id = this.#status?.job?.id ?? null;
    try {
      if (id !== null) await this.#link.order('DELETE', `/api/v1/job/${id}`, signal);
    } finally {
      this.#askNow();
    }
  }

  protected override hasNothingToStop(): boolean {
    return this.#status !== null && isAtRest(this.#status.state, true);
  }

  reset(): void {
    this.endStop();
    this.#resetting = true;
    this.#askNow();
  }

  manual(): ReturnType<Driver['manual']> {
    return Promise.resolve({ kind: 'refused', reason: 'PrusaLink takes no G-code; use the printer’s panel.' });
  }

  protected override hangUp(): void {
    this.#askNow();
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await super[Symbol.asyncDispose]();
    this.#link.end();
  }

  // ---- In sight of the printer

  /** From the first answer to the first that is missing. */
  async #session(reached: () => void): Promise<string> {
    const { signal } = this.ended;
    const version = readVersion(await this.#link.read('/api/version'));
    if (version === null) throw new Unreachable('What answers at this address is no PrusaLink.');
    this.#firmware = version.firmware;
    while (!signal.aborted) {
      this.#between.asking();
      await this.#ask();
      if (signal.aborted) break;
      this.#look();
      reached();
      await this.#between.rest(this.#pollMs());
    }
    return 'ended';
  }

  /** One question lost is no blindness, if the next is answered; a printer with three connections loses some. */
  async #ask(): Promise<void> {
    const { clock } = this.context;
    try {
      await this.#read();
    } catch (error) {
      const isShort = clock.monotonic() - this.#seenAt < DOUBT_MS;
      if (!(error instanceof Unreachable) || this.sight === 'none' || !isShort || this.ended.signal.aborted)
        throw error;
      // Long enough for a print that has not shown itself to begin, and to be broken off by what cost us the answer.
      if (this.run !== null && this.run.startSentAt !== null && this.run.jobId === null) this.run.wasBlind = true;
      await this.#read();
    }
    this.#seenAt = clock.monotonic();
  }

  async #read(): Promise<LinkStatus> {
    const status = readStatus(await this.#link.read('/api/v1/status'));
    if (status === null) throw new Unreachable('The printer’s state is not understood.');
    this.heard();
    if (status.job !== null && status.job.id !== this.#job?.id) {
      const job = readJobFile(await this.#link.read('/api/v1/job'));
      // Another job by now, or none: the next question finds it.
      if (job === null || job.id !== status.job.id) throw new Unreachable('The printer does not say what it prints.');
      this.#job = job;
      this.#rememberJob();
    }
    this.#status = status;
    return status;
  }

  #pollMs(): number {
    const stage = this.run?.stage ?? null;
    if (this.stopping !== null) return POLL.orderedMs;
    if (stage === 'bringing') return POLL.bringingMs;
    if (stage !== null && stage !== 'printing' && stage !== 'paused') return POLL.orderedMs;
    if (stage !== null) return POLL.printingMs;
    return this.foreign === null ? POLL.idleMs : POLL.foreignMs;
  }

  #askNow(): void {
    this.#between.askNow();
  }

  override outOfSight(reason: string, wrongCredentials: boolean): void {
    this.#status = null;
    if (this.run?.startSentAt != null) this.run.wasBlind = true;
    super.outOfSight(reason, wrongCredentials);
  }

  #rememberJob(): void {
    this.remember(this.#job === null ? null : `${this.#job.id} ${this.#job.name}`);
  }

  // ---- What the printer shows

  /** After each answer. */
  #look(): void {
    const status = this.#status;
    if (status === null) return;
    this.showsReady(readyWordOf(status.state));
    if (this.stopping !== null && this.#standsAfterStop(status)) return;
    const halt = 'The printer shows an error at its panel.';
    if (status.state === 'ERROR') return this.halted(halt, `${halt} It must be dealt with there.`);
    // What has ended may be shown for a while.
    const job = status.job === null || isAtRest(status.state, true) ? null : this.#job;
    if (this.run !== null) this.#follow(this.run, status, job);
    const wasForeign = this.foreign;
    const foreign = this.stopping === null ? this.#foreignIn(status, job) : null;
    if (this.sight !== 'connected' || this.#resetting) this.#sighted(foreign);
    else if (foreign !== null && foreign.key !== wasForeign?.key) this.#meet(foreign);
    if (wasForeign !== null && foreign === null && this.stopping === null) this.#leave(wasForeign, status.state, job);
    const run = this.run;
    const printId = run !== null && job !== null && run.jobId === job.id ? run.print.printId : null;
    this.context.report({ kind: 'feedback', feedback: feedbackOf(status, printId, run === null ? null : wayOf(run)) });
  }

  #sighted(foreign: ForeignPrint | null): void {
    // Nobody ran anything between the person's look and this one, if the printer was in sight all the time.
    const isUnbroken = this.#resetting && this.sight === 'connected';
    this.#resetting = false;
    const hadForeign = this.foreign;
    if (foreign !== null) this.foreign = foreign;
    this.connected(isUnbroken ? 'unbroken' : 'unproven', this.#firmware, foreign);
    if (foreign?.key !== hadForeign?.key) this.#rememberJob();
  }

  /** A print that is none of ours; one that was known before keeps its key and its beginning (MA11). */
  #foreignIn({ job }: LinkStatus, named: NamedJob | null): ForeignPrint | null {
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

  #leave({ key }: ForeignPrint, state: LinkStatus['state'], job: NamedJob | null): void {
    if (this.foreign?.key !== key || (job === null && !isAtRest(state, false))) return;
    this.foreignEnded(key, job === null ? outcomeShown(state) : 'unknown');
    this.#rememberJob();
  }

  // ---- Our print

  #follow(run: PrintRun, status: LinkStatus, job: NamedJob | null): void {
    if (run.startSentAt === null) return;
    const isOurs =
      job !== null && isFileOf(run, job.name) && (run.jobId === null ? job.id !== run.jobBefore : job.id === run.jobId);
    if (isOurs) this.#show(run, status, job);
    else if (run.jobId !== null) this.#gone(run, job === null ? status.state : 'IDLE');
    else this.#awaitStart(run, status.state);
  }

  /** The printer works on it. */
  #show(run: PrintRun, { state, job }: LinkStatus, { id }: NamedJob): void {
    const isFirst = run.stage === 'starting';
    const wasBlind = run.wasBlind;
    run.jobId = id;
    run.wasBlind = false;
    run.percent = Math.max(run.percent, job?.percent ?? 0);
    const isPaused = state === 'PAUSED' || state === 'ATTENTION';
    if (isFirst) {
      if (run.adoptInto === null) this.moved(run);
      else if (!run.cancelWished) this.adopted(run, isPaused ? 'paused' : 'printing');
      else run.stage = 'printing';
    }
    if (state === 'PRINTING') this.showsPrinting(run);
    else if (isPaused) this.showsPaused(run, pauseOf(state), state === 'PAUSED');
    if (run.cancelWished && (run.stage !== 'cancelling' || wasBlind)) this.cancelRun(run);
  }

  protected isShown(run: PrintRun): boolean {
    return run.jobId !== null;
  }

  protected override mayCancel(run: PrintRun): boolean {
    return run.jobId !== null && !run.wasBlind;
  }

  /** It was shown, and is no more. */
  #gone(run: PrintRun, state: LinkStatus['state']): void {
    const verdict = verdictOf(state, run.percent, run.cancelWished);
    if (verdict.kind !== 'ended') return;
    if (run.wasBlind && state !== 'FINISHED' && state !== 'STOPPED')
      return this.lost(run, 'The print ended while nobody looked, and the printer does not say how.');
    const { outcome, doubt } = verdict;
    this.end(run, outcome, doubt === null ? null : this.error('printer-reported-failure', doubt));
  }

  /** MA11a: it shows a preview first, and calls itself idle meanwhile; or it asks, and begins when that is answered. */
  #awaitStart(run: PrintRun, state: LinkStatus['state']): void {
    const now = this.context.clock.monotonic();
    if (!isQuiet(state) && !run.wasBlind) run.restsSince = now;
    if (now - run.restsSince < START_PROOF_MS) return;
    if (run.wasBlind) return this.lost(run, 'Nothing at the printer tells what became of the print.');
    this.neverBegan(run);
  }

  // ---- Bringing and starting

  /** Looks whether it is whole, too. */
  protected async upload(run: PrintRun, signal: AbortSignal): Promise<void> {
    const { sizeBytes } = run.print.file;
    if (this.sight !== 'connected') throw new Unreachable('It is out of sight.');
    const path = this.#pathOf(run);
    if (path === null) throw new Refused(507, 'The printer shows no storage. Put a USB drive into it.');
    const sent = (bytes: number): void => {
      run.sentBytes = bytes;
    };
    await this.#link.bring(path, { path: run.print.path, sizeBytes, sent }, signal).catch((error: unknown) => {
      if (!(error instanceof Refused) || error.code !== 415) throw error;
      throw new NotToBring('file-refused', `The file could not be brought to the printer: ${error.message}`);
    });
    const stored = readFileSize(await this.#link.read(path));
    if (stored !== sizeBytes) throw new Refused(0, `The printer stored ${stored ?? 'none'} of ${sizeBytes} bytes.`);
  }

  protected async lookOnce(): Promise<void> {
    const status = await this.#read();
    this.#look();
    if (!isQuiet(status.state)) throw this.isBusy(doingOf(status.state, 'it asks something at its panel'));
  }

  protected async orderStart(run: PrintRun, unlessLeft: AbortSignal): Promise<void> {
    const path = this.#pathOf(run);
    if (path === null) throw new NotToBring('no-answer', 'The printer shows no storage any more; nothing moved.');
    run.jobBefore = this.#job?.id ?? null;
    run.startSentAt = run.restsSince = this.context.clock.monotonic();
    await this.#link.start(path, unlessLeft);
  }

  protected isUnmoved({ code }: Refused): boolean {
    return SURE_REFUSALS.has(code);
  }

  protected startLeft(): void {
    this.#askNow();
  }

  protected async deleteFile(run: PrintRun): Promise<void> {
    const path = this.#pathOf(run);
    if (path !== null) await this.#link.order('DELETE', path);
  }

  #pathOf(run: PrintRun): string | null {
    const storage = this.#status?.storage ?? null;
    if (storage === null) return null;
    return ['/api/v1/files', ...storage.split('/'), FOLDER, encodeURIComponent(run.fileName)].join('/');
  }

  // ---- Stop

  #standsAfterStop({ state, job }: LinkStatus): boolean {
    const now = this.context.clock.monotonic();
    const overtaken = this.#overtaken;
    // The start that was on its way has shown itself; the job before may be shown for long after its end.
    if (job !== null && job.id !== overtaken?.jobBefore) this.#overtaken = null;
    else if (overtaken !== null && !isQuiet(state)) overtaken.countsFrom = now + START_PROOF_MS;
    if (!isAtRest(state, job !== null) || now < (this.#overtaken?.countsFrom ?? 0)) return false;
    this.stands();
    return true;
  }
}

/** As `#rememberJob` writes it; null for what another driver wrote. */
function jobOf(text: string | null): NamedJob | null {
  const [, id, name] = /^(\d+) (.+)$/s.exec(text ?? '') ?? [];
  return id === undefined || name === undefined ? null : { id: Number(id), name };
}

const pauseOf = (state: LinkStatus['state']): string =>
  state === 'ATTENTION' ? 'The printer asks something at its panel.' : 'Paused at the printer.';

/** How far the file is on its way. */
function wayOf({ stage, sentBytes, print }: PrintRun): string | null {
  if (stage !== 'bringing' || sentBytes === 0) return null;
  return `The file is on its way: ${Math.floor((sentBytes / Math.max(1, print.file.sizeBytes)) * 100)} %.`;
}
