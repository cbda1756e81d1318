import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { acceptMachineLink, type AgentLink } from '#agent/link';
import { systemClock } from '#lib/clock';
import { listenUnix } from '#transport/unix';
import type { Told } from './fixtures/machine-process.ts';

/** A combinator's end in this process, and machines in processes of their own. */
async function createHost() {
  const folder = mkdtempSync(path.join(tmpdir(), 'croft-link-'));
  const socket = path.join(folder, 'c.sock');
  const file = randomBytes(24 * 1024 * 1024);
  const digest = createHash('sha256').update(file).digest('hex');
  const links: AgentLink[] = [];
  const closed: { readonly reason: string; readonly at: number }[] = [];
  const children: ChildProcess[] = [];
  let epoch = 0;
  let reads = 0;
  let onRead: ((count: number) => void) | null = null;
  const stack = new AsyncDisposableStack();
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  stack.defer(async () => {
    for (const link of links) link.close('over');
    for (const child of children) await end(child);
  });

  const listen = async (): Promise<void> => {
    const listener = await listenUnix(socket, (channel) =>
      acceptMachineLink(channel, {
        clock: systemClock,
        nextEpoch: async (_, highest) => (epoch = Math.max(epoch, highest) + 1),
        readFile: async (wanted, offset, length) => {
          onRead?.(++reads);
          return wanted === digest ? file.subarray(offset, offset + length) : 'unknown-file';
        },
        onWelcomed: (link) => void links.push(link),
        onSnapshot: () => {},
        onAnswer: () => {},
        onFeedback: () => {},
        onHistory: () => {},
        onClosed: (_, reason) => void closed.push({ reason, at: performance.now() }),
      }),
    );
    stack.use(listener);
  };
  const start = () => {
    const child = fork(path.join(import.meta.dirname, 'fixtures/machine-process.ts'), [socket], {
      execArgv: ['--conditions=source'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    children.push(child);
    const told: Told[] = [];
    child.on('message', (message: Told) => told.push(message));
    return { child, told };
  };
  return {
    listen,
    start,
    links,
    closed,
    file: { digest, sizeBytes: file.length },
    set onRead(callback: (count: number) => void) {
      onRead = callback;
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
};
const wordsOf = (told: readonly Told[]): readonly string[] =>
  told.map((each) => (each.kind === 'end' ? `end ${each.reason}` : each.kind));

describe('a link between two processes', { concurrency: true }, () => {
  test('[PR2] [PR4] both start orders work, a killed machine is noticed at once, and its successor has a higher epoch', async () => {
    await using host = await createHost();
    const first = host.start();
    await host.listen();
    await until(() => host.links.length === 1);
    const killedAt = performance.now();
    await end(first.child);
    await until(() => host.closed.length === 1);
    assert.ok((host.closed[0]?.at ?? 0) - killedAt < 1_000);
    host.start();
    await until(() => host.links.length === 2);
    assert.deepEqual(
      host.links.map((link) => link.epoch),
      [1, 2],
    );
  });

  test('[F13] [WI5] a machine stopped for 6 s is dead after 5; when it goes on it is back under a new epoch', async () => {
    await using host = await createHost();
    await host.listen();
    const { child, told } = host.start();
    await until(() => told.length === 1 && host.links.length === 1);
    const stoppedAt = performance.now();
    child.kill('SIGSTOP');
    await until(() => host.closed.length === 1);
    const silence = (host.closed[0]?.at ?? 0) - stoppedAt;
    assert.equal(host.closed[0]?.reason, 'peer-silent');
    assert.ok(silence > 2_500 && silence < 7_000, `${silence} ms`);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, stoppedAt + 6_000 - performance.now())));
    child.kill('SIGCONT');
    await until(() => host.links.length === 2);
    await until(() => told.length === 3);
    assert.match(wordsOf(told).join(), /^welcome,end channel-closed: [^,]+,welcome$/);
    assert.ok((host.links[1]?.epoch ?? 0) > (host.links[0]?.epoch ?? 0));
  });

  test('[WI5] a machine stopped for 3 s is still the same one', async () => {
    await using host = await createHost();
    await host.listen();
    const { child, told } = host.start();
    await until(() => told.length === 1);
    // Right after a heartbeat there are 5 s of patience; 3 are short of it at any moment.
    child.kill('SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    child.kill('SIGCONT');
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    assert.deepEqual(wordsOf(told), ['welcome']);
    assert.deepEqual(host.closed, []);
  });

  test('[MA12] [WI4] a file of 24 MiB arrives whole over links that are cut five times, and a stop passes in between', async () => {
    await using host = await createHost();
    await host.listen();
    const { child, told } = host.start();
    await until(() => host.links.length === 1);
    const wanted = host.file;
    host.onRead = (count) => {
      if (count === 5) host.links.at(-1)?.stop(4);
      if (count % 15 === 0 && count <= 75) host.links.at(-1)?.close('cut by the test');
    };
    child.send(wanted);
    await until(() => told.some((each) => each.kind === 'file'));
    const file = told.find((each) => each.kind === 'file');
    assert.equal(file?.kind === 'file' ? file.digest : '', wanted.digest);
    assert.ok(file?.kind === 'file' && file.failures >= 5);
    assert.ok(told.some((each) => each.kind === 'stop' && each.stopNumber === 4));
    assert.equal(host.closed.length, 5);
  });
});
