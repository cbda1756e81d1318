import type { DriverContext, PrintToDrive } from './driver.ts';
import { rest } from '#lib/rest';
import type { Feedback } from '#model/feedback';
import type { PrintId } from '#model/ids';
import type { AdoptInto } from '#model/phase';
import { foreignTask } from './foreign-task.ts';
import { NetworkDriver } from './network-driver.ts';
import { noteOf } from './network-note.ts';
import { isNetworkTrouble, Unreachable } from './network-trouble.ts';
import { type TaskRun, taskRun } from './task-run.ts';
import { isAtRest, isUnderWay, outcomeShown, type TaskView, type Verdict } from './task-view.ts';

/** How often it is asked beside what it tells by itself. */
export interface TaskPoll {
  readonly idleMs: number;
  readonly printingMs: number;
  /** An order is to show. */
  readonly orderedMs: number;
}

/** How long a driver waits for what its printer is to show, ms. */
export interface TaskTiming {
  readonly answerMs: number;
  readonly stopRepeatMs: number;
  /** A start that was answered shows by then (JO10, MA11a). */
  readonly startProofMs: number;
  /** The history knows of an end a little later than the state shows it. */
  readonly verdictMs: number;
  /** It rests again so long after it has taken a file, at the latest. */
  readonly fileTakenMs: number;
  /** Looked at so often while that is waited for. */
  readonly lookMs: number;
}

/**
 * What drivers have in common whose printer shows one task, names it by its file and keeps a history: our print is what stands there under
 * the name that carries its id, an end is what is shown under that name, and what is shown no more the history tells.
 */
export abstract class TaskDriver<View extends TaskView, Run extends TaskRun = TaskRun> extends NetworkDriver<Run> {
  protected view: View | null = null;
  protected firmware: string | null = null;
  readonly #timing: TaskTiming;
  #resetting = false;
  /** What the machine was told last of why nothing would start. */
  #unable: string | null = null;
  /** A start was on its way when the stop came: rest counts from then on only, unless the print shows. */
  #restCountsFrom = 0;

  constructor(context: DriverContext, timing: TaskTiming) {
    super(context, timing);
    this.#timing = timing;
    this.foreign = noteOf(context.spoolRecord)?.foreign ?? null;
  }

  /** What the history says of it; null where it says nothing. Throws what a network may do. */
  protected abstract verdict(run: Run): Promise<Verdict | null>;
  /** What is measured; `printId`: our print, when the printer works on it. */
  protected abstract feedback(view: View, printId: PrintId | null): Omit<Feedback, 'at'>;
  /** So that whatever was ordered is looked for. */
  protected abstract askNow(): void;

  protected taskRun(print: PrintToDrive, into: AdoptInto | null): TaskRun {
    return taskRun(print, into, this.context.clock.monotonic());
  }

  override outOfSight(reason: string, wrongCredentials: boolean): void {
    this.view = null;
    this.#unable = null;
    if (this.run?.startSent === true) this.run.wasBlind = true;
    super.outOfSight(reason, wrongCredentials);
  }

  override stop(): void {
    const run = this.run;
    if (run !== null && run.startSent && !run.seen) this.#restCountsFrom = run.restsSince + this.#timing.startProofMs;
    // Pressed twice, it waits for the same start.
    else if (this.stopping === null) this.#restCountsFrom = 0;
    super.stop();
  }

  protected override hasNothingToStop(): boolean {
    return this.view !== null && isAtRest(this.view);
  }

  reset(): void {
    this.endStop();
    this.#resetting = true;
    if (this.view !== null) this.look(this.view);
  }

  protected startLeft(): void {
    this.askNow();
  }

  // ---- What the printer shows

