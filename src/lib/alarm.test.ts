import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createAlarm } from './alarm.ts';
import { createHandClock } from './fixtures/hand-clock.ts';

function ringing() {
  const clock = createHandClock();
  const rings: number[] = [];
  return { clock, rings, alarm: createAlarm(clock, () => rings.push(clock.monotonic())) };
}

describe('an alarm', () => {
  test('rings once, at its time, and has one timer however often it is set', () => {
    const { clock, rings, alarm } = ringing();
    for (const at of [500, 300, 400, 300]) alarm.set(at);
    assert.equal(clock.pending, 1);
    clock.advance(1_000);
    assert.deepEqual(rings, [300]);
    alarm.set(1_200);
    clock.advance(1_000);
    assert.deepEqual(rings, [300, 1_200]);
  });

  test('rings at once for a time that has passed', () => {
    const { clock, rings, alarm } = ringing();
    clock.advance(100);
    alarm.set(50);
    clock.advance(0);
    assert.deepEqual(rings, [100]);
  });

  test('does not ring when it is taken back or disposed of, and leaves no timer', () => {
    const { clock, rings, alarm } = ringing();
    alarm.set(10);
    alarm.set(null);
    alarm.set(20);
    alarm[Symbol.dispose]();
    clock.advance(100);
    assert.deepEqual(rings, []);
    assert.equal(clock.pending, 0);
  });
});
