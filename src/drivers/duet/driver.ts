import type { CreateDriver, Driver, DriverContext, PrintToDrive } from '#drivers/driver';
import { NetworkDriver, type OrderName } from '#drivers/network-driver';
import { noteOf } from '#drivers/network-note';
import { Refused, Unreachable } from '#drivers/network-trouble';
import { NotToBring } from '#drivers/not-to-bring';
import { rest } from '#lib/rest';
import type { Adjustment } from '#model/adjustment';
import type { AdoptInto } from '#model/phase';
import type { DuetLink } from './duet-link.ts';
import { DuetFiles } from './files.ts';
import { readOptions } from './manifest.ts';
import { newRun, type PrintRun } from './print-run.ts';
import { lineOf } from './protocol/adjustment-line.ts';
import { refusalIn } from './protocol/answers.ts';
import { feedbackOf } from './protocol/feedback.ts';
import { foreignOf } from './protocol/foreign.ts';
import { type MessageBox, readMessageBox } from './protocol/message-box.ts';
import { type DuetView, isMoving, isNamed, isPaused, isResting, isWorking, readView } from './protocol/model.ts';
import type { Model } from './protocol/record.ts';
import { powerOf } from './protocol/power-line.ts';
import { openSbc } from './sbc-link.ts';
import { StandaloneLink } from './standalone-link.ts';
import { ANSWER_MS, PAUSE_MS, POLL, RETRY, SHOWN_MS, START_PROOF_MS, STOP_REPEAT_MS, VERDICT_MS } from './timing.ts';

/**
 * The driver of a board with RepRapFirmware 3, alone or with a computer beside it. The board holds the file and prints by itself: this
 * process orders by G-code, watches the object model and reports. A reply ends nothing; only the model shows that a thing was done (DR3).
 */
export const createDriver: CreateDriver = (context) => new DuetDriver(context);

class DuetDriver extends NetworkDriver<PrintRun> {
  readonly files: DuetFiles;
  #link: DuetLink | null = null;
  #view: DuetView | null = null;
  /** A person has looked: said at once, or shown by the board beginning anew. */
  #resetting: 'no' | 'looked' | { readonly upTimeBefore: number } = 'no';
  #box: MessageBox | null = null;

