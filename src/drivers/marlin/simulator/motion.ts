import type { CommandWords } from './command-words.ts';

/** Where the head is meant to be once all that is planned is done, mm. */
export interface Position {
  x: number;
  y: number;
  z: number;
  e: number;
}

/** A planned move; the one object is reused for every move. */
export interface PlannedMove {
  dx: number;
  dy: number;
  dz: number;
  de: number;
  durationMs: number;
  /** The extruder did not turn, and why. */
  prevented: 'cold' | 'too-long' | null;
}

/** The modal state of the G-code interpreter. */
export interface Motion {
  readonly position: Position;
  feedPercent: number;
  flowPercent: number;
  /** `M302 P1` allows cold extrusion; `M302 S<t>` moves the limit, °C. */
  coldExtrusion: { allowed: boolean; below: number };
  setUnits(millimetres: number): void;
  setRelative(relative: boolean): void;
  setExtruderRelative(relative: boolean): void;
  /** `G0`/`G1`/`G2`/`G3`: the move, or null when there is nothing to move. The position is the move's end already. */
  move(words: CommandWords, nozzle: number): PlannedMove | null;
  /** `G92`. */
  setPosition(words: CommandWords): void;
  home(words: CommandWords): void;
  reset(): void;
}

/** mm/s per axis, as a common bed-slinger has it. */
const FASTEST = { x: 500, y: 500, z: 20, e: 120 };
/** `EXTRUDE_MAXLENGTH`, mm: a longer single extrusion is a broken file. */
const LONGEST_EXTRUSION = 200;

export function createMotion(speed: number, coldBelow: number): Motion {
  const position: Position = { x: 0, y: 0, z: 0, e: 0 };
  const planned: PlannedMove = { dx: 0, dy: 0, dz: 0, de: 0, durationMs: 0, prevented: null };
  const coldExtrusion = { allowed: false, below: coldBelow };
  let unit = 1;
  let relative = false;
  let extruderRelative = false;
  /** mm/min; Marlin starts with 1500 (`homing_feedrate`-independent default of `feedrate_mm_s` = 25 mm/s). */
  let feed = 1500;

  function reset(): void {
    position.x = 0;
    position.y = 0;
    position.z = 0;
    position.e = 0;
    unit = 1;
    relative = false;
    extruderRelative = false;
    feed = 1500;
    motion.feedPercent = 100;
    motion.flowPercent = 100;
    coldExtrusion.allowed = false;
    coldExtrusion.below = coldBelow;
  }

  function end(words: CommandWords, letter: 'X' | 'Y' | 'Z', from: number): number {
    if (!words.has(letter)) return from;
    const value = words.value(letter, 0) * unit;
    return relative ? from + value : value;
  }

  function durationMs(lengthXy: number, dx: number, dy: number, dz: number, de: number): number {
    const length = lengthXy > 0 || dz !== 0 ? Math.hypot(lengthXy, dz) : Math.abs(de);
    if (length === 0) return 0;
    const wanted = length / Math.max(0.05, (feed / 60) * (motion.feedPercent / 100));
    const seconds = Math.max(
      wanted,
      Math.abs(dx) / FASTEST.x,
      Math.abs(dy) / FASTEST.y,
      Math.abs(dz) / FASTEST.z,
      Math.abs(de) / FASTEST.e,
    );
    return (seconds * 1000) / speed;
  }

  const motion: Motion = {
    position,
    feedPercent: 100,
    flowPercent: 100,
    coldExtrusion,
    setUnits(millimetres) {
      unit = millimetres;
    },
    // G90 and G91 take the extruder with them and forget an earlier M82/M83 (Marlin `set_relative_mode`).
    setRelative(wanted) {
      relative = wanted;
      extruderRelative = wanted;
    },
    setExtruderRelative(wanted) {
      extruderRelative = wanted;
    },
    move(words, nozzle) {
      if (words.has('F')) {
        const wanted = words.value('F', 0) * unit;
        if (wanted > 0) feed = wanted;
      }
      const x = end(words, 'X', position.x);
      const y = end(words, 'Y', position.y);
      const z = end(words, 'Z', position.z);
      const value = words.value('E', 0) * unit;
      const e = words.has('E') ? (extruderRelative ? position.e + value : value) : position.e;
      planned.dx = x - position.x;
      planned.dy = y - position.y;
      planned.dz = z - position.z;
      planned.de = e - position.e;
      planned.prevented = null;
      if (planned.de !== 0 && !coldExtrusion.allowed && nozzle < coldExtrusion.below) planned.prevented = 'cold';
      else if (planned.de > LONGEST_EXTRUSION) planned.prevented = 'too-long';
      if (planned.prevented !== null) planned.de = 0;
      const arc = words.name === 'G2' || words.name === 'G3';
      const lengthXy = arc ? arcLength(words, planned.dx, planned.dy, unit) : Math.hypot(planned.dx, planned.dy);
      planned.durationMs = durationMs(lengthXy, planned.dx, planned.dy, planned.dz, planned.de);
      position.x = x;
      position.y = y;
      position.z = z;
      position.e = e;
      const nothing = lengthXy === 0 && planned.dz === 0 && planned.de === 0;
      return nothing && planned.prevented === null ? null : planned;
    },
    setPosition(words) {
      position.x = words.value('X', position.x / unit) * unit;
      position.y = words.value('Y', position.y / unit) * unit;
      position.z = words.value('Z', position.z / unit) * unit;
      position.e = words.value('E', position.e / unit) * unit;
    },
    home(words) {
      const all = !words.has('X') && !words.has('Y') && !words.has('Z');
      if (all || words.has('X')) position.x = 0;
      if (all || words.has('Y')) position.y = 0;
      if (all || words.has('Z')) position.z = 0;
    },
    reset,
  };
  return motion;
}

/** The length of a `G2`/`G3` in the XY plane, given by centre (`I J`) or radius (`R`); a full circle when it ends where it began. */
function arcLength(words: CommandWords, dx: number, dy: number, unit: number): number {
  const chord = Math.hypot(dx, dy);
  if (words.has('R')) {
    const radius = Math.abs(words.value('R', 0) * unit);
    return radius === 0 ? chord : 2 * radius * Math.asin(Math.min(1, chord / (2 * radius)));
  }
  const i = words.value('I', 0) * unit;
  const j = words.value('J', 0) * unit;
  const radius = Math.hypot(i, j);
  if (radius === 0) return chord;
  const from = Math.atan2(-j, -i);
  const to = Math.atan2(dy - j, dx - i);
  const turn = words.name === 'G2' ? from - to : to - from;
  const full = 2 * Math.PI;
  const angle = ((turn % full) + full) % full;
  return radius * (angle < 1e-9 ? full : angle);
}
