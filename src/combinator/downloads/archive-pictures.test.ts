import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DriverHome } from '#drivers/bambu/fixtures/driver-under-test';
import { SimulatedBambu } from '#drivers/bambu/simulator/bambu';
import { FileRefused } from '#drivers/printer-files';
import { picture, threeMfEntries } from '#gcode/fixtures/three-mf';
import { zipFile } from '#gcode/fixtures/zip-file';
import { systemClock } from '#lib/clock';
import { createCardUploads } from '#machine/card-uploads';
import { createPrinterFileServer } from '#machine/serve-printer-files';
import { printerId } from '#model/ids';
import type { PrinterFileAsk } from '#model/printer-file';
import { createArchivePictures } from './archive-pictures.ts';
import type { AskPrinter } from './fetch-pieces.ts';

const ANNA = printerId('anna');
const BIG = 3_000_000;
/** As a slicer writes it: its G-code is most of it. */
const archive = Buffer.from(
  zipFile([
    ...threeMfEntries.filter(({ name }) => name !== 'Metadata/plate_3.gcode'),
    { name: 'Metadata/plate_3.gcode', content: 'G1 X1\n'.repeat(BIG / 6), stored: true },
  ]),
);

/** A printer over its real protocol, and between it and the pictures what the machine puts there. */
async function open() {
  await using stack = new AsyncDisposableStack();
  const printer = stack.use(await SimulatedBambu.start({ updateMs: 50 }));
  const home = stack.use(new DriverHome());
  const { serial, mqttPort, filePort, switches } = printer;
  const options = { host: '127.0.0.1', serial, mqttPort, filePort, accessCode: switches.accessCode };
  const life = stack.use(await home.connected(options));
  const server = stack.use(
    createPrinterFileServer({
      files: () => life.driver.files ?? null,
      uploads: createCardUploads(() => Promise.reject(new FileRefused('not-supported', 'It has no card.'))),
      clock: systemClock,
    }),
  );
  const asked: PrinterFileAsk[] = [];
  let bytes = 0;
  const ask: AskPrinter = (what) =>
    new Promise((resolve) => {
      asked.push(what);
      server.ask(what, (answer) => {
        if (answer instanceof Uint8Array) bytes += answer.length;
        resolve(answer);
      });
    });
  const state = { isFetching: false };
  const pictures = createArchivePictures({
    ask: (_printer, what) => ask(what),
    isFetching: () => state.isFetching,
    clock: systemClock,
  });
  const kept = stack.move();
  return { printer, pictures, asked, state, came: () => bytes, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

describe('[DL2] pictures in archives that lie on a printer', () => {
  test('are read from the middle, a small part of the file, and once; what is fetched goes before', async () => {
    await using at = await open();
    at.printer.files.set('cache/a.gcode.3mf', archive);
    const file = { path: 'cache/a.gcode.3mf', sizeBytes: archive.length, modifiedAt: 1 };
    at.state.isFetching = true;
    assert.equal(await at.pictures.picture(ANNA, file), null);
    assert.deepEqual(at.asked, []);
    at.state.isFetching = false;
    const both = await Promise.all([at.pictures.picture(ANNA, file), at.pictures.picture(ANNA, file)]);
    assert.deepEqual(
      both.map((each) => Buffer.from(each ?? [])),
      [picture(16), picture(16)].map((each) => Buffer.from(each)),
      'the small one of the first plate',
    );
    assert.ok(at.came() < 200_000 && archive.length > BIG, `${at.came()} of ${archive.length} bytes`);
    const before = at.asked.length;
    await at.pictures.picture(ANNA, file);
    assert.equal(at.asked.length, before, 'kept');
    assert.ok(at.asked.filter(({ kind }) => kind === 'open').length <= 3);
  });

  test('[DL4] an archive without one has none; one that is gone, grows or is none is told as none, and asked for again', async () => {
    await using at = await open();
    const bare = Buffer.from(zipFile([{ name: 'Metadata/plate_1.gcode', content: 'G28\n' }]));
    at.printer.files.set('bare.3mf', bare);
    at.printer.files.set('odd.3mf', Buffer.from('no archive at all'));
    const ofFile = (path: string, sizeBytes: number) => at.pictures.picture(ANNA, { path, sizeBytes, modifiedAt: 1 });
    assert.equal(await ofFile('bare.3mf', bare.length), null);
    assert.equal(await ofFile('odd.3mf', 17), null);
    assert.equal(await ofFile('gone.3mf', 100), null);
    assert.equal(await ofFile('bare.3mf', bare.length + 1), null, 'another size than it was listed with');
    at.printer.files.set('gone.3mf', archive);
    assert.deepEqual(Buffer.from((await ofFile('gone.3mf', archive.length)) ?? []), Buffer.from(picture(16)));
  });
});
