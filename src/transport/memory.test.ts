import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Channel } from './channel.ts';
import { channelContract } from './contract-suite.ts';
import { seededChance } from '#lib/fixtures/seeded-chance';
import { createHandClock } from '#lib/fixtures/hand-clock';
import { createMemoryNetwork, type MemoryNetworkOptions } from './memory.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

for (const [name, options] of [
  ['memory', {}],
  ['memory (in small pieces)', { sliceBytes: 65_536 }],
] as const) {
  channelContract(name, async () => {
    const network = createMemoryNetwork({ chance: seededChance(1), ...options });
    return {
      dialer: network.dialer('a'),
      listen: async (onChannel) => network.listen('a', onChannel),
      until: async (isSo) => {
        while (!isSo()) {
          network.flush();
          await turn();
        }
      },
      async [Symbol.asyncDispose]() {},
    };
  });
}

async function connected(options: Partial<MemoryNetworkOptions> = {}) {
  const network = createMemoryNetwork({ chance: seededChance(7), ...options });
  const heard: string[] = [];
  const accepted: Channel[] = [];
  network.listen('combinator', (channel) => {
    accepted.push(channel);
    channel.onBytes((bytes) => heard.push(new TextDecoder().decode(bytes)));
    channel.onClose((reason) => heard.push(`<${reason}>`));
  });
  const dial = () => network.dialer('combinator', 'machine')(new AbortController().signal);
  return { network, heard, accepted, dial };
}
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('a memory network', () => {
  test('moves nothing until it is told to, and then one piece at a time', async () => {
    const { network, heard, dial } = await connected();
    const channel = await dial();
    channel.send(bytes('one'));
    channel.send(bytes('two'));
    await turn();
    assert.deepEqual(heard, []);
    assert.equal(network.step(), true);
    assert.deepEqual(heard, ['one']);
    assert.equal(network.flush(), 1);
    assert.deepEqual(heard, ['one', 'two']);
    assert.equal(network.step(), false);
  });

  test('delays by the clock, and keeps the order within a connection', async () => {
    const clock = createHandClock();
    const delays = [500, 100];
    const { network, heard, dial } = await connected({ clock, delayMs: () => delays.shift() ?? 0 });
    const channel = await dial();
    channel.send(bytes('slow'));
    channel.send(bytes('fast'));
    assert.equal(network.flush(), 0);
    assert.equal(network.nextMoveAt(), clock.monotonic() + 500);
    clock.advance(499);
    assert.equal(network.flush(), 0);
    clock.advance(1);
    network.flush();
    assert.deepEqual(heard, ['slow', 'fast']);
    assert.equal(network.nextMoveAt(), null);
  });

  test('a held connection is half open: nothing moves, nobody is told, until it is released', async () => {
    const { network, heard, dial } = await connected();
    const channel = await dial();
    network.connections[0]?.hold();
    channel.send(bytes('hello'));
    channel.close();
    network.flush();
    await turn();
    assert.deepEqual(heard, []);
    network.connections[0]?.release();
    network.flush();
    await turn();
    assert.deepEqual(heard, ['hello', '<closed by peer>']);
  });

  test('a cut connection loses what was under way and tells both sides', async () => {
    const { network, heard, dial } = await connected();
    const channel = await dial();
    const told: string[] = [];
    channel.onClose((reason) => told.push(reason));
    channel.send(bytes('lost'));
    network.connections[0]?.cut();
    network.flush();
    await turn();
    assert.deepEqual(heard, ['<connection lost>']);
    assert.deepEqual(told, ['connection lost']);
    assert.deepEqual(network.connections, []);
  });

  test('[WI4] late and doubled messages turn up in a later connection of the same pair, whole and in any order', async () => {
    const clock = createHandClock();
    const { network, heard, dial } = await connected({ clock, sliceBytes: 2 });
    const first = await dial();
    first.send(bytes('delivered'));
    network.flush();
    first.send(bytes('under way'));
    network.connections[0]?.cut({ late: 1, doubled: 1, afterMs: [1_000, 21_000] });
    heard.length = 0;
    await turn();
    const second = await dial();
    await network.dialer('combinator', 'another machine')(new AbortController().signal);
    network.flush();
    assert.deepEqual(
      heard.filter((text) => !text.startsWith('<')),
      [],
    );
    clock.advance(21_000);
    second.send(bytes('new'));
    network.flush();
    assert.ok(heard.includes('delivered') && heard.includes('under way'));
    assert.equal(heard.filter((text) => text.length <= 2).join(''), 'new');
  });

  test('a blocked dialer waits, and connects when it is unblocked', async () => {
    const { network, dial, accepted } = await connected();
    network.block('machine');
    const dialing = dial();
    await turn();
    assert.equal(accepted.length, 0);
    network.unblock('machine');
    await dialing;
    assert.equal(accepted.length, 1);
  });

  test('the same chance gives the same run', async () => {
    const run = async (seed: number): Promise<string> => {
      const { network, heard, dial } = await connected({ chance: seededChance(seed), sliceBytes: 3 });
      for (const channel of [await dial(), await dial()]) channel.send(bytes('0123456789'));
      network.flush();
      return heard.join('|');
    };
    assert.equal(await run(3), await run(3));
    assert.notEqual(await run(3), await run(4));
  });

  test('two sides that answer each other for ever are an error, not a test that hangs', async () => {
    const { network, accepted, dial } = await connected();
    const channel = await dial();
    channel.onBytes((part) => channel.send(part));
    accepted[0]?.onBytes((part) => accepted[0]?.send(part));
    channel.send(bytes('x'));
    assert.throws(() => network.flush(), /did not come to rest/);
  });
});