  /** After each word of the printer, and each time that it was asked. */
  protected look(view: View): void {
    if (this.stopping !== null && this.#standsAfterStop(view)) return;
    const isStopping = this.stopping !== null;
    if (!isStopping && this.run !== null) this.#follow(this.run, view);
    if (!isStopping) this.#watchForeign(view);
    if (this.sight !== 'connected' || this.#resetting) this.#sighted();
    const run = this.run;
    const isOurs = run !== null && run.startSent && isUnderWay(view) && view.file === run.fileName;
    this.context.report({ kind: 'feedback', feedback: this.feedback(view, isOurs ? run.print.printId : null) });
    this.#tellUnable(view);
  }

  /** How long until it is asked again how it stands: what it is told to do is waited for. */
  protected paceMs(poll: TaskPoll): number {
    const stage = this.run?.stage ?? null;
    if (this.stopping !== null) return poll.orderedMs;
    if (stage !== null && !['bringing', 'printing', 'paused'].includes(stage)) return poll.orderedMs;
    return stage === null && this.foreign === null ? poll.idleMs : poll.printingMs;
  }

  #tellUnable({ busyWith }: View): void {
    // For a print of ours it does some of that, too.
    if (this.sight !== 'connected' || (busyWith !== null && this.run !== null)) return;
    const unable = busyWith === null ? null : `The printer is busy: ${busyWith}.`;
    if (unable !== this.#unable) this.context.report({ kind: 'unable', reason: unable });
    this.#unable = unable;
  }

  /** For `lookOnce`: a printer shows for a moment that it takes our file; anything else that it does is no rest. */
  protected async untilItRests(ask: () => Promise<void>, signal: AbortSignal): Promise<void> {
    const { clock } = this.context;
    const deadline = clock.monotonic() + this.#timing.fileTakenMs;
    for (;;) {
      await ask();
      signal.throwIfAborted();
      const { view } = this;
      if (view === null) throw new Unreachable('It is out of sight.');
      if (isAtRest(view) && view.busyWith === null) return;
      if (isUnderWay(view) || !view.takesFile || clock.monotonic() >= deadline)
        throw this.isBusy(view.busyWith ?? view.doing);
      await rest(clock, this.#timing.lookMs, signal);
    }
  }

  #sighted(): void {
    // Nobody ran anything between the person's look and this one, if the printer was in sight all the time.
    const isUnbroken = this.#resetting && this.sight === 'connected';
    this.#resetting = false;
    this.connected(isUnbroken ? 'unbroken' : 'unproven', this.firmware);
  }

  #standsAfterStop(view: View): boolean {
    if (isUnderWay(view)) this.#restCountsFrom = 0;
    if (!isAtRest(view) || this.context.clock.monotonic() < this.#restCountsFrom) return false;
    this.stands();
    return true;
  }

  #watchForeign(view: View): void {
    const before = this.foreign;
    const isOurs = this.run !== null && this.run.startSent && view.file === this.run.fileName;
    if (isUnderWay(view) && !isOurs) {
      const foreign = foreignTask(view, before, this.context.clock.now());
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

  #follow(run: Run, view: View): void {
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
    else if (now - run.restsSince >= (run.seen ? this.#timing.verdictMs : this.#timing.startProofMs))
      this.#lookInto(run);
  }

  /** JO10: heating, levelling and homing count; the file is ours and the printer works on it. */
  #show(run: Run, { doing, taskId }: View): void {
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

  protected isShown(run: Run): boolean {
    return run.seen;
  }

  #over(run: Run, outcome: 'finished' | 'cancelled' | 'failed', reason: string | null): void {
    const text = `The printer says that the print failed${reason === null ? '' : `: ${reason}`}.`;
    this.end(run, outcome, outcome === 'failed' ? this.error('printer-reported-failure', text) : null);
  }

  /** It is not shown: never begun, or over and something else shown since. The history tells. */
  #lookInto(run: Run): void {
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
  async #settle(run: Run): Promise<void> {
    const verdict = await this.verdict(run);
    const { view } = this;
    if (this.run !== run || this.ended.signal.aborted || this.stopping !== null) return;
    if (view !== null && view.file === run.fileName && isUnderWay(view)) return;
    if (verdict?.kind === 'ended')
      return this.#over(run, verdict.outcome, verdict.outcome === 'failed' ? verdict.reason : null);
    if (run.seen || verdict?.kind === 'open')
      return this.lost(run, 'The print is not there any more, and the printer does not say how it ended.');
    if (run.wasBlind) return this.lost(run, 'Nothing at the printer tells what became of the print.');
    this.neverBegan(run);
  }
}
