import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chosenFolder } from './dropped-files.ts';

const at = (path: string): File =>
  Object.defineProperty(new File(['G28'], path.split('/').at(-1) ?? ''), 'webkitRelativePath', { value: path });

test('of a chosen folder comes what the library keeps, with the folders that it lay in', () => {
  const files = ['Orders/a.gcode', 'Orders/May/b.3MF', 'Orders/notes.txt', 'Orders/.trash/c.gcode', 'Orders/.d.gcode'];
  const chosen = (into: string) => chosenFolder(files.map(at), into).map(({ file, folder }) => [file.name, folder]);
  assert.deepEqual(chosen(''), [
    ['a.gcode', 'Orders'],
    ['b.3MF', 'Orders/May'],
  ]);
  assert.deepEqual(chosen('Old'), [
    ['a.gcode', 'Old/Orders'],
    ['b.3MF', 'Old/Orders/May'],
  ]);
});
