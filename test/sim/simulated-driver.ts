import type {
  CreateDriver,
  Driver,
  DriverContext,
  DriverManifest,
  ForeignPrint,
  PrintToDrive,
  SpoolRecord,
} from '#drivers/driver';
import type { PrintProgress } from '#model/feedback';
import { fileDigest, printId } from '#model/ids';
import type { LastStand } from '#model/continuation';
import type { AdoptInto, PrinterErrorCode } from '#model/phase';
import type { PrinterBody, Said } from './printer-body.ts';
import { CONTINUES, linesToSend, type ToSend } from './rest-of-print.ts';
import { after } from './virtual-time.ts';

/** The driver of the simulated printer: it spools line by line and proves what it claims, as a driver must (MA10, BE3). */

export const SIMULATED: DriverManifest = {
  name: 'simulated',
  title: 'Simulated',
  spooling: 'host',
  emergencyStop: 'immediate',
  canPause: true,
  continues: CONTINUES,
  clearing: ['operator'],
  fileKinds: ['gcode'],
  optionsSchema: {
    type: 'object',
    properties: { connection: { type: 'string' } },
    required: ['connection'],
    additionalProperties: false,
  },
  checkOptions: () => [],
  portOf: (options) => ({ kind: 'tty', path: String(options.connection), baud: 115_200 }),
  limits: { firstReportMs: 10_000, settleMs: 0, startDeadlineMs: 20_000 },
};

/** Below the numbers of prints; a board that was reset counts from 0. */
const IDLE_NUMBER = 500;
const LOWEST_BASE = 1_000;
/** Numbers reserved on the disk at once. */
const BLOCK = 4;
const ANSWER_MS = 5_000;
const LINE_MS = 8_000;
const FIRST_LINE_MS = 60_000;
const ADOPT_MS = 15_000;
const POLL_MS = 2_000;
const ATTENDED_MS = 60_000;
const NOBODY = printId('none');
const NO_FILE = fileDigest('0'.repeat(64));

type Status = Extract<Said, { kind: 'status' }>;

export const simulatedDriver =
  (body: PrinterBody, textOf: (path: string) => string): CreateDriver =>
  (context) =>
    new SimulatedDriver(context, body, textOf);

class SimulatedDriver implements Driver {
  readonly #context: DriverContext;
  readonly #body: PrinterBody;
  readonly #textOf: (path: string) => string;
  readonly #hear = (said: Said): void => this.#heard(said);
  readonly #began: number;
  #sight: 'none' | 'reaching' | 'connected' | 'stopped' = 'none';
  #ended = false;
  #greeted = false;
  #sessionKnown: boolean;
  #jobs: number | null;
  #foreign: ForeignPrint | null = null;
  #run: Run | null = null;
  #reason = '';
  #asked: ((status: Status | null) => void)[] = [];
  #acked: { readonly n: number; readonly resolve: (there: boolean) => void } | null = null;
  #adopting: Promise<boolean> | null = null;

  constructor(context: DriverContext, body: PrinterBody, textOf: (path: string) => string) {
    this.#context = context;
    this.#body = body;
    this.#textOf = textOf;
    this.#began = context.clock.monotonic();
    const { port, spoolRecord } = context;
    this.#sessionKnown = port !== null && spoolRecord?.portSession === port.session;
    this.#jobs = this.#sessionKnown ? Number(spoolRecord?.note) : null;
    if (port !== null && body.isPlugged) body.listener = this.#hear;
  }

