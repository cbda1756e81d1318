import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHandClock } from '#lib/fixtures/hand-clock';
import { collectAll, smallAtRest } from './small-at-rest.ts';

test('a machine at rest is collected once after each change, five quiet seconds later, and never while it prints', () => {
  const clock = createHandClock();
  let busy = false;
  let collected = 0;
  using rest = smallAtRest({ clock, isBusy: () => busy, collect: () => collected++ });
  rest.changed();
  clock.advance(4_999);
  rest.changed();
  clock.advance(4_999);
  assert.equal(collected, 0, 'the second change begins the rest anew');
  clock.advance(1);
  assert.equal(collected, 1);
  clock.advance(60_000);
  assert.equal(collected, 1, 'nothing has changed since');
  busy = true;
  rest.changed();
  clock.advance(60_000);
  assert.equal(collected, 1);
  busy = false;
  rest.changed();
  rest[Symbol.dispose]();
  clock.advance(60_000);
  assert.equal(collected, 1, 'a machine that ends collects nothing');
});

test('[PR5a] where something changes all the time it is collected all the same, and once a minute at the most', () => {
  const clock = createHandClock();
  let collected = 0;
  using rest = smallAtRest({ clock, isBusy: () => false, collect: () => collected++, everyMs: 60_000 });
  for (let second = 0; second < 181; second++) {
    rest.changed();
    clock.advance(1_000);
  }
  assert.equal(collected, 3);
});

test('the collection gives back what nothing refers to any more', async () => {
  let held: number[][] | null = Array.from({ length: 200 }, () => Array.from<number>({ length: 10_000 }).fill(0.5));
  assert.equal(held.length, 200);
  const before = process.memoryUsage().heapUsed;
  held = null;
  await collectAll();
  assert.ok(process.memoryUsage().heapUsed < before - 10_000_000, '16 MB were let go of');
});
