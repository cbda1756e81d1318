import assert from 'node:assert/strict';
import type { ContractCase } from './contract.ts';
import { ContractStage } from './fixtures/contract-stage.ts';

/** Longer than a printer that nothing happens at may wait before it is looked at, or tells of itself. */
const LOOKED_AT_MS = 20_000;

/** BE5: what a person says at the printer is told as it happens; what was said before, or out of sight, is not. */
const wordAtPrinter: ContractCase['run'] = async (bench, patienceMs) => {
  assert.ok(bench.openWithButton !== undefined, 'its manifest lists a button');
  const printer = await bench.openWithButton();
  await using stage = new ContractStage(printer, patienceMs);
  const { press } = printer;
  const told = (): readonly boolean[] =>
    life.heard.flatMap(({ report }) => (report.kind === 'bed-declared' ? [report.clear] : []));
  press(true);
  const life = await stage.connected();
  await stage.pass(LOOKED_AT_MS);
  assert.deepEqual(told(), [], 'pressed before anybody looked');
  life.driver.start(stage.print('p1', printer.gcode('short')));
  await life.report('print-ended');
  await stage.pass(LOOKED_AT_MS);
  assert.deepEqual(told(), [], 'nobody has pressed it since the end');
  press(true);
  await life.report('bed-declared');
  press(false);
  await stage.until('the word to be taken back', () => told().length === 2);
  await stage.pass(LOOKED_AT_MS);
  printer.cut();
  await life.report('disconnected');
  press(true);
  await printer.mend();
  await life.report('connected', life.heard.length);
  await stage.pass(LOOKED_AT_MS);
  assert.deepEqual(told(), [true, false], 'pressed while nobody looked');
};

/** A way to clear a bed that a manifest lists. */
export const BUTTON_CASES: readonly ContractCase[] = [
  {
    rule: 'BE5',
    title: 'a button at the printer says that its bed is clear when a person is seen to press it',
    run: wordAtPrinter,
    appliesTo: ({ manifest }) => manifest.clearing.includes('at-printer'),
  },
];
