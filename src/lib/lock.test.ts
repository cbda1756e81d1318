import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { lockHolder, takeProcessLock, watchProcessLock } from './lock.ts';

const holdLock = fileURLToPath(new URL('./fixtures/hold-lock.ts', import.meta.url));

describe('process lock', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'croft lock '));
  });
  after(() => rm(folder, { recursive: true }));

  async function holdInChild(name: string): Promise<ChildProcess> {
    const child = spawn(process.execPath, ['--conditions=source', holdLock, folder, name], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    assert.ok(child.stdout);
    const [line] = await once(createInterface(child.stdout), 'line');
    assert.equal(line, 'held');
    return child;
  }

  function released(): { promise: Promise<void>; tell: () => void; times: () => number } {
    const { promise, resolve } = Promise.withResolvers<void>();
    let times = 0;
    const tell = () => {
      times++;
      resolve();
    };
    return { promise, tell, times: () => times };
  }

  test('[PR3] a lock is held once, whatever path names its folder, and is free again when let go of', async () => {
    const link = `${folder}-link`;
    await symlink(folder, link);
    try {
      const lock = await takeProcessLock(folder, 'guardian');
      assert.notEqual(lock, 'taken');
      assert.equal(await takeProcessLock(link, 'guardian'), 'taken');
      const other = await takeProcessLock(folder, 'machine-1');
      if (lock === 'taken' || other === 'taken') assert.fail('another name is another lock');
      await other[Symbol.asyncDispose]();
      await lock[Symbol.asyncDispose]();
      const again = await takeProcessLock(link, 'guardian');
      if (again === 'taken') assert.fail('the lock was let go of');
      await again[Symbol.asyncDispose]();
    } finally {
      await rm(link);
    }
  });

  test('[PR3] kill -9 of the holder frees the lock and tells the watcher, once', async () => {
    const child = await holdInChild('machine-2');
    const end = released();
    const watch = await watchProcessLock(folder, 'machine-2', end.tell);
    if (watch === 'free') assert.fail('the child holds the lock');
    assert.equal(watch.holder?.pid, child.pid);
    assert.deepEqual(watch.holder?.note, { role: 'fixture' });
    assert.equal(await takeProcessLock(folder, 'machine-2'), 'taken');
    child.kill('SIGKILL');
    await end.promise;
    const lock = await takeProcessLock(folder, 'machine-2');
    if (lock === 'taken') assert.fail('the holder is dead');
    await lock[Symbol.asyncDispose]();
    assert.equal(end.times(), 1);
  });

  test('[PR3] a holder that is stopped still holds, and its death is still seen', async () => {
    const child = await holdInChild('machine-3');
    child.kill('SIGSTOP');
    try {
      assert.equal(await takeProcessLock(folder, 'machine-3'), 'taken');
      const end = released();
      const watch = await watchProcessLock(folder, 'machine-3', end.tell);
      if (watch === 'free') assert.fail('a stopped process holds its lock');
      assert.equal(watch.holder, undefined);
      assert.equal(end.times(), 0);
      child.kill('SIGKILL');
      await end.promise;
    } finally {
      child.kill('SIGKILL');
    }
  });

  test('nobody holds it: the watcher is told so at once', async () => {
    assert.equal(await watchProcessLock(folder, 'nobody', () => assert.fail('never held')), 'free');
    assert.equal(await lockHolder(folder, 'nobody'), 'free');
  });

  test('[PR3] a holder that ends while somebody knocks is no failure of who knocks', async () => {
    const lock = await takeProcessLock(folder, 'goes');
    assert.ok(lock !== 'taken');
    // The kernel has let it in, and nobody will ever take it from there.
    const asked = [watchProcessLock(folder, 'goes', () => {}), lockHolder(folder, 'goes')];
    await lock[Symbol.asyncDispose]();
    assert.deepEqual(await Promise.all(asked), ['free', 'free']);
  });

  test('a watcher that went away hears nothing; the note can change; letting go tells the others', async () => {
    const lock = await takeProcessLock(folder, 'note', { socket: 'a' });
    if (lock === 'taken') assert.fail('free before');
    const gone = await watchProcessLock(folder, 'note', () => assert.fail('was disposed of'));
    if (gone === 'free') assert.fail('held');
    gone[Symbol.dispose]();
    lock.setNote({ socket: 'b' });
    const holder = await lockHolder(folder, 'note');
    assert.deepEqual(typeof holder === 'object' ? holder.note : holder, { socket: 'b' });
    const end = released();
    assert.notEqual(await watchProcessLock(folder, 'note', end.tell), 'free');
    await lock[Symbol.asyncDispose]();
    await end.promise;
  });

  test('a note that is too long is refused, not cut', async () => {
    await assert.rejects(takeProcessLock(folder, 'long', 'x'.repeat(20_000)), RangeError);
  });
});
