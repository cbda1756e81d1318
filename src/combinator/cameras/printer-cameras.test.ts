import assert from 'node:assert/strict';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, test } from 'node:test';
import { manifests } from '#drivers/registry';
import { UserError } from '#lib/user-error';
import { openTestServer } from '../api/fixtures/test-server.ts';
import { createPrinters } from '../printers/printers.ts';
import { createPrinterCameras } from './printer-cameras.ts';

/** A printer's web server that answers everything with the same. */
async function openPrinterHost(answer: unknown, status = 200) {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    [Symbol.asyncDispose]: () => new Promise<void>((done) => server.close(() => done())),
  };
}

async function openOffers() {
  const server = await openTestServer();
  const { storage, events, queue, materials, secrets, clock, chance } = server.farm;
  const printers = createPrinters({ storage, events, queue, materials, secrets, manifests, clock, chance });
  const { cameras } = server.features;
  const add = (driver: string, options: Readonly<Record<string, unknown>>, name = 'Voron') =>
    printers.add({ name, driver, options, model: null, tags: [], clearing: 'operator' });
  return { server, cameras, add, offers: createPrinterCameras({ printers, cameras }) };
}

describe('[CA1] cameras that printers bring', () => {
  test('are offered, added by a person with what opens them, and then no offer any more', async () => {
    await using host = await openPrinterHost({
      result: {
        webcams: [
          { name: 'bed', enabled: true, service: 'mjpegstreamer-adaptive', stream_url: '/webcam/?action=stream' },
          { name: 'off', enabled: false, service: 'mjpegstreamer', stream_url: '/off' },
          {
            name: 'rtc',
            service: 'webrtc-camerastreamer',
            stream_url: '/rtc',
            snapshot_url: '/rtc.jpg',
            rotation: 90,
            flip_horizontal: false,
            flip_vertical: true,
          },
          { name: 'hls', service: 'hlsstream', stream_url: '/hls', snapshot_url: '' },
        ],
      },
    });
    const { server, cameras, add, offers } = await openOffers();
    await using _server = server;
    const id = await add('moonraker', { url: host.url, apiKey: 'k'.repeat(32) });
    assert.deepEqual(await cameras.list(), []);
    assert.deepEqual(await offers.offers(id), [
      { name: 'bed', url: 'http://127.0.0.1/webcam/?action=stream' },
      { name: 'rtc', url: 'http://127.0.0.1/rtc.jpg' },
    ]);
    assert.deepEqual([host.asked[0]?.method, host.asked[0]?.url], ['GET', '/server/webcams/list']);
    assert.equal(host.asked[0]?.headers['x-api-key'], 'k'.repeat(32));
    await offers.add(id, 'http://127.0.0.1/rtc.jpg', 'ann');
    const [kept] = await cameras.list();
    assert.deepEqual([kept?.name, kept?.printer_id, kept?.hasPassword], ['Voron, rtc', id, false]);
    assert.deepEqual([kept?.rotation, kept?.flip_horizontal, kept?.flip_vertical], [90, 0, 1], 'as Mainsail shows it');
    assert.deepEqual(
      (await offers.offers(id)).map(({ name }) => name),
      ['bed'],
    );
    await assert.rejects(offers.add(id, 'http://elsewhere.example/', 'ann'), { code: 'no-such-camera-offer' });
  });

  test('of OctoPrint, which mirrors first and turns then, stand as its page shows them', () => {
    const read = manifests.get('octoprint')?.network?.cameras?.read;
    const of = (turn: object) => {
      const compat = { stream: '/webcam/?action=stream' };
      const answers = [
        { webcam: { streamUrl: compat.stream, ...turn } },
        { webcam: { webcams: [{ name: 'Bed', compat, ...turn }] } },
      ];
      const told = answers.map((answer) => read?.(answer, { url: 'http://10.0.0.5/', apiKey: 'x' })[0]);
      return told.map((camera) => [camera?.rotation, camera?.flipHorizontal, camera?.flipVertical]);
    };
    const twice = (turn: readonly unknown[]) => [turn, turn];
    assert.deepEqual(of({ flipH: false, flipV: false, rotate90: false }), twice([undefined, undefined, undefined]));
    assert.deepEqual(of({ flipH: true, flipV: false, rotate90: false }), twice([undefined, true, undefined]));
    assert.deepEqual(of({ flipH: false, flipV: false, rotate90: true }), twice([270, undefined, undefined]));
    assert.deepEqual(of({ flipH: true, flipV: false, rotate90: true }), twice([270, undefined, true]));
    assert.deepEqual(of({ flipH: false, flipV: true, rotate90: true }), twice([270, true, undefined]));
  });

  test('of OctoPrint lie beside its page; those of its own host are reached at its address', () => {
    const read = manifests.get('octoprint')?.network?.cameras?.read;
    const options = { url: 'http://10.0.0.5:5000/garage', apiKey: 'x'.repeat(32) };
    const before = {
      webcam: { streamUrl: '/webcam/?action=stream', snapshotUrl: 'http://127.0.0.1:8080/?action=snapshot' },
    };
    assert.deepEqual(
      read?.(before, options).map(({ url }) => url),
      ['http://10.0.0.5:5000/webcam/?action=stream'],
    );
    const since = {
      webcam: {
        streamUrl: '/old',
        webcams: [
          { name: 'a', displayName: 'Top', compat: { stream: '', snapshot: 'http://127.0.0.1:8080/?action=snapshot' } },
          { name: 'b', compat: null },
        ],
      },
    };
    assert.deepEqual(
      read?.(since, options).map(({ name, url }) => `${name} ${url}`),
      ['Top http://10.0.0.5:8080/?action=snapshot'],
    );
    for (const nonsense of [null, 7, {}, { webcam: [] }, { webcam: { webcams: [1, null], streamUrl: 'javascript:1' } }])
      assert.deepEqual(read?.(nonsense, options), []);
  });

  test('of Bambu Lab printers need no question: the printer is the camera', async () => {
    const { server, cameras, add, offers } = await openOffers();
    await using _server = server;
    const id = await add('bambu', { host: '10.0.0.9', serial: '01P00A123456789', accessCode: 'geheim' });
    assert.deepEqual(await offers.offers(id), [{ name: 'Chamber', url: 'bambu://10.0.0.9' }]);
    await offers.add(id, 'bambu://10.0.0.9', 'ann');
    const [kept] = await cameras.list();
    assert.deepEqual([kept?.username, kept?.hasPassword], ['bblp', true]);
    assert.doesNotMatch(JSON.stringify(await cameras.list()), /geheim/);
    // Another printer gets no access code that was given for this one.
    await cameras.change({ id: String(kept?.id), version: 1, url: 'bambu://10.0.0.10' }, 'ann');
    assert.equal((await cameras.list())[0]?.hasPassword, false);
  });

  test('of PrusaLink on a Raspberry Pi are asked for with its key', async () => {
    await using host = await openPrinterHost({ camera_list: [{ camera_id: 'front', config: { name: 'Front' } }] });
    const { server, cameras, add, offers } = await openOffers();
    await using _server = server;
    const id = await add('prusalink', { url: host.url, password: 'geheim' });
    const [offer] = await offers.offers(id);
    assert.deepEqual(offer, { name: 'Front', url: `${host.url}/api/v1/cameras/front/snap` });
    await offers.add(id, offer?.url ?? '', 'ann');
    const [kept] = await cameras.list();
    assert.deepEqual([kept?.username, kept?.hasPassword], ['X-Api-Key', true]);
  });

  test('of Prusa Connect are those that have sent their pictures to the printer’s port, with its token', async () => {
    await using host = await openPrinterHost({ cameras: [{ id: '0123456789ab', name: 'Front' }, { id: '../up' }, 7] });
    const { server, cameras, add, offers } = await openOffers();
    await using _server = server;
    const port = Number(new URL(host.url).port);
    const id = await add('prusa-connect', { port, token: 'geheim-geheim' });
    const [offer, ...more] = await offers.offers(id);
    assert.deepEqual([offer, more], [{ name: 'Front', url: `${host.url}/c/cameras/0123456789ab/snap` }, []]);
    assert.equal(host.asked[0]?.headers['x-api-key'], 'geheim-geheim');
    await offers.add(id, offer?.url ?? '', 'ann');
    const [kept] = await cameras.list();
    assert.deepEqual([kept?.name, kept?.username, kept?.hasPassword], ['Voron, Front', 'X-Api-Key', true]);
    assert.doesNotMatch(JSON.stringify(await cameras.list()), /geheim/);
  });

  test('a printer that does not answer, or refuses, is said so; one that has none offers none', async () => {
    await using host = await openPrinterHost({}, 401);
    const { server, add, offers } = await openOffers();
    await using _server = server;
    const id = await add('octoprint', { url: host.url, apiKey: 'wrong' });
    const refused = await offers.offers(id).then(
      () => null,
      (error: unknown) => error,
    );
    assert.ok(refused instanceof UserError);
    assert.match(refused.message, /refuses the key/);
    assert.doesNotMatch(refused.message, /wrong/);
    await using buddy = await openPrinterHost({}, 404);
    const firmware = await add('prusalink', { url: buddy.url, password: 'geheim' }, 'MK4');
    assert.deepEqual(await offers.offers(firmware), [], 'it knows no cameras');
    const { printerId: other } = await server.farm.addMachine('Plain');
    assert.deepEqual(await offers.offers(other), []);
  });
});
