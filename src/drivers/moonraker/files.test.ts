import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { systemClock } from '#lib/clock';
import { createCardUploads } from '#machine/card-uploads';
import { createPrinterFileServer } from '#machine/serve-printer-files';
import type { PrinterFileAnswer, PrinterFileAsk } from '#model/printer-file';
import { DriverHome } from './fixtures/driver-under-test.ts';
import { changesList } from './files.ts';
import { SimulatedMoonraker } from './simulator/moonraker.ts';

const LENGTH = 256 * 1024;

/** A machine that answers for a driver and its printer, asked as a combinator asks. */
async function open() {
  await using stack = new AsyncDisposableStack();
  const printer = stack.use(await SimulatedMoonraker.start({ updateMs: 50 }));
  const home = stack.use(new DriverHome());
  const life = stack.use(home.drive({ url: printer.url }));
  const server = stack.use(
    createPrinterFileServer({
      files: () => life.driver.files ?? null,
      uploads: createCardUploads(() => Promise.reject(new Error('it has no card'))),
      clock: systemClock,
    }),
  );
  const ask = (what: PrinterFileAsk) =>
    new Promise<PrinterFileAnswer | Uint8Array>((resolve) => server.ask(what, resolve));
  /** Everything from `offset` on, and how it ended. */
  const readFrom = async (path: string, offset: number) => {
    const pieces: Uint8Array[] = [];
    for (let at = offset; ; ) {
      const answer = await ask({ kind: 'read', path, offset: at, length: LENGTH });
      if (!(answer instanceof Uint8Array)) return { bytes: Buffer.concat(pieces), answer };
      at += answer.length;
      pieces.push(answer);
    }
  };
  const kept = stack.move();
  return { printer, ask, readFrom, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

const text = 'G1 X1 Y2 E3 ; line\n'.repeat(40_000);
const digest = createHash('sha256').update(text).digest('hex');
const reasonOf = (answer: PrinterFileAnswer | Uint8Array): string =>
  answer instanceof Uint8Array ? 'bytes' : answer.kind === 'refused' ? answer.reason : answer.kind;

describe('the files of a Klipper printer', () => {
  test('[DL2] a notice counts when it is about what the list shows', () => {
    const about = (item: unknown, more: object = {}) => changesList({ action: 'create_file', item, ...more });
    const gcodes = (path: string) => ({ path, root: 'gcodes' });
    assert.deepEqual(
      [gcodes('a ü.gcode'), gcodes('boxes'), gcodes('boxes/b.gcode')].map((item) => about(item)),
      [true, true, true],
    );
    const none = ['croft', 'croft/p1.gcode', '.thumbs/a.png', 'boxes/.thumbs/a.png', ''].map(gcodes);
    for (const item of [...none, { path: 'printer.cfg', root: 'config' }, { path: 7, root: 'gcodes' }, null, 'a.gcode'])
      assert.equal(about(item), false, JSON.stringify(item));
    assert.ok(about(gcodes('croft/p1.gcode'), { source_item: gcodes('a.gcode') }), 'moved out of the list');
    for (const odd of [null, undefined, [], 'x']) assert.equal(changesList(odd), false);
  });

  test('[DL2] they are listed, the newest first, without what Croft brought and what is none', async () => {
    await using at = await open();
    for (const [path, modified] of [
      ['old.gcode', 5],
      ['boxes/Big Box (1), v2.GCODE', 9.5],
      ['croft/p1.gcode', 11],
      ['.thumbs/old-32x32.png', 12],
      ['notes.txt', 13],
      ['../outside.gcode', 14],
    ] as const) {
      at.printer.files.set(path, 'G28\n');
      at.printer.modified.set(path, modified);
    }
    assert.deepEqual(await at.ask({ kind: 'list' }), {
      kind: 'listing',
      files: [
        { path: 'boxes/Big Box (1), v2.GCODE', sizeBytes: 4, modifiedAt: 9_500 },
        { path: 'old.gcode', sizeBytes: 4, modifiedAt: 5_000 },
      ],
      left: 0,
    });
  });

  test('[DL2] one is read in pieces to its end, with the digest of what the printer sent; a lost piece comes again', async () => {
    await using at = await open();
    const path = 'a b/ü(1).gcode';
    at.printer.files.set(path, text);
    at.printer.modified.set(path, 7);
    assert.deepEqual(await at.ask({ kind: 'open', path, offset: 0 }), {
      kind: 'opened',
      sizeBytes: text.length,
      modifiedAt: 7_000,
    });
    const first = await at.ask({ kind: 'read', path, offset: 0, length: LENGTH });
    assert.ok(first instanceof Uint8Array);
    assert.deepEqual(await at.ask({ kind: 'open', path, offset: 0 }), {
      kind: 'opened',
      sizeBytes: text.length,
      modifiedAt: 7_000,
    });
    const { bytes, answer } = await at.readFrom(path, 0);
    assert.equal(bytes.toString(), text);
    assert.deepEqual(answer, { kind: 'end', sizeBytes: text.length, digest });
    assert.equal(at.printer.asked.filter((each) => each.startsWith('GET /server/files/gcodes')).length, 1);
  });

  test('[DL2] it is gone on from the middle, also at a host that only begins at the beginning', async () => {
    await using at = await open();
    at.printer.files.set('a.gcode', text);
    for (const ignoreRange of [false, true]) {
      at.printer.switches.ignoreRange = ignoreRange;
      assert.equal(reasonOf(await at.ask({ kind: 'open', path: 'a.gcode', offset: 300_001 })), 'opened');
      const { bytes, answer } = await at.readFrom('a.gcode', 300_001);
      assert.equal(bytes.toString(), text.slice(300_001));
      assert.deepEqual(answer, { kind: 'end', sizeBytes: text.length, digest: null });
      assert.equal(reasonOf(await at.ask({ kind: 'close' })), 'done');
    }
  });

  test('[DL4] a cut, a lie about the length and a missing file are told, and nothing is taken for an end', async () => {
    await using at = await open();
    at.printer.files.set('a.gcode', text);
    at.printer.switches.cutDownload = { at: 400_000, times: 1 };
    await at.ask({ kind: 'open', path: 'a.gcode', offset: 0 });
    const cut = await at.readFrom('a.gcode', 0);
    assert.equal(reasonOf(cut.answer), 'broken-off');
    assert.ok(cut.bytes.length <= 400_000);

    at.printer.switches.lieAboutDownload = 10;
    await at.ask({ kind: 'open', path: 'a.gcode', offset: 0 });
    assert.equal(reasonOf((await at.readFrom('a.gcode', 0)).answer), 'broken-off');
    at.printer.switches.lieAboutDownload = 0;

    assert.equal(reasonOf(await at.ask({ kind: 'open', path: 'gone.gcode', offset: 0 })), 'not-found');
    assert.equal(reasonOf(await at.ask({ kind: 'read', path: 'a.gcode', offset: 5, length: 9 })), 'broken-off');
    at.printer.switches.apiKey = 'secret';
    assert.equal(reasonOf(await at.ask({ kind: 'list' })), 'wrong-credentials');
  });

  test('[DL2] no more is taken from the printer than is asked for', async () => {
    await using at = await open();
    at.printer.files.set('big.gcode', text.repeat(40));
    await at.ask({ kind: 'open', path: 'big.gcode', offset: 0 });
    assert.equal(reasonOf(await at.ask({ kind: 'read', path: 'big.gcode', offset: 0, length: LENGTH })), 'bytes');
    assert.equal(at.printer.sent.finished, 0, 'the rest waits at the printer');
    assert.equal(reasonOf(await at.ask({ kind: 'delete', path: 'big.gcode' })), 'done');
    assert.equal(at.printer.files.size, 0);
  });
});
