import type { CreateDriver, Driver, DriverContext, ForeignPrint, PrintToDrive } from '#drivers/driver';
import { NO_JOB, noteOf, recordOf } from '#drivers/network-note';
import { isNetworkTrouble, Refused, Unreachable } from '#drivers/network-trouble';
import { rest } from '#lib/rest';
import type { Adjustment } from '#model/adjustment';
import type { PrintId } from '#model/ids';
import type { AdoptInto, PrinterError, PrinterErrorCode } from '#model/phase';
import { Connection, type ConnectionOwner } from './connection.ts';
import { MoonrakerFiles } from './files.ts';
import { deleteFile, type MoonrakerHost, postEmergencyStop, uploadFile } from './http-requests.ts';
import { readOptions } from './manifest.ts';
import { FOLDER } from '#drivers/device-run';
import { newRun, type PrintRun } from './print-run.ts';
import { scriptOf } from './protocol/adjustment-script.ts';
import { feedbackOf } from './protocol/feedback.ts';
import { foreignOf, outcomeShown } from './protocol/foreign.ts';
import { isRecord } from './protocol/message.ts';
import { type PastJob, readHistory, type Verdict, verdictOf } from './protocol/past-job.ts';
import { mergeStatus, type Objects, type PrinterView, readPrinter } from './protocol/status.ts';
import type { RpcSocket } from './rpc-socket.ts';
import { type MoonrakerTiming, TIMING } from './timing.ts';

/**
 * The driver of a Klipper printer behind Moonraker. The printer holds the file and prints by itself: this process orders, watches
 * and reports. An answer ends nothing; only the printer's state, or its history, shows that a thing was done (DR3).
 */
export const createDriver: CreateDriver = (context) => new MoonrakerDriver(context, TIMING);

type Sight =
  | 'none'
  | 'connected'
  /** Klipper has shut down: it answers, and nothing moves until its firmware is restarted. */
  | 'halted';

const HISTORY_LENGTH = 20;
const REPLIES_LIMIT = 1_000;

/** What a start is answered with that surely moved nothing; any other answer is decided by looking. -32601: no such method (JSON-RPC). */
const UNMOVED: ReadonlySet<number> = new Set([400, 503, -32_601]);

export class MoonrakerDriver implements Driver, ConnectionOwner {
  readonly files: MoonrakerFiles;
  readonly #context: DriverContext;
  readonly #timing: MoonrakerTiming;
  readonly #host: MoonrakerHost;
  readonly #ended = new AbortController();
  readonly #connection: Connection;
  #objects: Objects = {};
  #hasHistory = false;
  #sight: Sight = 'none';
  #run: PrintRun | null = null;
  #foreign: ForeignPrint | null;
  /** The newest job when the printer was last in sight (BE3). */
  #lastJob: string | null;
  /** A firmware restart was ordered; the next sight shows it. */
  #resetting: 'no' | 'wanted' | 'ordered' = 'no';
  #stopping: AbortController | null = null;
  /** The history is being asked what became of our print. */
  #looking = false;
  #replies: string[] | null = null;
  #lastReason = '';
  readonly #work = new Set<Promise<void>>();

