/**
 * How long a line may take: a simple model of motion, speed without acceleration. It gives deadlines for `ok` and a rough time
 * of printing; it is never taken for the truth, only for the moment at which to ask the printer.
 */

export interface Motion {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly e: number;
  /** mm per minute. */
  readonly feed: number;
  readonly relative: boolean;
  readonly relativeExtruder: boolean;
  /** M220, as a factor. */
  readonly speed: number;
}

export const AT_REST: Motion = {
  x: 0,
  y: 0,
  z: 0,
  e: 0,
  feed: 1500,
  relative: false,
  relativeExtruder: false,
  speed: 1,
};

/**
 * `move` goes into the planner and its `ok` waits for room there. `wait`: ends when the planner is empty, plus its own time;
 * `still`: the same, and nothing is sent behind it.
 * `long`: homing, heating, waiting for a person; without a deadline while the printer says that it is busy. `at-once`: done when its turn
 * comes, whatever the planner holds. `other`: the same, or behind what the planner holds, as each firmware has it.
 */
export type Pace = 'move' | 'wait' | 'still' | 'long' | 'at-once' | 'other';

/** Neither moves nor waits for long. */
export const isSetting = (pace: Pace): boolean => pace === 'at-once' || pace === 'other';

export interface Estimate {
  readonly motion: Motion;
  readonly pace: Pace;
  readonly ms: number;
}

/** Commands after which nothing is sent until they are acknowledged: they may last for minutes, or stop the firmware from reading. */
const LONG =
  /^(?:G(?:2[89]|3[0-4])|M(?:0|1|16|48|109|116|190|191|226|303|500|501|502|504|600|701|702|997)|T\d*)(?![0-9])/;

/** The same, for one who keeps no motion but the newest: it is changed where it stands, since this runs for each line of a print. */
export type MovingMotion = { -readonly [Field in keyof Motion]: Motion[Field] };

export interface Step {
  readonly pace: Pace;
  readonly ms: number;
}

export function estimate(motion: Motion, command: string): Estimate {
  const moving: MovingMotion = { ...motion };
  const { pace, ms } = follow(moving, command);
  return { motion: moving, pace, ms };
}

export function follow(m: MovingMotion, command: string): Step {
  const first = command.charCodeAt(0);
  if (first === 0x47 /* G */) {
    const number = numberOf(command);
    if (number >= 0 && number <= 3)
      return { pace: 'move', ms: place(m, command, m.relative, m.relativeExtruder, number) };
    if (number === 4) {
      const ms = (word(command, 'P') ?? 0) + (word(command, 'S') ?? 0) * 1000;
      return { pace: 'wait', ms: Number.isFinite(ms) ? Math.max(0, ms) : 0 };
    }
    if (number === 90 || number === 91) {
      m.relative = m.relativeExtruder = number === 91;
      return AT_ONCE;
    }
    if (number === 92) {
      const { feed } = m;
      place(m, command, false, false, 0);
      m.feed = feed;
      // Old Marlins let the head come to rest before they name its place anew; never for the extruder's.
      return /[XYZ]/.test(command) ? OTHER : AT_ONCE;
    }
    if (number === 28) {
      m.x = m.y = m.z = 0;
      return LASTING;
    }
  } else if (first === 0x4d /* M */) {
    const number = numberOf(command);
    if (number === 82 || number === 83) {
      m.relativeExtruder = number === 83;
      return AT_ONCE;
    }
    if (number === 400) return STILL;
    if (number === 220) {
      m.speed = Math.max(1, word(command, 'S') ?? 100) / 100;
      return AT_ONCE;
    }
    if (IMMEDIATE.has(number)) return AT_ONCE;
  }
  return LONG.test(command) ? LASTING : OTHER;
}

const SPACE = 0x20;
/**
 * Commands that set, ask or show something and that Marlin does not hold back until the planner is empty: targets of heaters, fans, progress,
 * texts, factors, limits of motion, reports.
 */
const IMMEDIATE: ReadonlySet<number> = new Set([
  20, 21, 27, 31, 73, 75, 76, 77, 104, 105, 106, 107, 110, 113, 115, 117, 118, 119, 140, 141, 154, 155, 201, 203, 204,
  205, 221, 486,
]);

const OTHER: Step = { pace: 'other', ms: 0 };
const AT_ONCE: Step = { pace: 'at-once', ms: 0 };
const LASTING: Step = { pace: 'long', ms: 0 };
const STILL: Step = { pace: 'still', ms: 0 };

/** The digits behind the first letter; -1 when there are none. */
function numberOf(command: string): number {
  let number = -1;
  let i = 1;
  while (command.charCodeAt(i) === SPACE) i += 1;
  for (; i < command.length; i++) {
    const digit = command.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 9) break;
    number = Math.max(0, number) * 10 + digit;
  }
  return number;
}

/**
 * Takes the words of a move or of G92 into the motion, in one pass, and tells how long the move takes. Of two equal words the first
 * counts. `way`: 2 and 3 are arcs.
 */
