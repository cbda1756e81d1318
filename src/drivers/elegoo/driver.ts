import { BetweenQuestions } from '#drivers/between-questions';
import type { CreateDriver, Driver, DriverContext, PrintToDrive } from '#drivers/driver';
import { NetworkDriver, type OrderName } from '#drivers/network-driver';
import { noteOf } from '#drivers/network-note';
import { isNetworkTrouble, type Refused, Unreachable } from '#drivers/network-trouble';
import { NotToBring } from '#drivers/not-to-bring';
import { rest } from '#lib/rest';
import type { Adjustment } from '#model/adjustment';
import type { AdoptInto } from '#model/phase';
import { askIdentity } from './identity.ts';
import { readOptions } from './manifest.ts';
import { newRun, type PrintRun } from './print-run.ts';
import { controlOf, lightControl, lightOf } from './protocol/adjustment.ts';
import { DISCOVERY } from './protocol/discovery.ts';
import { feedbackOf } from './protocol/feedback.ts';
import { foreignOf } from './protocol/foreign.ts';
import type { Fields } from './protocol/message.ts';
import { taskIdsIn, type Verdict, verdictIn } from './protocol/past-task.ts';
import { type ElegooView, isAtRest, isUnderWay, readView } from './protocol/view.ts';
import { SdcpSocket } from './sdcp-socket.ts';
import {
  AFTER_UPLOAD_MS,
  ANSWER_MS,
  LIGHT_PROOF_MS,
  POLL,
  RETRY,
  START_PROOF_MS,
  STOP_ANSWER_MS,
  STOP_REPEAT_MS,
  VERDICT_MS,
} from './timing.ts';
import { uploadFile } from './upload-file.ts';

/**
 * The driver of an Elegoo printer that speaks SDCP 3. The printer holds the file and prints by itself: this process orders, watches and
 * reports. An Ack of 0 ends nothing; only the printer's state, or its history, shows that a thing was done (DR3).
 */
export const createDriver: CreateDriver = (context) => new ElegooDriver(context, DISCOVERY.port);

const NO_GCODE = 'This printer takes no G-code, but for its light (M355 S1 for on, M355 S0 for off); use its screen.';

/** So many of the newest tasks are looked at for ours. */
const HISTORY_LENGTH = 20;

export class ElegooDriver extends NetworkDriver<PrintRun> {
  readonly #url: string;
  readonly #identityPort: number;
  #board: string | null = null;
  #firmware: string | null = null;
  #socket: SdcpSocket | null = null;
  #view: ElegooView | null = null;
  #resetting = false;
  /** A start was on its way when the stop came: rest counts from then on only, unless the print shows. */
  #restCountsFrom = 0;
  readonly #between: BetweenQuestions;

  constructor(context: DriverContext, identityPort: number) {
    super(context, { answerMs: ANSWER_MS, stopRepeatMs: STOP_REPEAT_MS });
    this.#url = readOptions(context.options).url;
    this.#identityPort = identityPort;
    this.#between = new BetweenQuestions(context.clock, this.ended.signal);
    this.foreign = noteOf(context.spoolRecord)?.foreign ?? null;
  }

