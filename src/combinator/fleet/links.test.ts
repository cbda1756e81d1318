import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PrintId } from '#model/ids';
import { createHistory } from '../history/history.ts';
import { openTestFarm } from '../fixtures/test-farm.ts';
import { confirm, phaseOf, statuses } from './fixtures/farm-steps.ts';

describe('links, delays and crashes', () => {
  test('[F10] [S1] a start that arrives after an outage is refused', async () => {
    await using farm = await openTestFarm();
    const machine = await farm.addMachine('one');
    await farm.makeReady(machine);
    await farm.addJob();
    while (machine.underway.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const held = machine.underway.length;
    assert.equal(held, 1);
    machine.disconnect();
    await machine.connect();
    await farm.settle();
    assert.equal(machine.begun.length, 1, 'begun once: the old start was refused, the repeated one was not');
    assert.ok(machine.answers.some(({ answer }) => answer.kind === 'refused' && answer.reason === 'stale-epoch'));
  });

  test('a fleet that has ended has told the end of every link: its storage may close', async () => {
    await using farm = await openTestFarm();
    const machines = [await farm.addMachine('one'), await farm.addMachine('two')];
    for (const machine of machines) await farm.makeReady(machine);
    for (const machine of machines) machine.disconnect();
    await farm.fleet[Symbol.asyncDispose]();
    const told = await farm.eventsNamed('printer-unlinked');
    assert.deepEqual(
      told.map(({ printerId }) => printerId),
      machines.map(({ printerId }) => printerId),
    );
  });

  test('[F4] killed between start and commit, and between commit and start: one print, begun once', async () => {
    await using farm = await openTestFarm();
    const machine = await farm.addMachine('one');
    await farm.makeReady(machine);
    await farm.addJob();
    while (machine.underway.length === 0) await new Promise((resolve) => setImmediate(resolve));
    machine.drop();
    await farm.restart();
    await machine.connect();
    await farm.settle();
    assert.equal(machine.begun.length, 1);
    assert.equal((await farm.prints()).length, 1);
  });

  test('[F3] [I2] killed between commit and confirm: the entries come again and change nothing', async () => {
    await using farm = await openTestFarm();
    const machine = await farm.addMachine('one');
    await farm.makeReady(machine);
    await farm.addJob();
    await farm.settle();
    machine.finish();
    while (!machine.underway.some(({ envelope }) => envelope.command.kind === 'confirm')) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    const before = (await farm.events.since(0, 10_000)).length;
    while (machine.underway.length > 0) machine.drop();
    await farm.restart();
    await machine.connect();
    await farm.settle();
    const names = (await farm.events.since(0, 10_000)).slice(before).map((event) => event.name);
    for (const name of ['print-ended', 'awaiting-retrieval', 'job-completed'] as const) {
      assert.equal((await farm.eventsNamed(name)).length, 1, `${name}: ${names.join(' ')}`);
    }
    assert.deepEqual(machine.state.entries, []);
  });

  test('[F9] [PZ2] a partition that spans the end of a print: the outcome is known when it heals', async () => {
    await using farm = await openTestFarm();
    const machine = await farm.addMachine('one');
    await farm.makeReady(machine);
    await farm.addJob();
    await farm.settle();
    machine.disconnect();
    farm.clock.turn(60_000);
    machine.finish();
    assert.equal(farm.fleet.linkState(machine.printerId).kind, 'network-disconnected');
    assert.deepEqual(await statuses(farm), ['printing'], '[S6] silence is no outcome');
    await machine.connect();
    await farm.settle();
    assert.deepEqual(await statuses(farm), ['awaiting-retrieval']);
  });

  test('[F13] [WI3] of two links the newer is the machine’s; the older is closed and decides nothing', async () => {
    await using farm = await openTestFarm();
    const machine = await farm.addMachine('one');
    await machine.connect();
    const old = machine.link;
    await machine.connect();
    assert.notEqual(machine.link, null);
    assert.notEqual(machine.link, old);
    assert.equal(farm.fleet.link(machine.printerId), machine.link);
    await farm.makeReady(machine);
    assert.equal(phaseOf(machine), 'ready');
  });

  test('[WI3] [I11] a link that another combinator has superseded decides nothing from then on', async () => {
    await using farm = await openTestFarm();
    const machine = await farm.addMachine('one');
    await farm.makeReady(machine);
    await farm.printers.nextEpoch(machine.printerId, machine.state.epoch);
    await farm.addJob();
    machine.show();
    await farm.settle();
    assert.deepEqual(await farm.prints(), []);
    assert.deepEqual(machine.begun, []);
  });

  test('[FL6] a snapshot older than the last applied is ignored', async () => {
    await using farm = await openTestFarm();
    const machine = await farm.addMachine('one');
    await farm.makeReady(machine);
    const { snapshotOf } = await import('#machine/machine-state');
    const old = snapshotOf(machine.state);
    await farm.addJob();
    await farm.settle();
    assert.ok(machine.link !== null);
    farm.fleet.heard(machine.link, old);
    await farm.settle();
    assert.deepEqual(await statuses(farm), ['printing']);
    assert.equal(machine.begun.length, 1);
    assert.deepEqual(await farm.problems.list(), []);
  });

  test('[F17] [FL8] a wiped journal in mid-print: the print is lost, a person is asked, and nothing is printed twice', async () => {
    await using farm = await openTestFarm();
    const machine = await farm.addMachine('one');
    await farm.makeReady(machine);
    const job = await farm.addJob();
    await farm.settle();
    const id = (await farm.prints())[0]?.id as PrintId;
    machine.wipe();
    await machine.connect();
    machine.report({ kind: 'connected', continuity: 'unproven', firmware: null, foreign: null });
    await farm.settle();
    const lost = await farm.printRow(id);
    assert.deepEqual([lost.status, lost.outcome], ['lost', 'unknown']);
    assert.equal((await farm.eventsNamed('print-lost')).length, 1);
    await confirm(farm, machine);
    await farm.settle();
    assert.equal(machine.begun.length, 1, 'unknown is never retried by itself');
    await farm.wishes.answerLost(id, false, 'ann');
    await farm.settle();
    assert.equal(machine.begun.length, 2, 'not made: the copy is owed again');
    machine.finish();
    await farm.settle();
    assert.ok((await farm.eventsNamed('job-completed')).some((event) => event.jobId === job));
  });

  test('[F18] [MA11] a print started at the panel is found once, holds the printer, and the assigned one goes back', async () => {
    await using farm = await openTestFarm();
    const machine = await farm.addMachine('one');
    await farm.makeReady(machine);
    await farm.addJob();
    while (machine.underway.length === 0) await new Promise((resolve) => setImmediate(resolve));
    machine.report({ kind: 'foreign-began', foreign: { key: 'panel-1', name: 'benchy', since: farm.clock.now() } });
    await farm.settle();
    const found = (await farm.prints()).filter((print) => print.found === 1);
    assert.equal(found.length, 1);
    assert.equal(found[0]?.status, 'printing');
    assert.deepEqual(machine.begun, [], 'the queue does not interrupt it');
    assert.equal((await farm.eventsNamed('print-found')).length, 1);
    machine.report({ kind: 'foreign-ended', key: 'panel-1', outcome: 'finished' });
    await farm.settle();
    await confirm(farm, machine);
    await farm.settle();
    assert.equal(machine.begun.length, 1, 'then the queue goes on');
  });

  test('[JO9] [MA11] a print found running is recorded once, marked as found, with its own start, whatever is heard again', async () => {
    await using farm = await openTestFarm();
    const machine = await farm.addMachine('one');
    await farm.makeReady(machine);
    const since = farm.clock.now() - 3_600_000;
    const foreign = { key: 'panel-1', name: 'benchy', since } as const;
    for (let i = 0; i < 2; i++) machine.report({ kind: 'foreign-began', foreign });
    await farm.settle();
    machine.disconnect();
    await machine.connect();
    machine.report({ kind: 'foreign-began', foreign });
    await farm.settle();
    await farm.restart();
    await machine.connect();
    machine.show();
    await farm.settle();
    const found = (await farm.prints()).map((print) => [print.name, print.found, print.started_at, print.status]);
    assert.deepEqual(found, [['benchy', 1, since, 'printing']]);
    assert.equal((await farm.eventsNamed('print-found')).length, 1);
    assert.equal((await farm.eventsNamed('print-started')).length, 1);
    machine.report({ kind: 'foreign-ended', key: 'panel-1', outcome: 'finished' });
    await farm.settle();
    const past = await createHistory(farm).page({}, 10, null);
    assert.deepEqual(
      past.map(({ name, found: isFound, started_at: at, job_id: job }) => [name, isFound, at, job]),
      [['benchy', 1, since, null]],
      'it stands in the history with all others, as found',
    );
  });

  test('[CO3] a printer that is lost is told as disconnected once; one that begins to print never is', async () => {
    await using farm = await openTestFarm();
    const machine = await farm.addMachine('one');
    await farm.makeReady(machine);
    await farm.addJob();
    await farm.settle();
    machine.finish();
    await farm.settle();
    const lost = () => farm.eventsNamed('printer-disconnected');
    assert.deepEqual(await lost(), [], 'idle, printing, idle');
    for (const reason of ['It is off.', 'It is off.', 'No answer.'])
      machine.report({ kind: 'disconnected', reason, wrongCredentials: false });
    machine.disconnect();
    await machine.connect();
    await farm.settle();
    assert.deepEqual(
      (await lost()).map(({ payload }) => payload),
      [{ reason: 'It is off.' }],
    );
    machine.report({ kind: 'connected', continuity: 'unproven', firmware: null, foreign: null });
    await farm.settle();
    assert.equal((await farm.eventsNamed('printer-connected')).length, 2);
    assert.equal((await lost()).length, 1);
  });

  test('[MA11] a print started at the panel onto our unretrieved one is still found and recorded', async () => {
    await using farm = await openTestFarm();
    const machine = await farm.addMachine('one');
    await farm.makeReady(machine);
    await farm.addJob();
    await farm.settle();
    machine.finish();
    await farm.settle();
    machine.report({ kind: 'foreign-began', foreign: { key: 'panel-1', name: 'benchy', since: farm.clock.now() } });
    await farm.settle();
    assert.deepEqual((await farm.prints()).map((print) => [print.found, print.status]).sort(), [
      [0, 'done'],
      [1, 'printing'],
    ]);
  });

  test('[F23] an old backup: a print that the machine has ended and the database thinks running is settled by what the machine remembers', async () => {
    await using farm = await openTestFarm();
    const machine = await farm.addMachine('one');
    await farm.makeReady(machine);
    await farm.addJob();
    await farm.settle();
    const id = (await farm.prints())[0]?.id as PrintId;
    const backup = await farm.printRow(id);
    const cursor = await farm.storage.read.selectFrom('journal_cursor').selectAll().executeTakeFirstOrThrow();
    const printer = await farm.storage.read.selectFrom('printer').selectAll().executeTakeFirstOrThrow();
    machine.finish();
    await farm.settle();
    await confirm(farm, machine);
    await farm.settle();
    machine.disconnect();
    await farm.storage.transaction(async (tx) => {
      await tx.updateTable('print').set(backup).where('id', '=', id).execute();
      await tx.updateTable('journal_cursor').set(cursor).execute();
      await tx
        .updateTable('printer')
        .set({ ...printer, lease_until: 0 })
        .execute();
      await tx.updateTable('job').set({ ended_at: null }).execute();
    });
    await farm.restart();
    await machine.connect();
    machine.report({ kind: 'disconnected', reason: 'off', wrongCredentials: false });
    machine.report({ kind: 'connected', continuity: 'unbroken', firmware: null, foreign: null });
    await farm.settle();
    const row = await farm.printRow(id);
    assert.deepEqual([row.status, row.outcome], ['done', 'finished']);
    assert.equal(machine.begun.length, 1, 'and is not printed again');
    assert.ok(
      (await farm.problems.list()).some((problem) => problem.code === 'journal-gap'),
      '[CK6] the gap is told',
    );
  });

  test('[F2] [MA10] the machine restarts in mid-print and goes on: nothing changes in the queue', async () => {
    await using farm = await openTestFarm();
    const machine = await farm.addMachine('one');
    await farm.makeReady(machine);
    await farm.addJob();
    await farm.settle();
    machine.disconnect();
    machine.reboot();
    await machine.connect();
    await farm.settle();
    assert.equal(phaseOf(machine), 'printing');
    assert.deepEqual(await statuses(farm), ['printing']);
    assert.equal((await farm.eventsNamed('print-adopted')).length, 1);
    assert.equal((await farm.eventsNamed('print-started')).length, 1, '[JO7]');
  });

  test('a combinator that was killed is followed by another at once: it does not wait for the lease of the dead', async () => {
    await using farm = await openTestFarm();
    const machine = await farm.addMachine('one');
    await farm.makeReady(machine);
    await farm.restart();
    await farm.addJob();
    await machine.connect();
    await farm.settle();
    assert.equal(machine.begun.length, 1, 'without the clock having moved');
  });

  test('[FL8] entries beyond one snapshot are all applied before anything is decided on it', async () => {
    await using farm = await openTestFarm();
    const machine = await farm.addMachine('one');
    await farm.makeReady(machine);
    await farm.addJob();
    await farm.settle();
    machine.disconnect();
    for (let i = 0; i < 200; i++) {
      machine.report({ kind: 'disconnected', reason: 'flapping', wrongCredentials: false });
      machine.report({ kind: 'connected', continuity: 'unbroken', firmware: null, foreign: null });
    }
    machine.finish();
    assert.ok(machine.state.entries.length > 256);
    await machine.connect();
    await farm.settle();
    assert.deepEqual(machine.state.entries, []);
    assert.deepEqual(await statuses(farm), ['awaiting-retrieval']);
    assert.equal((await farm.prints())[0]?.outcome, 'finished');
    assert.deepEqual(
      (await farm.problems.list()).filter((problem) => problem.code === 'journal-gap'),
      [],
    );
    const seqs = await farm.storage.read.selectFrom('journal_cursor').select('seq').execute();
    assert.equal(seqs[0]?.seq, machine.state.nextSeq - 1);
  });
});