  connect(): void {
    if (this.#context.port === null) return this.#blind('The port is not open.');
    // The cable went while nobody listened.
    if (!this.#body.isPlugged) return this.#heard({ kind: 'unplugged' });
    void this.#live();
  }

  async #live(): Promise<void> {
    if (this.#adopting !== null && (await this.#adopting)) return;
    await this.#reach();
  }

  async #reach(): Promise<void> {
    if (this.#sight === 'reaching' || this.#sight === 'stopped') return;
    this.#sight = 'reaching';
    while (!this.#ended && this.#sight === 'reaching') {
      await this.#rest(100, 500);
      const status = await this.#status(ANSWER_MS);
      if (this.#ended || this.#sight !== 'reaching') return;
      if (status !== null && (await this.#number(IDLE_NUMBER, status))) return;
      this.#blind('The printer does not answer.');
      await this.#rest(500, 2_000);
    }
  }

  /** Counts from where only this session counts, and says what that proves. */
  async #number(to: number, status: Status): Promise<boolean> {
    const { port, chance: _, ...context } = this.#context;
    if (port === null) return false;
    const isSame = this.#sessionKnown && !port.touched && status.lastN >= IDLE_NUMBER && status.jobs === this.#jobs;
    if (status.panel === null && !(await this.#line(to, `M110 N${to}`, ANSWER_MS))) return false;
    if (this.#ended || this.#sight !== 'reaching') return true;
    const continuity = this.#greeted ? 'restarted' : isSame ? 'unbroken' : 'unproven';
    this.#greeted = false;
    this.#sight = 'connected';
    this.#reason = '';
    this.#jobs = status.jobs;
    if (this.#foreign !== null && this.#foreign.key !== status.panel) this.#endForeign('unknown');
    this.#foreign = this.#foreignOf(status);
    context.report({ kind: 'connected', continuity, firmware: 'simulated', foreign: this.#foreign });
    this.#sessionKnown = true;
    await this.#keepSession();
    void this.#poll();
    return true;
  }

  #foreignOf({ panel }: Status): ForeignPrint | null {
    return panel === null ? null : { key: panel, name: panel, since: this.#context.clock.now() };
  }

  #endForeign(outcome: 'finished' | 'unknown'): void {
    if (this.#foreign === null) return;
    this.#context.report({ kind: 'foreign-ended', key: this.#foreign.key, outcome });
    this.#foreign = null;
  }

  async #keepSession(): Promise<void> {
    const { port } = this.#context;
    if (port === null || this.#run !== null) return;
    const record = { printId: NOBODY, digest: NO_FILE, portSession: port.session, base: 0, firstLine: 0 };
    await this.#context.persistSpool({ ...record, reservedTo: 0, exceptions: [], note: String(this.#jobs) });
  }

  async #poll(): Promise<void> {
    while (!this.#ended && this.#sight === 'connected') {
      await after(this.#context.clock, POLL_MS);
      if (this.#run !== null || this.#sight !== 'connected' || this.#ended) continue;
      const status = await this.#status(ANSWER_MS);
      if (this.#run !== null || this.#sight !== 'connected' || this.#ended) continue;
      if (status === null) return this.#lost('no-answer', 'The printer fell silent.');
      this.#measure();
      this.#watch(status);
    }
  }

  /** What a page shows, after each answer of the printer. */
  #measure(): void {
    const run = this.#run;
    const progress = run === null ? null : this.#progressOf(run);
    const temperatures = [{ name: 'nozzle', actual: run === null ? 20 : 210, target: run === null ? null : 210 }];
    const nothing = { position: null, line: null, notice: null };
    this.#context.report({ kind: 'feedback', feedback: { temperatures, progress, ...nothing } });
  }

  #progressOf({ print, index, lines }: Run): PrintProgress {
    const unknown = { remainingSeconds: null, layer: null, z: null };
    return { printId: print.printId, fraction: index / Math.max(1, lines.length), elapsedSeconds: index, ...unknown };
  }

  /** MA11: what somebody began at the printer's own panel. */
  #watch(status: Status): void {
    if (this.#foreign !== null && status.panel !== this.#foreign.key) this.#endForeign('finished');
    if (status.panel === null || this.#foreign !== null) return;
    this.#foreign = this.#foreignOf(status);
    if (this.#foreign === null) return;
    this.#jobs = status.jobs;
    void this.#keepSession();
    this.#context.report({ kind: 'foreign-began', foreign: this.#foreign });
  }

  start(print: PrintToDrive): void {
    if (this.#sight !== 'connected' || this.#run !== null) return this.#unmoved(print, 'The printer is out of sight.');
    const toSend = linesToSend(this.#textOf(print.path), print.rest);
    if (toSend === null) return this.#unmoved(print, 'No layer begins there.', 'failed', 'file-refused');
    const run = new Run(print, toSend, 0);
    this.#run = run;
    void this.#begin(run);
  }

  #unmoved(
    { printId: id }: PrintToDrive,
    message: string,
    outcome: 'failed' | 'cancelled' = 'failed',
    code: PrinterErrorCode = 'no-answer',
  ): void {
    const error = outcome === 'cancelled' ? null : this.#error(code, message);
    this.#context.report({ kind: 'print-ended', printId: id, outcome, moved: false, error });
  }

  async #begin(run: Run): Promise<void> {
    const { chance, port } = this.#context;
    run.base = LOWEST_BASE + Math.floor(chance.fraction() * 29_000);
    run.jobs = (this.#jobs ?? 0) + 1;
    await this.#reserve(run, port?.session ?? '');
    if (this.#run !== run) return;
    const status = await this.#status(ANSWER_MS);
    if (this.#run !== run) return;
    if (run.wish === 'cancel') {
      this.#run = null;
      return this.#unmoved(run.print, '', 'cancelled');
    }
    if (status === null) {
      this.#run = null;
      this.#unmoved(run.print, 'The printer does not answer; nothing was sent.');
      return this.#lost('no-answer', 'The printer fell silent.');
    }
    if (status.panel !== null) {
      this.#run = null;
      return this.#watch(status);
    }
    this.#jobs = run.jobs;
    if (!(await this.#line(run.base, `M110 N${run.base}`, FIRST_LINE_MS))) return this.#silentIn(run);
    await this.#feed(run);
  }

  async #reserve(run: Run, portSession: string): Promise<void> {
    run.reservedTo = run.number + BLOCK;
    const record: SpoolRecord = {
      printId: run.print.printId,
      digest: run.print.file.digest,
      portSession,
      base: run.base,
      firstLine: run.firstLine,
      reservedTo: run.reservedTo,
      exceptions: [],
      note: String(run.jobs),
    };
    await this.#context.persistSpool(record);
  }

  /** Line by line until it ends, or somebody wishes otherwise. */
  async #feed(run: Run): Promise<void> {
    while (this.#run === run && run.wish === 'go') {
      const text = run.lines[run.index];
      if (text === undefined) return this.#finish(run);
      if (!(await this.#next(run, text))) return;
      run.index++;
      if (!run.moved) this.#context.report({ kind: 'print-moved', printId: run.print.printId });
      run.moved = true;
    }
    if (this.#run !== run) return;
    if (run.wish === 'cancel') return this.#stopScript(run);
    await this.#rest(300, 1_200);
    // A cancellation may have come meanwhile.
    if (this.#run !== run) return;
    if ((run.wish as string) === 'cancel') return this.#stopScript(run);
    run.isPaused = true;
    this.#context.report({ kind: 'print-paused', printId: run.print.printId, reason: run.pauseReason });
  }

  /** Sends the next number; false when the run is over. */
  async #next(run: Run, text: string): Promise<boolean> {
    if (run.number > run.reservedTo) await this.#reserve(run, this.#context.port?.session ?? '');
    if (this.#run !== run) return false;
    const there = await this.#line(run.number, text, run.moved ? LINE_MS : FIRST_LINE_MS);
    if (this.#run !== run) return false;
    if (!there) {
      this.#silentIn(run);
      return false;
    }
    run.sent++;
    this.#measure();
    return true;
  }

  async #finish(run: Run): Promise<void> {
    if (!(await this.#next(run, 'M400'))) return;
    this.#run = null;
    const { printId: id } = run.print;
    this.#context.report({ kind: 'print-ended', printId: id, outcome: 'finished', moved: true, error: null });
  }

  async #stopScript(run: Run): Promise<void> {
    await this.#rest(300, 1_200);
    for (const text of ['M104 S0', 'M84']) if (!(await this.#next(run, text))) return;
    this.#run = null;
    const { printId: id } = run.print;
    this.#context.report({ kind: 'print-ended', printId: id, outcome: 'cancelled', moved: run.moved, error: null });
  }

  #silentIn(run: Run): void {
    if (this.#run === run) this.#lost('no-answer', 'The printer fell silent in the middle of a print.');
  }

  adopt(print: PrintToDrive, into: AdoptInto): void {
    this.#adopting = this.#adopt(print, into);
  }

  /** MA10: goes on only with proof. True when the print goes on. */
  async #adopt(print: PrintToDrive, into: AdoptInto): Promise<boolean> {
    const { port, spoolRecord: record, clock } = this.#context;
    const ours = record?.printId === print.printId ? record : null;
    const lose = (code: PrinterErrorCode, message: string, led = false): boolean => {
      const stood: LastStand | null = ours && { taken: ours.firstLine, sent: null, leftOut: false, led };
      const place = stood === null ? {} : { stood };
      this.#context.report({ kind: 'print-lost', printId: print.printId, error: this.#error(code, message), ...place });
      return false;
    };
    if (port === null) return lose('port-lost', 'The port of the printer is gone.');
    if (record === null || record.portSession !== port.session || port.touched)
      return lose('resume-unproven', 'The port was opened anew.');
    await this.#rest(100, 800);
    const status = await this.#status(ADOPT_MS);
    if (this.#ended || this.#sight === 'stopped') return true;
    if (status === null) return lose('no-answer', 'The printer does not answer.');
    if (this.#greeted || status.panel !== null || status.lastN < IDLE_NUMBER)
      return lose('resume-unproven', 'The printer was reset.');
    if (record.printId !== print.printId) {
      this.#unmoved(print, 'The machine restarted before the first line was sent.');
      return false;
    }
    if (status.lastN < record.base || status.lastN > record.reservedTo || record.digest !== print.file.digest)
      return lose('resume-unproven', 'The printer counts from elsewhere.');
    // At which height it was told to stand is of no matter behind the way back, and before its end nothing goes on.
    const rest = record.firstLine === 0 ? undefined : { line: record.firstLine, zMm: 1 };
    const toSend = linesToSend(this.#textOf(print.path), rest);
    const sent = status.lastN - record.base;
    if (toSend === null || sent < toSend.way)
      return lose('resume-unproven', 'The head was being led back to the object.', true);
    const run = new Run(print, toSend, sent);
    run.base = record.base;
    run.reservedTo = record.reservedTo;
    run.jobs = Number(record.note);
    this.#jobs = run.jobs;
    this.#run = run;
    this.#sight = 'connected';
    this.#reason = '';
    void this.#poll();
    const gapMs = port.unreadMs + clock.monotonic() - this.#began;
    if (into === 'cancelling') {
      run.wish = 'cancel';
      void this.#stopScript(run);
      return true;
    }
    run.isPaused = into === 'paused' || gapMs > ATTENDED_MS;
    if (run.isPaused) run.wish = 'pause';
    this.#context.report({
      kind: 'adopted',
      printId: print.printId,
      into: run.isPaused ? 'paused' : 'printing',
      gapMs,
    });
    if (!run.isPaused) void this.#feed(run);
    return true;
  }

  pause(id: string): void {
    const run = this.#run;
    if (run?.print.printId === id && run.wish === 'go') run.wish = 'pause';
  }

  resume(id: string): void {
    const run = this.#run;
    if (run?.print.printId !== id || run.wish !== 'pause') return;
    run.wish = 'go';
    void this.#goOn(run);
  }

  async #goOn(run: Run): Promise<void> {
    await this.#rest(300, 1_200);
    if (this.#run !== run) return;
    if (run.wish === 'pause') {
      // It ran out before it went on.
      return this.#context.report({ kind: 'print-paused', printId: run.print.printId, reason: run.pauseReason });
    }
    if (run.wish === 'cancel') return;
    run.isPaused = false;
    this.#context.report({ kind: 'print-resumed', printId: run.print.printId });
    await this.#feed(run);
  }

  cancel(id: string): void {
    const run = this.#run;
    if (run?.print.printId !== id || run.wish === 'cancel') return;
    const stands = run.isPaused;
    run.wish = 'cancel';
    if (stands) void this.#stopScript(run);
  }

  /** Nothing is changed and nothing is asked here. */
  adjust(): void {}

  answer(): void {}

  stop(): void {
    const { port } = this.#context;
    if (port === null) return;
    const isHalting = this.#sight === 'stopped' && !this.#stands;
    this.#sight = 'stopped';
    this.#stands = false;
    this.#run = null;
    this.#settle();
    if (isHalting) this.#body.halt();
    else void this.#halt();
  }

  async #halt(): Promise<void> {
    while (!this.#ended && this.#sight === 'stopped' && !this.#stands) {
      this.#body.halt();
      await after(this.#context.clock, 1_000);
    }
  }

  #stands = false;

  async #standing(): Promise<void> {
    if (this.#stands) return;
    this.#stands = true;
    // A reset is known to be done by a session that is not the one on record.
    if (!this.#sessionKnown) await this.#keepSession();
    this.#context.report({ kind: 'standing' });
    this.#blind('The printer was stopped and waits to be reset.');
  }

  reset(): void {
    if (this.#context.port !== null) this.#context.reopenPort('The printer is to be reset.');
  }

  async manual(): Promise<{ readonly kind: 'refused'; readonly reason: string }> {
    return { kind: 'refused', reason: 'Nothing is sent by hand here.' };
  }

  #heard(said: Said): void {
    if (this.#ended) return;
    switch (said.kind) {
      case 'ok':
        if (this.#acked?.n === said.n) this.#ack(true);
        return;
      case 'status':
        for (const resolve of this.#asked.splice(0)) resolve(said);
        return;
      case 'start':
        this.#greeted = true;
        if (this.#sight === 'stopped' && this.#stands) this.#sight = 'none';
        else if (this.#sight !== 'connected') return;
        return this.#lost('printer-reset', 'The printer started anew.');
      case 'halted':
        if (this.#sight === 'stopped') return void this.#standing();
        return this.#lost('printer-halted', 'The printer has halted.');
      case 'run-out':
        if (this.#run !== null && this.#run.wish === 'go' && this.#run.moved) {
          this.#run.wish = 'pause';
          this.#run.pauseReason = 'The filament has run out.';
        }
        return;
      case 'failed':
        return this.#failed();
      case 'unplugged':
        this.#lost('port-lost', 'The cable was pulled.');
        this.#context.portLost('The cable was pulled.');
    }
  }

  #failed(): void {
    const run = this.#run;
    if (run === null || !run.moved) return;
    this.#run = null;
    this.#settle();
    const error = this.#error('printer-reported-failure', 'Thermal runaway.');
    const { printId: id } = run.print;
    this.#context.report({ kind: 'print-ended', printId: id, outcome: 'failed', moved: true, error });
  }

  #lost(code: PrinterErrorCode, message: string): void {
    const run = this.#run;
    this.#run = null;
    if (run !== null) {
      const { print, stood } = run;
      this.#context.report({ kind: 'print-lost', printId: print.printId, error: this.#error(code, message), stood });
    } else if (code === 'printer-halted') {
      this.#context.report({ kind: 'print-lost', printId: null, error: this.#error(code, message) });
    }
    this.#settle();
    this.#sight = 'none';
    this.#blind(message);
    if (code !== 'port-lost') void this.#reach();
  }

  #blind(reason: string): void {
    if (reason === this.#reason) return;
    this.#reason = reason;
    this.#context.report({ kind: 'disconnected', reason, wrongCredentials: false });
  }

  /** Null when there is no answer in time. */
  #status(ms: number): Promise<Status | null> {
    return new Promise((resolve) => {
      const timer = this.#context.clock.schedule(ms, () => {
        this.#asked = this.#asked.filter((each) => each !== done);
        resolve(null);
      });
      const done = (status: Status | null): void => {
        timer[Symbol.dispose]();
        resolve(status);
      };
      this.#asked.push(done);
      this.#body.ask();
    });
  }

  #line(n: number, text: string, ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = this.#context.clock.schedule(ms, () => this.#ack(false));
      const done = (there: boolean): void => {
        timer[Symbol.dispose]();
        resolve(there);
      };
      this.#acked = { n, resolve: done };
      this.#body.send(n, text);
    });
  }

  #ack(there: boolean): void {
    const waiting = this.#acked;
    this.#acked = null;
    waiting?.resolve(there);
  }

  #settle(): void {
    this.#ack(false);
    for (const resolve of this.#asked.splice(0)) resolve(null);
  }

  #rest(least: number, spread: number): Promise<void> {
    return after(this.#context.clock, least + spread * this.#context.chance.fraction());
  }

  #error(code: PrinterErrorCode, message: string) {
    return { code, message, at: this.#context.clock.now() };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended = true;
    this.#run = null;
    if (this.#body.listener === this.#hear) this.#body.listener = null;
  }
}

/** One print on its way. */
class Run {
  readonly print: PrintToDrive;
  readonly lines: readonly string[];
  readonly firstLine: number;
  readonly #way: number;
  base = 0;
  reservedTo = 0;
  jobs = 0;
  wish: 'go' | 'pause' | 'cancel' = 'go';
  isPaused = false;
  moved: boolean;
  pauseReason = 'Asked for.';
  /** Line that comes next, of those that are to be sent. */
  index: number;
  /** Lines sent in this numbering, also those that are none of the file's. */
  sent: number;

  constructor(print: PrintToDrive, { lines, way, firstLine }: ToSend, sent: number) {
    this.print = print;
    this.lines = lines;
    this.firstLine = firstLine;
    this.#way = way;
    this.index = Math.min(sent, lines.length);
    this.sent = sent;
    this.moved = sent > 0;
  }

  /** Where it is, should it be lost now. */
  get stood(): LastStand {
    const taken = this.firstLine + Math.max(0, this.index - this.#way);
    const led = this.index < this.#way || this.isPaused;
    return { taken, sent: taken + 1, leftOut: false, led };
  }

  get number(): number {
    return this.base + 1 + this.sent;
  }
}
