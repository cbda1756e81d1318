import assert from 'node:assert/strict';
import { createSocket, type SocketOptions } from 'node:dgram';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { describe, test } from 'node:test';
import { broadcastOf, createRadio, type Heard } from './radio.ts';

const LOOPBACK = { address: '127.0.0.1', broadcast: '127.255.255.255' };

async function socketAt(options: Partial<SocketOptions> = {}) {
  const socket = createSocket({ type: 'udp4', ...options });
  await new Promise<void>((done) => socket.bind(0, done));
  return {
    socket,
    port: (socket.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () => new Promise<void>((done) => socket.close(() => done())),
  };
}

describe('[CO5] the radio', () => {
  test('hears at a port that another program of this host listens at too', async () => {
    await using other = await socketAt({ reuseAddr: true });
    const heard = Promise.withResolvers<Heard>();
    const alsoHeard = new Promise<string>((resolve) => other.socket.once('message', (bytes) => resolve(String(bytes))));
    const openRadio = createRadio({ networks: () => [LOOPBACK] });
    await using radio = await openRadio([{ port: other.port, group: null }], heard.resolve);
    assert.deepEqual(radio.troubles, []);
    radio.say(Buffer.from('I am here'), { port: other.port, group: null });
    assert.equal(String((await heard.promise).bytes), 'I am here');
    assert.equal(await alsoHeard, 'I am here');
  });

  test('says which port it cannot have, and works on without it', async () => {
    await using other = await socketAt();
    const heard = Promise.withResolvers<Heard>();
    const openRadio = createRadio({ networks: () => [{ ...LOOPBACK, broadcast: '127.0.0.1' }] });
    await using radio = await openRadio([{ port: other.port, group: null }], heard.resolve);
    assert.match(radio.troubles.join(), new RegExp(`^Port ${other.port} .*EADDRINUSE`));
    other.socket.once('message', (bytes, from) => other.socket.send(`${String(bytes)} yes`, from.port, from.address));
    radio.say(Buffer.from('anybody?'), { port: other.port, group: null });
    const answer = await heard.promise;
    assert.deepEqual([String(answer.bytes), answer.address], ['anybody? yes', '127.0.0.1']);
  });

  test('hears a group in each network, where one of this host has two addresses in the same', async () => {
    const heard = Promise.withResolvers<Heard>();
    await using other = await socketAt({ reuseAddr: true });
    const second = { address: '127.0.0.2', broadcast: '127.255.255.255' };
    const openRadio = createRadio({ networks: () => [LOOPBACK, second] });
    await using radio = await openRadio([{ port: other.port, group: '239.255.255.250' }], heard.resolve);
    assert.deepEqual(radio.troubles, []);
    radio.say(Buffer.from('I am here'), { port: other.port, group: null });
    assert.equal(String((await heard.promise).bytes), 'I am here');
  });

  test('loses none of the answers of a large farm, which come all at once', async () => {
    // As many as this host lets a program keep, and more than it keeps for who asks for nothing.
    const kept = 2 * Number(readFileSync('/proc/sys/net/core/rmem_max', 'utf8'));
    const count = Math.min(1_000, Math.floor(kept / 1_300));
    const heard = new Set<string>();
    const last = Promise.withResolvers<void>();
    await using other = await socketAt();
    const openRadio = createRadio({ networks: () => [{ ...LOOPBACK, broadcast: '127.0.0.1' }] });
    await using radio = await openRadio([], ({ bytes }) => {
      if (String(bytes) === 'the end') return last.resolve();
      heard.add(String(bytes));
    });
    other.socket.once('message', (_bytes, { port, address }) => {
      for (let i = 0; i < count; i++) other.socket.send(`${i}`.padStart(300), port, address);
      setImmediate(() => other.socket.send('the end', port, address));
    });
    radio.say(Buffer.from('anybody?'), { port: other.port, group: null });
    await last.promise;
    assert.equal(heard.size, count);
  });

  test('a network without a group is told of, and is heard in all the same', async () => {
    const heard = Promise.withResolvers<Heard>();
    await using other = await socketAt({ reuseAddr: true });
    const gone = { address: '192.0.2.77', broadcast: '192.0.2.255' };
    const openRadio = createRadio({ networks: () => [gone, LOOPBACK] });
    await using radio = await openRadio([{ port: other.port, group: '239.255.255.250' }], heard.resolve);
    assert.match(radio.troubles.join(), /network of 192\.0\.2\.77/);
    assert.doesNotMatch(radio.troubles.join(), /cannot be listened at/);
    radio.say(Buffer.from('I am here'), { port: other.port, group: null });
    assert.equal(String((await heard.promise).bytes), 'I am here');
  });

  test('says when this host is in no network, and when one cannot be used', async () => {
    await using nowhere = await createRadio({ networks: () => [] })([], () => {});
    assert.match(nowhere.troubles.join(), /in no network/);
    const gone = createRadio({ networks: () => [{ address: '192.0.2.1', broadcast: '192.0.2.255' }] });
    await using radio = await gone([], () => {});
    assert.match(radio.troubles.join(), /network of 192\.0\.2\.1 \(EADDRNOTAVAIL\)/);
    radio.say(Buffer.from('nobody'), { port: 1, group: null });
  });

  test('everyone in a network has one address', () => {
    assert.equal(broadcastOf('192.168.1.20', '255.255.255.0'), '192.168.1.255');
    assert.equal(broadcastOf('10.3.7.9', '255.255.252.0'), '10.3.7.255');
    assert.equal(broadcastOf('10.3.4.9', '255.255.252.0'), '10.3.7.255');
  });
});
