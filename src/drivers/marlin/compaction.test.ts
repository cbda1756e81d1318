import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { InProcessDriver } from './fixtures/in-process-driver.ts';
import type { SpeechName } from './simulator/dialects/speech.ts';

const MOVES = Array.from(
  { length: 40 },
  (_, k) => `G1 X${(10 + k * 0.5).toFixed(3)} Y0.250 E${(k * 0.05).toFixed(5)} F6000`,
);
const FILE = ['G90', 'M82', 'G92 E0.000', ...MOVES, 'M117 0.500 done'];

/** How each firmware gets its moves: the table of `protocol/dialects`, seen from the wire. */
const ON_THE_WIRE: readonly (readonly [SpeechName, string])[] = [
  ['marlin', 'G1X11.5Y.25 E.15F6000'],
  ['prusa', 'G1X11.5Y.25 E.15F6000'],
  ['marlin1', 'G1 X11.5 Y.25 E.15 F6000'],
  ['repetier', 'G1 X11.5 Y.25 E.15 F6000'],
  ['smoothie', 'G1 X11.500 Y0.250 E0.15000 F6000'],
  ['klipper', 'G1 X11.500 Y0.250 E0.15000 F6000'],
  ['reprapfirmware', 'G1 X11.500 Y0.250 E0.15000 F6000'],
];

/** The commands that were sent, without number and sum. */
const commandsOf = (bench: InProcessDriver): readonly string[] =>
  bench.sent.map((text) => text.replace(/^N\d+ /, '').replace(/\*\d+$/, ''));

describe('moves that are shortened', () => {
  for (const [dialect, expected] of ON_THE_WIRE) {
    test(`[I13] [MA14] ${dialect}: an E right behind a digit is never made, and each line arrives; history shows what was sent`, async () => {
      await using bench = await InProcessDriver.connected({ dialect, exponents: true });
      bench.driver.start(bench.print(FILE));
      const ended = await bench.report('print-ended');
      assert.deepEqual([ended.outcome, ended.error], ['finished', null]);
      assert.deepEqual(bench.executedOf(MOVES), MOVES);
      assert.ok(commandsOf(bench).includes(expected), commandsOf(bench).slice(-8).join(' | '));
      assert.ok(commandsOf(bench).includes('M117 0.500 done') && commandsOf(bench).includes('G92 E0.000'));
      const { position } = bench.printer.printer.status();
      assert.deepEqual([position.x, position.y, Math.round(position.e * 1e5) / 1e5], [29.5, 0.25, 1.95]);
    });
  }

  test('[MA14] as in the file where a person wishes so', async () => {
    await using bench = await InProcessDriver.connected({}, { compact: false });
    bench.driver.start(bench.print(FILE));
    await bench.report('print-ended');
    for (const move of MOVES) assert.ok(commandsOf(bench).includes(move), move);
  });
});
