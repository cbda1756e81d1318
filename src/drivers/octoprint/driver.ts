import { FOLDER } from '#drivers/device-run';
import type { CreateDriver, Driver, DriverContext } from '#drivers/driver';
import { NetworkDriver, type OrderName, type Outcome } from '#drivers/network-driver';
import { noteOf } from '#drivers/network-note';
import { isNetworkTrouble, Refused, Unreachable, WrongCredentials } from '#drivers/network-trouble';
import { NotToBring } from '#drivers/not-to-bring';
import { Paced } from '#drivers/paced';
import { rest } from '#lib/rest';
import type { Adjustment } from '#model/adjustment';
import { OctoPrintFiles } from './files.ts';
import { type OctoPrintOptions, readOptions } from './manifest.ts';
import { OctoHttp } from './octo-http.ts';
import { fileNameOf, newRun, type PrintRun } from './print-run.ts';
import { commandOf } from './protocol/adjustment-commands.ts';
import { foreignOf } from './protocol/foreign.ts';
import { inWords, lackingToPrint, type Permission } from './protocol/permissions.ts';
import { FILES_CHANGED, isRecord, readPrinterAnswer, readPush } from './protocol/push.ts';
import {
  type Doing,
  doingOf,
  isPrinting,
  mergeState,
  type OctoState,
  readFileEntry,
  UNKNOWN,
  wordsOf,
} from './protocol/state.ts';
import { PushSocket } from './push-socket.ts';
import { ANSWER_MS, CONNECT_PROOF_MS, RETRY, START_PROOF_MS, STOP_REPEAT_MS, VERDICT_MS } from './timing.ts';

/**
 * The driver of a printer behind OctoPrint, which holds the file and feeds the printer: this process orders, watches and reports. A yes
 * of OctoPrint ends nothing; only its state, its events, or what it has noted of the file show that a thing was done (DR3).
 */
export const createDriver: CreateDriver = (context) => new OctoPrintDriver(context);

/** The answers to a start after which nothing moved, for sure: no such file, and not now. */
const SURE_REFUSALS: ReadonlySet<number> = new Set([404, 409]);
const CLOSED = 'OctoPrint runs, and its printer is not connected.';
const HOW_TO_CONNECT =
  'Connect it on this printer’s page, or on OctoPrint’s. In its settings Croft can be told to ask for that by itself.';
const JOB = '/api/job';
const PRINTER = '/api/printer?exclude=temperature,sd';
/** To a question for the printer: it has none. */
const NO_PRINTER = 409;
const CONNECT_LOOK_MS = 250;
const COMMAND = '/api/printer/command';
const CONNECTION = '/api/connection';
const ORDERS = {
  // Without the action it would toggle.
  pause: { command: 'pause', action: 'pause' },
  resume: { command: 'pause', action: 'resume' },
  cancel: { command: 'cancel' },
} as const;

class OctoPrintDriver extends NetworkDriver<PrintRun> {
  protected override readonly who = 'OctoPrint';
  protected readonly newRun = newRun;
  readonly #options: OctoPrintOptions;
  readonly files: OctoPrintFiles;
  readonly #http: OctoHttp;
  /** OctoPrint tells twice a second how warm it is. */
  readonly #measures: Paced;
  #push: PushSocket | null = null;
  #firmware: string | null = null;
  #state: OctoState = UNKNOWN;
  /** What an event has said of the end of a print that is none of ours. */
  #foreignOutcome: Outcome | 'unknown' = 'unknown';
  /** What the key's user lacks, as it was told last; a person may have given it meanwhile. */
  #lacking: readonly Permission[] = [];
  /** OctoPrint was asked to connect since the printer was in sight. */
  #connecting = false;

