/** One physical print, for the judge of a test: what really happened. */
export interface PrintedTask {
  readonly id: string;
  readonly name: string;
  readonly content: string;
  readonly beganAt: number;
  /** Which tray each tool of it was loaded from. */
  readonly trays: readonly { readonly t: number; readonly canvas: number; readonly tray: number }[];
  outcome: 'running' | 'finished' | 'stopped' | 'broken';
}

/** What lies in one tray of a Canvas. */
export interface SimulatedTray {
  type: string;
  colour: string;
  isFilled: boolean;
}

const HOT = 215;
const LAYER_SECONDS = 5;

/** Numbers of `machine_status.status`. */
export const MACHINE = {
  starting: 0,
  idle: 1,
  printing: 2,
  loading: 3,
  takingFile: 11,
  stopped: 14,
  powerLoss: 15,
} as const;
/** Numbers of `machine_status.sub_status` of a print. */
export const SUB = {
  none: 0,
  heating: 1045,
  printing: 2075,
  complete: 2077,
  resuming: 2401,
  pausing: 2501,
  paused: 2502,
  stopping: 2503,
  stopped: 2504,
} as const;

/** The part of a Centauri Carbon 2 that its messages show. Time comes from outside. */
export class Cc2Printer {
  readonly printed: PrintedTask[] = [];
  readonly files = new Map<string, string>();
  readonly printSeconds: number;
  machine: number = MACHINE.idle;
  sub: number = SUB.none;
  exceptions: number[] = [];
  heat = 24;
  readonly targets = { extruder: 0, heater_bed: 0 };
  speedMode = 1;
  fan = 0;
  light = 1;
  /** Empty: there is no Canvas. One list of trays for each unit. */
  canvases: SimulatedTray[][] = [];
  active: { canvas: number; tray: number } | null = null;
  /** In the words of Klipper, of the print before. */
  state = 'standby';
  /** Of the task that is shown, after its end too. */
  shown: PrintedTask | null = null;
  #task: PrintedTask | null = null;
  #printing = 0;
  #total = 0;
  #next = 100;

  constructor(printSeconds: number) {
    this.printSeconds = printSeconds;
  }

  get task(): PrintedTask | null {
    return this.#task;
  }

  get isMoving(): boolean {
    return (
      this.#task !== null &&
      this.machine === MACHINE.printing &&
      (this.sub === SUB.printing || this.sub === SUB.heating)
    );
  }

  step(seconds: number): void {
    if (!this.isMoving) return;
    this.#total += seconds;
    this.heat = Math.min(HOT, this.heat + seconds * 200);
    if (this.heat < HOT) return;
    this.sub = SUB.printing;
    this.#printing += seconds;
    if (this.#printing >= this.printSeconds) this.end('finished');
  }

  /** By whoever's order; `map`: as a start names it. What it does not understand comes from the first tray, and it says nothing. */
  start(name: string, content: string, map: readonly unknown[] = []): void {
    this.#next += 1;
    const trays = map.map((each) => this.#trayOf(each));
    const begun = { id: `task-${this.#next}`, name, content, beganAt: this.#next, trays };
    this.#task = { ...begun, outcome: 'running' };
    this.shown = this.#task;
    this.printed.push(this.#task);
    this.#printing = 0;
    this.#total = 0;
    this.heat = 24;
    this.machine = MACHINE.printing;
    this.sub = SUB.heating;
    this.state = 'printing';
    const [first = { canvas: 0, tray: 0 }] = trays;
    this.active = this.canvases.length === 0 ? null : { canvas: first.canvas, tray: first.tray };
  }

  #trayOf(told: unknown): { t: number; canvas: number; tray: number } {
    const { t, canvas_id: canvas, tray_id: tray } = told as Readonly<Record<string, unknown>>;
    const isWhole = typeof t === 'number' && typeof canvas === 'number' && typeof tray === 'number';
    if (!isWhole || this.canvases[canvas]?.[tray] === undefined) return { t: Number(t ?? 0), canvas: 0, tray: 0 };
    return { t, canvas, tray };
  }

  end(outcome: 'finished' | 'stopped' | 'broken'): void {
    const task = this.#task;
    if (task === null) return;
    task.outcome = outcome;
    this.#task = null;
    this.state = outcome === 'finished' ? 'complete' : outcome === 'stopped' ? 'cancelled' : 'error';
    // It shows that for a moment, and is idle then.
    if (outcome === 'broken') this.rest();
    else this.sub = outcome === 'finished' ? SUB.complete : SUB.stopped;
  }

  /** Behind an end. */
  rest(): void {
    if (this.#task !== null) return;
    this.machine = MACHINE.idle;
    this.sub = SUB.none;
  }

  /** What it shows of a print is gone, as after a person has pressed OK. */
  forget(): void {
    this.rest();
    this.state = 'standby';
    this.shown = null;
  }

  /** Its power was off for a moment. */
  reboot(): void {
    if (this.#task !== null) this.#task.outcome = 'broken';
    this.#task = null;
    this.heat = 24;
    this.forget();
  }

  status(): Readonly<Record<string, unknown>> {
    const { shown, machine, sub, heat, printSeconds, exceptions } = this;
    const layers = Math.ceil(printSeconds / LAYER_SECONDS);
    const progress = shown === null ? 0 : Math.min(100, Math.floor((this.#printing / printSeconds) * 100));
    return {
      machine_status: { status: machine, sub_status: sub, exception_status: [...exceptions], progress },
      print_status: {
        filename: shown?.name ?? '',
        uuid: shown?.id ?? '',
        current_layer: Math.min(layers, Math.floor(this.#printing / LAYER_SECONDS)),
        total_layer: shown === null ? 0 : layers,
        print_duration: Math.floor(this.#total),
        total_duration: shown === null ? 0 : Math.floor(printSeconds + 1),
        remaining_time_sec: shown === null ? 0 : Math.max(0, Math.ceil(printSeconds - this.#printing)),
        state: this.state,
        progress,
      },
      extruder: { temperature: heat, target: this.#task === null ? this.targets.extruder : HOT, filament_detected: 1 },
      heater_bed: { temperature: 25, target: this.targets.heater_bed },
      ztemperature_sensor: { temperature: 26 },
      fans: { fan: { speed: this.fan, rpm: 0 } },
      led: { status: this.light },
      gcode_move_inf: { x: 10, y: 20, z: 0.2 + this.#printing / 10, e: 0, speed_mode: this.speedMode },
    };
  }

  canvasInfo(): Readonly<Record<string, unknown>> {
    const { active, canvases } = this;
    return {
      canvas_info: {
        active_canvas_id: active?.canvas ?? 0,
        active_tray_id: active?.tray ?? -1,
        auto_refill: false,
        canvas_list: canvases.map((trays, canvas) => ({
          canvas_id: canvas,
          connected: 1,
          tray_list: trays.map(({ type, colour, isFilled }, tray) => ({
            tray_id: tray,
            brand: 'ELEGOO',
            filament_type: type,
            filament_name: type,
            filament_color: colour,
            min_nozzle_temp: 190,
            max_nozzle_temp: 230,
            status: !isFilled ? 0 : active?.canvas === canvas && active.tray === tray ? 2 : 1,
          })),
        })),
      },
    };
  }

  history(): readonly Readonly<Record<string, unknown>>[] {
    const status = { running: 4, finished: 1, broken: 2, stopped: 3 };
    return this.printed.map(({ id, name, outcome, beganAt }) => ({
      task_id: id,
      task_name: name,
      task_status: status[outcome],
      begin_time: beganAt,
      end_time: beganAt + 1,
    }));
  }
}
