import { parseCommand, wordValue } from './words.ts';

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
  #state: MotionState;

  constructor(state: MotionState = motionStart) {
    this.#state = state;
  }

  get state(): MotionState {
    return this.#state;
  }

  /** Takes one line of the file, comments and all, in order. */
  advance(line: string): MotionStep {
    const before = this.#state;
    const seconds = line.startsWith(';') ? 0 : this.#execute(line);
    const { x, y, z, e } = this.#state;
    return { seconds, zMm: z, extruding: seconds > 0 && e > before.e && (x !== before.x || y !== before.y) };
  }

  #execute(line: string): number {
    const command = parseCommand(line);
    if (command === null) return 0;
    const value = (letter: string) => wordValue(command, letter) ?? null;
    if (command.letter === 'M') this.#set(command.number, value);
    if (command.letter !== 'G') return 0;
    switch (command.number) {
      case 0:
      case 1:
      case 2:
      case 3:
        return this.#move(command.number, value);
      case 4:
        return (value('S') ?? 0) + (value('P') ?? 0) / 1000;
      case 20:
      case 21:
        this.#state = { ...this.#state, inches: command.number === 20 };
        return 0;
      case 28: {
        const all = !command.words.some((word) => 'XYZ'.includes(word.letter));
        const homed = (letter: string, at: number) =>
          all || command.words.some((word) => word.letter === letter) ? 0 : at;
        const { x, y, z } = this.#state;
        this.#state = { ...this.#state, x: homed('X', x), y: homed('Y', y), z: homed('Z', z), speedMmPerSecond: 0 };
        return 0;
      }
      case 90:
      case 91:
        // Marlin: both set the extruder's mode as well, until the next M82 or M83.
        this.#state = { ...this.#state, relative: command.number === 91, relativeExtrusion: command.number === 91 };
        return 0;
      case 92: {
        const unit = this.#state.inches ? MM_PER_INCH : 1;
        const at = (letter: string, now: number) => (value(letter) ?? now / unit) * unit;
        const { x, y, z, e } = this.#state;
        this.#state = { ...this.#state, x: at('X', x), y: at('Y', y), z: at('Z', z), e: at('E', e) };
        return 0;
      }
      default:
        return 0;
    }
  }

  #set(number: number, value: (letter: string) => number | null): void {
    if (number === 82 || number === 83) this.#state = { ...this.#state, relativeExtrusion: number === 83 };
    const acceleration = number === 204 ? (value('P') ?? value('S') ?? 0) : 0;
    if (acceleration > 0) this.#state = { ...this.#state, accelerationMmPerSecond2: acceleration };
  }

  #move(kind: number, value: (letter: string) => number | null): number {
    const from = this.#state;
    const unit = from.inches ? MM_PER_INCH : 1;
    const to = (letter: string, at: number, relative: boolean) => {
      const given = value(letter);
      return given === null ? at : given * unit + (relative ? at : 0);
    };
    const x = to('X', from.x, from.relative);
    const y = to('Y', from.y, from.relative);
    const z = to('Z', from.z, from.relative);
    const e = to('E', from.e, from.relativeExtrusion);
    const feed = value('F');
    const feedMmPerSecond = feed !== null && feed > 0 ? (feed * unit) / 60 : from.feedMmPerSecond;
    const delta = [x - from.x, y - from.y, z - from.z] as const;
    const arc =
      kind >= 2 ? arcLength(kind === 2, delta, (value('I') ?? 0) * unit, (value('J') ?? 0) * unit, value('R')) : null;
    const straight = Math.hypot(...delta);
    const path = arc === null ? straight : Math.hypot(arc, delta[2]);
    const next = { ...from, x, y, z, e, feedMmPerSecond };
    if (path < 1e-6) {
      this.#state = { ...next, speedMmPerSecond: 0 };
      return Math.abs(e - from.e) / feedMmPerSecond;
    }
    const direction: MotionState['direction'] =
      straight < 1e-6 ? [0, 0, 0] : [delta[0] / straight, delta[1] / straight, delta[2] / straight];
    const along = direction.reduce((sum, part, axis) => sum + part * (from.direction[axis] ?? 0), 0);
    const acceleration = from.accelerationMmPerSecond2;
    const corner = Math.min(feedMmPerSecond, CORNER_MM_PER_SECOND);
    const entry = Math.max(corner, Math.min(from.speedMmPerSecond, feedMmPerSecond) * Math.max(0, along));
    const speed = Math.min(feedMmPerSecond, Math.sqrt(entry ** 2 + 2 * acceleration * path));
    this.#state = { ...next, direction, speedMmPerSecond: speed };
    const speedingUp = (speed - entry) ** 2 / (2 * acceleration * speed);
    const slowingDown =
      from.speedMmPerSecond > entry
        ? (from.speedMmPerSecond - entry) ** 2 / (2 * acceleration * from.speedMmPerSecond)
        : 0;
    return path / speed + speedingUp + slowingDown;
  }
}

/** Length in the plane of a G2 (clockwise) or G3; null when the centre is missing or makes no arc. */
function arcLength(
  clockwise: boolean,
  [dx, dy]: readonly [number, number, number],
  i: number,
  j: number,
  radius: number | null,
): number | null {
  if (radius !== null) {
    const half = Math.hypot(dx, dy) / 2;
    const r = Math.abs(radius);
    if (r < half || r === 0) return null;
    const angle = 2 * Math.asin(half / r);
    return r * (radius < 0 ? 2 * Math.PI - angle : angle);
  }
  const r = Math.hypot(i, j);
  if (r === 0) return null;
  const begin = Math.atan2(-j, -i);
  const end = Math.atan2(dy - j, dx - i);
  const turn = clockwise ? begin - end : end - begin;
  const angle = turn <= 1e-9 ? turn + 2 * Math.PI : turn;
  return r * angle;
}
