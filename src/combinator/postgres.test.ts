import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openPostgres } from '#storage/postgres';
import type { Storage } from '#storage/storage';
import { startTestPostgres, type TestPostgres } from '#storage/test-postgres';
import { isDeepStrictEqual } from 'node:util';
import { silentLog } from '#lib/small-log';
import type { JobId } from '#model/ids';
import type { FarmState } from './api/farm-state.ts';
import { openTestServer } from './api/fixtures/test-server.ts';
import { createLiveFarm, type LiveFarm } from './api/live-farm.ts';
import { PRINTERS_TOLD } from './api/waiting-reasons.ts';
import type { HandMachine } from './fixtures/hand-machine.ts';
import { openTestFarm } from './fixtures/test-farm.ts';
import { createHistory } from './history/history.ts';
import { shelfContract } from './library/fixtures/shelf-contract.ts';
import { countsInDatabase, countsOf, printsOf } from './queue/store.ts';
import { type FarmSchema, migrations } from './schema.ts';

/** The heart of the farm on the other database that it is written for (PE5): the same life, the same counts, the same constraints. */
describe('the farm on PostgreSQL', () => {
  let server: TestPostgres;
  before(async () => {
    server = await startTestPostgres();
  });
  after(() => server[Symbol.asyncDispose]());
  const open = async (database: string): Promise<Storage<FarmSchema>> =>
    openPostgres<FarmSchema>({ connectionString: await server.connectionString(database), migrations });

  test('the live state, of which only that is read again which changed, is what a reading of everything finds', async () => {
    await using storage = await open('live');
    await using api = await openTestServer({ storage });
    const { farm, features } = api;
    const facts = () => ({ name: 'Test', version: '0', demonstration: false, startedAt: '' });
    const begin = () => createLiveFarm({ storage, features, farm: facts, clock: farm.clock, log: silentLog });
    await using live = begin();
    const stateOf = async (of: LiveFarm): Promise<FarmState | null> => {
      for await (const { snapshot } of of.watch(null, new AbortController().signal)) return snapshot;
      return null;
    };
    const isWhole = async (): Promise<boolean> => {
      await using fresh = begin();
      const [now, whole] = [await stateOf(live), await stateOf(fresh)];
      const shown = (state: FarmState | null) => [state?.jobs, state?.jobOrder, state?.printers];
      return isDeepStrictEqual(shown(now), shown(whole));
    };
    const machines: HandMachine[] = [];
    for (let i = 0; i < PRINTERS_TOLD + 2; i++) machines.push(await farm.addMachine(`M ${i}`));
    const [one, two] = machines as [HandMachine, HandMachine];
    for (const machine of [one, two]) await farm.makeReady(machine);
    await stateOf(live);
    const jobs = [await farm.addJob({ copies: 3 }), await farm.addJob({ tags: ['red'] })];
    const steps: readonly (() => unknown)[] = [
      () => undefined,
      () => one.finish(),
      () => farm.queue.hold(jobs[1] as JobId, true),
      () => two.fail(),
      () => farm.queue.move(jobs[1] as JobId, jobs[0] as JobId),
      () => farm.queue.cancel(jobs[0] as JobId, 'ann'),
      () => farm.queue.hold(jobs[1] as JobId, false),
    ];
    for (const step of steps) {
      await step();
      await farm.settle();
      // Notices come over the server.
      for (let i = 0; i < 500 && !(await isWhole()); i++) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        await farm.settle();
      }
      assert.ok(await isWhole(), String(step));
    }
    const waiting = (await stateOf(live))?.jobs[jobs[1] ?? '']?.waiting ?? [];
    assert.equal(waiting.length, PRINTERS_TOLD + 1);
    assert.equal(waiting.at(-1)?.text, 'And 2 more printers cannot take it now.');
  });

  test('[FL2] a job with two copies on two printers, one of which fails and is printed again', async () => {
    await using storage = await open('life');
    await using farm = await openTestFarm({ storage });
    const one = await farm.addMachine('one');
    const two = await farm.addMachine('two', { tags: ['large'] });
    for (const machine of [one, two]) await farm.makeReady(machine);
    const job = await farm.addJob({ copies: 2 });
    const until = async (done: () => Promise<boolean>): Promise<void> => {
      // Notices come over the server here; correctness does not wait for them, this test does.
      for (let i = 0; i < 500 && !(await done()); i++) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        await farm.settle();
      }
      assert.ok(await done());
    };
    await until(async () => one.begun.length + two.begun.length === 2);
    one.finish();
    two.fail();
    await farm.settle();
    for (const machine of [one, two]) {
      machine.takeObject();
      const { bed } = machine.state;
      assert.notEqual(bed.kind, 'clear');
      if (bed.kind !== 'clear') await farm.wishes.confirmBed(machine.printerId, bed.bedId, 'ann', 'operator');
    }
    await until(async () => one.state.phase.kind === 'ready' && two.state.phase.kind === 'ready');
    const failed = (await farm.prints()).find((print) => print.outcome === 'failed');
    await farm.wishes.retryPrint(failed?.id as never, 'ann');
    await until(async () => one.begun.length + two.begun.length === 3);
    for (const machine of [one, two]) machine.finish();
    await until(async () => (await farm.eventsNamed('job-completed')).length === 1);
    const row = await storage.read.selectFrom('job').selectAll().where('id', '=', job).executeTakeFirstOrThrow();
    assert.deepEqual([row.status, row.owed], ['completed', 0]);
    const prints = (await printsOf(storage.read, [job])).get(job) ?? [];
    assert.deepEqual(await countsInDatabase(storage.read, row), countsOf(row, prints));
    const cursors = (await farm.events.since(0, 10_000)).map((event) => event.cursor);
    assert.deepEqual(
      cursors,
      [...cursors].sort((a, b) => a - b),
      '[EV5] in the order of their commits',
    );
    const watts = { printerWatts: 100, wattsOfPrinters: { [one.printerId]: 500 }, kwhPrice: 1 };
    await farm.settings.change(0, watts, 'ann');
    const history = createHistory(farm);
    assert.equal((await history.page({}, 10, null)).length, 3);
    const { materials } = await history.statistics({ from: 0, to: farm.clock.now() + 1 });
    assert.deepEqual(
      materials.map(({ type, finished, failed, grams }) => [type, finished, failed, grams]),
      [[null, 2, 1, 0]],
    );
    const use = await history.use({ from: 0, to: farm.clock.now() + 1 });
    assert.deepEqual(
      use.map(({ name }) => name),
      ['one', 'two'],
    );
    const downs = async () => (await storage.read.selectFrom('printer_down').select('ended_at').execute()).length;
    for (const reason of ['It is off.', 'No answer.']) {
      one.report({ kind: 'disconnected', reason, wrongCredentials: false });
      await until(async () => (await farm.printers.get(one.printerId))?.snapshot?.includes(reason) === true);
    }
    assert.equal(await downs(), 1, 'one that lasts is begun once');
  });

  test('[CK7] [S4] the database itself refuses a second print that holds a printer', async () => {
    await using storage = await open('unique');
    await using farm = await openTestFarm({ storage });
    const machine = await farm.addMachine('one');
    await farm.makeReady(machine);
    await farm.addJob();
    for (let i = 0; i < 500 && (await farm.prints()).length === 0; i++) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      await farm.settle();
    }
    const [print] = await farm.prints();
    assert.ok(print !== undefined);
    await assert.rejects(
      storage.transaction((tx) =>
        tx
          .insertInto('print')
          .values({ ...print, id: 'another' })
          .execute(),
      ),
      { name: 'UniqueViolation' },
    );
  });

  test('[LI3] the library is searched and put in order alike', async () => {
    await using storage = await open('library');
    await using farm = await openTestFarm({ storage });
    await shelfContract(farm);
  });

  test('secrets are sealed alike, and no table holds a plain one', async () => {
    await using storage = await open('secrets');
    await using farm = await openTestFarm({ storage });
    await storage.transaction(async (tx) => {
      const camera = {
        id: 'c1',
        name: 'Bed',
        printer_id: null,
        url: 'http://cam',
        username: 'u',
        version: 1,
        created_at: 0,
        timelapse: 0 as const,
        rotation: 0,
        flip_horizontal: 0 as const,
        flip_vertical: 0 as const,
      };
      await tx
        .insertInto('camera')
        .values({ ...camera, password: 'plain:canary-1' })
        .execute();
    });
    const plain = { name: 'one', driver: 'plain', model: null, tags: [], clearing: 'operator' } as const;
    const id = await farm.printers.add({ ...plain, options: { connection: 'a', password: 'canary-2' } });
    await farm.secrets.begin();
    const printer = await storage.read.selectFrom('printer').selectAll().executeTakeFirstOrThrow();
    const camera = await storage.read.selectFrom('camera').selectAll().executeTakeFirstOrThrow();
    assert.doesNotMatch(JSON.stringify([printer, camera, await farm.events.since(0, 100)]), /canary/);
    assert.deepEqual(farm.printers.configurationOf(printer).options, { connection: 'a', password: 'canary-2' });
    const place = { table: 'camera', id: 'c1', column: 'password' };
    assert.equal(farm.secrets.open(place, camera.password ?? ''), 'canary-1');
    assert.equal(printer.id, id);
  });

  test('[JO6] the order of the queue, its needs and pages are read alike', async () => {
    await using storage = await open('order');
    await using farm = await openTestFarm({ storage });
    const ids = [];
    for (let i = 0; i < 5; i++)
      ids.push(await farm.addJob({ name: `job ${i}`, priority: i === 3 ? 1 : 0, tags: [`t${i % 2}`] }));
    await farm.queue.move(ids[4] as never, ids[0] as never);
    const { openJobs, openNeeds } = await import('./queue/store.ts');
    assert.deepEqual(
      (await openJobs(storage.read)).map((job) => job.name),
      ['job 3', 'job 4', 'job 0', 'job 1', 'job 2'],
    );
    assert.equal((await openNeeds(storage.read)).length, 2);
  });
});
