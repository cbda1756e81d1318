import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTogether } from './together.ts';

/** Answers when it is told to, with what it was asked. */
function handAnswered(limit: number, failing: ReadonlySet<number> = new Set()) {
  const batches: number[][] = [];
  const open: (() => void)[] = [];
  const together = createTogether<number, string>({
    limit,
    async answer(requests) {
      batches.push([...requests]);
      await new Promise<void>((resolve) => open.push(resolve));
      if (requests.some((request) => failing.has(request))) throw new Error(`not ${requests.join()}`);
      return requests.map((request) => `answer ${request}`);
    },
  });
  const turn = (): Promise<void> => new Promise(setImmediate);
  const release = async (): Promise<void> => {
    open.shift()?.();
    await turn();
    await turn();
  };
  return { together, batches, turn, release };
}

test('who asks in one turn, or while others are answered, goes together, up to the limit, in order', async () => {
  const { together, batches, turn, release } = handAnswered(2);
  const answers = Promise.all([1, 2, 3].map((request) => together.ask(request)));
  assert.deepEqual(batches, []);
  await turn();
  assert.deepEqual(batches, [[1, 2]]);
  const last = together.ask(4);
  await release();
  assert.deepEqual(batches, [
    [1, 2],
    [3, 4],
  ]);
  await release();
  assert.deepEqual(await answers, ['answer 1', 'answer 2', 'answer 3']);
  assert.equal(await last, 'answer 4');
});

test('one that fails fails alone: the others of its company are answered', async () => {
  const { together, batches, turn, release } = handAnswered(8, new Set([3]));
  const answers = Promise.allSettled([1, 2, 3, 4].map((request) => together.ask(request)));
  await turn();
  for (let i = 0; i < 5; i++) await release();
  assert.deepEqual(batches, [[1, 2, 3, 4], [1], [2], [3], [4]]);
  assert.deepEqual(
    (await answers).map((each) => (each.status === 'fulfilled' ? each.value : String(each.reason))),
    ['answer 1', 'answer 2', 'Error: not 3', 'answer 4'],
  );
});

test('whoever has gone when the turn comes takes nobody’s place', async () => {
  const gone = new Set([1, 2, 4]);
  const batches: number[][] = [];
  const together = createTogether<number, string>({
    limit: 2,
    unasked: (request) => (gone.has(request) ? 'gone' : undefined),
    answer(requests) {
      batches.push([...requests]);
      return Promise.resolve(requests.map((request) => `answer ${request}`));
    },
  });
  const answers = await Promise.all([1, 2, 3, 4, 5, 6].map((request) => together.ask(request)));
  assert.deepEqual(answers, ['gone', 'gone', 'answer 3', 'gone', 'answer 5', 'answer 6']);
  assert.deepEqual(batches, [[3, 5], [6]]);
  assert.equal(await together.ask(1), 'gone');
  assert.equal(batches.length, 2, 'nobody was there: nothing was done');
});
