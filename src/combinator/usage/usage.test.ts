import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { UNTRIED } from '#model/machine-snapshot';
import { openTestServer } from '../api/fixtures/test-server.ts';
import { openTestFarm, type TestFarm } from '../fixtures/test-farm.ts';
import type { HandMachine } from '../fixtures/hand-machine.ts';
import { createHistory } from '../history/history.ts';
import { DAY_MS } from './hours-of-days.ts';

const HOUR = 3_600_000;
/** Midnight: the clock of test farms begins at eight in the morning. */
const toMidnight = (farm: TestFarm): number => {
  farm.clock.turn(DAY_MS - (farm.clock.now() % DAY_MS));
  return farm.clock.now();
};

const goAway = (machine: HandMachine, reason = 'It is off.'): void =>
  machine.report({ kind: 'disconnected', reason, wrongCredentials: false });
const comeBack = (machine: HandMachine): void =>
  machine.report({ kind: 'connected', continuity: 'unbroken', firmware: null, foreign: null });

/** Of its only printer, each day in hours: known, printed, down. */
async function daysOf(farm: TestFarm, from: number): Promise<readonly (readonly number[])[]> {
  const [use] = await createHistory(farm).use({ from, to: farm.clock.now() + 9 * DAY_MS });
  return (use?.days ?? []).map(({ knownMs, printedMs, downMs }) => [knownMs / HOUR, printedMs / HOUR, downMs / HOUR]);
}

describe('what printers did with their days', () => {
  test('a print under way, over midnight; then a fault, until somebody has cleared it and the printer is back', async () => {
    await using farm = await openTestFarm();
    const midnight = toMidnight(farm);
    const machine = await farm.addMachine('one');
    await farm.makeReady(machine);
    farm.clock.turn(20 * HOUR);
    await farm.addJob();
    await farm.settle();
    farm.clock.turn(6 * HOUR);
    assert.deepEqual(await daysOf(farm, midnight), [
      [24, 4, 0],
      [2, 2, 0],
    ]);
    machine.lose();
    await farm.settle();
    assert.equal(machine.state.phase.kind, 'faulted');
    farm.clock.turn(3 * HOUR);
    assert.deepEqual((await daysOf(farm, midnight))[1], [5, 2, 3], 'it is down still');
    machine.takeObject();
    const { bed } = machine.state;
    if (bed.kind !== 'clear') await farm.wishes.confirmBed(machine.printerId, bed.bedId, 'ann', 'operator');
    await farm.settle();
    farm.clock.turn(5 * HOUR);
    assert.deepEqual((await daysOf(farm, midnight))[1], [10, 2, 3]);
  });

  test('one that does not answer is down, one whose machine has only just begun is not', async () => {
    await using farm = await openTestFarm();
    const midnight = toMidnight(farm);
    const machine = await farm.addMachine('one');
    await machine.connect();
    await farm.settle();
    goAway(machine, UNTRIED.reconfigured);
    await farm.settle();
    farm.clock.turn(1 * HOUR);
    comeBack(machine);
    await farm.settle();
    goAway(machine);
    await farm.settle();
    farm.clock.turn(2 * HOUR);
    goAway(machine, 'No answer.');
    await farm.settle();
    farm.clock.turn(2 * HOUR);
    comeBack(machine);
    await farm.settle();
    farm.clock.turn(1 * HOUR);
    assert.deepEqual(await daysOf(farm, midnight), [[6, 0, 4]]);
  });

  test('what came and went while the farm was away is told by the journal, to the hour and once', async () => {
    await using farm = await openTestFarm();
    const midnight = toMidnight(farm);
    const machine = await farm.addMachine('one');
    await farm.makeReady(machine);
    machine.disconnect();
    for (const hours of [1, 2]) {
      goAway(machine);
      farm.clock.turn(hours * HOUR);
      comeBack(machine);
      farm.clock.turn(3 * HOUR);
    }
    goAway(machine);
    farm.clock.turn(1 * HOUR);
    await farm.restart();
    await machine.connect();
    await farm.settle();
    assert.deepEqual(await daysOf(farm, midnight), [[10, 0, 4]]);
    machine.disconnect();
    await machine.connect();
    await farm.settle();
    assert.deepEqual(await daysOf(farm, midnight), [[10, 0, 4]]);
  });

  test('a printer that has left the farm keeps its hours, after those that are there by their names', async () => {
    await using farm = await openTestFarm();
    const from = toMidnight(farm);
    const machine = await farm.addMachine('Anna');
    await farm.makeReady(machine);
    await farm.addMachine('Bea');
    await farm.addJob();
    await farm.settle();
    farm.clock.turn(1.5 * HOUR);
    machine.finish();
    await farm.settle();
    const used = async () =>
      (await createHistory(farm).use({ from, to: farm.clock.now() })).map(({ name, days }) => [
        name,
        ...days.map(({ knownMs, printedMs }) => [knownMs / HOUR, printedMs / HOUR]),
      ]);
    const anna = ['Anna', [1.5, 1.5]];
    assert.deepEqual(await used(), [anna, ['Bea', [1.5, 0]]]);
    await farm.printers.remove(machine.printerId, true, 'ann');
    farm.clock.turn(HOUR);
    assert.deepEqual(await used(), [['Bea', [2.5, 0]], anna]);
  });

  test('programs ask for it in hours of days, and not for years at once', async () => {
    await using server = await openTestServer();
    await server.farm.addMachine('Anna');
    // Longer ones would let the clock of a whole server strike thousands of times.
    server.farm.clock.turn(36_000);
    const now = server.farm.clock.now();
    const ask = async (days: number) =>
      server.ask(
        'query ($from: DateTime!, $to: DateTime!) { printerUse(from: $from, to: $to) { name hours printed down } }',
        { from: new Date(now - DAY_MS).toISOString(), to: new Date(now + (days - 1) * DAY_MS).toISOString() },
      );
    const none = [0, 0];
    assert.deepEqual((await ask(30)).data.printerUse, [{ name: 'Anna', hours: [0, 0.01], printed: none, down: none }]);
    assert.equal((await ask(401)).errors?.[0]?.extensions.code, 'span-too-long');
  });
});
