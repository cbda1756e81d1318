import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type JobId, jobId } from '#model/ids';
import { holdsPrinter, type PrintOutcome, type PrintStatus } from '#model/print';
import { openTestFarm, type TestFarm } from '../fixtures/test-farm.ts';
import { HOLDING } from '../schema.ts';
import { countCopies, jobStatus, type PrintCount } from './job-status.ts';
import { countsInDatabase, countsOf, jobById, openJobs, openNeeds, printsOf } from './store.ts';

const names = async (farm: TestFarm): Promise<readonly string[]> =>
  (await openJobs(farm.storage.read)).map((job) => job.name);

const rowOf = async (farm: TestFarm, id: JobId) => {
  const row = await jobById(farm.storage.read, id);
  assert.ok(row !== undefined);
  return row;
};

describe('the queue', () => {
  test('[JO2] a new job is stored as to-do whatever the printers are doing, held ones as held', async () => {
    await using farm = await openTestFarm();
    const id = await farm.addJob({ copies: 3 });
    const held = await farm.addJob({ held: true });
    assert.deepEqual([(await rowOf(farm, id)).status, (await rowOf(farm, id)).owed], ['to-do', 3]);
    assert.deepEqual([(await rowOf(farm, held)).status, (await rowOf(farm, held)).owed], ['held', 0]);
    await farm.queue.hold(held, false);
    assert.equal((await rowOf(farm, held)).owed, 1);
  });

  test('[JO6] [TG14] the order is what people made it, by priority first; a dragged job takes the priority found there', async () => {
    await using farm = await openTestFarm();
    const ids = new Map<string, JobId>();
    for (const name of ['a', 'b', 'c']) ids.set(name, await farm.addJob({ name }));
    ids.set('urgent', await farm.addJob({ name: 'urgent', priority: 5 }));
    const id = (name: string): JobId => ids.get(name) ?? jobId('none');
    assert.deepEqual(await names(farm), ['urgent', 'a', 'b', 'c']);
    await farm.queue.move(id('c'), id('a'));
    assert.deepEqual(await names(farm), ['urgent', 'c', 'a', 'b']);
    await farm.queue.move(id('b'), id('urgent'));
    assert.deepEqual(await names(farm), ['b', 'urgent', 'c', 'a']);
    assert.equal((await rowOf(farm, id('b'))).priority, 5);
    await farm.queue.move(id('urgent'), null);
    assert.deepEqual(await names(farm), ['b', 'c', 'a', 'urgent']);
    await farm.queue.move(id('c'), id('c'));
    assert.deepEqual(await names(farm), ['b', 'c', 'a', 'urgent']);
    await assert.rejects(farm.queue.move(id('a'), jobId('nobody')), { code: 'unknown-job' });
  });

  test('[JO6] two jobs swapped a hundred times between the same two keep their order', async () => {
    await using farm = await openTestFarm();
    const ids = [];
    for (const name of ['first', 'x', 'y', 'last']) ids.push(await farm.addJob({ name }));
    const [, x, y, last] = ids;
    for (let i = 0; i < 100; i++) {
      await farm.queue.move((i % 2 === 0 ? y : x) as JobId, (i % 2 === 0 ? x : y) as JobId);
      assert.deepEqual(await names(farm), i % 2 === 0 ? ['first', 'y', 'x', 'last'] : ['first', 'x', 'y', 'last']);
    }
    await farm.queue.move(last as JobId, x as JobId);
    assert.deepEqual(await names(farm), ['first', 'last', 'x', 'y']);
  });

  test('[JO6] any sequence of moves is what a list would do', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(5), fc.nat(6)), { maxLength: 25 }), async (moves) => {
        await using farm = await openTestFarm();
        const ids: JobId[] = [];
        for (let i = 0; i < 6; i++) ids.push(await farm.addJob({ name: String(i) }));
        let order = ids.map((_, i) => i);
        for (const [moved, before] of moves) {
          if (moved === before) continue;
          await farm.queue.move(ids[moved] as JobId, ids[before] ?? null);
          const others = order.filter((each) => each !== moved);
          const at = before >= 6 ? others.length : others.indexOf(before);
          order = [...others.slice(0, at), moved, ...others.slice(at)];
          assert.deepEqual(await names(farm), order.map(String));
        }
      }),
      { numRuns: 15, seed: 7 },
    );
  });

  test('[CF2] a stale edit of a job is refused; wrong values name the field', async () => {
    await using farm = await openTestFarm();
    const id = await farm.addJob();
    await farm.queue.change({ id, version: 1, copies: 4, tags: ['PLA ', 'pla', 'big'] });
    const row = await rowOf(farm, id);
    assert.deepEqual([row.version, row.copies, row.owed, row.tags], [2, 4, 4, '["pla","big"]']);
    await assert.rejects(farm.queue.change({ id, version: 1, copies: 5 }), { code: 'stale-version' });
    await assert.rejects(farm.queue.change({ id, version: 2, copies: 0 }), {
      code: 'bad-job-setting',
      field: 'copies',
    });
    await assert.rejects(farm.addJob({ copies: 1.5 }), { field: 'copies' });
    await assert.rejects(farm.addJob({ name: '  ' }), { field: 'name' });
    await assert.rejects(farm.addJob({ priority: 1e9 }), { field: 'priority' });
  });

  test('[JO3] fewer copies than are made or under way cannot be asked for', async () => {
    await using farm = await openTestFarm();
    const machine = await farm.addMachine('one');
    await farm.makeReady(machine);
    const id = await farm.addJob({ copies: 3 });
    await farm.settle();
    machine.finish();
    await farm.settle();
    machine.takeObject();
    const { bed } = machine.state;
    if (bed.kind !== 'clear') await farm.wishes.confirmBed(machine.printerId, bed.bedId, 'ann', 'operator');
    await farm.settle();
    await assert.rejects(farm.queue.change({ id, version: 1, copies: 1 }), { field: 'copies' });
    await farm.queue.change({ id, version: 1, copies: 2 });
    machine.finish();
    await farm.settle();
    assert.equal((await rowOf(farm, id)).status, 'completed');
    assert.equal(machine.begun.length, 2);
  });

  test('[JO6] [JO8] copied, cancelled, deleted: a job with prints that are not over stays', async () => {
    await using farm = await openTestFarm();
    const machine = await farm.addMachine('one');
    await farm.makeReady(machine);
    const id = await farm.addJob({ copies: 2, tags: [], name: 'bracket' });
    await farm.settle();
    await assert.rejects(farm.queue.delete(id), { code: 'job-active' });
    const copy = await farm.queue.copy(id);
    assert.deepEqual((await rowOf(farm, copy)).name, 'bracket');
    await farm.queue.cancel(id, 'ann');
    await farm.queue.cancel(id, 'ann');
    assert.equal((await rowOf(farm, id)).status, 'active', 'until its print is over');
    await farm.settle();
    assert.equal((await rowOf(farm, id)).status, 'cancelled');
    assert.equal((await farm.eventsNamed('job-completed')).filter((event) => event.jobId === id).length, 1);
    await assert.rejects(farm.queue.delete(id), { code: 'job-active' });
    machine.takeObject();
    const { bed } = machine.state;
    if (bed.kind !== 'clear') await farm.wishes.confirmBed(machine.printerId, bed.bedId, 'ann', 'operator');
    await farm.settle();
    await farm.queue.delete(id);
    assert.equal(await jobById(farm.storage.read, id), undefined);
    await assert.rejects(farm.queue.delete(id), { code: 'unknown-job' });
  });

  test('[FL3] jobs that come together wake printers for all of them: none stays idle beside work until the slow timer', async () => {
    await using farm = await openTestFarm();
    const machines = [];
    for (let i = 0; i < 24; i++) machines.push(await farm.addMachine(`printer ${i}`));
    for (const machine of machines) await farm.makeReady(machine);
    await Promise.all(Array.from({ length: 6 }, () => farm.addJob({ copies: 4 })));
    await farm.rest();
    const assigned = (await farm.prints()).filter((print) => print.status === 'assigned');
    assert.equal(new Set(assigned.map((print) => print.printer_id)).size, 24);
  });

  test('[FL3] a new job wakes as many of the printers that could take it as it needs, and no other', async () => {
    await using farm = await openTestFarm();
    const machines = [];
    for (let i = 0; i < 12; i++) machines.push(await farm.addMachine(`m${i}`, { tags: i < 2 ? ['special'] : [] }));
    for (const machine of machines) await farm.makeReady(machine);
    await farm.rest();
    const before = farm.fleet.counts.runs;
    await farm.addJob({ tags: ['special'] });
    await farm.rest();
    const runs = farm.fleet.counts.runs - before;
    assert.ok(runs >= 1 && runs <= 4, `${runs} runs for one job that two printers could take`);
  });

  test('jobs with the same needs are one need, however many they are', async () => {
    await using farm = await openTestFarm();
    for (let i = 0; i < 20; i++) await farm.addJob({ tags: i % 2 === 0 ? ['a', 'b'] : ['b', 'a'] });
    await farm.addJob({ tags: ['c'] });
    await farm.addJob({ tags: ['d'], held: true });
    assert.equal((await openNeeds(farm.storage.read)).length, 2);
  });
});

