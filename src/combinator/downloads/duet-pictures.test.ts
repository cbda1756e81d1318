import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readWebcam } from '#drivers/duet/protocol/webcam';
import { SimulatedDuet } from '#drivers/duet/simulator/duet';
import { manifests } from '#drivers/registry';
import { openTestServer } from '../api/fixtures/test-server.ts';
import { createPrinterCameras } from '../cameras/printer-cameras.ts';
import { createPrinters } from '../printers/printers.ts';
import { createPrinterPictures } from './printer-pictures.ts';

const PNG = Buffer.from(`89504e470d0a1a0a${'00'.repeat(40)}`, 'hex');
const base64 = PNG.toString('base64');
const FILES = ['parts/a b.gcode', 'odd.gcode', 'plain.gcode'];

async function openFarm(board: SimulatedDuet, password: string) {
  const server = await openTestServer();
  const { storage, events, queue, materials, secrets, clock, chance } = server.farm;
  const printers = createPrinters({ storage, events, queue, materials, secrets, manifests, clock, chance });
  const options = { url: board.url, password };
  const id = await printers.add({ name: 'Duet', driver: 'duet', options, model: null, tags: [], clearing: 'operator' });
  await storage.transaction(async (tx) => {
    for (const path of FILES)
      await tx
        .insertInto('printer_file')
        .values({ printer_id: id, path, size_bytes: 4, modified_at: 1, first_seen_at: 1 })
        .execute();
  });
  const pictures = createPrinterPictures({ storage, printers });
  return { server, id, pictures, cameras: createPrinterCameras({ printers, cameras: server.features.cameras }) };
}

describe('[DL2] [CA1] what a Duet board is asked beside its driver', { concurrency: true }, () => {
  for (const mode of ['standalone', 'sbc'] as const) {
    test(`pictures of files on its card, one after the other, each in a session that is given back (${mode})`, async () => {
      await using board = await SimulatedDuet.start({ mode });
      for (const path of FILES)
        board.board.files.set(`0:/gcodes/${path}`, { content: 'G28\n', at: '2026-05-01T10:00:00' });
      board.board.thumbnails.set('0:/gcodes/parts/a b.gcode', [
        { format: 'png', width: 32, base64: 'AAAA' },
        { format: 'qoi', width: 128, base64: 'BBBB' },
        { format: 'png', width: 160, base64 },
        { format: 'png', width: 400, base64: 'CCCC' },
      ]);
      board.board.thumbnails.set('0:/gcodes/odd.gcode', [{ format: 'png', width: 160, base64: 'PHN2Zz4=' }]);
      const { server, id, pictures } = await openFarm(board, 'reprap');
      await using _server = server;
      const found = await Promise.all(FILES.map((path) => pictures.picture(id, path)));
      assert.deepEqual(
        found.map((each) => (each === null ? null : Buffer.from(each.bytes))),
        [PNG, null, null],
      );
      assert.equal(board.sessions, 0);
      const logins = board.asked.filter((each) => / \/(rr_connect|machine\/connect)$/.test(each));
      const goodbyes = board.asked.filter((each) => each.endsWith('disconnect'));
      // A board alone is first asked whether a computer is beside it.
      assert.deepEqual([logins.length, goodbyes.length], mode === 'sbc' ? [3, 3] : [6, 3]);
    });

    test(`the camera that Duet Web Control shows, where its settings lie on the board (${mode})`, async () => {
      await using board = await SimulatedDuet.start({ mode });
      const { server, id, cameras } = await openFarm(board, 'reprap');
      await using _server = server;
      assert.deepEqual(await cameras.offers(id), []);
      const settings = { main: { webcam: { enabled: true, url: 'http://[HOSTNAME]:8081/0.mjpg' } } };
      board.board.files.set('0:/sys/dwc-settings.json', {
        content: JSON.stringify(settings),
        at: '2026-05-01T10:00:00',
      });
      const offer = { name: 'Webcam', url: 'http://127.0.0.1:8081/0.mjpg' };
      assert.deepEqual(await cameras.offers(id), [offer]);
      await cameras.add(id, offer.url, 'ann');
      assert.deepEqual(await cameras.offers(id), []);
      assert.equal(board.sessions, 0);
    });

    test(`the wrong password is said so, and is in no word of it (${mode})`, async () => {
      await using board = await SimulatedDuet.start({ mode });
      const { server, id, cameras, pictures } = await openFarm(board, 'c4n4ry-w0rd');
      await using _server = server;
      await assert.rejects(cameras.offers(id), (error: Error) => {
        assert.match(error.message, /refuses the (password|key)/);
        assert.doesNotMatch(JSON.stringify([error.message, error]), /c4n4ry/);
        return true;
      });
      assert.equal(await pictures.picture(id, 'plain.gcode'), null);
    });
  }

  test('[DR12] settings of another shape, pages and other schemes are no camera', () => {
    const read = (webcam: unknown) => readWebcam({ webcam }, 'http://duet.local/').map(({ url }) => url);
    assert.deepEqual(read({ liveUrl: 'http://{hostname}/live', url: 'x' }), ['http://duet.local/live']);
    assert.deepEqual(read({ url: '/webcam/?action=stream' }), ['http://duet.local/webcam/?action=stream']);
    for (const odd of [null, 7, [], { url: '' }, { url: 7 }, { url: 'javascript:1' }, { enabled: false, url: '/x' }])
      assert.deepEqual(read(odd), []);
    assert.deepEqual(read({ embedded: true, url: '/page' }), []);
    for (const odd of [null, 7, 'x', [], { main: 7 }]) assert.deepEqual(readWebcam(odd, 'http://duet.local/'), []);
  });
});
