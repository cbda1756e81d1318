import type { Box } from './orbit.ts';

/** What `/api/files/<digest>/layers` tells. */
export interface PathIndex {
  readonly kinds: readonly string[];
  /** Those that something is laid as; kind n is the n-th, from 1. */
  readonly laid: readonly number[];
  readonly tools: readonly number[];
  readonly speeds: { readonly min: number; readonly max: number } | null;
  readonly box: Box | null;
  readonly bed: readonly (readonly [x: number, y: number])[] | null;
  readonly layers: readonly { readonly zMm: number | null; readonly points: number; readonly farPoints: number }[];
}

/** How much of a file is fetched and held. */
export interface PathPlan {
  /** With fewer points, as it looks from afar. */
  readonly far: boolean;
  /** Of so many layers one, which is drawn as high as all of them. */
  readonly every: number;
  /** First and last layer of each request. */
  readonly parts: readonly (readonly [from: number, to: number])[];
}

/** Points of one request: some 2 MB, and a few milliseconds of the page to take them apart. */
const PART_POINTS = 250_000;

/** All points if they are few enough; else fewer of each layer; else fewer layers too. */
export function pathPlan({ layers }: Pick<PathIndex, 'layers'>, budget: number): PathPlan {
  const total = (of: 'points' | 'farPoints'): number => layers.reduce((sum, layer) => sum + layer[of], 0);
  const far = total('points') > budget;
  const every = far ? Math.max(1, Math.ceil(total('farPoints') / budget)) : 1;
  const parts: [number, number][] = [];
  let points = Infinity;
  for (let layer = 0; layer < layers.length; layer += every) {
    const more = layers[layer]?.[far ? 'farPoints' : 'points'] ?? 0;
    const last = parts.at(-1);
    if (last === undefined || points + more > PART_POINTS) {
      parts.push([layer, layer]);
      points = more;
    } else {
      last[1] = layer;
      points += more;
    }
  }
  return { far, every, parts };
}

/** Where each layer stands and how high its lines are, also where a layer lays nothing; `every` layers are drawn as one. */
export function layerHeights(
  { layers }: Pick<PathIndex, 'layers'>,
  every: number,
): readonly { readonly zMm: number; readonly heightMm: number }[] {
  let below = 0;
  let usual = 0.2;
  return layers.map(({ zMm }, i) => {
    const z = zMm ?? below;
    const step = z - below;
    // Objects that are printed one after the other begin on the bed again.
    if (step > 0 && step < 5) usual = step;
    else if (step > 0) usual = Math.min(step, 0.3);
    below = z;
    const top = every === 1 ? z : (layers[Math.min(layers.length - 1, i + every - 1)]?.zMm ?? z);
    return top >= z ? { zMm: top, heightMm: usual + (top - z) } : { zMm: z, heightMm: usual };
  });
}
