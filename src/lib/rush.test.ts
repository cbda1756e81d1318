import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRush } from './rush.ts';

/** Comes in each turn of the loop until it has come so often. */
async function comeInEachTurn(came: () => void, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    came();
    await new Promise(setImmediate);
  }
}

test('a rush has passed behind the first turn in which nobody came', async () => {
  let comes = 0;
  const rush = createRush({ monotonic: () => 0 });
  const coming = comeInEachTurn(() => {
    comes++;
    rush.came();
  }, 20);
  await rush.passed(1_000);
  assert.equal(comes, 20);
  await coming;
  await rush.passed(1_000);
});

test('one that does not end is waited for only so long', async () => {
  let now = 0;
  const rush = createRush({ monotonic: () => now });
  const coming = comeInEachTurn(() => {
    now += 10;
    rush.came();
  }, 50);
  await rush.passed(200);
  assert.ok(now >= 200 && now < 300, String(now));
  await coming;
});
