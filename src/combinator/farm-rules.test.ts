import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openTestFarm } from './fixtures/test-farm.ts';

describe('rules of the farm that no single feature keeps', () => {
  test('[JO2] a new job is stored as to-do, whatever the printers are doing', async () => {
    await using farm = await openTestFarm();
    const without = await farm.addJob();
    const machine = await farm.addMachine('A');
    await machine.connect();
    const unverified = await farm.addJob();
    await farm.settle();
    for (const id of [without, unverified]) {
      const job = await farm.storage.read.selectFrom('job').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
      assert.equal(job.ended_at, null);
    }
    assert.deepEqual(await farm.prints(), [], 'nothing was assigned to a bed that nobody confirmed');
    assert.equal((await farm.eventsNamed('job-created')).length, 2);
  });

  test('[FL3] what wakes a run is a name: another printer’s wake-up runs nothing here, and many are one', async () => {
    await using farm = await openTestFarm();
    const [a, b] = [await farm.addMachine('A'), await farm.addMachine('B')];
    await farm.makeReady(a);
    await farm.makeReady(b);
    await farm.rest();
    const before = farm.fleet.counts.runs;
    for (let i = 0; i < 50; i++) farm.fleet.wake(a.printerId);
    await farm.rest();
    assert.ok(
      farm.fleet.counts.runs - before <= 2,
      `${farm.fleet.counts.runs - before} runs for fifty wake-ups of one name`,
    );
  });

  test('[FL5] what was sent is stored nowhere: a command that is lost is decided again', async () => {
    await using farm = await openTestFarm();
    const machine = await farm.addMachine('A');
    await farm.makeReady(machine);
    await farm.addJob();
    await farm.rest();
    const [print] = await farm.prints();
    assert.equal(print?.status, 'assigned');
    assert.equal(machine.underway.at(-1)?.envelope.command.kind, 'start');
    while (machine.underway.length > 0) machine.drop();
    await farm.rest();
    assert.equal((await farm.prints())[0]?.status, 'assigned', 'never “sent”');
    farm.fleet.wake(machine.printerId);
    await farm.settle();
    assert.deepEqual(machine.begun, [print.id]);
  });

  test('[CF3] a problem stays on the board until a person clears it, and counts up instead of filling it', async () => {
    await using farm = await openTestFarm();
    const problem = { code: 'disk-full', message: 'No room left.' } as const;
    for (let i = 0; i < 3; i++) await farm.storage.transaction((tx) => farm.problems.raise(tx, problem));
    await farm.restart();
    const [shown, ...others] = await farm.problems.list();
    assert.deepEqual([shown?.code, shown?.count, others.length], ['disk-full', 3, 0]);
    await farm.problems.clear(shown?.id ?? '', 'ann');
    assert.deepEqual(await farm.problems.list(), []);
    await assert.rejects(farm.problems.clear(shown?.id ?? '', 'ben'), { code: 'unknown-problem' });
  });

  test('[EV2] a listener that throws or takes its time harms neither the emitter nor another listener', async () => {
    await using farm = await openTestFarm();
    const heard: string[] = [];
    using _throws = farm.events.onCommitted(() => {
      throw new Error('a listener is broken');
    });
    using _slow = farm.events.onCommitted(() => {
      void new Promise((resolve) => setTimeout(resolve, 300)).then(() => heard.push('slow'));
    });
    using _good = farm.events.onCommitted((name) => {
      heard.push(name);
    });
    await farm.addJob();
    assert.ok(heard.includes('job-created'));
    assert.ok(!heard.includes('slow'), 'nobody waited for the slow one');
    const since = await farm.events.since(0, 100);
    const order = since.map((event) => event.cursor);
    assert.deepEqual(
      order,
      [...order].sort((x, y) => x - y),
      'in the order of their commits',
    );
  });
});
