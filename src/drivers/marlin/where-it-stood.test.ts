import assert from 'node:assert/strict';
import { test } from 'node:test';
import { whereItStood } from './where-it-stood.ts';

test('a lost print tells the line, layer and height that its printer had come to, as far as they are known', () => {
  assert.equal(
    whereItStood({ taken: 1204, lines: 6021, layer: 5, z: 1 }),
    ' The printer had taken at least line 1204 of 6021 of the file by then, in layer 5 at 1.00 mm.',
  );
  assert.equal(
    whereItStood({ taken: 12, lines: null, layer: 0, z: Number.NEGATIVE_INFINITY }),
    ' The printer had taken at least line 12 of the file by then.',
  );
  assert.equal(whereItStood({ taken: 0, lines: 6021, layer: 0, z: 0 }), '');
});
