import assert from 'node:assert/strict';
import type { ContractCase } from './contract.ts';
import type { ContractBench } from './fixtures/contract-printer.ts';
import { ContractStage } from './fixtures/contract-stage.ts';

/** By the fast clock: longer than the silence that is a cut, and the longest that a printer may take over one line of G-code. */
const END_MS = 6 * 60_000;

/** Its connections stay open, and nothing comes any more. */
const everythingEnds: ContractCase['run'] = async (bench, patienceMs = END_MS) => {
  await using stage = new ContractStage(await bench.open(), patienceMs);
  const life = await stage.connected();
  await life.report('feedback');
  const { signal } = new AbortController();
  const { driver } = life;
  const ended = new Set<string>();
  const asked = new Map<string, () => Promise<unknown>>([['a line', () => driver.manual(['M105'])]]);
  const { files } = driver;
  if (files !== undefined) {
    asked.set('a listing', () => files.list(signal));
    asked.set('a file', () => files.open(`boxes/a${stage.printer.files?.extension}`, 0, signal));
    asked.set('a deletion', () => files.delete(`boxes/a${stage.printer.files?.extension}`, signal));
  }
  const heard = life.heard.length;
  stage.printer.beSilent(true);
  for (const [what, ask] of asked)
    void ask().then(
      () => ended.add(what),
      () => ended.add(what),
    );
  driver.start(stage.print('p1', stage.printer.gcode('short')));
  const { report } = await life.report('print-ended', heard);
  assert.deepEqual([report.outcome, report.moved], ['failed', false]);
  for (const what of asked.keys()) await stage.until(`the end of ${what}`, () => ended.has(what));
  stage.printer.beSilent(false);
  if (life.count('disconnected') > 0) await life.report('connected', heard);
};

const isDevice = ({ manifest }: ContractBench): boolean => manifest.spooling === 'device';

/** S11: a printer that hangs holds up nothing and nobody. */
export const SILENCE_CASES: readonly ContractCase[] = [
  {
    rule: 'DR5',
    title: '[S11] whatever is asked of a printer that hangs has an end',
    run: everythingEnds,
    appliesTo: isDevice,
  },
];
