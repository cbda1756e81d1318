import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SimulatedPrusaLink } from '#drivers/prusalink/simulator/prusa-link';
import { manifests } from '#drivers/registry';
import { openTestServer } from '../api/fixtures/test-server.ts';
import { createPrinters } from '../printers/printers.ts';
import { createPrinterPictures } from './printer-pictures.ts';

const PNG = Buffer.from(`89504e470d0a1a0a${'00'.repeat(40)}`, 'hex');
const PATH = 'Teile für A/Halter #2.gcode';

describe('[DL2] pictures of files on a printer behind PrusaLink', { concurrency: true }, () => {
  for (const [dialect, user] of [
    ['buddy', undefined],
    ['buddy', 'maker'],
    ['pi', undefined],
    ['pi', 'pi'],
  ] as const) {
    const how = user === undefined ? 'by its key' : 'by digest login';
    test(`its own are passed on, and none where it has none that a page could show (${dialect}, ${how})`, async () => {
      await using printer = await SimulatedPrusaLink.start({ dialect });
      for (const path of [PATH, 'qoi.gcode', 'odd.gcode']) printer.files.set(path, 'G28\n');
      printer.thumbnails.set(PATH, PNG);
      printer.thumbnails.set('odd.gcode', Buffer.from('<svg onload="x"/>'));
      await using server = await openTestServer();
      const { storage, events, queue, materials, secrets, clock, chance } = server.farm;
      const printers = createPrinters({ storage, events, queue, materials, secrets, manifests, clock, chance });
      const options = {
        url: printer.url,
        password: printer.switches.password,
        ...(user === undefined ? {} : { user }),
      };
      const common = { driver: 'prusalink', model: null, tags: [], clearing: 'operator' } as const;
      const id = await printers.add({ name: 'Prusa', options, ...common });
      await storage.transaction(async (tx) => {
        for (const path of [...printer.files.keys(), 'gone.gcode'])
          await tx
            .insertInto('printer_file')
            .values({ printer_id: id, path, size_bytes: 4, modified_at: 1, first_seen_at: 1 })
            .execute();
      });
      const pictures = createPrinterPictures({ storage, printers, archives: { picture: () => Promise.resolve(null) } });
      const address = (await pictures.addresses(id))?.(PATH);
      assert.equal(address, `/api/printers/${id}/file-picture?path=${encodeURIComponent(PATH)}`);
      const shown = async (path: string) => {
        const picture = await pictures.picture(id, path);
        return picture === null ? null : [picture.type, Buffer.from(picture.bytes)];
      };
      // All at once: it is asked for one after the other, for it has few connections.
      assert.deepEqual(await Promise.all([PATH, 'qoi.gcode', 'odd.gcode', 'gone.gcode'].map(shown)), [
        ['image/png', PNG],
        null,
        null,
        null,
      ]);
      printer.switches.hasStorage = false;
      assert.equal(await shown(PATH), null, 'its stick was pulled out');
      printer.switches.hasStorage = true;
      printer.switches.password = 'changed since';
      assert.equal(await shown(PATH), null, 'the password was changed');
    });
  }
});