  connect(): void {
    this.reach(RETRY, (reached) => this.#session(reached));
  }

  /** One connection, from its opening to its end; resolves with the reason. */
  async #session(reached: () => void): Promise<string> {
    const { clock, chance } = this.context;
    const { signal } = this.ended;
    const host = URL.parse(this.#url)?.hostname ?? '';
    const found = this.#board === null ? await askIdentity(host, this.#identityPort, { clock, signal }) : null;
    this.#board ??= found?.board ?? null;
    this.#firmware ??= found?.firmware ?? null;
    if (signal.aborted) return 'ended';
    let isNamed = false;
    const socket = await SdcpSocket.open(this.#url, {
      clock,
      chance,
      signal,
      board: this.#board,
      attributes: ({ FirmwareVersion }) => {
        if (typeof FirmwareVersion === 'string') this.#firmware = FirmwareVersion.slice(0, 100);
      },
      status: (fields) => {
        const view = readView(fields);
        // Who it is comes first.
        if (view === null || !isNamed || signal.aborted) return;
        if (!this.heard()) return;
        this.#view = view;
        reached();
        this.#look(view);
        this.told();
      },
    });
    this.#socket = socket;
    if (signal.aborted) socket.close('ended');
    // Before it is asked anything.
    if (this.stopping !== null) this.stopOnce().catch(() => {});
    try {
      await socket.request('attributes');
      isNamed = true;
      void socket.closed.then(() => this.#askNow());
      while (socket.isOpen) {
        this.#between.asking();
        await socket.request('status');
        this.heard();
        if (this.#view !== null) this.#look(this.#view);
        if (socket.isOpen) await this.#between.rest(this.#paceMs());
      }
      return await socket.closed;
    } finally {
      this.#board ??= socket.board;
      this.#socket = null;
      socket.close('ended');
    }
  }

  #paceMs(): number {
    const stage = this.run?.stage ?? null;
    if (this.stopping !== null) return POLL.orderedMs;
    if (stage !== null && !['bringing', 'printing', 'paused'].includes(stage)) return POLL.orderedMs;
    return stage === null && this.foreign === null ? POLL.idleMs : POLL.printingMs;
  }

  #askNow(): void {
    this.#between.askNow();
  }

  protected override lookAnew(reason: string): void {
    this.#socket?.close(reason);
  }

  protected override hangUp(): void {
    this.#socket?.close('ended');
    this.#askNow();
  }

  override outOfSight(reason: string, wrongCredentials: boolean): void {
    this.#view = null;
    if (this.run?.startSent === true) this.run.wasBlind = true;
    super.outOfSight(reason, wrongCredentials);
  }

  // ---- Orders

  protected newRun(print: PrintToDrive, into: AdoptInto | null): PrintRun {
    return newRun(print, into, this.context.clock.monotonic());
  }

  #reached(): SdcpSocket {
    if (this.#socket === null || this.sight !== 'connected') throw new Unreachable('The printer is not connected.');
    return this.#socket;
  }

