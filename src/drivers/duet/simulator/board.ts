import type { Switches } from './switches.ts';

/** One physical print, for the judge of a test: what really happened. */
export interface PrintedJob {
  readonly path: string;
  readonly content: string;
  outcome: 'running' | 'finished' | 'cancelled' | 'broken';
}

export interface BoardFile {
  readonly content: string;
  readonly at: string;
}

export interface BoardThumbnail {
  readonly format: 'png' | 'jpeg' | 'qoi';
  readonly width: number;
  readonly base64: string;
}

const HOT = 205;
const SECONDS_PER_LAYER = 5;

/** The part of a board with RepRapFirmware that its object model shows. Time comes from outside. */
export class DuetBoard {
  readonly printed: PrintedJob[] = [];
  readonly files = new Map<string, BoardFile>();
  /** By the path of their file. */
  readonly thumbnails = new Map<string, readonly BoardThumbnail[]>();
  /** G-code as it came, in order. */
  readonly codes: string[] = [];
  status = 'idle';
  upTime = 1_000;
  heat = 21;
  /** Null where it switches no power supply. */
  atxPower: boolean | null = null;
  messageBox: Readonly<Record<string, unknown>> | null = null;
  readonly printSeconds: number;
  readonly #switches: Switches;
  readonly #later: (ms: number, what: () => void) => void;
  readonly #changed: () => void;
  readonly #seqs: Record<string, number> = { boards: 1, heat: 1, job: 1, move: 1, reply: 0, state: 1, tools: 1 };
  #job: PrintedJob | null = null;
  #last: { readonly path: string; readonly cancelled: boolean; readonly aborted: boolean } | null = null;
  #total = 0;
  #printing = 0;
  #reply = '';
  #objects: readonly string[] = [];
  readonly #left = new Set<number>();
  #speed = 1;

  constructor(
    printSeconds: number,
    switches: Switches,
    later: (ms: number, what: () => void) => void,
    changed: () => void = () => {},
  ) {
    this.printSeconds = printSeconds;
    this.#switches = switches;
    this.#later = later;
    this.#changed = changed;
  }

  get job(): PrintedJob | null {
    return this.#job;
  }

  /** What nobody has fetched yet. */
  takeReply(): string {
    const reply = this.#reply;
    this.#reply = '';
    return reply;
  }

