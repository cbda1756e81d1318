export type PrinterState =
  | 'IDLE'
  | 'BUSY'
  | 'PRINTING'
  | 'PAUSED'
  | 'FINISHED'
  | 'STOPPED'
  | 'ERROR'
  | 'ATTENTION'
  | 'READY';

/** One physical print, for the judge of a test: what really happened. */
export interface PrintedJob {
  readonly id: number;
  readonly name: string;
  readonly content: string;
  outcome: 'running' | 'finished' | 'stopped' | 'broken';
}

const HOT = 215;
const RESTS: ReadonlySet<PrinterState> = new Set(['IDLE', 'FINISHED', 'STOPPED']);

/** The part of a Prusa printer that PrusaLink shows: jobs, heat and what becomes of them. Time comes from outside. */
export class PrusaPrinter {
  readonly printed: PrintedJob[] = [];
  readonly printSeconds: number;
  state: PrinterState = 'IDLE';
  heat = 21;
  /** Seconds of motion of the job. */
  printing = 0;
  total = 0;
  /** A person has set “ready” at its screen; whatever but rest takes it back. */
  isReady = false;
  /** A firmware that forgets to take it back. */
  keepsReady = false;
  /** The job before, until the next one begins. */
  ended: PrintedJob | null = null;
  #job: PrintedJob | null = null;
  #nextId = 100;

  constructor(printSeconds: number) {
    this.printSeconds = printSeconds;
  }

  get job(): PrintedJob | null {
    return this.#job;
  }

  /** As those see it who are told of “ready”: a Buddy tells its Connect, a Raspberry Pi whoever asks. */
  get shown(): PrinterState {
    return this.isReady && RESTS.has(this.state) ? 'READY' : this.state;
  }

  /** “Set ready” at its screen, and the same again. */
  setReady(isReady: boolean): void {
    if (!isReady || RESTS.has(this.state)) this.isReady = isReady;
  }

  get percent(): number {
    return Math.min(100, Math.floor((this.printing / this.printSeconds) * 100));
  }

  step(seconds: number): void {
    if (this.#job === null || this.state !== 'PRINTING') return;
    this.total += seconds;
    this.heat = Math.min(HOT, this.heat + seconds * 200);
    if (this.heat < HOT) return;
    this.printing += seconds;
    if (this.printing >= this.printSeconds) this.#end('finished', 'FINISHED');
  }

  /** False when it cannot print now. */
  start(name: string, content: string): boolean {
    if (!this.mayStart()) return false;
    this.#nextId += 1;
    this.#job = { id: this.#nextId, name, content, outcome: 'running' };
    this.ended = null;
    this.printed.push(this.#job);
    this.state = 'PRINTING';
    this.isReady &&= this.keepsReady;
    this.printing = 0;
    this.total = 0;
    return true;
  }

  mayStart(): boolean {
    return this.#job === null && this.state !== 'BUSY' && this.state !== 'ATTENTION' && this.state !== 'ERROR';
  }

  pause(): void {
    if (this.state === 'PRINTING') this.state = 'PAUSED';
  }

  resume(): void {
    if (this.state === 'PAUSED') this.state = 'PRINTING';
  }

  stop(): void {
    if (this.#job !== null) this.#end('stopped', 'STOPPED');
  }

  /** Filament has run out, or a question before a print: a person is wanted at the panel. */
  askAtPanel(): void {
    this.state = 'ATTENTION';
  }

  answerAtPanel(): void {
    this.state = this.#job === null ? 'IDLE' : 'PRINTING';
  }

  /** A crash was felt: it finds its origin again and goes on. */
  recoverFromCrash(): void {
    this.state = 'BUSY';
  }

  /** A person presses “home” on the last page of a print. */
  dismiss(): void {
    this.state = 'IDLE';
  }

  /** Its power was off for a moment: what it printed stands there, and it knows nothing of it. */
  reboot(): void {
    this.#end('broken', 'IDLE');
    this.ended = null;
  }

  /** A red screen. */
  fail(): void {
    if (this.#job !== null) this.#job.outcome = 'broken';
    this.#job = null;
    this.state = 'ERROR';
  }

  #end(outcome: PrintedJob['outcome'], state: PrinterState): void {
    if (this.#job !== null) this.#job.outcome = outcome;
    this.ended = this.#job;
    this.#job = null;
    this.state = state;
  }
}
