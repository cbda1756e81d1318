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
 * `long`: homing, heating, waiting for a person; without a deadline while the printer says that it is busy. `other`: at once.
 */
export type Pace = 'move' | 'wait' | 'still' | 'long' | 'other';

export interface Estimate {
  readonly motion: Motion;
  readonly pace: Pace;
  readonly ms: number;
}

/** Commands after which nothing is sent until they are acknowledged: they may last for minutes, or stop the firmware from reading. */
const LONG =
  /^(?:G(?:2[89]|3[0-4])|M(?:0|1|16|48|109|116|190|191|226|303|500|501|502|504|600|701|702|997)|T\d*)(?![0-9])/;

export function estimate(motion: Motion, command: string): Estimate {
  const first = command.charCodeAt(0);
  if (first === 0x47 /* G */) {
    const number = Number.parseInt(command.slice(1), 10);
    if (number >= 0 && number <= 3) return move(motion, command, number >= 2);
    if (number === 4) {
      const ms = (word(command, 'P') ?? 0) + (word(command, 'S') ?? 0) * 1000;
      return { motion, pace: 'wait', ms: Number.isFinite(ms) ? Math.max(0, ms) : 0 };
    }
    if (number === 90) return other({ ...motion, relative: false, relativeExtruder: false });
    if (number === 91) return other({ ...motion, relative: true, relativeExtruder: true });
    if (number === 92) return other({ ...placed(motion, command, false, false), feed: motion.feed });
    if (number === 28) return { motion: { ...motion, x: 0, y: 0, z: 0 }, pace: 'long', ms: 0 };
  } else if (first === 0x4d /* M */) {
    const number = Number.parseInt(command.slice(1), 10);
    if (number === 82) return other({ ...motion, relativeExtruder: false });
    if (number === 83) return other({ ...motion, relativeExtruder: true });
    if (number === 400) return { motion, pace: 'still', ms: 0 };
    if (number === 220) return other({ ...motion, speed: Math.max(1, word(command, 'S') ?? 100) / 100 });
  }
  return { motion, pace: LONG.test(command) ? 'long' : 'other', ms: 0 };
}

const other = (motion: Motion): Estimate => ({ motion, pace: 'other', ms: 0 });

function move(motion: Motion, command: string, isArc: boolean): Estimate {
  const next = placed(motion, command, motion.relative, motion.relativeExtruder);
  const [dx, dy, dz] = [next.x - motion.x, next.y - motion.y, next.z - motion.z];
  // An arc is longer than its chord, at most a full circle around the radius that it names.
  const radius = isArc ? Math.hypot(word(command, 'I') ?? 0, word(command, 'J') ?? 0) + (word(command, 'R') ?? 0) : 0;
  const length = isArc ? 2 * Math.PI * radius : Math.sqrt(dx * dx + dy * dy + dz * dz);
  const ms = ((length === 0 ? Math.abs(next.e - motion.e) : length) / (next.feed * next.speed)) * 60_000;
  return { motion: next, pace: 'move', ms: Number.isFinite(ms) ? ms : 0 };
}

/** Where the words of a move or of G92 lead, and how fast. One object for a line: this runs for each line of a print. */
function placed(motion: Motion, command: string, relative: boolean, relativeExtruder: boolean): Motion {
  const [x, y, z, e] = [word(command, 'X'), word(command, 'Y'), word(command, 'Z'), word(command, 'E')];
  const feed = word(command, 'F');
  return {
    x: x === null ? motion.x : relative ? motion.x + x : x,
    y: y === null ? motion.y : relative ? motion.y + y : y,
    z: z === null ? motion.z : relative ? motion.z + z : z,
    e: e === null ? motion.e : relativeExtruder ? motion.e + e : e,
    feed: feed === null || feed <= 0 ? motion.feed : feed,
    relative: motion.relative,
    relativeExtruder: motion.relativeExtruder,
    speed: motion.speed,
  };
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
