import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DAY_MS, hoursOfDays, type Interval } from './hours-of-days.ts';

const H = 3_600_000;
const hours = (span: Interval, present: Interval, printed: readonly Interval[], down: readonly Interval[]) =>
  hoursOfDays(span, present, printed, down).map(({ knownMs, printedMs, downMs }) => [
    knownMs / H,
    printedMs / H,
    downMs / H,
  ]);

test('a print over midnight counts for both days, and a fault only where nothing was printed', () => {
  const span: Interval = [0, 3 * DAY_MS];
  assert.deepEqual(
    hours(
      span,
      [12 * H, 60 * H],
      [[20 * H, 30 * H]],
      [
        [18 * H, 26 * H],
        [50 * H, 99 * H],
      ],
    ),
    [
      [12, 4, 2],
      [24, 6, 0],
      [12, 0, 10],
    ],
  );
});

test('days that are not over, and such as it was not there, have as many hours as it was there', () => {
  assert.deepEqual(hours([-5 * H, 30 * H], [-99 * H, 99 * H], [[-9 * H, 1 * H]], []), [
    [5, 5, 0],
    [24, 1, 0],
    [6, 0, 0],
  ]);
  assert.deepEqual(hours([0, 10 * H], [20 * H, 30 * H], [[0, 10 * H]], []), [[0, 0, 0]]);
  assert.deepEqual(hours([5, 5], [0, 9], [], []), [], 'a span of no length has no days');
});

test('whatever overlaps, each moment is counted once: the days are what a clock that looks every hour would see', () => {
  const interval = fc
    .tuple(fc.integer({ min: -30, max: 80 }), fc.integer({ min: 0, max: 40 }))
    .map(([from, long]): Interval => [from * H, (from + long) * H]);
  const whole = fc.tuple(
    interval,
    interval,
    fc.array(interval, { maxLength: 6 }),
    fc.array(interval, { maxLength: 6 }),
  );
  const at = (moment: number, [from, to]: Interval): boolean => from <= moment && moment < to;
  fc.assert(
    fc.property(whole, ([span, present, printed, down]) => {
      const seen = hoursOfDays(span, present, printed, down).map(() => ({ knownMs: 0, printedMs: 0, downMs: 0 }));
      const first = Math.floor(span[0] / DAY_MS);
      for (let moment = span[0]; moment < span[1]; moment += H) {
        const day = seen[Math.floor(moment / DAY_MS) - first];
        if (day === undefined || !at(moment, present)) continue;
        day.knownMs += H;
        if (printed.some((each) => at(moment, each))) day.printedMs += H;
        else if (down.some((each) => at(moment, each))) day.downMs += H;
      }
      assert.deepEqual(hoursOfDays(span, present, printed, down), seen);
    }),
    { numRuns: 200 },
  );
});
