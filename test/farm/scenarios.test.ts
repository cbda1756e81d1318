import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../harness/croft.ts';

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
/** Owed by the issue that made the spine; the others come with what they are about. */
const OWED = [
  ...[1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 13, 14, 17, 18, 19, 20, 21, 23, 24, 25].map((n) => `F${n}`),
  ...[2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14].map((n) => `S${n}`),
  ...Array.from({ length: 15 }, (_, i) => `PZ${i + 1}`),
];

test('every scenario of the specification has its test, and that test is there', () => {
  const rows = read('docs/spec/scenarios.md')
    .split('\n')
    .map((line) => /^\| ((?:[FS]|PZ)\d+) \| .+ \| `(.+)` \| (.+) \|$/.exec(line))
    .filter((row) => row !== null);
  for (const [, id = '', file = '', title = ''] of rows)
    assert.ok(read(file).includes(title), `${id}: ${file} has no “${title}”`);
  const named = new Set(rows.map(([, id]) => id));
  assert.deepEqual(
    OWED.filter((id) => !named.has(id)),
    [],
  );
});
