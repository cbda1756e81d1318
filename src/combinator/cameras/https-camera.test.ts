import assert from 'node:assert/strict';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, test } from 'node:test';
import { selfSigned } from '#drivers/bambu/simulator/certificate';
import { openTestServer } from '../api/fixtures/test-server.ts';
import { pictureOf } from './fixtures/test-camera.ts';

/** A camera behind a certificate of its own: `/stream` and `/picture`, with a password, and one that may be another the next time. */
async function openSecureCamera(name: string, port = 0) {
  const logins: string[] = [];
  const jpeg = pictureOf(name);
  const server = createServer(selfSigned(name), (request, response) => {
    const login = Buffer.from(request.headers.authorization?.slice('Basic '.length) ?? '', 'base64').toString();
    logins.push(login);
    if (login !== 'admin:geheim') return void response.writeHead(401).end();
    if (request.url === '/none') return void response.writeHead(204).end();
    if (request.url === '/picture') return void response.writeHead(200, { 'content-type': 'image/jpeg' }).end(jpeg);
    response.writeHead(200, { 'content-type': 'multipart/x-mixed-replace; boundary=edge' });
    response.write(`--edge\r\nContent-Length: ${jpeg.length}\r\n\r\n`);
    response.write(jpeg);
    response.write('\r\n--edge\r\n');
  });
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  return {
    logins,
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
}

describe('a camera behind HTTPS', () => {
  test('[CA1] one that signs its own certificate is known by the first with which it showed a picture, and another is told nothing', async () => {
    await using server = await openTestServer();
    const { cameras } = server.features;
    const first = await openSecureCamera('first');
    const { port } = first;
    const add = (path: string): Promise<string> =>
      cameras.add(
        {
          name: path,
          printerId: null,
          url: `https://127.0.0.1:${port}/${path}`,
          username: 'admin',
          password: 'geheim',
        },
        'ann',
      );
    const picture = async (id: string): Promise<string> =>
      (await fetch(`${server.address}/api/cameras/${id}/picture`)).text();
    const [stream, still, none] = [await add('stream'), await add('picture'), await add('none')];
    assert.match(await picture(none), /has taken no picture yet/);
    assert.equal((await cameras.get(none)).certificate, null, 'who showed nothing is not known');
    for (const id of [stream, still]) {
      assert.match(await picture(id), /first/);
      while ((await cameras.get(id)).certificate === null) await new Promise((resolve) => setImmediate(resolve));
    }
    await first[Symbol.asyncDispose]();
    await using other = await openSecureCamera('other', port);
    // What the farm has in hand of before is of another connection.
    for (const [version, id] of [stream, still].entries()) {
      await cameras.change({ id, version: 1, name: `Bed ${version}` }, 'ann');
      assert.match(await picture(id), /another certificate/);
    }
    assert.deepEqual(other.logins, []);
    await cameras.change({ id: still, version: 2, password: 'geheim' }, 'ann');
    assert.match(await picture(still), /other/);
  });

  test('[CA1] a wrong password and one who is away are told', async () => {
    await using server = await openTestServer();
    const secure = await openSecureCamera('one');
    const url = `https://127.0.0.1:${secure.port}/picture`;
    const login = { username: 'admin', password: 'falsch' };
    const id = await server.features.cameras.add({ name: 'Bed', printerId: null, url, ...login }, 'ann');
    const picture = async (): Promise<string> => (await fetch(`${server.address}/api/cameras/${id}/picture`)).text();
    assert.match(await picture(), /refuses name and password/);
    await secure[Symbol.asyncDispose]();
    await server.features.cameras.change({ id, version: 1, name: 'Other' }, 'ann');
    assert.match(await picture(), /cannot be reached \(ECONNREFUSED\)/);
  });
});
