import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import type { EventPayloads } from '../events/catalogue.ts';
import { type FileFarm, openFileFarm } from './fixtures/file-farm.ts';

const gcode = (note: string, lines = 60_000): string =>
  `; ${note}\nG28\n${'G1 X1.5 Y2.5 E0.1 ; a line of a part\n'.repeat(lines)}`;
const sha = (content: string): string => createHash('sha256').update(content).digest('hex');

async function fetched(at: FileFarm, id: string) {
  await at.until('the download is over', async () => (await at.downloads.get(id)).ended_at !== null);
  const row = await at.downloads.get(id);
  return row;
}

const progress = (at: FileFarm): readonly EventPayloads['file-download-progress'][] =>
  at.told
    .filter(({ name }) => name === 'file-download-progress')
    .map(({ payload }) => payload as EventPayloads['file-download-progress']);

describe('downloads from printers', () => {
  test('[DL1] [DL2] [DL3] [EV4] [PZ10] [PZ11] a file comes whole, in this order, with its source, and its pictures delay nothing', async () => {
    await using at = await openFileFarm();
    const printer = await at.addPrinter('Voron');
    const content = gcode('a part');
    printer.put('boxes/Part (1).gcode', content, 5_000);
    const id = await at.downloads.request(printer.id, 'boxes/Part (1).gcode', 'ann');
    assert.deepEqual(await at.story(), ['file-download-started'], 'before anything is asked of the printer');
    const row = await fetched(at, id);
    assert.deepEqual([row.status, row.digest, row.size_bytes], ['complete', sha(content), content.length]);
    await at.downloads.idle();
    const story = (await at.story()).filter((name) => !/library|metadata/.test(name));
    assert.deepEqual(story, [
      'file-download-started',
      'file-needs-thumbnail-processing',
      'file-download-complete',
      'file-thumbnails-processed',
    ]);
    const flow = await at.farm.events.page(
      { correlationId: row.correlation_id },
      { after: 0, before: null, limit: 50 },
    );
    assert.deepEqual(
      flow.map(({ name }) => name),
      await at.story(),
      'one workflow by one id',
    );
    const steps = progress(at);
    assert.deepEqual([steps[0]?.percent, steps.at(-1)?.percent, steps.at(-1)?.gotBytes], [0, 100, content.length]);
    assert.ok(steps.length >= 3, 'each megabyte');
    for (const [n, step] of steps.entries()) assert.ok(n === 0 || step.gotBytes > (steps[n - 1]?.gotBytes ?? 0));
    const file = await at.library.get(row.digest as never);
    assert.equal(file?.name, 'Part (1).gcode');
    assert.notEqual(file?.thumbnail, null);
    const source = await at.farm.storage.read.selectFrom('library_source').selectAll().executeTakeFirstOrThrow();
    assert.deepEqual(
      [source.kind, source.detail, source.printer_id, source.printer_path],
      ['printer', 'Voron: boxes/Part (1).gcode', printer.id, 'boxes/Part (1).gcode'],
    );
    await at.listings.look(printer.id);
    assert.equal((await at.listings.show(printer.id)).files[0]?.digest, sha(content));
  });

  test('[DL2] [LI1] the same content again is the same file, with one more source', async () => {
    await using at = await openFileFarm();
    const printer = await at.addPrinter('Voron');
    printer.put('a.gcode', gcode('same', 10));
    printer.put('b.gcode', gcode('same', 10));
    for (const path of ['a.gcode', 'b.gcode', 'a.gcode']) {
      const row = await fetched(at, await at.downloads.request(printer.id, path, 'ann'));
      assert.equal(row.status, 'complete');
    }
    const files = await at.library.list({ search: null, first: 9, after: null });
    assert.deepEqual([files.total, (await at.farm.eventsNamed('file-download-complete')).length], [1, 3]);
    assert.equal((await at.farm.eventsNamed('file-needs-thumbnail-processing')).length, 1);
  });

  test('[DL5] one at a time per printer and so many over all; a second request joins; the number is a setting', async () => {
    await using at = await openFileFarm();
    const printers = await Promise.all(['A', 'B', 'C'].map((name) => at.addPrinter(name)));
    await at.farm.settings.change(0, { downloadsAtOnce: 2 }, 'ann');
    const gate = Promise.withResolvers<void>();
    for (const printer of printers) {
      printer.gate = gate.promise;
      printer.put('a.gcode', gcode(`a of ${printer.id}`, 10));
      printer.put('b.gcode', gcode(`b of ${printer.id}`, 10));
    }
    const ids: string[] = [];
    for (const printer of printers)
      for (const path of ['a.gcode', 'b.gcode', 'a.gcode'])
        ids.push(await at.downloads.request(printer.id, path, 'ann'));
    assert.equal(new Set(ids).size, 6, 'the third joins the first');
    const opened = () => printers.map((printer) => printer.opened.length);
    await at.until('two run', () => opened().join() === '1,1,0');
    assert.deepEqual((await at.downloads.list(null, 9)).map(({ status }) => status).sort(), [
      'running',
      'running',
      'waiting',
      'waiting',
      'waiting',
      'waiting',
    ]);
    gate.resolve();
    for (const id of new Set(ids)) assert.equal((await fetched(at, id)).status, 'complete');
    assert.deepEqual(opened(), [2, 2, 2]);
  });

  test('[DL5] however many files of a slow printer wait, those of another come; what ended long ago is forgotten, open ones never', async () => {
    await using at = await openFileFarm();
    const [slow, other] = [await at.addPrinter('A'), await at.addPrinter('B')];
    const gate = Promise.withResolvers<void>();
    slow.gate = gate.promise;
    other.put('b.gcode', gcode('b', 10));
    for (let i = 0; i < 205; i++) await at.downloads.request(slow.id, `${i}.gcode`, 'ann');
    const id = await at.downloads.request(other.id, 'b.gcode', 'ann');
    assert.equal((await fetched(at, id)).status, 'complete');
    await at.until('its pictures are made', async () => (await at.downloads.get(id)).pictures_due === 0);
    await at.downloads.forget(Number.MAX_SAFE_INTEGER);
    await assert.rejects(at.downloads.get(id), { code: 'unknown-download' });
    assert.equal((await at.downloads.list(slow.id, 300)).length, 205);
    gate.resolve();
  });

  test('[DL5] what breaks off is gone on from where it was, three tries in all, 2 s and 4 s apart', async () => {
    await using at = await openFileFarm();
    const printer = await at.addPrinter('Voron');
    const content = gcode('broken off twice', 30_000);
    printer.put('a.gcode', content);
    printer.cuts = [310_000, 610_000];
    const began = at.farm.clock.now();
    const row = await fetched(at, await at.downloads.request(printer.id, 'a.gcode', 'ann'));
    assert.deepEqual([row.status, row.digest], ['complete', sha(content)]);
    assert.ok(at.farm.clock.now() - began >= 6_000);
    assert.equal(printer.opened.length, 3);
    const [, second = 0, third = 0] = printer.opened.map((each) => Number(each.split(' ')[1]));
    assert.ok(second > 0 && third > second, 'none began anew');
  });

  test('[DL2] a file that is another one than its beginning is fetched anew', async () => {
    await using at = await openFileFarm();
    const printer = await at.addPrinter('Voron');
    printer.put('a.gcode', gcode('the first', 30_000), 1_000);
    printer.cuts = [400_000];
    const id = await at.downloads.request(printer.id, 'a.gcode', 'ann');
    await at.until('it broke off', () => printer.cuts.length === 0);
    printer.put('a.gcode', gcode('the second', 30_000), 9_000);
    assert.equal((await fetched(at, id)).digest, sha(gcode('the second', 30_000)));
    const steps = progress(at);
    for (const [n, step] of steps.entries()) assert.ok(n === 0 || step.gotBytes > (steps[n - 1]?.gotBytes ?? 0));
  });

  test('[DL4] whatever goes wrong is told once, with its reason, and nothing of the file stays', async () => {
    let corrupt = false;
    let quota: number | null = null;
    await using at = await openFileFarm({
      quotaBytes: () => quota,
      change: (answer) => (corrupt && answer instanceof Uint8Array ? answer.map((byte) => byte ^ 1) : answer),
    });
    const printer = await at.addPrinter('Voron');
    const content = gcode('never', 20_000);
    const failures: Readonly<Record<string, () => void>> = {
      'printer-file-not-found': () => printer.files.delete('a.gcode'),
      'printer-refused-file': () => (printer.trouble = 'refused'),
      'printer-files-unreachable': () => (printer.trouble = 'unreachable'),
      'printer-files-forbidden': () => (printer.trouble = 'wrong-credentials'),
      'printer-file-incomplete': () => (printer.lie = 7),
      'download-corrupt': () => (corrupt = true),
      'library-full': () => (quota = 1_000),
      'file-refused': () => printer.put('a.gcode', Buffer.from('\x89PNG\r\n\x1a\n'.padEnd(3_000, 'x'), 'latin1')),
    };
    for (const [code, break_] of Object.entries(failures)) {
      printer.put('a.gcode', content);
      [printer.trouble, printer.lie, corrupt, quota] = [null, 0, false, null];
      break_();
      const before = (await at.farm.eventsNamed('file-download-failed')).length;
      const row = await fetched(at, await at.downloads.request(printer.id, 'a.gcode', 'ann'));
      assert.deepEqual([row.status, row.error_code, row.digest], ['failed', code, null]);
      assert.equal((await at.farm.eventsNamed('file-download-failed')).length, before + 1, code);
    }
    assert.equal((await at.library.list({ search: null, first: 9, after: null })).total, 0);
    await assert.rejects(at.downloads.request('nobody' as never, 'a.gcode', 'ann'), { code: 'unknown-printer' });
    assert.equal((await at.farm.eventsNamed('file-download-failed')).at(-1)?.printerId, null);
    for (const path of ['../a.gcode', 'a/../../b.gcode', '', 'a\nb'])
      await assert.rejects(at.downloads.request(printer.id, path, 'ann'), { code: 'bad-printer-path' });
  });

  test('[DL4] a person ends one that hangs at once; one that is over stays as it is', async () => {
    await using at = await openFileFarm();
    const printer = await at.addPrinter('Voron');
    printer.put('a.gcode', gcode('hangs'));
    printer.gate = new Promise(() => {});
    const [running, waiting] = [
      await at.downloads.request(printer.id, 'a.gcode', 'ann'),
      await at.downloads.request(printer.id, 'b.gcode', 'ann'),
    ];
    await at.until('it runs', () => printer.opened.length === 1);
    await at.downloads.cancel(waiting, 'ann');
    await at.downloads.cancel(running, 'ann');
    for (const id of [running, waiting]) {
      const row = await fetched(at, id);
      assert.deepEqual([row.status, row.error_code], ['cancelled', 'download-cancelled']);
      await at.downloads.cancel(id, 'ann');
    }
    assert.equal((await at.farm.eventsNamed('file-download-failed')).length, 2);
  });

  test('[DL4] a crash in the middle: the next process fetches it, and it was started once', async () => {
    await using at = await openFileFarm();
    const printer = await at.addPrinter('Voron');
    printer.put('a.gcode', gcode('over a restart', 30_000));
    const gate = Promise.withResolvers<void>();
    printer.gate = gate.promise;
    const id = await at.downloads.request(printer.id, 'a.gcode', 'ann');
    await at.until('it runs', () => printer.opened.length === 1);
    gate.resolve();
    await at.restart();
    assert.equal((await fetched(at, id)).status, 'complete');
    assert.equal((await at.farm.eventsNamed('file-download-started')).length, 1);
    assert.equal((await at.farm.eventsNamed('file-download-complete')).length, 1);
  });
});
