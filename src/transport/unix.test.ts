import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, linkSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { describe, test } from 'node:test';
import type { Channel } from './channel.ts';
import { channelContract } from './contract-suite.ts';
import { listenUnix, somebodyListens, unixDialer } from './unix.ts';

/** A folder 0700 that goes with the test. */
function folderFor(): { readonly file: string; readonly folder: string } & Disposable {
  const folder = mkdtempSync(path.join(tmpdir(), 'croft-unix-'));
  return {
    folder,
    file: path.join(folder, 'a.sock'),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
};
const ignore = (): void => {};

channelContract('unix', async () => {
  const place = folderFor();
  return {
    dialer: unixDialer(place.file),
    listen: (onChannel) => listenUnix(place.file, onChannel),
    until,
    async [Symbol.asyncDispose]() {
      place[Symbol.dispose]();
    },
  };
});

/** A process that listens on a path until it is killed, at the latest when the test ends. */
async function listenElsewhere(file: string): Promise<{ kill(): Promise<void>; halt(): void } & AsyncDisposable> {
  const code = `require('node:net').createServer().listen(${JSON.stringify(file)}, () => console.log('listening'))`;
  const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = once(child, 'exit');
  await once(child.stdout, 'data');
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await gone;
  };
  return { kill, halt: () => void child.kill('SIGSTOP'), [Symbol.asyncDispose]: kill };
}

describe('a unix listener', () => {
  test('[WI7] has a socket of mode 0600 in a folder of mode 0700, and nothing else', async () => {
    using place = folderFor();
    const file = path.join(place.folder, 'run', 'a.sock');
    await using _ = await listenUnix(file, ignore);
    assert.equal(lstatSync(file).mode & 0o777, 0o600);
    assert.equal(lstatSync(path.dirname(file)).mode & 0o777, 0o700);
    assert.deepEqual(readdirSync(path.dirname(file)), ['a.sock']);
  });

  test('[WI7] refuses a folder that others may enter', async () => {
    using place = folderFor();
    const folder = path.join(place.folder, 'open');
    mkdirSync(folder, { mode: 0o755 });
    await assert.rejects(listenUnix(path.join(folder, 'a.sock'), ignore), { code: 'socket-folder-open' });
  });

  test('[PR3] refuses a path of 100 bytes, as does the dialer, instead of using a shorter one', async () => {
    using place = folderFor();
    const file = path.join(place.folder, 'x'.repeat(100 - place.folder.length - 1));
    await assert.rejects(listenUnix(file, ignore), { code: 'socket-path-too-long' });
    assert.throws(() => unixDialer(file), { code: 'socket-path-too-long' });
    await using _ = await listenUnix(file.slice(0, -1), ignore);
    assert.deepEqual(readdirSync(place.folder), [path.basename(file).slice(0, -1)]);
  });

  test('[PR2] replaces the socket of a process that was killed', async () => {
    using place = folderFor();
    await using other = await listenElsewhere(place.file);
    await other.kill();
    assert.ok(existsSync(place.file));
    const accepted: Channel[] = [];
    await using _ = await listenUnix(place.file, (channel) => accepted.push(channel));
    const dialed = await unixDialer(place.file)(new AbortController().signal);
    await until(() => accepted.length === 1);
    dialed.close();
    accepted[0]?.close();
    assert.deepEqual(readdirSync(place.folder), ['a.sock']);
  });

  test('[PR3] leaves the socket of a living process alone, also when that stands still', async () => {
    using place = folderFor();
    await using other = await listenElsewhere(place.file);
    const { ino } = lstatSync(place.file);
    await assert.rejects(listenUnix(place.file, ignore), { code: 'socket-in-use' });
    other.halt();
    await assert.rejects(listenUnix(place.file, ignore), { code: 'socket-in-use' });
    assert.equal(lstatSync(place.file).ino, ino);
    assert.deepEqual(readdirSync(place.folder), ['a.sock']);
  });

  test('[PR3] who ends while somebody stands in its queue is nobody', async () => {
    using place = folderFor();
    const server = createServer();
    server.listen(place.file);
    await once(server, 'listening');
    const asked = somebodyListens(place.file);
    server.close();
    assert.equal(await asked, false);
  });

  test('[PR3] of ten that start at the same moment over a dead socket, exactly one has the path', async () => {
    for (let round = 0; round < 10; round++) {
      using place = folderFor();
      // A dead socket: bound and closed without removing it.
      const dead = createServer().listen(`${place.file}x`);
      await once(dead, 'listening');
      linkSync(`${place.file}x`, place.file);
      dead.close();
      const accepted: number[] = [];
      await using open = new AsyncDisposableStack();
      const results = await Promise.allSettled(
        Array.from({ length: 10 }, async (_, i) => {
          const onChannel = (channel: Channel): void => {
            accepted.push(i);
            channel.close();
          };
          open.use(await listenUnix(place.file, onChannel));
        }),
      );
      const winners = results.flatMap((result, i) => (result.status === 'fulfilled' ? [i] : []));
      assert.equal(winners.length, 1);
      for (const result of results) if (result.status === 'rejected') assert.equal(result.reason.code, 'socket-in-use');
      // The proofs of the others that somebody lives there are among them.
      accepted.length = 0;
      const channel = await unixDialer(place.file)(new AbortController().signal);
      await until(() => accepted.length > 0);
      assert.deepEqual([...new Set(accepted)], winners);
      channel.close();
      await open.disposeAsync();
      assert.deepEqual(readdirSync(place.folder), []);
    }
  });

  test('removes its own socket at the end, and no other that stands there meanwhile', async () => {
    using place = folderFor();
    const first = await listenUnix(place.file, ignore);
    rmSync(place.file);
    writeFileSync(place.file, 'somebody else');
    await first[Symbol.asyncDispose]();
    assert.ok(existsSync(place.file));
  });
});