function place(m: MovingMotion, command: string, relative: boolean, relativeExtruder: boolean, way: number): number {
  let x = Number.NaN;
  let y = Number.NaN;
  let z = Number.NaN;
  let e = Number.NaN;
  let feed = Number.NaN;
  let i = Number.NaN;
  let j = Number.NaN;
  let r = Number.NaN;
  let seen = 0;
  for (let at = 1; at < command.length; at++) {
    const code = command.charCodeAt(at);
    if (code < 0x45 || code > 0x5a) continue;
    const bit = 1 << (code - 0x45);
    if ((bit & WORDS) === 0 || (seen & bit) !== 0) continue;
    seen |= bit;
    let end = at + 1;
    while (end < command.length && isNumeric(command.charCodeAt(end))) end++;
    const value = numberAt(command, at + 1, end);
    if (code === 0x58) x = value;
    else if (code === 0x59) y = value;
    else if (code === 0x5a) z = value;
    else if (code === 0x45) e = value;
    else if (code === 0x46) feed = value;
    else if (code === 0x49) i = value;
    else if (code === 0x4a) j = value;
    else r = value;
    at = end - 1;
  }
  const fromX = m.x;
  const fromY = m.y;
  const fromZ = m.z;
  const fromE = m.e;
  if (!Number.isNaN(x)) m.x = relative ? fromX + x : x;
  if (!Number.isNaN(y)) m.y = relative ? fromY + y : y;
  if (!Number.isNaN(z)) m.z = relative ? fromZ + z : z;
  if (!Number.isNaN(e)) m.e = relativeExtruder ? fromE + e : e;
  if (feed > 0) m.feed = feed;
  const dx = m.x - fromX;
  const dy = m.y - fromY;
  const dz = m.z - fromZ;
  const length =
    way >= 2 ? Math.hypot(arcLength(way === 2, dx, dy, { i, j, r }), dz) : Math.sqrt(dx * dx + dy * dy + dz * dz);
  const ms = ((length === 0 ? Math.abs(m.e - fromE) : length) / (m.feed * m.speed)) * 60_000;
  return Number.isFinite(ms) ? ms : 0;
}

/** In the plane, around the centre or with the radius that it names; without either it is its chord. */
function arcLength(
  isClockwise: boolean,
  dx: number,
  dy: number,
  { i, j, r }: { readonly i: number; readonly j: number; readonly r: number },
): number {
  const chord = Math.hypot(dx, dy);
  if (r !== 0 && !Number.isNaN(r)) {
    const sweep = 2 * Math.asin(Math.min(1, chord / (2 * Math.abs(r))));
    return Math.abs(r) * (r < 0 ? 2 * Math.PI - sweep : sweep);
  }
  const [cx, cy] = [orZero(i), orZero(j)];
  if (cx === 0 && cy === 0) return chord;
  const turn = Math.atan2(cy * (dx - cx) - cx * (dy - cy), -cx * (dx - cx) - cy * (dy - cy)) * (isClockwise ? -1 : 1);
  // Where it ends as it began it is a whole circle.
  return Math.hypot(cx, cy) * (turn <= 0 || chord === 0 ? turn + 2 * Math.PI : turn);
}

const WORDS = 'XYZEFIJR'.split('').reduce((bits, letter) => bits | (1 << (letter.charCodeAt(0) - 0x45)), 0);
const orZero = (value: number): number => (Number.isNaN(value) ? 0 : value);

/** So many digits are exact as one whole number, and so is the power of ten that they are divided by. */
const EXACT_DIGITS = 15;
const POWERS = Array.from({ length: EXACT_DIGITS + 1 }, (_, power) => 10 ** power);

/** `Number` of a part of the text, without a string for the part: slicers write short decimals. NaN for what is no number. */
function numberAt(text: string, from: number, end: number): number {
  let whole = 0;
  let digits = 0;
  let point = -1;
  const first = text.charCodeAt(from);
  const signed = first === 0x2d || first === 0x2b;
  for (let i = signed ? from + 1 : from; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x2e && point < 0) point = digits;
    else if (code < 0x30 || digits >= EXACT_DIGITS) return from === end ? Number.NaN : Number(text.slice(from, end));
    else {
      whole = whole * 10 + code - 0x30;
      digits += 1;
    }
  }
  if (digits === 0) return Number.NaN;
  const value = point < 0 ? whole : whole / (POWERS[digits - point] ?? 1);
  return first === 0x2d ? -value : value;
}

/** The number behind a letter; null when the letter is missing or bare. */
export function word(command: string, letter: string): number | null {
  const at = command.indexOf(letter, 1);
  if (at < 0) return null;
  let end = at + 1;
  while (end < command.length && isNumeric(command.charCodeAt(end))) end++;
  const value = end === at + 1 ? Number.NaN : Number(command.slice(at + 1, end));
  return Number.isNaN(value) ? null : value;
}

/** Digits, sign, point. No exponent: `X1E5` is two words. */
const isNumeric = (code: number): boolean =>
  (code >= 0x30 && code <= 0x39) || code === 0x2b || code === 0x2d || code === 0x2e;

/** Whether a command can move something or push filament: everything but what is known not to (BE2). */
export const canMove = (command: string): boolean => !HARMLESS.test(command);
/** Whether a command turns on a heater or moves: the first sign of a started print (JO10). */
export const showsStart = (command: string): boolean =>
  /^(?:G(?:0|1|2|3|5|28|29|3[0-4])|M(?:104|109|140|190|141|191))(?![0-9])/.test(command);

const HARMLESS =
  /^(?:G(?:4|17|18|19|20|21|90|91|92)|M(?:20|21|27|73|75|76|77|82|83|84|85|104|105|106|107|109|111|113|114|115|117|118|119|140|141|150|154|155|190|191|20[0-9]|220|221|300|301|304|400|403|404|413|414|486|500|501|503|572|593|851|862(?:\.\d)?|900|907))(?![0-9.])/;
