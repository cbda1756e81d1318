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
 * for progress bars and for deadlines with a margin; it looks at one line after the other and never ahead. What the last line did
 * stands in fields, because a full pass goes over millions of lines and makes nothing for any of them.
 */
export class MotionTime {
  readonly #words = new WordScanner();
  #code = -1;
  // Numbers from the beginning: a field that begins undefined has V8 make a box for each number that is ever put into it.
  #x = 0;
  #y = 0;
  #z = 0;
  #e = 0;
  #feed = 0;
  #acceleration = 0;
  #relative = false;
  #relativeExtrusion = false;
  #inches = false;
  #directionX = 0;
  #directionY = 0;
  #directionZ = 0;
  #speed = 0;
  #seconds = 0;
  #filamentMm = 0;
  #extruding = false;
  #fromX = 0;
  #fromY = 0;
  #arc: Arc | null = null;

  constructor(state: MotionState = motionStart) {
    [this.#x, this.#y, this.#z, this.#e] = [state.x, state.y, state.z, state.e];
    this.#feed = state.feedMmPerSecond;
    this.#acceleration = state.accelerationMmPerSecond2;
    this.#relative = state.relative;
    this.#relativeExtrusion = state.relativeExtrusion;
    this.#inches = state.inches;
    [this.#directionX, this.#directionY, this.#directionZ] = state.direction;
    this.#speed = state.speedMmPerSecond;
  }

  get xMm(): number {
    return this.#x;
  }

  get yMm(): number {
    return this.#y;
  }

  get zMm(): number {
    return this.#z;
  }

  /** Where the last line began. */
  get fromXMm(): number {
    return this.#fromX;
  }

  get fromYMm(): number {
    return this.#fromY;
  }

  /** The bow of the last line; null when it went straight. */
  get arc(): Arc | null {
    return this.#arc;
  }

  /** Speed that moves are asked for at. */
  get feedMmPerSecond(): number {
    return this.#feed;
  }

  /** Of the last line; see `MotionStep`. */
  get seconds(): number {
    return this.#seconds;
  }

  get filamentMm(): number {
    return this.#filamentMm;
  }

  get extruding(): boolean {
    return this.#extruding;
  }

  get state(): MotionState {
    return {
      x: this.#x,
      y: this.#y,
      z: this.#z,
      e: this.#e,
      feedMmPerSecond: this.#feed,
      accelerationMmPerSecond2: this.#acceleration,
      relative: this.#relative,
      relativeExtrusion: this.#relativeExtrusion,
      inches: this.#inches,
      direction: [this.#directionX, this.#directionY, this.#directionZ],
      speedMmPerSecond: this.#speed,
    };
  }

  /** Takes one line of the file, comments and all, in order. */
  advance(line: string): MotionStep {
    this.#run(this.#words.scan(line));
    return { seconds: this.#seconds, zMm: this.#z, filamentMm: this.#filamentMm, extruding: this.#extruding };
  }

  /** Reads the line of bytes that begins at `start` and ends before `limit`; where it ends. Nothing is done yet. */
  readLine(bytes: Uint8Array, start: number, limit: number): number {
    this.#code = this.#words.scanLine(bytes, start, limit);
    return this.#words.lineEnd;
  }

  /** What `readLine` has read; what it did is read from the fields. */
  carryOut(): void {
    this.#run(this.#code);
  }

  #run(code: number): void {
    const e = this.#e;
    this.#fromX = this.#x;
    this.#fromY = this.#y;
    this.#arc = null;
    this.#seconds = 0;
    this.#execute(code);
    const seconds = this.#seconds;
    // What takes no time moved nothing: G92 sets the count of the filament, and pushes none.
    this.#filamentMm = seconds > 0 ? this.#e - e : 0;
    const inPlane = this.#fromX !== this.#x || this.#fromY !== this.#y || this.#arc !== null;
    this.#extruding = seconds > 0 && this.#e > e && inPlane;
  }

  #execute(code: number): void {
    const words = this.#words;
    switch (code) {
      case 0:
      case 1:
        return this.#move(null);
      case 2:
      case 3:
        return this.#move(code === 2 ? 'G2' : 'G3');
      case 4:
        this.#seconds = words.value('S', 0) + words.value('P', 0) / 1000;
        return;
      case 20:
      case 21:
        this.#inches = code === 20;
        return;
      case 28: {
        const all = !words.hasAt(X) && !words.hasAt(Y) && !words.hasAt(Z);
        if (all || words.hasAt(X)) this.#x = 0;
        if (all || words.hasAt(Y)) this.#y = 0;
        if (all || words.hasAt(Z)) this.#z = 0;
        this.#speed = 0;
        return;
      }
      case 90:
      case 91:
        // Marlin: both set the extruder's mode as well, until the next M82 or M83.
        this.#relative = code === 91;
        this.#relativeExtrusion = this.#relative;
        return;
      case 92: {
        const unit = this.#inches ? MM_PER_INCH : 1;
        this.#x = words.valueAt(X, this.#x / unit) * unit;
        this.#y = words.valueAt(Y, this.#y / unit) * unit;
        this.#z = words.valueAt(Z, this.#z / unit) * unit;
        this.#e = words.valueAt(E, this.#e / unit) * unit;
        return;
      }
      case M82:
      case M83:
        this.#relativeExtrusion = code === M83;
        return;
      case M204: {
        const acceleration = words.value('P', words.value('S', 0));
        if (acceleration > 0) this.#acceleration = acceleration;
        return;
      }
      default:
        return;
    }
  }

  #move(arc: 'G2' | 'G3' | null): void {
    const words = this.#words;
    const unit = this.#inches ? MM_PER_INCH : 1;
    const fromX = this.#x;
    const fromY = this.#y;
    const fromZ = this.#z;
    const fromE = this.#e;
    const x = words.hasAt(X) ? words.valueAt(X, 0) * unit + (this.#relative ? fromX : 0) : fromX;
    const y = words.hasAt(Y) ? words.valueAt(Y, 0) * unit + (this.#relative ? fromY : 0) : fromY;
    const z = words.hasAt(Z) ? words.valueAt(Z, 0) * unit + (this.#relative ? fromZ : 0) : fromZ;
    const e = words.hasAt(E) ? words.valueAt(E, 0) * unit + (this.#relativeExtrusion ? fromE : 0) : fromE;
    const feed = words.valueAt(F, 0);
    if (feed > 0) this.#feed = (feed * unit) / 60;
    const dx = x - fromX;
    const dy = y - fromY;
    const dz = z - fromZ;
    const filament = Math.abs(e - fromE);
    const straight = Math.sqrt(dx * dx + dy * dy + dz * dz);
    if (arc !== null) this.#arc = arcOf(arc === 'G2', dx, dy, words, unit);
    const bow = this.#arc;
    const path = bow === null ? straight : Math.hypot(Math.hypot(bow.i, bow.j) * bow.sweep, dz);
    this.#x = x;
    this.#y = y;
    this.#z = z;
    this.#e = e;
    if (path < 1e-6) {
      if (filament > 0) this.#speed = 0;
      this.#seconds = filament / this.#feed;
    } else if (straight < 1e-6) this.#travel(path, 0, 0, 0);
    else this.#travel(path, dx / straight, dy / straight, dz / straight);
  }

  /** Time of a path from the speed left over from the last one, in a trapezoid without a look at the next one. */
  #travel(path: number, ax: number, ay: number, az: number): void {
    const last = this.#speed;
    const feed = this.#feed;
    const acceleration = this.#acceleration;
    const along = Math.max(0, ax * this.#directionX + ay * this.#directionY + az * this.#directionZ);
    const entry = Math.max(Math.min(feed, CORNER_MM_PER_SECOND), Math.min(last, feed) * along);
    const speed = Math.min(feed, Math.sqrt(entry * entry + 2 * acceleration * path));
    this.#directionX = ax;
    this.#directionY = ay;
    this.#directionZ = az;
    this.#speed = speed;
    const gained = speed - entry;
    const lost = last - entry;
    const speedingUp = (gained * gained) / (2 * acceleration * speed);
    const slowingDown = last > entry ? (lost * lost) / (2 * acceleration * last) : 0;
    this.#seconds = path / speed + speedingUp + slowingDown;
  }
}

/** Places of letters in the alphabet. */
const E = 4;
const F = 5;
const X = 23;
const Y = 24;
const Z = 25;

const M82 = codeOf('M', 82);
const M83 = codeOf('M', 83);
const M204 = codeOf('M', 204);

/** A bow in the plane: its centre as seen from where it began, and how far it turns, in radians; negative is clockwise. */
export interface Arc {
  readonly i: number;
  readonly j: number;
  readonly sweep: number;
}

/** The bow of a G2 (clockwise) or G3; null when the centre is missing or makes none. */
function arcOf(clockwise: boolean, dx: number, dy: number, words: WordScanner, unit: number): Arc | null {
  const radius = words.value('R', 0) * unit;
  if (radius !== 0) return arcOfRadius(clockwise, dx, dy, radius);
  const i = words.value('I', 0) * unit;
  const j = words.value('J', 0) * unit;
  if (i === 0 && j === 0) return null;
  const begin = Math.atan2(-j, -i);
  const end = Math.atan2(dy - j, dx - i);
  const full = 2 * Math.PI;
  const turn = clockwise ? begin - end : end - begin;
  const angle = ((turn % full) + full) % full;
  // Nothing is a full circle.
  return { i, j, sweep: (clockwise ? -1 : 1) * (angle < 1e-9 ? full : angle) };
}

/** The shorter of the two bows with a radius, or with a negative one the longer. */
function arcOfRadius(clockwise: boolean, dx: number, dy: number, radius: number): Arc | null {
  const chord = Math.hypot(dx, dy);
  const r = Math.abs(radius);
  if (chord === 0 || r < chord / 2) return null;
  const short = 2 * Math.asin(chord / 2 / r);
  const angle = radius < 0 ? 2 * Math.PI - short : short;
  // The centre lies beside the middle of the chord; left of it for a short bow that turns left.
  const beside = Math.sqrt(Math.max(0, r * r - (chord * chord) / 4)) * (clockwise === radius < 0 ? 1 : -1);
  return {
    i: dx / 2 - (dy / chord) * beside,
    j: dy / 2 + (dx / chord) * beside,
    sweep: clockwise ? -angle : angle,
  };
}
