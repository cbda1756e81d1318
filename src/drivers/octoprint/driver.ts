import type { CreateDriver, Driver, DriverContext, ForeignPrint, PrintToDrive } from '#drivers/driver';
import { noteOf, recordOf } from '#drivers/network-note';
import { isNetworkTrouble, Refused, Unreachable, WrongCredentials } from '#drivers/network-trouble';
import { reachForEver } from '#drivers/reach';
import { rest } from '#lib/rest';
import type { Adjustment } from '#model/adjustment';
import type { PrintId } from '#model/ids';
import type { AdoptInto, PrinterError, PrinterErrorCode } from '#model/phase';
import { type OctoPrintOptions, readOptions } from './manifest.ts';
import { OctoHttp } from './octo-http.ts';
import { FOLDER } from '#drivers/device-run';
import { fileNameOf, newRun, type Outcome, type PrintRun } from './print-run.ts';
import { commandOf } from './protocol/adjustment-commands.ts';
import { foreignOf } from './protocol/foreign.ts';
import { isRecord, readPush } from './protocol/push.ts';
import {
  type Doing,
  doingOf,
  isPrinting,
  mergeState,
  type OctoState,
  readFileEntry,
  UNKNOWN,
} from './protocol/state.ts';
import { PushSocket } from './push-socket.ts';
import { ANSWER_MS, RETRY, START_PROOF_MS, STOP_REPEAT_MS, VERDICT_MS } from './timing.ts';

/**
 * The driver of a printer behind OctoPrint, which holds the file and feeds the printer: this process orders, watches and reports. A yes
 * of OctoPrint ends nothing; only its state, its events, or what it has noted of the file show that a thing was done (DR3).
 */
export const createDriver: CreateDriver = (context) => new OctoPrintDriver(context);

type Sight =
  | 'none'
  | 'connected'
  /** OctoPrint answers, and has lost its printer by an error. */
  | 'halted';

/** The answers to a start after which nothing moved, for sure: no such file, and not now. */
const SURE_REFUSALS: ReadonlySet<number> = new Set([404, 409]);
const JOB = '/api/job';
const COMMAND = '/api/printer/command';
const CONNECTION = '/api/connection';

class OctoPrintDriver implements Driver {
  readonly #context: DriverContext;
  readonly #options: OctoPrintOptions;
  readonly #ended = new AbortController();
  readonly #http: OctoHttp;
  #push: PushSocket | null = null;
  #firmware: string | null = null;
  #state: OctoState = UNKNOWN;
  #sight: Sight = 'none';
  #run: PrintRun | null = null;
  #foreign: ForeignPrint | null;
  /** What an event has said of the end of a print that is none of ours. */
  #foreignOutcome: Outcome | 'unknown' = 'unknown';
  #stopping: AbortController | null = null;
  /** OctoPrint was asked to connect since the printer was in sight. */
  #connecting = false;
  #lastReason = '';
  readonly #work = new Set<Promise<void>>();

