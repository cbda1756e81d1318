import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Feedback } from '#model/feedback';
import type { PrintId } from '#model/ids';
import type { HandMachine } from '../fixtures/hand-machine.ts';
import { FILE, openTestFarm, type TestFarm } from '../fixtures/test-farm.ts';
import type { SpoolFields } from './spool-schema.ts';

const FILAMENT = { extruder: 0, type: 'PLA', colour: '#FF0000', lengthMm: 33_000, weightGrams: 100, used: true };

/** The one file of the test farm, with what a slicer says of its filaments. */
async function describeFile(farm: TestFarm, filaments: readonly object[] | null): Promise<void> {
  const metadata = filaments === null ? null : JSON.stringify({ filaments });
  await farm.storage.transaction((tx) =>
    tx.updateTable('library_file').set({ metadata }).where('digest', '=', FILE).execute(),
  );
}

async function farmWithSpool(fields: Partial<SpoolFields> = {}) {
  const farm = await openTestFarm();
  await describeFile(farm, [FILAMENT]);
  const machine = await farm.addMachine('Anna');
  await farm.makeReady(machine);
  const spoolId = await farm.materials.add({ type: 'PLA', name: 'Red', price: 25, ...fields });
  await farm.materials.load(spoolId, { printerId: machine.printerId, slot: 0 }, 'ann');
  await farm.settle();
  return { farm, machine, spoolId, [Symbol.asyncDispose]: () => farm[Symbol.asyncDispose]() };
}

const usedOf = async (farm: TestFarm, id: string): Promise<number | undefined> => (await farm.materials.get(id))?.used;
const usesOf = async (farm: TestFarm, spoolId: string) =>
  (await farm.materials.uses({ spoolId, printId: null, unsure: false }, { first: 50, after: null })).items;

async function beginPrint(farm: TestFarm, machine: HandMachine): Promise<PrintId> {
  await farm.addJob();
  await farm.settle();
  const id = machine.begun.at(-1);
  assert.ok(id !== undefined);
  return id;
}

const measured = (printId: PrintId, fraction: number, at: number): Feedback => ({
  at,
  temperatures: [],
  position: null,
  progress: { printId, fraction, elapsedSeconds: 1, remainingSeconds: null, layer: null, z: null },
  line: null,
  notice: null,
});

