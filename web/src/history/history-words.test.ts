import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accountWords, kilowattHours, sumOf } from './history-words.ts';

const SPOOL = { spoolId: 's', code: 'AB30XY', title: 'Red', grams: 37.4, unsure: false };

test('what a print took is told as far as it is known, and energy always as an estimate', () => {
  assert.equal(accountWords({ spools: [], energyKwh: null, cost: null }, '€'), null);
  assert.equal(accountWords({ spools: [], energyKwh: 0.333, cost: 0.1 }, '€'), '≈ 0.33 kWh · 0.10 €');
  assert.equal(
    accountWords({ spools: [SPOOL, { ...SPOOL, unsure: true, grams: 4 }], energyKwh: null, cost: 1.5 }, ''),
    '37 g of Red (AB30XY) · about 4.0 g of Red (AB30XY) · 1.50',
  );
});

test('a sum is of what is known, and unknown where nothing is', () => {
  assert.equal(sumOf([null, null]), null);
  assert.equal(sumOf([null, 0, 2.5]), 2.5);
  assert.equal(kilowattHours(null), '–');
  assert.equal(kilowattHours(12.4), '12 kWh');
});
