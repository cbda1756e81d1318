import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayColumns } from './day-columns.ts';

test('every day of the span has a column, empty ones too, and the highest fills the chart', () => {
  const now = Date.parse('2026-11-29T10:00:00Z');
  const columns = dayColumns(
    [
      { day: '2026-11-29T00:00:00.000Z', finished: 1, failed: 0, cancelled: 0 },
      { day: '2026-11-27T00:00:00.000Z', finished: 2, failed: 1, cancelled: 1 },
      { day: '2026-10-01T00:00:00.000Z', finished: 9, failed: 0, cancelled: 0 },
    ],
    3,
    now,
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
