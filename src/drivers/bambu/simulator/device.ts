import { createHash } from 'node:crypto';
import { amsOf, extruderOf, placedTrays } from './ams-report.ts';
import { unpack } from './archive.ts';
import type { Switches } from './switches.ts';

type Body = Readonly<Record<string, unknown>>;

export interface PrintedJob {
  readonly name: string;
  readonly subtaskId: string;
  readonly content: string;
  readonly amsMapping: unknown;
  readonly outcome: 'finished' | 'cancelled' | 'failed';
}

/** A task from its first motion on, for the judge of a test: what really happened. */
export interface BegunTask {
  readonly file: string;
  readonly content: string;
  outcome: 'running' | PrintedJob['outcome'];
}

interface Task {
  readonly name: string;
  readonly file: string;
  readonly subtaskId: string;
  readonly content: string;
  readonly amsMapping: unknown;
  readonly seconds: number;
  /** Seconds of the printer's time since it was accepted. */
  age: number;
  printed: number;
}

const BUSY = 0x0500_4004;
const UNREADABLE = 0x0500_4003;
const CANCELLED = 0x0300_400c;
const NO_MAPPING = 0x07ff_8012;
const PREPARE_SECONDS = 1;

/** The printer itself: its state and what its commands do. Knows no network. */
export class Device {
  readonly printed: PrintedJob[] = [];
  /** Names of what began, in order. */
  readonly begun: string[] = [];
  readonly tasks: BegunTask[] = [];
  readonly files: Map<string, Buffer>;
  state = 'IDLE';
  light: 'on' | 'off' = 'on';
  speedLevel = 2;
  lines: string[] = [];
  printError = 0;
  /** What of the print is left out, by its ids. */
  skipped: number[] = [];
  hms: { readonly attr: number; readonly code: number }[] = [];
  stage = 255;
  /** Of the bed while nothing is printed, °C. */
  bedIdle = 23.5;
  /** The tray in use, as `tray_now` numbers it: 254 the external spool, 255 none. */
  trayNow = 255;
  #task: Task | null = null;
  #accepted: Task | null = null;
  #shown: Task | null = null;
  readonly #printSeconds: number;
  readonly #switches: Switches;

  constructor(files: Map<string, Buffer>, printSeconds: number, switches: Switches) {
    this.files = files;
    this.#printSeconds = printSeconds;
    this.#switches = switches;
  }

  get isBusy(): boolean {
    return this.#task !== null;
  }

  get subtaskId(): string {
    return this.#shown?.subtaskId ?? '';
  }

