import type { Driver, DriverContext, DriverReport, ForeignPrint, PrintToDrive } from './driver.ts';
import type { BackoffLimits } from '#lib/backoff';
import { Bell } from '#lib/bell';
import { rest } from '#lib/rest';
import { Stopwatch } from '#lib/stopwatch';
import type { Adjustment } from '#model/adjustment';
import type { PrintId } from '#model/ids';
import type { AdoptInto, PrinterError, PrinterErrorCode } from '#model/phase';
import type { DeviceRun } from './device-run.ts';
import { type NetworkNote, noteOf, recordOf } from './network-note.ts';
import { isNetworkTrouble, NotSent, Refused, Unreachable, WrongCredentials } from './network-trouble.ts';
import { NotToBring } from './not-to-bring.ts';
import { reachForEver } from './reach.ts';
import { ReadyButton, type ReadyWord } from './ready-button.ts';
import { repeatStop } from './repeat-stop.ts';
import { Unwatched } from './unwatched.ts';
import { notBrought, notLookedAt, notReached, type StartWords } from './start-words.ts';

export type Sight =
  | 'none'
  | 'connected'
  /** It answers, and nothing moves until a person has dealt with it. */
  | 'halted';

export type Outcome = 'finished' | 'cancelled' | 'failed';
export type OrderName = 'pause' | 'resume' | 'cancel';

/** A last look at the printer counts for so long, ms; the disk may take longer for the note that the start leaves. */
const LOOK_COUNTS_MS = 1_000;

/** How long a driver waits for its printer, ms. */
export interface NetworkTiming {
  /** A refused cancel is still wished, and asked for again after this. */
  readonly answerMs: number;
  readonly stopRepeatMs: number;
}

/**
 * What drivers of printers that hold their files have in common: a print is brought, started once and followed; orders count when the
 * printer's state shows them (DR3), are refused when an answer proves that nothing was done, and are unsure otherwise (WI4). What the
 * protocol says stands in the driver of the folder, which reads the printer's state and calls what is `protected` in here.
 */
export abstract class NetworkDriver<Run extends DeviceRun> implements Driver {
  protected readonly context: DriverContext;
  protected readonly ended = new AbortController();
  protected run: Run | null = null;
  protected foreign: ForeignPrint | null = null;
  protected sight: Sight = 'none';
  /** A stop is being repeated until the printer shows that it stands. */
  protected stopping: AbortController | null = null;
  /** Rung by what must not wait for the next time that the printer is tried to be reached. */
  protected readonly hurry = new Bell();
  /** BE1: what the printer told longer ago, ms, no start leaves on, whatever it waits for. */
  protected readonly startLeavesMs: number = 5_000;
  /** As sentences about the printer begin. */
  protected readonly who: string = 'The printer';
  readonly #waits: NetworkTiming;
  readonly #work = new Set<Promise<void>>();
  #lastReason = '';
  /** Of the start that is on its way: nobody wishes it any more. */
  #unwished = new AbortController();
  /** Rung by each word of the printer's state. */
  readonly #word = new Bell();
  readonly #button = new ReadyButton();
  readonly #unwatched: Unwatched;
  #note: NetworkNote;

  constructor(context: DriverContext, waits: NetworkTiming) {
    this.context = context;
    this.#waits = waits;
    this.#unwatched = new Unwatched(context.clock);
    this.#note = noteOf(context.spoolRecord) ?? { lastJob: null, foreign: null, start: null };
  }

  abstract connect(): void;
  abstract reset(): void;
  abstract manual(lines: readonly string[]): ReturnType<Driver['manual']>;

  // ---- What the protocol knows

