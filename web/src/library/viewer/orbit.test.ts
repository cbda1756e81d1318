import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Box,
  eyeOf,
  framed,
  fromAbove,
  type Matrix,
  matrixOf,
  shifted,
  turned,
  type Vector,
  zoomed,
} from './orbit.ts';

const BOX: Box = { minMm: [100, 80, 0], maxMm: [140, 120, 30] };

/** Where a point comes to lie on the picture: from -1 to 1, right and up; the third from near to far. */
function seen(matrix: Matrix, point: Vector): Vector {
  const of = (row: number): number =>
    [...point, 1].reduce((sum, value, column) => sum + (matrix[column * 4 + row] ?? 0) * value, 0);
  return [of(0) / of(3), of(1) / of(3), of(2) / of(3)];
}
const corners = (box: Box): Vector[] =>
  [0, 1, 2, 3, 4, 5, 6, 7].map((n) => {
    const at = (i: 0 | 1 | 2): number => ((n >> i) & 1 ? box.maxMm : box.minMm)[i];
    return [at(0), at(1), at(2)];
  });

test('framed, all of a box is on the picture, whatever its shape, and its middle in the middle', () => {
  for (const aspect of [0.5, 1, 2])
    for (const from of [undefined, fromAbove]) {
      const matrix = matrixOf(framed(BOX, aspect, from), aspect, 100);
      const [u, v] = seen(matrix, [120, 100, 15]);
      assert.ok(Math.hypot(u, v) < 1e-6);
      const all = corners(BOX).map((corner) => seen(matrix, corner));
      assert.ok(
        all.every((at) => at.every((value) => Math.abs(value) <= 1)),
        JSON.stringify(all),
      );
      assert.ok(all.some(([x, y]) => Math.max(Math.abs(x), Math.abs(y)) > 0.4));
    }
});

test('what is higher is up, what is right is right, what is nearer is in front', () => {
  const matrix = matrixOf({ target: [0, 0, 0], distance: 100, azimuth: 0, elevation: 0.3 }, 1, 50);
  assert.ok(seen(matrix, [0, 0, 10])[1] > 0);
  assert.ok(seen(matrix, [10, 0, 0])[0] > 0);
  assert.ok(seen(matrix, [0, -10, 0])[2] < seen(matrix, [0, 10, 0])[2]);
});

test('turning keeps the distance and never tips over; zooming and shifting have bounds and follow the hand', () => {
  const orbit = framed(BOX, 1);
  const around = turned(orbit, 2, 9);
  const eye = eyeOf(around);
  assert.ok(Math.abs(Math.hypot(...eye.map((value, i) => value - (around.target[i] ?? 0))) - orbit.distance) < 1e-6);
  assert.ok(around.elevation < Math.PI / 2);
  assert.equal(zoomed(orbit, 1e-9).distance, 1);
  assert.ok(zoomed(orbit, 0.5).distance < orbit.distance);
  // What lay in the middle is half a picture to the right of it now.
  const [u, v] = seen(matrixOf(shifted(orbit, 0.5, 0), 1, 200), orbit.target);
  assert.ok(Math.abs(u - 1) < 1e-6 && Math.abs(v) < 1e-6);
});
