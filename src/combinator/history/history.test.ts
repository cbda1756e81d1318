import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PrintId } from '#model/ids';
import { openTestServer } from '../api/fixtures/test-server.ts';
import { FILE, openTestFarm, type TestFarm } from '../fixtures/test-farm.ts';
import type { Tally } from './count.ts';
import { csvField, historyCsv } from './csv.ts';
import { createHistory, cursorOfPrint } from './history.ts';
import { FAILURE_REASONS } from './reasons.ts';
import { successRate } from './statistics.ts';

const HOUR = 3_600_000;

/** A print as it stands when it is over; times in hours since the beginning. */
async function addPast(
  farm: TestFarm,
  id: string,
  { printer = 'p1', started = 0, ended = 1, outcome = 'finished', name = 'token' } = {},
): Promise<void> {
  const at = (hours: number): number => farm.clock.now() + hours * HOUR;
  const flags = { found: 0, retried: 0, cancel_wished: 0 } as const;
  const row = {
    ...flags,
    id,
    job_id: null,
    printer_id: printer,
    journal_id: 'j',
    name,
    digest: FILE,
    status: 'done',
    outcome,
    verdict: null,
    pause_wish: null,
    resume_wish: null,
    error: null,
    created_at: at(started),
    started_at: at(started),
    ended_at: at(ended),
    correlation_id: 'flow',
  };
  await farm.storage.transaction((tx) => tx.insertInto('print').values(row).execute());
}

/** What the end of a print took from a spool. */
async function addUse(
  farm: TestFarm,
  id: string,
  { print, spool, grams, cost }: { print: string; spool: string; grams: number; cost: number | null },
): Promise<void> {
  const rest = { job_id: null, printer_id: null, name: 'token', tool: 0, basis: 'file', unsure: 0, note: '' } as const;
  const row = { ...rest, id, spool_id: spool, kind: 'print', print_id: print, grams, cost, corrects: null };
  await farm.storage.transaction((tx) =>
    tx
      .insertInto('spool_use')
      .values({ ...row, by: 'the farm', at: farm.clock.now() })
      .execute(),
  );
}

const idsOf = (prints: readonly { readonly id: string }[]): readonly string[] => prints.map(({ id }) => id);

