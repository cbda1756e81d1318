import type { Box } from './orbit.ts';

/** The triangles of a model. */
export interface Mesh {
  readonly box: Box;
  /** Longest side of the box: what 65,535 stands for. */
  readonly sideMm: number;
  /** x, y and z of three corners of each triangle, from the lowest corner of the box. */
  readonly corners: Uint16Array;
}

const HEAD_BYTES = 28;
const TRIANGLE_BYTES = 18;

/** Reads a mesh as `/api/files/<digest>/mesh` sends it; null when it is none. */
export function readMesh(bytes: ArrayBuffer): Mesh | null {
  if (bytes.byteLength < HEAD_BYTES) return null;
  const view = new DataView(bytes);
  const count = view.getUint32(0, true);
  if (bytes.byteLength !== HEAD_BYTES + count * TRIANGLE_BYTES) return null;
  const at = (i: number): number => view.getFloat32(4 + i * 4, true);
  const box: Box = { minMm: [at(0), at(1), at(2)], maxMm: [at(3), at(4), at(5)] };
  const sideMm = Math.max(at(3) - at(0), at(4) - at(1), at(5) - at(2), 1e-6);
  return { box, sideMm, corners: new Uint16Array(bytes, HEAD_BYTES, count * 9) };
}
