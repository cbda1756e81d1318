/**
 * One circular arc in place of a run of straight segments, if there is one that no point of them, corner or middle, is further from than
 * allowed. PURE.
 */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface FittedArc {
  /** Of the centre, from the first point; rounded as they are written. */
  readonly i: number;
  readonly j: number;
  readonly isCounterclockwise: boolean;
  readonly lengthMm: number;
}

export interface ArcLimits {
  /** How far the arc may be from what it stands for, mm. */
  readonly resolutionMm: number;
  /** What is flatter stays straight, mm. */
  readonly maxRadiusMm: number;
}

/** Centres are written with so many decimals. */
export const CENTRE_DECIMALS = 4;
/** An arc that all but closes says little of its centre: the rest of a circle is another one. */
const MAX_SWEEP = 1.5 * Math.PI;
/** An arc is longer than its chords; more than this would change time and flow. */
const MAX_LENGTHENING = 0.01;
/** Points beside the middle by which a centre is guessed. */
const GUESSES = [0.5, 0.25, 0.75] as const;

/** @param points first and last are kept exactly; at least four. */
export function fitArc(points: readonly Point[], limits: ArcLimits): FittedArc | null {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined || points.length < 4) return null;
  const centres = GUESSES.flatMap((share) => {
    const between = points[Math.round((points.length - 1) * share)];
    return (between === undefined ? null : centreOf(first, between, last)) ?? [];
  });
  const [middle] = centres;
  if (middle === undefined) return null;
  return arcAround(points, middle, limits) ?? arcAround(points, meanOf(centres), limits);
}

const meanOf = (centres: readonly Point[]): Point => ({
  x: centres.reduce((sum, { x }) => sum + x, 0) / centres.length,
  y: centres.reduce((sum, { y }) => sum + y, 0) / centres.length,
});

/** Of the circle through three points; null where they lie on a line. */
function centreOf(a: Point, b: Point, c: Point): Point | null {
  const [bx, by, cx, cy] = [b.x - a.x, b.y - a.y, c.x - a.x, c.y - a.y];
  const twice = 2 * (bx * cy - by * cx);
  if (Math.abs(twice) < 1e-9) return null;
  const [bb, cc] = [bx * bx + by * by, cx * cx + cy * cy];
  return { x: a.x + (cy * bb - by * cc) / twice, y: a.y + (bx * cc - cx * bb) / twice };
}

function arcAround(points: readonly Point[], centre: Point, limits: ArcLimits): FittedArc | null {
  const [first] = points;
  if (first === undefined) return null;
  const i = rounded(centre.x - first.x);
  const j = rounded(centre.y - first.y);
  const [x, y] = [first.x + i, first.y + j];
  const radius = Math.hypot(i, j);
  if (radius > limits.maxRadiusMm || radius < limits.resolutionMm) return null;
  const isOff = (px: number, py: number): boolean =>
    Math.abs(Math.hypot(px - x, py - y) - radius) > limits.resolutionMm;
  let sweep = 0;
  let straight = 0;
  for (let k = 1; k < points.length; k++) {
    const [a, b] = [points[k - 1], points[k]];
    if (a === undefined || b === undefined) return null;
    if (isOff(b.x, b.y) || isOff((a.x + b.x) / 2, (a.y + b.y) / 2)) return null;
    const step = Math.atan2(
      (a.x - x) * (b.y - y) - (a.y - y) * (b.x - x),
      (a.x - x) * (b.x - x) + (a.y - y) * (b.y - y),
    );
    // There and back is no arc.
    if (step === 0 || (sweep !== 0 && step > 0 !== sweep > 0)) return null;
    sweep += step;
    straight += Math.hypot(b.x - a.x, b.y - a.y);
  }
  const lengthMm = Math.abs(sweep) * radius;
  if (Math.abs(sweep) > MAX_SWEEP || Math.abs(lengthMm / straight - 1) > MAX_LENGTHENING) return null;
  return { i, j, isCounterclockwise: sweep > 0, lengthMm };
}

const rounded = (value: number): number => Number(value.toFixed(CENTRE_DECIMALS));
