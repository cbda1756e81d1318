import { BetweenQuestions } from '#drivers/between-questions';
import type { CreateDriver, Driver, DriverContext, PrintToDrive } from '#drivers/driver';
import type { OrderName } from '#drivers/network-driver';
import { type Refused, Unreachable } from '#drivers/network-trouble';
import { NotToBring } from '#drivers/not-to-bring';
import { type LightState, lightOf, switchLight } from '#drivers/switch-light';
import { TaskDriver } from '#drivers/task-driver';
import type { TaskRun } from '#drivers/task-run';
import type { Verdict } from '#drivers/task-view';
import { rest } from '#lib/rest';
import type { Adjustment } from '#model/adjustment';
import type { Feedback } from '#model/feedback';
import type { PrintId } from '#model/ids';
import type { AdoptInto } from '#model/phase';
import { askIdentity } from './identity.ts';
import { readOptions } from './manifest.ts';
import { controlOf, lightControl } from './protocol/adjustment.ts';
import { DISCOVERY } from './protocol/discovery.ts';
import { feedbackOf } from './protocol/feedback.ts';
import type { Fields } from './protocol/message.ts';
import { taskIdsIn, verdictIn } from './protocol/past-task.ts';
import { type ElegooView, readView } from './protocol/view.ts';
import { SdcpSocket } from './sdcp-socket.ts';
import { AFTER_UPLOAD_MS, ANSWER_MS, LIGHT_PROOF_MS, POLL, RETRY, STOP_ANSWER_MS, TASK } from './timing.ts';
import { uploadFile } from './upload-file.ts';

/**
 * The driver of an Elegoo printer that speaks SDCP 3. The printer holds the file and prints by itself: this process orders, watches and
 * reports. An Ack of 0 ends nothing; only the printer's state, or its history, shows that a thing was done (DR3).
 */
export const createDriver: CreateDriver = (context) => new ElegooDriver(context, DISCOVERY.port);

const NO_GCODE = 'This printer takes no G-code, but for its light (M355 S1 for on, M355 S0 for off); use its screen.';

/** So many of the newest tasks are looked at for ours. */
const HISTORY_LENGTH = 20;

export class ElegooDriver extends TaskDriver<ElegooView> {
  readonly #url: string;
  readonly #identityPort: number;
  #board: string | null = null;
  #socket: SdcpSocket | null = null;
  readonly #between: BetweenQuestions;

  constructor(context: DriverContext, identityPort: number) {
    super(context, TASK);
    this.#url = readOptions(context.options).url;
    this.#identityPort = identityPort;
    this.#between = new BetweenQuestions(context.clock, this.ended.signal);
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
    this.firmware ??= found?.firmware ?? null;
    if (signal.aborted) return 'ended';
    let isNamed = false;
    const socket = await SdcpSocket.open(this.#url, {
      clock,
      chance,
      signal,
      board: this.#board,
      attributes: ({ FirmwareVersion }) => {
        if (typeof FirmwareVersion === 'string') this.firmware = FirmwareVersion.slice(0, 100);
      },
      status: (fields) => {
        const view = readView(fields);
        // Who it is comes first.
        if (view === null || !isNamed || signal.aborted) return;
        if (!this.heard()) return;
        this.view = view;
        reached();
        this.look(view);
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
      void socket.closed.then(() => this.askNow());
      while (socket.isOpen) {
        this.#between.asking();
        await socket.request('status');
        this.heard();
        if (this.view !== null) this.look(this.view);
        if (socket.isOpen) await this.#between.rest(this.paceMs(POLL));
      }
      return await socket.closed;
    } finally {
      this.#board ??= socket.board;
      this.#socket = null;
      socket.close('ended');
    }
  }

  protected askNow(): void {
    this.#between.askNow();
  }

  protected override lookAnew(reason: string): void {
    this.#socket?.close(reason);
  }

  protected override hangUp(): void {
    this.#socket?.close('ended');
    this.askNow();
  }

  // ---- Orders

  protected newRun(print: PrintToDrive, into: AdoptInto | null): TaskRun {
    return this.taskRun(print, into);
  }

  #reached(): SdcpSocket {
    if (this.#socket === null || this.sight !== 'connected') throw new Unreachable('The printer is not connected.');
    return this.#socket;
  }

  async #ordered(name: 'pause' | 'resume' | 'stop' | 'control', data: Fields = {}): Promise<void> {
    try {
      await this.#reached().request(name, data);
    } finally {
      this.askNow();
    }
  }

  protected order(run: TaskRun, name: OrderName, undone: (reason: string) => void): void {
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

  #switchLight(wanted: LightState): Promise<string | null> {
    return switchLight(wanted, {
      clock: this.context.clock,
      signal: this.ended.signal,
      shown: () => (this.view === null || this.sight !== 'connected' ? 'blind' : (this.view.light?.state ?? null)),
      order: () => {
        this.note('sent', `M355 S${wanted === 'on' ? 1 : 0}`);
        return this.#ordered('control', lightControl(wanted, this.view?.light?.rgb ?? [0, 0, 0]));
      },
      proofMs: LIGHT_PROOF_MS,
      lookMs: POLL.orderedMs,
    });
  }

  /** There is no emergency stop: the most that the network can do is to end the print (MA5). */
  protected async stopOnce(): Promise<void> {
    try {
      await this.#socket?.request('stop', {}, STOP_ANSWER_MS);
    } finally {
      this.askNow();
    }
  }

  protected feedback(view: ElegooView, printId: PrintId | null): Omit<Feedback, 'at'> {
    return feedbackOf(view, printId);
  }

  /** It keeps the task's number and the name of its file. */
  protected async verdict(run: TaskRun): Promise<Verdict | null> {
    const socket = this.#reached();
    const known = taskIdsIn(await socket.request('history'));
    // The newest stand first with some firmwares, and last with others.
    const ids = [...new Set([...known.slice(0, HISTORY_LENGTH), ...known.slice(-HISTORY_LENGTH)])];
    if (ids.length === 0) return null;
    return verdictIn(await socket.request('historyDetails', { Id: ids }), run);
  }

  // ---- Bringing and starting

  /** The printer proves the whole by its MD5; then it must be listed. */
  protected async upload({ fileName, print }: TaskRun, signal: AbortSignal): Promise<void> {
    const { clock, chance } = this.context;
    this.#reached();
    if (this.view?.kind === 'resin')
      throw new NotToBring(
        'file-refused',
        'This is a resin printer, which prints no G-code: start its files at its own screen.',
      );
    const { sizeBytes } = print.file;
    const file = { path: print.path, name: fileName, sizeBytes, transferId: chance.id() };
    await uploadFile(this.#url, file, { clock, signal });
    await rest(clock, AFTER_UPLOAD_MS, signal);
  }

  protected lookOnce(_run: TaskRun, signal: AbortSignal): Promise<void> {
    return this.untilItRests(async () => {
      // Whatever it had told before comes before this answer.
      await this.#reached().request('status');
      this.askNow();
      await this.nextWord(ANSWER_MS, signal);
    }, signal);
  }

  protected async orderStart(run: TaskRun): Promise<void> {
    const view = this.view;
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

  protected async deleteFile({ fileName }: TaskRun): Promise<void> {
    await this.#socket?.request('deleteFiles', { FileList: [`/local/${fileName}`], FolderList: [] });
  }
}