  step(seconds: number): void {
    if (this.#accepted !== null) {
      this.#accepted.age += seconds;
      if (this.#accepted.age < this.#switches.acceptSeconds) return;
      this.#begin(this.#accepted);
      this.#accepted = null;
      return;
    }
    const task = this.#task;
    if (task === null || this.state === 'PAUSE') return;
    if (this.state === 'PREPARE') {
      task.age += seconds;
      if (task.age < PREPARE_SECONDS) return;
      this.state = 'RUNNING';
      this.stage = 0;
      return;
    }
    task.printed += seconds;
    if (task.printed >= task.seconds) this.#end('finished');
  }

  /** What a person does at the screen, with a file that is on the card. */
  startAtPanel(name: string, subtaskId = '0', seconds = this.#printSeconds, file = name): void {
    this.#begin({ name, file, subtaskId, content: '', amsMapping: null, seconds, age: 0, printed: 0 });
  }

  pauseFor(stage: number, printError = 0): void {
    this.state = 'PAUSE';
    this.stage = stage;
    this.printError = printError;
  }

  /** Auto refill: the tray in use is empty, and another one with the same filament goes on. */
  refillFrom(tray: number): void {
    const { trays } = this.#switches;
    const empty = this.trayNow;
    this.#switches.trays = trays?.map((each, i) => (i === empty ? { ...each, type: null } : each)) ?? null;
    this.trayNow = tray;
  }

  failWith(printError: number): void {
    this.printError = printError;
    this.#end('failed');
  }

  /** Power off and on: the task is forgotten. */
  reboot(): void {
    if (this.#task !== null) this.#end('failed');
    this.#task = null;
    this.#accepted = null;
    this.#shown = null;
    this.state = 'IDLE';
    this.stage = 255;
    this.printError = 0;
  }

  /** Null for a command that it does not know. */
  obey(kind: string, body: Body): { readonly result: string; readonly reason: string } | null {
    const done = { result: 'SUCCESS', reason: 'success' };
    const refused = (reason: string) => ({ result: 'fail', reason });
    if (kind === 'system' && body.command === 'ledctrl') {
      this.light = body.led_mode === 'on' ? 'on' : 'off';
      return done;
    }
    if (kind !== 'print') return null;
    switch (body.command) {
      case 'pause':
        if (this.state !== 'RUNNING') return refused('not printing');
        this.pauseFor(16);
        return done;
      case 'resume':
        if (this.state !== 'PAUSE') return refused('not paused');
        this.state = 'RUNNING';
        this.stage = 0;
        this.printError = 0;
        return done;
      case 'stop':
        if (this.#task === null && this.#accepted === null) return done;
        this.#task ??= this.#accepted;
        this.#accepted = null;
        this.printError = CANCELLED;
        this.#end('cancelled');
        return done;
      case 'skip_objects':
        return this.#skip(body.obj_list) ?? done;
      case 'print_speed':
        this.speedLevel = Number(body.param);
        return done;
      case 'gcode_line':
        this.lines.push(...String(body.param).trim().split('\n'));
        return done;
      case 'clean_print_error':
        this.printError = 0;
        return done;
      case 'project_file':
        return this.#accept(body) ?? done;
      default:
        return null;
    }
  }

  /** The file lists its objects at its beginning. */
  #skip(wanted: unknown): { readonly result: string; readonly reason: string } | null {
    const ids =
      /^; model label id: (.*)$/m
        .exec(this.#task?.content ?? '')?.[1]
        ?.split(',')
        .map(Number) ?? [];
    const isKnown = Array.isArray(wanted) && wanted.every((id: unknown) => ids.includes(id as number));
    if (!isKnown || ids.length > 64) return { result: 'fail', reason: 'no such object' };
    if (!this.#switches.deafToSkips) this.skipped = [...new Set([...this.skipped, ...(wanted as number[])])];
    return null;
  }

  #accept(body: Body): { readonly result: string; readonly reason: string } | null {
    const refuse = (error: number, reason: string) => {
      this.printError = error;
      return { result: 'fail', reason };
    };
    if (this.#task !== null || this.#accepted !== null) return refuse(BUSY, 'device busy');
    if (this.#switches.startsRefused > 0) {
      this.#switches.startsRefused--;
      return { result: 'fail', reason: 'the door is open' };
    }
    const id = Number(body.subtask_id);
    // As a P1S: such an id is the job before, and nothing happens.
    if (!Number.isInteger(id) || id < 1 || id > 0x7fff_ffff || this.#switches.ignoreStart) return null;
    if (typeof body.use_ams !== 'boolean') return refuse(UNREADABLE, 'use_ams');
    if (body.use_ams && this.#switches.trays === null) return refuse(NO_MAPPING, 'ams mapping');
    const vibrates = body.vibration_cali === true;
    if (vibrates && this.#switches.model.endsWith('P2S')) return refuse(UNREADABLE, 'vibration_cali');
    const file = this.files.get(String(body.file));
    const content = file === undefined ? null : unpack(file, String(body.param));
    if (content === null) return refuse(UNREADABLE, 'file');
    const md5 = createHash('md5').update(content).digest('hex').toUpperCase();
    if (body.md5 !== '' && body.md5 !== md5) return refuse(UNREADABLE, 'md5');
    if (body.use_ams && !this.#hasPlaces(body.ams_mapping, body.ams_mapping2)) return refuse(NO_MAPPING, 'ams mapping');
    if (!this.#canFeed(content.toString(), body.ams_mapping)) return refuse(NO_MAPPING, 'ams mapping');
    this.#accepted = {
      name: String(body.subtask_name),
      file: String(body.file),
      subtaskId: String(body.subtask_id),
      content: content.toString(),
      amsMapping: body.ams_mapping,
      // A file may say how long it takes.
      seconds: Number(/^; simulated seconds = (\d+)$/m.exec(content.toString())?.[1] ?? this.#printSeconds),
      age: 0,
      printed: 0,
    };
    return null;
  }

  /** Both lists of a start name the same places, and filament is there. */
  #hasPlaces(mapping: unknown, places: unknown): boolean {
    const trays = placedTrays(this.#switches);
    const numbers: readonly unknown[] = Array.isArray(mapping) ? mapping : [];
    const named: readonly unknown[] = Array.isArray(places) ? places : [];
    return numbers.every((number, i) => {
      if (number === -1) return true;
      const { ams_id: unit, slot_id: slot } = (named[i] ?? {}) as Readonly<Record<string, unknown>>;
      return trays.some(
        (each) => each.tray.type !== null && each.number === number && each.unit === unit && each.slot === slot,
      );
    });
  }

  /** A nozzle prints what comes from its own side. The first of a file's nozzles is the left one. */
  #canFeed(content: string, mapping: unknown): boolean {
    const { feeds } = this.#switches;
    const sliced = /^; filament_map = (.*)$/m.exec(content)?.[1]?.split(',') ?? [];
    const trays: readonly unknown[] = Array.isArray(mapping) ? mapping : [];
    if (feeds === null) return true;
    return trays.every((tray, i) => {
      if (typeof tray !== 'number' || tray < 0) return true;
      return feeds[Math.floor(tray / 4)] === (sliced[i]?.trim() === '1' ? 'left' : 'right');
    });
  }

  #begin(task: Task): void {
    this.#task = { ...task, age: 0 };
    this.#shown = this.#task;
    this.begun.push(task.name);
    this.skipped = [];
    const trays: readonly unknown[] = Array.isArray(task.amsMapping) ? task.amsMapping : [];
    const first = trays.find((tray) => typeof tray === 'number' && tray >= 0);
    this.trayNow = typeof first === 'number' ? first : 254;
    this.tasks.push({ file: task.file, content: task.content, outcome: 'running' });
    this.state = 'PREPARE';
    this.stage = 255;
    this.printError = 0;
  }

  #end(outcome: PrintedJob['outcome']): void {
    const task = this.#task;
    const last = this.tasks.at(-1);
    if (last?.outcome === 'running') last.outcome = outcome;
    this.#task = null;
    this.#shown = task ?? this.#shown;
    this.state = outcome === 'finished' ? 'FINISH' : 'FAILED';
    this.stage = 255;
    if (task !== null) {
      const { name, subtaskId, content, amsMapping } = task;
      this.printed.push({ name, subtaskId, content, amsMapping, outcome });
    }
  }

  /** Everything that a report tells. */
  report(): Body {
    const { developerMode, trays, external, feeds } = this.#switches;
    const isOn = this.state === 'RUNNING' || this.state === 'PAUSE';
    const seconds = this.#task?.seconds ?? this.#printSeconds;
    const printed = this.#task?.printed ?? (this.state === 'FINISH' ? seconds : 0);
    const share = Math.min(1, printed / seconds);
    const signs = developerMode === 'off-by-fun';
    return {
      gcode_state: this.state,
      mc_percent: Math.floor(share * 100),
      mc_remaining_time: Math.ceil((seconds * (1 - share)) / 60),
      layer_num: Math.floor(share * 100),
      total_layer_num: 100,
      gcode_file: this.#shown?.file ?? '',
      subtask_name: this.#shown?.name ?? '',
      subtask_id: this.subtaskId,
      task_id: this.subtaskId,
      gcode_file_prepare_percent: this.state === 'PREPARE' ? '50' : '0',
      stg_cur: this.stage,
      print_error: this.printError,
      hms: developerMode === 'off-by-hms' ? [...this.hms, { attr: 0x0500_0500, code: 0x0001_0007 }] : this.hms,
      nozzle_temper: isOn ? 219.5 : 24.25,
      nozzle_target_temper: isOn ? 220 : 0,
      bed_temper: isOn ? 55.0625 : this.bedIdle,
      bed_target_temper: isOn ? 55 : 0,
      cooling_fan_speed: isOn ? '15' : '0',
      spd_lvl: this.speedLevel,
      s_obj: this.skipped,
      lights_report: [{ node: 'chamber_light', mode: this.light }],
      fun: signs ? '20000000' : '0',
      home_flag: this.#switches.homeFlag,
      ...(trays === null ? {} : { ams: amsOf(this.#switches, this.trayNow) }),
      ...(feeds === null ? {} : { device: { extruder: extruderOf(this.trayNow, feeds) } }),
      ...(external === null
        ? {}
        : { vt_tray: { id: '254', tray_type: external.type, tray_color: external.colour, remain: 0 } }),
    };
  }
}
