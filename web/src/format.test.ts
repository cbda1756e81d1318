import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ago, bytes, duration, grams, percent } from './format.ts';

test('durations are said in the unit that fits', () => {
  assert.deepEqual([0, 42, 60, 3599, 3660, 90_000, 200_000, null].map(duration), [
    '0 s',
    '42 s',
    '1 min',
    '1 h 00 min',
    '1 h 01 min',
    '25 h 00 min',
    '2 d 7 h',
    '–',
  ]);
});

test('a print that is not done never shows 100 %', () => {
  assert.equal(percent(0.9999), '99 %');
  assert.equal(percent(1), '100 %');
  assert.equal(percent(-1), '0 %');
});

test('sizes and weights', () => {
  assert.deepEqual([0, 999, 1500, 99_950, 999_600, 5e9].map(bytes), [
    '0 B',
    '999 B',
    '1.5 kB',
    '100 kB',
    '1.0 MB',
    '5.0 GB',
  ]);
  assert.equal(grams(null), '–');
  assert.equal(grams(3.456), '3.46 g');
});

test('ages never lie in the future', () => {
  assert.equal(ago(2000, 1000), 'just now');
  assert.equal(ago(0, 120_000), '2 min ago');
});
