import assert from 'node:assert/strict';
import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { systemClock } from '#lib/clock';
import type { Channel } from './channel.ts';
import { channelContract } from './contract-suite.ts';
import { createTrunk } from './trunk.ts';
import { listenUnix } from './unix.ts';
import { listenUnixTrunk, unixTrunkDialer } from './unix-trunk.ts';

/** A folder 0700 that goes with the test. */
function folderFor(): { readonly folder: string; readonly trunk: string; readonly single: string } & Disposable {
  const folder = mkdtempSync(path.join(tmpdir(), 'croft-trunk-'));
  return {
    folder,
    trunk: path.join(folder, 't.sock'),
    single: path.join(folder, 's.sock'),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
};
const forEver = new AbortController().signal;

channelContract('unix trunk', async () => {
  const place = folderFor();
  const dialer = unixTrunkDialer(() => place);
  return {
    dialer: dialer.dial,
    listen: (onChannel) => listenUnixTrunk(place.trunk, onChannel),
    until,
    async [Symbol.asyncDispose]() {
      dialer[Symbol.dispose]();
      place[Symbol.dispose]();
    },
  };
});

describe('[WI8] a process of many channels', () => {
  test('has one connection for all of them', async () => {
    using place = folderFor();
    let connections = 0;
    const accepted: Channel[] = [];
    await using _ = await listenUnix(place.trunk, (under) => {
      connections++;
      createTrunk({ under, clock: systemClock, onChannel: (channel) => void accepted.push(channel) });
    });
    using dialer = unixTrunkDialer(() => place);
    const channels = await Promise.all(Array.from({ length: 50 }, () => dialer.dial(forEver)));
    await until(() => accepted.length === 50);
    assert.equal(connections, 1);
    for (const channel of channels) channel.close();
  });

  test('[WI7] is taken on a socket of mode 0600', async () => {
    using place = folderFor();
    await using _ = await listenUnixTrunk(place.trunk, () => {});
    assert.equal(lstatSync(place.trunk).mode & 0o777, 0o600);
  });

  test('of a side that takes single channels only, each has a connection of its own', async () => {
    using place = folderFor();
    const accepted: Channel[] = [];
    // The probe is among them.
    await using _ = await listenUnix(place.single, (channel) => {
      channel.onClose(() => accepted.splice(accepted.indexOf(channel), 1));
      channel.onBytes((bytes) => channel.send(bytes.slice()));
      accepted.push(channel);
    });
    using dialer = unixTrunkDialer(() => place);
    const channels = await Promise.all([dialer.dial(forEver), dialer.dial(forEver), dialer.dial(forEver)]);
    await until(() => accepted.length === 3);
    const heard: string[] = [];
    for (const [i, channel] of channels.entries()) {
      channel.onBytes((bytes) => heard.push(Buffer.from(bytes).toString()));
      channel.send(Buffer.from(String(i)));
      assert.equal(channel.watched, false);
    }
    await until(() => heard.length === 3);
    assert.deepEqual(heard.toSorted(), ['0', '1', '2']);
    for (const channel of channels) channel.close();
  });

  test('has its trunk as soon as a side that knows them stands where one did that does not', async () => {
    using place = folderFor();
    using dialer = unixTrunkDialer(() => place);
    const accepted: Channel[] = [];
    {
      await using _ = await listenUnix(place.single, (channel) => accepted.push(channel));
      const channel = await dialer.dial(forEver);
      assert.equal(channel.watched, false);
      channel.close();
    }
    const dialling = dialer.dial(forEver);
    await using _trunks = await listenUnixTrunk(place.trunk, (channel) => accepted.push(channel));
    await using _single = await listenUnix(place.single, (channel) => accepted.push(channel));
    const channel = await dialling;
    assert.equal(channel.watched, true);
    channel.close();
  });

  test('goes singly where another version of trunks is spoken', async () => {
    using place = folderFor();
    await using _other = await listenUnix(place.trunk, (channel) => {
      channel.send(Buffer.from('croft-t\x07'));
    });
    await using _single = await listenUnix(place.single, () => {});
    using dialer = unixTrunkDialer(() => place);
    const channel = await dialer.dial(forEver);
    assert.equal(channel.watched, false);
    channel.close();
  });

  test('has lost all channels when its connection breaks, and the next dial makes another', async () => {
    using place = folderFor();
    using dialer = unixTrunkDialer(() => place);
    const closed: string[] = [];
    {
      const accepted: Channel[] = [];
      await using _ = await listenUnixTrunk(place.trunk, (channel) => accepted.push(channel));
      for (const channel of [await dialer.dial(forEver), await dialer.dial(forEver)])
        channel.onClose((reason) => closed.push(reason));
      await until(() => accepted.length === 2);
      for (const channel of accepted) channel.close();
    }
    await until(() => closed.length === 2);
    assert.deepEqual(closed, ['closed by peer', 'closed by peer']);
    await using _ = await listenUnixTrunk(place.trunk, () => {});
    (await dialer.dial(forEver)).close();
  });

  test('a stranger at its socket harms nobody', async () => {
    using place = folderFor();
    const troubles: string[] = [];
    const accepted: Channel[] = [];
    await using _ = await listenUnixTrunk(place.trunk, (channel) => accepted.push(channel), {
      onTrouble: ({ message }) => troubles.push(message),
    });
    using dialer = unixTrunkDialer(() => place);
    const channel = await dialer.dial(forEver);
    const stranger = connect(place.trunk);
    stranger.on('error', () => {});
    stranger.write('{"kind":"hello"}\n');
    await until(() => troubles.length === 1);
    assert.match(troubles[0] ?? '', /^trunk ended: no-trunk/);
    let heard = 0;
    accepted[0]?.onBytes((bytes) => (heard += bytes.length));
    channel.send(Uint8Array.of(1));
    await until(() => heard === 1);
    stranger.destroy();
    channel.close();
    assert.deepEqual(readdirSync(place.folder), ['t.sock']);
  });

  test('[PR3] refuses a path of 100 bytes', () => {
    using place = folderFor();
    const single = path.join(place.folder, 'x'.repeat(100 - place.folder.length - 1));
    assert.throws(() => unixTrunkDialer(() => ({ ...place, single })), { code: 'socket-path-too-long' });
  });
});