describe('the history of prints', () => {
  test('a print stands in it with its printer and file, and outlives its job, its printer and its file', async () => {
    await using farm = await openTestFarm();
    const history = createHistory(farm);
    const machine = await farm.addMachine('Anna');
    await farm.makeReady(machine);
    const job = await farm.addJob();
    await farm.settle();
    assert.deepEqual(await history.page({}, 10, null), [], 'it is not over yet');
    machine.finish();
    await farm.settle();
    machine.takeObject();
    const { bed } = machine.state;
    if (bed.kind !== 'clear') await farm.wishes.confirmBed(machine.printerId, bed.bedId, 'ann', 'operator');
    await farm.settle();
    const [print] = await history.page({}, 10, null);
    assert.deepEqual(
      [print?.printer_name, print?.file_name, print?.outcome, print?.job_id],
      ['Anna', 'token.gcode', 'finished', job],
    );
    await farm.queue.delete(job);
    await farm.printers.remove(machine.printerId, true, 'ann');
    await farm.storage.transaction((tx) => tx.deleteFrom('library_file').execute());
    const [after] = await history.page({}, 10, null);
    assert.deepEqual(
      [after?.id, after?.printer_name, after?.file_name, after?.name, after?.job_id],
      [print?.id, 'Anna', null, 'token', null],
    );
    const told = await farm.events.page({ printId: print?.id ?? '' }, { after: 0, before: null, limit: 50 });
    assert.ok(told.some(({ name }) => name === 'print-started') && told.some(({ name }) => name === 'print-ended'));
  });

  test('pages follow each other without gap or repetition, also where prints ended at the same moment; filters hold', async () => {
    await using farm = await openTestFarm();
    const history = createHistory(farm);
    for (const [id, ended] of [
      ['a', 1],
      ['b', 2],
      ['c', 2],
      ['d', 2],
      ['e', 3],
    ] as const)
      await addPast(farm, id, {
        ended,
        outcome: id === 'b' ? 'failed' : 'finished',
        printer: id === 'e' ? 'p2' : 'p1',
      });
    const all: string[] = [];
    for (let after: string | null = null; ; ) {
      const page = await history.page({}, 2, after);
      all.push(...idsOf(page));
      const last = page.at(-1);
      if (last === undefined) break;
      after = cursorOfPrint(last);
    }
    assert.deepEqual(all, ['e', 'd', 'c', 'b', 'a']);
    assert.deepEqual(idsOf(await history.page({ outcome: 'failed' }, 9, null)), ['b']);
    assert.deepEqual(idsOf(await history.page({ printerId: 'p2' }, 9, null)), ['e']);
    assert.deepEqual(idsOf(await history.page({ to: farm.clock.now() + 2 * HOUR }, 9, null)), ['a']);
    await assert.rejects(history.page({}, 2, 'nonsense'), { code: 'bad-history-cursor' });
  });

  test('figures: success rate without what a person cancelled, hours and utilisation within the span, days, reasons', async () => {
    await using farm = await openTestFarm();
    const history = createHistory(farm);
    const { printerId } = await farm.addMachine('Anna');
    const from = farm.clock.now();
    await addPast(farm, 'a', { printer: printerId, started: -2, ended: 2 });
    await addPast(farm, 'b', { printer: printerId, started: 3, ended: 4, outcome: 'failed' });
    await addPast(farm, 'c', { printer: printerId, started: 5, ended: 6, outcome: 'cancelled' });
    await addPast(farm, 'd', { printer: 'gone', started: 0, ended: 5, outcome: 'unknown' });
    await addPast(farm, 'late', { printer: printerId, started: 9, ended: 11 });
    await history.tag('b' as PrintId, 'adhesion', 'corner came off', 'ann');
    await history.tag('d' as PrintId, 'power', '', 'ann');
    await history.tag('d' as PrintId, null, '', 'ann');
    const { printers, files, days, reasons } = await history.statistics({ from, to: from + 10 * HOUR });
    const [anna, gone] = printers;
    assert.deepEqual([anna?.name, anna?.finished, anna?.failed, anna?.cancelled], ['Anna', 1, 1, 1]);
    assert.deepEqual([(anna?.printedMs ?? 0) / HOUR, anna?.utilisation], [4, 0.4]);
    assert.equal(successRate(anna ?? { finished: 0, failed: 0 }), 0.5);
    assert.equal(successRate({ finished: 0, failed: 0 }), null);
    assert.deepEqual([gone?.printerId, gone?.name, gone?.failed], ['gone', null, 1]);
    assert.deepEqual([files.length, files[0]?.finished, files[0]?.failed], [1, 1, 2]);
    assert.equal(
      days.reduce((sum, day) => sum + day.finished + day.failed + day.cancelled, 0),
      4,
    );
    assert.deepEqual(reasons, [{ reason: 'adhesion', count: 1 }]);
    assert.equal((await farm.eventsNamed('print-tagged')).length, 3);
    await assert.rejects(history.tag('b' as PrintId, 'gremlins', '', 'ann'), { code: 'bad-failure-reason' });
    await assert.rejects(history.tag('none' as PrintId, 'power', '', 'ann'), { code: 'unknown-past-print' });
  });

  test('the export holds every print, and no field of it becomes a formula in a spreadsheet', async () => {
    for (const name of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '|cmd', '%x'])
      assert.match(csvField(name), /^"'/, JSON.stringify(name));
    assert.equal(csvField('a,"b"'), '"a,""b"""');
    assert.equal(csvField(-3), '-3');
    assert.equal(csvField('token.gcode'), 'token.gcode');
    await using server = await openTestServer();
    for (let i = 0; i < 3; i++)
      await addPast(server.farm, `p-${i}`, { ended: i + 1, name: i === 1 ? '=HYPERLINK("x")' : 'token' });
    const response = await fetch(`${server.address}/api/history.csv`);
    assert.equal(response.headers.get('content-type'), 'text/csv; charset=utf-8');
    const lines = (await response.text()).trimEnd().split('\r\n');
    assert.deepEqual([lines.length, lines[0]?.split(',')[0]?.endsWith('print')], [4, true]);
    assert.match(lines[2] ?? '', /"'=HYPERLINK\(""x""\)"/);
    assert.equal((await fetch(`${server.address}/api/history.csv?from=soon`)).status, 400);
  });

  test('the API gives pages and figures, takes a reason, and knows the same reasons as the farm', async () => {
    await using server = await openTestServer();
    await addPast(server.farm, 'a', { outcome: 'failed' });
    const { data } = await server.ask('{ history { endCursor items { id outcome seconds fileName reason found } } }');
    assert.deepEqual(data.history, {
      endCursor: null,
      items: [{ id: 'a', outcome: 'FAILED', seconds: 3600, fileName: 'token.gcode', reason: null, found: false }],
    });
    const TAG =
      'mutation ($reason: FailureReason) { tagPrint(id: "a", reason: $reason, note: " bent ") { reason note } }';
    for (const reason of FAILURE_REASONS.map((each) => each.toUpperCase().replaceAll('-', '_'))) {
      const tagged = await server.ask(TAG, { reason });
      assert.deepEqual(tagged.data?.tagPrint, { reason, note: 'bent' });
    }
    const from = new Date(server.farm.clock.now()).toISOString();
    const to = new Date(server.farm.clock.now() + 24 * HOUR).toISOString();
    const STATISTICS =
      'query ($from: DateTime!, $to: DateTime!) { printStatistics(from: $from, to: $to) { printers { failed hours } reasons { reason count } } }';
    const figures = (await server.ask(STATISTICS, { from, to })).data.printStatistics;
    assert.deepEqual(figures, { printers: [{ failed: 1, hours: 1 }], reasons: [{ reason: 'OTHER', count: 1 }] });
    assert.equal((await server.ask(STATISTICS, { from: to, to: from })).errors?.[0]?.extensions.code, 'bad-time');
  });

  test('more prints than are read at once are counted without gap or repetition, also where they ended at one moment', async () => {
    await using farm = await openTestFarm();
    await addPast(farm, 'first', { ended: 1 });
    const { storage } = farm;
    const row = await storage.read.selectFrom('print').selectAll().executeTakeFirstOrThrow();
    const more = Array.from({ length: 1_001 }, (_, i) => ({ ...row, id: `p-${i}` }));
    await storage.transaction((tx) => tx.insertInto('print').values(more).execute());
    const { printers } = await createHistory(farm).statistics({ from: 0, to: farm.clock.now() + 2 * HOUR });
    assert.deepEqual(
      printers.map(({ finished, printedMs }) => [finished, printedMs / HOUR]),
      [[1_002, 1_002]],
    );
  });

  test('a print tells its spools with what was corrected, its energy as an estimate, and the cost of both', async () => {
    await using farm = await openTestFarm();
    const history = createHistory(farm);
    const red = await farm.materials.add({ type: 'PLA', name: 'Red', price: 25, netGrams: 1000 });
    const grey = await farm.materials.add({ type: 'petg', name: 'Grey' });
    await addPast(farm, 'a', { printer: 'p1', started: 0, ended: 2 });
    await addPast(farm, 'b', { printer: 'p2', started: 0, ended: 3, outcome: 'failed' });
    await addPast(farm, 'bare', { printer: 'p2', started: 3, ended: 4 });
    await addUse(farm, 'use-a', { print: 'a', spool: red, grams: 100, cost: 2.5 });
    await addUse(farm, 'use-grey', { print: 'a', spool: grey, grams: 7, cost: null });
    await addUse(farm, 'use-b', { print: 'b', spool: red, grams: 40, cost: 1 });
    await farm.materials.correct('use-a', 80, 'weighed', 'ann');
    const accountOf = async (id: string) => (await history.get(id as PrintId)).account;
    const before = await accountOf('a');
    assert.deepEqual(before.spools.map(({ title, grams, cost }) => [title, grams, cost]).sort(), [
      ['Grey', 7, null],
      ['Red', 80, 2],
    ]);
    assert.deepEqual([before.energy, before.cost], [{ kwh: null, cost: null }, 2]);
    assert.deepEqual((await accountOf('bare')).cost, null);

    const own = { wattsOfPrinters: { p1: 500 }, printerWatts: 100, kwhPrice: 0.4 };
    await farm.settings.change(0, own, 'ann');
    const [bare, b, a] = await history.page({}, 9, null);
    assert.deepEqual([a?.account.energy, a?.account.cost], [{ kwh: 1, cost: 0.4 }, 2.4]);
    assert.deepEqual([b?.account.energy, b?.account.cost], [{ kwh: 0.3, cost: 0.12 }, 1.12]);
    assert.deepEqual([bare?.account.spools, bare?.account.cost], [[], 0.04]);

    const from = farm.clock.now();
    const { printers, files, materials } = await history.statistics({ from, to: from + 10 * HOUR });
    const figures = ({ grams, energy, materialCost, cost }: Tally) => [grams, energy.kwh, materialCost, cost];
    assert.deepEqual(printers.map((each) => [each.printerId, ...figures(each)]).sort(), [
      ['p1', 87, 1, 2, 2.4],
      ['p2', 40, 0.4, 1, 1.16],
    ]);
    assert.deepEqual(files.map(figures), [[127, 1.4, 3, 3.56]]);
    assert.deepEqual(
      materials.map((each) => [each.type, each.finished, each.failed, each.printedMs / HOUR, ...figures(each)]),
      [
        ['PLA', 1, 1, 5, 120, 1.3, 3, 3.52],
        ['PETG', 1, 0, 2, 7, 1, null, 0.4],
        [null, 1, 0, 1, 0, 0.1, null, 0.04],
      ],
    );
    const lines = (await Array.fromAsync(historyCsv(history, {}))).join('').trimEnd().split('\r\n');
    assert.ok(
      lines[0]?.endsWith(
        ',spools,grams,material cost,energy kWh (estimate),energy cost (estimate),cost,started at the printer',
      ),
    );
    assert.ok(lines[1]?.endsWith(',,,,0.1,0.04,0.04,'), lines[1]);
    assert.match(lines[3] ?? '', /,[^,]*Red \([A-Z0-9]+\)[^,]*,87,2,1,0\.4,2\.4,$/);
  });

  test('watts and the price of energy are set for the farm and for single printers, and taken back', async () => {
    await using server = await openTestServer();
    const { printerId } = await server.farm.addMachine('Anna');
    const CHANGE = `mutation ($input: EnergySettingsInput!) {
      changeEnergySettings(input: $input) { version watts kwhPrice currency printers { printerId watts } } }`;
    const change = (input: object) => server.ask(CHANGE, { input });
    const set = await change({ version: 0, watts: 120, kwhPrice: 0.31, printers: [{ printerId, watts: 300 }] });
    const expected = { version: 1, watts: 120, kwhPrice: 0.31, currency: '€', printers: [{ printerId, watts: 300 }] };
    assert.deepEqual(set.data?.changeEnergySettings, expected);
    const codeOf = async (input: object): Promise<string | undefined> =>
      (await change(input)).errors?.[0]?.extensions.code;
    assert.equal(await codeOf({ version: 0, watts: 1 }), 'stale-version');
    assert.equal(await codeOf({ version: 1, watts: -1 }), 'bad-farm-setting');
    assert.equal(await codeOf({ version: 1, printers: [{ printerId: 'nobody', watts: 5 }] }), 'unknown-printer');
    const back = await change({ version: 1, printers: [{ printerId, watts: null }] });
    assert.deepEqual(back.data?.changeEnergySettings, { ...expected, version: 2, printers: [] });
    const asked = await server.ask('{ energySettings { watts printers { watts } } }');
    assert.deepEqual(asked.data.energySettings, { watts: 120, printers: [] });
  });
});