describe('what prints take from spools', () => {
  test('[MT2] a finished print is deducted with its cost in the transaction of its end', async () => {
    await using made = await farmWithSpool();
    const { farm, machine, spoolId } = made;
    const print = await beginPrint(farm, machine);
    machine.finish();
    await farm.settle();
    assert.equal(await usedOf(farm, spoolId), 100);
    const [use, ...more] = await usesOf(farm, spoolId);
    assert.deepEqual(
      [use?.kind, use?.print_id, use?.grams, use?.cost, use?.basis, use?.unsure, more.length],
      ['print', print, 100, 2.5, 'file', 0, 0],
    );
    const [updated] = (await farm.eventsNamed('material-updated')).slice(-1);
    const payload = updated?.payload as { remainingGrams: number; remainingShare: number };
    assert.deepEqual([payload.remainingGrams, payload.remainingShare], [900, 0.9]);
  });

  test('[S15] [CK7] filament is deducted once per print, whatever is replayed across connections and restarts', async () => {
    await using made = await farmWithSpool();
    const { farm, machine, spoolId } = made;
    await beginPrint(farm, machine);
    machine.finish();
    while (!machine.underway.some(({ envelope }) => envelope.command.kind === 'confirm')) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    // Committed, and the machine never hears of it: it tells the end again, to this combinator and to the next.
    while (machine.underway.length > 0) machine.drop();
    machine.show();
    await farm.rest();
    while (machine.underway.length > 0) machine.drop();
    await farm.restart();
    await machine.connect();
    await farm.settle();
    assert.equal(await usedOf(farm, spoolId), 100);
    assert.equal((await usesOf(farm, spoolId)).length, 1);
    // And should anything ever tell the end of the same print a second time, the database itself refuses to count it.
    const row = await farm.printRow(machine.begun[0] ?? '');
    await farm.storage.transaction((tx) => farm.materials.printEnded(tx, row, 'finished', farm.clock.now()));
    assert.equal(await usedOf(farm, spoolId), 100);
  });

  test('[MT2] a failed print is deducted by the progress heard right before its end', async () => {
    await using made = await farmWithSpool();
    const { farm, machine, spoolId } = made;
    const print = await beginPrint(farm, machine);
    farm.materials.measured(measured(print, 0.25, farm.clock.now()));
    machine.fail();
    await farm.settle();
    assert.equal(await usedOf(farm, spoolId), 25);
    assert.equal((await usesOf(farm, spoolId))[0]?.basis, 'progress');
    assert.equal((await farm.problems.list()).filter((problem) => problem.code === 'material-unsure').length, 0);
  });

  test('[MT2] what was heard before the combinator died is kept, and an old number is flagged for a person', async () => {
    await using made = await farmWithSpool();
    const { farm, machine, spoolId } = made;
    const print = await beginPrint(farm, machine);
    farm.materials.measured(measured(print, 0.5, farm.clock.now()));
    await farm.materials.keepProgress();
    await farm.restart();
    farm.clock.turn(3_600_000);
    machine.fail();
    await machine.connect();
    await farm.settle();
    assert.equal(await usedOf(farm, spoolId), 50);
    const [use] = await usesOf(farm, spoolId);
    assert.deepEqual([use?.basis, use?.unsure], ['old-progress', 1]);
    assert.equal((await farm.problems.list()).filter((problem) => problem.code === 'material-unsure').length, 1);
    assert.deepEqual(await farm.storage.read.selectFrom('print_progress').selectAll().execute(), []);
  });

  test('[MT2] where nobody knows, nothing is deducted until a person says, and the correction is history', async () => {
    await using made = await farmWithSpool();
    const { farm, machine, spoolId } = made;
    await beginPrint(farm, machine);
    machine.fail();
    await farm.settle();
    assert.equal(await usedOf(farm, spoolId), 0);
    const [flagged] = await usesOf(farm, spoolId);
    assert.deepEqual([flagged?.grams, flagged?.basis, flagged?.unsure], [0, 'unknown', 1]);
    await farm.materials.correct(flagged?.id ?? '', 40, 'weighed the heap', 'ann');
    assert.equal(await usedOf(farm, spoolId), 40);
    await farm.materials.correct(flagged?.id ?? '', 35, '', 'ben');
    assert.equal(await usedOf(farm, spoolId), 35);
    const history = await usesOf(farm, spoolId);
    assert.deepEqual(history.map(({ kind, grams, by }) => [kind, grams, by]).sort(), [
      ['correction', -5, 'ben'],
      ['correction', 40, 'ann'],
      ['print', 0, 'the farm'],
    ]);
    assert.ok(history.every((use) => use.unsure === 0 && use.print_id === machine.begun[0]));
  });

  test('[MT2] a farm without spools prints as ever, and a print that never started takes nothing', async () => {
    await using farm = await openTestFarm();
    const machine = await farm.addMachine('Anna');
    await farm.makeReady(machine);
    await beginPrint(farm, machine);
    machine.finish();
    await farm.settle();
    assert.equal((await farm.printRow(machine.begun[0] ?? '')).outcome, 'finished');
    assert.deepEqual(await farm.storage.read.selectFrom('spool_use').selectAll().execute(), []);
  });

  test('[CO4] a printer that leaves the farm gives its spool back', async () => {
    await using made = await farmWithSpool();
    const { farm, machine, spoolId } = made;
    await beginPrint(farm, machine);
    await assert.rejects(farm.printers.remove(machine.printerId, false, 'ann'), { code: 'printer-has-print' });
    assert.equal((await farm.materials.get(spoolId))?.printerId, machine.printerId);
    await farm.printers.remove(machine.printerId, true, 'ann');
    assert.equal((await farm.materials.get(spoolId))?.printerId, null);
    assert.deepEqual(
      (await usesOf(farm, spoolId)).map(({ basis, unsure }) => [basis, unsure]),
      [['unknown', 1]],
    );
  });
});

