import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { InProcessDriver } from './fixtures/in-process-driver.ts';
import { Conversation, type ConversationOwner } from './conversation.ts';
import { MARLIN_2 } from './protocol/dialects/marlin.ts';
import { stutterOf } from './protocol/planner-watch.ts';
import { PLAIN_SETTINGS } from './protocol/spool-state.ts';
import type { FaultSettings } from './simulator/fault-settings.ts';
import { createTurnedClock } from './simulator/fixtures/turned-clock.ts';
import { createInProcessPrinter } from './simulator/in-process-printer.ts';
import type { SimulatorOptions } from './simulator/options.ts';

const silent: ConversationOwner = {
  heard() {},
  sent() {},
  persist: () => Promise.resolve(),
  drawBase: () => 50_000,
  synchronised() {},
  begun() {},
  exhausted() {},
  warned() {},
  fault: (fault, text) => assert.fail(`${fault}: ${text}`),
  history() {},
};

const segments = (count: number, feed: number): string[] =>
  Array.from({ length: count }, (_, i) => `G1 X${((i + 1) * 0.3).toFixed(1)} F${feed}`);

/** A conversation with a simulated printer, on a clock that is turned. */
function conversation(printer: Partial<SimulatorOptions>, windowLimit: number) {
  const clock = createTurnedClock();
  const simulator = createInProcessPrinter(clock, { bootMs: 0, coldBelow: 0, homingMs: 0, baud: 115_200, ...printer });
  clock.turn(1);
  const port = simulator.open({ bytes: (chunk) => talk.receive(chunk) });
  const line = {
    write: (text: string) => void port.write(Buffer.from(text, 'latin1')),
    writeNow() {},
    pauseReading() {},
    [Symbol.dispose]() {},
  };
  const settings = { ...PLAIN_SETTINGS, dialect: MARLIN_2, windowLimit, windowUnlearned: Math.min(2, windowLimit) };
  const talk: Conversation = new Conversation(line, clock, settings, silent);
  return { clock, simulator, talk };
}

/** Prints these lines on a simulated printer of a clock that is turned; what we believe of its planner, and what it went through. */
async function printed(
  lines: readonly string[],
  printer: Partial<SimulatorOptions>,
  windowLimit: number,
  faults: Partial<FaultSettings> = {},
  stopAt?: { readonly line: number; readonly forMs: number },
) {
  const { clock, simulator, talk } = conversation(printer, windowLimit);
  using _ = simulator;
  simulator.printer.changeFaults(faults);
  const turn = async (until: () => boolean): Promise<void> => {
    for (let turns = 0; !until(); turns++) {
      assert.ok(turns < 20_000, 'a print comes to its end');
      clock.turn(20);
      await Promise.resolve();
    }
  };
  talk.event({ kind: 'synchronise' });
  await turn(() => talk.state.stage.kind === 'open');
  let held = false;
  talk.source = {
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
  };
  talk.event({ kind: 'begin', base: 2_000 });
  await turn(() => talk.state.print !== null && talk.state.lineDone >= lines.length);
  talk.close();
  const { underruns, standstillMs } = talk.state.planner;
  const truth = simulator.printer.status();
  return { told: { underruns, standstillMs }, truth };
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
    const { talk } = conversation({ advancedOk: false }, 1);
    talk.event({ kind: 'begin', base: 2_000 });
    for (const count of [3, 0, 2]) talk.receive(Buffer.from(`D576 P:15 ${count} (120) B:4 0 (0)\n`));
    assert.deepEqual(stutterOf(talk.state.planner), { underruns: 5, standstillMs: 0, seenBy: 'printer' });
    talk.close();
  });
});
