import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PrintId } from '#model/ids';
import { openTestServer } from '../api/fixtures/test-server.ts';
import { FILE, openTestFarm, type TestFarm } from '../fixtures/test-farm.ts';
import { csvField } from './csv.ts';
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
    const { data } = await server.ask('{ history { endCursor items { id outcome seconds fileName reason } } }');
    assert.deepEqual(data.history, {
      endCursor: null,
      items: [{ id: 'a', outcome: 'FAILED', seconds: 3600, fileName: 'token.gcode', reason: null }],
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
});
