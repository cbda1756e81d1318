import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { describe, test } from 'node:test';
import { createServer, type TLSSocket } from 'node:tls';
import { selfSigned } from '#drivers/bambu/simulator/certificate';
import { systemChance } from '#lib/chance';
import { systemClock } from '#lib/clock';
import { openTestServer } from '../api/fixtures/test-server.ts';
import { BambuFrames } from './bambu-source.ts';
import { pictureOf } from './fixtures/test-camera.ts';
import { createRelay } from './relay.ts';
import { NoPicture } from './source.ts';

const framed = (jpeg: Buffer): Buffer => {
  const head = Buffer.alloc(16);
  head.writeUInt32LE(jpeg.length, 0);
  head.writeUInt32LE(1, 8);
  return Buffer.concat([head, jpeg]);
};

/** The camera of a P1S: one login of 80 bytes, then pictures; whoever has a wrong code is sent away without a word. */
async function openChamberCamera(code: string) {
  const sockets = new Set<TLSSocket>();
  let [ever, logins] = [0, 0];
  const server = createServer(selfSigned('01P00A123456789'), (socket) => {
    ever += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.once('data', (login: Buffer) => {
      logins += 1;
      const text = (from: number) => login.toString('latin1', from, from + 32).replace(/\0+$/, '');
      const isRight = login.length === 80 && login.readUInt32LE(0) === 0x40 && text(16) === 'bblp' && text(48) === code;
      if (!isRight) return void socket.destroy();
      const stream = Buffer.concat([framed(pictureOf('one')), framed(pictureOf('two'))]);
      // In pieces that end anywhere.
      socket.write(stream.subarray(0, 9));
      setImmediate(() => socket.write(stream.subarray(9)));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `bambu://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => ({ ever, open: sockets.size }),
    logins: () => logins,
    /** As after a reset; or another computer at its address. */
    swapCertificate: () => server.setSecureContext(selfSigned('01P00A123456789')),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
}

const parts = { clock: systemClock, chance: systemChance };

describe('[CA1] the camera of a Bambu Lab printer', () => {
  test('is read once for all who look', async () => {
    await using camera = await openChamberCamera('12345678');
    await using relay = createRelay({ url: camera.url, username: 'bblp', password: '12345678' }, parts);
    const seen: string[] = [];
    const both = Promise.withResolvers<void>();
    const viewer = {
      frame(jpeg: Buffer) {
        seen.push(jpeg.toString('latin1', 4));
        if (seen.length >= 4) both.resolve();
      },
      ended() {},
    };
    using _one = relay.watch(viewer);
    using _two = relay.watch({ ...viewer });
    await both.promise;
    assert.deepEqual(seen.slice(0, 4).sort(), ['one', 'one', 'two', 'two']);
    assert.equal(camera.connections().ever, 1);
  });

  test('says what helps when the code is wrong', async () => {
    await using camera = await openChamberCamera('12345678');
    await using relay = createRelay({ url: camera.url, username: 'bblp', password: 'falsch' }, parts);
    const refused = await relay.picture().then(
      () => null,
      (error: unknown) => error,
    );
    assert.ok(refused instanceof NoPicture);
    assert.match(refused.message, /refuses the access code/);
    assert.match(refused.remedy, /One program at a time/);
    assert.doesNotMatch(`${refused.message} ${refused.remedy}`, /falsch|12345678/);
  });

  test('pictures come out whole, whatever pieces they come in; nonsense is no picture', () => {
    const stream = Buffer.concat([framed(pictureOf('a')), framed(pictureOf('b'.repeat(100))), framed(pictureOf('c'))]);
    for (const step of [1, 7, 16, 100, stream.length]) {
      const frames = new BambuFrames();
      const told: string[] = [];
      for (let at = 0; at < stream.length; at += step)
        told.push(...frames.push(stream.subarray(at, at + step)).map((jpeg) => jpeg.toString('latin1', 4)));
      assert.deepEqual(told, ['a', 'b'.repeat(100), 'c'], `pieces of ${step}`);
    }
    assert.throws(() => new BambuFrames().push(Buffer.from('HTTP/1.1 400 Bad Request\r\n')), NoPicture);
    assert.throws(() => new BambuFrames().push(framed(Buffer.from('no picture at all'))), NoPicture);
  });

  test('is known by the certificate that it showed first; another one is told nothing until a person types the code anew', async () => {
    await using server = await openTestServer();
    await using camera = await openChamberCamera('12345678');
    const { cameras } = server.features;
    const login = { url: camera.url, username: 'bblp', password: '12345678' };
    const id = await cameras.add({ ...login, name: 'Chamber', printerId: null }, 'ann');
    const kept = async () => (await cameras.get(id)).certificate;
    await (await cameras.relay(id)).picture();
    for (const deadline = performance.now() + 20_000; (await kept()) === null; )
      assert.ok(performance.now() < deadline, 'its certificate is not written down');
    assert.match((await kept()) ?? '', /^[0-9A-F]{64}$/);
    camera.swapCertificate();
    const [before, { version }] = [camera.logins(), await cameras.get(id)];
    // Another relay, which knows only what was written down.
    await cameras.change({ id, version, name: 'Chamber of Anna' }, 'ann');
    const isStranger = (error: unknown): boolean => {
      assert.ok(error instanceof NoPicture);
      return /another certificate.*nothing was told/.test(error.message) && /access code/.test(error.remedy);
    };
    await assert.rejects(async () => (await cameras.relay(id)).picture(), isStranger);
    await assert.rejects(cameras.tryOut({ ...login, password: null }, id), isStranger);
    assert.equal(camera.logins(), before);
    await cameras.change({ id, version: version + 1, password: '12345678' }, 'ann');
    await (await cameras.relay(id)).picture();
    assert.equal(camera.logins(), before + 1);
  });
});