  constructor(context: DriverContext, timing: MoonrakerTiming) {
    this.#context = context;
    this.#timing = timing;
    this.#host = readOptions(context.options);
    this.files = new MoonrakerFiles(this.#host, context.clock, this.#ended.signal);
    const note = noteOf(context.spoolRecord);
    this.#foreign = note?.foreign ?? null;
    this.#lastJob = note?.lastJob ?? null;
    this.#connection = new Connection(context, this.#host, timing, this);
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
    this.#order(run, 'printer.print.pause', () => {
      run.stage = 'printing';
      this.#context.report({ kind: 'print-resumed', printId });
    });
  }

  resume(printId: PrintId): void {
    const run = this.#runOf(printId);
    if (run === null) return;
    run.stage = 'resuming';
    this.#order(run, 'printer.print.resume', (reason) => {
      run.stage = 'paused';
      this.#context.report({ kind: 'print-paused', printId, reason });
    });
  }

  cancel(printId: PrintId): void {
    const run = this.#runOf(printId);
    if (run === null) return;
    run.cancelWished = true;
    if (run.stage === 'bringing') return run.abort.abort();
    if (run.seen) this.#cancel(run);
  }

  adjust(printId: PrintId, change: Adjustment): void {
    const run = this.#runOf(printId);
    if (run === null) return;
    const made = scriptOf(change);
    const refused = (reason: string): void =>
      this.#context.report({ kind: 'trouble', error: this.#error('protocol-trouble', reason) });
    if ('trouble' in made) return refused(made.trouble);
    this.#begin(
      this.manual([made.script]).then((result) => {
        if (result.kind === 'refused' && !this.#ended.signal.aborted) refused(result.reason);
      }),
    );
  }

  /** Klipper asks by macros of its own web pages, which are answered there. */
  answer(): void {}

  stop(): void {
    this.#run?.abort.abort();
    this.#run = null;
    this.#stopping ??= new AbortController();
    // What stands in the socket's buffer leaves before this returns; the request of its own goes past a socket that hangs.
    this.#connection.socket?.call('printer.emergency_stop').catch(() => {});
    this.#begin(this.#stopUntilItStands(this.#stopping.signal));
  }

  reset(): void {
    this.#stopping?.abort();
    this.#stopping = null;
    this.#resetting = 'wanted';
    this.#begin(this.#restartFirmware());
  }

  async manual(lines: readonly string[]): ReturnType<Driver['manual']> {
    const socket = this.#connection.socket;
    if (socket === null || this.#sight !== 'connected')
      return { kind: 'refused', reason: 'The printer is not connected.' };
    const replies: string[] = [];
    this.#replies = replies;
    for (const text of lines) this.#note('sent', text);
    try {
      await socket.call('printer.gcode.script', { script: lines.join('\n') }, true);
      return { kind: 'done', replies };
    } catch (error) {
      return { kind: 'refused', reason: (error as Error).message };
    } finally {
      if (this.#replies === replies) this.#replies = null;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended.abort();
    this.#stopping?.abort();
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

  klippy(socket: RpcSocket, status: unknown, hasHistory: boolean): Promise<void> {
    this.#objects = mergeStatus({}, status);
    this.#hasHistory = hasHistory;
    const view = readPrinter(this.#objects);
    if (view.klippy !== 'shutdown' && view.klippy !== 'error') return this.#sighted(socket);
    this.#shutDown(view);
    return Promise.resolve();
  }

  outOfSight(reason: string, wrongCredentials: boolean): void {
    this.#sight = 'none';
    this.#blind(reason, wrongCredentials);
  }

  /** The printer is in sight, or in sight again: what became of our print first, then whether anything ran meanwhile. */
  async #sighted(socket: RpcSocket): Promise<void> {
    const jobs = await this.#history(socket);
    if (this.#run !== null && (this.#run.startSent || this.#run.seen)) await this.#settle(this.#run, socket);
    const view = readPrinter(this.#objects);
    const newest = jobs === null ? null : (jobs[0]?.id ?? NO_JOB);
    const restarted = this.#resetting === 'ordered';
    this.#resetting = 'no';
    // A print of ours that the printer has shown all the time explains a new job; anything else that ran does not.
    const unbroken = newest !== null && newest === this.#lastJob;
    const isForeign = this.#run === null && this.#stopping === null;
    this.#foreign = isForeign ? foreignOf(view, jobs, this.#foreign, this.#context.clock.now()) : null;
    this.#sight = 'connected';
    this.#lastReason = '';
    const continuity = restarted ? 'restarted' : unbroken ? 'unbroken' : 'unproven';
    this.#context.report({ kind: 'connected', continuity, firmware: 'Klipper', foreign: this.#foreign });
    this.#remember(newest);
    this.#context.safety({ heating: false, stopBytes: new Uint8Array(), heatersOffBytes: new Uint8Array() });
    this.#look();
  }

  async #history(socket: RpcSocket): Promise<readonly PastJob[] | null> {
    if (!this.#hasHistory) return null;
    return readHistory(await socket.call('server.history.list', { limit: HISTORY_LENGTH, order: 'desc' }));
  }

  /** So that the process after this one can tell whether anything ran while nobody looked. */
  #remember(lastJob: string | null): void {
    this.#lastJob = lastJob;
    // A disk that refuses is told by the machine; what is missing then is a proof, and its lack is safe.
    this.#context.persistSpool(recordOf({ lastJob, foreign: this.#foreign })).catch(() => {});
  }

  // ---- What the printer says

  notice(method: string, params: readonly unknown[]): void {
    switch (method) {
      case 'notify_status_update':
        this.#objects = mergeStatus(this.#objects, params[0]);
        if (this.#sight !== 'none') this.#look();
        return;
      case 'notify_klippy_ready':
      case 'notify_klippy_disconnected':
      case 'notify_klippy_shutdown':
        return this.#connection.klippyChanged();
      case 'notify_history_changed':
        return this.#jobChanged(params[0]);
      case 'notify_gcode_response':
        return this.#replied(String(params[0] ?? ''));
      default:
        return;
    }
  }

  #replied(text: string): void {
    this.#note('received', text);
    if (this.#replies !== null && this.#replies.length < REPLIES_LIMIT) this.#replies.push(text);
  }

  #jobChanged(change: unknown): void {
    const job = isRecord(change) && change.action === 'added' && isRecord(change.job) ? change.job : null;
    if (job === null || typeof job.job_id !== 'string' || this.#sight !== 'connected') return;
    this.#remember(job.job_id);
  }

  /** After each change of the state. */
  #look(): void {
    const view = readPrinter(this.#objects);
    if (view.klippy === 'shutdown' || view.klippy === 'error') return this.#shutDown(view);
    if (this.#sight !== 'connected') return;
    if (this.#run !== null) this.#follow(this.#run, view);
    // What still runs is what the stop is to end.
    else if (this.#stopping === null) this.#watchForeign(view);
    this.#measure(view);
  }

  #follow(run: PrintRun, view: PrinterView): void {
    if (view.filename !== run.filename) {
      // The state moved on without us; only the history knows what became of ours.
      if (run.seen) this.#askHistory(run);
      return;
    }
    const { printId } = run.print;
    switch (view.state) {
      case 'printing':
        this.#seen(run);
        if (run.stage === 'paused' || run.stage === 'resuming' || run.stage === 'unsure') {
          run.stage = 'printing';
          this.#context.report({ kind: 'print-resumed', printId });
        }
        break;
      case 'paused':
        this.#seen(run);
        if (run.stage === 'paused' || !view.isPaused || run.stage === 'resuming') break;
        this.#context.report({
          kind: 'print-paused',
          printId,
          reason: run.stage === 'pausing' ? 'Paused by a person.' : 'Paused at the printer.',
        });
        run.stage = 'paused';
        break;
      case 'complete':
        return this.#end(run, 'finished', null);
      case 'cancelled':
        return this.#end(run, 'cancelled', null);
      case 'error':
        return this.#end(
          run,
          'failed',
          this.#error('printer-reported-failure', view.message || 'The printer reports an error.'),
        );
      case 'standby':
        if (run.seen) this.#askHistory(run);
        return;
    }
    if (run.cancelWished && run.stage !== 'cancelling') this.#cancel(run);
  }

  /** JO10: heating and homing count; the file is ours and the printer works on it. */
  #seen(run: PrintRun): void {
    if (run.seen) return;
    run.seen = true;
    if (run.stage === 'starting' || run.stage === 'bringing') run.stage = 'printing';
    this.#context.report({ kind: 'print-moved', printId: run.print.printId });
  }

  #watchForeign(view: PrinterView): void {
    const active = view.state === 'printing' || view.state === 'paused';
    if (this.#foreign === null) {
      if (active) this.#begin(this.#meetForeign());
      return;
    }
    if (active || this.#looking) return;
    const { key } = this.#foreign;
    this.#foreign = null;
    this.#context.report({ kind: 'foreign-ended', key, outcome: outcomeShown(view) });
    this.#remember(this.#lastJob);
  }

  /** A print that nobody here began; its job's id names it for good (MA11). */
  async #meetForeign(): Promise<void> {
    const socket = this.#connection.socket;
    if (this.#looking || socket === null) return;
    this.#looking = true;
    try {
      const jobs = await this.#history(socket);
      if (this.#run !== null || this.#stopping !== null || this.#sight !== 'connected') return;
      const foreign = foreignOf(readPrinter(this.#objects), jobs, null, this.#context.clock.now());
      if (foreign === null) return;
      this.#foreign = foreign;
      this.#context.report({ kind: 'foreign-began', foreign });
      this.#remember(jobs?.[0]?.id ?? this.#lastJob);
    } catch (error) {
      // The connection is over: the next sight finds it.
      if (!isNetworkTrouble(error)) throw error;
    } finally {
      this.#looking = false;
    }
  }

  /** Klipper stands: by our stop, or by a fault that ends whatever ran. */
  #shutDown(view: PrinterView): void {
    const message = view.klippyMessage || 'Klipper has shut down.';
    if (this.#stopping !== null && view.klippy === 'shutdown') {
      this.#stopping.abort();
      this.#stopping = null;
      this.#foreign = null;
      this.#sight = 'halted';
      return this.#context.report({ kind: 'standing' });
    }
    if (this.#sight === 'halted') return;
    this.#sight = 'halted';
    const run = this.#run;
    this.#run = null;
    run?.abort.abort();
    this.#foreign = null;
    const error = this.#error('printer-halted', message);
    this.#context.report({ kind: 'print-lost', printId: run?.print.printId ?? null, error });
    this.#blind(`The printer has halted and must be reset: ${message}`, false);
  }

  #measure(view: PrinterView): void {
    const { filename, print } = this.#run ?? {};
    const printId = filename === view.filename ? (print?.printId ?? null) : null;
    this.#context.report({ kind: 'feedback', feedback: feedbackOf(view, printId) });
  }

  // ---- Our print

  /** Brings the file to the printer and starts it. */
  async #bring(run: PrintRun): Promise<void> {
    const { print } = run;
    const signal = AbortSignal.any([run.abort.signal, this.#ended.signal]);
    const { digest, sizeBytes } = print.file;
    const name = `${print.printId}.gcode`;
    try {
      const file = { path: print.path, name, folder: FOLDER, digest, sizeBytes };
      await uploadFile(this.#host, file, this.#context.clock, signal);
    } catch (error) {
      if (this.#run !== run || this.#ended.signal.aborted) return;
      if (run.cancelWished) return this.#endUnmoved(run, 'cancelled', null);
      const reason = error instanceof Error ? error.message : String(error);
      const text = `The file could not be brought to the printer: ${reason}`;
      return this.#endUnmoved(run, 'failed', this.#error('file-unavailable', text));
    }
    if (this.#run !== run) return;
    if (run.cancelWished) return this.#endUnmoved(run, 'cancelled', null);
    run.stage = 'starting';
    await this.#sendStart(run);
  }

  async #sendStart(run: PrintRun): Promise<void> {
    const socket = this.#connection.socket;
    if (socket === null || this.#sight !== 'connected') {
      const text = 'The printer was out of sight when the print was to start; nothing moved.';
      return this.#endUnmoved(run, 'failed', this.#error('no-answer', text));
    }
    run.startSent = true;
    try {
      await socket.call('printer.print.start', { filename: run.filename });
    } catch (error) {
      if (this.#run !== run || run.seen) return;
      if (error instanceof Refused && UNMOVED.has(error.code)) {
        const text = `The printer refused to start: ${error.message}`;
        return this.#endUnmoved(run, 'failed', this.#error('printer-reported-failure', text));
      }
      // The answer is lost: the next sight tells whether it prints (WI4).
      if (!(error instanceof Refused)) return;
    }
    await rest(this.#context.clock, this.#timing.startProofMs, this.#ended.signal);
    if (this.#run === run && !run.seen && this.#sight === 'connected') this.#askHistory(run);
  }

  #order(run: PrintRun, method: string, refused: (reason: string) => void): void {
    const socket = this.#connection.socket;
    const asked = socket === null ? Promise.reject(new Unreachable('out of sight')) : socket.call(method, {}, true);
    this.#begin(
      asked.then(
        () => {},
        (error: unknown) => {
          if (this.#run !== run || this.#ended.signal.aborted) return;
          if (!(error instanceof Refused)) {
            run.stage = 'unsure';
            return;
          }
          const reason = `The printer refused: ${error.message}`;
          this.#context.report({ kind: 'trouble', error: this.#error('protocol-trouble', reason) });
          refused(reason);
        },
      ),
    );
  }

  #cancel(run: PrintRun): void {
    run.stage = 'cancelling';
    this.#order(run, 'printer.print.cancel', () => {
      // Still wished: asked again when the printer may have thought better of it.
      this.#begin(
        rest(this.#context.clock, this.#timing.answerMs, this.#ended.signal).then(() => {
          if (run.stage === 'cancelling') run.stage = 'printing';
        }),
      );
    });
  }

  #askHistory(run: PrintRun): void {
    const socket = this.#connection.socket;
    if (this.#looking || socket === null) return;
    this.#looking = true;
    this.#begin(
      this.#settle(run, socket)
        .catch((error: unknown) => {
          if (!isNetworkTrouble(error)) throw error;
        })
        .finally(() => {
          this.#looking = false;
        }),
    );
  }

  /** MA10: where our print stands, by the printer's state or else its history. */
  async #settle(run: PrintRun, socket: RpcSocket): Promise<void> {
    const isOurs = (): boolean => {
      const { filename, state } = readPrinter(this.#objects);
      return filename === run.filename && state !== 'standby';
    };
    if (isOurs()) return this.#adopted(run);
    let verdict = await this.#verdict(run, socket);
    if (verdict.kind === 'never-began' || verdict.kind === 'under-way') {
      // A start may be under way still, and a state older than the job's (MA11a).
      await rest(this.#context.clock, this.#timing.startProofMs, this.#ended.signal);
      if (this.#ended.signal.aborted || this.#run !== run) return;
      if (isOurs()) return this.#adopted(run);
      verdict = await this.#verdict(run, socket);
    }
    if (this.#run !== run) return;
    switch (verdict.kind) {
      case 'ended':
        return this.#end(
          run,
          verdict.outcome,
          verdict.outcome === 'failed'
            ? this.#error('printer-reported-failure', 'The printer’s history says that it failed.')
            : null,
        );
      case 'never-began': {
        if (!this.#hasHistory) return this.#lost(run, 'Nothing at the printer tells what became of the print.');
        const text = 'The printer never began the print.';
        return this.#endUnmoved(run, run.cancelWished ? 'cancelled' : 'failed', this.#error('start-unconfirmed', text));
      }
      case 'under-way':
        return this.#lost(run, 'The printer’s history calls the print running, and the printer does not run.');
      case 'broken':
        return this.#lost(run, `The print was broken off (${verdict.status}).`);
    }
  }

  async #verdict(run: PrintRun, socket: RpcSocket): Promise<Verdict> {
    const jobs = await this.#history(socket);
    return jobs === null ? { kind: 'never-began' } : verdictOf(jobs, run.filename);
  }

  /** The printer works on it, or shows how it ended; `#look` reports the rest. */
  #adopted(run: PrintRun): void {
    const view = readPrinter(this.#objects);
    const { adoptInto } = run;
    if (adoptInto === null || run.seen || (view.state !== 'printing' && view.state !== 'paused')) return;
    run.seen = true;
    if (adoptInto === 'cancelling') return;
    run.stage = view.state === 'paused' ? 'paused' : 'printing';
    // The printer went on by itself: the gap changed nothing that it did.
    this.#context.report({ kind: 'adopted', printId: run.print.printId, into: run.stage, gapMs: 0 });
  }

  #end(run: PrintRun, outcome: 'finished' | 'cancelled' | 'failed', error: PrinterError | null): void {
    this.#run = null;
    this.#context.report({ kind: 'print-ended', printId: run.print.printId, outcome, moved: true, error });
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
  }

  /** Our copy is not needed any more; a printer that still holds it keeps it, which harms nothing. */
  async #forgetFile(run: PrintRun): Promise<void> {
    await deleteFile(this.#host, run.filename, this.#context.clock, this.#ended.signal).catch(() => {});
  }

  // ---- Stop and reset

  /** MA5: again and again until the printer shows that it stands. */
  async #stopUntilItStands(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await postEmergencyStop(this.#host, this.#context.clock, signal).catch(() => {});
      await rest(this.#context.clock, this.#timing.stopRepeatMs, signal);
    }
  }

  async #restartFirmware(): Promise<void> {
    const socket = this.#connection.socket;
    if (socket === null || this.#resetting !== 'wanted') return;
    if (this.#foreign !== null) {
      // Somebody prints at the panel: a restart would end it.
      this.#resetting = 'no';
      return;
    }
    this.#resetting = 'ordered';
    this.#sight = 'none';
    await socket.call('printer.firmware_restart', {}, true).catch(() => {
      this.#resetting = 'wanted';
    });
  }

  // ---- Words

  #runOf(printId: PrintId): PrintRun | null {
    return this.#run?.print.printId === printId ? this.#run : null;
  }

  #blind(reason: string, wrongCredentials: boolean): void {
    if (reason === this.#lastReason) return;
    this.#lastReason = reason;
    this.#context.report({ kind: 'disconnected', reason, wrongCredentials });
  }

  #note(direction: 'sent' | 'received', text: string): void {
    this.#context.history({ at: this.#context.clock.now(), direction, text });
  }

  #error(code: PrinterErrorCode, message: string): PrinterError {
    return { code, message, at: this.#context.clock.now() };
  }
}
