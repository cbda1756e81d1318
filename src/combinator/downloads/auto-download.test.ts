import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { type FileFarm, type FilePrinter, openFileFarm } from './fixtures/file-farm.ts';

const gcode = (note: string): string => `; ${note}\nG28\nG1 X1 Y1 E1\n`;
const sha = (content: string): string => createHash('sha256').update(content).digest('hex');

/** Somebody starts this at the printer's panel; resolves with the print when the farm has found it. */
async function printAtPanel(at: FileFarm, { machine }: FilePrinter, name: string) {
  // The printer’s own id of the task: the same name may be printed again.
  machine.report({
    kind: 'foreign-began',
    foreign: { key: `${name} ${at.farm.clock.now()}`, name, since: at.farm.clock.now() },
  });
  await at.farm.settle(machine);
  const print = (await at.farm.prints()).find((each) => each.name === name && each.ended_at === null);
  assert.ok(print !== undefined, 'it was found');
  return print;
}

async function endIt(at: FileFarm, { machine }: FilePrinter): Promise<void> {
  const { phase } = machine.state;
  assert.equal(phase.kind, 'printing');
  const [began] = (await at.farm.prints()).filter((each) => each.ended_at === null);
  machine.report({ kind: 'foreign-ended', key: `${began?.name} ${began?.started_at}`, outcome: 'finished' });
  await at.farm.settle(machine);
  machine.takeObject();
  const { bed } = machine.state;
  if (bed.kind !== 'clear') await at.farm.wishes.confirmBed(machine.printerId, bed.bedId, 'ann', 'operator');
  await at.farm.settle(machine);
}

const counts = async (at: FileFarm): Promise<readonly number[]> =>
  Promise.all(
    (['auto-download-triggered', 'file-download-complete', 'auto-download-failed'] as const).map(
      async (name) => (await at.farm.eventsNamed(name)).length,
    ),
  );

/** Resolves when so many were triggered, in no time of the farm's clock. */
async function triggered(at: FileFarm, many: number): Promise<void> {
  for (let round = 0; round < 2_000; round++) {
    if ((await counts(at))[0] === many) return;
    await turn();
  }
  throw new Error(`${(await counts(at))[0]} of ${many} were triggered in this time`);
}

