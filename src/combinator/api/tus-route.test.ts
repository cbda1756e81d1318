import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, mock, test } from 'node:test';
import type { Library } from '../library/library.ts';
import { openTestServer, type TestServer } from './fixtures/test-server.ts';

const TUS = { 'tus-resumable': '1.0.0' };
const PIECE = { ...TUS, 'content-type': 'application/offset+octet-stream' };
const sliced = Buffer.from(`G28\n${'G1 X1 Y1 E1\n'.repeat(2000)}`);
const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** A connection that brings some of the rest, of which something is written when this resolves; it stays open. */
async function sendBeginning(server: TestServer, url: string, offset: number, bytes: Uint8Array): Promise<Socket> {
  const { host, hostname, port, pathname } = new URL(url);
  const path = join(server.features.library.unfinishedFolder, pathname.split('/').at(-1) ?? '');
  const socket = connect(Number(port), hostname).on('error', () => {});
  await once(socket, 'connect');
  const head = { host, ...PIECE, 'upload-offset': offset, 'content-length': sliced.length - offset };
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`PATCH ${pathname} HTTP/1.1\r\n${lines.join('')}\r\n`);
  socket.write(bytes);
  while ((await stat(path)).size === offset) await new Promise(setImmediate);
  return socket;
}

/** Timers of a second and more never fire. */
function holdLongTimers(): Disposable {
  const real = globalThis.setTimeout;
  const some = (wake: (...given: unknown[]) => void, delayMs = 0, ...given: unknown[]) =>
    delayMs < 1_000 ? real(() => wake(...given), delayMs) : real(() => {}, 2 ** 31 - 1).unref();
  const held = mock.method(globalThis, 'setTimeout', some as typeof globalThis.setTimeout);
  return { [Symbol.dispose]: () => held.mock.restore() };
}

const offsetOf = async (url: string): Promise<number> =>
  Number((await fetch(url, { method: 'HEAD', headers: TUS })).headers.get('upload-offset'));

const begin = (server: TestServer, name: string, length: number, headers: Record<string, string> = {}) =>
  fetch(`${server.address}/library/tus`, {
    method: 'POST',
    headers: {
      ...TUS,
      'upload-length': String(length),
      'upload-metadata': `filename ${base64(name)},folder ${base64('From tus')}`,
      ...headers,
    },
  });

const patch = (url: string, offset: number, body: Uint8Array) =>
  fetch(url, { method: 'PATCH', headers: { ...PIECE, 'upload-offset': String(offset) }, body });

