import { urlAt } from '#drivers/announcement';
import { BetweenQuestions } from '#drivers/between-questions';
import type { CreateDriver, Driver, DriverContext, PrintToDrive } from '#drivers/driver';
import type { OrderName } from '#drivers/network-driver';
import { isNetworkTrouble, Refused, Unreachable } from '#drivers/network-trouble';
import { NotToBring } from '#drivers/not-to-bring';
import { type LightState, lightOf, switchLight } from '#drivers/switch-light';
import { TaskDriver } from '#drivers/task-driver';
import type { TaskRun } from '#drivers/task-run';
import type { Verdict } from '#drivers/task-view';
import { type UsedTool, usedTools } from '#drivers/used-tools';
import type { Adjustment } from '#model/adjustment';
import type { Feedback } from '#model/feedback';
import type { PrintId } from '#model/ids';
import type { AdoptInto } from '#model/phase';
import { NOTHING_USED, type SlotUse, useSlot } from '#model/slot-use';
import { Cc2Session } from './cc2-session.ts';
import { askIdentity } from './identity.ts';
import { type Cc2Options, readOptions } from './manifest.ts';
import { orderOf } from './protocol/adjustment.ts';
import {
  type Canvas,
  type MappedTool,
  mapTools,
  NO_CANVAS,
  readCanvas,
  reportedSlots,
  slotOf,
} from './protocol/canvas.ts';
import { DISCOVERY } from './protocol/discovery.ts';
import { feedbackOf } from './protocol/feedback.ts';
import { type Fields, type MethodName, provesNothingMoved } from './protocol/message.ts';
import { verdictIn } from './protocol/past-task.ts';
import { NOTHING_TOLD, type StatusSoFar, toldChange, toldWhole } from './protocol/status.ts';
import { type Cc2View, readView } from './protocol/view.ts';
import { CANVAS_MS, LIGHT_PROOF_MS, POLL, RETRY, STOP_ANSWER_MS, TASK } from './timing.ts';
import { uploadFile } from './upload-file.ts';

/**
 * The driver of a Centauri Carbon 2. The printer holds the file and prints by itself: this process orders, watches and reports. An answer
 * without an error ends nothing; only the printer's state, or its history, shows that a thing was done (DR3).
 */
export const createDriver: CreateDriver = (context) => new Cc2Driver(context, DISCOVERY.port);

const NO_GCODE = 'This printer takes no G-code, but for its light (M355 S1 for on, M355 S0 for off); use its screen.';
const STARTING = 'The printer is starting.';
const NO_SERIAL =
  'The printer does not say who it is (UDP, port 52700): type its serial number, as its screen shows it, into its settings.';
/** The newest prints that are looked at for ours. */
const HISTORY = { page: 1, page_size: 20 };

interface Cc2Run extends TaskRun {
  /** Of the file, once it was looked at. */
  tools: readonly UsedTool[];
  slotUse: SlotUse;
}

export class Cc2Driver extends TaskDriver<Cc2View, Cc2Run> {
  readonly #options: Cc2Options;
  readonly #identityPort: number;
  #serial: string | null;
  #session: Cc2Session | null = null;
  #status: StatusSoFar = NOTHING_TOLD;
  #canvas: Canvas = NO_CANVAS;
  #canvasAskedAt = Number.NEGATIVE_INFINITY;
  readonly #between: BetweenQuestions;

  constructor(context: DriverContext, identityPort: number) {
    super(context, TASK);
    this.#options = readOptions(context.options);
    this.#serial = this.#options.serial;
    this.#identityPort = identityPort;
    this.#between = new BetweenQuestions(context.clock, this.ended.signal);
  }

