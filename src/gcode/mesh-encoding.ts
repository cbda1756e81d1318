import type { TakeTriangle } from './model-file.ts';
import type { BoundingBox } from './print-file.ts';

/** Triangles that are sent to a page; of more, the finest coarser mesh is that has no more. */
export const MESH_TRIANGLES_MAX = 400_000;
const HEAD_BYTES = 28;
const TRIANGLE_BYTES = 18;
const WHOLE = 65_535;
/** Cells along the longest side of a coarser mesh: each is two of the one before, so that what falls together there does here. */
const COARSER = [2048, 1024, 512, 256, 128, 64] as const;

/** Where a corner comes to lie: on one of so many places along the longest side. */
class Grid {
  readonly cells: number;
  readonly #low: readonly number[];
  readonly #perMm: number;

  constructor(box: BoundingBox, cells: number) {
    this.cells = cells;
    this.#low = box.minMm;
    this.#perMm = cells / sideOf(box);
  }

  cell(value: number, axis: number): number {
    return Math.floor((value - (this.#low[axis] ?? 0)) * this.#perMm);
  }

  /** Whether two corners fall together, so that nothing is left to be seen. */
  isGone(corners: Float64Array): boolean {
    return this.#same(corners, 0, 3) || this.#same(corners, 3, 6) || this.#same(corners, 0, 6);
  }

  #same(c: Float64Array, a: number, b: number): boolean {
    for (let axis = 0; axis < 3; axis++)
      if (this.cell(c[a + axis] ?? 0, axis) !== this.cell(c[b + axis] ?? 0, axis)) return false;
    return true;
  }
}

const sideOf = ({ minMm, maxMm }: BoundingBox): number =>
  Math.max(maxMm[0] - minMm[0], maxMm[1] - minMm[1], maxMm[2] - minMm[2], 1e-6);

/** Looks at every triangle once, and finds out how finely the mesh can be sent. */
export class MeshMeasure {
  readonly #grids: readonly Grid[];
  readonly #left: number[];

  constructor(box: BoundingBox) {
    this.#grids = COARSER.map((cells) => new Grid(box, cells));
    this.#left = COARSER.map(() => 0);
  }

  take(corners: Float64Array): void {
    for (let i = 0; i < this.#grids.length; i++) {
      // What is gone on a fine grid is gone on all that are coarser.
      if (this.#grids[i]?.isGone(corners) === true) return;
      this.#left[i] = (this.#left[i] ?? 0) + 1;
    }
  }

  cells(): number {
    return COARSER.find((_, i) => (this.#left[i] ?? 0) <= MESH_TRIANGLES_MAX) ?? (COARSER.at(-1) as number);
  }
}

/**
 * Little-endian: the number of triangles as u32; the lowest and the highest corner of the box as three f32 each; then nine u16 of each
 * triangle, x, y and z of its corners from the lowest corner, of which 65,535 are the longest side of the box.
 */
export class MeshEncoder {
  readonly #grid: Grid;
  readonly #box: BoundingBox;
  readonly #numbers: Uint16Array;
  #count = 0;

  /** `cells` null: as fine as can be. */
  constructor(box: BoundingBox, triangles: number, cells: number | null) {
    this.#box = box;
    this.#grid = new Grid(box, cells ?? WHOLE);
    this.#numbers = new Uint16Array(Math.min(triangles, MESH_TRIANGLES_MAX) * 9);
  }

  readonly take: TakeTriangle = (corners) => {
    const at = this.#count * 9;
    if (at >= this.#numbers.length || (this.#grid.cells !== WHOLE && this.#grid.isGone(corners))) return;
    const scale = WHOLE / this.#grid.cells;
    for (let i = 0; i < 9; i++) this.#numbers[at + i] = Math.round(this.#grid.cell(corners[i] ?? 0, i % 3) * scale);
    this.#count++;
  };

  bytes(): Uint8Array {
    const bytes = new Uint8Array(HEAD_BYTES + this.#count * TRIANGLE_BYTES);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, this.#count, true);
    [...this.#box.minMm, ...this.#box.maxMm].forEach((value, i) => view.setFloat32(4 + i * 4, value, true));
    for (let i = 0; i < this.#count * 9; i++) view.setUint16(HEAD_BYTES + i * 2, this.#numbers[i] ?? 0, true);
    return bytes;
  }
}
