import assert from 'node:assert/strict';
import { get, type IncomingMessage } from 'node:http';
import { describe, test } from 'node:test';
import type { NewCamera } from '../cameras/cameras.ts';
import { openTestCamera } from '../cameras/fixtures/test-camera.ts';
import { openTestServer, type TestServer } from './fixtures/test-server.ts';

const camera = (url: string, name: string): NewCamera => ({
  name,
  printerId: null,
  url,
  username: null,
  password: null,
});

/** What a wall hears, camera by camera: the texts of its pictures, and its troubles in brackets. */
function watch(server: TestServer, ids: readonly string[], everyMs = 0) {
  const got = new Map<string, string[]>(ids.map((id) => [id, []]));
  let wake = (): void => {};
  const query = ids.map((id) => `id=${id}`).join('&');
  const asked = get(`${server.address}/api/cameras/watch?${query}&every=${everyMs}`, (response) => {
    let held: Buffer = Buffer.alloc(0);
    response.on('data', (piece: Buffer) => {
      held = Buffer.concat([held, piece]);
      for (;;) {
        const end = held.indexOf(0x0a);
        if (end < 0) break;
        const { id, bytes = 0, trouble } = JSON.parse(held.toString('utf8', 0, end));
        if (held.length < end + 1 + bytes) break;
        const jpeg = held.subarray(end + 1, end + 1 + bytes);
        got.get(id)?.push(trouble === undefined ? jpeg.toString('latin1', 4) : `(${trouble.message})`);
        held = Buffer.from(held.subarray(end + 1 + bytes));
      }
      wake();
    });
    response.on('error', () => {});
  });
  asked.on('error', () => {});
  return {
    of: (id: string): readonly string[] => got.get(id) ?? [],
    async until(id: string, text: string): Promise<void> {
      while (got.get(id)?.at(-1)?.includes(text) !== true)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    },
    [Symbol.dispose]: () => void asked.destroy(),
  };
}

const status = (url: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const asked = get(url, (response) => {
      resolve(response.statusCode);
      asked.destroy();
    });
    asked.on('error', reject);
  });

