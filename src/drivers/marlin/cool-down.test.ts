import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { InProcessDriver } from './fixtures/in-process-driver.ts';
import { createTurnedClock } from './simulator/fixtures/turned-clock.ts';

/** A line is on its way for longer than a look at what came takes. */
const SLOW = 2_400;
const LINES = ['M104 S200', 'M140 S60', 'G92 E0', ...Array.from({ length: 300 }, (_, i) => `G1 X${i % 50} E${i} F600`)];

/**
 * A print of ours could not be proven, for its machine was dead and its port has been opened anew. Its printer is hot, it has just been
 * understood again, and from now on nothing reaches it.
 */
async function lostAndDeaf(): Promise<InProcessDriver> {
  const bench = await InProcessDriver.connected({ baud: SLOW }, {}, {}, undefined, createTurnedClock());
  const print = bench.print(LINES);
  bench.driver.start(print);
  await bench.executedLines(30);
  await bench.until(() => isHot(bench));
  const kept = bench.persisted.at(-1);
  assert.ok(kept);
  bench.persisted.push({ ...kept, record: { ...kept.record, portSession: 'before' } });
  bench.reports.length = 0;
  await bench.crash(print, 'printing');
  await bench.report('print-lost');
  await bench.report('connected');
  bench.printer.printer.changeFaults({ dropInByte: 1 });
  return bench;
}

/** What the heaters are to reach, as the printer tells it; empty while it has told nothing. */
const targets = (bench: InProcessDriver): readonly number[] =>
  bench.reports.findLast((each) => each.kind === 'feedback')?.feedback.temperatures.map(({ target }) => target ?? 0) ??
  [];
const isHot = (bench: InProcessDriver): boolean => targets(bench).includes(60);
const isCold = (bench: InProcessDriver): boolean =>
  targets(bench).length > 0 && targets(bench).every((each) => each === 0);

describe('[MA5] [CK9] the heat of a lost print', () => {
  test('is switched off by the next process, if this one dies before its printer has answered', async () => {
    await using bench = await lostAndDeaf();
    await bench.restart();
    bench.printer.printer.changeFaults({ dropInByte: 0 });
    bench.reports.length = 0;
    await bench.report('connected');
    await bench.until(() => isCold(bench));
  });

  test('is switched off when the printer is in sight again, if it was lost from sight before it has answered', async () => {
    await using bench = await lostAndDeaf();
    bench.reports.length = 0;
    await bench.report('disconnected');
    bench.printer.printer.changeFaults({ dropInByte: 0 });
    await bench.report('connected');
    bench.reports.length = 0;
    await bench.until(() => isCold(bench));
  });
});