  constructor(context: DriverContext) {
    super(context, { answerMs: ANSWER_MS, stopRepeatMs: STOP_REPEAT_MS });
    this.#options = readOptions(context.options);
    this.#http = new OctoHttp(this.#options, context.clock, this.ended.signal);
    this.#measures = new Paced(context.clock, () => this.#measure());
    this.files = new OctoPrintFiles(this.#http, this.ended.signal);
    this.foreign = noteOf(context.spoolRecord)?.foreign ?? null;
  }

  connect(): void {
    this.reach(RETRY, (reached) => this.#session(reached));
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await super[Symbol.asyncDispose]();
    this.#http.end();
  }

  protected override lookAnew(reason: string): void {
    this.#push?.close(reason);
  }

  protected override hangUp(): void {
    this.#push?.close('ended');
    this.#measures[Symbol.dispose]();
  }

  protected order(run: PrintRun, name: OrderName, undone: (reason: string) => void): void {
    this.carryOut(run, this.#http.post(JOB, ORDERS[name]), undone);
  }

  protected async adjusted(change: Adjustment): Promise<string | null> {
    const made = commandOf(change);
    return 'trouble' in made ? made.trouble : this.adjustedBy(made.command);
  }

  /** Past OctoPrint's own queues; it shows that it has lost the printer by it. */
  protected stopOnce(signal: AbortSignal): Promise<unknown> {
    return this.#http.post(COMMAND, { command: 'M112' }, signal);
  }

  reset(): void {
    this.endStop();
    const doing = doingOf(this.#state);
    // OctoPrint opens the port anew, which resets most boards; one that is connected was looked at by a person.
    if (doing === 'fault' || doing === 'closed') this.begin(this.#connectPrinter());
    else if (this.sight !== 'none') this.#sighted(doing);
  }

  /** A person wishes OctoPrint to open the printer's port: only while it is closed, and done when its state shows that. */
  restart(): void {
    this.begin(
      this.#connectByOrder().then((trouble) => {
        if (trouble !== null) this.trouble(`OctoPrint was not told to connect its printer: ${trouble}`);
      }),
    );
  }

  /** Null when it is connected, or when what came of it instead has been told. */
  async #connectByOrder(): Promise<string | null> {
    if (this.#push === null) return 'it is out of reach.';
    if (this.#connecting) return 'it is being asked already.';
    this.#connecting = true;
    try {
      // The state that came last may be older than a person at its page.
      if (await this.#hasPrinter()) return 'its printer is connected.';
      await this.#http.post(CONNECTION, { command: 'connect' });
      const late = this.context.clock.monotonic() + CONNECT_PROOF_MS;
      while (this.sight !== 'connected' && this.#push !== null) {
        if (this.context.clock.monotonic() >= late) {
          this.trouble(
            'OctoPrint was told to connect its printer, which has not answered. Is it switched on and plugged in, and are port and speed right on OctoPrint’s page?',
          );
          break;
        }
        await rest(this.context.clock, CONNECT_LOOK_MS, this.ended.signal);
      }
      return null;
    } catch (error) {
      if (!isNetworkTrouble(error)) throw error;
      return error.message;
    } finally {
      this.#connecting = false;
    }
  }

  async #hasPrinter(): Promise<boolean> {
    try {
      await this.#http.get(PRINTER);
      return true;
    } catch (error) {
      if (error instanceof Refused && error.code === NO_PRINTER) return false;
      throw error;
    }
  }

  /** OctoPrint queues it and keeps the replies to itself. */
  async manual(lines: readonly string[]): ReturnType<Driver['manual']> {
    if (this.sight !== 'connected') return { kind: 'refused', reason: 'The printer is not connected.' };
    for (const text of lines) this.note('sent', text);
    try {
      await this.#http.post(COMMAND, { commands: lines });
      return { kind: 'done', replies: [] };
    } catch (error) {
      return { kind: 'refused', reason: (error as Error).message };
    }
  }

  // ---- In sight of OctoPrint

  override outOfSight(reason: string, wrongCredentials: boolean): void {
    if (this.run?.startSent === true) this.run.wasBlind = true;
    super.outOfSight(reason, wrongCredentials);
  }

  /** One connection, from its opening to its end; resolves with the reason. */
  async #session(reached: () => void): Promise<string> {
    const version = await this.#http.get('/api/version').catch((error: unknown) => {
      // A right key that may not even look: another one comes from a person, and so may the permission.
      if (error instanceof Refused && error.code === 403) this.#isTooLittle(error.message);
      throw error;
    });
    const text = isRecord(version) && typeof version.text === 'string' ? version.text : '';
    if (!text.startsWith('OctoPrint')) throw new Unreachable('What answers at this address is no OctoPrint.');
    this.#firmware = text.slice(0, 100);
    const owner = await this.#http.owner();
    this.#lacking = owner === null ? [] : lackingToPrint(owner);
    const login = await this.#http.post('/api/login', { passive: true });
    if (!isRecord(login) || typeof login.name !== 'string' || typeof login.session !== 'string')
      throw new WrongCredentials('OctoPrint does not know whose the API key is.');
    this.#state = UNKNOWN;
    let isWhole = false;
    const push = await PushSocket.open(
      this.#options.url,
      { name: login.name, session: login.session },
      {
        clock: this.context.clock,
        signal: this.ended.signal,
        message: (told) => {
          if (!this.heard()) return;
          const message = readPush(told);
          if (message.kind === 'log-in-again') return push.close('OctoPrint wants to be logged in to again.');
          if (message.kind === 'event' && message.name === FILES_CHANGED)
            return this.context.report({ kind: 'files-changed' });
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
    if (this.ended.signal.aborted) push.close('ended');
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
      if (this.sight === 'none') this.blind('OctoPrint is connecting with its printer.', false);
      return;
    }
    if (this.stopping === null) {
      if (this.run !== null) this.#follow(this.run, doing);
      this.#watchForeign(doing);
    }
    if (this.sight !== 'connected') this.#sighted(doing);
    this.#measures.ask();
  }

  #sighted(doing: Doing): void {
    this.#connecting = false;
    this.connected('unproven', this.#firmware, isPrinting(doing) ? this.foreign : null);
    // Said before a print finds out.
    if (this.#lacking.length > 0) this.#isTooLittle(tooLittle(this.#lacking));
  }

  /** Told again by each sight of the printer, which settles what was told of its credentials before. */
  #isTooLittle(message: string): void {
    if (!this.ended.signal.aborted)
      this.context.report({ kind: 'trouble', error: this.error('wrong-credentials', message) });
  }

  #isOurs(run: PrintRun): boolean {
    const { path, origin } = this.#state.file;
    return path === run.path && origin === 'local';
  }

  #watchForeign(doing: Doing): void {
    const isForeign = isPrinting(doing) && !(this.run !== null && this.run.startSent && this.#isOurs(this.run));
    const before = this.foreign;
    if (isForeign) {
      const foreign = foreignOf(this.#state, before, this.context.clock.now());
      if (foreign.key === before?.key) return;
      this.#foreignOutcome = 'unknown';
      if (this.sight === 'connected') this.foreignBegan(foreign);
      else this.foreign = foreign;
      return this.remember(null);
    }
    if (before === null || doing !== 'ready') return;
    this.foreignEnded(before.key, this.#foreignOutcome);
    this.remember(null);
  }

  /** OctoPrint runs, and its printer is not connected: by our stop, by a fault that ends whatever ran, or not yet. */
  #withoutPrinter(doing: 'fault' | 'closed'): void {
    if (this.stopping !== null) {
      this.sight = 'halted';
      return this.stands();
    }
    const run = this.run;
    this.foreign = null;
    if (run !== null && (run.startSent || this.sight === 'connected')) {
      this.run = null;
      run.abort.abort();
      const error = this.error(
        'printer-halted',
        `OctoPrint has lost its printer: ${wordsOf(this.#state) || 'offline'}`,
      );
      this.context.report({ kind: 'print-lost', printId: run.print.printId, error });
    }
    this.sight = doing === 'fault' ? 'halted' : 'none';
    if (doing === 'fault')
      return this.blind(`OctoPrint has lost its printer: ${wordsOf(this.#state).slice(0, 300)}`, false);
    this.blind(this.#options.connects ? CLOSED : `${CLOSED} ${HOW_TO_CONNECT}`, false);
    // Only where a person has wished it: opening the port resets most boards, and ends what they print from their own card (MA11).
    if (this.#options.connects && !this.#connecting) this.begin(this.#connectPrinter());
  }

  async #connectPrinter(): Promise<void> {
    this.#connecting = true;
    await this.#http.post(CONNECTION, { command: 'connect' }).catch((error: unknown) => {
      if (!isNetworkTrouble(error)) throw error;
      this.trouble(`OctoPrint does not connect its printer: ${error.message}`);
    });
    // Not at once again, if it came to nothing.
    await rest(this.context.clock, 2 * ANSWER_MS, this.ended.signal);
    this.#connecting = false;
  }

  #measure(): void {
    const doing = doingOf(this.#state);
    const { temperatures, progress, z } = this.#state;
    const run = this.run;
    const isUnderWay = run?.seen === true && isPrinting(doing) && this.#isOurs(run);
    this.context.report({
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
    const run = this.run;
    if (run === null || path !== run.path || !run.startSent) this.#foreignOutcome = outcome;
    else {
      // Too short to be shown, and begun all the same.
      this.#seen(run);
      run.verdict ??= { outcome, reason };
    }
  }

  #follow(run: PrintRun, doing: Doing): void {
    if (!run.startSent) return;
    const isOurs = this.#isOurs(run);
    if (!isOurs || !isPrinting(doing)) {
      // OctoPrint shows the next thing only when this one is over.
      if (run.verdict !== null && (doing === 'ready' || !isOurs))
        return this.#over(run, run.verdict.outcome, run.verdict.reason);
      if (doing === 'ready' || !isOurs) this.#lookInto(run);
      return;
    }
    this.#seen(run);
    if (doing === 'printing') this.showsPrinting(run);
    else if (doing === 'paused') this.showsPaused(run, 'Paused at OctoPrint or the printer.');
    if (run.cancelWished && run.stage !== 'cancelling') this.cancelRun(run);
  }

  /** JO10: heating and homing count; the file is ours and OctoPrint works on it. */
  #seen(run: PrintRun): void {
    if (run.seen) return;
    run.seen = true;
    if (run.adoptInto === null) return this.moved(run);
    const doing = doingOf(this.#state);
    if (!run.cancelWished && isPrinting(doing)) this.adopted(run, doing === 'paused' ? 'paused' : 'printing');
  }

  protected isShown(run: PrintRun): boolean {
    return run.seen;
  }

  /** It is not shown: never begun yet, over without a word of how, or over while nobody listened. */
  #lookInto(run: PrintRun): void {
    if (run.looking) return;
    run.looking = true;
    this.begin(
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
    await rest(this.context.clock, run.seen ? VERDICT_MS : START_PROOF_MS, this.ended.signal);
    const isOpen = (): boolean =>
      this.run === run && !this.ended.signal.aborted && this.sight === 'connected' && this.stopping === null;
    const isShown = (): boolean => this.#isOurs(run) && isPrinting(doingOf(this.#state));
    if (!isOpen() || isShown()) return;
    const entry = await this.#entryOf(run);
    if (!isOpen() || isShown()) return;
    if (run.verdict !== null) return this.#over(run, run.verdict.outcome, run.verdict.reason);
    if (entry !== null && entry.successes > 0) return this.#over(run, 'finished', '');
    // What was cancelled is noted as a failure as well.
    if (entry !== null && entry.failures > 0) return this.#over(run, run.cancelWished ? 'cancelled' : 'failed', '');
    if (run.seen || run.adoptInto !== null || run.wasBlind)
      return this.lost(run, 'OctoPrint has noted nothing of how the print ended.');
    this.neverBegan(run);
  }

  async #entryOf(run: PrintRun): Promise<ReturnType<typeof readFileEntry>> {
    try {
      return readFileEntry(await this.#http.get(fileUrl(run)));
    } catch (error) {
      if (error instanceof Refused && error.code === 404) return null;
      throw error;
    }
  }

  #over(run: PrintRun, outcome: Outcome, reason: string): void {
    const text =
      reason === '' ? 'OctoPrint says that the print failed.' : `OctoPrint says that the print failed: ${reason}`;
    this.end(run, outcome, outcome === 'failed' ? this.error('printer-reported-failure', text) : null);
  }

  // ---- Bringing and starting

  /** Looks whether it is whole, too. */
  protected async upload(run: PrintRun, signal: AbortSignal): Promise<void> {
    const { print } = run;
    const { digest, sizeBytes } = print.file;
    if (this.sight !== 'connected') throw new Unreachable('OctoPrint or its printer is out of sight.');
    if (this.#lacking.length > 0) {
      const owner = await this.#http.owner();
      this.#lacking = owner === null ? [] : lackingToPrint(owner);
      if (this.#lacking.length > 0) throw new NotToBring('wrong-credentials', tooLittle(this.#lacking));
    }
    const file = { path: print.path, name: fileNameOf(print), digest, sizeBytes };
    const brought = await this.#http.bring(FOLDER, file, signal);
    run.path = brought.path;
    const entry = await this.#entryOf(run);
    const stored = entry?.sizeBytes ?? null;
    if (stored !== sizeBytes) throw new Refused(0, `OctoPrint stored ${stored ?? 'none'} of ${sizeBytes} bytes.`);
    // Older ones note no digest.
    if ((entry?.hash ?? brought.hash) !== brought.hash)
      throw new Refused(0, 'OctoPrint stored other bytes than were sent. Is the disk of its host full or failing?');
  }

  protected async lookOnce(): Promise<void> {
    // What its push socket had told before comes before this, whatever the other connection says.
    await this.#push?.roundTrip();
    const answer = await this.#http.get(PRINTER);
    const told = readPrinterAnswer(answer);
    if (told === null) throw new Unreachable('OctoPrint’s answer is not understood.');
    this.#state = mergeState(this.#state, told);
    const doing = doingOf(this.#state);
    this.#look();
    if (doing !== 'ready') throw this.isBusy(this.#state.text || doing);
  }

  protected orderStart(run: PrintRun, unlessLeft: AbortSignal): Promise<unknown> {
    run.startSent = true;
    return this.#http.start(fileUrl(run), unlessLeft);
  }

  protected isUnmoved({ code }: Refused): boolean {
    return SURE_REFUSALS.has(code);
  }

  protected startLeft(run: PrintRun): void {
    if (this.run === run && !run.seen && this.sight === 'connected') this.#lookInto(run);
  }

  protected deleteFile(run: PrintRun): Promise<void> {
    return this.#http.delete(fileUrl(run));
  }
}

const fileUrl = ({ path }: PrintRun): string => `/api/files/local/${path.split('/').map(encodeURIComponent).join('/')}`;

const tooLittle = (missing: readonly Permission[]): string =>
  `The user whose API key Croft has may not do all that printing needs: ${inWords(missing)}. An administrator gives it to that user in OctoPrint’s settings, Access Control.`;

function outcomeOf(event: string, reason: string): Outcome | null {
  if (event === 'PrintDone') return 'finished';
  if (event === 'PrintCancelled') return 'cancelled';
  if (event === 'PrintFailed') return reason === 'cancelled' ? 'cancelled' : 'failed';
  return null;
}
