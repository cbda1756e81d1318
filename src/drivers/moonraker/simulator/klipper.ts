import type { Switches } from './switches.ts';

/** An answer that is a refusal, as Moonraker words it. */
export class Refusal extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** One physical print, for the judge of a test: what really happened. */
export interface PrintedJob {
  readonly filename: string;
  readonly content: string;
  outcome: string;
}

interface HistoryEntry {
  readonly job_id: string;
  readonly filename: string;
  status: string;
  readonly start_time: number;
  end_time: number | null;
}

type KlippyState = 'ready' | 'startup' | 'shutdown' | 'error' | 'disconnected';

export interface KlipperOptions {
  /** How long each print lasts, s of the printer's time. */
  readonly printSeconds: number;
  readonly switches: Switches;
  /** Something outside of the objects' fields happened; told to whoever listens. */
  readonly notify: (method: string, params: readonly unknown[]) => void;
}

/** The part of a Klipper that its objects show: jobs, heat and what becomes of them. Time comes from outside. */
export class Klipper {
  readonly jobs: HistoryEntry[] = [];
  readonly printed: PrintedJob[] = [];
  readonly scripts: string[] = [];
  readonly files: Map<string, string>;
  readonly #options: KlipperOptions;
  #klippy: KlippyState = 'ready';
  #klippyMessage = 'Printer is ready';
  #state = 'standby';
  #filename = '';
  #message = '';
  #total = 0;
  #printing = 0;
  #isPaused = false;
  #heat = 21;
  #now = 1_700_000_000;
  #jobNumber = 0;
  #feed = 1;
  #defined: readonly { readonly name: string }[] = [];
  #excluded: readonly string[] = [];

  constructor(files: Map<string, string>, options: KlipperOptions) {
    this.files = files;
    this.#options = options;
  }

  get klippy(): KlippyState {
    return this.#klippy;
  }

  get isBusy(): boolean {
    return this.#state === 'printing' || this.#state === 'paused';
  }

  /** It heats or moves for a print. */
  get isMoving(): boolean {
    return this.#klippy === 'ready' && this.#state === 'printing';
  }

