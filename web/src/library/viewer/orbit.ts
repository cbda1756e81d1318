/** Where somebody looks from: around a point, at a distance, turned by two angles. Millimetres and radians; z is up. */
export interface Orbit {
  readonly target: Vector;
  readonly distance: number;
  /** 0 looks from the front; to the right it grows. */
  readonly azimuth: number;
  /** 0 looks along the bed, π/2 straight down. */
  readonly elevation: number;
}

export type Vector = readonly [x: number, y: number, z: number];
/** Sixteen numbers, column by column, as WebGL takes them. */
export type Matrix = readonly number[];

export interface Box {
  readonly minMm: Vector;
  readonly maxMm: Vector;
}

/** Half of the angle that is seen from top to bottom. */
const HALF_VIEW = Math.PI / 8;
const ELEVATION_MAX = Math.PI / 2 - 0.001;
const DISTANCE_MIN = 1;
const DISTANCE_MAX = 20_000;
const START = { azimuth: -Math.PI / 6, elevation: Math.PI / 6 } as const;

/** Looks at all of a box, from the front right and above unless it is said. `aspect` is width over height. */
export function framed(
  { minMm, maxMm }: Box,
  aspect: number,
  from: Pick<Orbit, 'azimuth' | 'elevation'> = START,
): Orbit {
  const middle = (i: 0 | 1 | 2): number => (minMm[i] + maxMm[i]) / 2;
  const side = (i: 0 | 1 | 2): number => maxMm[i] - minMm[i];
  const target: Vector = [middle(0), middle(1), middle(2)];
  const radius = Math.max(1, Math.hypot(side(0), side(1), side(2)) / 2);
  // The narrower side decides.
  const half = Math.min(HALF_VIEW, Math.atan(Math.tan(HALF_VIEW) * aspect));
  return { target, distance: radius / Math.sin(half), azimuth: from.azimuth, elevation: from.elevation };
}

export const fromAbove = { azimuth: 0, elevation: ELEVATION_MAX } as const;

export const turned = (orbit: Orbit, right: number, up: number): Orbit => ({
  ...orbit,
  azimuth: orbit.azimuth + right,
  elevation: clamped(orbit.elevation + up, -ELEVATION_MAX, ELEVATION_MAX),
});

/** Nearer for a factor below 1. */
export const zoomed = (orbit: Orbit, factor: number): Orbit => ({
  ...orbit,
  distance: clamped(orbit.distance * factor, DISTANCE_MIN, DISTANCE_MAX),
});

/** Moves what is seen by parts of the height of the picture, right and up. */
export function shifted(orbit: Orbit, right: number, up: number): Orbit {
  const height = 2 * orbit.distance * Math.tan(HALF_VIEW);
  const { right: r, up: u } = axesOf(orbit);
  const at = (i: 0 | 1 | 2): number => orbit.target[i] - (r[i] * right + u[i] * up) * height;
  return { ...orbit, target: [at(0), at(1), at(2)] };
}

export function eyeOf({ target, distance, azimuth, elevation }: Orbit): Vector {
  const flat = Math.cos(elevation) * distance;
  return [
    target[0] - Math.sin(azimuth) * flat,
    target[1] - Math.cos(azimuth) * flat,
    target[2] + Math.sin(elevation) * distance,
  ];
}

/** Millimetres that one pixel stands for, at a distance of one. */
export const pixelAtOne = (heightPixels: number): number => (2 * Math.tan(HALF_VIEW)) / heightPixels;

/** From the world to what WebGL draws. `reach` is the farthest that anything lies from the target. */
export function matrixOf(orbit: Orbit, aspect: number, reach: number): Matrix {
  const eye = eyeOf(orbit);
  const { right, up, back } = axesOf(orbit);
  const far = orbit.distance + reach;
  const near = Math.max(orbit.distance - reach, far / 2000);
  const f = 1 / Math.tan(HALF_VIEW);
  const depth = (far + near) / (near - far);
  const row = (axis: Vector): readonly [...Vector, number] => [...axis, -dot(axis, eye)];
  const [x, y, z] = [row(right), row(up), row(back)];
  return [0, 1, 2, 3].flatMap((i) => [
    (x[i] ?? 0) * (f / aspect),
    (y[i] ?? 0) * f,
    (z[i] ?? 0) * depth + (i === 3 ? (2 * far * near) / (near - far) : 0),
    -(z[i] ?? 0),
  ]);
}

function axesOf({ azimuth, elevation }: Orbit): { readonly right: Vector; readonly up: Vector; readonly back: Vector } {
  const [sa, ca, se, ce] = [Math.sin(azimuth), Math.cos(azimuth), Math.sin(elevation), Math.cos(elevation)];
  return { right: [ca, -sa, 0], up: [sa * se, ca * se, ce], back: [-sa * ce, -ca * ce, se] };
}

const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const clamped = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
