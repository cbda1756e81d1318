import assert from 'node:assert/strict';

/** Where every point of a sweep is tried; among all other tests, what needs a process or a restart of its own is thinned out. */
const THOROUGH = ['sweep', 'nightly', 'release'];
const isThorough = THOROUGH.includes(process.env.CROFT_TEST_SCALE ?? '');

/** Every `step`-th of the points, all of them in the tiers that have the time. */
export function thinned<T>(points: readonly T[], step: number): readonly T[] {
  return isThorough ? points : points.filter((_, i) => i % step === 0);
}

/** Tries every point; what is told in the end are all that failed. */
export async function eachOf<T>(
  points: readonly T[],
  name: (point: T) => string,
  check: (point: T, index: number) => Promise<void>,
): Promise<void> {
  const failures: string[] = [];
  for (const [index, point] of points.entries()) {
    try {
      await check(point, index);
    } catch (error) {
      failures.push(`${name(point)}: ${(error as Error).message}`);
    }
  }
  assert.ok(points.length > 0);
  assert.deepEqual(failures, [], `${failures.length} of ${points.length}`);
}
