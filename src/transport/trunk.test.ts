import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createHandClock } from '#lib/fixtures/hand-clock';
import { seededChance } from '#lib/fixtures/seeded-chance';
import type { Channel } from './channel.ts';
import { channelContract } from './contract-suite.ts';
import { createMemoryNetwork, type MemoryNetwork } from './memory.ts';
import { createTrunk, TRUNK_CHANNELS_LIMIT, type Trunk, type TrunkEnd } from './trunk.ts';
import { createTrunkDialer } from './trunk-dialer.ts';
import { TRUNK_DATA_LIMIT_BYTES, TRUNK_HEADER_BYTES, trunkHeader, trunkPreface } from './trunk-frames.ts';
import { TRUNK_WINDOW_BYTES } from './trunk-lane.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const forEver = new AbortController().signal;

async function untilOn(network: MemoryNetwork, isSo: () => boolean): Promise<void> {
  while (!isSo()) {
    network.flush();
    await turn();
  }
}

// Over a network that cuts it anywhere: what a trunk is does not depend on what it goes over.
for (const [name, options] of [
  ['trunk (in memory)', {}],
  ['trunk (in memory, in small pieces)', { sliceBytes: 4_096 }],
] as const) {
  channelContract(name, async () => {
    const network = createMemoryNetwork({ chance: seededChance(1), ...options });
    const trunks: Trunk[] = [];
    const under = network.dialer('a');
    const dialer = createTrunkDialer({ reach: async (signal) => ({ kind: 'trunk', under: await under(signal) }) });
    return {
      async dialer(signal) {
        let isDialling = true;
        const dialled = dialer.dial(signal).finally(() => (isDialling = false));
        void untilOn(network, () => !isDialling);
        return await dialled;
      },
      async listen(onChannel) {
        const listener = network.listen('a', (each) => {
          trunks.push(createTrunk({ under: each, clock: createHandClock(), onChannel }));
        });
        return {
          address: listener.address,
          async [Symbol.asyncDispose]() {
            await listener[Symbol.asyncDispose]();
            for (const trunk of trunks) trunk.retire();
          },
        };
      },
      until: (isSo) => untilOn(network, isSo),
      async [Symbol.asyncDispose]() {
        dialer[Symbol.dispose]();
        for (const trunk of trunks) trunk.end('over');
      },
    };
  });
}

interface Watched {
  readonly channel: Channel;
  bytes: number;
  heard: string;
  closed: string | null;
}

function watch(channel: Channel, reads = true): Watched {
  const seen: Watched = { channel, bytes: 0, heard: '', closed: null };
  if (reads) {
    channel.onBytes((bytes) => {
      seen.bytes += bytes.length;
      if (seen.bytes < 20_000) seen.heard += Buffer.from(bytes).toString('latin1');
    });
  }
  channel.onClose((reason) => {
    seen.closed = reason;
  });
  return seen;
}

/** Two ends of one trunk over memory, on one turned clock. */
async function stage(onChannel?: (channel: Channel) => void) {
  const clock = createHandClock();
  const network = createMemoryNetwork({ chance: seededChance(3), clock });
  const accepted: Channel[] = [];
  let there: Trunk | null = null;
  network.listen('a', (under) => {
    there = createTrunk({ under, clock, onChannel: onChannel ?? ((channel) => void accepted.push(channel)) });
  });
  const here = createTrunk({ under: await network.dialer('a')(forEver), clock, onChannel: null });
  const until = (isSo: () => boolean): Promise<void> => untilOn(network, isSo);
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 4; i++) {
      network.flush();
      await turn();
    }
  };
  const open = async (): Promise<{ readonly here: Channel; readonly there: Channel }> => {
    const opened = here.open(forEver);
    let channel: Channel | null | undefined;
    void opened.then((result) => (channel = result));
    const before = accepted.length;
    await until(() => channel !== undefined);
    const other = accepted[before];
    assert.ok(channel != null && other !== undefined);
    return { here: channel, there: other };
  };
  return { clock, network, accepted, here, there: () => there as Trunk | null, until, settle, open };
}