  connect(): void {
    this.reach(RETRY, (reached) => this.#live(reached));
  }

  /** One session, from its opening to its end; resolves with the reason. */
  async #live(reached: () => void): Promise<string> {
    const { clock, chance } = this.context;
    const { signal } = this.ended;
    const { host, mqttPort, accessCode } = this.#options;
    this.#serial ??= (await askIdentity(host, this.#identityPort, { clock, signal }))?.serial ?? null;
    if (signal.aborted) return 'ended';
    if (this.#serial === null) throw new Unreachable(NO_SERIAL);
    [this.#status, this.#canvasAskedAt] = [NOTHING_TOLD, Number.NEGATIVE_INFINITY];
    // What was missed makes all doubtful: nothing is concluded before everything was told again.
    const changed = (id: number | null, change: Fields): void => {
      this.#status = toldChange(this.#status, id, change);
      if (this.#status.isWhole) this.#heard();
      else this.askNow();
    };
    const session = await Cc2Session.open({
      host,
      port: mqttPort,
      serial: this.#serial,
      accessCode,
      clock,
      chance,
      signal,
      changed,
    });
    this.#session = session;
    if (signal.aborted) session.close('ended');
    // Before it is asked anything.
    if (this.stopping !== null) this.stopOnce().catch(() => {});
    try {
      this.firmware = firmwareIn(await session.request('attributes'));
      void session.closed.then(() => this.askNow());
      while (session.isOpen) {
        this.#between.asking();
        await this.#askCanvas(session, CANVAS_MS);
        await this.#askStatus(session);
        reached();
        if (session.isOpen) await this.#between.rest(this.paceMs(POLL));
      }
      return await session.closed;
    } finally {
      this.#session = null;
      session.close('ended');
    }
  }

  async #askStatus(session: Cc2Session): Promise<void> {
    this.#status = toldWhole(this.#status, await session.request('status'));
    this.#heard();
  }

  /** A printer without a Canvas, or a firmware that knows of none, has no trays. */
  async #askCanvas(session: Cc2Session, unlessSinceMs: number): Promise<void> {
    const now = this.context.clock.monotonic();
    if (now - this.#canvasAskedAt < unlessSinceMs) return;
    this.#canvasAskedAt = now;
    this.#canvas = await session.request('canvas').then(readCanvas, (error: unknown) => {
      if (error instanceof Refused) return NO_CANVAS;
      throw error;
    });
  }

  protected askNow(): void {
    this.#between.askNow();
  }

  protected override lookAnew(reason: string): void {
    this.#session?.close(reason);
  }

  protected override hangUp(): void {
    this.#session?.close('ended');
    this.askNow();
  }

  override outOfSight(reason: string, wrongCredentials: boolean): void {
    if (this.run !== null) this.run.slotUse = { ...this.run.slotUse, last: null };
    super.outOfSight(reason, wrongCredentials);
  }

  // ---- What the printer says

  #heard(): void {
    if (this.ended.signal.aborted) return;
    const view = readView(this.#status.fields);
    if (view === null || !this.heard()) return;
    if (view === 'starting') return this.outOfSight(STARTING, false);
    this.view = view;
    this.look(view);
    this.told();
  }

  protected override look(view: Cc2View): void {
    if (view.halt !== null) return this.#haltedBy(view.halt);
    super.look(view);
    this.#watchSlots(view);
  }

