import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Bell } from './bell.ts';

test('A bell wakes all who wait, once, and nobody who comes later; a ring that nobody hears is over', () => {
  const bell = new Bell();
  bell.ring();
  const [one, other] = [bell.signal, bell.signal];
  assert.deepEqual([one.aborted, other.aborted], [false, false]);
  bell.ring();
  assert.deepEqual([one.aborted, other.aborted, bell.signal.aborted], [true, true, false]);
});