describe('files that come by themselves', () => {
  test('[AU1] [AU3] [PZ6] what a printer prints is fetched once per print, where it is wished, also over a restart', async () => {
    await using at = await openFileFarm();
    const printer = await at.addPrinter('X1C');
    printer.put('/cache/Clamshell Box.3mf', 'not asked for');
    printer.put('/cache/Part.gcode', gcode('the part'));
    await at.farm.makeReady(printer.machine);

    await printAtPanel(at, printer, 'Part.gcode');
    await at.auto.wake();
    assert.deepEqual(await counts(at), [0, 0, 0], 'nobody wished it');
    await at.listings.setAuto(printer.id, true);
    await at.auto.wake();
    assert.deepEqual((await counts(at))[0], 1, 'within one look');
    await at.until('it came', async () => (await counts(at))[1] === 1);
    await at.auto.idle();
    const [print] = await at.farm.prints();
    assert.equal(print?.digest, sha(gcode('the part')), 'the print has its file');
    const complete = (await at.farm.eventsNamed('file-download-complete'))[0];
    assert.equal(complete?.printId, print?.id);

    await at.restart();
    await at.auto.wake();
    await at.auto.idle();
    assert.deepEqual(await counts(at), [1, 1, 0], 'remembered');

    await endIt(at, printer);
    printer.put('/cache/Part.gcode', gcode('the part, changed'), 9_000);
    const next = await printAtPanel(at, printer, 'Part.gcode');
    await at.until('the changed one came', async () => (await counts(at))[1] === 2);
    await at.auto.idle();
    assert.equal((await at.farm.printRow(next.id)).digest, sha(gcode('the part, changed')));
    assert.deepEqual(await counts(at), [2, 2, 0]);
  });

  test('[AU1] nobody has to ask for it: it begins when the print is found, or within 5 s of the wish', async () => {
    await using at = await openFileFarm();
    const printer = await at.addPrinter('X1C');
    printer.put('/cache/First.gcode', gcode('first'));
    printer.put('/cache/Second.gcode', gcode('second'));
    await at.farm.makeReady(printer.machine);
    await at.listings.setAuto(printer.id, true);
    await printAtPanel(at, printer, 'First.gcode');
    await triggered(at, 1);
    await at.until('it came', async () => (await counts(at))[1] === 1);
    await at.auto.idle();
    await endIt(at, printer);

    await at.listings.setAuto(printer.id, false);
    await printAtPanel(at, printer, 'Second.gcode');
    await at.auto.idle();
    assert.equal((await counts(at))[0], 1, 'nobody wished it');
    await at.listings.setAuto(printer.id, true);
    at.farm.clock.turn(5_000);
    await triggered(at, 2);
  });

  test('[AU1] what Croft sent, and what is no print file, is not fetched', async () => {
    await using at = await openFileFarm();
    const printer = await at.addPrinter('Voron');
    await at.listings.setAuto(printer.id, true);
    await at.farm.makeReady(printer.machine);
    await printAtPanel(at, printer, 'timelapse.mp4');
    await at.auto.wake();
    await endIt(at, printer);
    await at.farm.storage.transaction((tx) =>
      tx
        .insertInto('library_file')
        .values({
          digest: 'f'.repeat(64),
          name: 'own.gcode',
          size_bytes: 9,
          kind: 'gcode',
          added_at: 1,
          metadata: null,
          metadata_problem: null,
          warnings: '[]',
          thumbnail: null,
        })
        .execute(),
    );
    await at.farm.addJob();
    await at.farm.settle(printer.machine);
    assert.equal(printer.machine.begun.length, 1);
    await at.auto.wake();
    await at.auto.idle();
    assert.deepEqual(await counts(at), [0, 0, 0]);
  });

  test('[AU2] the candidates are tried in order, the first that comes counts; when none does that is told once', async () => {
    await using at = await openFileFarm();
    const printer = await at.addPrinter('P1');
    await at.listings.setAuto(printer.id, true);
    await at.farm.makeReady(printer.machine);
    printer.put('HOLDER.gcode', '\x89PNG\r\n\x1a\n'.padEnd(3_000, 'x'));
    printer.put('Holder.gcode.3mf', '\x89PNG\r\n\x1a\n'.padEnd(3_001, 'x'));
    printer.put('boxes/holder.gcode', gcode('the right one'));
    const print = await printAtPanel(at, printer, 'Holder.gcode');
    await at.until('it came', async () => (await counts(at))[1] === 1);
    await at.auto.idle();
    assert.equal((await at.farm.printRow(print.id)).digest, sha(gcode('the right one')));
    assert.equal((await at.farm.eventsNamed('file-download-failed')).length, 2);
    assert.equal((await counts(at))[2], 0);
    await endIt(at, printer);

    await printAtPanel(at, printer, 'Nowhere.gcode');
    await at.until('it was given up', async () => (await counts(at))[2] === 1);
    const [failed] = await at.farm.eventsNamed('auto-download-failed');
    assert.deepEqual(failed?.payload, {
      filename: 'Nowhere.gcode',
      error: 'The printer shows no file of this name.',
      attempts: 1,
    });
    await endIt(at, printer);

    printer.trouble = 'unreachable';
    await printAtPanel(at, printer, 'Later.gcode');
    await at.until('given up as well', async () => (await counts(at))[2] === 2);
    await at.restart();
    await at.auto.wake();
    await at.auto.idle();
    assert.deepEqual(await counts(at), [3, 1, 2]);
  });
});