describe('many cameras over one connection', () => {
  test('[CA1] each shows its pictures or says what is wrong, and none waits for another', async () => {
    await using server = await openTestServer();
    await using one = await openTestCamera();
    await using other = await openTestCamera();
    const { cameras } = server.features;
    const first = await cameras.add(camera(one.url, 'One'), 'ann');
    const second = await cameras.add(camera(other.url, 'Other'), 'ann');
    const hanging = await cameras.add(camera(one.url.replace('stream', 'stalled'), 'Hanging'), 'ann');
    const page = await cameras.add(camera(one.url.replace('stream', 'page'), 'Page'), 'ann');
    using wall = watch(server, [hanging, first, page, second, 'nobody']);
    await Promise.all([one.opened(1), other.opened(1)]);
    one.send('a');
    await wall.until(first, 'a');
    await wall.until(page, '(What answers there is no camera but text/html.)');
    await wall.until('nobody', '(There is no such camera.)');
    other.send('b');
    await wall.until(second, 'b');
    one.send('c');
    await wall.until(first, 'c');
    assert.deepEqual([wall.of(first), wall.of(second), wall.of(hanging)], [['a', 'c'], ['b'], []]);
    assert.deepEqual([one.connections().ever, other.connections().ever], [1, 1]);
    using late = watch(server, [page, first]);
    await late.until(first, 'c');
    await late.until(page, 'no camera but');
    assert.equal(one.connections().ever, 1);
  });

  test('[CA1] a wall takes a picture of each now and then, and somebody else at the same camera every one', async () => {
    await using server = await openTestServer();
    await using bed = await openTestCamera();
    const id = await server.features.cameras.add(camera(bed.url, 'Bed'), 'ann');
    using wall = watch(server, [id], 3_600_000);
    using live = watch(server, [id]);
    await bed.opened(1);
    for (const text of ['a', 'b', 'c']) {
      bed.send(text);
      await live.until(id, text);
    }
    assert.deepEqual(live.of(id), ['a', 'b', 'c']);
    assert.deepEqual(wall.of(id), ['a']);
    using often = watch(server, [id], 1);
    await often.until(id, 'c');
    bed.send('d');
    await often.until(id, 'd');
  });

  test('[CA1] a camera that is changed is shown as it is then, one that is removed is told', async () => {
    await using server = await openTestServer();
    await using before = await openTestCamera();
    await using after = await openTestCamera();
    const { cameras } = server.features;
    const id = await cameras.add(camera(before.url, 'Bed'), 'ann');
    using wall = watch(server, [id]);
    await before.opened(1);
    before.send('a');
    await wall.until(id, 'a');
    await cameras.change({ id, version: 1, url: after.url }, 'ann');
    await after.opened(1);
    after.send('b');
    await wall.until(id, 'b');
    await before.opened(0);
    await cameras.remove(id, 'ann');
    await wall.until(id, '(There is no such camera.)');
    await after.opened(0);
  });

  test('what is no wish is refused by field and rule; a page of another site opens no camera', async () => {
    await using server = await openTestServer();
    await using bed = await openTestCamera();
    const id = await server.features.cameras.add(camera(bed.url, 'Bed'), 'ann');
    const ask = (query: string): Promise<number | undefined> => status(`${server.address}/api/cameras/watch${query}`);
    assert.equal(await ask(''), 422);
    assert.equal(await ask(`?id=${id}&every=-1`), 422);
    assert.equal(await ask(`?id=${id}&every=often`), 422);
    assert.equal(await ask(`?${Array.from({ length: 101 }, (_, i) => `id=${i}`).join('&')}`), 422);
    const foreign = await fetch(`${server.address}/api/cameras/watch?id=${id}`, {
      headers: { origin: 'http://elsewhere.example' },
    });
    assert.equal(foreign.status, 403);
    assert.equal(bed.connections().ever, 0);
  });

  test('[CA1] who reads nothing any more is sent away, and the camera with the last of them', async () => {
    await using server = await openTestServer({ cameraLimits: { lookEveryMs: 20 } });
    await using bed = await openTestCamera();
    const id = await server.features.cameras.add(camera(bed.url, 'Bed'), 'ann');
    const stuck = await Promise.all(
      [`${id}/stream`, `watch?id=${id}`].map(
        (path) =>
          new Promise<IncomingMessage>((resolve, reject) => {
            get(`${server.address}/api/cameras/${path}`, (response) =>
              resolve(response.pause().on('error', () => {})),
            ).on('error', reject);
          }),
      ),
    );
    using reads = watch(server, [id]);
    await bed.opened(1);
    for (let i = 0; i < 8; i++) {
      bed.send(`${'x'.repeat(2_000_000)}${i}`);
      await reads.until(id, String(i));
    }
    const { standing } = server.features.cameras;
    while (standing(id).viewers > 1) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(reads.of(id).length, 8, 'who reads misses nothing');
    reads[Symbol.dispose]();
    await bed.opened(0);
    for (const each of stuck) each.destroy();
  });

  test('[CA1] no more look than are let in, and the next one is when one has gone', async () => {
    await using server = await openTestServer({ cameraLimits: { streams: 2 } });
    await using bed = await openTestCamera();
    const id = await server.features.cameras.add(camera(bed.url, 'Bed'), 'ann');
    using one = watch(server, [id]);
    await bed.opened(1);
    bed.send('a');
    await one.until(id, 'a');
    {
      using two = watch(server, [id]);
      await two.until(id, 'a');
      assert.equal(await status(`${server.address}/api/cameras/watch?id=${id}`), 503);
      assert.equal(await status(`${server.address}/api/cameras/${id}/stream`), 503);
    }
    while (server.features.cameras.standing(id).viewers > 1) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(await status(`${server.address}/api/cameras/${id}/stream`), 200);
  });
});
