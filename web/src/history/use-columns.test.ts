import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shareOf, togetherOf, useColumns } from './use-columns.ts';

const used = { hours: [0, 6, 24], printed: [0, 3, 6], down: [0, 0, 12] };

test('a day is divided by the time in which the printer was there, and one before it came is empty', () => {
  assert.deepEqual(useColumns(used), [
    { isThere: false, printed: 0, down: 0 },
    { isThere: true, printed: 0.5, down: 0 },
    { isThere: true, printed: 0.25, down: 0.5 },
  ]);
  assert.deepEqual(shareOf(used), { isThere: true, printed: 0.3, down: 0.4 });
});

test('a year has a column for each week, the last of which ends today; no day is lost', () => {
  const days = Array.from({ length: 365 }, (_, i) => i);
  const year = { hours: days.map(() => 24), printed: days.map((i) => (i >= 358 ? 12 : 0)), down: days.map(() => 6) };
  const columns = useColumns(year);
  assert.equal(columns.length, 53);
  assert.deepEqual(columns.at(-1), { isThere: true, printed: 0.5, down: 0.25 });
  assert.deepEqual(columns.at(-2), { isThere: true, printed: 0, down: 0.25 });
  assert.deepEqual(columns[0], { isThere: true, printed: 0, down: 0.25 }, 'the oldest week is one day');
});

test('the farm is its printers added up, whoever of them was there', () => {
  const other = { hours: [24, 24, 24], printed: [24, 0, 0], down: [0, 0, 0] };
  assert.deepEqual(togetherOf([used, other]), { hours: [24, 30, 48], printed: [24, 3, 6], down: [0, 0, 12] });
  assert.deepEqual(togetherOf([]), { hours: [], printed: [], down: [] });
});