  protected abstract newRun(print: PrintToDrive, adoptInto: AdoptInto | null): Run;
  /** Brings the file and proves that it is whole; throws why not. */
  protected abstract upload(run: Run, signal: AbortSignal): Promise<void>;
  /**
   * So that the process after this one knows whether the start may have left (MA10): when the file begins to come, and durable before the
   * start leaves. Throws where the disk does not take it.
   */
  protected noteStart(run: Run, mayHaveLeft: boolean): Promise<void> {
    return this.#noteDown({ start: { printId: run.print.printId, mayHaveLeft } });
  }
  /**
   * BE1: the last look before the start leaves. The printer tells its state once more, newer than the file's arrival; throws unless it
   * stands idle. What it shows of another's print is told as such on the way.
   */
  protected abstract lookOnce(run: Run, signal: AbortSignal): Promise<void>;
  /**
   * The start leaves now, and never again: notes in the run that it did. Resolves with the printer's yes, which is no proof. `unlessLeft`: aborted
   * while it waits for its turn or for a connection, it never leaves, and throws `NotSent`; where it leaves at once there is nothing to wait for.
   */
  protected abstract orderStart(run: Run, unlessLeft: AbortSignal): Promise<unknown>;
  /** Whether this answer to a start proves that nothing moved. */
  protected abstract isUnmoved(error: Refused): boolean;
  /** The start was answered, or its answer is lost: from now on the printer's state is to show what came of it. */
  protected abstract startLeft(run: Run, trouble: unknown): Promise<void> | void;
  /** The printer has shown that it works on it. */
  protected abstract isShown(run: Run): boolean;
  /** `undone` when it was refused, by `carryOut` as a rule. */
  protected abstract order(run: Run, name: OrderName, undone: (reason: string) => void): void;
  /** Null when the printer heard it, else why not. */
  protected abstract adjusted(change: Adjustment): Promise<string | null>;
  /**
   * Sends a stop past every queue, on a connection of its own where there can be one; what leaves before it awaits anything leaves before
   * `stop` returns (MA5). Throws `Refused` and `WrongCredentials`, which a person is told.
   */
  protected abstract stopOnce(signal: AbortSignal): Promise<unknown>;
  /** The printer shows that nothing runs which a stop could end: that it refuses one then is no trouble. */
  protected hasNothingToStop(): boolean {
    return false;
  }
  protected abstract deleteFile(run: Run): Promise<unknown>;
  /** Ends what the ended signal does not. */
  protected hangUp(): void {}

  // ---- Orders

  start(print: PrintToDrive): void {
    // Whatever became of the one before, the machine has ended it: nothing of it is to leave any more.
    this.run?.abort.abort();
    const run = this.newRun(print, null);
    this.run = run;
    this.begin(this.#bring(run));
  }

  adopt(print: PrintToDrive, into: AdoptInto): void {
    this.run = this.newRun(print, into);
  }

  pause(printId: PrintId): void {
    const run = this.#runOf(printId);
    if (run === null) return;
    // BE1: there is nothing to pause yet, and a run that is brought or started stays one until the printer shows it.
    if (run.stage === 'bringing' || run.stage === 'starting') run.pauseWished = true;
    else this.#pauseRun(run);
  }

  #pauseRun(run: Run): void {
    run.stage = 'pausing';
    this.order(run, 'pause', () => {
      run.stage = 'printing';
      this.context.report({ kind: 'print-resumed', printId: run.print.printId });
    });
  }

  resume(printId: PrintId): void {
    const run = this.#runOf(printId);
    if (run === null) return;
    run.stage = 'resuming';
    this.order(run, 'resume', (reason) => {
      run.stage = 'paused';
      this.context.report({ kind: 'print-paused', printId, reason });
    });
  }

  cancel(printId: PrintId): void {
    const run = this.#runOf(printId);
    if (run === null) return;
    run.cancelWished = true;
    this.#unwished.abort();
    this.hurry.ring();
    if (run.stage === 'bringing') return run.abort.abort();
    if (this.mayCancel(run)) this.cancelRun(run);
  }

  /** Else it is cancelled when the printer shows it. */
  protected mayCancel(run: Run): boolean {
    return this.isShown(run);
  }

