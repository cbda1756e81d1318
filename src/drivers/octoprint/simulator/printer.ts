export type OctoPhase =
  | 'offline'
  | 'error'
  | 'operational'
  | 'transferring'
  | 'printing'
  | 'pausing'
  | 'paused'
  | 'resuming'
  | 'cancelling';

/** One physical print, for the judge of a test: what really happened. */
export interface PrintedJob {
  readonly path: string;
  readonly content: string;
  outcome: 'running' | 'done' | 'cancelled' | 'failed';
}

export interface StoredFile {
  readonly content: string;
  /** s since the epoch. */
  readonly date?: number;
  success: number;
  failure: number;
}

const HOT = 215;

/** OctoPrint's job and the printer behind it. Time comes from outside. */
export class OctoPrinter {
  readonly files = new Map<string, StoredFile>();
  readonly printed: PrintedJob[] = [];
  readonly commands: string[] = [];
  readonly #printSeconds: number;
  readonly #tell: (event: string, payload: Readonly<Record<string, unknown>>) => void;
  phase: OctoPhase = 'operational';
  errorText = '';
  path: string | null = null;
  heat = 21;
  printing = 0;
  total = 0;
  #drain = 0;

  constructor(printSeconds: number, tell: (event: string, payload: Readonly<Record<string, unknown>>) => void) {
    this.#printSeconds = printSeconds;
    this.#tell = tell;
  }

  get isBusy(): boolean {
    return ['transferring', 'printing', 'pausing', 'paused', 'resuming', 'cancelling'].includes(this.phase);
  }

  /** It heats or moves for a print. */
  get isMoving(): boolean {
    return ['printing', 'pausing', 'resuming', 'cancelling'].includes(this.phase);
  }

  get percent(): number {
    return Math.min(100, (this.printing / this.#printSeconds) * 100);
  }

  /** Its buffers drain for this long before a pause, a resume or a cancel is done, s. */
  drainSeconds = 0;

  step(seconds: number): void {
    if (this.phase === 'pausing' || this.phase === 'resuming' || this.phase === 'cancelling') {
      this.#drain -= seconds;
      if (this.#drain > 0) return;
      if (this.phase === 'cancelling') this.#end('cancelled');
      else this.phase = this.phase === 'pausing' ? 'paused' : 'printing';
      return;
    }
    if (this.phase !== 'printing') return;
    this.total += seconds;
    this.heat = Math.min(HOT, this.heat + seconds * 200);
    if (this.heat < HOT) return;
    this.printing += seconds;
    if (this.printing >= this.#printSeconds) this.#end('done');
  }

  start(path: string): boolean {
    const file = this.files.get(path);
    if (file === undefined || this.phase !== 'operational') return false;
    this.path = path;
    this.phase = 'printing';
    this.printing = 0;
    this.total = 0;
    this.printed.push({ path, content: file.content, outcome: 'running' });
    this.#tell('PrintStarted', this.#payload());
    return true;
  }

  pause(): void {
    if (this.phase === 'printing') this.#drainInto('pausing');
  }

  resume(): void {
    if (this.phase === 'paused') this.#drainInto('resuming');
  }

  cancel(): void {
    if (!this.isBusy) return;
    this.#tell('PrintCancelling', this.#payload());
    this.#drainInto('cancelling');
  }

  /** The cable to the printer, an emergency stop, a firmware that halts. */
  fail(text: string): void {
    if (this.isBusy) {
      this.#note('failed');
      this.#tell('PrintFailed', { ...this.#payload(), reason: 'error' });
    }
    this.phase = 'error';
    this.errorText = text;
  }

  /** OctoPrint itself ends in the middle: nobody notes anything. */
  crash(): void {
    const job = this.printed.at(-1);
    if (job?.outcome === 'running') job.outcome = 'failed';
    this.phase = 'operational';
    this.path = null;
  }

  connect(): void {
    if (this.phase === 'offline' || this.phase === 'error') this.phase = 'operational';
  }

  #drainInto(phase: 'pausing' | 'resuming' | 'cancelling'): void {
    this.phase = phase;
    this.#drain = this.drainSeconds;
  }

  /** A cancel tells of a failure as well. */
  #end(outcome: 'done' | 'cancelled'): void {
    this.#note(outcome);
    this.phase = 'operational';
    if (outcome === 'done') return this.#tell('PrintDone', this.#payload());
    this.#tell('PrintCancelled', this.#payload());
    this.#tell('PrintFailed', { ...this.#payload(), reason: 'cancelled' });
  }

  #note(outcome: PrintedJob['outcome']): void {
    const job = this.printed.at(-1);
    if (job !== undefined) job.outcome = outcome;
    const file = this.files.get(this.path ?? '');
    if (file === undefined) return;
    if (outcome === 'done') file.success += 1;
    else file.failure += 1;
  }

  #payload(): Readonly<Record<string, unknown>> {
    return { path: this.path, name: this.path?.split('/').at(-1), origin: 'local' };
  }
}