/** A side that speaks byte by byte what it is told to, against a trunk that takes channels. */
async function stranger() {
  const clock = createHandClock();
  const network = createMemoryNetwork({ chance: seededChance(3), clock });
  const accepted: Watched[] = [];
  let end: TrunkEnd | null = null;
  network.listen('a', (under) => {
    const trunk = createTrunk({ under, clock, onChannel: (channel) => void accepted.push(watch(channel)) });
    void trunk.ended.then((how) => (end = how));
  });
  const raw = await network.dialer('a')(forEver);
  const seen = watch(raw);
  const say = async (...parts: readonly Uint8Array[]): Promise<void> => {
    for (const part of parts) raw.send(part);
    for (let i = 0; i < 4; i++) {
      network.flush();
      await turn();
    }
  };
  return { clock, accepted, seen, raw, say, ended: () => end };
}

const data = (channel: number, bytes: Uint8Array): Uint8Array =>
  Buffer.concat([trunkHeader('data', channel, bytes.length), bytes]);

describe('[WI8] a trunk', () => {
  test('a channel whose reader stands still holds up no other, and takes no more memory than its window', async () => {
    const { open, until, settle } = await stage();
    const [slow, quick] = [await open(), await open()];
    const heard = watch(quick.there);
    while (slow.here.bufferedBytes < 4 * TRUNK_WINDOW_BYTES) slow.here.send(new Uint8Array(TRUNK_WINDOW_BYTES));
    for (let i = 0; i < 20; i++) quick.here.send(new Uint8Array(TRUNK_WINDOW_BYTES));
    await until(() => heard.bytes === 20 * TRUNK_WINDOW_BYTES);
    await settle();
    assert.equal(slow.here.bufferedBytes, 3 * TRUNK_WINDOW_BYTES, 'what is under way is one window');
    const late = watch(slow.there);
    await until(() => late.bytes === 4 * TRUNK_WINDOW_BYTES);
    assert.equal(slow.here.bufferedBytes, 0);
  });

  test('the first word of one channel waits for one frame of each other, and not for all that they have to send', async () => {
    const { network, open, settle } = await stage();
    const [large, small] = [await open(), await open()];
    const order: string[] = [];
    large.there.onBytes((bytes) => order.push(`large ${bytes.length}`));
    small.there.onBytes((bytes) => order.push(Buffer.from(bytes).toString()));
    await settle();
    large.here.send(new Uint8Array(TRUNK_WINDOW_BYTES));
    small.here.send(Buffer.from('stop'));
    await turn();
    network.flush();
    await settle();
    assert.equal(order.indexOf('stop'), 1, order.join());
    assert.equal(order[0], `large ${TRUNK_DATA_LIMIT_BYTES}`);
  });

  test('what many channels say in one turn is one write, and the first of a turn waits for nobody', async () => {
    const { network, open, settle } = await stage();
    const channels = [];
    for (let i = 0; i < 20; i++) channels.push(await open());
    await settle();
    let heard = 0;
    for (const { there } of channels) there.onBytes(() => heard++);
    channels[0]?.here.send(Buffer.from('first'));
    await Promise.resolve();
    for (const { here } of channels.slice(1)) {
      here.send(Buffer.from('later'));
      await Promise.resolve();
    }
    assert.equal(network.flush(), 1, 'before the end of the turn only the first');
    assert.equal(heard, 1);
    await turn();
    assert.equal(network.flush(), 1, 'all others together');
    assert.equal(heard, 20);
  });

  test('the end of one channel is not that of another, and who sends meanwhile hears of it', async () => {
    const { open, settle } = await stage();
    const [first, second] = [await open(), await open()];
    const [sender, other] = [watch(first.here), watch(second.there)];
    watch(first.there);
    first.there.close('enough');
    for (let i = 0; i < 10; i++) first.here.send(new Uint8Array(1_000));
    await settle();
    assert.equal(sender.closed, 'closed by peer');
    assert.equal(first.here.send(Uint8Array.of(1)), false);
    second.here.send(Buffer.from('still here'));
    await settle();
    assert.equal(other.heard, 'still here');
    assert.equal(other.closed, null);
  });

  test('last words that nobody takes are given up after a second, and the other side hears of the end', async () => {
    const { clock, network, open, settle } = await stage();
    const { here, there } = await open();
    here.send(new Uint8Array(2 * TRUNK_WINDOW_BYTES));
    here.close();
    await settle();
    const late = watch(there, false);
    clock.advance(1_001);
    network.flush();
    await settle();
    assert.equal(late.closed, null, 'what came before is kept for its reader');
    let bytes = 0;
    there.onBytes((part) => (bytes += part.length));
    await settle();
    assert.equal(bytes, TRUNK_WINDOW_BYTES);
    assert.equal(late.closed, 'closed by peer');
  });

  test('its death is that of all its channels', async () => {
    const { network, here, open, settle } = await stage();
    const all = [await open(), await open(), await open()].flatMap(({ here: one, there }) => [
      watch(one),
      watch(there),
    ]);
    network.connections[0]?.cut();
    await settle();
    assert.deepEqual(
      all.map(({ closed }) => closed),
      all.map(() => 'connection lost'),
    );
    assert.equal(await here.open(forEver), null);
  });

  test('it beats every two seconds for all its channels, and five seconds of silence end them', async () => {
    const { clock, network, here, open, settle } = await stage();
    const { here: channel } = await open();
    const seen = watch(channel);
    for (let ms = 0; ms < 20_000; ms += 500) {
      clock.advance(500);
      await settle();
    }
    assert.equal(seen.closed, null);
    network.connections[0]?.hold();
    for (let ms = 0; ms < 4_500; ms += 500) {
      clock.advance(500);
      await settle();
    }
    assert.equal(seen.closed, null, 'not before');
    for (let ms = 0; ms < 2_600; ms += 500) {
      clock.advance(500);
      await settle();
    }
    assert.equal(seen.closed, 'peer-silent');
    assert.equal((await here.ended).reason, 'peer-silent');
  });

  test('whoever says nothing, or something else, is turned away', async () => {
    const silent = await stranger();
    for (let ms = 0; ms <= 5_000; ms += 500) {
      silent.clock.advance(500);
      await silent.say();
    }
    assert.equal(silent.ended()?.reason, 'handshake-timeout');
    const other = await stranger();
    await other.say(Buffer.from('GET / HTTP/1.1\r\n\r\n'));
    assert.equal(other.ended()?.reason, 'no-trunk');
    const newer = await stranger();
    await newer.say(trunkPreface(2));
    assert.equal(newer.ended()?.reason, 'unknown-trunk-version');
  });

  for (const [what, frames] of [
    ['an unknown kind', [Uint8Array.of(0, 0, 0, 1, 99, 0, 0, 0, 0)]],
    ['zeros', [new Uint8Array(TRUNK_HEADER_BYTES)]],
    ['data without bytes', [trunkHeader('data', 1, 0)]],
    ['a frame longer than the limit', [trunkHeader('data', 1, TRUNK_DATA_LIMIT_BYTES + 1)]],
    ['data of a channel that was never opened', [data(7, Uint8Array.of(1))]],
    ['the same channel again', [trunkHeader('open', 1)]],
    ['a channel number 0', [trunkHeader('open', 0)]],
    ['credit for what was not sent', [trunkHeader('credit', 1, 1)]],
    ['a channel taken that was not offered', [trunkHeader('taken', 9)]],
  ] as const) {
    test(`${what} ends it, with all its channels, by a name`, async () => {
      const { accepted, seen, say, ended } = await stranger();
      await say(trunkPreface(), trunkHeader('open', 1), data(1, Buffer.from('good')));
      assert.equal(accepted[0]?.heard, 'good');
      await say(...frames);
      assert.equal(ended()?.reason, 'bad-trunk-frame');
      assert.match(accepted[0]?.closed ?? '', /^bad-trunk-frame: /);
      assert.equal(seen.closed, 'closed by peer');
    });
  }

  test('more than the window unread ends it', async () => {
    const clock = createHandClock();
    const network = createMemoryNetwork({ chance: seededChance(3), clock });
    let end: TrunkEnd | null = null;
    network.listen('a', (under) => {
      const trunk = createTrunk({ under, clock, onChannel: () => {} });
      void trunk.ended.then((how) => (end = how));
    });
    const raw = await network.dialer('a')(forEver);
    raw.send(Buffer.concat([trunkPreface(), trunkHeader('open', 1)]));
    const full = data(1, new Uint8Array(TRUNK_DATA_LIMIT_BYTES));
    for (let sent = 0; sent < TRUNK_WINDOW_BYTES; sent += TRUNK_DATA_LIMIT_BYTES) raw.send(full);
    await untilOn(network, () => network.flush() === 0);
    await turn();
    assert.equal(end, null, 'a window is allowed');
    raw.send(data(1, Uint8Array.of(1)));
    await untilOn(network, () => end !== null);
    assert.deepEqual(end, { reason: 'bad-trunk-frame', detail: 'more was sent than may be under way' });
  });

  test('what comes late for a closed channel harms nobody', async () => {
    const { accepted, say, ended } = await stranger();
    await say(trunkPreface(), trunkHeader('open', 1), trunkHeader('open', 2));
    accepted[0]?.channel.close();
    await say(
      data(1, Buffer.from('late')),
      trunkHeader('credit', 1, 5),
      trunkHeader('close', 1),
      data(2, Buffer.from('2')),
    );
    assert.equal(ended(), null);
    assert.equal(accepted[1]?.heard, '2');
  });

  test('channels beyond the limit are refused, and the next one goes over another trunk', async () => {
    const { accepted, seen, say, ended } = await stranger();
    const numbers = Array.from({ length: TRUNK_CHANNELS_LIMIT + 1 }, (_, i) => i + 1);
    await say(trunkPreface(), ...numbers.map((id) => trunkHeader('open', id)));
    assert.equal(accepted.length, TRUNK_CHANNELS_LIMIT);
    assert.equal(ended(), null);
    assert.ok(seen.heard.endsWith(Buffer.from(trunkHeader('close', TRUNK_CHANNELS_LIMIT + 1)).toString('latin1')));
    accepted[0]?.channel.close();
    await say(trunkHeader('open', TRUNK_CHANNELS_LIMIT + 2));
    assert.equal(accepted.length, TRUNK_CHANNELS_LIMIT + 1);
  });

  test('one that takes no more is left for another, and its channels live on', async () => {
    const network = createMemoryNetwork({ chance: seededChance(3) });
    const clock = createHandClock();
    const [trunks, accepted]: [Trunk[], Watched[]] = [[], []];
    network.listen('a', (under) => {
      trunks.push(createTrunk({ under, clock, onChannel: (channel) => void accepted.push(watch(channel)) }));
    });
    const under = network.dialer('a');
    const troubles: string[] = [];
    using dialer = createTrunkDialer({
      reach: async (signal) => ({ kind: 'trunk', under: await under(signal) }),
      onTrouble: ({ message }) => troubles.push(message),
    });
    const dial = async (): Promise<Channel> => {
      const dialled = dialer.dial(forEver);
      let channel: Channel | null = null;
      void dialled.then((result) => (channel = result));
      await untilOn(network, () => channel !== null);
      return await dialled;
    };
    const first = await dial();
    trunks[0]?.retire();
    const [second, third] = [await dial(), await dial()];
    assert.equal(trunks.length, 2);
    for (const [i, channel] of [first, second, third].entries()) channel.send(Buffer.from(String(i)));
    await untilOn(network, () => accepted.every(({ heard }) => heard !== ''));
    assert.deepEqual(
      accepted.map(({ heard }) => heard),
      ['0', '1', '2'],
    );
    first.close();
    await untilOn(network, () => troubles.length > 0);
    assert.deepEqual(troubles, ['trunk ended: closed not needed any more']);
  });

  test('whoever opens and closes without ever reading the answers is cut off', async () => {
    const clock = createHandClock();
    const network = createMemoryNetwork({ chance: seededChance(3), clock });
    let end: TrunkEnd | null = null;
    network.listen('a', (under) => {
      const trunk = createTrunk({ under, clock, onChannel: () => {} });
      void trunk.ended.then((how) => (end = how));
    });
    const raw = await network.dialer('a')(forEver);
    const [connection] = network.connections;
    raw.send(trunkPreface());
    for (let id = 1; end === null && id < 200_000; id += 1_000) {
      const numbers = Array.from({ length: 1_000 }, (_, i) => id + i);
      raw.send(Buffer.concat(numbers.flatMap((each) => [trunkHeader('open', each), trunkHeader('close', each)])));
      while (connection?.deliver('to-listener') === true);
      await turn();
    }
    assert.equal((end as TrunkEnd | null)?.reason, 'words-unread');
  });

  test('a listener that throws takes nothing from the other channels', async () => {
    const { open, settle } = await stage();
    const [bad, good] = [await open(), await open()];
    const thrown: unknown[] = [];
    const before = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.on('uncaughtException', (error) => thrown.push(error));
    try {
      bad.there.onBytes(() => {
        throw new Error('a fault of its owner');
      });
      const heard = watch(good.there);
      bad.here.send(Buffer.from('x'));
      good.here.send(Buffer.from('heard'));
      await settle();
      assert.equal(heard.heard, 'heard');
      assert.deepEqual(
        thrown.map((each) => (each as Error).message),
        ['a fault of its owner'],
      );
    } finally {
      process.removeAllListeners('uncaughtException');
      for (const listener of before) process.on('uncaughtException', listener);
    }
  });
});
