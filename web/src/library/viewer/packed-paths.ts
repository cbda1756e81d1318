import type { LayerPath } from './layer-path.ts';

/** A layer, and where it stands. */
export interface PlacedLayer {
  readonly layer: number;
  readonly path: LayerPath;
  /** Height of the nozzle, which is the top of its lines. */
  readonly zMm: number;
  readonly heightMm: number;
}

/** Points of several layers as the graphics take them. */
export interface PackedPaths {
  /** Each point: x, y and z as f32; then kind, tool, speed (0–255 from the slowest) and the height of its line in 1/50 mm as bytes. */
  readonly bytes: ArrayBuffer;
  /** Numbers of the layers, and the point that each begins with. */
  readonly layers: readonly number[];
  readonly starts: readonly number[];
  readonly points: number;
}

export const PACKED_BYTES = 16;
/** The kind of what is not drawn: the first point of a layer, which no line leads to. */
export const NO_LINE = 255;
const HEIGHT_UNITS = 50;

export function packedPaths(
  placed: readonly PlacedLayer[],
  speeds: { readonly min: number; readonly max: number } | null,
): PackedPaths {
  const points = placed.reduce((sum, { path }) => sum + path.kinds.length, 0);
  const bytes = new ArrayBuffer(points * PACKED_BYTES);
  const numbers = new Float32Array(bytes);
  const paint = new Uint8Array(bytes);
  const [slowest, spread] = speeds === null ? [0, 0] : [speeds.min * 10, (speeds.max - speeds.min) * 10];
  const starts: number[] = [];
  let at = 0;
  for (const { path, zMm, heightMm } of placed) {
    starts.push(at);
    const height = Math.min(255, Math.max(1, Math.round(heightMm * HEIGHT_UNITS)));
    for (let i = 0; i < path.kinds.length; i++, at++) {
      numbers[at * 4] = path.x[i] ?? 0;
      numbers[at * 4 + 1] = path.y[i] ?? 0;
      numbers[at * 4 + 2] = zMm;
      const to = at * PACKED_BYTES + 12;
      paint[to] = i === 0 ? NO_LINE : (path.kinds[i] ?? 0);
      paint[to + 1] = path.tools[i] ?? 0;
      const share = spread <= 0 ? 0 : ((path.speeds[i] ?? 0) - slowest) / spread;
      paint[to + 2] = Math.round(Math.min(1, Math.max(0, share)) * 255);
      paint[to + 3] = height;
    }
  }
  return { bytes, layers: placed.map(({ layer }) => layer), starts, points };
}

/** Which points of it are of the layers from one up to another; null when none are. */
export function pointsOf(
  { layers, starts, points }: Omit<PackedPaths, 'bytes'>,
  from: number,
  to: number,
): { readonly first: number; readonly count: number } | null {
  const begin = layers.findIndex((layer) => layer >= from);
  if (begin === -1 || (layers[begin] ?? 0) > to) return null;
  const end = layers.findIndex((layer) => layer > to);
  const first = starts[begin] ?? 0;
  return { first, count: (end === -1 ? points : (starts[end] ?? 0)) - first };
}
