import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Clock } from './clock.ts';
import { Stopwatch } from './stopwatch.ts';

test('[BE3] time has passed by the clock that went further, and one that was set back takes nothing of it', () => {
  let [wall, monotonic] = [1_000_000, 5];
  const clock: Clock = {
    now: () => wall,
    monotonic: () => monotonic,
    schedule: () => ({ [Symbol.dispose]: () => {} }),
  };
  const watch = new Stopwatch(clock);
  assert.equal(watch.ms, 0);
  monotonic += 10;
  wall += 10;
  assert.equal(watch.ms, 10);
  wall += 90_000;
  assert.equal(watch.ms, 90_010, 'the host slept');
  watch.restart();
  assert.equal(watch.ms, 0);
  wall -= 3_600_000;
  monotonic += 20;
  assert.equal(watch.ms, 20, 'the wall clock was set back');
});
