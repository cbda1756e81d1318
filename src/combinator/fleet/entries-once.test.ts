import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTestFarm } from '../fixtures/test-farm.ts';

test('[I2] [MA8] an entry that is no print’s takes effect once as well, however often it is repeated', async () => {
  await using farm = await openTestFarm();
  const machine = await farm.addMachine('one');
  await farm.makeReady(machine);
  const error = { code: 'protocol-trouble', message: 'Line 7 was asked for twice.', at: 1_000 } as const;
  machine.report({ kind: 'trouble', error });
  while (!machine.underway.some(({ envelope }) => envelope.command.kind === 'confirm')) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  // Committed, and the machine never hears of it: it says the same again, to this combinator and to the next.
  while (machine.underway.length > 0) machine.drop();
  machine.show();
  await farm.restart();
  await machine.connect();
  await farm.settle();
  assert.equal((await farm.eventsNamed('printer-error')).length, 1);
  assert.deepEqual(machine.state.entries, []);
});
