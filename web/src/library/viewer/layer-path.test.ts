import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frameOf, type LayerPath, readLayers } from './layer-path.ts';

function layer(points: readonly (readonly [x: number, y: number, kind: number])[]): Uint8Array {
  const count = points.length;
  const bytes = new Uint8Array(16 + count * 8);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, count, true);
  view.setFloat32(4, 50, true);
  view.setFloat32(12, 0.5, true);
  points.forEach(([x, y, kind], i) => {
    view.setUint16(16 + i * 4, (x - 50) * 2, true);
    view.setUint16(18 + i * 4, y * 2, true);
    bytes[16 + count * 4 + i] = kind;
    bytes[16 + count * 5 + i] = 2;
    view.setUint16(16 + count * 6 + i * 2, 455, true);
  });
  return bytes;
}

const read = (...layers: readonly Uint8Array[]): readonly LayerPath[] | null =>
  readLayers(new Uint8Array(layers.flatMap((bytes) => [...bytes])).buffer);

test('layers are read as the server sends them; the frame of one is that of what is printed', () => {
  const sent = [
    [60, 0, 0],
    [100, 5, 0],
    [110, 5, 2],
    [110, 25.5, 1],
    [300, 300, 0],
  ] as const;
  const [one, two, ...others] = read(layer(sent), layer([]), layer([[60, 1, 0]])) ?? [];
  assert.ok(one !== undefined && two !== undefined);
  assert.deepEqual([...one.kinds], [0, 0, 2, 1, 0]);
  assert.deepEqual([one.x[2], one.y[3], one.tools[1], one.speeds[4]], [110, 25.5, 2, 455]);
  assert.deepEqual(frameOf(one), { minX: 100, minY: 5, maxX: 110, maxY: 25.5 });
  assert.equal(frameOf(two), null);
  assert.deepEqual([others.length, others[0]?.x[0]], [1, 60]);
  assert.deepEqual(read(), []);
});

test('bytes that are no layers are none', () => {
  const whole = layer([[60, 1, 1]]);
  for (const bytes of [whole.slice(0, 3), whole.slice(0, 20), new Uint8Array(16).fill(255)])
    assert.equal(read(bytes), null);
});