describe('spools', () => {
  test('[MT1] each change is told with the share that remains; crossing below the threshold once, also across restarts', async () => {
    await using farm = await openTestFarm();
    const id = await farm.materials.add({ type: 'PLA', name: 'Red' });
    const lows = async () => (await farm.eventsNamed('material-low-stock')).length;
    const board = async () => (await farm.problems.list()).filter((problem) => problem.code === 'material-low').length;
    const edit = async (usedGrams: number) =>
      farm.materials.change(
        { id, version: (await farm.materials.get(id))?.version ?? 0, fields: { usedGrams } },
        'ann',
      );
    await edit(800);
    assert.equal(await lows(), 0, 'exactly 20 % is not below it');
    await farm.materials.use(id, 0.5, 'a test', 'ann');
    assert.deepEqual([await lows(), await board()], [1, 1]);
    await farm.restart();
    await farm.materials.use(id, 10, '', 'ann');
    await edit(850);
    assert.equal(await lows(), 1, 'told once');
    await edit(800);
    assert.equal(await board(), 0, 'filled up: no longer on the board');
    await edit(801);
    assert.deepEqual([await lows(), await board()], [2, 1], 'armed again by a refill to 20 %');
    await farm.settings.change(0, { lowStockPercent: 10 }, 'ann');
    await edit(850);
    assert.equal(await board(), 0);
    await edit(901);
    assert.equal(await lows(), 3, 'the threshold is a setting');
    assert.equal((await farm.eventsNamed('material-updated')).length, 8);
  });

  test('[MT1] automatic deduction crosses the threshold like any other change', async () => {
    await using made = await farmWithSpool({ usedGrams: 750 });
    const { farm, machine } = made;
    await beginPrint(farm, machine);
    machine.finish();
    await farm.settle();
    const [low] = await farm.eventsNamed('material-low-stock');
    assert.ok(low !== undefined);
    assert.equal((low.payload as { remainingGrams: number }).remainingGrams, 150);
    assert.equal(low.printerId, machine.printerId);
  });

  test('[MT2] a spool is loaded in one place, and a place holds one spool', async () => {
    await using made = await farmWithSpool();
    const { farm, machine, spoolId } = made;
    const other = await farm.materials.add({ type: 'PETG' });
    const place = { printerId: machine.printerId, slot: 0 };
    await farm.materials.load(other, place, 'ben');
    assert.equal((await farm.materials.get(spoolId))?.printerId, null);
    assert.equal((await farm.materials.get(other))?.printerId, machine.printerId);
    await farm.materials.archive(other, true, 'ben');
    assert.equal((await farm.materials.get(other))?.printerId, null, 'archived is loaded nowhere');
    await assert.rejects(farm.materials.load(other, place, 'ben'), { code: 'spool-archived' });
    await assert.rejects(farm.materials.load(spoolId, { ...place, slot: 256 }, 'ben'), { code: 'bad-spool-field' });
    await assert.rejects(farm.materials.load(spoolId, { ...place, printerId: 'nobody' as never }, 'ben'), {
      code: 'unknown-printer-for-spool',
    });
  });

  test('[CF2] a stale edit is refused; [CF1] a wrong one names field and rule', async () => {
    await using farm = await openTestFarm();
    const id = await farm.materials.add({ type: 'PLA', colours: ['#ff0000'] });
    assert.equal((await farm.materials.get(id))?.colours, '["#FF0000"]');
    await farm.materials.change({ id, version: 1, fields: { name: 'One' } }, 'ann');
    await assert.rejects(farm.materials.change({ id, version: 1, fields: { name: 'Two' } }, 'ben'), {
      code: 'stale-version',
    });
    const wrong = (fields: object) => farm.materials.add({ type: 'PLA', ...fields }).catch((error: unknown) => error);
    for (const [field, value] of [
      ['type', ' '],
      ['netGrams', 0],
      ['colours', ['red']],
      ['density', 0],
      ['price', -1],
      ['lot', 'x'.repeat(65)],
    ] as const) {
      const error = (await wrong({ [field]: value })) as { code: string; field: string; rule: string; remedy: string };
      assert.deepEqual([error.code, error.field], ['bad-spool-field', field]);
      assert.ok(error.rule.length > 3 && error.remedy.length > 3);
    }
  });

  test('a spool is weighed with its empty weight, and what was unsure of it is settled', async () => {
    await using made = await farmWithSpool({ tareGrams: 200 });
    const { farm, machine, spoolId } = made;
    await beginPrint(farm, machine);
    machine.fail();
    await farm.settle();
    await farm.materials.weigh(spoolId, 1050, 'ann');
    assert.equal(await usedOf(farm, spoolId), 150);
    assert.ok((await usesOf(farm, spoolId)).every((use) => use.unsure === 0));
    await assert.rejects(farm.materials.weigh(spoolId, 150, 'ann'), { code: 'bad-spool-field' });
    const untared = await farm.materials.add({ type: 'PLA' });
    await assert.rejects(farm.materials.weigh(untared, 900, 'ann'), { code: 'spool-without-tare' });
  });

  test('what prints were made of is archived, not deleted; anything else is deleted and told', async () => {
    await using made = await farmWithSpool();
    const { farm, machine, spoolId } = made;
    await beginPrint(farm, machine);
    machine.finish();
    await farm.settle();
    await assert.rejects(farm.materials.remove(spoolId), { code: 'spool-in-history' });
    const unused = await farm.materials.add({ type: 'PLA' });
    await farm.materials.remove(unused);
    assert.equal(await farm.materials.get(unused), null);
    assert.equal((await farm.eventsNamed('material-deleted')).length, 1);
  });

  test('spools come in pages, newest first, found by any word and by their code', async () => {
    await using farm = await openTestFarm();
    const ids: string[] = [];
    for (let i = 0; i < 5; i++)
      ids.push(await farm.materials.add({ type: i % 2 ? 'PETG' : 'PLA', vendor: 'Acme', name: `N${i}` }));
    const all = { search: null, type: null, archived: false, low: false, loaded: false };
    const names = async (
      filter: Partial<typeof all> | { search: string },
      page = { first: 10, after: null as string | null },
    ) => (await farm.materials.list({ ...all, ...filter } as never, page)).items.map((spool) => spool.name);
    assert.deepEqual((await names({})).sort(), ['N0', 'N1', 'N2', 'N3', 'N4']);
    const first = await farm.materials.list(all, { first: 2, after: null });
    const second = await farm.materials.list(all, { first: 2, after: first.items[1]?.id ?? null });
    assert.equal(new Set([...first.items, ...second.items].map((spool) => spool.id)).size, 4);
    assert.deepEqual([first.total, first.hasMore, second.total], [5, true, 5]);
    assert.deepEqual(await names({ search: 'acme n3' }), ['N3']);
    assert.deepEqual(await names({ search: '100%_' }), []);
    assert.equal((await farm.materials.list({ ...all, type: 'petg' }, { first: 9, after: null })).total, 2);
    const one = await farm.materials.get(ids[0] ?? '');
    assert.equal((await farm.materials.byCode(` ${one?.code.toLowerCase()} `))?.id, one?.id);
    assert.deepEqual(await names({ search: one?.code ?? '' }), ['N0']);
  });
});