  /** Time goes on. After a shutdown the durations keep growing, as the real one's do. */
  step(seconds: number): void {
    this.#now += seconds;
    if (this.#klippy === 'disconnected' || !this.isBusy) return;
    this.#total += seconds;
    if (this.#klippy !== 'ready' || this.#state !== 'printing') return;
    this.#heat = Math.min(215, this.#heat + seconds * 200);
    if (this.#heat < 215) return;
    this.#printing += seconds;
    if (this.#printing >= this.#options.printSeconds) this.#end('complete', 'completed', '');
  }

  start(filename: string): void {
    this.#mustBeReady();
    const content = this.files.get(filename);
    if (content === undefined) throw new Refusal(400, 'Unable to open file');
    // As virtual_sdcard.py has it: only a file that is being read is in the way.
    if (this.#state === 'printing') throw new Refusal(400, 'SD busy');
    if (this.#state === 'paused') this.#end('cancelled', 'cancelled', '');
    this.#state = 'printing';
    this.#filename = filename;
    this.#message = '';
    this.#total = 0;
    this.#printing = 0;
    this.#isPaused = false;
    this.#defined = definedIn(content);
    this.#excluded = [];
    this.printed.push({ filename, content, outcome: 'running' });
    const id = (++this.#jobNumber).toString(16).toUpperCase().padStart(6, '0');
    const job = { job_id: id, filename, status: 'in_progress', start_time: this.#now, end_time: null };
    this.jobs.unshift(job);
    this.#options.notify('notify_history_changed', [{ action: 'added', job }]);
  }

  pause(): void {
    this.#mustBeReady();
    if (this.#state !== 'printing') throw new Refusal(400, 'Not printing');
    this.#state = 'paused';
    this.#isPaused = true;
  }

  resume(): void {
    this.#mustBeReady();
    if (this.#state !== 'paused') throw new Refusal(400, 'Print is not paused, resume aborted');
    this.#state = 'printing';
    this.#isPaused = false;
  }

  cancel(): void {
    this.#mustBeReady();
    if (!this.isBusy) throw new Refusal(400, 'Not printing');
    this.#end('cancelled', 'cancelled', '');
  }

  script(text: string): void {
    this.#mustBeReady();
    if (/^G1\b/m.test(text) && !this.scripts.some((each) => /^G28/m.test(each)))
      throw new Refusal(400, 'Must home axis first: 10.000 0.000 0.000 [0.000]');
    const feed = /^M220 S(\d+)$/m.exec(text)?.[1];
    if (feed !== undefined) this.#feed = Number(feed) / 100;
    this.scripts.push(text);
    for (const [unknown] of text.matchAll(/^(M503|M420|M303|G29)\b/gm))
      this.#options.notify('notify_gcode_response', [`// Unknown command:"${unknown}"`]);
    const skip = /^EXCLUDE_OBJECT NAME=(\S+)$/m.exec(text)?.[1];
    if (skip !== undefined) this.#exclude(skip.toUpperCase());
    this.#options.notify('notify_gcode_response', ['// done']);
  }

  /** Any name is taken, also one that no object has. */
  #exclude(name: string): void {
    if (this.#options.switches.hasNoObjects) throw new Refusal(400, 'Unknown command:"EXCLUDE_OBJECT"');
    if (this.#options.switches.deafToSkips) return;
    this.#excluded = [...new Set([...this.#excluded, name])].toSorted();
  }

  /** G-code that Klipper refuses in the middle of a print. */
  fail(message: string): void {
    this.#end('error', 'error', message);
  }

  /** A lost MCU, an emergency stop: `print_stats` goes on to say `paused`, history alone knows. */
  shutDown(message: string): void {
    this.#klippy = 'shutdown';
    this.#klippyMessage = message;
    this.#heat = 21;
    if (!this.isBusy) return;
    this.#state = 'paused';
    this.#close('klippy_shutdown');
  }

  restart(): void {
    const { brokenConfiguration, staysAway } = this.#options.switches;
    this.goAway('klippy_disconnect');
    if (staysAway) return;
    if (brokenConfiguration === null) this.comeBack();
    else this.breakConfiguration(brokenConfiguration);
  }

  /** Klipper's process ends: subscriptions are gone. */
  goAway(status = 'klippy_disconnect'): void {
    if (this.isBusy) this.#close(status);
    this.#klippy = 'disconnected';
    this.#options.notify('notify_klippy_disconnected', []);
  }

  comeBack(): void {
    this.#klippy = 'ready';
    this.#klippyMessage = 'Printer is ready';
    this.#state = 'standby';
    this.#filename = '';
    this.#message = '';
    this.#isPaused = false;
    this.#total = 0;
    this.#printing = 0;
    this.#options.notify('notify_klippy_ready', []);
  }

  /** A configuration that Klipper cannot read. */
  breakConfiguration(message: string): void {
    this.#klippy = 'error';
    this.#klippyMessage = message;
  }

  beStarting(): void {
    this.#klippy = 'startup';
    this.#klippyMessage = 'Printer is not ready';
  }

  /** The owner's own commands, by their names; they tell nothing of themselves. */
  readonly macros: string[] = ['PAUSE', 'LOAD_FILAMENT', '_HELPER', 'M600'];

  /** Names of all that there is. */
  listed(): readonly string[] {
    return ['gcode', 'configfile', ...this.macros.map((name) => `gcode_macro ${name}`), ...Object.keys(this.objects())];
  }

  /** The configuration as Klipper has read it. */
  readonly settings: Record<string, Record<string, unknown>> = {
    printer: { kinematics: 'corexy', max_velocity: 300 },
    extruder: { rotation_distance: 22.678, control: 'pid', pid_kp: 21.5 },
    bed_mesh: { mesh_min: [20, 20], mesh_max: [200, 200] },
    'gcode_macro load_filament': { gcode: 'M83\nG1 E50 F300' },
  };
  /** What SAVE_CONFIG would write down. */
  readonly unsaved: Record<string, Record<string, unknown>> = {};
  /** As the probe has measured it; empty as Klipper has it without a mesh in force, null without a section [bed_mesh]. */
  mesh: number[][] | null = [[]];

  /** The fields that a query asks for; objects that there are not are left out without a word. */
  told(wanted: URLSearchParams): Record<string, Record<string, unknown>> {
    const all: Record<string, Record<string, unknown>> = {
      ...this.objects(),
      configfile: { settings: this.settings, save_config_pending: false, save_config_pending_items: this.unsaved },
      ...(this.mesh === null ? {} : { bed_mesh: { profile_name: '', probed_matrix: this.mesh } }),
    };
    return Object.fromEntries(
      [...wanted].flatMap(([name, fields]) => {
        const object = all[name];
        if (object === undefined) return [];
        const names = fields === '' ? Object.keys(object) : fields.split(',');
        return [[name, Object.fromEntries(names.map((field) => [field, object[field]]))]];
      }),
    );
  }

  objects(): Record<string, Record<string, unknown>> {
    const fraction = Math.min(1, this.#printing / this.#options.printSeconds);
    const active = this.#state === 'printing';
    return {
      webhooks: { state: this.#klippy, state_message: this.#klippyMessage },
      print_stats: {
        state: this.#state,
        filename: this.#filename,
        message: this.#message,
        total_duration: this.#total,
        print_duration: this.#printing,
        filament_used: this.#printing * 3,
        info: { current_layer: active ? Math.floor(fraction * 20) : null, total_layer: null },
      },
      virtual_sdcard: { progress: fraction, is_active: active, file_position: Math.floor(fraction * 1_000) },
      display_status: { progress: fraction, message: null },
      toolhead: { position: [10 + fraction * 100, 20, 0.2, 0], homed_axes: 'xyz' },
      gcode_move: { speed_factor: this.#feed, extrude_factor: 1, homing_origin: [0, 0, 0, 0] },
      fan: { speed: 0.5, rpm: null },
      pause_resume: { is_paused: this.#isPaused },
      extruder: { temperature: this.#heat, target: active ? 215 : 0, power: 0.2 },
      heater_bed: { temperature: 21, target: 0 },
      idle_timeout: { state: this.isBusy ? 'Printing' : 'Idle' },
      ...(this.#options.switches.hasNoObjects ? {} : { exclude_object: this.#objectsTold(active) }),
    };
  }

  #objectsTold(active: boolean): Record<string, unknown> {
    const current = this.#defined.find(({ name }) => !this.#excluded.includes(name));
    return {
      objects: this.#defined,
      excluded_objects: this.#excluded,
      current_object: active ? (current?.name ?? null) : null,
    };
  }

  #mustBeReady(): void {
    if (this.#klippy === 'disconnected') throw new Refusal(503, 'Klippy Host not connected');
    if (this.#klippy !== 'ready') throw new Refusal(400, this.#klippyMessage);
  }

  #end(state: string, status: string, message: string): void {
    this.#state = state;
    this.#message = message;
    this.#isPaused = false;
    this.#close(status);
  }

  #close(status: string): void {
    const job = this.jobs[0];
    const printed = this.printed.at(-1);
    if (printed?.outcome === 'running') printed.outcome = status;
    if (job === undefined || job.status !== 'in_progress') return;
    job.status = status;
    job.end_time = this.#now;
    this.#options.notify('notify_history_changed', [{ action: 'finished', job }]);
  }
}

/** What a file defines, in its order; names as the printer keeps them. */
function definedIn(content: string): readonly { readonly name: string }[] {
  return [...content.matchAll(/^EXCLUDE_OBJECT_DEFINE\b.*?\bNAME=(\S+)/gm)].map(([, name = '']) => ({
    name: name.toUpperCase(),
  }));
}
