import assert from 'node:assert/strict';
import { test } from 'node:test';
import { money, slotWords, titleOf, useWords, wholeGrams } from './spool-words.ts';

test('a spool is called by vendor and name, or by what it is', () => {
  assert.equal(titleOf({ vendor: 'Acme', name: 'Galaxy', type: 'PLA' }), 'Acme Galaxy');
  assert.equal(titleOf({ vendor: '', name: '', type: 'PLA' }), 'PLA');
});

test('amounts are told as finely as they matter', () => {
  assert.deepEqual(
    [wholeGrams(0), wholeGrams(3.14), wholeGrams(-2.5), wholeGrams(412.4)],
    ['0 g', '3.1 g', '-2.5 g', '412 g'],
  );
  assert.deepEqual([money(2.5, '€'), money(2, '')], ['2.50 €', '2.00']);
  assert.equal(slotWords(0), 'slot 1');
});

test('[MT2] an amount that nobody can know says so', () => {
  const use = { kind: 'PRINT', name: 'token', basis: 'file', unsure: false } as const;
  assert.equal(useWords(use), '“token”');
  assert.match(useWords({ ...use, basis: 'unknown' }), /nobody can know/);
  assert.match(useWords({ ...use, basis: 'old-progress' }), /at least/);
  assert.match(useWords({ ...use, kind: 'CORRECTION' }), /correction of “token”/);
});
