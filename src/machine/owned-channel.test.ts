import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { test } from 'node:test';
import { createHandClock } from '#lib/fixtures/hand-clock';
import { seededChance } from '#lib/fixtures/seeded-chance';
import type { Channel } from '#transport/channel';
import { createMemoryNetwork } from '#transport/memory';
import { createTrunk } from '#transport/trunk';
import { ownedBy } from './owned-channel.ts';

test('[WI8] [PR5a] what a machine’s part of the shared connection throws is its own, and its neighbour hears what is its', async () => {
  const current = new AsyncLocalStorage<string>();
  const clock = createHandClock();
  const network = createMemoryNetwork({ chance: seededChance(1) });
  const accepted: Channel[] = [];
  network.listen('combinator', (under) => {
    createTrunk({ under, clock, onChannel: (channel) => void accepted.push(channel) });
  });
  const dialled = await network.dialer('combinator')(new AbortController().signal);
  const trunk = createTrunk({ under: dialled, clock, onChannel: null });
  const until = async (isSo: () => boolean): Promise<void> => {
    while (!isSo()) {
      network.flush();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };

  const failed: string[] = [];
  const heard: string[] = [];
  const machine = (name: string, listener: (text: string) => void): Promise<void> =>
    current.run(name, async () => {
      const channel = await trunk.open(new AbortController().signal);
      assert.ok(channel !== null);
      const own = ownedBy(channel, (error) => failed.push(`${current.getStore()}: ${(error as Error).message}`));
      own.onBytes((bytes) => listener(Buffer.from(bytes).toString()));
      own.onClose((reason) => listener(reason));
    });
  let begun = 0;
  const bad = machine('bad', (text) => {
    throw new Error(text);
  }).then(() => begun++);
  const good = machine('good', (text) => heard.push(`${current.getStore()}: ${text}`)).then(() => begun++);
  await until(() => begun === 2);
  await Promise.all([bad, good]);

  for (const channel of accepted) channel.send(Buffer.from('a command'));
  await until(() => heard.length === 1);
  for (const channel of accepted) channel.close();
  await until(() => heard.length === 2);
  assert.deepEqual(failed, ['bad: a command', 'bad: closed by peer']);
  assert.deepEqual(heard, ['good: a command', 'good: closed by peer']);
});
