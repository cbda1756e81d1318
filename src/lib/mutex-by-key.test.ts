import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createMutexByKey } from './mutex-by-key.ts';

/** Runs that end when the test says so. */
function handHeldRuns() {
  const started: string[] = [];
  const open = new Map<string, PromiseWithResolvers<void>>();
  return {
    started,
    run: (key: string) => {
      assert.ok(!open.has(key), `two runs of ${key} overlap`);
      started.push(key);
      const run = Promise.withResolvers<void>();
      open.set(key, run);
      return run.promise.finally(() => open.delete(key));
    },
    async end(key: string) {
      const run = open.get(key);
      assert.ok(run, `${key} does not run`);
      run.resolve();
      await run.promise;
      for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    },
    async fail(key: string) {
      open.get(key)?.reject(new Error(`${key} failed`));
      for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    },
  };
}
const noFailure = (key: string, error: unknown) => assert.fail(`${key}: ${String(error)}`);

describe('mutex by key', () => {
  test('[FL2] runs of one key never overlap; woken ten times in a run, it runs exactly once more', async () => {
    const hand = handHeldRuns();
    const mutex = createMutexByKey<string>({ run: hand.run, onFailure: noFailure, concurrency: 4 });
    mutex.wake('p1');
    for (let i = 0; i < 10; i++) mutex.wake('p1');
    assert.deepEqual(hand.started, ['p1']);
    await hand.end('p1');
    assert.deepEqual(hand.started, ['p1', 'p1']);
    await hand.end('p1');
    assert.deepEqual(hand.started, ['p1', 'p1']);
    await mutex.idle();
  });

  test('other keys run beside it, up to the bound, in the order of waking', async () => {
    const hand = handHeldRuns();
    const mutex = createMutexByKey<string>({ run: hand.run, onFailure: noFailure, concurrency: 2 });
    for (const key of ['a', 'b', 'c', 'd', 'c']) mutex.wake(key);
    assert.deepEqual([hand.started, mutex.running, mutex.waiting], [['a', 'b'], 2, 2]);
    mutex.wake('a');
    await hand.end('a');
    assert.deepEqual(hand.started, ['a', 'b', 'c']);
    for (const key of ['b', 'c', 'd', 'a']) await hand.end(key);
    assert.deepEqual(hand.started, ['a', 'b', 'c', 'd', 'a']);
    await mutex.idle();
  });

  test('a failing run is reported, is not repeated by itself and does not hold its key', async () => {
    const hand = handHeldRuns();
    const failures: string[] = [];
    const mutex = createMutexByKey<string>({ run: hand.run, onFailure: (key) => failures.push(key), concurrency: 1 });
    mutex.wake('p1');
    await hand.fail('p1');
    assert.deepEqual([failures, hand.started, mutex.running], [['p1'], ['p1'], 0]);
    mutex.wake('p1');
    assert.deepEqual(hand.started, ['p1', 'p1']);
    await hand.end('p1');
    await mutex.idle();
  });

  test('disposing aborts what runs, drops what waits and resolves when all is quiet', async () => {
    const ended: string[] = [];
    const mutex = createMutexByKey<string>({
      run: (key, signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            ended.push(key);
            reject(new Error('aborted'));
          });
        }),
      onFailure: noFailure,
      concurrency: 1,
    });
    mutex.wake('a');
    mutex.wake('b');
    await mutex[Symbol.asyncDispose]();
    mutex.wake('c');
    assert.deepEqual([ended, mutex.running, mutex.waiting], [['a'], 0, 0]);
  });
});