  constructor(context: DriverContext) {
    super(context, { answerMs: ANSWER_MS, stopRepeatMs: STOP_REPEAT_MS });
    this.foreign = noteOf(context.spoolRecord)?.foreign ?? null;
    this.files = new DuetFiles(() => this.#link, this.ended.signal);
  }

  connect(): void {
    this.reach(RETRY, (reached) => this.#session(reached));
  }

  /** One connection, from its opening to its end; resolves with the reason. */
  async #session(reached: () => void): Promise<string> {
    const parts = {
      options: readOptions(this.context.options),
      clock: this.context.clock,
      signal: this.ended.signal,
    };
    const link = (await openSbc(parts)) ?? new StandaloneLink(parts);
    this.#link = link;
    try {
      return await link.live({
        modelled: (model) => {
          reached();
          this.#modelled(model);
        },
        replied: (text) => this.note('received', text),
        paceMs: () => this.#paceMs(),
        isInSight: () => this.sight === 'connected',
        // Long enough for a print that has not shown itself to begin, and to be broken off by what cost us the answer.
        doubted: () => {
          if (this.run !== null && this.run.startSent && !this.run.seen) this.run.wasBlind = true;
        },
      });
    } finally {
      this.#link = null;
      await link.end();
    }
  }

  #paceMs(): number {
    const stage = this.run?.stage ?? null;
    if (this.stopping !== null || this.#resetting !== 'no') return POLL.orderedMs;
    if (stage !== null && !['bringing', 'printing', 'paused'].includes(stage)) return POLL.orderedMs;
    // Of another's print only its end is waited for.
    return stage === null ? POLL.idleMs : POLL.printingMs;
  }

  protected override hangUp(): void {
    this.#link?.hangUp();
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

  /** Throws what the board refuses it with. */
  async #code(lines: string, unlessLeft?: AbortSignal): Promise<string> {
    const link = this.#link;
    if (link === null || this.sight !== 'connected') throw new Unreachable('The printer is not connected.');
    for (const line of lines.split('\n')) this.note('sent', line);
    const reply = await link.code(lines, unlessLeft);
    const refusal = refusalIn(reply);
    if (refusal !== null) throw new Refused(0, refusal);
    return reply;
  }

  protected order(run: PrintRun, name: OrderName, undone: (reason: string) => void): void {
    const asked = name === 'cancel' ? this.#orderCancel(run) : this.#code(name === 'pause' ? 'M25' : 'M24');
    this.carryOut(
      run,
      asked.finally(() => this.#link?.askNow()),
      undone,
    );
  }

  /** A board cancels only what is paused. */
  async #orderCancel(run: PrintRun): Promise<void> {
    const { clock } = this.context;
    const deadline = clock.monotonic() + PAUSE_MS;
    if (this.#view !== null && isMoving(this.#view)) await this.#code('M25');
    while (this.run === run && !this.ended.signal.aborted && this.#view?.status !== 'paused') {
      if (clock.monotonic() >= deadline) throw new Refused(0, 'It does not pause, which comes before a cancel.');
      await rest(clock, POLL.orderedMs, this.ended.signal);
    }
    if (this.run === run && !this.ended.signal.aborted) await this.#code('M0');
  }

  protected async adjusted(change: Adjustment): Promise<string | null> {
    const made = lineOf(change, this.#view?.objects ?? null);
    if ('trouble' in made) return made.trouble;
    const refusal = await this.adjustedBy(made.line);
    if (refusal !== null || change.kind !== 'skip-object') return refusal;
    const { run } = this;
    const isOut = (view: DuetView): boolean =>
      this.run !== run || (view.objects?.some(({ id, skipped }) => id === change.object && skipped) ?? false);
    const isShown = await this.#shows(isOut);
    return isShown ? null : 'The board took the order, and does not show that it leaves the object out.';
  }

  /** Whether the board shows it in time (DR3); true as well where nobody waits for it any more. */
  async #shows(what: (view: DuetView) => boolean, signal = this.ended.signal): Promise<boolean> {
    const { clock } = this.context;
    const deadline = clock.monotonic() + SHOWN_MS;
    while (!signal.aborted && (this.#view === null || !what(this.#view))) {
      if (clock.monotonic() >= deadline) return false;
      this.#link?.askNow();
      await rest(clock, POLL.orderedMs, signal);
    }
    return true;
  }

  async manual(lines: readonly string[]): ReturnType<Driver['manual']> {
    const power = powerOf(lines);
    const problem = power === null ? null : this.#notToSwitch(power);
    if (problem !== null) return this.#refused(problem);
    try {
      const reply = await this.#code(lines.join('\n'));
      if (power !== null && !(await this.#shows(({ atxPower }) => atxPower === (power === 'on'))))
        return this.#refused(`The board does not show that its power supply is ${power}.`);
      return { kind: 'done', replies: reply === '' ? [] : reply.split('\n') };
    } catch (error) {
      return { kind: 'refused', reason: (error as Error).message };
    }
  }

  /** In the history of the printer, too, where a person looks for an answer. */
  #refused(reason: string): { readonly kind: 'refused'; readonly reason: string } {
    this.note('received', reason);
    return { kind: 'refused', reason };
  }

  #notToSwitch(power: 'on' | 'off'): string | null {
    const view = this.#view;
    if (view === null) return null;
    if (view.atxPower === null) return 'This board switches no power supply: none is set up there (M80 C).';
    return power === 'off' && isWorking(view) ? 'A print is under way: cancel it before the power goes.' : null;
  }

  override answer(dialogId: string, choice: number | null): void {
    const box = this.#box;
    if (box === null || box.id !== dialogId) return;
    const line = choice === null ? box.dismiss : box.answers[choice]?.line;
    if (line === undefined) return;
    this.begin(
      this.#code(line).then(
        () => {},
        (error: unknown) => this.trouble((error as Error).message),
      ),
    );
  }

  protected async stopOnce(signal: AbortSignal): Promise<void> {
    await this.#link?.emergencyStop(signal);
  }

  reset(): void {
    this.endStop();
    const view = this.#view;
    if (view?.status !== 'halted') {
      this.#resetting = 'looked';
      this.#link?.askNow();
      if (view !== null) this.#look(view);
      return;
    }
    // The board begins anew, which breaks the connection.
    this.#resetting = { upTimeBefore: view.upTime ?? 0 };
    const restarted = this.#link?.code('M999') ?? Promise.resolve('');
    this.begin(
      restarted.then(
        () => {},
        () => {},
      ),
    );
  }

  // ---- What the board shows

  #modelled(model: Model): void {
    if (this.ended.signal.aborted) return;
    this.heard();
    this.#view = readView(model);
    this.#look(this.#view);
    this.told();
  }

  /** After each change of the model. */
  #look(view: DuetView): void {
    switch (view.status) {
      case 'halted':
        return this.#stands();
      case 'disconnected':
        return this.outOfSight('The board’s computer does not reach the board: is its power on?', false);
      case 'starting':
      case 'updating':
      case '':
        return this.outOfSight('The board is starting.', false);
      default:
        break;
    }
    const resetting = this.#resetting;
    const isStopping = this.stopping !== null;
    if (typeof resetting === 'object' && (view.upTime === null || view.upTime >= resetting.upTimeBefore)) return;
    if (!isStopping && this.run !== null) this.#follow(this.run, view);
    if (!isStopping) this.#watchForeign(view);
    if (this.sight !== 'connected' || resetting !== 'no') this.#sighted();
    this.#ask(readMessageBox(view.messageBox));
    const run = this.run;
    const isOurs = run !== null && run.startSent && isWorking(view) && isNamed(run.path, view.file);
    this.context.report({ kind: 'feedback', feedback: feedbackOf(view, isOurs ? run.print.printId : null) });
  }

