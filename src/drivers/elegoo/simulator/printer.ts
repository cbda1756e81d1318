/** One physical print, for the judge of a test: what really happened. */
export interface PrintedTask {
  readonly id: string;
  readonly name: string;
  readonly content: string;
  readonly beganAt: number;
  outcome: 'running' | 'finished' | 'stopped' | 'broken';
  reason: number;
}

const HOT = 215;
const LAYER_SECONDS = 5;

/** Numbers of `PrintInfo.Status`. */
export const CODES = {
  rest: 0,
  pausing: 5,
  paused: 6,
  stopping: 7,
  stopped: 8,
  complete: 9,
  checking: 10,
  resuming: 12,
  printing: 13,
  exposing: 3,
  failed: 14,
  preheating: 16,
} as const;

/** The part of an Elegoo that SDCP shows. Time comes from outside. */
export class ElegooPrinter {
  readonly printed: PrintedTask[] = [];
  /** By their names below `/local/`. */
  readonly files = new Map<string, string>();
  readonly kind: 'fdm' | 'resin';
  readonly printSeconds: number;
  code: number = CODES.rest;
  machine: number[] = [0];
  heat = 24;
  speed = 100;
  light = 1;
  /** Of the task that is shown, for ever. */
  shown: PrintedTask | null = null;
  #task: PrintedTask | null = null;
  #printing = 0;
  #total = 0;
  #next = 100;

  constructor(kind: 'fdm' | 'resin', printSeconds: number) {
    this.kind = kind;
    this.printSeconds = printSeconds;
  }

  get task(): PrintedTask | null {
    return this.#task;
  }

  get isMoving(): boolean {
    return (
      this.#task !== null &&
      (this.code === CODES.printing || this.code === CODES.preheating || this.code === CODES.exposing)
    );
  }

  step(seconds: number): void {
    if (!this.isMoving) return;
    this.#total += seconds;
    this.heat = Math.min(HOT, this.heat + seconds * 200);
    if (this.heat < HOT) return;
    this.code = this.kind === 'fdm' ? CODES.printing : CODES.exposing;
    this.#printing += seconds;
    if (this.#printing >= this.printSeconds) this.end('finished');
  }

  /** By whoever's order. */
  start(name: string, content: string): void {
    this.#next += 1;
    this.#task = { id: `task-${this.#next}`, name, content, beganAt: this.#next, outcome: 'running', reason: 0 };
    this.shown = this.#task;
    this.printed.push(this.#task);
    this.#printing = 0;
    this.#total = 0;
    this.heat = 24;
    this.machine = [1];
    this.code = this.kind === 'fdm' ? CODES.preheating : CODES.exposing;
  }

  end(outcome: 'finished' | 'stopped' | 'broken', reason = 0): void {
    const task = this.#task;
    if (task === null) return;
    task.outcome = outcome;
    task.reason = reason;
    this.#task = null;
    this.machine = [0];
    this.code = outcome === 'finished' ? CODES.complete : outcome === 'stopped' ? CODES.stopped : CODES.failed;
  }

  /** What it shows of a print is gone, as after a person has pressed OK. */
  forget(): void {
    this.code = CODES.rest;
    this.shown = null;
  }

  status(): Readonly<Record<string, unknown>> {
    const { shown, code, machine, heat, kind, printSeconds } = this;
    const second = kind === 'fdm' ? 1 : 1_000;
    const layers = Math.ceil(printSeconds / LAYER_SECONDS);
    const info = {
      Status: code,
      CurrentLayer: Math.min(layers, Math.floor(this.#printing / LAYER_SECONDS)),
      TotalLayer: shown === null ? 0 : layers,
      CurrentTicks: Math.floor(this.#total * second),
      TotalTicks: shown === null ? 0 : Math.floor((printSeconds + 1) * second),
      Filename: shown === null ? '' : `/local/${shown.name}`,
      ErrorNumber: code === CODES.failed ? 2 : 0,
      TaskId: shown?.id ?? '',
      PrintSpeedPct: this.speed,
    };
    if (kind === 'resin') return { CurrentStatus: machine, PreviousStatus: 0, TempOfUVLED: 31, PrintInfo: info };
    return {
      CurrentStatus: machine,
      PreviousStatus: 0,
      TempOfNozzle: heat,
      TempTargetNozzle: this.#task === null ? 0 : HOT,
      TempOfHotbed: 25,
      TempTargetHotbed: 0,
      TempOfBox: 26,
      TempTargetBox: 0,
      CurrenCoord: `10.00,20.00,${(0.2 + this.#printing / 10).toFixed(2)}`,
      PlatFormType: 1,
      PrintInfo: info,
    };
  }
}
