import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MESH_TRIANGLES_MAX, MeshEncoder, MeshMeasure } from './mesh-encoding.ts';
import type { BoundingBox } from './print-file.ts';

const BOX: BoundingBox = { minMm: [-10, 0, 5], maxMm: [90, 50, 30] };

test('[ME3] a mesh is sent in sixteen bits a number, along its longest side', () => {
  const encoder = new MeshEncoder(BOX, 2, null);
  encoder.take(Float64Array.of(-10, 0, 5, 90, 50, 30, 40, 25, 5));
  encoder.take(Float64Array.of(-10, 0, 5, -9.999, 0, 5, -10, 0.01, 5));
  const view = new DataView(encoder.bytes().buffer);
  assert.equal(view.byteLength, 28 + 2 * 18);
  assert.equal(view.getUint32(0, true), 2);
  assert.deepEqual(
    [4, 8, 12, 16, 20, 24].map((at) => view.getFloat32(at, true)),
    [-10, 0, 5, 90, 50, 30],
  );
  const numbers = Array.from({ length: 9 }, (_, i) => view.getUint16(28 + i * 2, true));
  assert.deepEqual(numbers, [0, 0, 0, 65_535, 32_767, 16_383, 32_767, 16_383, 0]);
});

test('[ME3] of too many triangles a coarser mesh is sent, which is all of the model still', () => {
  const side = 460;
  const each = (take: (corners: Float64Array) => void): void => {
    for (let i = 0; i < side; i++)
      for (let k = 0; k < side; k++) {
        const [x, y, step] = [-10 + (i / side) * 100, (k / side) * 50, 0.2];
        take(Float64Array.of(x, y, 5, x + step, y, 5, x, y + step / 2, 5));
        take(Float64Array.of(x + step, y, 5, x + step, y + step / 2, 5, x, y + step / 2, 5));
      }
  };
  const measure = new MeshMeasure(BOX);
  each((corners) => measure.take(corners));
  const cells = measure.cells();
  assert.ok(cells < 2048, String(cells));
  const encoder = new MeshEncoder(BOX, side * side * 2, cells);
  each(encoder.take);
  const view = new DataView(encoder.bytes().buffer);
  const count = view.getUint32(0, true);
  assert.ok(count > 1000 && count <= MESH_TRIANGLES_MAX, String(count));
  let [right, back] = [0, 0];
  for (let i = 0; i < count * 3; i++) {
    right = Math.max(right, view.getUint16(28 + i * 6, true));
    back = Math.max(back, view.getUint16(30 + i * 6, true));
  }
  assert.ok(right > 65_000 && back > 32_000);
});