  #sighted(): void {
    const resetting = this.#resetting;
    this.#resetting = 'no';
    // Nobody ran anything between the person's look and this one, if the printer was in sight all the time.
    const isUnbroken = resetting === 'looked' && this.sight === 'connected';
    const continuity = typeof resetting === 'object' ? 'restarted' : isUnbroken ? 'unbroken' : 'unproven';
    this.connected(continuity, this.#view?.firmware ?? null);
  }

  /** By our stop, or by a fault that ends whatever ran. */
  #stands(): void {
    if (typeof this.#resetting === 'object') return;
    if (this.stopping === null) return this.halted('The board has halted.', 'The board has halted and must be reset.');
    this.sight = 'halted';
    this.stands();
  }

  #ask(box: MessageBox | null): void {
    if (box?.id === this.#box?.id) return;
    this.#box = box;
    const dialog =
      box === null
        ? null
        : {
            id: box.id,
            text: box.text,
            choices: box.answers.map(({ choice }) => choice),
            since: this.context.clock.now(),
          };
    this.context.report({ kind: 'dialog', dialog });
  }

  #watchForeign(view: DuetView): void {
    const before = this.foreign;
    const isOurs = this.run !== null && this.run.startSent && isNamed(this.run.path, view.file);
    if (isWorking(view) && !isOurs) {
      const foreign = foreignOf(view, before, this.context.clock.now());
      if (foreign.key === before?.key) return;
      // One that is there at first sight is told with that.
      if (this.sight === 'connected') this.foreignBegan(foreign);
      else this.foreign = foreign;
      return this.remember(null);
    }
    if (before === null || !isResting(view)) return;
    this.foreignEnded(
      before.key,
      isNamed(before.name, view.last?.file ?? null) ? (view.last?.outcome ?? 'unknown') : 'unknown',
    );
    this.remember(null);
  }

  // ---- Our print

  #follow(run: PrintRun, view: DuetView): void {
    if (!run.startSent) return;
    const now = this.context.clock.monotonic();
    const isOurs = isNamed(run.path, view.file);
    if (isOurs && isWorking(view)) {
      run.restsSince = now;
      return this.#show(run, view);
    }
    // Busy with it, or with something that is no print: it says nothing yet.
    if (!isWorking(view) && !isResting(view)) {
      run.restsSince = now;
      return;
    }
    // Carries our print's id: nothing older can be meant.
    if (view.last !== null && isNamed(run.path, view.last.file)) return this.#over(run, view.last.outcome);
    if (now - run.restsSince < (run.seen ? VERDICT_MS : START_PROOF_MS)) return;
    if (run.seen) return this.lost(run, 'The print is not there any more, and the board does not say how it ended.');
    if (run.wasBlind) return this.lost(run, 'Nothing at the board tells what became of the print.');
    this.neverBegan(run);
  }

  /** JO10: heating and homing count; the file is ours and the board works on it. */
  #show(run: PrintRun, view: DuetView): void {
    const isFirst = !run.seen;
    run.seen = true;
    run.wasBlind = false;
    if (isFirst && run.adoptInto === null) this.moved(run);
    else if (isFirst && !run.cancelWished) this.adopted(run, isPaused(view) ? 'paused' : 'printing');
    if (isMoving(view)) this.showsPrinting(run);
    else if (isPaused(view)) this.showsPaused(run, 'Paused at the printer.');
    if (run.cancelWished && run.stage !== 'cancelling') this.cancelRun(run);
  }

  protected isShown(run: PrintRun): boolean {
    return run.seen;
  }

  #over(run: PrintRun, outcome: 'finished' | 'cancelled' | 'failed'): void {
    const text = 'The board says that it broke the print off.';
    this.end(run, outcome, outcome === 'failed' ? this.error('printer-reported-failure', text) : null);
  }

  // ---- Bringing and starting

  /** Looks whether it is whole, too. */
  protected async upload(run: PrintRun, signal: AbortSignal): Promise<void> {
    const { path, print } = run;
    const link = this.#link;
    if (link === null || this.sight !== 'connected') throw new Unreachable('It is out of sight.');
    run.lastBefore = JSON.stringify(this.#view?.last ?? null);
    const { sizeBytes } = print.file;
    await link.upload(path, { path: print.path, sizeBytes }, signal);
    const stored = await link.sizeOf(path);
    if (stored !== sizeBytes) throw new Refused(0, `The board stored ${stored ?? 'none'} of ${sizeBytes} bytes.`);
    await this.#powerOn(signal);
  }

  /** Whoever has a print started wants the power that it needs. */
  async #powerOn(signal: AbortSignal): Promise<void> {
    if (this.#view?.status !== 'off') return;
    await this.#code('M80');
    if (!(await this.#shows(({ status }) => status !== 'off', signal)))
      throw new NotToBring(
        'no-answer',
        'The printer’s power supply is off, and M80 did not switch it on; nothing moved.',
      );
  }

  /** It tells its state each second, or is asked as often. */
  protected async lookOnce(run: PrintRun, signal: AbortSignal): Promise<void> {
    await this.#link?.caughtUp();
    this.#link?.askNow();
    await this.nextWord(ANSWER_MS, signal);
    const view = this.#view;
    if (view === null) throw new Unreachable('It is out of sight.');
    this.#missed(run, view);
    if (view.status !== 'idle') throw this.isBusy(view.status);
  }

  /** A print that began and ended between two words, of which the board tells that it was its last. */
  #missed(run: PrintRun, { last }: DuetView): void {
    if (this.run !== run || JSON.stringify(last) === run.lastBefore || this.foreign !== null) return;
    const since = this.context.clock.now();
    const foreign = { key: `last ${since}`, name: last?.file ?? 'unknown', since };
    this.foreignBegan(foreign);
    this.foreignEnded(foreign.key, last?.outcome ?? 'unknown');
  }

  protected async orderStart(run: PrintRun, unlessLeft: AbortSignal): Promise<void> {
    run.startSent = true;
    run.restsSince = this.context.clock.monotonic();
    await this.#code(`M32 "${run.path}"`, unlessLeft);
  }

  /** No such page. What the board says next may be an error of another thing than this start: looking decides (WI4). */
  protected isUnmoved({ code }: Refused): boolean {
    return code === 404;
  }

  protected startLeft(): void {
    this.#link?.askNow();
  }

  protected async deleteFile({ path }: PrintRun): Promise<void> {
    await this.#link?.delete(path, this.ended.signal);
  }
}
