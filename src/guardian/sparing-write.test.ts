import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHandClock } from '#lib/fixtures/hand-clock';
import { SparingWrite } from './sparing-write.ts';

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('[PR3] what changes in one turn is written once, in the next, and whoever waits is told then', async () => {
  const clock = createHandClock();
  let written = 0;
  using memory = new SparingWrite(clock, () => {
    clock.advance(1);
    written++;
  });
  const all = Promise.all(Array.from({ length: 100 }, () => memory.soon()));
  assert.equal(written, 0);
  await all;
  assert.equal(written, 1);
  await memory.soon();
  assert.equal(written, 2, 'what is small is written each time');
});

test('[PR3] a large state is written a fifth of the time at the most, however often it changes, and the last change as well', async () => {
  const clock = createHandClock();
  let state = 0;
  let written = { state: -1, times: 0 };
  using memory = new SparingWrite(clock, () => {
    clock.advance(20);
    written = { state, times: written.times + 1 };
  });
  for (; state < 1_000; state++) {
    void memory.soon();
    await nextTurn();
    clock.advance(1);
  }
  assert.ok(written.times <= 11, `${written.times} times`);
  const last = memory.soon();
  clock.advance(1_000);
  await last;
  assert.equal(written.state, 1_000);
});

test('[PR3] written at once it is written, and what was due with it', async () => {
  const clock = createHandClock();
  let written = 0;
  const memory = new SparingWrite(clock, () => written++);
  const due = memory.soon();
  memory.now();
  await due;
  await nextTurn();
  assert.equal(written, 1);
  void memory.soon();
  memory[Symbol.dispose]();
  await nextTurn();
  assert.equal(written, 1, 'nothing behind the end');
});

test('[MA10] [CK9] what must not be lost is written in this turn, whatever the last write took', async () => {
  const clock = createHandClock();
  let written = 0;
  using memory = new SparingWrite(clock, () => {
    clock.advance(1_000);
    written++;
  });
  await memory.soon();
  void memory.soon();
  await nextTurn();
  assert.equal(written, 1);
  memory.atOnce();
  await nextTurn();
  assert.equal(written, 2);
});
