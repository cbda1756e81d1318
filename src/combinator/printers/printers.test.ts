import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { printerId } from '#model/ids';
import { openTestFarm } from '../fixtures/test-farm.ts';

const PLAIN = {
  name: 'one',
  driver: 'plain',
  options: { connection: '/dev/x' },
  model: null,
  tags: [],
  clearing: 'operator',
} as const;

describe('the records of printers', () => {
  test('[WI3] each connection gets an epoch above all that the database and the machine have seen', async () => {
    await using farm = await openTestFarm();
    const id = await farm.printers.add(PLAIN);
    assert.equal(await farm.printers.nextEpoch(id, 0), 1);
    assert.equal(await farm.printers.nextEpoch(id, 0), 2);
    assert.equal(await farm.printers.nextEpoch(id, 40), 41, 'the machine has seen another farm, or an older database');
    assert.equal(await farm.printers.nextEpoch(id, 7), 42);
    const all = await Promise.all(Array.from({ length: 10 }, () => farm.printers.nextEpoch(id, 0)));
    assert.equal(new Set(all).size, 10, 'ten links at once, ten epochs');
    assert.equal(await farm.printers.nextEpoch(printerId('stranger'), 0), null, '[FL1]');
    const before = (await farm.printers.get(id))?.epoch ?? Number.NaN;
    assert.equal(await farm.printers.nextEpoch(id, 0, () => false), null, 'who has given up meanwhile gets none');
    assert.equal(await farm.printers.nextEpoch(id, 0, () => true), before + 1, 'and costs none');
  });

  test('[WI3] [WI5] a farm that dials as a whole has its epochs in one commit, and whoever gives up while it waits for its turn gets none', async () => {
    await using farm = await openTestFarm();
    const ids = [];
    for (let i = 0; i < 40; i++) ids.push(await farm.printers.add({ ...PLAIN, name: `printer ${i}` }));
    const turn = Promise.withResolvers<void>();
    const held = farm.storage.transaction(() => turn.promise);
    const commits = farm.storage.counts.commits;
    let isThere = true;
    const asked = ids.map((id, i) => farm.printers.nextEpoch(id, i, () => i !== 3 || isThere));
    // Asked together in the next turn of the loop, they wait for whoever writes.
    for (let i = 0; i < 3; i++) await new Promise(setImmediate);
    isThere = false;
    turn.resolve();
    await held;
    const given = await Promise.all(asked);
    assert.deepEqual(
      given,
      ids.map((_, i) => (i === 3 ? null : i + 1)),
    );
    assert.equal(farm.storage.counts.commits - commits, 2, 'that of whoever wrote, and one for all of them');
    const linked = await farm.eventsNamed('printer-linked');
    assert.deepEqual(
      linked.map(({ printerId: id, payload }) => [id, payload]),
      ids.flatMap((id, i) => (i === 3 ? [] : [[id, { epoch: i + 1 }]])),
    );
    assert.equal(farm.events.counts().get('printer-linked'), 39);
  });

  test('[CF2] [MA13] only what the machine must know makes a new configuration', async () => {
    await using farm = await openTestFarm();
    const id = await farm.printers.add(PLAIN);
    const versions = async (): Promise<readonly (number | undefined)[]> => {
      const row = await farm.printers.get(id);
      return [row?.version, row?.configuration_version];
    };
    await farm.printers.change({ id, version: 1, name: 'uno', tags: ['PLA', 'pla '], model: 'MK4', held: true });
    assert.deepEqual(await versions(), [2, 1]);
    await farm.printers.change({ id, version: 2, options: { connection: '/dev/y' } });
    assert.deepEqual(await versions(), [3, 2]);
    await farm.printers.change({ id, version: 3, options: { connection: '/dev/y' } });
    assert.deepEqual(await versions(), [4, 2], 'the same options are no change to the machine');
    const row = await farm.printers.get(id);
    assert.ok(row !== null);
    assert.deepEqual(farm.printers.configurationOf(row).options, { connection: '/dev/y' });
    assert.equal(row.tags, '["pla"]');
    const [changed] = await farm.eventsNamed('printer-changed');
    assert.deepEqual((changed?.payload as { fields: string[] } | undefined)?.fields, ['name', 'tags', 'model', 'held']);
  });

  test('[CF2] [EV7] scripts are kept with the other settings, refused at their line, and told when they change', async () => {
    await using farm = await openTestFarm();
    const id = await farm.printers.add({ ...PLAIN, driver: 'marlin' });
    const change = (version: number, options: object) =>
      farm.printers.change({ id, version, options: { connection: '/dev/x', ...options } });
    await change(1, { startScript: 'G28', afterConnect: ['M413 S0'] });
    await change(2, { startScript: 'G28', afterConnect: ['M413 S0'], baud: 250_000 });
    await change(3, { startScript: 'G28\nG29', baud: 250_000 });
    await assert.rejects(change(2, {}), { code: 'stale-version' });
    await assert.rejects(change(4, { startScript: 'G28\nM24' }), (error: Error & { field?: string; rule?: string }) => {
      assert.deepEqual([error.field, error.rule?.slice(0, 12)], ['options.startScript', 'line 2 (M24)']);
      return true;
    });
    assert.deepEqual(
      (await farm.eventsNamed('printer-scripts-changed')).map(({ payload }) => payload),
      [
        { version: 2, scripts: ['startScript', 'afterConnect'] },
        { version: 4, scripts: ['startScript', 'afterConnect'] },
      ],
    );
  });

  test('[CF1] printers that call have a port each; another one is named, and those that cannot meet are none', async () => {
    await using farm = await openTestFarm();
    const calling = (name: string, options: object) => ({
      ...PLAIN,
      name,
      driver: 'prusa-connect',
      options: { token: 'Ab3dEf6hIj9k', ...options },
    });
    await farm.printers.add(calling('north', { port: 8090 }));
    await farm.printers.add(calling('south', { port: 8091, address: '10.0.0.5' }));
    await farm.printers.add(calling('east', { port: 8091, address: '10.0.0.6' }));
    await assert.rejects(farm.printers.add(calling('west', { port: 8090 })), {
      field: 'options.port',
      rule: 'each printer that calls has a port of its own, and north has 8090',
      remedy: 'Choose another one here and in the printer’s settings file, such as 8092.',
    });
    await assert.rejects(farm.printers.add(calling('west', { port: 8091 })), { field: 'options.port' });
    const id = await farm.printers.add(calling('west', { port: 8092 }));
    await farm.printers.change({ id, version: 1, options: { port: 8092, token: 'another-one' } });
    await assert.rejects(farm.printers.change({ id, version: 2, options: { port: 8090 } }), { field: 'options.port' });
  });

  test('names are unique whatever their case, also in other alphabets, and of a sensible length', async () => {
    await using farm = await openTestFarm();
    await farm.printers.add({ ...PLAIN, name: 'Übergröße' });
    await assert.rejects(farm.printers.add({ ...PLAIN, name: 'ÜBERGRÖSSE'.replace('SS', 'ß') }), {
      code: 'printer-name-taken',
    });
    for (const name of ['', '   ', 'x'.repeat(81)]) {
      await assert.rejects(farm.printers.add({ ...PLAIN, name }), { field: 'name' });
    }
  });

  test('[CF1] options that the driver does not have, and values of the wrong form, are named', async () => {
    await using farm = await openTestFarm();
    for (const [options, field] of [
      [{}, 'options.connection'],
      [{ connection: 5 }, 'options.connection'],
      [{ connection: 'a', speed: 1 }, 'options.speed'],
    ] as const) {
      await assert.rejects(farm.printers.add({ ...PLAIN, options }), { code: 'bad-printer-setting', field });
    }
    assert.deepEqual(await farm.printers.list(), []);
  });

  test('[CF1] a value that only looks sealed is no way around the check of a change', async () => {
    await using farm = await openTestFarm();
    const id = await farm.printers.add({ ...PLAIN, driver: 'marlin' });
    for (const options of [{ startScript: { sealed: 'plain:M112' } }, { nonsense: { sealed: 'plain:x' } }])
      await assert.rejects(
        farm.printers.change({ id, version: 1, options: { ...PLAIN.options, ...options } }),
        (error: Error & { field?: string }) => error.field === `options.${Object.keys(options)[0]}`,
      );
    assert.equal((await farm.printers.get(id))?.version, 1);
  });

  test('[MA13] a printer held for maintenance takes no new print, and takes one when it is released', async () => {
    await using farm = await openTestFarm();
    const machine = await farm.addMachine('one');
    await farm.makeReady(machine);
    await farm.printers.change({ id: machine.printerId, version: 1, held: true });
    await farm.addJob();
    await farm.settle();
    assert.deepEqual(await farm.prints(), []);
    await farm.printers.change({ id: machine.printerId, version: 2, held: false });
    await farm.settle();
    assert.equal(machine.begun.length, 1);
  });

  test('[CO4] a printer without a print leaves the farm with everything that was known of it', async () => {
    await using farm = await openTestFarm();
    const machine = await farm.addMachine('one');
    await farm.makeReady(machine);
    await farm.printers.remove(machine.printerId, false, 'ann');
    assert.deepEqual(await farm.printers.list(), []);
    assert.deepEqual(await farm.storage.read.selectFrom('journal_cursor').selectAll().execute(), []);
    await farm.addJob();
    await farm.settle();
    assert.deepEqual(await farm.prints(), [], 'its machine, still linked, gets nothing');
    await assert.rejects(farm.printers.remove(machine.printerId, true, 'ann'), { code: 'unknown-printer' });
  });
});
