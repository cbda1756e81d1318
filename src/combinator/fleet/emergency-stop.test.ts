import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PrinterId } from '#model/ids';
import { openSqlite } from '#storage/sqlite';
import { failingStorage } from '../fixtures/failing-storage.ts';
import { openTestFarm, type TestFarm } from '../fixtures/test-farm.ts';
import { type FarmSchema, migrations } from '../schema.ts';
import { createEmergencyStop, type EmergencyStop } from './emergency-stop.ts';

function buttonOf(farm: TestFarm): { press: EmergencyStop; atGuardian: (readonly [PrinterId, number | null])[] } {
  const atGuardian: [PrinterId, number | null][] = [];
  const guardian = (printer: PrinterId, stopNumber: number | null): void => void atGuardian.push([printer, stopNumber]);
  return { press: createEmergencyStop({ fleet: farm.fleet, wishes: farm.wishes, guardian }), atGuardian };
}

describe('the emergency stop', () => {
  test('[MA5] [I6] it reaches machine and guardian in the turn of the press, before the database is asked', async () => {
    await using farm = await openTestFarm();
    const machine = await farm.addMachine('one');
    await farm.makeReady(machine);
    await farm.addJob();
    await farm.settle();
    const { press, atGuardian } = buttonOf(farm);
    const pressed = press(machine.printerId, 'ann');
    assert.equal(machine.state.phase.kind, 'stopped');
    assert.deepEqual(atGuardian, [[machine.printerId, 1]]);
    assert.equal(await pressed, 1);
    await farm.settle();
    assert.equal((await farm.printers.get(machine.printerId))?.stop_wish, 1);
    assert.equal(machine.state.stopNumber, 1, 'the wish is not a second stop');
  });

  test('[MA5] a database that fails, or is held by a transaction that hangs, delays nothing', async () => {
    const storage = failingStorage(await openSqlite<FarmSchema>({ file: ':memory:', migrations }));
    await using _storage = storage;
    await using farm = await openTestFarm({ storage });
    const machine = await farm.addMachine('one');
    await farm.makeReady(machine);
    await farm.rest();
    const { press } = buttonOf(farm);
    storage.failNext('before', 20);
    await assert.rejects(press(machine.printerId, 'ann'), /busy/);
    storage.failNext(null);
    assert.equal(machine.state.phase.kind, 'stopped');

    const other = await farm.addMachine('two');
    await farm.makeReady(other);
    await farm.rest();
    const hanging = Promise.withResolvers<void>();
    const held = storage.transaction(() => hanging.promise);
    const pressed = press(other.printerId, 'ann');
    assert.equal(other.state.phase.kind, 'stopped');
    hanging.resolve();
    await held;
    await pressed;
  });

  test('[MA6a] pressed twice it is two stops; pressed without a link it is a wish, and the guardian is told', async () => {
    await using farm = await openTestFarm();
    const machine = await farm.addMachine('one');
    await farm.makeReady(machine);
    const { press, atGuardian } = buttonOf(farm);
    assert.deepEqual(await Promise.all([press(machine.printerId, 'ann'), press(machine.printerId, 'ben')]), [1, 2]);
    await farm.settle();
    machine.disconnect();
    assert.equal(await press(machine.printerId, 'ann'), 3);
    assert.deepEqual(atGuardian.at(-1), [machine.printerId, 3]);
    assert.equal(machine.state.stopNumber, 2);
    await machine.connect();
    await farm.settle();
    assert.equal(machine.state.stopNumber, 3);
  });

  test('an unknown printer is told as that, and nobody is stopped for it', async () => {
    await using farm = await openTestFarm();
    const { press, atGuardian } = buttonOf(farm);
    await assert.rejects(press('nobody' as PrinterId, 'ann'), { code: 'unknown-printer' });
    assert.deepEqual(atGuardian, []);
  });
});
