import { codeOf, WordScanner } from './word-scanner.ts';

/** Everything that the time of the next move depends on. Plain data: to be stored and handed on. Millimetres and seconds. */
export interface MotionState {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly e: number;
  readonly feedMmPerSecond: number;
  readonly accelerationMmPerSecond2: number;
  readonly relative: boolean;
  readonly relativeExtrusion: boolean;
  readonly inches: boolean;
  /** Direction and speed of the last move: a corner costs time, a straight joint does not. */
  readonly direction: readonly [x: number, y: number, z: number];
  readonly speedMmPerSecond: number;
}

/** One line's share of the print. */
export interface MotionStep {
  /**
   * How long the motion takes. 0 for what does not move, and for what a file cannot tell: heating, homing, probing, people.
   */
  readonly seconds: number;
  readonly zMm: number;
  /** Filament that it pushed; negative for what it pulled back. */
  readonly filamentMm: number;
  /** It moved in the plane and pushed filament: what a print consists of, against travels and retractions. */
  readonly extruding: boolean;
}

/** A printer that was just switched on, with a typical acceleration. */
export const motionStart: MotionState = {
  x: 0,
  y: 0,
  z: 0,
  e: 0,
  feedMmPerSecond: 25,
  accelerationMmPerSecond2: 1000,
  relative: false,
  relativeExtrusion: false,
  inches: false,
  direction: [0, 0, 0],
  speedMmPerSecond: 0,
};

/** Speed that a corner is taken with at least (Marlin's jerk, roughly). */
const CORNER_MM_PER_SECOND = 8;
const MM_PER_INCH = 25.4;

/**
 * Estimates how long each line moves: distance over feed rate, plus the acceleration lost in corners. An estimate, good
 * for progress bars and for deadlines with a margin; it looks at one line after the other and never ahead.
 */
export class MotionTime {
  readonly #words = new WordScanner();
  /** Where it stands now, in fields of its own: a full pass goes over millions of lines. */
  #now: Mutable<MotionState>;

  constructor(state: MotionState = motionStart) {
    this.#now = { ...state };
  }

  get xMm(): number {
    return this.#now.x;
  }

  get yMm(): number {
    return this.#now.y;
  }

  get state(): MotionState {
    return { ...this.#now };
  }

  /** Takes one line of the file, comments and all, in order. */
  advance(line: string): MotionStep {
    const { x, y, e } = this.#now;
    const seconds = this.#execute(line);
    const now = this.#now;
    // What takes no time moved nothing: G92 sets the count of the filament, and pushes none.
    const filamentMm = seconds > 0 ? now.e - e : 0;
    return { seconds, zMm: now.z, filamentMm, extruding: seconds > 0 && now.e > e && (x !== now.x || y !== now.y) };
  }

  #execute(line: string): number {
    const words = this.#words;
    const code = words.scan(line);
    const now = this.#now;
    switch (code) {
      case 0:
      case 1:
        return this.#move(null);
      case 2:
      case 3:
        return this.#move(code === 2 ? 'G2' : 'G3');
      case 4:
        return words.value('S', 0) + words.value('P', 0) / 1000;
      case 20:
      case 21:
        now.inches = code === 20;
        return 0;
      case 28: {
        const all = !words.has('X') && !words.has('Y') && !words.has('Z');
        if (all || words.has('X')) now.x = 0;
        if (all || words.has('Y')) now.y = 0;
        if (all || words.has('Z')) now.z = 0;
        now.speedMmPerSecond = 0;
        return 0;
      }
      case 90:
      case 91:
        // Marlin: both set the extruder's mode as well, until the next M82 or M83.
        now.relative = code === 91;
        now.relativeExtrusion = now.relative;
        return 0;
      case 92: {
        const unit = now.inches ? MM_PER_INCH : 1;
        now.x = words.value('X', now.x / unit) * unit;
        now.y = words.value('Y', now.y / unit) * unit;
        now.z = words.value('Z', now.z / unit) * unit;
        now.e = words.value('E', now.e / unit) * unit;
        return 0;
      }
      case M82:
      case M83:
        now.relativeExtrusion = code === M83;
        return 0;
      case M204: {
        const acceleration = words.value('P', words.value('S', 0));
        if (acceleration > 0) now.accelerationMmPerSecond2 = acceleration;
        return 0;
      }
      default:
        return 0;
    }
  }

