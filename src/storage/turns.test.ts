import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createTurns } from './turns.ts';

describe('turns', () => {
  const full = () => new Error('full');

  test('turns are had one at a time, first come, first served; ending one twice ends no other', async () => {
    const turns = createTurns(10, full);
    const order: string[] = [];
    const first = await turns.take();
    const second = turns.take().then((turn) => {
      order.push('second');
      return turn;
    });
    const third = turns.take().then((turn) => {
      order.push('third');
      return turn;
    });
    await Promise.resolve();
    assert.deepEqual(order, []);
    first[Symbol.dispose]();
    first[Symbol.dispose]();
    const held = await second;
    await Promise.resolve();
    assert.deepEqual(order, ['second']);
    held[Symbol.dispose]();
    (await third)[Symbol.dispose]();
    (await turns.take())[Symbol.dispose]();
  });

  test('more than the limit are not kept waiting', async () => {
    const turns = createTurns(1, full);
    const first = await turns.take();
    const second = turns.take();
    await assert.rejects(turns.take(), /full/);
    first[Symbol.dispose]();
    (await second)[Symbol.dispose]();
  });

  test('closing rejects those who wait and all who come, and resolves when the last turn has ended', async () => {
    const turns = createTurns(10, full);
    const first = await turns.take();
    const second = turns.take();
    let isClosed = false;
    const closed = turns.close(new Error('closed')).then(() => {
      isClosed = true;
    });
    await assert.rejects(second, /closed/);
    await assert.rejects(turns.take(), /closed/);
    assert.equal(isClosed, false);
    first[Symbol.dispose]();
    await closed;
    await turns.close(new Error('again'));
  });
});
