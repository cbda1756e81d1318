import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { socketPath } from '#lib/folders';
import { takeProcessLock } from '#lib/lock';
import { lineConnection } from './line-connection.ts';
import { NO_FACTS, writeMemory } from './machine-memory.ts';
import { GUARDIAN_SOCKET, machineLock } from './protocol.ts';
import { listenPrivately } from './request-server.ts';
import { standBy } from './stand-by.ts';

/** A guardian that hears of the process that stands by, and a machine that holds its lock. */
async function handingOver(touchedSession: string | null = null) {
  const root = mkdtempSync(join(tmpdir(), 'croft-b-'));
  const folders = { runtimeFolder: join(root, 'run'), dataFolder: join(root, 'data') };
  for (const folder of Object.values(folders)) mkdirSync(folder, { mode: 0o700 });
  const wish = {
    printerId: 'p1',
    port: { kind: 'none' },
    journalFolder: root,
    entry: { execArgv: [], script: '/x', argv: [], env: {} },
  } as const;
  const machine = { wish, process: null, board: null, baud: null, facts: NO_FACTS, unattendedSince: null };
  writeMemory(folders.runtimeFolder, {
    machines: [{ ...machine, touchedSession, placement: { shares: null, aloneUntil: null } }],
    shards: [],
  });
  const old = await takeProcessLock(folders.dataFolder, machineLock('p1'));
  assert.ok(old !== 'taken');
  const heard = Promise.withResolvers<Socket>();
  const guardian = await listenPrivately(socketPath(folders.runtimeFolder, GUARDIAN_SOCKET), (socket) => {
    const connection = lineConnection(socket, {
      onLine(line) {
        connection.send({ re: (JSON.parse(line) as { id: number }).id, ok: true });
        heard.resolve(socket);
      },
      onClosed: () => {},
    });
  });
  return {
    folders,
    old,
    /** As soon as it knows of the process. */
    guardianDies: async () => void (await heard.promise).destroy(),
    tell: async (push: object) => void (await heard.promise).write(`${JSON.stringify(push)}\n`),
    async [Symbol.asyncDispose]() {
      await guardian[Symbol.asyncDispose]();
      await old[Symbol.asyncDispose]();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

describe('a process that stands by to take over', () => {
  test('[MA10] goes when the guardian says so, with its word about the port', async () => {
    await using stage = await handingOver();
    const going = standBy(stage.folders, 'p1', 's');
    await stage.tell({ push: 'go', touched: true, unreadMs: 12 });
    assert.deepEqual(await going, { touched: true, unreadMs: 12 });
  });

  test('[MA10] [PR2] goes when the guardian dies and the old process, which had let go of its printer, ends', async () => {
    for (const endsFirst of [false, true]) {
      await using stage = await handingOver();
      const going = standBy(stage.folders, 'p1', 's');
      if (endsFirst) await stage.old[Symbol.asyncDispose]();
      await stage.guardianDies();
      await stage.old[Symbol.asyncDispose]();
      assert.equal((await going)?.touched, false);
    }
  });

  test('[MA10] (d) knows from what the dead guardian left that it had written to the port, and to no other session', async () => {
    for (const session of ['s', 'other']) {
      await using stage = await handingOver('s');
      const going = standBy(stage.folders, 'p1', session);
      await stage.old[Symbol.asyncDispose]();
      await stage.guardianDies();
      assert.equal((await going)?.touched, session === 's');
    }
  });

  test('[PR2] is not needed when the guardian dies and the old process drives on', async () => {
    await using stage = await handingOver();
    const going = standBy(stage.folders, 'p1', 's', 20);
    await stage.guardianDies();
    assert.equal(await going, null);
  });
});