  #move(arc: 'G2' | 'G3' | null): number {
    const now = this.#now;
    const words = this.#words;
    const unit = now.inches ? MM_PER_INCH : 1;
    const x = words.has('X') ? words.value('X', 0) * unit + (now.relative ? now.x : 0) : now.x;
    const y = words.has('Y') ? words.value('Y', 0) * unit + (now.relative ? now.y : 0) : now.y;
    const z = words.has('Z') ? words.value('Z', 0) * unit + (now.relative ? now.z : 0) : now.z;
    const e = words.has('E') ? words.value('E', 0) * unit + (now.relativeExtrusion ? now.e : 0) : now.e;
    const feed = words.value('F', 0);
    if (feed > 0) now.feedMmPerSecond = (feed * unit) / 60;
    const dx = x - now.x;
    const dy = y - now.y;
    const dz = z - now.z;
    const filament = Math.abs(e - now.e);
    const straight = Math.sqrt(dx * dx + dy * dy + dz * dz);
    const turned = arc === null ? null : arcLength(arc === 'G2', dx, dy, words, unit);
    const path = turned === null ? straight : Math.hypot(turned, dz);
    now.x = x;
    now.y = y;
    now.z = z;
    now.e = e;
    if (path < 1e-6) {
      if (filament > 0) now.speedMmPerSecond = 0;
      return filament / now.feedMmPerSecond;
    }
    return this.#travel(path, straight < 1e-6 ? NOWHERE : [dx / straight, dy / straight, dz / straight]);
  }

  /** Time of a path from the speed left over from the last one, in a trapezoid without a look at the next one. */
  #travel(path: number, direction: MotionState['direction']): number {
    const now = this.#now;
    const last = now.speedMmPerSecond;
    const feed = now.feedMmPerSecond;
    const acceleration = now.accelerationMmPerSecond2;
    const [ax, ay, az] = direction;
    const [bx, by, bz] = now.direction;
    const along = Math.max(0, ax * bx + ay * by + az * bz);
    const entry = Math.max(Math.min(feed, CORNER_MM_PER_SECOND), Math.min(last, feed) * along);
    const speed = Math.min(feed, Math.sqrt(entry * entry + 2 * acceleration * path));
    now.direction = direction;
    now.speedMmPerSecond = speed;
    const speedingUp = (speed - entry) ** 2 / (2 * acceleration * speed);
    const slowingDown = last > entry ? (last - entry) ** 2 / (2 * acceleration * last) : 0;
    return path / speed + speedingUp + slowingDown;
  }
}

const M82 = codeOf('M', 82);
const M83 = codeOf('M', 83);
const M204 = codeOf('M', 204);

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

const NOWHERE: MotionState['direction'] = [0, 0, 0];

/** Length in the plane of a G2 (clockwise) or G3; null when the centre is missing or makes no arc. */
function arcLength(clockwise: boolean, dx: number, dy: number, words: WordScanner, unit: number): number | null {
  const radius = words.value('R', 0) * unit;
  if (radius !== 0) {
    const half = Math.hypot(dx, dy) / 2;
    const r = Math.abs(radius);
    if (r < half) return null;
    const angle = 2 * Math.asin(half / r);
    return r * (radius < 0 ? 2 * Math.PI - angle : angle);
  }
  const i = words.value('I', 0) * unit;
  const j = words.value('J', 0) * unit;
  const r = Math.hypot(i, j);
  if (r === 0) return null;
  const begin = Math.atan2(-j, -i);
  const end = Math.atan2(dy - j, dx - i);
  const turn = clockwise ? begin - end : end - begin;
  const full = 2 * Math.PI;
  const angle = ((turn % full) + full) % full;
  // Nothing is a full circle.
  return r * (angle < 1e-9 ? full : angle);
}
