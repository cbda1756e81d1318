import type { BoundingBox } from './print-file.ts';

type Coordinates = readonly (number | null | undefined)[];

/** A box from two corners; null unless all six numbers are known and make one that stands above the bed. */
export function boundingBox(min: Coordinates, max: Coordinates): BoundingBox | null {
  const from = point(min);
  const to = point(max);
  if (from === null || to === null) return null;
  const stands = from[0] < to[0] && from[1] < to[1] && from[2] <= to[2] && to[2] > 0;
  return stands ? { minMm: from, maxMm: to } : null;
}

function point([x, y, z]: Coordinates): BoundingBox['minMm'] | null {
  return typeof x === 'number' && typeof y === 'number' && typeof z === 'number' ? [x, y, z] : null;
}
