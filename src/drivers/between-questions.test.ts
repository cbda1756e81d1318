import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';
import { createHandClock } from '#lib/fixtures/hand-clock';
import { BetweenQuestions } from './between-questions.ts';

function begin() {
  const clock = createHandClock();
  const ended = new AbortController();
  return { clock, ended, between: new BetweenQuestions(clock, ended.signal) };
}

/** Whether it is over when everything that waits for nothing has run. */
async function isOver(rest: Promise<void>): Promise<boolean> {
  return Promise.race([rest.then(() => true), new Promise<false>((resolve) => setImmediate(resolve, false))]);
}

test('[DR3] a printer rests between two questions, and is asked at once when somebody wishes it', async () => {
  const { clock, between } = begin();
  between.asking();
  const first = between.rest(5_000);
  clock.advance(4_999);
  assert.equal(await isOver(first), false);
  clock.advance(1);
  assert.equal(await isOver(first), true);
  between.asking();
  const second = between.rest(5_000);
  between.askNow();
  assert.equal(await isOver(second), true);
});

test('[DR3] a wish that comes while it is being asked is not lost, and is done with the question behind it', async () => {
  const { between } = begin();
  between.asking();
  between.askNow();
  assert.equal(await isOver(between.rest(5_000)), true);
  between.asking();
  assert.equal(await isOver(between.rest(5_000)), false);
});

test('[DR11] a thousand rests leave nothing behind, and the end ends the last', async () => {
  const { clock, ended, between } = begin();
  for (let k = 0; k < 1_000; k++) {
    between.asking();
    const rest = between.rest(1_000);
    if (k % 2 === 0) between.askNow();
    else clock.advance(1_000);
    await rest;
  }
  assert.equal(getEventListeners(ended.signal, 'abort').length, 0);
  between.asking();
  const last = between.rest(5_000);
  ended.abort();
  assert.equal(await isOver(last), true);
  assert.equal(await isOver(between.rest(5_000)), true);
});
