import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bedIdOf } from '#model/bed';
import type { BedId, PrintId } from '#model/ids';
import type { PhaseKind } from '#model/phase';
import { openTestFarm, type TestFarm } from '../fixtures/test-farm.ts';
import type { HandMachine } from '../fixtures/hand-machine.ts';

const bedOf = (machine: HandMachine): BedId => {
  const id = bedIdOf(machine.state.bed);
  assert.notEqual(id, null, 'the bed is clear');
  return id as BedId;
};

async function confirm(farm: TestFarm, machine: HandMachine): Promise<void> {
  machine.takeObject();
  await farm.wishes.confirmBed(machine.printerId, bedOf(machine), 'ann', 'operator');
}

const phaseOf = (machine: HandMachine): PhaseKind => machine.state.phase.kind;

const statuses = async (farm: TestFarm): Promise<readonly string[]> =>
  (await farm.prints()).map((print) => print.status);

describe('the life of a print', () => {
  test('[FL2] from a job to a cleared bed: assigned, started, awaiting retrieval, done, and each event once', async () => {
    await using farm = await openTestFarm();
    const machine = await farm.addMachine('one');
    await farm.makeReady(machine);
    const job = await farm.addJob();
    await farm.settle();
    assert.equal(phaseOf(machine), 'printing');
    assert.deepEqual(await statuses(farm), ['printing']);
    machine.finish();
    await farm.settle();
    assert.deepEqual(await statuses(farm), ['awaiting-retrieval']);
    await confirm(farm, machine);
    assert.deepEqual(await statuses(farm), ['retrieved']);
    await farm.settle();
    assert.deepEqual(await statuses(farm), ['done']);
    assert.equal(phaseOf(machine), 'ready');
    for (const name of [
      'job-created',
      'job-started',
      'job-completed',
      'print-started',
      'print-ended',
      'awaiting-retrieval',
    ] as const) {
      assert.equal((await farm.eventsNamed(name)).length, 1, name);
    }
    const [created] = await farm.eventsNamed('job-created');
    for (const name of ['print-started', 'print-ended', 'job-completed'] as const) {
      const [event] = await farm.eventsNamed(name);
      assert.equal(event?.correlationId, created?.correlationId, `[EV4] ${name} belongs to the workflow`);
      assert.equal(event?.jobId, job);
    }
  });

  test('[JO3] three copies on one printer: one after the other, each after its bed was cleared, and no fourth', async () => {
    await using farm = await openTestFarm();
    const machine = await farm.addMachine('one');
    await farm.makeReady(machine);
    await farm.addJob({ copies: 3 });
    for (let copy = 0; copy < 3; copy++) {
      await farm.settle();
      machine.finish();
      await farm.settle();
      await confirm(farm, machine);
    }
    await farm.settle();
    assert.equal(machine.begun.length, 3);
    assert.deepEqual(machine.collisions, []);
    assert.equal(phaseOf(machine), 'ready');
    assert.equal((await farm.eventsNamed('job-completed')).length, 1);
  });

  test('[S4] [CK7] three jobs at once: one print per printer, the others wait', async () => {
    await using farm = await openTestFarm();
    const machines = [await farm.addMachine('one'), await farm.addMachine('two')];
    for (const machine of machines) await farm.makeReady(machine);
    await Promise.all([farm.addJob(), farm.addJob(), farm.addJob()]);
    await farm.settle();
    const prints = await farm.prints();
    assert.equal(prints.length, 2);
    assert.notEqual(prints[0]?.printer_id, prints[1]?.printer_id);
    assert.notEqual(prints[0]?.job_id, prints[1]?.job_id);
  });

  test('[JO8] the same file twice is two prints', async () => {
    await using farm = await openTestFarm();
    const machine = await farm.addMachine('one');
    await farm.makeReady(machine);
    await farm.addJob();
    await farm.addJob();
    for (let i = 0; i < 2; i++) {
      await farm.settle();
      machine.finish();
      await farm.settle();
      await confirm(farm, machine);
    }
    await farm.settle();
    assert.equal(new Set(machine.begun).size, 2);
    assert.deepEqual(await statuses(farm), ['done', 'done']);
  });
});

