/** One heater or sensor as the firmware names it: `T0`, `T1`, … tools, `B` bed, `C` chamber. Degrees Celsius. */
export interface Reading {
  readonly sensor: string;
  readonly actual: number;
  /** Null when this form of report tells none. */
  readonly target: number | null;
}

/** A printer has at most this many heaters; a line of noise that looks like more is cut. */
const MAX_READINGS = 16;

/**
 * The readings in a line, empty when it holds none. Forms (serial.md §1.8): `T:19.4 /0.0 B:19.4 /0.0 @:0 B@:0`,
 * `T:50.2/210.0 T0:50.2/210.0 T1:… B:60.0`, `T:23.0 B:60.0`, negative values of an open sensor, and glued junk as in
 * `B@:31pS_XYZ:5`. `@:` is heating power. Of two values of one name the first counts; `T` is the active tool and gives way to `T0`.
 */
export function readTemperatures(line: string): readonly Reading[] {
  const found: Reading[] = [];
  for (const match of line.matchAll(FORM)) {
    const [, sensor = '', actual = '', target] = match;
    if (found.some((each) => each.sensor === sensor) || found.length >= MAX_READINGS) continue;
    found.push({ sensor, actual: Number(actual), target: target === undefined ? null : Number(target) });
  }
  const named = found.some((each) => /^T\d/.test(each.sensor));
  return found.flatMap((each) => (each.sensor === 'T' ? (named ? [] : [{ ...each, sensor: 'T0' }]) : [each]));
}

const FORM = /(?<![A-Za-z@])(T\d?|B|C)\s*:\s*(-?\d{1,4}(?:\.\d+)?)(?:\s*\/\s*(-?\d{1,4}(?:\.\d+)?))?/g;
