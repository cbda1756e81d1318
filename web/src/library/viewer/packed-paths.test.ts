import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LayerPath } from './layer-path.ts';
import { NO_LINE, packedPaths, pointsOf } from './packed-paths.ts';

const path = (...points: readonly (readonly [x: number, kind: number, speed: number])[]): LayerPath => ({
  x: Float32Array.from(points, ([x]) => x),
  y: new Float32Array(points.length),
  kinds: Uint8Array.from(points, ([, kind]) => kind),
  tools: new Uint8Array(points.length).fill(1),
  speeds: Uint16Array.from(points, ([, , speed]) => speed),
});

test('layers are packed one after the other, and no line leads from one to the next', () => {
  const packed = packedPaths(
    [
      { layer: 0, zMm: 0.2, heightMm: 0.2, path: path([1, 0, 200], [2, 3, 600]) },
      { layer: 1, zMm: 0.5, heightMm: 0.3, path: path([5, 0, 200], [6, 0, 400], [7, 2, 200]) },
    ],
    { min: 20, max: 60 },
  );
  const numbers = new Float32Array(packed.bytes);
  const paint = (point: number) => [...new Uint8Array(packed.bytes, point * 16 + 12, 4)];
  assert.deepEqual([packed.points, packed.layers, packed.starts], [5, [0, 1], [0, 2]]);
  assert.deepEqual(Array.from(numbers.subarray(4, 6)), [2, 0]);
  assert.ok(Math.abs((numbers[2 * 4 + 2] ?? 0) - 0.5) < 1e-6);
  assert.deepEqual([paint(0)[0], paint(2)[0]], [NO_LINE, NO_LINE]);
  assert.deepEqual(
    [paint(1), paint(3), paint(4)],
    [
      [3, 1, 255, 10],
      [0, 1, 128, 15],
      [2, 1, 0, 15],
    ],
  );
});

test('a range of layers is a span of points, also where layers were left out', () => {
  const packed = { layers: [0, 4, 8], starts: [0, 10, 15], points: 40 };
  assert.deepEqual(pointsOf(packed, 0, 99), { first: 0, count: 40 });
  assert.deepEqual(pointsOf(packed, 1, 7), { first: 10, count: 5 });
  assert.deepEqual(pointsOf(packed, 4, 8), { first: 10, count: 30 });
  assert.equal(pointsOf(packed, 5, 7), null);
  assert.equal(pointsOf(packed, 9, 20), null);
});
