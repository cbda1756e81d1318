import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { socketPath } from '#lib/folders';
import { takeProcessLock } from '#lib/lock';
import { GUARDIAN_LOCK, GUARDIAN_SOCKET, lockNote } from './protocol.ts';
import { listenPrivately } from './request-server.ts';
import { ensureGuardian } from './start-guardian.ts';

test('[PR3] a guardian that has its lock and does not listen yet is waited for, and not slowed down by others', async () => {
  const root = mkdtempSync(join(tmpdir(), 'croft-s-'));
  const folders = { runtimeFolder: join(root, 'run'), dataFolder: join(root, 'data') };
  for (const folder of Object.values(folders)) mkdirSync(folder, { mode: 0o700 });
  try {
    const lock = await takeProcessLock(folders.dataFolder, GUARDIAN_LOCK, lockNote(folders.runtimeFolder));
    assert.ok(lock !== 'taken');
    await using _held = lock;
    // By now it has found nobody who answers.
    const waiting = ensureGuardian(folders);
    await using _server = await listenPrivately(socketPath(folders.runtimeFolder, GUARDIAN_SOCKET), (socket) => {
      socket.destroy();
    });
    await waiting;
    // Whoever starts one opens its log first.
    assert.equal(existsSync(join(folders.dataFolder, 'guardian.log')), false);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
