import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { describe, test } from 'node:test';
import { openTestServer, type TestServer } from '../api/fixtures/test-server.ts';
import type { Cameras, NewCamera } from './cameras.ts';
import { openTestCamera, pictureOf } from './fixtures/test-camera.ts';
import { boundaryOf, MjpegParser } from './mjpeg-parser.ts';

const camera = (url: string, changes: Partial<NewCamera> = {}): NewCamera => ({
  name: 'Bed',
  printerId: null,
  url,
  username: null,
  password: null,
  ...changes,
});

/** A browser that looks at a stream. */
function look(address: string, id: string) {
  const got: string[] = [];
  let heard: () => void = () => {};
  const ended = Promise.withResolvers<void>();
  const asked = request(`${address}/api/cameras/${id}/stream`, (response) => {
    const parser = new MjpegParser(boundaryOf(response.headers['content-type'] ?? null) ?? '');
    response.on('data', (piece: Buffer) => {
      for (const jpeg of parser.push(piece)) got.push(jpeg.subarray(4).toString());
      heard();
    });
    response.on('error', () => {});
    response.on('close', () => ended.resolve());
  });
  asked.on('error', () => ended.resolve());
  asked.end();
  return {
    got,
    ended: ended.promise,
    async until(text: string): Promise<void> {
      while (got.at(-1) !== text)
        await new Promise<void>((resolve) => {
          heard = resolve;
        });
    },
    [Symbol.dispose]: () => void asked.destroy(),
  };
}

const camerasOf = (server: TestServer): Cameras => server.features.cameras;

