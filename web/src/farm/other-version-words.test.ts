import assert from 'node:assert/strict';
import { test } from 'node:test';
import { otherVersionWords } from './other-version-words.ts';

test('a printer that an older version drives says so, and how it goes over', () => {
  const printer = { id: 'p1', machineVersion: '0.1.0' };
  assert.deepEqual(otherVersionWords(printer, '0.2.0'), {
    text: 'Croft 0.1.0 drives it, and 0.2.0 is here.',
    more: 'It goes over in mid-print and loses no line: croft upgrade-machine p1',
  });
  for (const [machineVersion, installed] of [
    [null, '0.2.0'],
    ['0.2.0', '0.2.0'],
    ['0.1.0', undefined],
  ] as const)
    assert.equal(otherVersionWords({ id: 'p1', machineVersion }, installed), null);
});