describe('looking at the files of printers', () => {
  test('[EV7] each look tells how many there are; new ones are told once; what is gone goes', async () => {
    await using at = await openFileFarm();
    const printer = await at.addPrinter('Voron');
    printer.put('a.gcode', 'a', 1_000);
    printer.put('b.gcode', 'b', 2_000);
    await at.listings.look(printer.id);
    await at.listings.look(printer.id);
    printer.put('c.gcode', 'c', 3_000);
    printer.files.delete('a.gcode');
    await at.listings.look(printer.id);
    assert.equal(at.told.filter(({ name }) => name === 'files-discovered').length, 3);
    assert.deepEqual(
      (await at.farm.eventsNamed('new-files-found')).map(({ payload }) => payload),
      [
        { count: 2, paths: ['b.gcode', 'a.gcode'] },
        { count: 1, paths: ['c.gcode'] },
      ],
    );
    const shown = await at.listings.show(printer.id);
    assert.deepEqual([shown.supported, shown.files.map(({ path }) => path)], [true, ['c.gcode', 'b.gcode']]);
    await at.listings.delete(printer.id, 'b.gcode', 'ann');
    assert.deepEqual([...printer.files.keys()], ['c.gcode']);
    assert.equal((await at.listings.show(printer.id)).files.length, 1);
  });

  test('[MN2] a printer that hangs holds up no other, and says so; the interval is a setting', async () => {
    await using at = await openFileFarm();
    const hanging = await at.addPrinter('hangs');
    hanging.gate = new Promise(() => {});
    const others = await Promise.all(['A', 'B'].map((name) => at.addPrinter(name)));
    for (const printer of others) printer.put('a.gcode', 'a');
    const plain = await at.farm.addMachine('serial');
    await at.farm.settings.change(0, { printerFilesSeconds: 10 }, 'ann');
    await at.restart();
    at.farm.clock.turn(10_000);
    await at.until('the others were seen', async () => (await at.farm.eventsNamed('new-files-found')).length === 2);
    await at.until('its time is over', async () => (await at.listings.show(hanging.id)).problem !== null);
    assert.equal((await at.listings.show(plain.printerId)).supported, false);
    await assert.rejects(at.listings.look(plain.printerId), { code: 'printer-shows-no-files' });
  });

  test('[MN2] fifty printers, one of which hangs and one of which fails, are looked at within the time of one', async () => {
    await using at = await openFileFarm();
    const printers: FilePrinter[] = [];
    for (let i = 0; i < 50; i++) printers.push(await at.addPrinter(`printer ${i}`));
    for (const printer of printers) printer.put('a.gcode', 'a');
    const [hanging, failing] = printers;
    assert.ok(hanging !== undefined && failing !== undefined);
    hanging.gate = new Promise(() => {});
    failing.trouble = 'unreachable';
    const before = at.farm.clock.monotonic();
    let over = false;
    const looking = at.listings.lookAll().then(() => (over = true));
    // No time passes meanwhile.
    while (at.told.filter(({ name }) => name === 'files-discovered').length < 48)
      await new Promise((resolve) => setImmediate(resolve));
    assert.ok(!over, 'one still has time');
    await at.until('its time is over', () => over);
    await looking;
    assert.ok(at.farm.clock.monotonic() - before <= 31_000, `${at.farm.clock.monotonic() - before} ms`);
    for (const { id } of [hanging, failing]) assert.notEqual((await at.listings.show(id)).problem, null);
  });

  test('[MN1] a printer whose files could not be looked at is left alone for as long as the setting says, or until it is back', async () => {
    await using at = await openFileFarm();
    const printer = await at.addPrinter('A');
    printer.put('a.gcode', 'a');
    printer.trouble = 'unreachable';
    const problem = async () => (await at.listings.show(printer.id)).problem;
    const found = async () => (await at.farm.eventsNamed('new-files-found')).length;
    await at.listings.lookAll();
    assert.notEqual(await problem(), null);
    printer.trouble = null;
    at.farm.clock.turn(599_000);
    await at.listings.lookAll();
    assert.equal(await found(), 0, 'not asked yet');
    at.farm.clock.turn(1_000);
    await at.listings.lookAll();
    assert.equal(await found(), 1);
    printer.trouble = 'unreachable';
    await assert.rejects(at.listings.look(printer.id));
    printer.trouble = null;
    await at.farm.storage.transaction((tx) =>
      at.farm.events.emit(tx, 'printer-connected', { printerId: printer.id }, {}),
    );
    await at.listings.lookAll();
    assert.equal(await problem(), null, 'it is back: asked at once');
  });
});

describe('a printer that says when its files change', () => {
  /** How often it was looked at. */
  const looks = (at: FileFarm): number => at.told.filter(({ name }) => name === 'files-discovered').length;

  test('[DL2] is looked at two seconds after the word, once for many, and not again within half a minute', async () => {
    await using at = await openFileFarm();
    const { listings, farm } = at;
    const printer = await at.addPrinter('Octo');
    listings.told(printer.id, 7);
    farm.clock.turn(60_000);
    await farm.rest();
    assert.equal(looks(at), 0, 'what was before this process is the regular look’s');
    printer.put('new.gcode', 'G28\n');
    for (const changes of [8, 9, 10]) listings.told(printer.id, changes);
    farm.clock.turn(1_999);
    await farm.rest();
    assert.equal(looks(at), 0);
    farm.clock.turn(1);
    await at.until('it was looked at', () => looks(at) === 1);
    assert.deepEqual(
      (await listings.show(printer.id)).files.map(({ path }) => path),
      ['new.gcode'],
    );
    assert.equal((await farm.eventsNamed('new-files-found')).length, 1);
    for (let second = 0; second < 25; second++) {
      listings.told(printer.id, 11 + second);
      farm.clock.turn(1_000);
      await farm.rest();
    }
    assert.equal(looks(at), 1);
    await at.until('it is looked at once more', () => looks(at) === 2);
    listings.told(printer.id, 35);
    farm.clock.turn(60_000);
    await farm.rest();
    assert.equal(looks(at), 2, 'the same number again is no change');
  });

  test('[DL2] a machine that began anew counts anew; a printer that cannot be looked at is left to the regular look', async () => {
    await using at = await openFileFarm();
    const { listings, farm } = at;
    const printer = await at.addPrinter('Octo');
    listings.told(printer.id, 3);
    listings.told(printer.id, 0);
    farm.clock.turn(60_000);
    await farm.rest();
    assert.equal(looks(at), 0);
    printer.trouble = 'unreachable';
    listings.told(printer.id, 1);
    await at.until('the trouble is shown', async () => (await listings.show(printer.id)).problem !== null);
    assert.equal(looks(at), 0);
  });
});