  constructor(context: DriverContext) {
    this.#context = context;
    this.#options = readOptions(context.options);
    this.#http = new OctoHttp(this.#options, context.clock, this.#ended.signal);
    this.#foreign = noteOf(context.spoolRecord)?.foreign ?? null;
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
        outOfSight: (reason, wrongCredentials) => {
          this.#sight = 'none';
          this.#blind(reason, wrongCredentials);
        },
      }),
    );
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
    // Without the action it would toggle.
    this.#order(run, { command: 'pause', action: 'pause' }, () => {
      run.stage = 'printing';
      this.#context.report({ kind: 'print-resumed', printId });
    });
  }

  resume(printId: PrintId): void {
    const run = this.#runOf(printId);
    if (run === null) return;
    run.stage = 'resuming';
    this.#order(run, { command: 'pause', action: 'resume' }, (reason) => {
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
    if (this.#runOf(printId) === null) return;
    const made = commandOf(change);
    if ('trouble' in made) return this.#trouble(made.trouble);
    this.#begin(
      this.manual([made.command]).then((result) => {
        if (result.kind === 'refused' && !this.#ended.signal.aborted) this.#trouble(result.reason);
      }),
    );
  }

  /** OctoPrint asks on its own page, and is answered there. */
  answer(): void {}

  stop(): void {
    this.#run?.abort.abort();
    this.#run = null;
    this.#stopping ??= new AbortController();
    this.#begin(this.#stopUntilItStands(this.#stopping.signal));
  }

  reset(): void {
    this.#stopping?.abort();
    this.#stopping = null;
    const doing = doingOf(this.#state);
    // OctoPrint opens the port anew, which resets most boards; one that is connected was looked at by a person.
    if (doing === 'fault' || doing === 'closed') this.#begin(this.#connectPrinter());
    else if (this.#sight !== 'none') this.#sighted(doing);
  }

  /** OctoPrint queues it and keeps the replies to itself. */
  async manual(lines: readonly string[]): ReturnType<Driver['manual']> {
    if (this.#sight !== 'connected') return { kind: 'refused', reason: 'The printer is not connected.' };
    for (const text of lines) this.#context.history({ at: this.#context.clock.now(), direction: 'sent', text });
    try {
      await this.#http.post(COMMAND, { commands: lines });
      return { kind: 'done', replies: [] };
    } catch (error) {
      return { kind: 'refused', reason: (error as Error).message };
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended.abort();
    this.#stopping?.abort();
    this.#run?.abort.abort();
    this.#push?.close('ended');
    await Promise.allSettled(this.#work);
    this.#http.end();
  }

  /** Work that lasts; its end is waited for when the driver ends. Nothing in it may reject. */
  #begin(work: Promise<void>): void {
    this.#work.add(work);
    void work.finally(() => this.#work.delete(work));
  }

  // ---- In sight of OctoPrint

  /** One connection, from its opening to its end; resolves with the reason. */
  async #session(reached: () => void): Promise<string> {
    const version = await this.#http.get('/api/version');
    const text = isRecord(version) && typeof version.text === 'string' ? version.text : '';
    if (!text.startsWith('OctoPrint')) throw new Unreachable('What answers at this address is no OctoPrint.');
    this.#firmware = text.slice(0, 100);
    const login = await this.#http.post('/api/login', { passive: true });
    if (!isRecord(login) || typeof login.name !== 'string' || typeof login.session !== 'string')
      throw new WrongCredentials('OctoPrint does not know whose the API key is.');
    this.#state = UNKNOWN;
    let isWhole = false;
    const push = await PushSocket.open(
      this.#options.url,
      { name: login.name, session: login.session },
      {
        clock: this.#context.clock,
        signal: this.#ended.signal,
        isAlive: () => this.#http.get(JOB),
        message: (told) => {
          const message = readPush(told);
          if (message.kind === 'log-in-again') return push.close('OctoPrint wants to be logged in to again.');
          if (message.kind === 'event') return this.#happened(message.name, message.path, message.reason);
          if (message.kind === 'odd') return;
          // What is new says little before the whole was seen (CO1).
          isWhole ||= message.isWhole && message.change.flags !== undefined;
          if (!isWhole) return;
          this.#state = mergeState(this.#state, message.change);
          reached();
          this.#look();
        },
      },
    );
    this.#push = push;
    if (this.#ended.signal.aborted) push.close('ended');
    try {
      return await push.closed;
    } finally {
      this.#push = null;
    }
  }

  /** After each change of the state. */
  #look(): void {
    const doing = doingOf(this.#state);
    if (doing === 'fault' || doing === 'closed') return this.#withoutPrinter(doing);
    if (doing === 'connecting') {
      if (this.#sight === 'none') this.#blind('OctoPrint is connecting with its printer.', false);
      return;
    }
    if (this.#stopping === null) {
      if (this.#run !== null) this.#follow(this.#run, doing);
      this.#watchForeign(doing);
    }
    if (this.#sight !== 'connected') this.#sighted(doing);
    this.#measure(doing);
  }

  #sighted(doing: Doing): void {
    this.#sight = 'connected';
    this.#connecting = false;
    this.#lastReason = '';
    const foreign = isPrinting(doing) ? this.#foreign : null;
    this.#context.report({ kind: 'connected', continuity: 'unproven', firmware: this.#firmware, foreign });
    this.#context.safety({ heating: false, stopBytes: new Uint8Array(), heatersOffBytes: new Uint8Array() });
  }

  #isOurs(run: PrintRun): boolean {
    const { path, origin } = this.#state.file;
    return path === run.path && origin === 'local';
  }

  #watchForeign(doing: Doing): void {
    const isForeign = isPrinting(doing) && !(this.#run !== null && this.#run.startSent && this.#isOurs(this.#run));
    const before = this.#foreign;
    if (isForeign) {
      const foreign = foreignOf(this.#state, before, this.#context.clock.now());
      if (foreign.key === before?.key) return;
      const run = this.#run;
      if (run !== null && !run.startSent) {
        run.abort.abort();
        const text = 'Another print was started at OctoPrint before the file was there; nothing moved.';
        this.#endUnmoved(run, 'failed', this.#error('start-unconfirmed', text));
      }
      this.#foreign = foreign;
      this.#foreignOutcome = 'unknown';
      if (this.#sight === 'connected') this.#context.report({ kind: 'foreign-began', foreign });
      return this.#remember();
    }
    if (before === null || doing !== 'ready') return;
    this.#foreign = null;
    this.#context.report({ kind: 'foreign-ended', key: before.key, outcome: this.#foreignOutcome });
    this.#remember();
  }

  #remember(): void {
    // A disk that refuses is told by the machine; what is missing then is a proof, and its lack is safe.
    this.#context.persistSpool(recordOf({ lastJob: null, foreign: this.#foreign })).catch(() => {});
  }

  /** OctoPrint runs, and its printer is not connected: by our stop, by a fault that ends whatever ran, or not yet. */
  #withoutPrinter(doing: 'fault' | 'closed'): void {
    if (this.#stopping !== null) {
      this.#stopping.abort();
      this.#stopping = null;
      this.#foreign = null;
      this.#sight = 'halted';
      return this.#context.report({ kind: 'standing' });
    }
    const run = this.#run;
    this.#foreign = null;
    if (run !== null && (run.startSent || this.#sight === 'connected')) {
      this.#run = null;
      run.abort.abort();
      const error = this.#error('printer-halted', `OctoPrint has lost its printer: ${this.#state.text || 'offline'}`);
      this.#context.report({ kind: 'print-lost', printId: run.print.printId, error });
    }
    this.#sight = doing === 'fault' ? 'halted' : 'none';
    const text = this.#state.text.slice(0, 300);
    if (doing === 'fault') return this.#blind(`OctoPrint has lost its printer: ${text}`, false);
    this.#blind('OctoPrint runs, and its printer is not connected.', false);
    if (this.#options.connects && !this.#connecting) this.#begin(this.#connectPrinter());
  }

  async #connectPrinter(): Promise<void> {
    this.#connecting = true;
    await this.#http.post(CONNECTION, { command: 'connect' }).catch((error: unknown) => {
      if (!isNetworkTrouble(error)) throw error;
      if (!this.#ended.signal.aborted) this.#trouble(`OctoPrint does not connect its printer: ${error.message}`);
    });
    // Not at once again, if it came to nothing.
    await rest(this.#context.clock, 2 * ANSWER_MS, this.#ended.signal);
    this.#connecting = false;
  }

  #measure(doing: Doing): void {
    const { temperatures, progress, z } = this.#state;
    const run = this.#run;
    const isUnderWay = run?.seen === true && isPrinting(doing) && this.#isOurs(run);
    this.#context.report({
      kind: 'feedback',
      feedback: {
        temperatures,
        position: null,
        progress: isUnderWay
          ? {
              printId: run.print.printId,
              fraction: progress.percent / 100,
              elapsedSeconds: progress.elapsedSeconds,
              remainingSeconds: progress.remainingSeconds,
              layer: null,
              z,
            }
          : null,
        line: null,
        notice: doing === 'busy' ? this.#state.text.slice(0, 300) : null,
      },
    });
  }

  // ---- Our print

  /** A cancel tells three events, one of which calls it a failure: the first word counts. */
  #happened(name: string, path: string, reason: string): void {
    const outcome = outcomeOf(name, reason);
    if (outcome === null) return;
    const run = this.#run;
    if (run === null || path !== run.path || !run.startSent) this.#foreignOutcome = outcome;
    else {
      // Too short to be shown, and begun all the same.
      this.#seen(run);
      run.verdict ??= { outcome, reason };
    }
  }

  #follow(run: PrintRun, doing: Doing): void {
    if (!run.startSent) return;
    const { printId } = run.print;
    const isOurs = this.#isOurs(run);
    if (!isOurs || !isPrinting(doing)) {
      // OctoPrint shows the next thing only when this one is over.
      if (run.verdict !== null && (doing === 'ready' || !isOurs))
        return this.#end(run, run.verdict.outcome, run.verdict.reason);
      if (doing === 'ready' || !isOurs) this.#lookInto(run);
      return;
    }
    this.#seen(run);
    if (doing === 'printing' && ['paused', 'resuming', 'unsure'].includes(run.stage)) {
      run.stage = 'printing';
      this.#context.report({ kind: 'print-resumed', printId });
    } else if (doing === 'paused' && !['paused', 'resuming', 'cancelling'].includes(run.stage)) {
      const reason = run.stage === 'pausing' ? 'Paused by a person.' : 'Paused at OctoPrint or the printer.';
      run.stage = 'paused';
      this.#context.report({ kind: 'print-paused', printId, reason });
    }
    if (run.cancelWished && run.stage !== 'cancelling') this.#cancel(run);
  }

  /** JO10: heating and homing count; the file is ours and OctoPrint works on it. */
  #seen(run: PrintRun): void {
    if (run.seen) return;
    run.seen = true;
    const { printId } = run.print;
    if (run.adoptInto === null) {
      if (run.stage === 'starting') run.stage = 'printing';
      return this.#context.report({ kind: 'print-moved', printId });
    }
    if (run.cancelWished || !isPrinting(doingOf(this.#state))) return;
    run.stage = doingOf(this.#state) === 'paused' ? 'paused' : 'printing';
    // OctoPrint went on by itself: the gap changed nothing that it did.
    this.#context.report({ kind: 'adopted', printId, into: run.stage, gapMs: 0 });
  }

  /** It is not shown: never begun yet, over without a word of how, or over while nobody listened. */
  #lookInto(run: PrintRun): void {
    if (run.looking) return;
    run.looking = true;
    this.#begin(
      this.#settle(run)
        .catch((error: unknown) => {
          if (!isNetworkTrouble(error)) throw error;
        })
        .finally(() => {
          run.looking = false;
        }),
    );
  }

  /** MA10: what OctoPrint has noted of the file, which no other print has. */
  async #settle(run: PrintRun): Promise<void> {
    await rest(this.#context.clock, run.seen ? VERDICT_MS : START_PROOF_MS, this.#ended.signal);
    const isOpen = (): boolean =>
      this.#run === run && !this.#ended.signal.aborted && this.#sight === 'connected' && this.#stopping === null;
    const isShown = (): boolean => this.#isOurs(run) && isPrinting(doingOf(this.#state));
    if (!isOpen() || isShown()) return;
    const entry = await this.#entryOf(run);
    if (!isOpen() || isShown()) return;
    if (run.verdict !== null) return this.#end(run, run.verdict.outcome, run.verdict.reason);
    if (entry !== null && entry.successes > 0) return this.#end(run, 'finished', '');
    // What was cancelled is noted as a failure as well.
    if (entry !== null && entry.failures > 0) return this.#end(run, run.cancelWished ? 'cancelled' : 'failed', '');
    if (run.seen || run.adoptInto !== null) {
      this.#run = null;
      const error = this.#error('resume-unproven', 'OctoPrint has noted nothing of how the print ended.');
      return this.#context.report({ kind: 'print-lost', printId: run.print.printId, error });
    }
    const { startAnswer } = run;
    const text =
      startAnswer === ''
        ? 'OctoPrint took the order to start, and never began.'
        : `The print never began; OctoPrint had answered the start: ${startAnswer}`;
    this.#endUnmoved(run, run.cancelWished ? 'cancelled' : 'failed', this.#error('start-unconfirmed', text));
  }

  async #entryOf(run: PrintRun): Promise<ReturnType<typeof readFileEntry>> {
    try {
      return readFileEntry(await this.#http.get(fileUrl(run)));
    } catch (error) {
      if (error instanceof Refused && error.code === 404) return null;
      throw error;
    }
  }

  /** Brings the file to OctoPrint, looks whether it is whole, and starts it. */
  async #bring(run: PrintRun): Promise<void> {
    const { print } = run;
    const signal = AbortSignal.any([run.abort.signal, this.#ended.signal]);
    const { digest, sizeBytes } = print.file;
    try {
      if (this.#sight !== 'connected') throw new Unreachable('OctoPrint or its printer is out of sight.');
      const file = { path: print.path, name: fileNameOf(print), digest, sizeBytes };
      run.path = await this.#http.bring(FOLDER, file, signal);
      const stored = (await this.#entryOf(run))?.sizeBytes ?? null;
      if (stored !== sizeBytes) throw new Refused(0, `OctoPrint stored ${stored ?? 'none'} of ${sizeBytes} bytes.`);
    } catch (error) {
      if (this.#run !== run || this.#ended.signal.aborted) return;
      if (run.cancelWished) return this.#endUnmoved(run, 'cancelled', null);
      const reason = error instanceof Error ? error.message : String(error);
      const text = `The file could not be brought to OctoPrint: ${reason}`;
      return this.#endUnmoved(run, 'failed', this.#error('file-unavailable', text));
    }
    if (this.#run !== run) return;
    if (run.cancelWished) return this.#endUnmoved(run, 'cancelled', null);
    await this.#sendStart(run);
  }

  async #sendStart(run: PrintRun): Promise<void> {
    if (this.#sight !== 'connected') {
      const text = 'The printer was out of sight when the print was to start; nothing moved.';
      return this.#endUnmoved(run, 'failed', this.#error('no-answer', text));
    }
    run.stage = 'starting';
    run.startSent = true;
    try {
      await this.#http.post(fileUrl(run), { command: 'select', print: true });
    } catch (error) {
      if (this.#run !== run || run.seen) return;
      if (error instanceof Refused && SURE_REFUSALS.has(error.code)) {
        const text = `OctoPrint refused to start: ${error.message}`;
        return this.#endUnmoved(run, 'failed', this.#error('printer-reported-failure', text));
      }
      // The answer is lost, or says nothing of it: what is seen next tells whether it prints (WI4).
      if (!(error instanceof Unreachable)) run.startAnswer = (error as Error).message;
    }
    if (this.#run === run && !run.seen && this.#sight === 'connected') this.#lookInto(run);
  }

  #order(run: PrintRun, command: Readonly<Record<string, string>>, refused: (reason: string) => void): void {
    this.#begin(
      this.#http.post(JOB, command).then(
        () => {},
        (error: unknown) => {
          if (this.#run !== run || this.#ended.signal.aborted) return;
          if (error instanceof Unreachable) {
            run.stage = 'unsure';
            return;
          }
          const reason = `OctoPrint refused: ${(error as Error).message}`;
          this.#trouble(reason);
          refused(reason);
        },
      ),
    );
  }

  #cancel(run: PrintRun): void {
    run.stage = 'cancelling';
    this.#order(run, { command: 'cancel' }, () => {
      // Still wished: asked again when OctoPrint may have thought better of it.
      this.#begin(
        rest(this.#context.clock, ANSWER_MS, this.#ended.signal).then(() => {
          if (run.stage === 'cancelling') run.stage = 'printing';
        }),
      );
    });
  }

  #end(run: PrintRun, outcome: Outcome, reason: string): void {
    this.#run = null;
    const text =
      reason === '' ? 'OctoPrint says that the print failed.' : `OctoPrint says that the print failed: ${reason}`;
    const error = outcome === 'failed' ? this.#error('printer-reported-failure', text) : null;
    this.#context.report({ kind: 'print-ended', printId: run.print.printId, outcome, moved: true, error });
    this.#begin(this.#forgetFile(run));
  }

  #endUnmoved(run: PrintRun, outcome: 'cancelled' | 'failed', error: PrinterError | null): void {
    this.#run = null;
    this.#context.report({ kind: 'print-ended', printId: run.print.printId, outcome, moved: false, error });
    this.#begin(this.#forgetFile(run));
  }

  /** Our copy is not needed any more; an OctoPrint that still holds it keeps it, which harms nothing. */
  async #forgetFile(run: PrintRun): Promise<void> {
    await this.#http.delete(fileUrl(run)).catch((error: unknown) => {
      if (!isNetworkTrouble(error)) throw error;
    });
  }

  // ---- Stop

  /** MA5: again and again, past OctoPrint's own queues, until it shows that it has lost the printer by it. */
  async #stopUntilItStands(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && !this.#ended.signal.aborted) {
      await this.#http.post(COMMAND, { command: 'M112' }, true).catch(() => {});
      await rest(this.#context.clock, STOP_REPEAT_MS, AbortSignal.any([signal, this.#ended.signal]));
    }
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

const fileUrl = ({ path }: PrintRun): string => `/api/files/local/${path.split('/').map(encodeURIComponent).join('/')}`;

function outcomeOf(event: string, reason: string): Outcome | null {
  if (event === 'PrintDone') return 'finished';
  if (event === 'PrintCancelled') return 'cancelled';
  if (event === 'PrintFailed') return reason === 'cancelled' ? 'cancelled' : 'failed';
  return null;
}
