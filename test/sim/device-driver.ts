import { deviceRun, type DeviceRun } from '#drivers/device-run';
import type { CreateDriver, Driver, DriverContext, DriverManifest, ForeignPrint, PrintToDrive } from '#drivers/driver';
import { NetworkDriver, type OrderName } from '#drivers/network-driver';
import { NO_JOB, noteOf } from '#drivers/network-note';
import { NotSent, Refused, Unreachable } from '#drivers/network-trouble';
import { rest } from '#lib/rest';
import { Bell } from '#lib/bell';
import type { AdoptInto } from '#model/phase';
import type { DeviceAnswer, DeviceAsk, DeviceView, DeviceWay } from './device-body.ts';

/** The driver of the simulated printer that holds its files: all that real ones share, over a protocol that is as small as it can be. */
export const SIMULATED_DEVICE: DriverManifest = {
  name: 'simulated-device',
  title: 'Simulated, holds its files',
  spooling: 'device',
  emergencyStop: 'immediate',
  canPause: true,
  clearing: ['operator'],
  fileKinds: ['gcode'],
  optionsSchema: {
    type: 'object',
    properties: { connection: { type: 'string' } },
    required: ['connection'],
    additionalProperties: false,
  },
  checkOptions: () => [],
  portOf: () => ({ kind: 'none' }),
  limits: { firstReportMs: 10_000, settleMs: 20_000, startDeadlineMs: 120_000 },
};

const ANSWER_MS = 4_000;
/** A file that comes in is answered when it is there. */
const UPLOAD_MS = 40_000;
const POLL = { idleMs: 2_000, busyMs: 700 };
const RETRY = { firstMs: 300, capMs: 4_000 };
const STOP_REPEAT_MS = 1_000;
/** Longer than it takes to begin anew and to be seen again. */
const RESET_REPEAT_MS = 8_000;
/** A start that was answered, or not, shows by then; longer than a printer falls silent. */
const START_PROOF_MS = 30_000;

interface Run extends DeviceRun {
  readonly fileName: string;
  startSent: boolean;
  jobId: number | null;
  restsSince: number;
  wasBlind: boolean;
}

export const deviceDriver =
  (way: DeviceWay, textOf: (path: string) => string): CreateDriver =>
  (context) =>
    new SimulatedDeviceDriver(context, way, textOf);

class SimulatedDeviceDriver extends NetworkDriver<Run> {
  readonly #way: DeviceWay;
  readonly #textOf: (path: string) => string;
  readonly #now = new Bell();
  #view: DeviceView | null = null;
  /** The count of jobs when it was last in sight, in words. */
  #lastJob: string | null;
  #resetting: { readonly boots: number } | null = null;

  constructor(context: DriverContext, way: DeviceWay, textOf: (path: string) => string) {
    super(context, { answerMs: ANSWER_MS, stopRepeatMs: STOP_REPEAT_MS });
    this.#way = way;
    this.#textOf = textOf;
    const note = noteOf(context.spoolRecord);
    this.foreign = note?.foreign ?? null;
    this.#lastJob = note?.lastJob ?? null;
  }

