import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PrintId } from '#model/ids';
import { openTestFarm } from '../fixtures/test-farm.ts';
import { bedOf, confirm, phaseOf, statuses } from './fixtures/farm-steps.ts';

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

  test('[JO4] a printer in sight that would start nothing is given no print, until it would again', async () => {
    await using farm = await openTestFarm();
    const machine = await farm.addMachine('one');
    await farm.makeReady(machine);
    machine.report({ kind: 'unable', reason: 'The bed’s heater is disconnected.' });
    await farm.settle();
    await farm.addJob();
    await farm.settle();
    assert.deepEqual([phaseOf(machine), await statuses(farm)], ['ready', []]);
    machine.report({ kind: 'unable', reason: null });
    await farm.settle();
    assert.deepEqual([phaseOf(machine), await statuses(farm)], ['printing', ['printing']]);
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

  test('[S10] a printer whose file is long in coming idles no other', async () => {
    await using farm = await openTestFarm();
    const slow = await farm.addMachine('slow');
    const others = [await farm.addMachine('two'), await farm.addMachine('three')];
    for (const machine of [slow, ...others]) await farm.makeReady(machine);
    await farm.addJob({ copies: 7 });
    await farm.rest();
    slow.deliver();
    for (let round = 0; round < 3; round++) {
      await farm.settle(...others);
      for (const machine of others) {
        assert.equal(machine.begun.length, round + 1);
        machine.finish();
      }
      await farm.settle(...others);
      for (const machine of others) await confirm(farm, machine);
    }
    assert.deepEqual([phaseOf(slow), slow.begun.length], ['preparing', 0]);
    await farm.settle();
    assert.equal(slow.begun.length, 1, 'and it prints when its file is there');
  });

  test('[JO8] [PZ15] the same file twice is two prints', async () => {
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

  test('[MA6] what somebody began at the printer is paused and cancelled there, and waits for nothing here', async () => {
    await using farm = await openTestFarm();
    const machine = await farm.addMachine('one');
    await farm.makeReady(machine);
    machine.beginForeign('panel');
    await farm.settle();
    assert.equal(phaseOf(machine), 'printing');
    const id = (await farm.prints())[0]?.id as PrintId;
    for (const wished of [farm.wishes.pausePrint(id, 'ann'), farm.wishes.cancelPrint(id, 'ann')])
      await assert.rejects(wished, { code: 'print-begun-at-printer', remedy: /at its screen/ });
    await farm.settle();
    assert.equal(phaseOf(machine), 'printing');
    const row = await farm.printRow(id);
    assert.deepEqual([row.cancel_wished, row.pause_wish], [0, null]);
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

test('[BE5] a person’s word at the printer clears the bed that a print has left, once, where that is the policy; with who and when', async () => {
  await using farm = await openTestFarm();
  const machine = await farm.addMachine('one', { driver: 'buttoned' });
  await farm.makeReady(machine);
  const printed = async (): Promise<void> => {
    await farm.addJob();
    await farm.settle();
    machine.finish();
    await farm.settle();
    machine.takeObject();
  };
  await printed();
  machine.report({ kind: 'bed-declared', clear: true });
  await farm.settle();
  assert.equal(phaseOf(machine), 'awaiting-retrieval', 'nobody has chosen that');
  await farm.printers.change({ id: machine.printerId, version: 1, clearing: 'at-printer' });
  await farm.settle();
  assert.equal(phaseOf(machine), 'awaiting-retrieval', 'nor does it count afterwards');
  machine.report({ kind: 'bed-declared', clear: true });
  await farm.settle();
  assert.equal(phaseOf(machine), 'ready');
  const [cleared] = (await farm.eventsNamed('bed-cleared')).slice(-1);
  const said = cleared?.payload as { how: string; by: string } | undefined;
  assert.deepEqual([said?.how, said?.by], ['at-printer', 'somebody at the printer']);
  await printed();
  await farm.settle();
  assert.equal(phaseOf(machine), 'awaiting-retrieval', 'the word was for the print before');
  assert.deepEqual(machine.collisions, []);
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