describe('cameras', () => {
  test('[CA1] many browsers look through one connection, a new one sees the newest picture at once, and when all have gone there is none', async () => {
    await using server = await openTestServer();
    await using bed = await openTestCamera();
    const id = await camerasOf(server).add(camera(bed.url), 'ann');
    assert.equal(bed.connections().ever, 0, 'nobody looks');
    {
      using one = look(server.address, id);
      await bed.opened(1);
      bed.send('first');
      await one.until('first');
      using two = look(server.address, id);
      await two.until('first');
      bed.send('second');
      await Promise.all([one.until('second'), two.until('second')]);
      assert.deepEqual(bed.connections(), { ever: 1, open: 1 });
      assert.equal(camerasOf(server).standing(id).viewers, 2);
    }
    await bed.opened(0);
    assert.equal(camerasOf(server).standing(id).viewers, 0);
  });

  test('[CA1] a camera that is cut off is asked again for as long as somebody looks', async () => {
    await using server = await openTestServer();
    await using bed = await openTestCamera();
    const id = await camerasOf(server).add(camera(bed.url), 'ann');
    using one = look(server.address, id);
    await bed.opened(1);
    bed.send('before');
    await one.until('before');
    bed.cut();
    await bed.opened(0);
    await bed.opened(1);
    bed.send('after');
    await one.until('after');
  });

  test('who looks at a camera that is changed or removed is sent away, and no viewer is left behind', async () => {
    await using server = await openTestServer();
    await using bed = await openTestCamera();
    const cameras = camerasOf(server);
    const id = await cameras.add(camera(bed.url), 'ann');
    using one = look(server.address, id);
    await bed.opened(1);
    bed.send('before');
    await one.until('before');
    await cameras.change({ id, version: 1, name: 'Bed of one' }, 'ann');
    await one.ended;
    await bed.opened(0);
    using two = look(server.address, id);
    await bed.opened(1);
    await cameras.remove(id, 'ann');
    await two.ended;
    await bed.opened(0);
    assert.equal(cameras.standing(id).viewers, 0);
  });

  test('one picture of now comes from a stream as from a camera that has only pictures', async () => {
    await using server = await openTestServer();
    await using bed = await openTestCamera();
    const still = await camerasOf(server).add(camera(bed.url.replace('stream', 'picture')), 'ann');
    const one = await fetch(`${server.address}/api/cameras/${still}/picture`);
    assert.equal(one.headers.get('content-type'), 'image/jpeg');
    assert.deepEqual(Buffer.from(await one.arrayBuffer()), pictureOf('one'));
    const stream = await camerasOf(server).add(camera(bed.url), 'ann');
    const asked = fetch(`${server.address}/api/cameras/${stream}/picture`);
    await bed.opened(1);
    bed.send('now');
    assert.deepEqual(Buffer.from(await (await asked).arrayBuffer()), pictureOf('now'));
  });

  test('[CA1] a JPEG is a picture, whatever the camera calls it', async () => {
    await using server = await openTestServer();
    await using bed = await openTestCamera();
    for (const type of ['image/jpg', 'image/pjpeg', 'IMAGE/JPEG; charset=x', 'application/octet-stream', '']) {
      const id = await camerasOf(server).add(
        camera(bed.url.replace('stream', `typed/${encodeURIComponent(type)}`)),
        'ann',
      );
      const response = await fetch(`${server.address}/api/cameras/${id}/picture`);
      assert.deepEqual(Buffer.from(await response.arrayBuffer()), pictureOf('one'), type);
    }
  });

  test('what is wrong with a camera is said with its remedy: password, page, redirection, nobody there', async () => {
    await using server = await openTestServer();
    await using guarded = await openTestCamera({ password: 'geheim' });
    await using bed = await openTestCamera();
    const gone = await openTestCamera();
    await gone[Symbol.asyncDispose]();
    for (const [url, words] of [
      [guarded.url, 'refuses name and password'],
      [bed.url.replace('stream', 'page'), 'no camera but text/html'],
      [bed.url.replace('stream', 'moved'), 'from another address'],
      [gone.url, 'cannot be reached (ECONNREFUSED)'],
    ] as const) {
      const id = await camerasOf(server).add(camera(url), 'ann');
      const response = await fetch(`${server.address}/api/cameras/${id}/picture`);
      const said = await response.text();
      assert.equal(response.status, 502);
      assert.ok(said.includes(words), `${url}: ${said}`);
    }
    assert.equal(bed.connections().ever, 0, 'a redirection is not followed');
  });

  test('the password opens the camera, never comes out, and is not told to another host', async () => {
    await using server = await openTestServer();
    await using bed = await openTestCamera({ password: 'geheim' });
    await using other = await openTestCamera();
    const added = await server.ask(
      `mutation($input: AddCameraInput!) { addCamera(input: $input) { id url username hasPassword version } }`,
      {
        input: { name: 'Bed', url: bed.url.replace('stream', 'picture'), username: 'admin', password: 'geheim' },
      },
    );
    const { id } = added.data.addCamera as { id: string };
    assert.ok(!JSON.stringify(added).includes('geheim'));
    assert.equal((await fetch(`${server.address}/api/cameras/${id}/picture`)).status, 200);
    const tried = await server.ask(
      `mutation($input: TryCameraInput!) { tryCamera(input: $input) { trouble { message } } }`,
      { input: { id, url: bed.url.replace('stream', 'picture'), username: 'admin' } },
    );
    assert.deepEqual(tried.data, { tryCamera: { trouble: null } });
    await server.ask(`mutation($input: TryCameraInput!) { tryCamera(input: $input) { trouble { message } } }`, {
      input: { id, url: other.url.replace('stream', 'picture'), username: 'admin' },
    });
    await camerasOf(server).change({ id, version: 1, url: other.url.replace('stream', 'picture') }, 'ann');
    await fetch(`${server.address}/api/cameras/${id}/picture`);
    assert.equal(other.authorizations.length, 2);
    for (const sent of other.authorizations)
      assert.ok(
        !Buffer.from(sent?.slice('Basic '.length) ?? '', 'base64')
          .toString()
          .includes('geheim'),
      );
    assert.equal((await camerasOf(server).get(id)).hasPassword, false);
  });

  test('bad input names the field and the rule, and nothing is kept', async () => {
    await using server = await openTestServer();
    const cameras = camerasOf(server);
    for (const [fields, code, field] of [
      [{ url: 'ftp://host/' }, 'bad-camera-url', 'url'],
      [{ url: 'no address' }, 'bad-camera-url', 'url'],
      [{ url: 'usb:///etc/passwd' }, 'bad-camera-url', 'url'],
      [{ url: 'rtsp://ann:geheim@host/live' }, 'bad-camera-url', 'url'],
      [{ url: 'http://ann:geheim@host/' }, 'bad-camera-url', 'url'],
      [{ name: '  ' }, 'bad-camera-name', 'name'],
      [{ printerId: 'nobody' as never }, 'unknown-camera-printer', 'printerId'],
    ] as const)
      await assert.rejects(cameras.add(camera('http://host/', fields), 'ann'), { code, field });
    assert.deepEqual(await cameras.list(), []);
    assert.equal((await fetch(`${server.address}/api/cameras/nobody/stream`)).status, 404);
  });

  test('[CA2] a print that ends is pictured by the cameras of its printer, and the picture belongs to it', async () => {
    await using server = await openTestServer();
    await using bed = await openTestCamera();
    await using room = await openTestCamera();
    const machine = await server.farm.addMachine('one');
    await server.farm.makeReady(machine);
    const picture = (url: string): string => url.replace('stream', 'picture');
    await camerasOf(server).add(camera(picture(bed.url), { name: 'Bed of one', printerId: machine.printerId }), 'ann');
    await camerasOf(server).add(camera(picture(room.url), { name: 'Room' }), 'ann');
    await server.farm.addJob({ copies: 2 });
    await server.farm.settle(machine);
    await camerasOf(server).idle();
    assert.equal(bed.authorizations.length, 0, 'it prints, and nobody looks');
    machine.finish();
    await server.farm.settle(machine);
    await camerasOf(server).idle();
    assert.equal(bed.authorizations.length, 1);
    const { data } = await server.ask('{ history(first: 5) { items { pictures { url camera } } } }');
    const pictures = data.history.items[0].pictures as readonly { readonly url: string; readonly camera: string }[];
    const [kept, ...more] = pictures;
    assert.equal(kept?.camera, 'Bed of one');
    assert.deepEqual(more, [], 'a camera that shows a room is not asked');
    const shown = await fetch(`${server.address}${kept?.url}`);
    assert.deepEqual(Buffer.from(await shown.arrayBuffer()), pictureOf('one'));
    assert.equal((await server.farm.eventsNamed('print-pictured')).length, 1);
    const path = (await camerasOf(server).picturePath(kept?.url.split('/').at(-1) ?? '')) ?? '';
    assert.deepEqual(await readFile(path), pictureOf('one'));
    await server.farm.makeReady(machine);
    await server.farm.settle(machine);
    machine.fail();
    await server.farm.settle(machine);
    await camerasOf(server).idle();
    assert.equal((await server.farm.eventsNamed('print-pictured')).length, 2, 'one that failed is pictured too');
    await camerasOf(server).forget(Number.MAX_SAFE_INTEGER);
    assert.equal((await fetch(`${server.address}${kept?.url}`)).status, 404);
    await assert.rejects(readFile(path), { code: 'ENOENT' });
  });

  test('[CA2] a camera that hangs does not make the picture of another one late', async () => {
    await using server = await openTestServer();
    await using bed = await openTestCamera();
    const machine = await server.farm.addMachine('one');
    await server.farm.makeReady(machine);
    const add = (path: string, name: string): Promise<string> =>
      camerasOf(server).add(camera(bed.url.replace('stream', path), { name, printerId: machine.printerId }), 'ann');
    // Both orders: which of them the database gives first is not said.
    await add('stalled', 'A');
    await add('picture', 'B');
    await add('stalled', 'C');
    await server.farm.addJob();
    await server.farm.settle(machine);
    const pictured = Promise.withResolvers<void>();
    using _ = server.farm.events.onCommitted((name) => {
      if (name === 'print-pictured') pictured.resolve();
    });
    const gaveUp = Promise.withResolvers<'idle'>();
    machine.finish();
    await server.farm.settle(machine);
    void camerasOf(server)
      .idle()
      .then(() => gaveUp.resolve('idle'));
    assert.equal(await Promise.race([pictured.promise, gaveUp.promise]), undefined);
    const asked = camerasOf(server).standing;
    assert.equal((await camerasOf(server).list()).filter(({ id }) => asked(id).viewers > 0).length, 2, 'still asked');
  });

  test('[CA2] a camera that is away holds up no print', async () => {
    await using server = await openTestServer();
    const gone = await openTestCamera();
    await gone[Symbol.asyncDispose]();
    const machine = await server.farm.addMachine('one');
    await server.farm.makeReady(machine);
    await camerasOf(server).add(camera(gone.url, { printerId: machine.printerId }), 'ann');
    await server.farm.addJob();
    await server.farm.settle(machine);
    machine.finish();
    await server.farm.settle(machine);
    assert.equal((await server.farm.prints())[0]?.outcome, 'finished');
    await camerasOf(server).idle();
    assert.equal((await server.farm.eventsNamed('print-pictured')).length, 0);
  });
});
