import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DriverHarness } from './fixtures/driver-harness.ts';

/** A small object: heat, home, extrude over the bed, cool. Each line has a text of its own. */
function small(lines = 200, millimetre = 1): string[] {
  const moves = Array.from(
    { length: lines },
    (_, k) =>
      `G1 X${(10 + (k % 50) * millimetre).toFixed(2)} Y${20 + Math.floor(k / 50)} E${((k + 1) * 0.05).toFixed(2)} F6000`,
  );
  return [
    '; made for a test',
    'M140 S60',
    'M104 S200',
    'G28',
    'M109 S200',
    'M83',
    'M82',
    'G92 E0',
    ...moves,
    'M104 S0',
    'M140 S0',
    'M84',
  ];
}
const commandsOf = (lines: readonly string[]): string[] => lines.filter((line) => !line.startsWith(';'));

for (const plug of ['pty', 'tcp'] as const) {
  describe(`over ${plug}`, () => {
    test('[DR1] [DR2] a printer is understood, and a print runs from its first line to its proven end', async () => {
      await using harness = await DriverHarness.open({ plug, speed: 50, advancedOk: true });
      await using driver = harness.drive();
      const connected = await driver.report('connected');
      assert.match(connected.firmware ?? '', /Marlin/);
      const print = harness.print('first', small());
      driver.order({ do: 'start', print });
      const ended = await driver.report('print-ended');
      assert.deepEqual([ended.outcome, ended.moved, ended.error], ['finished', true, null]);
      assert.deepEqual(driver.story, ['connected', 'print-moved', 'print-ended']);
      const executed = await harness.executed();
      const own = executed.filter((line) => commandsOf(small()).includes(line));
      assert.deepEqual(own, commandsOf(small()), 'each line of the file once, in order');
      assert.equal(await driver.end(), 0);
    });
  });
}