  protected cancelRun(run: Run): void {
    run.stage = 'cancelling';
    this.order(run, 'cancel', () => {
      // Still wished: asked again when the printer may have thought better of it.
      this.begin(
        rest(this.context.clock, this.#waits.answerMs, this.ended.signal).then(() => {
          if (run.stage === 'cancelling') run.stage = 'printing';
        }),
      );
    });
  }

  /** An order that was sent. Only a refusal proves that it was not done: a server's error may come behind the deed. */
  protected carryOut(run: Run, asked: Promise<unknown>, undone: (reason: string) => void): void {
    const { stage } = run;
    this.begin(
      asked.then(
        () => {},
        (error: unknown) => {
          if (this.run !== run || this.ended.signal.aborted) return;
          const isAnswer = error instanceof Refused || error instanceof WrongCredentials;
          const isProof = isAnswer && !(error instanceof Refused && error.isServerError);
          const reason = `${this.who} ${isProof ? 'refused' : 'answered'}: ${error instanceof Error ? error.message : ''}`;
          if (isAnswer) this.trouble(reason);
          // What was shown, or ordered, meanwhile counts: a cancel that has left is not sent again for a pause that came to nothing.
          if (run.stage !== stage) return;
          // A cancel that came to nothing is asked for again, whether or not that is sure.
          if (isProof || (isAnswer && run.stage === 'cancelling')) undone(reason);
          else run.stage = 'unsure';
        },
      ),
    );
  }

  adjust(printId: PrintId, change: Adjustment): void {
    if (this.#runOf(printId) === null) return;
    this.begin(
      this.adjusted(change).then((reason) => {
        if (reason !== null) this.trouble(reason);
      }),
    );
  }

  /** For `adjusted`, where a change is a line of G-code. */
  protected async adjustedBy(line: string): Promise<string | null> {
    const result = await this.manual([line]);
    return result.kind === 'refused' ? result.reason : null;
  }

  /** Most of these printers ask at their own screen or page, and are answered there. */
  answer(_dialogId: string, _choice: number | null): void {}

  stop(): void {
    const run = this.run;
    run?.abort.abort();
    this.run = null;
    this.stopping?.abort();
    this.stopping = new AbortController();
    this.begin(
      repeatStop({
        clock: this.context.clock,
        everyMs: this.#waits.stopRepeatMs,
        signal: AbortSignal.any([this.stopping.signal, this.ended.signal]),
        once: (signal) => this.#tryToStop(signal),
        refused: (reason) =>
          this.trouble(
            `${this.who} refuses to stop: ${reason.replace(/[^.!?…]$/, '$&.')} It is asked again and again.`,
          ),
      }),
    );
  }

  #tryToStop(signal: AbortSignal): Promise<unknown> {
    const sent = this.stopOnce(signal);
    this.hurry.ring();
    return sent.catch((error: unknown) => {
      if (!(error instanceof Refused) || !this.hasNothingToStop()) throw error;
    });
  }

  /** Also the end of a print that the machine has given up: should it turn up after all, it is one that nobody here began (MA11). */
  protected endStop(): void {
    this.stopping?.abort();
    this.stopping = null;
    const { run } = this;
    if (run === null) return;
    this.run = null;
    run.abort.abort();
    this.begin(this.forgetFile(run));
  }

  protected stands(): void {
    this.endStop();
    this.foreign = null;
    this.context.report({ kind: 'standing' });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.ended.abort();
    this.stopping?.abort();
    this.run?.abort.abort();
    this.hangUp();
    await Promise.allSettled(this.#work);
  }

  /** Work that lasts; its end is waited for when the driver ends. Nothing in it may reject. */
  protected begin(work: Promise<void>): void {
    this.#work.add(work);
    void work.finally(() => this.#work.delete(work));
  }

  // ---- Bringing and starting

  /**
   * BE1, BE3: until the start leaves, the printer is in sight without a gap and nobody else prints there, or the run has ended unmoved
   * (`wentBlind`, `overtaken`); and the last that it told before the start leaves is newer than the file's arrival, and shows it idle.
   */
  async #bring(run: Run): Promise<void> {
    if (this.sight !== 'connected' || this.stopping !== null) return this.#wentBlind(run);
    if (this.foreign !== null) return this.overtaken(run);
    // Where the disk does not take it, the start is noted in vain, too, and does not leave.
    this.noteStart(run, false).catch(() => {});
    const signal = AbortSignal.any([run.abort.signal, this.ended.signal]);
    const isOver = (): boolean => this.run !== run || this.ended.signal.aborted;
    try {
      await this.upload(run, signal);
    } catch (error) {
      if (!isOver()) this.#endUnstarted(run, () => this.#unstartedBy(error, 'file-unavailable', notBrought));
      return;
    }
    if (isOver()) return;
    const looked = new Stopwatch(this.context.clock);
    try {
      await this.lookOnce(run, signal);
      looked.restart();
      if (isOver()) return;
      await this.noteStart(run, true).catch((error: unknown) => {
        throw new NotToBring('disk-full', 'The machine’s disk does not take the note that the print begins.', {
          cause: error,
        });
      });
      if (isOver()) return;
      if (looked.ms > LOOK_COUNTS_MS) {
        await this.lookOnce(run, signal);
        looked.restart();
      }
    } catch (error) {
      if (!isOver()) this.#endUnstarted(run, () => this.#unstartedBy(error, 'no-answer', notLookedAt));
      return;
    }
    if (isOver()) return;
    if (run.cancelWished) return this.endUnmoved(run, 'cancelled', null);
    this.#unwished = new AbortController();
    using _late = this.context.clock.schedule(this.startLeavesMs - looked.ms, () => this.#unwished.abort());
    await this.#sendStart(run, AbortSignal.any([signal, this.#unwished.signal]));
  }

  #unstartedBy(error: unknown, code: PrinterErrorCode, words: StartWords): PrinterError {
    if (error instanceof NotToBring) return this.error(error.code, error.message);
    return this.error(code, words(this.who, error instanceof Error ? error.message : String(error)));
  }

  /** For `lookOnce`. */
  protected isBusy(doing: string): NotToBring {
    return new NotToBring(
      'start-unconfirmed',
      `${this.who} does something else (${doing}); this print was not started.`,
    );
  }

  /** For `lookOnce`, where the printer cannot be asked: resolves when it tells its state by itself, which is when `told` is called. */
  protected async nextWord(withinMs: number, signal: AbortSignal): Promise<void> {
    const next = this.#word.signal;
    await rest(this.context.clock, withinMs, AbortSignal.any([next, signal]));
    if (!next.aborted) throw new Unreachable('It has not told its state since the file was there.');
  }

  /** The printer has told its state. */
  protected told(): void {
    this.#word.ring();
  }

  /** The start leaves right behind the last look. */
  async #sendStart(run: Run, unlessLeft: AbortSignal): Promise<void> {
    run.stage = 'starting';
    let trouble: unknown = null;
    try {
      await this.orderStart(run, unlessLeft);
    } catch (error) {
      if (this.run !== run || this.isShown(run)) return;
      if (error instanceof NotToBring || error instanceof NotSent)
        return this.#endUnstarted(run, () => this.#unstartedBy(error, 'no-answer', notReached));
      if (error instanceof Refused && this.isUnmoved(error)) {
        const text = `${this.who} refused to start: ${error.message}`;
        return this.endUnmoved(run, 'failed', this.error('printer-reported-failure', text));
      }
      // The answer is lost, or says nothing of it: what is seen next tells whether it prints (WI4).
      trouble = error;
      if (!(error instanceof Unreachable)) run.startAnswer = error instanceof Error ? error.message : String(error);
    }
    await this.startLeft(run, trouble);
  }

  /** The start was answered or lost, and the printer never showed the print. */
  protected neverBegan(run: Run): void {
    const { startAnswer } = run;
    const text =
      startAnswer === ''
        ? `${this.who} took the order to start, and never began.`
        : `The print never began; ${this.who.replace(/^The /, 'the ')} had answered the start: ${startAnswer}`;
    this.endUnmoved(run, run.cancelWished ? 'cancelled' : 'failed', this.error('start-unconfirmed', text));
  }

  /** MA10, BE3: whatever ran meanwhile nobody saw, and the next sight of the printer says whether its bed is known (`connected`). */
  #wentBlind(run: Run): void {
    run.abort.abort();
    const text = `${this.who} went out of sight before the print was started; nothing moved.`;
    this.#endUnstarted(run, () => this.error('no-answer', text));
  }

  /** A print of another was begun while our file was on its way. */
  protected overtaken(run: Run): void {
    run.abort.abort();
    const text = `Another print was started at ${this.who.replace(/^The /, 'the ')} before the file was there; nothing moved.`;
    this.endUnmoved(run, 'failed', this.error('start-unconfirmed', text));
  }

  // ---- What the printer's state shows of our print

  protected moved(run: Run): void {
    if (run.stage === 'starting' || run.stage === 'bringing') run.stage = 'printing';
    this.context.report({ kind: 'print-moved', printId: run.print.printId });
    if (run.pauseWished && !run.cancelWished && run.stage === 'printing') this.#pauseRun(run);
    run.pauseWished = false;
  }

  /** MA10. The printer went on by itself: the gap changed nothing that it did. */
  protected adopted(run: Run, into: 'printing' | 'paused'): void {
    run.stage = into;
    this.context.report({ kind: 'adopted', printId: run.print.printId, into, gapMs: 0 });
  }

  protected showsPrinting(run: Run): void {
    if (run.stage !== 'paused' && run.stage !== 'resuming' && run.stage !== 'unsure') return;
    run.stage = 'printing';
    this.context.report({ kind: 'print-resumed', printId: run.print.printId });
  }

  /** `reason`: of a pause that nobody in Croft wished. */
  protected showsPaused(run: Run, reason: string, mayBeWished = true): void {
    if (run.stage === 'paused' || run.stage === 'resuming' || run.stage === 'cancelling') return;
    const isWished = mayBeWished && run.stage === 'pausing';
    run.stage = 'paused';
    const { printId } = run.print;
    this.context.report({ kind: 'print-paused', printId, reason: isWished ? 'Paused by a person.' : reason });
  }

  protected end(run: Run, outcome: Outcome, error: PrinterError | null, moved = true): void {
    this.run = null;
    this.context.report({ kind: 'print-ended', printId: run.print.printId, outcome, moved, error });
    this.begin(this.forgetFile(run));
  }

  protected endUnmoved(run: Run, outcome: 'cancelled' | 'failed', error: PrinterError | null): void {
    this.end(run, outcome, error, false);
  }

  #endUnstarted(run: Run, why: () => PrinterError): void {
    if (run.cancelWished) this.endUnmoved(run, 'cancelled', null);
    else this.endUnmoved(run, 'failed', why());
  }

  protected lost(run: Run, message: string): void {
    this.run = null;
    const error = this.error('resume-unproven', message);
    this.context.report({ kind: 'print-lost', printId: run.print.printId, error });
  }

  /** The printer has halted by a fault, which ends whatever ran. */
  protected halted(message: string, blind: string): void {
    if (this.sight === 'halted') return;
    this.sight = 'halted';
    const run = this.run;
    this.run = null;
    run?.abort.abort();
    this.foreign = null;
    const error = this.error('printer-halted', message);
    this.context.report({ kind: 'print-lost', printId: run?.print.printId ?? null, error });
    this.blind(blind, false);
  }

  /** Our copy is not needed any more; a printer that still holds it keeps it, which harms nothing. */
  protected async forgetFile(run: Run): Promise<void> {
    if (this.ended.signal.aborted) return;
    await this.deleteFile(run).catch((error: unknown) => {
      if (!isNetworkTrouble(error)) throw error;
    });
  }

  // ---- In sight, or not

  /** Reaches the printer for ever (PR6). */
  protected reach(retry: BackoffLimits, session: (reached: () => void) => Promise<string>): void {
    const { clock, chance } = this.context;
    const { signal } = this.ended;
    const outOfSight = this.outOfSight.bind(this);
    this.begin(reachForEver({ clock, chance, retry, signal, hurry: this.hurry, session, outOfSight }));
  }

  /** BE3: the printer has said something; called before anything is made of it. False when it is out of sight by what nobody here has seen. */
  protected heard(): boolean {
    const seconds = this.#unwatched.seen();
    if (seconds === null || this.sight !== 'connected') return true;
    const reason = `This host slept or stood still for ${seconds} s, in which nobody looked at the printer.`;
    this.outOfSight(reason, false);
    this.lookAnew(reason);
    return false;
  }

  /** Where not each word tells everything: another session begins with the whole state. */
  protected lookAnew(_reason: string): void {}

  outOfSight(reason: string, wrongCredentials: boolean): void {
    this.sight = 'none';
    this.#unwished.abort();
    this.#button.forget();
    this.blind(reason, wrongCredentials);
    // In this order: an end that comes while the printer is out of sight leaves the bed to the next sight of it (BE3).
    if (this.run?.stage === 'bringing') this.#wentBlind(this.run);
  }

  /** Told once for each reason. */
  protected blind(reason: string, wrongCredentials: boolean): void {
    if (reason === this.#lastReason) return;
    this.#lastReason = reason;
    this.context.report({ kind: 'disconnected', reason, wrongCredentials });
  }

  /** `foreign`: what of it is still to be seen. */
  protected connected(
    continuity: Extract<DriverReport, { kind: 'connected' }>['continuity'],
    firmware: string | null,
    foreign: ForeignPrint | null = this.foreign,
  ): void {
    if (foreign !== null) this.#overtake();
    this.#endUnleft(this.run);
    this.sight = 'connected';
    this.#lastReason = '';
    this.context.report({ kind: 'connected', continuity, firmware, foreign });
    this.context.safety({ heating: false, stopBytes: new Uint8Array(), heatersOffBytes: new Uint8Array() });
  }

  protected foreignBegan(foreign: ForeignPrint): void {
    this.#overtake();
    this.foreign = foreign;
    this.context.report({ kind: 'foreign-began', foreign });
  }

  #overtake(): void {
    if (this.run?.stage === 'bringing') this.overtaken(this.run);
  }

  protected foreignEnded(key: string, outcome: Outcome | 'unknown'): void {
    this.foreign = null;
    this.context.report({ kind: 'foreign-ended', key, outcome });
  }

  /** So that the process after this one can tell its print from another's, and whether anything ran while nobody looked. */
  protected remember(lastJob: string | null): void {
    // A disk that refuses is told by the machine; what is missing then is a proof, and its lack is safe.
    this.#noteDown({ lastJob }).catch(() => {});
  }

  #noteDown(news: Partial<NetworkNote>): Promise<void> {
    this.#note = { ...this.#note, foreign: this.foreign, ...news };
    return this.context.persistSpool(recordOf(this.#note));
  }

  /**
   * MA10: the process before this one was still bringing the file when it died; nothing of it has moved. Told before the sight of the printer,
   * which settles the bed by its proof and may show another's print.
   */
  #endUnleft(run: Run | null): void {
    if (run === null || run.adoptInto === null) return;
    const { start } = this.#note;
    // One that speaks of the print before says of this one that nothing of it was noted, and so nothing has left.
    if (start === null || (start.mayHaveLeft && start.printId === run.print.printId)) return;
    const text = 'The process that drives the printer died while the file was on its way; nothing moved.';
    this.#endUnstarted(run, () => this.error('no-answer', text));
  }

  /** BE5: after each look, of a printer at whose screen a person can say that its bed is clear. A print of whomever is none of its rests. */
  protected showsReady(word: ReadyWord): void {
    const isFree = this.sight === 'connected' && this.run === null && this.foreign === null && this.stopping === null;
    const clear = this.#button.shows(isFree ? word : 'other', this.context.clock.monotonic());
    if (clear !== null) this.context.report({ kind: 'bed-declared', clear });
  }

  // ---- Words

  #runOf(printId: PrintId): Run | null {
    return this.run?.print.printId === printId ? this.run : null;
  }

  protected trouble(message: string): void {
    if (this.ended.signal.aborted) return;
    this.context.report({ kind: 'trouble', error: this.error('protocol-trouble', message) });
  }

  protected note(direction: 'sent' | 'received', text: string): void {
    this.context.history({ at: this.context.clock.now(), direction, text });
  }

  protected error(code: PrinterErrorCode, message: string): PrinterError {
    return { code, message, at: this.context.clock.now() };
  }
}
