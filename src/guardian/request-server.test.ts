import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { listenPrivately } from './request-server.ts';

async function open(onFull: () => void, limit?: number) {
  await using stack = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), 'croft-r-'));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'a.sock');
  stack.use(
    await listenPrivately(
      path,
      (socket) =>
        socket
          .on('error', () => {})
          .resume()
          .write('.'),
      { onFull, limit },
    ),
  );
  const callers: Socket[] = [];
  stack.defer(() => {
    for (const each of callers) each.destroy();
  });
  /** Whether it is let in. */
  const call = async (): Promise<boolean> => {
    const caller = connect(path);
    callers.push(caller);
    const ended = new Promise<false>((resolve) =>
      caller.once('error', () => resolve(false)).once('close', () => resolve(false)),
    );
    return Promise.race([
      once(caller, 'data').then(
        () => true,
        () => false,
      ),
      ended,
    ]);
  };
  const kept = stack.move();
  return { callers, call, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

test('[PR5a] a farm of a thousand machines in shards is let in, with whoever asks beside it', async () => {
  await using at = await open(() => assert.fail('it is full'));
  // Each machine has a connection, and each process of them; so many at once as the host lets wait at the door.
  for (let round = 0; round < 11; round++) {
    const all = await Promise.all(Array.from({ length: 100 }, () => at.call()));
    assert.ok(
      all.every((isIn) => isIn),
      `all of ${at.callers.length}`,
    );
  }
});

test('who is let in no more is told of once, and anew when there was room meanwhile', async () => {
  let told = 0;
  await using at = await open(() => void told++, 2);
  assert.deepEqual([await at.call(), await at.call(), told], [true, true, 0]);
  assert.deepEqual([await at.call(), await at.call(), told], [false, false, 1]);
  const [first] = at.callers;
  first?.destroy();
  while (!(await at.call())) await new Promise(setImmediate);
  assert.deepEqual([await at.call(), told], [false, 2]);
});
