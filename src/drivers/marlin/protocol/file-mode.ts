import { word } from './motion.ts';

/**
 * What the lines of a file make of a printer, exactly enough to bring another one into the same state: where the head stands and what
 * holds on. PURE but for its own fields, which change with each line. Positions are the printer's own, in mm: what G92 moves is kept apart.
 */
export class FileMode {
  /** Millimetres in a unit of the file. */
  unit = 1;
  relative = false;
  relativeExtruder = false;
  /** Null after homing, until an absolute move says where. */
  readonly place: { x: number | null; y: number | null; z: number | null } = { x: null, y: null, z: null };
  /** What G92 added: the printer's own place is the file's and this. */
  readonly offset = { x: 0, y: 0, z: 0 };
  /** As the file counts it, mm. */
  e = 0;
  /** Filament that is drawn back behind where it was furthest, mm. */
  drawn = 0;
  /** mm per minute; null before the first. */
  feed: number | null = null;
  tool: number | null = null;
  /** °C by tool; what was never set is not here. */
  readonly nozzles = new Map<number, number>();
  bed = 0;
  chamber = 0;
  /** 0–255 by number. */
  readonly fans = new Map<number, number>();
  /** Commands that set what the next of the same kind and letters sets anew, the last of each in their order. */
  readonly settings = new Map<string, string>();
  /** The first thing that cannot be brought back: everything behind it is beyond reach. */
  trouble: ModeTrouble | null = null;

  /** Whether the last line pushed filament in motion. */
  pushed = false;

  take(command: string): void {
    this.pushed = false;
    const letter = command.charCodeAt(0);
    if (letter === LETTER_G) this.#takeG(command);
    else if (letter === LETTER_M) this.#takeM(command);
    else if (letter === LETTER_T) this.#takeT(command);
    else this.#fail('unknown-command', command);
  }

  /** A line of the printer's own start script in which something was filled in that nobody knows here. */
  takeUnfilled(command: string): void {
    const code = codeOf(command);
    const first = command.charCodeAt(0);
    if (first === LETTER_M && (code === '104' || code === '109')) this.nozzles.set(this.tool ?? 0, Number.NaN);
    else if (first === LETTER_M && (code === '140' || code === '190')) this.bed = Number.NaN;
    else if (first !== LETTER_M || !HARMLESS.has(code)) this.#fail('start-script', command);
  }

  /** Behind the start script everything is absolute. */
  beginFile(): void {
    this.relative = this.relativeExtruder = this.pushed = false;
  }

  /** The state as it is now, which a later line does not change. */
  kept(): KeptMode {
    const { unit, relative, relativeExtruder, e, drawn, feed, tool, bed, chamber } = this;
    return {
      unit,
      relative,
      relativeExtruder,
      e,
      drawn,
      feed,
      tool,
      bed,
      chamber,
      place: { ...this.place },
      offset: { ...this.offset },
      nozzles: [...this.nozzles],
      fans: [...this.fans],
      settings: [...this.settings.values()],
    };
  }

  #takeG(command: string): void {
    const code = codeOf(command);
    switch (code) {
      case '0':
      case '1':
      case '2':
      case '3':
      case '5':
        return this.#move(command, code);
      case '4':
        return;
      case '17':
      case '18':
      case '19':
        this.settings.delete('plane');
        this.settings.set('plane', command);
        return;
      case '20':
      case '21':
        this.unit = code === '20' ? 25.4 : 1;
        return;
      case '90':
      case '91':
        this.relative = this.relativeExtruder = code === '91';
        return;
      case '92':
        return this.#setPlace(command);
      case '28':
        return this.#home(command);
      case '12':
      case '27':
        this.place.x = this.place.y = this.place.z = null;
        return;
      case '10':
      case '11':
        return this.#fail('firmware-retraction', command);
      default:
        if (MESH_G.has(code)) return this.#fail('bed-mesh', command);
        return this.#fail(OFFSET_G.test(code) ? 'offsets' : 'unknown-command', command);
    }
  }

  #move(command: string, code: string): void {
    const { place, offset, unit } = this;
    let moves = false;
    for (const axis of AXES) {
      const value = word(command, axis.letter);
      if (value === null) continue;
      moves ||= axis.name !== 'z';
      const before = place[axis.name];
      if (!this.relative) place[axis.name] = value * unit + offset[axis.name];
      else if (before !== null) place[axis.name] = before + value * unit;
    }
    moves ||= (code === '2' || code === '3') && /[IJR]/.test(command);
    const filament = word(command, 'E');
    if (filament !== null) {
      const by = this.relativeExtruder ? filament * unit : filament * unit - this.e;
      this.e += by;
      this.drawn = Math.max(0, this.drawn - by);
      this.pushed = by > 0 && moves;
    }
    const feed = word(command, 'F');
    if (feed !== null && feed > 0) this.feed = feed * unit;
  }

  #setPlace(command: string): void {
    const { place, offset, unit } = this;
    const all = !/[XYZE]/.test(command.slice(3));
    for (const axis of AXES) {
      const value = all ? 0 : word(command, axis.letter);
      if (value === null) continue;
      const here = place[axis.name];
      // Of a place that nobody knows nobody knows afterwards how far it was moved.
      if (here === null) this.#fail('offsets', command);
      else offset[axis.name] = here - value * unit;
    }
    const filament = all ? 0 : word(command, 'E');
    if (filament !== null) this.e = filament * unit;
  }

  #home(command: string): void {
    const behind = command.slice(3);
    const all = !/[XYZ]/.test(behind);
    for (const { name, letter } of AXES) {
      if (!all && !behind.includes(letter)) continue;
      this.place[name] = null;
      this.offset[name] = 0;
    }
  }

  #takeM(command: string): void {
    const code = codeOf(command);
    const target = word(command, 'S') ?? word(command, 'R');
    switch (code) {
      case '82':
      case '83':
        this.relativeExtruder = code === '83';
        return;
      case '104':
      case '109':
        if (target !== null) this.nozzles.set(word(command, 'T') ?? this.tool ?? 0, target);
        return;
      case '140':
      case '190':
        if (target !== null) this.bed = target;
        return;
      case '141':
      case '191':
        if (target !== null) this.chamber = target;
        return;
      case '106':
        this.fans.set(word(command, 'P') ?? 0, Math.min(255, Math.max(0, word(command, 'S') ?? 255)));
        return;
      case '107':
        this.fans.set(word(command, 'P') ?? 0, 0);
        return;
      case '125':
        this.place.x = this.place.y = this.place.z = null;
        return;
      default:
    }
    if (SETTINGS.has(code) && !(code === '220' && /[BR]/.test(command)) && !(code === '486' && /[CPU]/.test(command))) {
      const key = keyOf(command);
      this.settings.delete(key);
      this.settings.set(key, command);
    } else if (MESH_M.has(code)) this.#fail('bed-mesh', command);
    else if (OFFSET_M.has(code)) this.#fail('offsets', command);
    else if (code === '605') this.#fail('several-tools', command);
    else if (!HARMLESS.has(code)) this.#fail('unknown-command', command);
  }

  #takeT(command: string): void {
    const tool = /^T(\d{1,2})$/.exec(command)?.[1];
    if (tool === undefined || (this.tool !== null && this.tool !== Number(tool)))
      return this.#fail('several-tools', command);
    this.tool = Number(tool);
  }

  #fail(why: ModeTrouble['why'], command: string): void {
    this.trouble ??= { why, command };
  }
}