  connect(): void {
    this.reach(RETRY, (reached) => this.#session(reached));
  }

  protected newRun(print: PrintToDrive, into: AdoptInto | null): Run {
    const fileName = `${print.printId}.gcode`;
    const restsSince = this.context.clock.monotonic();
    const run = { ...deviceRun(print, into), fileName, jobId: null, restsSince };
    if (into === null) return { ...run, startSent: false, wasBlind: false };
    return { ...run, stage: 'starting', startSent: true, wasBlind: true };
  }

  async #session(reached: () => void): Promise<string> {
    while (!this.ended.signal.aborted) {
      this.#view = await this.#state();
      if (this.ended.signal.aborted) break;
      this.#look(this.#view);
      reached();
      const paceMs = this.run === null && this.stopping === null ? POLL.idleMs : POLL.busyMs;
      await rest(this.context.clock, paceMs, AbortSignal.any([this.#now.signal, this.ended.signal]));
    }
    return 'ended';
  }

  /** One question lost is no blindness, if the next is answered. */
  async #state(): Promise<DeviceView> {
    const read = async (): Promise<DeviceView> => {
      const { view } = await this.#ask({ kind: 'state' });
      if (view === null) throw new Unreachable('It does not say how it stands.');
      this.heard();
      return view;
    };
    return read().catch((error: unknown) => {
      if (!(error instanceof Unreachable) || this.sight !== 'connected' || this.ended.signal.aborted) throw error;
      // Long enough for a print to begin and to be broken off.
      if (this.run !== null && this.run.startSent && this.run.jobId === null) this.run.wasBlind = true;
      return read();
    });
  }

  #ask(ask: DeviceAsk, signal = this.ended.signal, ms = ANSWER_MS): Promise<Extract<DeviceAnswer, { kind: 'yes' }>> {
    const { promise, resolve, reject } = Promise.withResolvers<Extract<DeviceAnswer, { kind: 'yes' }>>();
    const giveUp = (): void => {
      timer[Symbol.dispose]();
      signal.removeEventListener('abort', giveUp);
      asked.giveUp();
      reject(new Unreachable('No answer.'));
    };
    const timer = this.context.clock.schedule(ms, giveUp);
    const asked = this.#way.ask(ask, (answer) => {
      timer[Symbol.dispose]();
      signal.removeEventListener('abort', giveUp);
      if (answer.kind === 'yes') resolve(answer);
      else reject(new Refused(409, answer.why));
    });
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
    return promise;
  }

  override outOfSight(reason: string, wrongCredentials: boolean): void {
    this.#view = null;
    if (this.run?.startSent === true) this.run.wasBlind = true;
    super.outOfSight(reason, wrongCredentials);
  }

  // ---- Orders

  protected order(run: Run, name: OrderName, undone: (reason: string) => void): void {
    const asked =
      run.jobId === null
        ? Promise.reject(new Refused(0, 'It has not begun.'))
        : this.#ask({ kind: name, job: run.jobId });
    this.carryOut(
      run,
      asked.finally(() => this.#now.ring()),
      undone,
    );
  }

  protected adjusted(): Promise<null> {
    return Promise.resolve(null);
  }

  override stop(): void {
    this.#resetting = null;
    super.stop();
  }

  protected stopOnce(signal: AbortSignal): Promise<unknown> {
    return this.#ask({ kind: 'stop' }, signal).finally(() => this.#now.ring());
  }

  reset(): void {
    this.endStop();
    const view = this.#view;
    // Whoever prints at the panel is not ended by it.
    if (this.foreign !== null) return;
    this.#resetting = { boots: view?.boots ?? 0 };
    this.begin(this.#resetUntilItIs());
  }

  async #resetUntilItIs(): Promise<void> {
    const { clock } = this.context;
    while (this.#resetting !== null && !this.ended.signal.aborted) {
      if (this.#resetting.boots === (this.#view?.boots ?? this.#resetting.boots))
        await this.#ask({ kind: 'reset' }, this.ended.signal, 1_000).catch(() => {});
      await rest(clock, RESET_REPEAT_MS, this.ended.signal);
    }
  }

  manual(): ReturnType<Driver['manual']> {
    return Promise.resolve({ kind: 'refused', reason: 'Nothing is sent by hand here.' });
  }

  // ---- What it shows

  #look(view: DeviceView): void {
    if (view.state === 'halted') {
      if (this.stopping !== null) this.stands();
      if (this.#resetting === null) this.halted('It has halted.', 'It has halted and must be reset.');
      return;
    }
    // What was stopped begins anew, and is halted then.
    if (this.stopping !== null) return;
    if (this.#resetting !== null && view.boots === this.#resetting.boots) return;
    if (this.run !== null) this.#follow(this.run, view);
    const before = this.foreign;
    const foreign = this.#foreignIn(view);
    if (this.sight !== 'connected' || this.#resetting !== null) this.#sighted(view, foreign);
    else if (foreign !== null && foreign.key !== before?.key) this.foreignBegan(foreign);
    if (before !== null && foreign === null) this.foreignEnded(before.key, this.#outcomeOf(before, view));
    this.#remember(view);
    const percent = view.job?.share ?? 0;
    const isOurs = this.run !== null && this.run.jobId !== null && this.run.jobId === view.job?.id;
    this.context.report({
      kind: 'feedback',
      feedback: {
        temperatures: [{ name: 'nozzle', actual: 20 + percent, target: view.job === null ? null : 210 }],
        progress: isOurs ? this.#progressOf(percent) : null,
        position: null,
        line: null,
        notice: null,
      },
    });
  }

  #progressOf(fraction: number) {
    const unknown = { elapsedSeconds: 0, remainingSeconds: null, layer: null, z: null };
    return this.run === null ? null : { printId: this.run.print.printId, fraction, ...unknown };
  }

  #sighted(view: DeviceView, foreign: ForeignPrint | null): void {
    const restarted = this.#resetting !== null;
    this.#resetting = null;
    const isOver = this.foreign !== null && foreign === null;
    const unbroken = view.jobs !== null && String(view.jobs) === this.#lastJob && !isOver;
    if (foreign !== null) this.foreign = foreign;
    this.connected(restarted ? 'restarted' : unbroken ? 'unbroken' : 'unproven', 'simulated', foreign);
  }

  #remember(view: DeviceView): void {
    const newest = view.jobs === null ? NO_JOB : String(view.jobs);
    if (newest === this.#lastJob) return;
    this.#lastJob = newest;
    this.remember(newest);
  }

  #foreignIn({ job }: DeviceView): ForeignPrint | null {
    if (job === null || job.id === this.run?.jobId) return null;
    const key = `job ${job.id} ${job.name}`;
    if (this.foreign?.key === key) return this.foreign;
    return { key, name: job.name, since: this.context.clock.now() };
  }

  #outcomeOf({ key }: ForeignPrint, { history }: DeviceView) {
    const past = history?.find(({ id, name }) => key === `job ${id} ${name}`);
    return past === undefined || past.outcome === 'interrupted' ? 'unknown' : past.outcome;
  }

  // ---- Our print

  #follow(run: Run, view: DeviceView): void {
    if (!run.startSent) return;
    const { job, history, state } = view;
    if (job?.name === run.fileName) return this.#show(run, job.id, state);
    const past = history?.find(({ name }) => name === run.fileName);
    if (past?.outcome === 'interrupted') return this.lost(run, 'It was broken off.');
    if (past !== undefined)
      return this.end(
        run,
        past.outcome,
        past.outcome === 'failed' ? this.error('printer-reported-failure', 'It failed.') : null,
      );
    if (run.jobId !== null) return this.lost(run, 'It is there no more, and nothing tells how it ended.');
    const now = this.context.clock.monotonic();
    if (state === 'busy') run.restsSince = now;
    if (now - run.restsSince < START_PROOF_MS) return;
    if (run.wasBlind && history === null) return this.lost(run, 'Nothing tells what became of it.');
    this.neverBegan(run);
  }

  #show(run: Run, jobId: number, state: DeviceView['state']): void {
    const isFirst = run.jobId === null;
    run.jobId = jobId;
    run.wasBlind = false;
    const isPaused = state === 'paused';
    if (isFirst && run.adoptInto === null) this.moved(run);
    else if (isFirst && !run.cancelWished) this.adopted(run, isPaused ? 'paused' : 'printing');
    if (isPaused) this.showsPaused(run, 'Paused at the printer.');
    else this.showsPrinting(run);
    if (run.cancelWished && run.stage !== 'cancelling') this.cancelRun(run);
  }

  protected isShown(run: Run): boolean {
    return run.jobId !== null;
  }

  // ---- Bringing and starting

  protected async upload(run: Run, signal: AbortSignal): Promise<void> {
    const content = this.#textOf(run.print.path);
    await this.#ask({ kind: 'upload', name: run.fileName, content }, signal, UPLOAD_MS);
    const { size } = await this.#ask({ kind: 'size', name: run.fileName }, signal);
    if (size !== content.length) throw new Refused(0, `It stored ${size} of ${content.length}.`);
  }

  protected async lookOnce(_run: Run, signal: AbortSignal): Promise<void> {
    const { view } = await this.#ask({ kind: 'state' }, signal);
    if (view === null) throw new Unreachable('It does not say how it stands.');
    this.heard();
    this.#view = view;
    this.#look(view);
    if (view.state !== 'idle') throw this.isBusy(view.state);
  }

  protected async orderStart(run: Run, unlessLeft: AbortSignal): Promise<void> {
    if (unlessLeft.aborted) throw new NotSent('It is wished no more.');
    run.startSent = true;
    run.restsSince = this.context.clock.monotonic();
    await this.#ask({ kind: 'start', name: run.fileName });
  }

  protected isUnmoved(): boolean {
    return true;
  }

  protected startLeft(): void {
    this.#now.ring();
  }

  protected deleteFile(run: Run): Promise<unknown> {
    return this.#ask({ kind: 'delete', name: run.fileName });
  }
}
