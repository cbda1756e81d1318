import type { CreateDriver, Driver, DriverContext, ForeignPrint, PrintToDrive } from '#drivers/driver';
import { isNetworkTrouble, Refused, Unreachable } from '#drivers/network-trouble';
import { noteOf, recordOf } from '#drivers/network-note';
import { reachForEver } from '#drivers/reach';
import { rest } from '#lib/rest';
import type { PrintId } from '#model/ids';
import type { AdoptInto, PrinterError, PrinterErrorCode } from '#model/phase';
import { Link } from './link.ts';
import { readOptions } from './manifest.ts';
import { adoptedRun, isFileOf, newRun, type PrintRun } from './print-run.ts';
import { FOLDER } from '#drivers/device-run';
import { feedbackOf } from './protocol/feedback.ts';
import { type LinkStatus, readFileSize, readJobFile, readStatus, readVersion } from './protocol/status.ts';
import { isAtRest, isQuiet, outcomeShown, verdictOf } from './protocol/verdict.ts';
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

type Sight =
  | 'none'
  | 'connected'
  /** It shows an error, and nothing moves until a person has dealt with it at its panel. */
  | 'halted';

class PrusaLinkDriver implements Driver {
  readonly #context: DriverContext;
  readonly #ended = new AbortController();
  readonly #link: Link;
  #firmware: string | null = null;
  #status: LinkStatus | null = null;
  /** By the clock that never goes back. */
  #seenAt = 0;
  /** The newest job that the printer has shown; it tells the file of one job only while it lasts. */
  #job: NamedJob | null;
  #sight: Sight = 'none';
  #run: PrintRun | null = null;
  #foreign: ForeignPrint | null;
  #stopping: AbortController | null = null;
  /** A start was on its way when the stop came, behind this job: rest counts from then on only, unless another job shows. */
  #overtaken: { countsFrom: number; readonly jobBefore: number | null } | null = null;
  #resetting = false;
  #lastReason = '';
  #wake = new AbortController();
  readonly #work = new Set<Promise<void>>();

  constructor(context: DriverContext) {
    this.#context = context;
    const { clock, chance } = context;
    const options = readOptions(context.options);
    this.#link = new Link({ options, clock, chance, idleMs: ANSWER_MS, signal: this.#ended.signal });
    const note = noteOf(context.spoolRecord);
    this.#foreign = note?.foreign ?? null;
    this.#job = jobOf(note?.lastJob ?? null);
  }