/** Why what a file has done cannot be brought back. */
export interface ModeTrouble {
  readonly why: 'unknown-command' | 'start-script' | 'firmware-retraction' | 'bed-mesh' | 'offsets' | 'several-tools';
  readonly command: string;
}

/** A state that was kept. */
export interface KeptMode {
  readonly unit: number;
  readonly relative: boolean;
  readonly relativeExtruder: boolean;
  readonly place: { readonly x: number | null; readonly y: number | null; readonly z: number | null };
  readonly offset: { readonly x: number; readonly y: number; readonly z: number };
  readonly e: number;
  readonly drawn: number;
  readonly feed: number | null;
  readonly tool: number | null;
  readonly nozzles: readonly (readonly [tool: number, celsius: number])[];
  readonly bed: number;
  readonly chamber: number;
  readonly fans: readonly (readonly [fan: number, speed: number])[];
  readonly settings: readonly string[];
}

const LETTER_G = 0x47;
const LETTER_M = 0x4d;
const LETTER_T = 0x54;
const AXES = [
  { name: 'x', letter: 'X' },
  { name: 'y', letter: 'Y' },
  { name: 'z', letter: 'Z' },
] as const;

/** Probes of the bed and of the frame: what they found is gone with the power. */
const MESH_G = new Set(['26', '29', '30', '32', '33', '34', '35', '38', '80', '81', '84']);
const MESH_M = new Set(['320', '321', '322', '323', '420', '421', '422']);
/** Other places of zero. */
const OFFSET_G = /^(?:5[3-9]|92\.)/;
const OFFSET_M = new Set(['206', '218', '290', '428', '665', '666', '851']);
/** Each sets the letters that it names, whatever was set before. */
const SETTINGS = new Set(
  '42 92 201 202 203 204 205 207 208 209 211 220 221 301 302 304 350 486 566 569 572 592 593 900 906 907 913 914'.split(
    ' ',
  ),
);
/** They change nothing that lasts, or nothing that printing depends on. */
const HARMLESS = new Set(
  '0 1 17 18 20 21 22 27 31 73 75 76 77 78 84 85 105 108 111 113 114 115 117 118 119 123 145 150 155 240 250 300 355 400 403 404 412 413 503 530 531 532 555 600 601 602 603 701 702 862.1 862.2 862.3 862.4 862.5 862.6 862 863'.split(
    ' ',
  ),
);

/** `G1` → `1`, `M862.3 P"MK3S"` → `862.3`, `G01` → `1`. */
function codeOf(command: string): string {
  const code = /^.\s*0*(\d+(?:\.\d+)?)/.exec(command)?.[1];
  return code ?? '';
}

/** The command and the letters that it sets; a number of a tool, an object's slot or a pin tells one thing from another. */
function keyOf(command: string): string {
  const letters = [...command.slice(1).matchAll(/([A-Z])(-?[\d.]*)/g)].map(([, letter = '', value = '']) =>
    letter === 'T' || letter === 'P' ? letter + value : letter,
  );
  return [codeOf(command), ...letters.sort()].join(' ');
}
