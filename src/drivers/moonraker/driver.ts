import { FOLDER } from '#drivers/device-run';
import type { CreateDriver, Driver, DriverContext } from '#drivers/driver';
import { NetworkDriver, type OrderName } from '#drivers/network-driver';
import { NO_JOB, noteOf } from '#drivers/network-note';
import { isNetworkTrouble, Refused, Unreachable } from '#drivers/network-trouble';
import { NotToBring } from '#drivers/not-to-bring';
import { Paced } from '#drivers/paced';
import { untilShown } from '#drivers/until-shown';
import { Bell } from '#lib/bell';
import { rest } from '#lib/rest';
import type { Adjustment } from '#model/adjustment';
import type { Restartable, RestartKind } from '#model/command';
import { Connection, type ConnectionOwner } from './connection.ts';
import { Entrance } from './entrance.ts';
import { changesList, MoonrakerFiles } from './files.ts';
import { deleteFile, type MoonrakerHost, postEmergencyStop, uploadFile } from './http-requests.ts';
import { readOptions } from './manifest.ts';
import { PauseWatch } from './pause-watch.ts';
import { newRun, type PrintRun } from './print-run.ts';
import { scriptOf } from './protocol/adjustment-script.ts';
import { feedbackOf } from './protocol/feedback.ts';
import { foreignOf, outcomeShown } from './protocol/foreign.ts';
import { isRecord } from './protocol/message.ts';
import { isMovedByHand, runoutOf } from './protocol/notice.ts';
import { jobKey, type PastJob, readHistory, type Verdict, verdictOf } from './protocol/past-job.ts';
import {
  isActive,
  mergeStatus,
  type Objects,
  type PrinterView,
  readPrinter,
  saysWhatItDoes,
} from './protocol/status.ts';
import type { RpcSocket } from './rpc-socket.ts';
import { switchDevice } from './switch-device.ts';
import { type MoonrakerTiming, TIMING } from './timing.ts';

/**
 * The driver of a Klipper printer behind Moonraker. The printer holds the file and prints by itself: this process orders, watches
 * and reports. An answer ends nothing; only the printer's state, or its history, shows that a thing was done (DR3).
 */
export const createDriver: CreateDriver = (context) => new MoonrakerDriver(context, TIMING);

const HISTORY_LENGTH = 20;
const REPLIES_LIMIT = 1_000;

const ORDERS = {
  pause: 'printer.print.pause',
  resume: 'printer.print.resume',
  cancel: 'printer.print.cancel',
} as const;

const RESTARTS: Readonly<Record<RestartKind, string>> = {
  firmware: 'printer.firmware_restart',
  host: 'printer.restart',
};

/** What a start is answered with that surely moved nothing; any other answer is decided by looking. -32601: no such method (JSON-RPC). */
const UNMOVED: ReadonlySet<number> = new Set([400, 503, -32_601]);

export class MoonrakerDriver extends NetworkDriver<PrintRun> implements ConnectionOwner {
  readonly files: MoonrakerFiles;
  readonly #timing: MoonrakerTiming;
  readonly #host: MoonrakerHost;
  readonly #powerDevice: string | null;
  /** By a person's order: that Klipper has lost its boards is no fault then. */
  #isOff = false;
  readonly #connection: Connection;
  #objects: Objects = {};
  /** When it last told a change, on the monotonic clock. */
  #toldAt = 0;
  #hasHistory = false;
  /** The newest job when the printer was last in sight (BE3). */
  #lastJob: string | null;
  /** A firmware restart was ordered; the next sight shows it. */
  #resetting: 'no' | 'wanted' | 'ordered' = 'no';
  /** The history is being asked what became of our print. */
  #looking = false;
  /** Over when a print that nobody here began has been told. */
  #meeting: Promise<void> = Promise.resolve();
  #replies: string[] | null = null;
  readonly #pauses: PauseWatch;
  /** Rings when Klipper has shown its whole state anew. */
  readonly #seenAnew = new Bell();
  /** Rings with each change that may mean another state. */
  readonly #told = new Bell();
  /** What only measures is looked at about once a second. */
  readonly #looks: Paced;
  protected readonly newRun = newRun;

