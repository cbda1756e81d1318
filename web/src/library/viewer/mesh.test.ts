import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readMesh } from './mesh.ts';

test('a mesh is read as the server sends it; bytes that are none are none', () => {
  const bytes = new ArrayBuffer(28 + 18);
  const view = new DataView(bytes);
  view.setUint32(0, 1, true);
  [-10, 0, 5, 90, 50, 30].forEach((value, i) => view.setFloat32(4 + i * 4, value, true));
  view.setUint16(28 + 16, 65_535, true);
  const mesh = readMesh(bytes);
  assert.deepEqual(mesh?.box, { minMm: [-10, 0, 5], maxMm: [90, 50, 30] });
  assert.deepEqual([mesh?.sideMm, [...(mesh?.corners ?? [])]], [100, [0, 0, 0, 0, 0, 0, 0, 0, 65_535]]);
  for (const none of [new ArrayBuffer(0), bytes.slice(0, 40), new Uint8Array(28).fill(255).buffer])
    assert.equal(readMesh(none), null);
});
