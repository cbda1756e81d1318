import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { InProcessDriver } from './fixtures/in-process-driver.ts';
import { TurnedConversation } from './fixtures/turned-conversation.ts';
import { stutterOf } from './protocol/planner-watch.ts';
import type { FaultSettings } from './simulator/fault-settings.ts';
import type { SimulatorOptions } from './simulator/options.ts';

const segments = (count: number, feed: number): string[] =>
  Array.from({ length: count }, (_, i) => `G1 X${((i + 1) * 0.3).toFixed(1)} F${feed}`);

/** Prints these lines on a simulated printer of a clock that is turned; what we believe of its planner, and what it went through. */
async function printed(
  lines: readonly string[],
  printer: Partial<SimulatorOptions>,
  windowLimit: number,
  faults: Partial<FaultSettings> = {},
  stopAt?: { readonly line: number; readonly forMs: number },
) {
  using bench = new TurnedConversation(printer, windowLimit);
  const { clock, simulator, talk } = bench;
  simulator.printer.changeFaults(faults);
  let held = false;
  await bench.begin({
    line(index) {
      if (stopAt !== undefined && index === stopAt.line && !held) {
        held = true;
        clock.schedule(stopAt.forMs, () => {
          talk.source = { line: (each) => lines[each] ?? null };
          talk.event({ kind: 'loaded' });
        });
      }
      return held ? undefined : (lines[index] ?? null);
    },
  });
  await bench.until(() => bench.done(lines.length));
  const { underruns, standstillMs } = talk.state.planner;
  return { told: { underruns, standstillMs }, truth: simulator.printer.status() };
}

const near = (told: number, truth: number, share: number, text: string): void =>
  assert.ok(Math.abs(told - truth) <= Math.max(2, truth * share), `${text}: told ${told}, true ${truth}`);

describe('the stutter metric, against the planner of the simulated printer', () => {
  test('[MA14] a planner that is fed in time never runs dry, and none is told', async () => {
    const { told, truth } = await printed(segments(800, 3600), { advancedOk: true, commandMs: 0.3 }, 8);
    assert.deepEqual([truth.underruns, told.underruns, told.standstillMs], [0, 0, 0]);
  });

  for (const advancedOk of [true, false]) {
    const how = advancedOk ? 'by P of ADVANCED_OK' : 'by the model alone';
    test(`[MA14] line by line at 150 mm/s the planner runs dry all the time: ${how}`, async () => {
      const { told, truth } = await printed(segments(600, 9000), { advancedOk, commandMs: 0.3 }, 1);
      assert.ok(truth.underruns > 300, `${truth.underruns} underruns`);
      near(told.underruns, truth.underruns, 0.02, 'underruns');
      near(told.standstillMs, truth.standstillMs, 0.05, 'standstill');
    });

    test(`[MA14] half a second without a line is one underrun of its length: ${how}`, async () => {
      const stop = { line: 300, forMs: 600 };
      const { told, truth } = await printed(segments(600, 1800), { advancedOk }, 4, {}, stop);
      assert.equal(truth.underruns, 1);
      assert.equal(told.underruns, 1);
      near(told.standstillMs, truth.standstillMs, 0.05, 'standstill');
    });
  }

  test('[MA14] a board that is slower than the model is not thought dry where it tells of its places', async () => {
    const { told, truth } = await printed(segments(400, 4800), { advancedOk: true, speed: 0.5 }, 1);
    assert.deepEqual([truth.underruns, told.underruns], [0, 0]);
  });

  test('[MA14] standstill that a file asks for is none; lost oks and resends are counted as the printer meets them', async () => {
    const lines = segments(400, 3600).flatMap((text, i) => (i % 100 === 99 ? [text, 'G4 P200', 'M400'] : [text]));
    const calm = await printed(lines, { advancedOk: true }, 8);
    assert.deepEqual([calm.truth.underruns, calm.told.underruns], [0, 0]);
    const rough = await printed(segments(1_500, 3600), { advancedOk: true, seed: 4 }, 8, {
      corruptInLine: 0.02,
      lostOk: 0.005,
    });
    assert.ok(rough.truth.underruns > 0);
    near(rough.told.standstillMs, rough.truth.standstillMs, 0.15, 'standstill');
  });

  test('[MA14] it is told right before the end of a print', async () => {
    await using bench = await InProcessDriver.connected({ advancedOk: true, speed: 1 });
    bench.driver.start(bench.print(['G90', 'G1 X1 F6000', 'M400', 'G1 X2']));
    await bench.report('print-ended');
    const ends = bench.reports.filter(({ kind }) => kind === 'print-stutter' || kind === 'print-ended');
    assert.deepEqual(
      ends.map(({ kind }) => kind),
      ['print-stutter', 'print-ended'],
    );
    assert.deepEqual(ends[0], {
      kind: 'print-stutter',
      printId: 'p',
      stutter: { underruns: 0, standstillMs: 0, seenBy: 'places' },
    });
  });

  test('[MA14] a printer that counts its underruns itself is believed', async () => {
    using bench = new TurnedConversation({ advancedOk: false }, 1);
    const { talk } = bench;
    await bench.begin({ line: () => null });
    for (const count of [3, 0, 2]) talk.receive(Buffer.from(`D576 P:15 ${count} (120) B:4 0 (0)\n`));
    assert.deepEqual(stutterOf(talk.state.planner), { underruns: 5, standstillMs: 0, seenBy: 'printer' });
  });
});

describe('a print that is taken over', () => {
  /** A process takes a print over whose printer works for so long. `y`: where its head stands, far from where a model would begin or not. */
  async function takenOver(plannedMs: number | null, y: number) {
    using bench = new TurnedConversation({}, 1);
    const { talk } = bench;
    talk.event({ kind: 'synchronise' });
    await bench.until(() => talk.state.stage.kind === 'open');
    const lines = segments(60, 600).map((line) => line.replace('F', `Y${y} F`));
    talk.source = { line: (index) => lines[index] ?? null };
    const numbering = { base: 500, firstLine: 0, reservedTo: 4_000, exceptions: [] };
    talk.event({ kind: 'adopt', numbering, next: 501, line: 0, feed: true, plannedMs });
    await bench.until(() => bench.done(lines.length));
    return talk.state.planner;
  }

  test('[MA14] tells how long the planner stood empty between two processes, and nothing where nobody knows', async () => {
    const { underruns, standstillMs } = await takenOver(-70, 0);
    assert.equal(underruns, 1);
    near(standstillMs, 70, 0.5, 'standstill');
    for (const known of [null, 300]) assert.equal((await takenOver(known, 0)).underruns, 0);
  });

  test('[MA14] does not take its first move for one from the origin', async () => {
    const { blocks } = await takenOver(null, 200);
    assert.ok(Math.max(...blocks) < 40, `${Math.max(...blocks)} ms`);
  });
});