describe('an upload in several requests', () => {
  test('[LI1] goes on where it broke off, and comes in as any other: hashed, read, recorded; nothing is left beside it', async () => {
    await using server = await openTestServer();
    const made = await begin(server, 'Größe 1.gcode', sliced.length);
    assert.equal(made.status, 201);
    const url = new URL(made.headers.get('location') ?? '', `${server.address}/library/tus`).href;
    const half = 9000;
    assert.equal((await patch(url, 0, sliced.subarray(0, half))).status, 204);
    const wrong = await patch(url, 5, sliced.subarray(5));
    assert.equal(wrong.status, 409, 'a piece for another place is refused');
    const asked = await fetch(url, { method: 'HEAD', headers: TUS });
    assert.equal(asked.headers.get('upload-offset'), String(half));
    assert.equal(asked.headers.get('x-content-type-options'), 'nosniff');
    assert.equal(asked.headers.get('access-control-allow-origin'), null);
    assert.equal(
      (await server.features.library.list({ search: null, first: 1, after: null })).items[0]?.name,
      'token.gcode',
    );

    const last = await patch(url, half, sliced.subarray(half));
    const taken = (await last.json()) as { digest: string; name: string; duplicate: boolean };
    assert.deepEqual([last.status, taken.name, taken.duplicate], [200, 'Größe 1.gcode', false]);
    assert.equal(taken.digest, createHash('sha256').update(sliced).digest('hex'));
    assert.equal((await server.features.library.get(taken.digest as never))?.folder, 'From tus');
    const names = await server.libraryFiles();
    assert.ok(!names.some((name) => /^[0-9a-f]{32}/.test(name) && name.length < 64), names.join(' '));
  });

  test('[LI1] a large one comes in byte for byte', async () => {
    await using server = await openTestServer();
    const large = Buffer.from(
      Array.from({ length: 60_000 }, (_, i) => `G1 X${i % 200}.${i} Y${(i * 7) % 200} E${i}`).join('\n'),
    );
    const made = await begin(server, 'large.gcode', large.length);
    const url = new URL(made.headers.get('location') ?? '', `${server.address}/library/tus`).href;
    const half = 700_001;
    assert.equal((await patch(url, 0, large.subarray(0, half))).status, 204);
    const taken = (await (await patch(url, half, large.subarray(half))).json()) as { digest: string };
    assert.equal(taken.digest, createHash('sha256').update(large).digest('hex'));
  });

  test('[LI1] what is refused, is refused as any other upload: with code and remedy, and nothing stays', async () => {
    await using server = await openTestServer();
    const letter = Buffer.from('Dear Ann,\nhere are the numbers.\n');
    const made = await begin(server, 'letter.gcode', letter.length);
    const url = new URL(made.headers.get('location') ?? '', `${server.address}/library/tus`).href;
    const answer = await patch(url, 0, letter);
    const { error } = (await answer.json()) as { error: { code: string; remedy: string } };
    assert.deepEqual([answer.status, error.code], [422, 'file-refused']);
    assert.notEqual(error.remedy, '');
    assert.equal((await begin(server, 'large.gcode', 9 * 1024 ** 3)).status, 413);
    assert.equal((await begin(server, 'x.gcode', 5, { origin: 'https://evil.example' })).status, 403);
    for (const id of ['%2e%2e%2ffarm.sqlite', 'x'.repeat(32), '0'.repeat(32)])
      assert.equal(
        (await fetch(`${server.address}/library/tus/${id}`, { method: 'HEAD', headers: TUS })).status,
        404,
        id,
      );
    assert.deepEqual(
      (await server.libraryFiles()).filter((name) => /^[0-9a-f]{32}(\.json)?$/.test(name)),
      [],
    );
  });

  test('[LI1] whoever goes on waits for no time-out of a connection that has broken in silence', async () => {
    await using server = await openTestServer();
    const made = await begin(server, 'a.gcode', sliced.length);
    const url = new URL(made.headers.get('location') ?? '', `${server.address}/library/tus`).href;
    const silent = await sendBeginning(server, url, 0, sliced.subarray(0, 9000));
    using _ = holdLongTimers();
    const offset = await offsetOf(url);
    assert.ok(offset > 0 && offset <= 9000, String(offset));
    const last = await patch(url, offset, sliced.subarray(offset));
    const { digest } = (await last.json()) as { digest: string };
    assert.equal(digest, createHash('sha256').update(sliced).digest('hex'), 'nothing of the old one comes between');
    silent.destroy();
  });

  test('[LI1] goes on where its connection was cut in the middle of a piece, again and again', async () => {
    await using server = await openTestServer();
    const made = await begin(server, 'a.gcode', sliced.length);
    const url = new URL(made.headers.get('location') ?? '', `${server.address}/library/tus`).href;
    using _ = holdLongTimers();
    let offset = 0;
    for (const cut of ['destroy', 'resetAndDestroy', 'end'] as const) {
      const socket = await sendBeginning(server, url, offset, sliced.subarray(offset, offset + 6000));
      socket[cut]();
      const next = await offsetOf(url);
      assert.ok(next > offset && next <= offset + 6000, `${cut}: ${next} after ${offset}`);
      offset = next;
    }
    const last = await patch(url, offset, sliced.subarray(offset));
    assert.equal(((await last.json()) as { digest: string }).digest, createHash('sha256').update(sliced).digest('hex'));
  });

  test('[LI1] whose last answer was lost is taken in once, and says it again; nothing is left beside it', async () => {
    const [begun, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let uploads = 0;
    const changeLibrary = (library: Library): Library => ({
      ...library,
      async upload(...file) {
        uploads++;
        begun.resolve();
        await goOn.promise;
        return library.upload(...file);
      },
    });
    await using server = await openTestServer({ changeLibrary });
    const made = await begin(server, 'a.gcode', sliced.length);
    const url = new URL(made.headers.get('location') ?? '', `${server.address}/library/tus`).href;
    const socket = await sendBeginning(server, url, 0, sliced);
    await begun.promise;
    socket.destroy();
    assert.equal(await offsetOf(url), sliced.length, 'while it is taken in');
    const waiting = patch(url, sliced.length, new Uint8Array(0));
    goOn.resolve();
    const taken = (await (await waiting).json()) as { digest: string; duplicate: boolean };
    assert.deepEqual(taken, {
      digest: createHash('sha256').update(sliced).digest('hex'),
      name: 'a.gcode',
      duplicate: false,
    });
    assert.equal(await offsetOf(url), sliced.length, 'and afterwards');
    assert.deepEqual(await (await patch(url, sliced.length, new Uint8Array(0))).json(), taken);
    assert.equal(uploads, 1);
    assert.deepEqual(
      (await server.libraryFiles()).filter((name) => /^[0-9a-f]{32}(\.json)?$/.test(name)),
      [],
    );
  });

  test('[LI1] a fault of the farm costs no byte: what has come whole is tried once more', async () => {
    let faults = 1;
    const changeLibrary = (library: Library): Library => ({
      ...library,
      async upload(...file) {
        if (faults-- > 0) throw new Error('the database went away');
        return library.upload(...file);
      },
    });
    await using server = await openTestServer({ changeLibrary });
    const made = await begin(server, 'a.gcode', sliced.length);
    const url = new URL(made.headers.get('location') ?? '', `${server.address}/library/tus`).href;
    assert.equal((await patch(url, 0, sliced)).status, 500);
    assert.equal(await offsetOf(url), sliced.length);
    assert.equal((await patch(url, sliced.length, new Uint8Array(0))).status, 200);
  });

  test('[LI1] an upload that its sender gives up is gone', async () => {
    await using server = await openTestServer();
    const made = await begin(server, 'a.gcode', 1000);
    const url = new URL(made.headers.get('location') ?? '', `${server.address}/library/tus`).href;
    await patch(url, 0, sliced.subarray(0, 100));
    assert.equal((await fetch(url, { method: 'DELETE', headers: TUS })).status, 204);
    assert.equal((await fetch(url, { method: 'HEAD', headers: TUS })).status, 404);
  });
});

describe('where every request needs a key', () => {
  test('[LI2] neither an upload in pieces nor the deletion of a file is open without one', async () => {
    const wish = { name: 'slicer', scope: 'upload', target: null, expiresInDays: null, digestLogin: false } as const;
    let secret = '';
    await using server = await openTestServer({
      publicUrls: ['http://farm.example'],
      prepare: async (keys) => void (secret = (await keys.create(wish, 'test')).secret),
    });
    const gone = `${server.address}/library/${'0'.repeat(64)}`;
    assert.equal((await begin(server, 'a.gcode', 10)).status, 401);
    for (const url of [gone, gone.replace('/library/', '/api/library/')])
      assert.equal((await fetch(url, { method: 'DELETE' })).status, 401, url);
    assert.equal((await begin(server, 'a.gcode', 10, { 'x-api-key': secret })).status, 201);
    assert.equal(
      (await fetch(gone, { method: 'DELETE', headers: { 'x-api-key': secret } })).status,
      403,
      'not its scope',
    );
  });
});