  async #ordered(name: 'pause' | 'resume' | 'stop' | 'control', data: Fields = {}): Promise<void> {
    try {
      await this.#reached().request(name, data);
    } finally {
      this.#askNow();
    }
  }

  protected order(run: PrintRun, name: OrderName, undone: (reason: string) => void): void {
    this.carryOut(run, this.#ordered(name === 'cancel' ? 'stop' : name), undone);
  }

  protected async adjusted(change: Adjustment): Promise<string | null> {
    const made = controlOf(change);
    if ('trouble' in made) return made.trouble;
    return this.#ordered('control', made.control).then(
      () => null,
      (error: unknown) => (error as Error).message,
    );
  }

  async manual(lines: readonly string[]): ReturnType<Driver['manual']> {
    const wanted = lightOf(lines);
    const reason = wanted === null ? NO_GCODE : await this.#switchLight(wanted);
    // A person looks for the answer there.
    if (reason !== null) this.note('received', reason);
    return reason === null ? { kind: 'done', replies: [] } : { kind: 'refused', reason };
  }

  /** Null when the printer shows it (DR3). One that has it already is not asked: some firmwares would switch it back. */
  async #switchLight(wanted: 'on' | 'off'): Promise<string | null> {
    const { clock } = this.context;
    const light = this.#view?.light ?? null;
    if (this.sight !== 'connected') return 'The printer is not connected.';
    if (light === null) return 'This printer tells of no light that could be switched.';
    if (light.state === wanted) return null;
    this.note('sent', `M355 S${wanted === 'on' ? 1 : 0}`);
    const deadline = clock.monotonic() + LIGHT_PROOF_MS;
    try {
      await this.#ordered('control', lightControl(wanted, light.rgb));
      while (this.#view?.light?.state !== wanted) {
        if (this.#view === null) return 'The printer went out of sight before it showed its light.';
        if (clock.monotonic() >= deadline)
          return `The printer took the order, and does not show that its light is ${wanted}.`;
        await rest(clock, POLL.orderedMs, this.ended.signal);
        if (this.ended.signal.aborted) return 'ended';
      }
      return null;
    } catch (error) {
      if (!isNetworkTrouble(error)) throw error;
      return error.message;
    }
  }

  override stop(): void {
    const run = this.run;
    if (run !== null && run.startSent && !run.seen) this.#restCountsFrom = run.restsSince + START_PROOF_MS;
    // Pressed twice, it waits for the same start.
    else if (this.stopping === null) this.#restCountsFrom = 0;
    super.stop();
  }

  /** There is no emergency stop: the most that the network can do is to end the print (MA5). */
  protected async stopOnce(): Promise<void> {
    try {
      await this.#socket?.request('stop', {}, STOP_ANSWER_MS);
    } finally {
      this.#askNow();
    }
  }

  protected override hasNothingToStop(): boolean {
    return this.#view !== null && isAtRest(this.#view);
  }

  reset(): void {
    this.endStop();
    this.#resetting = true;
    if (this.#view !== null) this.#look(this.#view);
  }

  // ---- What the printer shows

  /** After each word of the printer, and each time that it was asked. */
  #look(view: ElegooView): void {
    if (this.stopping !== null && this.#standsAfterStop(view)) return;
    const isStopping = this.stopping !== null;
    if (!isStopping && this.run !== null) this.#follow(this.run, view);
    if (!isStopping) this.#watchForeign(view);
    if (this.sight !== 'connected' || this.#resetting) this.#sighted();
    const run = this.run;
    const isOurs = run !== null && run.startSent && isUnderWay(view) && view.file === run.fileName;
    this.context.report({ kind: 'feedback', feedback: feedbackOf(view, isOurs ? run.print.printId : null) });
  }

  #sighted(): void {
    // Nobody ran anything between the person's look and this one, if the printer was in sight all the time.
    const isUnbroken = this.#resetting && this.sight === 'connected';
    this.#resetting = false;
    this.connected(isUnbroken ? 'unbroken' : 'unproven', this.#firmware);
  }

  #standsAfterStop(view: ElegooView): boolean {
    if (isUnderWay(view)) this.#restCountsFrom = 0;
    if (!isAtRest(view) || this.context.clock.monotonic() < this.#restCountsFrom) return false;
    this.stands();
    return true;
  }

  #watchForeign(view: ElegooView): void {
    const before = this.foreign;
    const isOurs = this.run !== null && this.run.startSent && view.file === this.run.fileName;
    if (isUnderWay(view) && !isOurs) {
      const foreign = foreignOf(view, before, this.context.clock.now());
      if (foreign.key === before?.key) return;
      // One that is there at first sight is told with that.
      if (this.sight === 'connected') this.foreignBegan(foreign);
      else this.foreign = foreign;
      return this.remember(null);
    }
    if (before === null || !isAtRest(view)) return;
    this.foreignEnded(before.key, view.file === before.name ? outcomeShown(view) : 'unknown');
    this.remember(null);
  }

  // ---- Our print

  #follow(run: PrintRun, view: ElegooView): void {
    if (!run.startSent) return;
    const now = this.context.clock.monotonic();
    if (view.file === run.fileName) {
      if (isUnderWay(view)) {
        run.restsSince = now;
        return this.#show(run, view);
      }
      // Carries our print's id: nothing older can be meant, though it stays for ever.
      const outcome = outcomeShown(view);
      if (outcome !== 'unknown') return this.#over(run, outcome, view.fault);
    }
    // An unknown number is no statement.
    if (view.doing === 'unknown') run.restsSince = now;
    else if (now - run.restsSince >= (run.seen ? VERDICT_MS : START_PROOF_MS)) this.#lookInto(run);
  }

  /** JO10: heating, levelling and homing count; the file is ours and the printer works on it. */
  #show(run: PrintRun, { doing, taskId }: ElegooView): void {
    const isFirst = !run.seen;
    run.seen = true;
    run.wasBlind = false;
    run.taskId = taskId ?? run.taskId;
    if (isFirst && run.adoptInto === null) this.moved(run);
    else if (isFirst && !run.cancelWished) this.adopted(run, doing === 'paused' ? 'paused' : 'printing');
    if (doing === 'working') this.showsPrinting(run);
    else if (doing === 'paused') this.showsPaused(run, 'Paused at the printer.');
    if (run.cancelWished && run.stage !== 'cancelling') this.cancelRun(run);
  }

  protected isShown(run: PrintRun): boolean {
    return run.seen;
  }

  #over(run: PrintRun, outcome: 'finished' | 'cancelled' | 'failed', reason: string | null): void {
    const text = `The printer says that the print failed${reason === null ? '' : `: ${reason}`}.`;
    this.end(run, outcome, outcome === 'failed' ? this.error('printer-reported-failure', text) : null);
  }

  /** It is not shown: never begun, or over and something else shown since. The history tells. */
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

  /** MA10: by the history, which keeps the task's number and the name of its file. */
  async #settle(run: PrintRun): Promise<void> {
    const socket = this.#reached();
    const verdict = await this.#verdict(run, socket);
    const view = this.#view;
    if (this.run !== run || this.ended.signal.aborted || this.stopping !== null) return;
    if (view !== null && view.file === run.fileName && isUnderWay(view)) return;
    if (verdict?.kind === 'ended')
      return this.#over(run, verdict.outcome, verdict.outcome === 'failed' ? verdict.reason : null);
    if (run.seen || verdict?.kind === 'open')
      return this.lost(run, 'The print is not there any more, and the printer does not say how it ended.');
    if (run.wasBlind) return this.lost(run, 'Nothing at the printer tells what became of the print.');
    this.neverBegan(run);
  }

  async #verdict(run: PrintRun, socket: SdcpSocket): Promise<Verdict | null> {
    const known = taskIdsIn(await socket.request('history'));
    // The newest stand first with some firmwares, and last with others.
    const ids = [...new Set([...known.slice(0, HISTORY_LENGTH), ...known.slice(-HISTORY_LENGTH)])];
    if (ids.length === 0) return null;
    return verdictIn(await socket.request('historyDetails', { Id: ids }), run);
  }

  // ---- Bringing and starting

  /** The printer proves the whole by its MD5; then it must be listed. */
  protected async upload({ fileName, print }: PrintRun, signal: AbortSignal): Promise<void> {
    const { clock, chance } = this.context;
    this.#reached();
    if (this.#view?.kind === 'resin')
      throw new NotToBring(
        'file-refused',
        'This is a resin printer, which prints no G-code: start its files at its own screen.',
      );
    const { sizeBytes } = print.file;
    const file = { path: print.path, name: fileName, sizeBytes, transferId: chance.id() };
    await uploadFile(this.#url, file, { clock, signal });
    await rest(clock, AFTER_UPLOAD_MS, signal);
  }

  protected async lookOnce(_run: PrintRun, signal: AbortSignal): Promise<void> {
    // Whatever it had told before comes before this answer.
    await this.#reached().request('status');
    this.#askNow();
    await this.nextWord(ANSWER_MS, signal);
    const view = this.#view;
    if (view === null) throw new Unreachable('It is out of sight.');
    if (!isAtRest(view)) throw this.isBusy(view.doing);
  }

  protected async orderStart(run: PrintRun): Promise<void> {
    const view = this.#view;
    const socket = this.#socket;
    if (view === null || socket === null)
      throw new NotToBring('no-answer', 'The printer was out of sight when the print was to start; nothing moved.');
    run.startSent = true;
    run.restsSince = this.context.clock.monotonic();
    // With less than this its firmware crashes.
    await socket.request('start', {
      Filename: `/local/${run.fileName}`,
      StartLayer: 0,
      Calibration_switch: 0,
      PrintPlatformType: view.platform,
      Tlp_Switch: 0,
      slot_map: [],
    });
  }

  /** Every Ack but 0 comes before anything moves. */
  protected isUnmoved({ code }: Refused): boolean {
    return code > 0;
  }

  protected startLeft(): void {
    this.#askNow();
  }

  protected async deleteFile({ fileName }: PrintRun): Promise<void> {
    await this.#socket?.request('deleteFiles', { FileList: [`/local/${fileName}`], FolderList: [] });
  }
}

function outcomeShown({ doing }: ElegooView): 'finished' | 'cancelled' | 'failed' | 'unknown' {
  if (doing === 'complete') return 'finished';
  if (doing === 'stopped') return 'cancelled';
  return doing === 'failed' ? 'failed' : 'unknown';
}
