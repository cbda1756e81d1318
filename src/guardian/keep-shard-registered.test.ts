import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { describe, test } from 'node:test';
import { socketPath } from '#lib/folders';
import { silentLog } from '#lib/small-log';
import { TestHost, until } from './fixtures/host.ts';
import { keepShardRegistered } from './keep-shard-registered.ts';
import { lineConnection } from './line-connection.ts';
import { GUARDIAN_SOCKET } from './protocol.ts';
import { listenPrivately } from './request-server.ts';

/** What a guardian hears on its socket; it answers each request with `answer`. */
async function guardianThat(host: TestHost, answer: object) {
  const heard: string[] = [];
  const sockets: Socket[] = [];
  const server = await listenPrivately(socketPath(host.runtimeFolder, GUARDIAN_SOCKET), (socket) => {
    sockets.push(socket);
    const connection = lineConnection(socket, {
      onLine(line) {
        const { id, kind } = JSON.parse(line) as { id: number; kind: string };
        heard.push(kind);
        connection.send({ re: id, ok: true, ...answer });
      },
      onClosed: () => {},
    });
  });
  const cut = (): void => sockets.forEach((socket) => void socket.destroy());
  return { heard, cut, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

function shardOf({ dataFolder, runtimeFolder }: TestHost) {
  return keepShardRegistered({
    folders: { dataFolder, runtimeFolder },
    log: silentLog,
    machines: () => [{ printerId: 'p1', run: 1 }],
    onRun: () => {},
    onEnd: () => {},
    onNotNeeded: () => {},
  });
}

describe('the heartbeat of a process of several machines', () => {
  test('[MA5] [PR5a] is one for all as soon as the guardian takes it, and as long as the connection stands', async () => {
    await using host = new TestHost();
    await using guardian = await guardianThat(host, { beatsForAll: true });
    await using shard = shardOf(host);
    assert.equal(shard.beat(), false, 'nobody would hear it yet');
    await until('the first to be said', () => shard.beat());
    await until('it to be heard', () => guardian.heard.includes('heartbeat'));
    guardian.cut();
    await until('each machine to beat by itself', () => !shard.beat());
    await until('the next connection', () => shard.beat());
  });

  test('[MA5] [PR5a] a guardian of before is told nothing that it does not know: each machine beats by itself', async () => {
    await using host = new TestHost();
    await using guardian = await guardianThat(host, {});
    await using shard = shardOf(host);
    await until('its registration', () => guardian.heard.includes('register-shard'));
    guardian.cut();
    await until('the next one', () => guardian.heard.length > 1 || shard.beat());
    assert.equal(shard.beat(), false);
    assert.deepEqual(new Set(guardian.heard), new Set(['register-shard']));
  });
});
