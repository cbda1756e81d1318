import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type DayCount, dayColumns } from './day-columns.ts';

const NOW = Date.parse('2026-11-29T10:00:00Z');

const day = (date: string, [finished, failed, cancelled]: readonly [number, number, number], hours = 0): DayCount => ({
  day: `${date}T00:00:00.000Z`,
  finished,
  failed,
  cancelled,
  hours,
});

test('every day of the span has a column, empty ones too, and the highest fills the chart', () => {
  const columns = dayColumns(
    [day('2026-11-29', [1, 0, 0]), day('2026-11-27', [2, 1, 1]), day('2026-10-01', [9, 0, 0])],
    3,
    NOW,
  );
  assert.deepEqual(
    columns.map(({ day, good, bad }) => [day.slice(0, 10), good, bad]),
    [
      ['2026-11-27', 0.5, 0.5],
      ['2026-11-28', 0, 0],
      ['2026-11-29', 0.25, 0],
    ],
  );
});

test('hours are shown whatever became of the prints; less than one hour in all does not fill the chart', () => {
  const heights = (days: readonly DayCount[]): readonly (readonly number[])[] =>
    dayColumns(days, 2, NOW, 'hours').map(({ good, bad }) => [good, bad]);
  assert.deepEqual(heights([day('2026-11-28', [0, 2, 0], 6), day('2026-11-29', [1, 0, 0], 12)]), [
    [0.5, 0],
    [1, 0],
  ]);
  assert.deepEqual(heights([day('2026-11-29', [1, 0, 0], 0.5)]), [
    [0, 0],
    [0.5, 0],
  ]);
});
