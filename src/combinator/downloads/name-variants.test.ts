import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPrintable, matchesOf } from './name-variants.ts';

const found = (name: string, ...paths: string[]) => matchesOf(name, paths).map(({ path, how }) => `${how} ${path}`);

test('[PZ6] [AU1] what printers call their prints is found on them, tasks without an extension too', () => {
  // field-lessons.md §4: X1 on the LAN, P1 on the LAN, X1C by cloud, P1 by cloud.
  assert.deepEqual(found('Clamshell Parts Box', '/Clamshell Parts Box.gcode.3mf'), [
    'exact /Clamshell Parts Box.gcode.3mf',
  ]);
  assert.deepEqual(found('36mm.gcode.3mf', '/36mm.gcode.3mf'), ['exact /36mm.gcode.3mf']);
  assert.deepEqual(found('FILENAME', '/cache/FILENAME.3mf', '/FILENAME2.3mf'), ['exact /cache/FILENAME.3mf']);
  assert.deepEqual(found('Cube + Ball.3mf', '/cache/Cube + Ball.3mf'), ['exact /cache/Cube + Ball.3mf']);
  assert.deepEqual(found('boxes/big.gcode', 'big.gcode', 'boxes/big.gcode'), ['exact boxes/big.gcode']);
  for (const name of ['A.GCODE', 'a.BgCode', 'x.3MF', 'Clamshell Parts Box', 'Bracket v2.5'])
    assert.ok(isPrintable(name), name);
  for (const name of ['notes.txt', 'timelapse.mp4']) assert.ok(!isPrintable(name), name);
});

test('[AU2] variants come in a fixed order, each once, and a cut name counts only when one file begins so', () => {
  const name = 'Holder (left),  v2.gcode';
  assert.deepEqual(
    found(
      name,
      'Holder left v2.gcode',
      'Holder left  v2.gcode',
      'Holder_(left),__v2.gcode',
      'Holder (left), v2.gcode',
      'HOLDER (LEFT),  V2.GCODE',
      name,
    ),
    [
      `exact ${name}`,
      'case-insensitive HOLDER (LEFT),  V2.GCODE',
      'without-punctuation Holder left  v2.gcode',
      'underscores Holder_(left),__v2.gcode',
      'collapsed-spaces Holder (left), v2.gcode',
    ],
  );
  const long = 'A very long name of a part that the printer cuts.gcode';
  assert.deepEqual(found(long, 'A very long name of a~1.gco', 'other.gcode'), ['prefix A very long name of a~1.gco']);
  assert.deepEqual(found(long, 'A very long name of a~1.gco', 'A very long name of a~2.gco'), [], 'nobody knows which');
  assert.deepEqual(found('short.gcode', 'short one.gcode'), []);
  assert.deepEqual(found('', 'a.gcode'), [], 'an empty name means nothing');
});