  step(seconds: number): void {
    this.upTime += seconds;
    if (this.#job === null) return;
    this.#total += seconds;
    if (this.status !== 'processing') return;
    this.heat = Math.min(HOT, this.heat + seconds * 200);
    if (this.heat < HOT) return;
    this.#printing += seconds;
    if (this.#printing >= this.printSeconds) this.#end('finished');
  }

  /** Carries out G-code and gives its reply; what takes its time takes effect later. */
  code(text: string): string {
    const reply = text
      .split('\n')
      .map((line) => this.#line(line.trim()))
      .filter((each) => each !== '')
      .join('\n');
    if (reply !== '') {
      this.#reply += `${reply}\n`;
      this.#bump('reply');
    }
    return reply;
  }

  #line(line: string): string {
    this.codes.push(line);
    const [word = ''] = line.split(/[\s"]/);
    switch (word) {
      case 'M112':
        if (this.#job !== null) this.#job.outcome = 'broken';
        this.#job = null;
        return this.#be('halted');
      case 'M999':
        this.restart();
        return '';
      case 'M32':
        return this.#start(/"(.*)"/.exec(line)?.[1] ?? '');
      case 'M25':
        if (this.status !== 'processing') return 'Error: M25: Cannot pause print, because no file is being printed!';
        this.#be('pausing');
        return this.#soon(() => this.status === 'pausing' && this.#be('paused'));
      case 'M24':
        if (this.status !== 'paused') return 'Error: M24: Cannot print, because no file is selected!';
        this.#be('resuming');
        return this.#soon(() => this.status === 'resuming' && this.#be('processing'));
      case 'M0':
        if (this.#job !== null && this.status !== 'paused')
          return 'Error: Pause the print before attempting to cancel it';
        this.#be('cancelling');
        return this.#soon(() => this.status === 'cancelling' && this.#end('cancelled'));
      case 'M292':
        this.messageBox = null;
        return this.#be(this.status);
      case 'M80':
      case 'M81':
        if (this.atxPower === null) return `Error: ${word}: no power supply is set up`;
        if (this.#switches.hasDeadPower) return '';
        this.atxPower = word === 'M80';
        return this.#be(this.atxPower ? 'idle' : 'off');
      case 'M486':
        // Any number is taken, also one that no object has.
        if (!this.#switches.deafToSkips) this.#left.add(Number(/ P(\d+)/.exec(line)?.[1]));
        this.#bump('job');
        return '';
      case 'M220':
        this.#speed = Number(/S(\d+)/.exec(line)?.[1]) / 100;
        this.#bump('move');
        return '';
      case 'M115':
        return 'FIRMWARE_NAME: RepRapFirmware for Duet 3 Mini 5+ FIRMWARE_VERSION: 3.5.1';
      default:
        return /^[GMT]\d/.test(word) ? '' : `Error: Bad command: ${line}`;
    }
  }

  #start(path: string): string {
    const { refuseStart, ignoreStart, saysBeside } = this.#switches;
    if (refuseStart !== null) {
      this.#switches.refuseStart = null;
      return refuseStart;
    }
    const file = this.files.get(path);
    if (file === undefined) return `Error: M32: Could not find file ${path}`;
    if (this.#job !== null) return 'Error: M32: Cannot set file to print, because a file is already being printed';
    if (!ignoreStart) this.#soon(() => this.print(path, file.content));
    return saysBeside ?? '';
  }

  /** By whoever's order. */
  print(path: string, content: string): void {
    this.#job = { path, content, outcome: 'running' };
    this.printed.push(this.#job);
    this.#total = 0;
    this.#printing = 0;
    this.#objects = [...content.matchAll(/^M486 S\d+ A"(.*)"$/gm)].map(([, name = '']) => name);
    this.#left.clear();
    this.#bump('job');
    this.#be('processing');
  }

  cancelAtPanel(): void {
    this.#end('cancelled');
  }

  ask(box: Readonly<Record<string, unknown>>): void {
    this.messageBox = box;
    this.#be(this.status);
  }

  /** A driver of a motor fails in the middle of the file. */
  abort(): void {
    this.#end('broken');
  }

  restart(): void {
    if (this.#job !== null) this.#job.outcome = 'broken';
    this.#job = null;
    this.#last = null;
    this.upTime = 1;
    this.heat = 21;
    this.#reply = '';
    for (const part of Object.keys(this.#seqs)) this.#seqs[part] = part === 'reply' ? 0 : 1;
    this.status = 'idle';
    this.#changed();
  }

  #end(outcome: PrintedJob['outcome']): void {
    const job = this.#job;
    if (job === null) return;
    job.outcome = outcome;
    this.#job = null;
    const how = { path: job.path, cancelled: outcome === 'cancelled', aborted: outcome === 'broken' };
    this.#last = this.#switches.isForgetful ? null : how;
    this.#bump('job');
    this.#be('idle');
  }

  #be(status: string): string {
    this.status = status;
    this.#bump('state');
    return '';
  }

  #soon(what: () => void): string {
    if (this.#switches.slowMs === 0) what();
    else this.#later(this.#switches.slowMs, what);
    return '';
  }

  #bump(part: string): void {
    this.#seqs[part] = (this.#seqs[part] ?? 0) + 1;
    this.#changed();
  }

  /** What changes often, as `flags=f` gives it. */
  live(): Readonly<Record<string, unknown>> {
    const job = this.#job;
    const filePosition = job === null ? 0 : Math.floor((this.#printing / this.printSeconds) * job.content.length);
    return {
      heat: {
        heaters: [
          { current: 24.5, state: 'off' },
          { current: this.heat, state: job === null ? 'off' : 'active' },
        ],
      },
      job: {
        duration: job === null ? null : Math.floor(this.#total),
        filePosition,
        layer: job === null ? null : 1 + Math.floor(this.#printing / SECONDS_PER_LAYER),
        timesLeft: {
          file: null,
          filament: null,
          slicer: job === null ? null : Math.ceil(this.printSeconds - this.#printing),
        },
        warmUpDuration: job === null ? null : Math.min(this.#total, 1),
      },
      move: { axes: [{ userPosition: 10 }, { userPosition: 20 }, { userPosition: 0.2 + this.#printing / 10 }] },
      seqs: { ...this.#seqs },
      state: { status: this.status, upTime: Math.floor(this.upTime) },
    };
  }

  #build(): Readonly<Record<string, unknown>> {
    const objects = this.#objects.map((name, k) => ({ name, cancelled: this.#left.has(k), x: [0, 10], y: [0, 10] }));
    return { currentObject: 0, m486Names: true, m486Numbers: false, objects };
  }

  /** A part as a whole, or all of them for `''`. */
  whole(part: string): unknown {
    const live = this.live() as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    const axes = (live.move as { readonly axes: readonly Readonly<Record<string, unknown>>[] }).axes;
    const job = this.#job;
    const parts: Readonly<Record<string, unknown>> = {
      boards: [{ firmwareName: 'RepRapFirmware for Duet 3 Mini 5+', firmwareVersion: '3.5.1' }],
      heat: {
        bedHeaters: [0, -1],
        chamberHeaters: [-1],
        heaters: [
          { current: 24.5, active: 60, standby: 0, state: 'off' },
          { current: this.heat, active: HOT, standby: 0, state: job === null ? 'off' : 'active' },
        ],
      },
      job: {
        ...live.job,
        file:
          job === null ? { fileName: null, size: 0 } : { fileName: job.path, size: job.content.length, numLayers: 6 },
        build: job === null ? null : this.#build(),
        lastFileName: this.#last?.path ?? null,
        lastFileAborted: this.#last?.aborted ?? false,
        lastFileCancelled: this.#last?.cancelled ?? false,
        lastFileSimulated: false,
      },
      move: {
        speedFactor: this.#speed,
        extruders: [{ factor: 1 }],
        axes: ['X', 'Y', 'Z'].map((letter, k) => ({
          letter,
          homed: true,
          ...axes[k],
        })),
      },
      state: { ...live.state, atxPower: this.atxPower, displayMessage: '', messageBox: this.messageBox },
      tools: [{ heaters: [1] }],
    };
    return part === '' ? parts : (parts[part] ?? null);
  }
}