describe('where the copies of a job are', () => {
  const print = (changes: Partial<PrintCount> = {}): PrintCount => ({
    status: 'done',
    outcome: 'finished',
    verdict: null,
    retried: false,
    cancelWished: false,
    began: true,
    continues: false,
    fromCard: false,
    ...changes,
  });
  const never = (changes: Partial<PrintCount> = {}): PrintCount =>
    print({ status: 'cancelled', outcome: 'never-started', began: false, ...changes });

  test('[JO1] [JO3] [FL9] made, under way, in trouble and owed', () => {
    const failed = print({ status: 'failed', outcome: 'failed' });
    const lost = print({ status: 'lost', outcome: 'unknown' });
    assert.deepEqual(countCopies(5, [print(), print({ status: 'printing', outcome: null }), failed]), {
      completed: 1,
      active: 1,
      troubled: 1,
      owed: 2,
    });
    assert.equal(countCopies(1, [{ ...failed, retried: true }]).owed, 1);
    assert.equal(countCopies(1, [lost]).owed, 0, 'unknown is never retried by itself');
    assert.equal(countCopies(1, [{ ...lost, verdict: 'not-made' }]).owed, 1);
    assert.equal(countCopies(1, [{ ...lost, verdict: 'made' }]).completed, 1);
    assert.equal(
      countCopies(1, [print({ outcome: 'cancelled', status: 'cancelled', began: false })]).owed,
      1,
      'held, not wished away',
    );
    assert.equal(countCopies(1, [print({ outcome: 'cancelled', cancelWished: true, began: false })]).troubled, 1);
  });

  test('[JO1] [JO3] a continuation that came to nothing keeps its copy for a person, as the print before it did', () => {
    const before = print({ status: 'closed', outcome: 'failed', retried: true });
    const goesOn = (changes: Partial<PrintCount>): PrintCount => print({ continues: true, ...changes });
    assert.equal(countCopies(1, [before, goesOn({ status: 'assigned', outcome: null, began: false })]).active, 1);
    assert.equal(countCopies(1, [before, goesOn({})]).completed, 1);
    for (const outcome of ['never-started', 'cancelled', 'failed'] as const) {
      const counts = countCopies(1, [before, goesOn({ status: 'cancelled', outcome, began: false })]);
      assert.deepEqual([counts.troubled, counts.owed], [1, 0], outcome);
    }
  });

  test('[MA3] three in a row that never started stall the job until a person says so; one that starts ends the row', () => {
    assert.equal(countCopies(2, [never(), never()]).owed, 2);
    assert.deepEqual(countCopies(2, [never(), never(), never()]), { completed: 0, active: 0, troubled: 2, owed: 0 });
    assert.equal(countCopies(2, [never(), never(), print(), never()]).owed, 1);
    assert.equal(countCopies(2, [never({ retried: true }), never(), never()]).owed, 2);
    const stalled = countCopies(1, [never(), never(), never()]);
    assert.equal(jobStatus({ copies: 1, held: false, cancelled: false }, stalled), 'needs-attention');
  });

  test('[CK7] the statuses of the unique index are those that hold a printer', () => {
    const all: readonly PrintStatus[] = [
      'planned',
      'assigned',
      'printing',
      'awaiting-retrieval',
      'retrieved',
      'done',
      'failed',
      'recovering',
      'closed',
      'cancelled',
      'lost',
    ];
    assert.deepEqual(all.filter(holdsPrinter), [...HOLDING]);
  });

  test('[I9] counted by the database and counted by hand are the same, and never more than were asked for', async () => {
    await using farm = await openTestFarm();
    const job = await farm.addJob({ copies: 6 });
    const outcome = fc.constantFrom<PrintOutcome | null>(
      'finished',
      'failed',
      'cancelled',
      'never-started',
      'unknown',
      null,
    );
    const flags = fc.record({
      outcome,
      verdict: fc.constantFrom('made', 'not-made', null, null),
      retried: fc.boolean(),
      cancelWished: fc.boolean(),
      began: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(flags, { maxLength: 8 }), async (prints) => {
        await farm.storage.transaction(async (tx) => {
          await tx.deleteFrom('print').execute();
          for (const [i, each] of prints.entries()) {
            await tx
              .insertInto('print')
              .values({
                id: `p${i}`,
                job_id: job,
                printer_id: `printer-${i}`,
                journal_id: 'j',
                name: 'x',
                digest: null,
                status: each.outcome === null ? 'printing' : 'done',
                outcome: each.outcome,
                verdict: each.outcome === 'unknown' ? each.verdict : null,
                found: 0,
                retried: each.retried ? 1 : 0,
                cancel_wished: each.cancelWished ? 1 : 0,
                pause_wish: null,
                resume_wish: null,
                error: null,
                created_at: i,
                started_at: each.began ? 1 : null,
                ended_at: null,
                correlation_id: 'c',
              })
              .execute();
          }
        });
        const row = await rowOf(farm, job);
        const byHand = countsOf(row, (await printsOf(farm.storage.read, [job])).get(job) ?? []);
        assert.deepEqual(await countsInDatabase(farm.storage.read, row), byHand);
        if (byHand.owed > 0) {
          assert.equal(byHand.completed + byHand.active + byHand.troubled + byHand.owed, 6);
        }
      }),
      { numRuns: 60, seed: 11 },
    );
  });
});
