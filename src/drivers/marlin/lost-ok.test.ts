import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { TurnedConversation } from './fixtures/turned-conversation.ts';

const short = (count: number, from: number): string[] =>
  Array.from({ length: count }, (_, i) => `G1 X${(from + (i + 1) * 0.5).toFixed(1)} F1200`);
/** Five seconds of a single move, among moves of 25 ms. */
const LINES = [...short(60, 0), 'G1 X250 F2640', ...short(120, 250), 'G1 X60 F3000', ...short(60, 60)];

/** The longest time without a line that the printer accepted, from when a planner of 16 blocks is long past the move of five seconds. */
async function longestPause(plannerBlocks: number, advancedOk: boolean, windowLimit: number, lose: boolean) {
  using bench = new TurnedConversation({ plannerBlocks, advancedOk }, windowLimit);
  const { talk, simulator } = bench;
  await bench.begin({ line: (index) => LINES[index] ?? null });
  await bench.until(() => bench.done(61 + plannerBlocks + 8));
  if (lose) simulator.printer.trigger({ fault: 'lose-ok', times: 1 });
  let [accepted, longest, since] = [talk.state.lineDone, 0, bench.clock.monotonic()];
  await bench.until(() => {
    const now = bench.clock.monotonic();
    if (talk.state.lineDone > accepted) [accepted, since] = [talk.state.lineDone, now];
    longest = Math.max(longest, now - since);
    return bench.done(61 + 115);
  }, 5);
  return { longest, probes: talk.state.stats.probes };
}

describe('an ok that is lost behind a long move', () => {
  for (const plannerBlocks of [8, 16, 32]) {
    for (const advancedOk of [true, false]) {
      test(`[I13] costs half a second at most: planner of ${plannerBlocks}, ${advancedOk ? 'with' : 'without'} ADVANCED_OK`, async () => {
        const lost = await longestPause(plannerBlocks, advancedOk, 1, true);
        assert.ok(lost.longest <= 500, `${lost.longest} ms`);
        assert.equal(lost.probes - (await longestPause(plannerBlocks, advancedOk, 1, false)).probes, 1);
      });
    }
  }

  test('[I13] costs half a second at most when it is the one of a command that a person sends', async () => {
    using bench = new TurnedConversation({ plannerBlocks: 16 }, 1);
    const { talk, simulator, clock } = bench;
    await bench.begin({ line: (index) => LINES[index] ?? null });
    await bench.until(() => bench.done(61 + 8));
    const before = talk.state.stats.probes;
    let done = false;
    void talk.ask('M104 S210').then(() => {
      done = true;
    });
    await bench.until(() => talk.state.inFlight[0]?.pace === 'at-once', 1);
    simulator.printer.trigger({ fault: 'lose-ok', times: 1 });
    const since = clock.monotonic();
    await bench.until(() => done, 5);
    assert.ok(clock.monotonic() - since <= 500, `${clock.monotonic() - since} ms`);
    assert.equal(talk.state.stats.probes - before, 1);
  });

  test('[I13] no command that is done at once is asked about in vain, however full the planner', async () => {
    const settings = ['M106 S128', 'M73 P10', 'G92 E0', 'M204 S500', 'M104 S200'];
    const mixed = LINES.flatMap((line, i) => [line, settings[i % settings.length] ?? '']);
    for (const windowLimit of [1, 4]) {
      using bench = new TurnedConversation({ plannerBlocks: 16, speed: 0.8 }, windowLimit);
      await bench.begin({ line: (index) => mixed[index] ?? null });
      const before = bench.talk.state.stats.probes;
      await bench.until(() => bench.done(mixed.length));
      assert.equal(bench.talk.state.stats.probes - before, 1, 'only the proof of its numbers');
    }
  });

  test('[I13] no move that takes its time is asked about, whatever planner waits behind it', async () => {
    for (const plannerBlocks of [8, 16, 32, 64]) {
      using bench = new TurnedConversation({ plannerBlocks, speed: 0.8 }, 1);
      await bench.begin({ line: (index) => LINES[index] ?? null });
      const before = bench.talk.state.stats.probes;
      await bench.until(() => bench.done(LINES.length));
      assert.equal(
        bench.talk.state.stats.probes - before,
        1,
        `planner of ${plannerBlocks}: only the proof of its numbers`,
      );
    }
  });
});

describe('oks that are lost again and again', () => {
  test('[I13] cost half a second each, the last like the first', async () => {
    for (const windowLimit of [1, 4]) {
      using bench = new TurnedConversation({ seed: 5 }, windowLimit);
      const lines = short(400, 0);
      await bench.begin({ line: (index) => lines[index] ?? null });
      bench.simulator.printer.changeFaults({ lostOk: 0.1 });
      let [accepted, since, longest] = [0, bench.clock.monotonic(), 0];
      await bench.until(() => {
        const now = bench.clock.monotonic();
        if (bench.talk.state.lineDone > accepted) [accepted, since] = [bench.talk.state.lineDone, now];
        longest = Math.max(longest, now - since);
        return bench.done(lines.length);
      }, 5);
      assert.ok(longest <= 500, `${longest} ms`);
    }
  });
});

describe('a wire that damages lines', () => {
  const noisy = async (corruptInLine: number): Promise<readonly string[]> => {
    using bench = new TurnedConversation({ advancedOk: true, seed: 11 }, 4);
    bench.simulator.printer.changeFaults({ corruptInLine });
    const lines = short(400, 0);
    await bench.begin({ line: (index) => lines[index] ?? null });
    await bench.until(() => bench.done(lines.length));
    return bench.warnings.filter((text) => text.includes('arrives damaged'));
  };

  test('[DR12] is told once a print from one line in ten on, and not before', async () => {
    assert.equal((await noisy(0.25)).length, 1);
    assert.deepEqual(await noisy(0.03), []);
  });
});

describe('a wire whose answers are late', () => {
  for (const latencyMs of [250, 400, 800]) {
    test(`[DR12] by ${latencyMs} ms is doubted once or twice, and no answer to a doubt is counted as damage`, async () => {
      using bench = new TurnedConversation({ advancedOk: true }, 4);
      const lines = short(200, 0);
      await bench.begin({ line: (index) => lines[index] ?? null });
      await bench.until(() => bench.done(10));
      bench.simulator.printer.changeFaults({ latencyMs });
      await bench.until(() => bench.done(lines.length));
      const { probes, resends } = bench.talk.state.stats;
      assert.ok(probes <= 6, `${probes} probes`);
      assert.equal(resends, 0);
    });
  }
});
