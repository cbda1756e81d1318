import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { silentLog } from '#lib/small-log';
import type { Feedback } from '#model/feedback';
import type { PrintId } from '#model/ids';
import { UNTRIED } from '#model/machine-snapshot';
import type { EventPayloads } from './events/catalogue.ts';
import { openTestFarm, type TestFarm } from './fixtures/test-farm.ts';
import { createFlows, type Flows } from './flows.ts';
import { createSettings } from './settings/settings.ts';

const emptyShelf = { purge: async () => 0 };
const forgets = { forget: async () => {} };
const unheard = { told: () => {} };
const films = { ...forgets, measured: () => {} };

const flowsOf = (farm: TestFarm): Flows =>
  createFlows({
    ...farm,
    fleet: farm.fleet,
    settings: createSettings(farm),
    shelf: emptyShelf,
    cameras: forgets,
    timelapses: films,
    downloads: forgets,
    printerListings: unheard,
    cardUploads: forgets,
    log: silentLog,
  });

const feedback = (printId: PrintId, fraction: number): Feedback => ({
  at: 0,
  temperatures: [],
  position: null,
  progress: { printId, fraction, elapsedSeconds: 1, remainingSeconds: null, layer: null, z: null },
  line: null,
  notice: null,
});

describe('flows', () => {
  test('[JO7] job-update comes every 10 s while a job is active, with what moved by more than ten points or changed', async () => {
    await using farm = await openTestFarm();
    using flows = flowsOf(farm);
    const machine = await farm.addMachine('one');
    await farm.makeReady(machine);
    const updates: (readonly (number | null)[])[] = [];
    using _listening = farm.events.onTransient((name, _subject, payload) => {
      if (name === 'job-update') updates.push((payload as EventPayloads['job-update']).jobs.map((job) => job.progress));
    });
    const tick = async (): Promise<void> => {
      farm.clock.turn(10_000);
      await farm.rest();
    };
    await tick();
    assert.deepEqual(updates, [], 'nothing is active');
    await farm.addJob();
    await farm.settle();
    const id = machine.begun[0] as PrintId;
    for (const fraction of [0.34, 0.44, 0.45]) {
      flows.feedback(machine.printerId, feedback(id, fraction));
      await tick();
    }
    assert.deepEqual(updates, [[0.34], [], [0.45]]);
    machine.finish();
    await farm.settle();
    await tick();
    assert.equal(updates.length, 3);
  });

  test('[EV5] the state of the whole farm is told every 30 s, measurements at once; neither is stored', async () => {
    await using farm = await openTestFarm();
    using flows = flowsOf(farm);
    const machine = await farm.addMachine('one');
    await farm.makeReady(machine);
    const heard: string[] = [];
    using _listening = farm.events.onTransient((name) => void heard.push(name));
    flows.feedback(machine.printerId, feedback('p' as PrintId, 0.1));
    assert.deepEqual(heard, ['printer-connection-progress', 'printer-status-update']);
    farm.clock.turn(30_000);
    await farm.rest();
    assert.ok(heard.includes('printer-status'));
    assert.ok(!(await farm.events.since(0, 1000)).some((event) => event.name.startsWith('printer-status')));
  });

  test('[MN1] how often programs are told is a setting, also how long it is waited after a failure', async () => {
    await using farm = await openTestFarm();
    let fail = false;
    const list: TestFarm['printers']['list'] = () => (fail ? Promise.reject(new Error('no')) : farm.printers.list());
    await farm.settings.change(0, { farmStatusSeconds: 2, farmStatusRetrySeconds: 7 }, 'ann');
    using _flows = createFlows({
      ...farm,
      fleet: farm.fleet,
      printers: { ...farm.printers, list },
      shelf: emptyShelf,
      cameras: forgets,
      timelapses: films,
      downloads: forgets,
      printerListings: unheard,
      cardUploads: forgets,
      log: silentLog,
    });
    let told = 0;
    using _listening = farm.events.onTransient((name) => {
      if (name === 'printer-status') told++;
    });
    const after = async (seconds: number): Promise<number> => {
      farm.clock.turn(seconds * 1_000);
      await farm.rest();
      return told;
    };
    assert.deepEqual([await after(1), await after(1), await after(2)], [0, 1, 2]);
    fail = true;
    assert.equal(await after(2), 2);
    fail = false;
    assert.deepEqual([await after(6), await after(1)], [2, 3], 'seven seconds after the failure');
    await farm.settings.change(1, { farmStatusSeconds: 1 }, 'ann');
    assert.deepEqual([await after(2), await after(1)], [4, 5], 'from the next time on');
  });

  test('[EV5] events older than the setting says are forgotten', async () => {
    await using farm = await openTestFarm();
    const settings = createSettings(farm);
    using _flows = createFlows({
      ...farm,
      fleet: farm.fleet,
      settings,
      shelf: emptyShelf,
      cameras: forgets,
      timelapses: films,
      downloads: forgets,
      printerListings: unheard,
      cardUploads: forgets,
      log: silentLog,
    });
    await farm.addJob();
    await settings.change(0, { eventsKeptDays: 1 }, 'ann');
    farm.clock.turn(20 * 3_600_000);
    await farm.rest();
    assert.notEqual((await farm.events.since(0, 10)).length, 0);
    farm.clock.turn(3_600_000);
    for (let hour = 0; hour < 5; hour++) {
      farm.clock.turn(3_600_000);
      await farm.rest();
    }
    assert.deepEqual(await farm.events.since(0, 10), []);
  });

  test('[CA2] pictures and films are kept for as long as the settings say, from the next look on', async () => {
    await using farm = await openTestFarm();
    const asked: string[] = [];
    const days = (beforeAt: number): number => Math.round((farm.clock.now() - beforeAt) / 86_400_000);
    using _flows = createFlows({
      ...farm,
      fleet: farm.fleet,
      shelf: emptyShelf,
      cameras: { forget: async (beforeAt) => void asked.push(`pictures ${days(beforeAt)}`) },
      timelapses: { ...films, forget: async (beforeAt) => void asked.push(`films ${days(beforeAt)}`) },
      downloads: forgets,
      printerListings: unheard,
      cardUploads: forgets,
      log: silentLog,
    });
    const hour = async (): Promise<readonly string[]> => {
      farm.clock.turn(3_600_000);
      await farm.rest();
      return asked.splice(0).sort();
    };
    assert.deepEqual(await hour(), ['films 90', 'pictures 365']);
    await farm.settings.change(0, { timelapsesKeptDays: 7, picturesKeptDays: 30 }, 'ann');
    assert.deepEqual(await hour(), ['films 7', 'pictures 30']);
  });

  test('[CO1] [EV7] the farm tells when it begins to hear a printer, how far it is on its way, and when it hears it no more', async () => {
    await using farm = await openTestFarm();
    using flows = flowsOf(farm);
    const steps: string[] = [];
    using _listening = farm.events.onTransient((name, _subject, payload) => {
      if (name === 'printer-connection-progress')
        steps.push((payload as EventPayloads['printer-connection-progress']).step);
    });
    const machine = await farm.addMachine('one');
    await farm.makeReady(machine);
    const told = async (name: 'printer-monitoring-started' | 'printer-monitoring-stopped') => {
      farm.clock.turn(250);
      await farm.rest();
      return (await farm.eventsNamed(name)).map((event) => event.payload);
    };
    flows.feedback(machine.printerId, { ...feedback('p' as PrintId, 0), progress: null });
    assert.deepEqual(await told('printer-monitoring-started'), [], 'nothing was measured');
    for (let i = 0; i < 3; i++) flows.feedback(machine.printerId, feedback('p' as PrintId, 0.1));
    assert.deepEqual(await told('printer-monitoring-started'), [{}]);
    machine.disconnect();
    await farm.rest();
    assert.deepEqual(await told('printer-monitoring-stopped'), [{ reason: 'printer-unlinked' }]);
    assert.deepEqual(steps, ['connecting', 'connected', 'monitoring']);
  });

  test('[CO2] a printer that cannot be reached is told as failed with the reason, once for each, and never as connected', async () => {
    await using farm = await openTestFarm();
    using flows = flowsOf(farm);
    const told: (readonly [string, string | null])[] = [];
    using _listening = farm.events.onTransient((name, _subject, payload) => {
      if (name !== 'printer-connection-progress') return;
      const { step, message } = payload as EventPayloads['printer-connection-progress'];
      told.push([step, message]);
    });
    const { printerId } = await farm.addMachine('one');
    const away = (reason: string): void => flows.seen(printerId, { kind: 'unreachable', since: 0, reason });
    away(UNTRIED.started);
    for (const reason of ['It is off.', 'It is off.', 'The access code is wrong.', UNTRIED.reconfigured]) away(reason);
    away('It is off.');
    flows.seen(printerId, { kind: 'reachable' });
    away('It is off.');
    await farm.rest();
    assert.deepEqual(told, [
      ['failed', 'It is off.'],
      ['failed', 'The access code is wrong.'],
      ['failed', 'It is off.'],
      ['failed', 'It is off.'],
    ]);
    assert.deepEqual(await farm.eventsNamed('printer-connected'), []);
  });

  test('[PR3] a machine process that crashes again and again stands on the board until it runs', async () => {
    await using farm = await openTestFarm();
    using flows = flowsOf(farm);
    const machine = await farm.addMachine('one');
    flows.machineProcess(machine.printerId, true);
    flows.machineProcess(machine.printerId, true);
    while ((await farm.problems.list()).length === 0) await farm.rest();
    assert.deepEqual(
      (await farm.problems.list()).map((problem) => [problem.code, problem.count]),
      [['machine-crash-looping', 1]],
    );
    flows.machineProcess(machine.printerId, false);
    while ((await farm.problems.list()).length > 0) await farm.rest();
  });
});