describe('what people wish', () => {
  test('[JO6] pausing, resuming and cancelling reach the machine, each once', async () => {
    await using farm = await openTestFarm();
    const machine = await farm.addMachine('one');
    await farm.makeReady(machine);
    await farm.addJob();
    await farm.settle();
    const [print] = await farm.prints();
    const id = print?.id as PrintId;
    await farm.wishes.pausePrint(id, 'ann');
    await farm.settle();
    assert.equal(phaseOf(machine), 'paused');
    await farm.wishes.resumePrint(id, machine.state.pauseNumber, 'ann');
    await farm.settle();
    assert.equal(phaseOf(machine), 'printing');
    await farm.wishes.cancelPrint(id, 'ann');
    await farm.settle();
    assert.equal(phaseOf(machine), 'awaiting-retrieval');
    assert.equal((await farm.printRow(id)).outcome, 'cancelled');
  });

  test('[MA6a] a wish to resume names its pause: it never ends a later one', async () => {
    await using farm = await openTestFarm();
    const machine = await farm.addMachine('one');
    await farm.makeReady(machine);
    await farm.addJob();
    await farm.settle();
    const id = (await farm.prints())[0]?.id as PrintId;
    await farm.wishes.pausePrint(id, 'ann');
    await farm.settle();
    await farm.wishes.resumePrint(id, machine.state.pauseNumber, 'ann');
    await farm.settle();
    machine.report({ kind: 'print-paused', printId: id, reason: 'filament run-out' });
    await farm.settle();
    assert.equal(phaseOf(machine), 'paused');
    await assert.rejects(farm.wishes.resumePrint(id, machine.state.pauseNumber - 1, 'ann'), { code: 'stale-pause' });
  });

  test('a pause that is wished and overtaken by the printer’s own pause is not carried over to the next', async () => {
    await using farm = await openTestFarm();
    const machine = await farm.addMachine('one');
    await farm.makeReady(machine);
    await farm.addJob();
    await farm.settle();
    const id = (await farm.prints())[0]?.id as PrintId;
    machine.disconnect();
    await farm.wishes.pausePrint(id, 'ann');
    machine.report({ kind: 'print-paused', printId: id, reason: 'filament run-out' });
    machine.report({ kind: 'print-resumed', printId: id });
    await machine.connect();
    await farm.settle();
    assert.equal(phaseOf(machine), 'printing');
  });

  test('[S5] a print that is cancelled before it was started never moves, and is not given to another printer', async () => {
    await using farm = await openTestFarm();
    const machine = await farm.addMachine('one');
    await farm.makeReady(machine);
    machine.report({ kind: 'disconnected', reason: 'switched off', wrongCredentials: false });
    machine.report({ kind: 'connected', continuity: 'unbroken', firmware: null, foreign: null });
    await farm.settle();
    await farm.addJob();
    while (machine.underway.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const id = (await farm.prints())[0]?.id as PrintId;
    await farm.wishes.cancelPrint(id, 'ann');
    machine.drop();
    await farm.settle();
    assert.deepEqual(machine.begun, []);
    assert.equal((await farm.printRow(id)).status, 'cancelled');
    assert.equal((await farm.prints()).length, 1);
  });

  test('[JO6] a job that is held while its print waits to start goes back, and is printed when released', async () => {
    await using farm = await openTestFarm();
    const machine = await farm.addMachine('one');
    await farm.makeReady(machine);
    const job = await farm.addJob();
    while (machine.underway.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await farm.queue.hold(job, true);
    machine.drop();
    await farm.settle();
    assert.deepEqual(machine.begun, []);
    await farm.queue.hold(job, false);
    await farm.settle();
    assert.equal(machine.begun.length, 1);
  });

  test('[JO3] [FL9] a failed copy is printed again only when a person says so, and once', async () => {
    await using farm = await openTestFarm();
    const machine = await farm.addMachine('one');
    await farm.makeReady(machine);
    await farm.addJob();
    await farm.settle();
    const id = (await farm.prints())[0]?.id as PrintId;
    machine.fail();
    await farm.settle();
    await confirm(farm, machine);
    await farm.settle();
    assert.equal(machine.begun.length, 1, 'nothing is retried by itself');
    await farm.wishes.retryPrint(id, 'ann');
    await assert.rejects(farm.wishes.retryPrint(id, 'ann'), { code: 'print-not-retriable' });
    await farm.settle();
    assert.equal(machine.begun.length, 2);
    assert.notEqual(machine.begun[0], machine.begun[1], 'a new print');
  });

  test('[FL9] [MA3] a copy that never moved is tried again by itself, but not for ever', async () => {
    await using farm = await openTestFarm();
    const machine = await farm.addMachine('one');
    await farm.makeReady(machine);
    await farm.addJob();
    for (let i = 0; i < 12; i++) {
      await farm.settle();
      const { phase } = machine.state;
      if (phase.kind !== 'printing') break;
      machine.takeObject();
      const error = { code: 'file-refused', message: 'too hot', at: 0 } as const;
      machine.report({ kind: 'print-ended', printId: phase.print.id, outcome: 'failed', moved: false, error });
    }
    await farm.settle();
    assert.equal(phaseOf(machine), 'ready');
    const tries = machine.begun.length;
    assert.ok(tries >= 2 && tries <= 5, `${tries} tries`);
    assert.ok(
      (await farm.problems.list()).some((problem) => problem.code === 'file-refused'),
      'a person is told',
    );
  });
});

describe('the bed', () => {
  test('[BE4] a confirmation for an earlier stay of the bed does nothing', async () => {
    await using farm = await openTestFarm();
    const machine = await farm.addMachine('one');
    await farm.makeReady(machine);
    await farm.addJob({ copies: 2 });
    await farm.settle();
    machine.finish();
    await farm.settle();
    const first = bedOf(machine);
    await confirm(farm, machine);
    await farm.settle();
    machine.finish();
    await farm.settle();
    await assert.rejects(farm.wishes.confirmBed(machine.printerId, first, 'bob', 'operator'), { code: 'stale-bed' });
    assert.equal(phaseOf(machine), 'awaiting-retrieval');
  });

  test('[BE7] [F11] retrieved while the machine is away: the database says so at once, the bed is cleared when it is back', async () => {
    await using farm = await openTestFarm();
    const machine = await farm.addMachine('one');
    await farm.makeReady(machine);
    await farm.addJob();
    await farm.settle();
    machine.finish();
    await farm.settle();
    machine.disconnect();
    await confirm(farm, machine);
    assert.deepEqual(await statuses(farm), ['retrieved']);
    await machine.connect();
    await farm.settle();
    assert.deepEqual(await statuses(farm), ['done']);
    assert.equal(phaseOf(machine), 'ready');
  });

  test('[BE7] [BE3] retrieved while away, but the printer was out of sight meanwhile: the person is asked again', async () => {
    await using farm = await openTestFarm();
    const machine = await farm.addMachine('one');
    await farm.makeReady(machine);
    await farm.addJob({ copies: 2 });
    await farm.settle();
    machine.finish();
    await farm.settle();
    machine.disconnect();
    await confirm(farm, machine);
    machine.report({ kind: 'disconnected', reason: 'off', wrongCredentials: false });
    machine.report({ kind: 'connected', continuity: 'unproven', firmware: null, foreign: null });
    await machine.connect();
    await farm.settle();
    assert.equal(phaseOf(machine), 'awaiting-retrieval');
    assert.deepEqual(await statuses(farm), ['awaiting-retrieval']);
    assert.equal(machine.begun.length, 1);
    await confirm(farm, machine);
    await farm.settle();
    assert.equal(machine.begun.length, 2);
    assert.deepEqual(machine.collisions, []);
  });

  test('[S2] a print that was cancelled, failed or lost closes the bed: nothing starts before a person has looked', async () => {
    for (const end of ['cancel', 'fail', 'lose'] as const) {
      await using farm = await openTestFarm();
      const machine = await farm.addMachine('one');
      await farm.makeReady(machine);
      await farm.addJob();
      await farm.settle();
      const id = (await farm.prints())[0]?.id as PrintId;
      if (end === 'cancel') await farm.wishes.cancelPrint(id, 'ann');
      else machine[end]();
      await farm.settle();
      await farm.addJob();
      await farm.settle();
      assert.equal(machine.begun.length, 1, end);
      await confirm(farm, machine);
      await farm.settle();
      assert.equal(machine.begun.length, 2, end);
      assert.deepEqual(machine.collisions, [], end);
    }
  });

  test('[BE5] only a policy that the printer’s driver has may clear a bed without a person', async () => {
    await using farm = await openTestFarm();
    const plain = await farm.addMachine('plain');
    const sensing = await farm.addMachine('sensing', { driver: 'sensing' });
    await assert.rejects(farm.printers.change({ id: plain.printerId, version: 1, clearing: 'simulated-sensor' }), {
      code: 'bad-printer-setting',
      field: 'clearing',
    });
    await farm.makeReady(sensing);
    await farm.printers.change({ id: sensing.printerId, version: 1, clearing: 'simulated-sensor' });
    await farm.settle();
    await farm.addJob();
    await farm.settle();
    sensing.finish();
    await farm.settle();
    assert.equal(phaseOf(sensing), 'awaiting-retrieval', 'the object still stands there');
    sensing.takeObject();
    sensing.report({ kind: 'bed-sensed', empty: true });
    await farm.settle();
    assert.equal(phaseOf(sensing), 'ready');
    const [cleared] = (await farm.eventsNamed('bed-cleared')).slice(-1);
    assert.deepEqual((cleared?.payload as { how: string } | undefined)?.how, 'simulated-sensor');
    assert.deepEqual(await statuses(farm), ['done']);
  });
});

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

  test('[F9] a partition that spans the end of a print: the outcome is known when it heals', async () => {
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

describe('the emergency stop', () => {
  test('[MA6a] [I6] it is sent at once, kept as a wish until the machine shows it, and nothing else is sent meanwhile', async () => {
    await using farm = await openTestFarm();
    const machine = await farm.addMachine('one');
    await farm.makeReady(machine);
    await farm.addJob();
    await farm.settle();
    machine.disconnect();
    const number = await farm.wishes.emergencyStop(machine.printerId, 'ann', null);
    await machine.connect();
    await farm.settle();
    assert.equal(phaseOf(machine), 'stopped');
    assert.equal(machine.state.stopNumber, number);
    const [print] = await farm.prints();
    assert.deepEqual([print?.status, print?.outcome], ['failed', 'failed']);
    await assert.rejects(farm.wishes.recover(machine.printerId, number - 1, 'ann'), { code: 'stale-stop' });
    await farm.wishes.recover(machine.printerId, number, 'ann');
    await farm.settle();
    assert.equal(phaseOf(machine), 'unverified', '[BE8] never straight to ready');
    await confirm(farm, machine);
    await farm.settle();
    assert.equal(phaseOf(machine), 'ready');
    assert.deepEqual(await statuses(farm), ['closed']);
  });
});

describe('configuration', () => {
  test('[F8] [MA13] [CF2] a change in mid-print waits for its end; a stale edit is refused', async () => {
    await using farm = await openTestFarm();
    const machine = await farm.addMachine('one');
    await farm.makeReady(machine);
    await farm.addJob();
    await farm.settle();
    await farm.printers.change({ id: machine.printerId, version: 1, options: { connection: '/dev/y' } });
    await assert.rejects(farm.printers.change({ id: machine.printerId, version: 1, name: 'other' }), {
      code: 'stale-version',
    });
    await farm.settle();
    assert.equal(machine.state.configuration?.options.connection, '/dev/x');
    machine.finish();
    await farm.settle();
    assert.equal(machine.state.configuration?.options.connection, '/dev/y');
    assert.equal(phaseOf(machine), 'awaiting-retrieval', 'the bed is untouched by it');
  });

  test('[CF1] wrong settings name the field, the rule and the remedy', async () => {
    await using farm = await openTestFarm();
    const settings = { name: 'x', driver: 'plain', options: {}, model: null, tags: [], clearing: 'operator' } as const;
    await assert.rejects(farm.printers.add(settings), (error: { field: string; remedy: string }) => {
      assert.equal(error.field, 'options.connection');
      assert.notEqual(error.remedy, '');
      return true;
    });
    await assert.rejects(farm.printers.add({ ...settings, driver: 'nonsense' }), { field: 'driver' });
    await farm.printers.add({ ...settings, options: { connection: 'a' } });
    await assert.rejects(farm.printers.add({ ...settings, name: ' X ', options: { connection: 'a' } }), {
      code: 'printer-name-taken',
    });
  });

  test('[CO4] a printer with a print is removed only by force, and its print is then lost', async () => {
    await using farm = await openTestFarm();
    const machine = await farm.addMachine('one');
    await farm.makeReady(machine);
    const job = await farm.addJob();
    await farm.settle();
    await assert.rejects(farm.printers.remove(machine.printerId, false, 'ann'), { code: 'printer-has-print' });
    await farm.printers.remove(machine.printerId, true, 'ann');
    await farm.settle();
    const [print] = await farm.prints();
    assert.deepEqual([print?.status, print?.outcome], ['lost', 'unknown']);
    assert.equal((await farm.eventsNamed('print-lost')).length, 1);
    await assert.rejects(farm.queue.delete(job), { code: 'job-active' });
    await farm.wishes.answerLost(print?.id as PrintId, true, 'ann');
    assert.equal((await farm.eventsNamed('job-completed')).length, 1);
    await farm.queue.delete(job);
  });
});
