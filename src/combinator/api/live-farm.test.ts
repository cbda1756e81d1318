import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { silentLog } from '#lib/small-log';
import { openTestServer, type TestServer } from './fixtures/test-server.ts';
import { createLiveFarm } from './live-farm.ts';
import type { FarmUpdate } from './live-feed.ts';

const farmFacts = () => ({ name: 'Test', version: '0', demonstration: false, startedAt: '' });

/** A live farm on the farm's own, turned clock, as after a restart of the process. */
const liveOf = ({ farm, features }: TestServer) =>
  createLiveFarm({ storage: farm.storage, features, farm: farmFacts, clock: farm.clock, log: silentLog });

/** Updates as they come, taken one by one. */
function reading(updates: AsyncIterable<FarmUpdate>) {
  const iterator = updates[Symbol.asyncIterator]();
  return async (): Promise<FarmUpdate> => (await iterator.next()).value as FarmUpdate;
}

const rest = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
};

describe('the live farm', () => {
  test('a phase stands since it changed, whoever looks for the first time and after whatever restart', async () => {
    await using server = await openTestServer();
    const machine = await server.farm.addMachine('Anna');
    await server.farm.makeReady(machine);
    const [event] = (await server.farm.eventsNamed('printer-phase-changed')).slice(-1);
    server.farm.clock.turn(3_600_000);
    await using live = liveOf(server);
    const printer = (await live.reader.printers([machine.printerId])).get(machine.printerId);
    assert.equal(printer?.phase, 'READY');
    assert.equal(printer.phaseSince, new Date(event?.at ?? 0).toISOString());
  });

  test('[MA14] measurements are gathered for a quarter of a second, changes are told at once', async () => {
    await using server = await openTestServer();
    const machine = await server.farm.addMachine('Anna');
    await server.farm.makeReady(machine);
    await using live = liveOf(server);
    const stop = new AbortController();
    const next = reading(live.watch(null, stop.signal));
    assert.ok((await next()).snapshot);
    const measure = (actual: number) =>
      live.feedback(machine.printerId, {
        at: 0,
        temperatures: [{ name: 'nozzle', actual, target: null }],
        position: null,
        progress: null,
        line: null,
        notice: null,
      });
    const telling = next();
    let told: FarmUpdate | null = null;
    void telling.then((update) => (told = update));
    for (let i = 1; i <= 20; i++) {
      measure(i);
      server.farm.clock.turn(10);
      await rest();
    }
    assert.equal(told, null, 'nothing within 200 ms');
    server.farm.clock.turn(50);
    const temperatures = [{ name: 'nozzle', actual: 20, target: null }];
    assert.deepEqual((await telling).patch, { printers: { [machine.printerId]: { temperatures } } });

    const changed = next();
    measure(21);
    const id = await server.farm.addJob();
    await rest();
    server.farm.clock.turn(50);
    await rest();
    const { patch } = await changed;
    assert.ok((patch as { jobs?: Record<string, unknown> }).jobs?.[id], 'within 50 ms');
    stop.abort();
  });

  test('the version of Croft that drives a printer is told when its process says it, and taken back when that ends', async () => {
    await using server = await openTestServer();
    const { printerId } = await server.farm.addMachine('Anna');
    await using live = liveOf(server);
    const next = reading(live.watch(null, new AbortController().signal));
    assert.equal((await next()).snapshot?.printers[printerId]?.machineVersion, null);
    const patchAfter = async (...word: readonly ['RUNNING' | 'STARTING', null, string?]) => {
      const told = next();
      live.process(printerId, ...word);
      await rest();
      server.farm.clock.turn(50);
      return (await told).patch;
    };
    assert.deepEqual(await patchAfter('RUNNING', null, '0.1.0'), {
      printers: { [printerId]: { process: 'RUNNING', machineVersion: '0.1.0' } },
    });
    assert.deepEqual(await patchAfter('RUNNING', null, '0.2.0'), {
      printers: { [printerId]: { machineVersion: '0.2.0' } },
    });
    assert.deepEqual(await patchAfter('STARTING', null), {
      printers: { [printerId]: { process: 'STARTING', machineVersion: null } },
    });
  });

  test('nobody watching, nothing is read', async () => {
    await using server = await openTestServer();
    const machine = await server.farm.addMachine('Anna');
    await using _live = liveOf(server);
    await server.farm.makeReady(machine);
    server.farm.clock.turn(1_000);
    await rest();
    const before = server.farm.storage.counts.queries;
    await server.farm.storage.transaction(async (tx) => tx.notify('farm', 'queue'));
    // Longer than watchers wait, and shorter than the farm's own looks by the clock.
    server.farm.clock.turn(250);
    await rest();
    assert.equal(server.farm.storage.counts.queries, before);
  });
});