  /** Whatever ran is over, and nobody can say what lies there (BE2). */
  #haltedBy(words: string): void {
    const text = `${words}: deal with it at the printer.`;
    if (this.stopping === null) return this.halted(text, text);
    this.sight = 'halted';
    this.stands();
    this.blind(text, false);
  }

  protected feedback(view: Cc2View, printId: PrintId | null): Omit<Feedback, 'at'> {
    return feedbackOf(view, printId, reportedSlots(this.#canvas));
  }

  /** MT2: from which tray the filament of our print really comes. */
  #watchSlots(view: Cc2View): void {
    const { run } = this;
    const { active } = this.#canvas;
    const planned = run?.print.file.slots ?? [];
    if (run === null || active === null || planned.length === 0 || !run.seen) return;
    if (view.doing !== 'working' || view.file !== run.fileName) return;
    const now = { slot: slotOf(active), fraction: view.fraction, slots: reportedSlots(this.#canvas) };
    const { use, told } = useSlot(run.slotUse, planned, now);
    run.slotUse = use;
    for (const change of told) this.context.report({ kind: 'print-slot', printId: run.print.printId, change });
  }

  /** MA10: by the history, which keeps the print's number and the name of its file. */
  protected async verdict(run: Cc2Run): Promise<Verdict | null> {
    return verdictIn(await this.#reached().request('history', HISTORY), run);
  }

  // ---- Orders

  protected newRun(print: PrintToDrive, into: AdoptInto | null): Cc2Run {
    // Of a print that goes on from before us, the tray in use is one that it began with, or a switch that nobody saw.
    const slotUse = into === null ? NOTHING_USED : { ...NOTHING_USED, begun: true };
    return { ...this.taskRun(print, into), tools: [], slotUse };
  }

  #reached(): Cc2Session {
    if (this.#session === null || this.sight !== 'connected') throw new Unreachable('The printer is not connected.');
    return this.#session;
  }

  async #ordered(name: MethodName, params: Fields = {}): Promise<void> {
    try {
      await this.#reached().request(name, params);
    } finally {
      this.askNow();
    }
  }

  protected order(run: Cc2Run, name: OrderName, undone: (reason: string) => void): void {
    this.carryOut(run, this.#ordered(name === 'cancel' ? 'stop' : name), undone);
  }

  protected async adjusted(change: Adjustment): Promise<string | null> {
    const order = orderOf(change);
    if ('trouble' in order) return order.trouble;
    return this.#ordered(order.name, order.params).then(
      () => null,
      (error: unknown) => {
        if (!isNetworkTrouble(error)) throw error;
        return error.message;
      },
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
      shown: () => (this.view === null || this.sight !== 'connected' ? 'blind' : this.view.light),
      order: () => {
        const power = wanted === 'on' ? 1 : 0;
        this.note('sent', `M355 S${power}`);
        return this.#ordered('light', { power });
      },
      proofMs: LIGHT_PROOF_MS,
      lookMs: POLL.orderedMs,
    });
  }

  /** There is no emergency stop: the most that the network can do is to end the print (MA5). */
  protected async stopOnce(): Promise<void> {
    try {
      await this.#session?.request('stop', {}, STOP_ANSWER_MS);
    } finally {
      this.askNow();
    }
  }

  // ---- Bringing and starting

  /** The printer is told the file's MD5, and then asked for its size: it says yes to more than it has checked. */
  protected async upload(run: Cc2Run, signal: AbortSignal): Promise<void> {
    const { path, file } = run.print;
    const { clock } = this.context;
    const session = this.#reached();
    run.tools = await usedTools(path, file.sizeBytes, signal);
    await this.#askCanvas(session, 0);
    this.#mapping(run);
    const { host, filePort, accessCode } = this.#options;
    const remote = { path, name: run.fileName, sizeBytes: file.sizeBytes, accessCode };
    await uploadFile(urlAt(host, filePort), remote, { clock, signal });
    const { size } = await this.#reached().request('file', { storage_media: 'local', filename: run.fileName });
    if (typeof size === 'number' && size !== file.sizeBytes)
      throw new Refused(0, `It holds ${size} bytes of ${file.sizeBytes}.`);
  }

  /** Which tray each tool takes its filament from, by what the Canvas held when it was asked last. */
  #mapping({ tools, print }: Cc2Run): readonly MappedTool[] {
    const mapping = mapTools(tools, print.file.slots, this.#canvas);
    if ('trouble' in mapping) throw new NotToBring('printer-reported-failure', mapping.trouble);
    return mapping.map;
  }

  /** Its Canvas, too: a person may have changed a spool while the file was on its way. */
  protected lookOnce(_run: Cc2Run, signal: AbortSignal): Promise<void> {
    return this.untilItRests(async () => {
      const session = this.#reached();
      await this.#askCanvas(session, 0);
      await this.#askStatus(session);
    }, signal);
  }

  protected async orderStart(run: Cc2Run): Promise<void> {
    const session = this.#session;
    if (session === null || this.sight !== 'connected')
      throw new NotToBring('no-answer', 'The printer was out of sight when the print was to start; nothing moved.');
    const slotMap = this.#mapping(run);
    run.startSent = true;
    run.restsSince = this.context.clock.monotonic();
    await session.request('start', {
      storage_media: 'local',
      filename: run.fileName,
      config: {
        delay_video: false,
        printer_check: true,
        print_layout: 'A',
        bedlevel_force: false,
        slot_map: slotMap,
      },
    });
  }

  protected isUnmoved({ code }: Refused): boolean {
    return provesNothingMoved(code);
  }

  protected async deleteFile({ fileName }: Cc2Run): Promise<void> {
    await this.#session?.request('deleteFile', { storage_media: 'local', filename: fileName });
  }
}

/** Such as `Centauri Carbon 2 02.01.00.00`. */
function firmwareIn({ machine_model: model, software_version: software }: Fields): string | null {
  const version =
    typeof software === 'object' && software !== null && 'ota_version' in software ? software.ota_version : null;
  const words = [model, version].filter((each) => typeof each === 'string' && each !== '');
  return words.length === 0 ? null : words.join(' ').slice(0, 120);
}
