import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { UntoldStop } from './untold-stop.ts';

describe('a stop that its machine may not have heard', () => {
  const here = (): void => {};
  const there = (): void => {};

  test('[MA5] is told to the next machine, once, however often the one before it still beat while it ended', () => {
    const stop = new UntoldStop();
    assert.equal(stop.take(), null);
    stop.keep(null, here);
    for (let beat = 0; beat < 3; beat++) stop.heartbeat(here);
    assert.deepEqual(stop.take(), { number: null });
    assert.equal(stop.take(), null);
  });

  test('[MA5] is no news any more when the machine that was told lives on; the heart of another one says nothing', () => {
    const stop = new UntoldStop();
    stop.keep(7, here);
    for (let beat = 0; beat < 9; beat++) stop.heartbeat(there);
    for (let beat = 0; beat < 4; beat++) stop.heartbeat(here);
    assert.equal(stop.take(), null);
    stop.keep(8, null);
    for (let beat = 0; beat < 9; beat++) stop.heartbeat(here);
    assert.deepEqual(stop.take(), { number: 8 });
  });
});
