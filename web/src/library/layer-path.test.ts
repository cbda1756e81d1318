import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frameOf, readLayer, widened } from './layer-path.ts';

function layer(points: readonly (readonly [number, number, number])[]): ArrayBuffer {
  const bytes = new ArrayBuffer(4 + points.length * 9);
  const view = new DataView(bytes);
  view.setUint32(0, points.length, true);
  points.forEach(([x, y, kind], i) => {
    view.setFloat32(4 + i * 8, x, true);
    view.setFloat32(8 + i * 8, y, true);
    view.setUint8(4 + points.length * 8 + i, kind);
  });
  return bytes;
}

test('a layer is read as the server sends it; its frame is that of what is printed', () => {
  const path = readLayer(
    layer([
      [0, 0, 0],
      [100, 5, 0],
      [110, 5, 2],
      [110, 25, 1],
      [300, 300, 0],
    ]),
  );
  assert.ok(path !== null);
  assert.deepEqual([...path.kinds], [0, 0, 2, 1, 0]);
  assert.deepEqual([path.x[2], path.y[3]], [110, 25]);
  assert.deepEqual(frameOf(path), { minX: 100, minY: 5, maxX: 110, maxY: 25 });
  assert.equal(
    frameOf(
      readLayer(
        layer([
          [0, 0, 0],
          [9, 9, 0],
        ]),
      ) as never,
    ),
    null,
  );
  assert.deepEqual(widened({ minX: 0, minY: 5, maxX: 9, maxY: 9 }, { minX: -1, minY: 6, maxX: 3, maxY: 12 }), {
    minX: -1,
    minY: 5,
    maxX: 9,
    maxY: 12,
  });
});

test('bytes that are no layer are none', () => {
  for (const bytes of [
    new ArrayBuffer(0),
    new ArrayBuffer(3),
    layer([[1, 1, 1]]).slice(0, 9),
    new Uint8Array([255, 255, 255, 255]).buffer,
  ])
    assert.equal(readLayer(bytes), null);
});
