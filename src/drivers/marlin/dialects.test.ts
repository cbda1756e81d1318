import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DriverHarness } from './fixtures/driver-harness.ts';
import { InProcessDriver } from './fixtures/in-process-driver.ts';
import type { SpeechName } from './simulator/dialects/speech.ts';

/** Moves that extrude, each with a text of its own, so that what was executed can be told line by line. */
const moves = (count: number): string[] =>
  Array.from({ length: count }, (_, k) => {
    const x = (10 + (k % 50)).toFixed(2);
    return `G1 X${x} Y${(20 + Math.floor(k / 50) * 0.4).toFixed(2)} E${((k + 1) * 0.05).toFixed(2)} F6000`;
  });

/** grbl has neither heaters nor an extruder. */
const printOf = (dialect: SpeechName, count: number): string[] =>
  dialect === 'grbl'
    ? ['G21', 'G90', ...moves(count).map((line) => line.replace(/ E\S+/, ''))]
    : ['M104 S200', 'G28', 'M82', 'G92 E0', ...moves(count), 'M104 S0', 'M140 S0'];

const movesOf = (lines: readonly string[]): readonly string[] => lines.filter((line) => line.startsWith('G1'));

const FIRMWARES: readonly (readonly [SpeechName, RegExp])[] = [
  ['marlin', /^Marlin 2/],
  ['marlin1', /^Marlin 1/],
  ['prusa', /^Prusa-Firmware/],
  ['repetier', /^Repetier/],
  ['smoothie', /^Smoothieware/],
  ['reprapfirmware', /^RepRapFirmware.* 3\.4\.5$/],
  ['reprapfirmware2', /^RepRapFirmware.* 2\.05\.1$/],
  ['klipper', /^Klipper/],
  ['grbl', /^grbl/i],
];

describe('one print for each dialect, found out by itself', { concurrency: 4 }, () => {
  for (const [dialect, firmware] of FIRMWARES) {
    test(`[DR1] [DR2] [I13] ${dialect}: known by what it says, and each line is printed once, in order, to a proven end`, async () => {
      await using bench = await InProcessDriver.connected({ dialect });
      const connected = await bench.report('connected');
      assert.match(connected.firmware ?? '', firmware);
      const lines = printOf(dialect, 150);
      bench.driver.start(bench.print(lines));
      const ended = await bench.report('print-ended');
      assert.deepEqual([ended.outcome, ended.moved, ended.error], ['finished', true, null]);
      assert.deepEqual(bench.executedOf(movesOf(lines)), movesOf(lines));
      assert.equal(bench.printer.printer.status().anomalies, 0);
    });
  }

  for (const dialect of ['repetier', 'klipper'] as const) {
    test(`[DR2] ${dialect}: the same with each in a process of its own, over a tty`, async () => {
      await using harness = await DriverHarness.open({ speed: 20, coldBelow: 0, homingMs: 200, dialect });
      harness.knowSession();
      await using driver = harness.drive();
      await driver.report('connected');
      const lines = printOf(dialect, 150);
      driver.order({ do: 'start', print: harness.print('p', lines) });
      assert.equal((await driver.report('print-ended')).outcome, 'finished');
      assert.deepEqual(await harness.executedOf(movesOf(lines)), movesOf(lines));
    });
  }
});