  connect(): void {
    const { clock, chance } = this.#context;
    this.#begin(
      reachForEver({
        clock,
        chance,
        retry: RETRY,
        signal: this.#ended.signal,
        session: (reached) => this.#session(reached),
        outOfSight: (reason, wrongCredentials) => this.#outOfSight(reason, wrongCredentials),
      }),
    );
  }

  start(print: PrintToDrive): void {
    if (this.#run !== null) return;
    const run = newRun(print);
    this.#run = run;
    this.#begin(this.#bring(run));
  }

  adopt(print: PrintToDrive, into: AdoptInto): void {
    const run = adoptedRun(print, into, null, this.#context.clock.monotonic());
    if (this.#job !== null && isFileOf(run, this.#job.name)) run.jobId = this.#job.id;
    else run.jobBefore = this.#job?.id ?? null;
    this.#run = run;
  }

  pause(printId: PrintId): void {
    const run = this.#runOf(printId);
    if (run === null) return;
    run.stage = 'pausing';
    this.#order(run, 'PUT', '/pause', () => {
      run.stage = 'printing';
      this.#context.report({ kind: 'print-resumed', printId });
    });
  }

  resume(printId: PrintId): void {
    const run = this.#runOf(printId);
    if (run === null) return;
    run.stage = 'resuming';
    this.#order(run, 'PUT', '/resume', (reason) => {
      run.stage = 'paused';
      this.#context.report({ kind: 'print-paused', printId, reason });
    });
  }

  cancel(printId: PrintId): void {
    const run = this.#runOf(printId);
    if (run === null) return;
    run.cancelWished = true;
    if (run.stage === 'bringing') return run.abort.abort();
    if (run.jobId !== null && !run.wasBlind) this.#cancel(run);
  }

  adjust(printId: PrintId): void {
    if (this.#runOf(printId) !== null) this.#trouble('PrusaLink changes nothing of a print; use the printer’s panel.');
  }

  /** PrusaLink shows that the printer asks, and neither what nor how to answer. */
  answer(): void {}

  stop(): void {
    const run = this.#run;
    run?.abort.abort();
    this.#run = null;
    const isUnproven = run !== null && run.startSentAt !== null && run.jobId === null;
    if (isUnproven) this.#overtaken = { countsFrom: run.restsSince + START_PROOF_MS, jobBefore: run.jobBefore };
    // Pressed twice, it waits for the same start.
    else if (this.#stopping === null) this.#overtaken = null;
    this.#stopping ??= new AbortController();
    this.#begin(this.#stopUntilItStands(this.#stopping.signal));
  }

  reset(): void {
    this.#stopping?.abort();
    this.#stopping = null;
    this.#resetting = true;
    this.#askNow();
  }

  manual(): ReturnType<Driver['manual']> {
    return Promise.resolve({ kind: 'refused', reason: 'PrusaLink takes no G-code; use the printer’s panel.' });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended.abort();
    this.#stopping?.abort();
    this.#run?.abort.abort();
    this.#askNow();
    await Promise.allSettled(this.#work);
    this.#link.end();
  }

  /** Work that lasts; its end is waited for when the driver ends. Nothing in it may reject. */
  #begin(work: Promise<void>): void {
    this.#work.add(work);
    void work.finally(() => this.#work.delete(work));
  }

  // ---- In sight of the printer

  /** From the first answer to the first that is missing. */
  async #session(reached: () => void): Promise<string> {
    const { signal } = this.#ended;
    const version = readVersion(await this.#link.read('/api/version'));
    if (version === null) throw new Unreachable('What answers at this address is no PrusaLink.');
    this.#firmware = version.firmware;
    while (!signal.aborted) {
      // A wish to ask at once that comes while it is being asked counts.
      this.#wake = new AbortController();
      await this.#ask();
      if (signal.aborted) break;
      this.#look();
      reached();
      await rest(this.#context.clock, this.#pollMs(), this.#wake.signal);
    }
    return 'ended';
  }

  /** One question lost is no blindness, if the next is answered; a printer with three connections loses some. */
  async #ask(): Promise<void> {
    const { clock } = this.#context;
    try {
      await this.#read();
    } catch (error) {
      const isShort = clock.monotonic() - this.#seenAt < DOUBT_MS;
      if (!(error instanceof Unreachable) || this.#sight === 'none' || !isShort || this.#ended.signal.aborted)
        throw error;
      await this.#read();
    }
    this.#seenAt = clock.monotonic();
  }

  async #read(): Promise<void> {
    const status = readStatus(await this.#link.read('/api/v1/status'));
    if (status === null) throw new Unreachable('The printer’s state is not understood.');
    if (status.job !== null && status.job.id !== this.#job?.id) {
      const job = readJobFile(await this.#link.read('/api/v1/job'));
      // Another job by now, or none: the next question finds it.
      if (job === null || job.id !== status.job.id) throw new Unreachable('The printer does not say what it prints.');
      this.#job = job;
      this.#remember();
    }
    this.#status = status;
  }

  #pollMs(): number {
    const stage = this.#run?.stage ?? null;
    if (this.#stopping !== null) return POLL.orderedMs;
    if (stage === 'bringing') return POLL.bringingMs;
    if (stage !== null && stage !== 'printing' && stage !== 'paused') return POLL.orderedMs;
    return stage === null && this.#foreign === null ? POLL.idleMs : POLL.printingMs;
  }

  #askNow(): void {
    this.#wake.abort();
  }

  #outOfSight(reason: string, wrongCredentials: boolean): void {
    this.#sight = 'none';
    this.#status = null;
    if (this.#run?.startSentAt != null) this.#run.wasBlind = true;
    this.#blind(reason, wrongCredentials);
  }

  /** So that the process after this one can tell its print from another's. */
  #remember(): void {
    const lastJob = this.#job === null ? null : `${this.#job.id} ${this.#job.name}`;
    // A disk that refuses is told by the machine; what is missing then is a proof, and its lack is safe.
    this.#context.persistSpool(recordOf({ lastJob, foreign: this.#foreign })).catch(() => {});
  }

  // ---- What the printer shows

  /** After each answer. */
  #look(): void {
    const status = this.#status;
    if (status === null) return;
    if (this.#stopping !== null && this.#standsAfterStop(status)) return;
    if (status.state === 'ERROR') return this.#halted();
    // What has ended may be shown for a while.
    const job = status.job === null || isAtRest(status.state, true) ? null : this.#job;
    if (this.#run !== null) this.#follow(this.#run, status, job);
    const wasForeign = this.#foreign;
    const foreign = this.#stopping === null ? this.#foreignIn(status, job) : null;
    if (this.#sight !== 'connected' || this.#resetting) this.#sighted(foreign);
    else if (foreign !== null && foreign.key !== wasForeign?.key) this.#meet(foreign);
    if (wasForeign !== null && foreign === null && this.#stopping === null) this.#leave(wasForeign, status.state, job);
    const run = this.#run;
    const printId = run !== null && job !== null && run.jobId === job.id ? run.print.printId : null;
    this.#context.report({ kind: 'feedback', feedback: feedbackOf(status, printId, run === null ? null : wayOf(run)) });
  }

  #sighted(foreign: ForeignPrint | null): void {
    // Nobody ran anything between the person's look and this one, if the printer was in sight all the time.
    const isUnbroken = this.#resetting && this.#sight === 'connected';
    this.#resetting = false;
    this.#sight = 'connected';
    this.#lastReason = '';
    const hadForeign = this.#foreign;
    if (foreign !== null) this.#foreign = foreign;
    const continuity = isUnbroken ? 'unbroken' : 'unproven';
    this.#context.report({ kind: 'connected', continuity, firmware: this.#firmware, foreign });
    if (foreign?.key !== hadForeign?.key) this.#remember();
    this.#context.safety({ heating: false, stopBytes: new Uint8Array(), heatersOffBytes: new Uint8Array() });
  }

  /** A print that is none of ours; one that was known before keeps its key and its beginning (MA11). */
  #foreignIn({ job }: LinkStatus, named: NamedJob | null): ForeignPrint | null {
    if (job === null || named === null || this.#run?.jobId === job.id) return null;
    const key = `job ${job.id} ${named.name}`;
    if (this.#foreign?.key === key) return this.#foreign;
    // What our start has brought about may not have its name yet; our own file, printed again at the panel, is foreign.
    if (this.#run !== null && this.#run.startSentAt !== null) return null;
    return { key, name: named.name, since: Math.round(this.#context.clock.now() - job.printingSeconds * 1_000) };
  }

  #meet(foreign: ForeignPrint): void {
    const run = this.#run;
    if (run !== null) {
      run.abort.abort();
      const text = 'Another print was started at the printer before the file was there; nothing moved.';
      this.#endUnmoved(run, 'failed', this.#error('start-unconfirmed', text));
    }
    this.#foreign = foreign;
    this.#context.report({ kind: 'foreign-began', foreign });
    this.#remember();
  }

  #leave({ key }: ForeignPrint, state: LinkStatus['state'], job: NamedJob | null): void {
    if (this.#foreign?.key !== key || (job === null && !isAtRest(state, false))) return;
    this.#foreign = null;
    this.#context.report({ kind: 'foreign-ended', key, outcome: job === null ? outcomeShown(state) : 'unknown' });
    this.#remember();
  }

  #halted(): void {
    if (this.#sight === 'halted') return;
    this.#sight = 'halted';
    const run = this.#run;
    this.#run = null;
    run?.abort.abort();
    this.#foreign = null;
    const message = 'The printer shows an error at its panel.';
    const error = this.#error('printer-halted', message);
    this.#context.report({ kind: 'print-lost', printId: run?.print.printId ?? null, error });
    this.#blind(`${message} It must be dealt with there.`, false);
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
    const { printId } = run.print;
    const isFirst = run.stage === 'starting';
    const wasBlind = run.wasBlind;
    run.jobId = id;
    run.wasBlind = false;
    run.percent = Math.max(run.percent, job?.percent ?? 0);
    const isPaused = state === 'PAUSED' || state === 'ATTENTION';
    if (isFirst) {
      run.stage = 'printing';
      if (run.adoptInto === null) this.#context.report({ kind: 'print-moved', printId });
      else if (!run.cancelWished) {
        run.stage = isPaused ? 'paused' : 'printing';
        // The printer went on by itself: the gap changed nothing that it did.
        this.#context.report({ kind: 'adopted', printId, into: run.stage, gapMs: 0 });
      }
    }
    if (state === 'PRINTING') {
      if (run.stage === 'paused' || run.stage === 'resuming' || run.stage === 'unsure') {
        run.stage = 'printing';
        this.#context.report({ kind: 'print-resumed', printId });
      }
    } else if (isPaused && run.stage !== 'paused' && run.stage !== 'resuming' && run.stage !== 'cancelling') {
      const wished = run.stage === 'pausing' && state === 'PAUSED';
      run.stage = 'paused';
      this.#context.report({ kind: 'print-paused', printId, reason: wished ? 'Paused by a person.' : pauseOf(state) });
    }
    if (run.cancelWished && (run.stage !== 'cancelling' || wasBlind)) this.#cancel(run);
  }

  /** It was shown, and is no more. */
  #gone(run: PrintRun, state: LinkStatus['state']): void {
    const verdict = verdictOf(state, run.percent, run.cancelWished);
    if (verdict.kind !== 'ended') return;
    if (run.wasBlind && state !== 'FINISHED' && state !== 'STOPPED')
      return this.#lost(run, 'The print ended while nobody looked, and the printer does not say how.');
    const { outcome, doubt } = verdict;
    const error = doubt === null ? null : this.#error('printer-reported-failure', doubt);
    this.#run = null;
    this.#context.report({ kind: 'print-ended', printId: run.print.printId, outcome, moved: true, error });
    this.#begin(this.#forgetFile(run));
  }

  /** MA11a: it shows a preview first, and calls itself idle meanwhile; or it asks, and begins when that is answered. */
  #awaitStart(run: PrintRun, state: LinkStatus['state']): void {
    const now = this.#context.clock.monotonic();
    if (!isQuiet(state) && !run.wasBlind) run.restsSince = now;
    if (now - run.restsSince < START_PROOF_MS) return;
    if (run.wasBlind) return this.#lost(run, 'Nothing at the printer tells what became of the print.');
    const { startAnswer } = run;
    const text =
      startAnswer === ''
        ? 'The printer took the order to start, and never began.'
        : `The print never began; the printer had answered the start: ${startAnswer}`;
    this.#endUnmoved(run, run.cancelWished ? 'cancelled' : 'failed', this.#error('start-unconfirmed', text));
  }

  /** Brings the file to the printer, looks whether it is whole, and starts it. */
  async #bring(run: PrintRun): Promise<void> {
    const { print } = run;
    const signal = AbortSignal.any([run.abort.signal, this.#ended.signal]);
    const { sizeBytes } = print.file;
    try {
      if (this.#sight !== 'connected') throw new Unreachable('It is out of sight.');
      const path = this.#pathOf(run);
      if (path === null) throw new Refused(507, 'The printer shows no storage. Put a USB drive into it.');
      const sent = (bytes: number): void => {
        run.sentBytes = bytes;
      };
      await this.#link.bring(path, { path: print.path, sizeBytes, sent }, signal);
      const stored = readFileSize(await this.#link.read(path));
      if (stored !== sizeBytes) throw new Refused(0, `The printer stored ${stored ?? 'none'} of ${sizeBytes} bytes.`);
    } catch (error) {
      if (this.#run !== run || this.#ended.signal.aborted) return;
      if (run.cancelWished) return this.#endUnmoved(run, 'cancelled', null);
      const reason = error instanceof Error ? error.message : String(error);
      const text = `The file could not be brought to the printer: ${reason}`;
      const isRefused = error instanceof Refused && error.code === 415;
      return this.#endUnmoved(run, 'failed', this.#error(isRefused ? 'file-refused' : 'file-unavailable', text));
    }
    if (this.#run !== run) return;
    if (run.cancelWished) return this.#endUnmoved(run, 'cancelled', null);
    await this.#sendStart(run);
  }

  async #sendStart(run: PrintRun): Promise<void> {
    const path = this.#pathOf(run);
    if (path === null || this.#sight !== 'connected') {
      const text = 'The printer was out of sight when the print was to start; nothing moved.';
      return this.#endUnmoved(run, 'failed', this.#error('no-answer', text));
    }
    run.stage = 'starting';
    run.jobBefore = this.#job?.id ?? null;
    run.startSentAt = run.restsSince = this.#context.clock.monotonic();
    try {
      await this.#link.order('POST', path);
    } catch (error) {
      if (this.#run !== run || run.jobId !== null) return;
      if (error instanceof Refused && SURE_REFUSALS.has(error.code)) {
        const text = `The printer refused to start: ${error.message}`;
        return this.#endUnmoved(run, 'failed', this.#error('printer-reported-failure', text));
      }
      // The answer is lost, or says nothing of it: what is seen next tells whether it prints (WI4).
      if (error instanceof Refused) run.startAnswer = error.message;
    }
    this.#askNow();
  }

  #order(run: PrintRun, method: 'PUT' | 'DELETE', what: string, refused: (reason: string) => void): void {
    const asked =
      run.jobId === null
        ? Promise.reject(new Refused(0, 'The printer has not begun the print yet.'))
        : this.#link.order(method, `/api/v1/job/${run.jobId}${what}`);
    this.#begin(
      asked
        .catch((error: unknown) => {
          if (this.#run !== run || this.#ended.signal.aborted) return;
          if (!(error instanceof Refused)) {
            run.stage = 'unsure';
            return;
          }
          const reason = `The printer refused: ${error.message}`;
          this.#trouble(reason);
          refused(reason);
        })
        .finally(() => this.#askNow()),
    );
  }

  #cancel(run: PrintRun): void {
    run.stage = 'cancelling';
    this.#order(run, 'DELETE', '', () => {
      // Still wished: asked again when the printer may have thought better of it.
      this.#begin(
        rest(this.#context.clock, ANSWER_MS, this.#ended.signal).then(() => {
          if (run.stage === 'cancelling') run.stage = 'printing';
        }),
      );
    });
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
  }

  /** Our copy is not needed any more; a printer that still holds it keeps it, which harms nothing. */
  async #forgetFile(run: PrintRun): Promise<void> {
    const path = this.#pathOf(run);
    if (path === null || this.#ended.signal.aborted) return;
    await this.#link.order('DELETE', path).catch((error: unknown) => {
      if (!isNetworkTrouble(error)) throw error;
    });
  }

  #pathOf(run: PrintRun): string | null {
    const storage = this.#status?.storage ?? null;
    if (storage === null) return null;
    return ['/api/v1/files', ...storage.split('/'), FOLDER, encodeURIComponent(run.fileName)].join('/');
  }

  // ---- Stop

  /** MA5: PrusaLink has no emergency stop. Whatever prints is cancelled, again and again until the printer shows that it rests. */
  async #stopUntilItStands(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && !this.#ended.signal.aborted) {
      const id = this.#status?.job?.id ?? null;
      if (id !== null) await this.#link.order('DELETE', `/api/v1/job/${id}`, true).catch(() => {});
      this.#askNow();
      await rest(this.#context.clock, STOP_REPEAT_MS, AbortSignal.any([signal, this.#ended.signal]));
    }
  }

  #standsAfterStop({ state, job }: LinkStatus): boolean {
    const now = this.#context.clock.monotonic();
    const overtaken = this.#overtaken;
    // The start that was on its way has shown itself; the job before may be shown for long after its end.
    if (job !== null && job.id !== overtaken?.jobBefore) this.#overtaken = null;
    else if (overtaken !== null && !isQuiet(state)) overtaken.countsFrom = now + START_PROOF_MS;
    if (!isAtRest(state, job !== null) || now < (this.#overtaken?.countsFrom ?? 0)) return false;
    this.#stopping?.abort();
    this.#stopping = null;
    this.#foreign = null;
    this.#context.report({ kind: 'standing' });
    return true;
  }

  // ---- Words

  #runOf(printId: PrintId): PrintRun | null {
    return this.#run?.print.printId === printId ? this.#run : null;
  }

  #trouble(message: string): void {
    this.#context.report({ kind: 'trouble', error: this.#error('protocol-trouble', message) });
  }

  #blind(reason: string, wrongCredentials: boolean): void {
    if (reason === this.#lastReason) return;
    this.#lastReason = reason;
    this.#context.report({ kind: 'disconnected', reason, wrongCredentials });
  }

  #error(code: PrinterErrorCode, message: string): PrinterError {
    return { code, message, at: this.#context.clock.now() };
  }
}

/** As `#remember` writes it; null for what another driver wrote. */
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
