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

/** When a printer is asked that answers each question after `answerMs`. */
async function askedAt(
  clock: ReturnType<typeof createHandClock>,
  between: BetweenQuestions,
  answerMs: number,
  ms: number,
) {
  const all: number[] = [];
  for (let k = 0; k < 4; k++) {
    all.push(clock.monotonic());
    between.asking();
    clock.advance(answerMs);
    const rest = between.rest(ms);
    while (!(await isOver(rest))) clock.advance(1);
  }
  return all;
}

test('[DR3] from question to question it is one period, however long the answers take, and half of it behind one that took longer', async () => {
  const soon = begin();
  assert.deepEqual(await askedAt(soon.clock, soon.between, 60, 2_000), [0, 2_000, 4_000, 6_000]);
  const late = begin();
  assert.deepEqual(await askedAt(late.clock, late.between, 3_000, 2_000), [0, 4_000, 8_000, 12_000]);
});

test('[PR5a] printers of one process are asked in the same moments, whenever each was met, and none later than its period', async () => {
  for (const metAt of [0, 1, 120, 230, 249.5]) {
    const { clock, between } = begin();
    clock.advance(metAt);
    const [, ...later] = await askedAt(clock, between, 10, 1_000);
    assert.ok(
      later.every((at) => at % 250 < 1 || at % 250 > 249),
      `${metAt}: ${later.join()}`,
    );
    assert.ok((later[0] ?? 0) - metAt <= 1_001, `${metAt}: ${later.join()}`);
  }
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
