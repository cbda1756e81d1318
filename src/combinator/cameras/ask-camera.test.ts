import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, test } from 'node:test';
import { manifests } from '#drivers/registry';
import { systemChance } from '#lib/chance';
import { systemClock } from '#lib/clock';
import { pictureOf } from './fixtures/test-camera.ts';
import { createRelay } from './relay.ts';
import { NoPicture } from './source.ts';

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/** The web server of a PrusaLink on a Raspberry Pi: by key or by digest, one picture at a time. */
async function openSnapshots(login: { readonly user: string; readonly password: string; readonly key: string }) {
  const state = { hasPicture: true };
  const isDigest = ({ headers }: IncomingMessage): boolean => {
    const said = (name: string): string =>
      new RegExp(`${name}="?([^",]*)`).exec(headers.authorization ?? '')?.[1] ?? '';
    const own = md5(`${login.user}:api:${login.password}`);
    const what = md5(`GET:${said('uri')}`);
    return said('response') === md5(`${own}:n1:${said('nc')}:${said('cnonce')}:auth:${what}`);
  };
  const server = createServer((request, response) => {
    if (request.headers['x-api-key'] !== login.key && !isDigest(request))
      return void response.writeHead(401, { 'www-authenticate': 'Digest realm="api", nonce="n1", qop="auth"' }).end();
    if (!state.hasPicture) return void response.writeHead(204).end();
    response.writeHead(200, { 'content-type': 'image/jpeg' }).end(pictureOf(request.url ?? ''));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    state,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
}

describe('[CA1] single pictures behind a key or a digest login', () => {
  test('PrusaLink names its cameras, and each is read with what opens PrusaLink', async () => {
    await using host = await openSnapshots({ user: 'maker', password: 'geheim', key: 'K3Y' });
    const own = manifests.get('prusalink')?.network?.cameras;
    for (const options of [
      { url: host.url, password: 'K3Y' },
      { url: host.url, password: 'geheim', user: 'maker' },
    ]) {
      const question = own?.question(options);
      assert.equal(question?.url, `${host.url}/api/v1/cameras`);
      const answer = { camera_list: [{ camera_id: 'front', config: { name: 'Front' } }, { camera_id: '../up' }, 7] };
      const [camera, ...more] = own?.read(answer, options) ?? [];
      assert.ok(camera !== undefined && more.length === 0);
      assert.deepEqual([camera.name, camera.url], ['Front', `${host.url}/api/v1/cameras/front/snap`]);
      await using relay = createRelay(camera, { clock: systemClock, chance: systemChance });
      assert.ok((await relay.picture()).includes('/front/snap'));
    }
  });

  test('a wrong password is said so, and so is a camera that has taken no picture yet', async () => {
    await using host = await openSnapshots({ user: 'maker', password: 'geheim', key: 'K3Y' });
    const troubleOf = async (password: string): Promise<string> => {
      const source = { url: `${host.url}/snap?a=1`, username: 'maker', password };
      await using relay = createRelay(source, { clock: systemClock, chance: systemChance });
      // Before the relay is left.
      const words = await relay.picture().then(
        () => '',
        (error: unknown) => (error instanceof NoPicture ? error.message : String(error)),
      );
      return words;
    };
    assert.match(await troubleOf('falsch'), /refuses name and password/);
    assert.equal(await troubleOf('geheim'), '');
    host.state.hasPicture = false;
    assert.match(await troubleOf('geheim'), /no picture yet/);
  });
});