  constructor(context: DriverContext, timing: MoonrakerTiming) {
    super(context, timing);
    this.#timing = timing;
    const options = readOptions(context.options);
    this.#powerDevice = options.powerDevice;
    this.#host = { url: options.url, entrance: new Entrance(options, context.clock) };
    this.files = new MoonrakerFiles(this.#host, context.clock, this.ended.signal);
    const note = noteOf(context.spoolRecord);
    this.foreign = note?.foreign ?? null;
    this.#lastJob = note?.lastJob ?? null;
    this.#connection = new Connection(context, this.#host, timing, this, this.hurry);
    this.#pauses = new PauseWatch(context.clock, async (objects) =>
      this.#connection.socket?.call('printer.objects.query', { objects }),
    );
    this.#looks = new Paced(context.clock, () => {
      if (this.sight !== 'none') this.#look();
    });
  }

  connect(): void {
    this.begin(this.#connection.live());
  }

  override stop(): void {
    super.stop();
    // What stands in the socket's buffer leaves before this returns; the request of its own goes past a socket that hangs.
    this.#connection.socket?.call('printer.emergency_stop').catch(() => {});
  }

  protected stopOnce(signal: AbortSignal): Promise<void> {
    if (this.#isOff) this.#connection.klippyChanged();
    return postEmergencyStop(this.#host, { clock: this.context.clock, signal, idleMs: this.#timing.answerMs });
  }

  reset(): void {
    this.endStop();
    this.#resetting = 'wanted';
    this.begin(this.#restartFirmware());
  }

  /** DR3: done when Klipper’s own state shows that it is ready again. */
  restart(what: Restartable): void {
    if (what === 'connection') return;
    const work = what === 'firmware' || what === 'host' ? this.#restart(what) : this.#switchPower(what === 'power-on');
    this.begin(
      work.then((trouble) => {
        if (trouble !== null) this.trouble(trouble);
      }),
    );
  }

  async manual(lines: readonly string[]): ReturnType<Driver['manual']> {
    const socket = this.#connection.socket;
    if (socket === null || this.sight !== 'connected')
      return { kind: 'refused', reason: 'The printer is not connected.' };
    const replies: string[] = [];
    this.#replies = replies;
    for (const text of lines) this.note('sent', text);
    try {
      await socket.call('printer.gcode.script', { script: lines.join('\n') }, true);
      return { kind: 'done', replies };
    } catch (error) {
      return { kind: 'refused', reason: (error as Error).message };
    } finally {
      if (this.#replies === replies) this.#replies = null;
    }
  }

  protected async adjusted(change: Adjustment): Promise<string | null> {
    const made = scriptOf(change, readPrinter(this.#objects).objects);
    if ('trouble' in made) return made.trouble;
    const refusal = await this.adjustedBy(made.script);
    return refusal === null && change.kind === 'skip-object' ? this.#skipped(change.object) : refusal;
  }

  /** Null when the printer shows that it leaves the object out (DR3), or when its print is over. */
  async #skipped(object: string): Promise<string | null> {
    const { run } = this;
    const { clock } = this.context;
    const isShown = (): boolean =>
      readPrinter(this.#objects).objects?.some(({ id, skipped }) => id === object && skipped) ?? false;
    const waiting = { clock, bell: this.#told, limitMs: this.#timing.skipProofMs, signal: this.ended.signal };
    if (await untilShown(() => this.run !== run || isShown(), waiting)) return null;
    return `Klipper took the order, and does not show that it leaves “${object}” out.`;
  }

  protected order(run: PrintRun, name: OrderName, undone: (reason: string) => void): void {
    const asked = this.#connection.socket?.call(ORDERS[name], {}, true);
    this.carryOut(run, asked ?? Promise.reject(new Unreachable('out of sight')), undone);
  }

  protected override lookAnew(reason: string): void {
    this.#connection.socket?.close(reason);
  }

  protected override hangUp(): void {
    this.#connection.end();
    this.#looks[Symbol.dispose]();
  }

  // ---- In sight of the printer

  async klippy(socket: RpcSocket, status: unknown, hasHistory: boolean): Promise<void> {
    this.#objects = mergeStatus({}, status);
    this.#hasHistory = hasHistory;
    const view = readPrinter(this.#objects);
    if (view.klippy === 'shutdown' || view.klippy === 'error') this.#shutDown(view);
    else await this.#sighted(socket);
    this.#seenAnew.ring();
  }

  async isUpToDate(socket: RpcSocket): Promise<boolean> {
    if (this.context.clock.monotonic() - this.#toldAt < this.#timing.statusSilenceMs) return true;
    const { klippy, state, filename } = readPrinter(this.#objects);
    await this.#askState(socket);
    const now = readPrinter(this.#objects);
    return klippy === now.klippy && state === now.state && filename === now.filename;
  }

  /** The printer is in sight, or in sight again: what became of our print first, then whether anything ran meanwhile. */
  async #sighted(socket: RpcSocket): Promise<void> {
    this.#isOff = false;
    const jobs = await this.#history(socket);
    if (this.run !== null && (this.run.startSent || this.run.seen)) await this.#settle(this.run, socket);
    const view = readPrinter(this.#objects);
    const newest = jobs === null ? null : jobs[0] === undefined ? NO_JOB : jobKey(jobs[0]);
    const restarted = this.#resetting === 'ordered';
    this.#resetting = 'no';
    // A print of ours that the printer has shown all the time explains a new job; anything else that ran does not.
    const unbroken = newest !== null && newest === this.#lastJob;
    const isForeign = this.run === null && this.stopping === null;
    const before = this.foreign;
    this.foreign = isForeign ? foreignOf(view, jobs, before, this.context.clock.now()) : null;
    const isOver = isForeign && before !== null && this.foreign === null;
    // The job is the one that was known, and has laid something down since.
    const continuity = restarted ? 'restarted' : unbroken && !isOver ? 'unbroken' : 'unproven';
    this.connected(continuity, 'Klipper');
    if (isOver) this.foreignEnded(before.key, view.filename === before.name ? outcomeShown(view) : 'unknown');
    this.#rememberJob(newest);
    this.#look();
  }

  async #history(socket: RpcSocket): Promise<readonly PastJob[] | null> {
    if (!this.#hasHistory) return null;
    return readHistory(await socket.call('server.history.list', { limit: HISTORY_LENGTH, order: 'desc' }));
  }

  #rememberJob(lastJob: string | null): void {
    this.#lastJob = lastJob;
    this.remember(lastJob);
  }

  // ---- What the printer says

  notice(method: string, params: readonly unknown[]): void {
    if (!this.heard()) return;
    switch (method) {
      case 'notify_status_update':
        this.#toldAt = this.context.clock.monotonic();
        this.#objects = mergeStatus(this.#objects, params[0]);
        if (this.sight === 'none') return;
        if (!saysWhatItDoes(params[0])) return this.#looks.ask();
        this.#looks.now();
        return this.#told.ring();
      case 'notify_klippy_ready':
      case 'notify_klippy_disconnected':
      case 'notify_klippy_shutdown':
        return this.#connection.klippyChanged();
      case 'notify_history_changed':
        return this.#jobChanged(params[0]);
      case 'notify_filelist_changed':
        return changesList(params[0]) ? this.context.report({ kind: 'files-changed' }) : undefined;
      case 'notify_gcode_response':
        return this.#replied(String(params[0] ?? ''));
      default:
        return;
    }
  }

  #replied(text: string): void {
    this.note('received', text);
    if (this.#replies !== null && this.#replies.length < REPLIES_LIMIT) this.#replies.push(text);
  }

  #jobChanged(change: unknown): void {
    const [job] = isRecord(change) && change.action === 'added' ? readHistory({ jobs: [change.job] }) : [];
    if (job !== undefined && this.sight === 'connected') this.#rememberJob(jobKey(job));
  }

  /** After each change of the state. */
  #look(): void {
    const view = readPrinter(this.#objects);
    if (view.klippy === 'shutdown' || view.klippy === 'error') return this.#shutDown(view);
    if (this.sight !== 'connected') return;
    if (this.run !== null) this.#follow(this.run, view);
    // What still runs is what the stop is to end.
    const mayBeForeign = this.run === null || this.run.stage === 'bringing';
    if (mayBeForeign && this.stopping === null) this.#watchForeign(view);
    this.#measure(view);
  }

  #follow(run: PrintRun, view: PrinterView): void {
    if (!run.startSent) return;
    if (view.filename !== run.filename) {
      // The state moved on without us; only the history knows what became of ours.
      if (run.seen) this.#askHistory(run);
      return;
    }
    switch (view.state) {
      case 'printing':
        this.#seen(run);
        this.showsPrinting(run);
        break;
      case 'paused':
        this.#seen(run);
        if (view.isPaused) this.showsPaused(run, runoutOf(view) ?? 'Paused at the printer.');
        break;
      case 'complete':
        return this.end(run, 'finished', null);
      case 'cancelled':
        return this.end(run, 'cancelled', null);
      case 'error': {
        const text = view.message || 'The printer reports an error.';
        return this.end(run, 'failed', this.error('printer-reported-failure', text));
      }
      case 'standby':
        if (run.seen) this.#askHistory(run);
        return;
    }
    if (run.cancelWished && run.stage !== 'cancelling') this.cancelRun(run);
  }

  /** JO10: heating and homing count; the file is ours and the printer works on it. */
  #seen(run: PrintRun): void {
    if (run.seen) return;
    run.seen = true;
    this.moved(run);
  }

  protected isShown(run: PrintRun): boolean {
    return run.seen;
  }

  #watchForeign(view: PrinterView): void {
    if (this.#looking) return;
    if (this.foreign === null) {
      if (isActive(view)) this.begin(this.#meetForeign(view));
      return;
    }
    if (isActive(view)) return;
    this.foreignEnded(this.foreign.key, outcomeShown(view));
    this.#rememberJob(this.#lastJob);
  }

  /** A print that nobody here began; its job's id names it for good (MA11). It is told also when it has ended meanwhile. */
  async #meetForeign(view: PrinterView): Promise<void> {
    const socket = this.#connection.socket;
    if (socket === null) return;
    // Ours is not brought any further (BE1).
    if (this.run !== null) this.overtaken(this.run);
    const met = Promise.withResolvers<void>();
    this.#meeting = met.promise;
    this.#looking = true;
    const jobs = await this.#history(socket)
      .catch((error: unknown) => {
        if (!isNetworkTrouble(error)) throw error;
        return null;
      })
      .finally(() => {
        this.#looking = false;
        met.resolve();
      });
    // If the connection is over, the next sight finds it.
    if (this.stopping !== null || this.sight !== 'connected' || this.#connection.socket !== socket) return;
    const foreign = foreignOf(view, jobs, null, this.context.clock.now());
    if (foreign === null) return;
    this.foreignBegan(foreign);
    this.#rememberJob(jobs?.[0] === undefined ? this.#lastJob : jobKey(jobs[0]));
    this.#look();
  }

  /** Klipper stands: by our stop, or by a fault that ends whatever ran. */
  #shutDown(view: PrinterView): void {
    const message = view.klippyMessage || 'Klipper has shut down.';
    if (this.#isOff && this.run === null && this.stopping === null)
      return this.outOfSight('Its power is off, as a person wished.', false);
    if (this.stopping === null || view.klippy !== 'shutdown')
      return this.halted(message, `The printer has halted and must be reset: ${message}`);
    this.sight = 'halted';
    this.stands();
  }

  #measure(view: PrinterView): void {
    const { filename, print } = this.run ?? {};
    const printId = filename === view.filename ? (print?.printId ?? null) : null;
    if (this.#pauses.begins(view)) this.begin(this.#pauses.ask().then(() => this.#looks.ask()));
    this.context.report({ kind: 'feedback', feedback: feedbackOf(view, printId, this.#pauses.of(view)) });
  }

  // ---- Our print

  protected async upload({ print }: PrintRun, signal: AbortSignal): Promise<void> {
    const { digest, sizeBytes } = print.file;
    const file = { path: print.path, name: `${print.printId}.gcode`, folder: FOLDER, digest, sizeBytes };
    await uploadFile(this.#host, file, this.context.clock, signal);
  }

  /** Klipper itself refuses a start only while it prints: a print that is paused would be replaced by ours. */
  protected async lookOnce(_run: PrintRun, signal: AbortSignal): Promise<void> {
    await this.#meeting;
    const socket = this.#connection.socket;
    if (socket === null) throw new Unreachable('It is out of sight.');
    await this.#askState(socket);
    this.#look();
    if (isMovedByHand(readPrinter(this.#objects))) {
      await this.#leftAlone(signal);
      // What came meanwhile came unasked, and may have been late.
      await this.#askState(socket);
      this.#look();
    }
    const view = readPrinter(this.#objects);
    if (isActive(view)) throw this.isBusy(view.state);
    if (isMovedByHand(view)) throw this.isBusy('it moves or heats, and prints nothing');
  }

  /** Resolves when nobody moves or heats the printer any more, or after a while; what comes then is looked at by whoever waits. */
  async #leftAlone(signal: AbortSignal): Promise<void> {
    const { clock } = this.context;
    const late = new AbortController();
    using _deadline = clock.schedule(this.#timing.handMs, () => late.abort());
    const isOver = (): boolean => late.signal.aborted || signal.aborted || this.sight !== 'connected';
    while (!isOver() && isMovedByHand(readPrinter(this.#objects)))
      await rest(clock, this.#timing.handMs, AbortSignal.any([this.#told.signal, late.signal, signal]));
  }

  async #askState(socket: RpcSocket): Promise<void> {
    const objects = { print_stats: null, webhooks: null, idle_timeout: null };
    const answer = await socket.call('printer.objects.query', { objects });
    this.heard();
    this.#objects = mergeStatus(this.#objects, isRecord(answer) ? answer.status : null);
  }

  protected async orderStart(run: PrintRun): Promise<void> {
    const socket = this.#connection.socket;
    if (socket === null)
      throw new NotToBring('no-answer', 'The printer was out of sight when the print was to start; nothing moved.');
    run.startSent = true;
    await socket.call('printer.print.start', { filename: run.filename });
  }

  protected isUnmoved({ code }: Refused): boolean {
    return UNMOVED.has(code);
  }

  protected async startLeft(run: PrintRun, trouble: unknown): Promise<void> {
    // Without an answer the next sight tells whether it prints (WI4).
    if (trouble !== null && !(trouble instanceof Refused)) return;
    await rest(this.context.clock, this.#timing.startProofMs, this.ended.signal);
    if (this.run === run && !run.seen && this.sight === 'connected') this.#askHistory(run);
  }

  protected deleteFile({ filename }: PrintRun): Promise<void> {
    return deleteFile(this.#host, filename, this.context.clock, this.ended.signal);
  }

  #askHistory(run: PrintRun): void {
    const socket = this.#connection.socket;
    if (this.#looking || socket === null) return;
    this.#looking = true;
    this.begin(
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
      await rest(this.context.clock, this.#timing.startProofMs, this.ended.signal);
      if (this.ended.signal.aborted || this.run !== run) return;
      if (isOurs()) return this.#adopted(run);
      verdict = await this.#verdict(run, socket);
    }
    if (this.run !== run) return;
    switch (verdict.kind) {
      case 'ended': {
        const failed = this.error('printer-reported-failure', 'The printer’s history says that it failed.');
        return this.end(run, verdict.outcome, verdict.outcome === 'failed' ? failed : null);
      }
      case 'never-began': {
        if (!this.#hasHistory) return this.lost(run, 'Nothing at the printer tells what became of the print.');
        const text = 'The printer never began the print.';
        return this.endUnmoved(run, run.cancelWished ? 'cancelled' : 'failed', this.error('start-unconfirmed', text));
      }
      case 'under-way':
        return this.lost(run, 'The printer’s history calls the print running, and the printer does not run.');
      case 'broken':
        return this.lost(run, `The print was broken off (${verdict.status}).`);
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
    this.adopted(run, view.state === 'paused' ? 'paused' : 'printing');
  }

  // ---- Stop, reset and restart

  /** Null when it is back, or when what it says instead has been told. */
  async #restart(what: RestartKind): Promise<string | null> {
    const { clock } = this.context;
    const { socket } = this.#connection;
    const why = socket === null ? 'Moonraker is out of reach.' : await this.#againstRestart(socket);
    if (socket === null || why !== null) return `Klipper was not restarted: ${why}`;
    // From here on nothing is started: whatever runs next, the printer is out of sight before.
    this.outOfSight('Klipper is restarting, as a person wished.', false);
    const orderedAt = clock.monotonic();
    try {
      await socket.call(RESTARTS[what], {}, true);
    } catch (error) {
      if (!isNetworkTrouble(error)) throw error;
      // Refused, it goes on as it was, and is looked at anew; a lost answer says nothing.
      if (!(error instanceof Unreachable)) {
        this.#connection.klippyChanged();
        return `Klipper was not restarted: ${error.message}`;
      }
    }
    const limitMs = this.#timing.restartProofMs - (clock.monotonic() - orderedAt);
    const waiting = { clock, bell: this.#seenAnew, limitMs, signal: this.ended.signal };
    if (await untilShown(() => this.sight !== 'none', waiting)) return null;
    return 'Klipper has not come back since it was restarted. Look at the printer’s host.';
  }

  /** Off only where nothing prints by the printer's own word at that moment; what it shows behind it is looked at anew (BE3). */
  async #switchPower(isOn: boolean): Promise<string | null> {
    const { socket } = this.#connection;
    const device = this.#powerDevice;
    const untouched = `Its power was not switched ${isOn ? 'on' : 'off'}`;
    if (socket === null) return `${untouched}: Moonraker is out of reach.`;
    if (device === null) return `${untouched}: the settings of this printer name no power device.`;
    if (!isOn) {
      const why = await this.#againstRestart(socket);
      if (why !== null) return `${untouched}: ${why}`;
      // From here on nothing is started, as with a restart.
      this.outOfSight('It is being switched off, as a person wished.', false);
    }
    this.#isOff = !isOn;
    const trouble = await switchDevice(socket, device, isOn ? 'on' : 'off');
    if (trouble !== null) this.#isOff = false;
    this.#connection.klippyChanged();
    return trouble === null ? null : `${untouched}: ${trouble}`;
  }

  /** What speaks against a restart, asked of the printer itself: the state that came last may be older than a print at its panel. */
  async #againstRestart(socket: RpcSocket): Promise<string | null> {
    try {
      await this.#meeting;
      await this.#askState(socket);
    } catch (error) {
      if (!isNetworkTrouble(error)) throw error;
      return error.message;
    }
    const view = readPrinter(this.#objects);
    // Halted, it goes on to call the print paused that has ended with it.
    const isPrinting = view.klippy === 'ready' && isActive(view);
    return isPrinting || this.run !== null || this.foreign !== null ? 'it has a print, which that would end.' : null;
  }

  async #restartFirmware(): Promise<void> {
    const socket = this.#connection.socket;
    if (socket === null || this.#resetting !== 'wanted') return;
    if (this.foreign !== null) {
      // Somebody prints at the panel: a restart would end it.
      this.#resetting = 'no';
      return;
    }
    this.#resetting = 'ordered';
    this.sight = 'none';
    await socket.call(RESTARTS.firmware, {}, true).catch(() => {
      this.#resetting = 'wanted';
      // It goes on as it was, which is no proof of a restart: it is looked at anew, and a person at its bed.
      this.#connection.klippyChanged();
    });
  }
}
