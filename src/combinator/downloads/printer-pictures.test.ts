import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { thumbnailOf } from '#drivers/moonraker/protocol/thumbnails';
import { SimulatedMoonraker } from '#drivers/moonraker/simulator/moonraker';
import { manifests } from '#drivers/registry';
import { openTestServer } from '../api/fixtures/test-server.ts';
import { createPrinters } from '../printers/printers.ts';
import { createPrinterPictures } from './printer-pictures.ts';

const PNG = Buffer.from('89504e470d0a1a0a0000', 'hex');

describe('[DL2] pictures of files that lie on a printer', () => {
  test('are the printer’s own, of files that it lists, and nothing but pictures', async () => {
    await using printer = await SimulatedMoonraker.start();
    printer.switches.apiKey = 'k'.repeat(32);
    for (const name of ['parts/a b.gcode', 'parts/odd.gcode', 'plain.gcode', 'hidden.gcode'])
      printer.files.set(name, 'G28\n');
    printer.files.set('parts/.thumbs/a b-32.png', 'small');
    printer.files.set('parts/.thumbs/a b-300.png', PNG.toString('latin1'));
    printer.files.set('parts/.thumbs/odd.png', '<svg onload="alert(1)"/>');
    printer.thumbnails.set('parts/a b.gcode', [
      { width: 300, relative_path: '.thumbs/a b-300.png' },
      { width: 32, relative_path: '.thumbs/a b-32.png' },
    ]);
    printer.thumbnails.set('parts/odd.gcode', [{ width: 300, relative_path: '.thumbs/odd.png' }]);
    await using server = await openTestServer();
    const { storage, events, queue, materials, secrets, clock, chance } = server.farm;
    const printers = createPrinters({ storage, events, queue, materials, secrets, manifests, clock, chance });
    const options = { url: printer.url, apiKey: 'k'.repeat(32) };
    const id = await printers.add({
      name: 'Voron',
      driver: 'moonraker',
      options,
      model: null,
      tags: [],
      clearing: 'operator',
    });
    await storage.transaction(async (tx) => {
      for (const path of ['parts/a b.gcode', 'parts/odd.gcode', 'plain.gcode'])
        await tx
          .insertInto('printer_file')
          .values({ printer_id: id, path, size_bytes: 4, modified_at: 1, first_seen_at: 1 })
          .execute();
    });
    const pictures = createPrinterPictures({
      storage,
      printers,
      archives: { picture: () => Promise.reject(new Error('no archive')) },
    });
    const addressOf = await pictures.addresses(id);
    assert.equal(addressOf?.('parts/a b.gcode'), `/api/printers/${id}/file-picture?path=parts%2Fa%20b.gcode`);
    const found = await pictures.picture(id, 'parts/a b.gcode');
    assert.deepEqual([found?.type, Buffer.from(found?.bytes ?? [])], ['image/png', PNG]);
    assert.equal(await pictures.picture(id, 'parts/odd.gcode'), null, 'no picture by its bytes');
    assert.equal(await pictures.picture(id, 'plain.gcode'), null);
    const before = printer.asked.length;
    assert.equal(await pictures.picture(id, 'hidden.gcode'), null, 'not listed');
    assert.equal(printer.asked.length, before, 'and not asked for');
    printer.switches.apiKey = 'other';
    assert.equal(await pictures.picture(id, 'parts/a b.gcode'), null);
  });

  test('are none over the API where the driver knows of none', async () => {
    await using server = await openTestServer();
    const { printerId: id } = await server.farm.addMachine('Plain');
    const answer = await fetch(`${server.address}/api/printers/${id}/file-picture?path=a.gcode`);
    const { error } = (await answer.json()) as { error: { code: string } };
    assert.deepEqual([answer.status, error.code], [404, 'no-picture']);
    const nobody = await fetch(`${server.address}/api/printers/no%20body!/file-picture?path=a.gcode`);
    const told = (await nobody.json()) as { error: { code: string } };
    assert.equal(told.error.code, 'unknown-printer');
  });

  test('[DR12] a place outside of the files, or none at all, is no picture', () => {
    const told = (...thumbnails: unknown[]) => thumbnailOf({ result: { thumbnails } }, 'a/b.gcode');
    assert.equal(told({ width: 48, relative_path: '.thumbs/b.png' }), 'a/.thumbs/b.png');
    for (const relative_path of ['../../etc/passwd', '/x.png', 'x//y.png', '', 7, null])
      assert.equal(told({ width: 48, relative_path }), null);
    assert.equal(told(7, null, { relative_path: 'x.png' }, { width: '9', relative_path: 'x.png' }), null);
    for (const nonsense of [null, 7, {}, { result: { thumbnails: 'x' } }])
      assert.equal(thumbnailOf(nonsense, 'b.gcode'), null);
  });
});
