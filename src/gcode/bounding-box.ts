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

/** Grows around every point that it is shown. */
export class GrowingBox {
  readonly #min: [number, number, number] = [Infinity, Infinity, Infinity];
  readonly #max: [number, number, number] = [-Infinity, -Infinity, -Infinity];

  /** Each axis by itself: this runs for every move of a file. */
  cover(x: number, y: number, z: number): void {
    const min = this.#min;
    const max = this.#max;
    if (x < min[0]) min[0] = x;
    if (y < min[1]) min[1] = y;
    if (z < min[2]) min[2] = z;
    if (x > max[0]) max[0] = x;
    if (y > max[1]) max[1] = y;
    if (z > max[2]) max[2] = z;
  }

  /** Null when it was shown nothing. */
  box(): BoundingBox | null {
    return this.#min[0] <= this.#max[0] ? { minMm: [...this.#min], maxMm: [...this.#max] } : null;
  }
}

function point([x, y, z]: Coordinates): BoundingBox['minMm'] | null {
  return typeof x === 'number' && typeof y === 'number' && typeof z === 'number' ? [x, y, z] : null;
}
