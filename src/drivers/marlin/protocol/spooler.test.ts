import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { BenchRun } from './fixtures/bench-run.ts';
import { parseReply } from './reply.ts';
import { wakeAt } from './spool-trouble.ts';
import { type ModelFaults, ModelPrinter, NO_MODEL_FAULTS } from './fixtures/model-printer.ts';

/** Runs of each property per scale (quality.md §3, T9). */
const SCALES: Readonly<Record<string, number>> = { nightly: 20_000, release: 200_000 };
const RUNS = SCALES[process.env.CROFT_TEST_SCALE ?? ''] ?? 200;
const SEED = Number(process.env.CROFT_TEST_SEED ?? 8_300);

function chanceOf(seed: number): () => number {
  let s = seed >>> 0 || 1;
  return () => {
    s = (s + 0x6d2b79f5) >>> 0;
    let t = Math.imul(s ^ (s >>> 15), 1 | s);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Weather {
  readonly seed: number;
  readonly lines: number;
  readonly advancedOk: boolean;
  readonly executeMs: number;
  readonly faults: ModelFaults;
  readonly asks: number;
}

const probability = (most: number) => fc.oneof(fc.constant(0), fc.double({ min: 0, max: most, noNaN: true }));

const weather = (most = 0.12): fc.Arbitrary<Weather> =>
  fc.record({
    seed: fc.nat(),
    lines: fc.integer({ min: 1, max: 400 }),
    advancedOk: fc.boolean(),
    executeMs: fc.constantFrom(0, 5, 40),
    asks: fc.integer({ min: 0, max: 6 }),
    faults: fc.record({
      garbledIn: probability(most),
      lostIn: probability(most),
      gluedIn: probability(most / 2),
      lostOut: probability(most),
      garbledOut: probability(most),
      doubledOut: probability(most),
      latencyMs: fc.constantFrom(0, 1, 8, 40),
      storm: probability(0.02),
      resetAfter: fc.constant(null),
    }),
  });

const linesOf = (count: number): string[] => Array.from({ length: count }, (_, k) => `G1 X${k % 200} E0.${k} F9000`);

function newRun(
  given: Weather,
  lines = linesOf(given.lines),
  leaveOut?: ConstructorParameters<typeof BenchRun>[4],
): BenchRun {
  const chance = chanceOf(given.seed);
  const { advancedOk, executeMs, faults } = given;
  const printer = new ModelPrinter({
    advancedOk,
    executeMs,
    faults,
    chance,
    baud: 115_200,
    ring: 4,
    receiveBytes: 128,
  });
  return new BenchRun(printer, lines, chance, {}, leaveOut);
}

/** From the first word to a print that feeds. */
function begin(run: BenchRun, base = 4_711): void {
  for (let tries = 0; !run.synchronised; tries++) {
    assert.ok(tries < 50, 'a hello comes through at last');
    run.fault = null;
    run.event({ kind: 'synchronise' });
    run.runUntil(() => run.synchronised || run.fault !== null);
  }
  run.event({ kind: 'begin', base });
}

const asksOf = (run: BenchRun): readonly string[] =>
  run.printer.executed.map((each) => each.text).filter((text) => text.startsWith('M117'));
const fileLinesOf = (run: BenchRun): readonly string[] =>
  run.printer.executed.map((each) => each.text).filter((text) => text.startsWith('G1'));

/** Nothing skipped, doubled or reordered: what was executed is the file from its first line on. */
function assertPrefix(run: BenchRun): void {
  const executed = fileLinesOf(run);
  assert.deepEqual(executed, run.lines.slice(0, executed.length));
  const asks = asksOf(run);
  assert.equal(new Set(asks).size, asks.length, 'no control command is executed twice');
}

/** Control commands at random moments; the wire heals after a while, so that an end can be demanded. */
function printAll(run: BenchRun, given: Weather): void {
  const chance = chanceOf(given.seed + 1);
  let asked = 0;
  for (let steps = 0; !run.ended && run.fault === null; steps++) {
    if (asked < given.asks && chance() < 0.05) {
      run.event({ kind: 'ask', id: asked, text: `M117 ask ${asked}` });
      asked += 1;
    }
    if (steps === 40_000) run.printer.heal();
    assert.ok(steps < 400_000, 'it comes to an end');
    run.step();
  }
}

describe('the spooler against a printer', () => {
  test('[I13] no line is skipped, doubled or reordered, whatever wire and printer do, and a print comes to its end', () => {
    fc.assert(
      fc.property(weather(), (given) => {
        const run = newRun(given);
        begin(run);
        printAll(run, given);
        assertPrefix(run);
        if (run.fault !== null) {
          assert.fail(`the ladder gave up: ${run.fault.kind} ${run.fault.text}`);
        }
        assert.deepEqual(fileLinesOf(run), run.lines, 'an end that is told is the end');
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  test('a turn leaves the state that it is given as it was', () => {
    const run = newRun({ seed: 3, lines: 200, advancedOk: true, executeMs: 5, asks: 0, faults: NO_MODEL_FAULTS });
    begin(run);
    run.runUntil(() => run.begun);
    while (!run.ended) {
      const { state } = run;
      const before = structuredClone(state);
      run.step();
      assert.deepEqual(state, before);
    }
  });

  test('[I13] [MA10] lines that are left out are never sent, and no other is missing, whatever wire, printer and kills do', () => {
    fc.assert(
      fc.property(
        weather(0.03),
        fc.integer({ min: 0, max: 3 }),
        fc.integer({ min: 1, max: 9 }),
        (given, kills, width) => {
          const lines = linesOf(given.lines);
          const isOut = (index: number): boolean => index % (width + 4) >= 4;
          // Behind what is left out stands a command that leads there, and then the line itself.
          const run = newRun(given, lines, (index) => {
            if (index >= lines.length) return null;
            if (isOut(index)) return { lines: 1, commands: [] };
            return index > 0 && isOut(index - 1)
              ? { lines: 1, commands: [`M117 to ${index}`, lines[index] ?? ''] }
              : null;
          });
          begin(run);
          const chance = chanceOf(given.seed + 3);
          run.runUntil(() => run.begun || run.fault !== null);
          for (let kill = 0; kill < kills && !run.ended && run.fault === null; kill++) {
            for (let i = Math.floor(chance() * 200); i > 0 && !run.ended && run.fault === null; i--) run.step();
            if (run.ended || run.fault !== null) break;
            const decision = run.crash();
            // Answers that are garbled prove nothing; then the print has failed, and nothing more is sent.
            if (decision.kind !== 'resume') return;
          }
          if (run.fault === null) printAll(run, { ...given, asks: 0 });
          const kept = lines.filter((_, index) => !isOut(index));
          const executed = fileLinesOf(run);
          assert.deepEqual(executed, run.ended ? kept : kept.slice(0, executed.length));
          const leads = asksOf(run);
          assert.equal(new Set(leads).size, leads.length, 'nobody is led twice');
          const ends = lines.filter((_, index) => index > 0 && !isOut(index) && isOut(index - 1)).length;
          if (run.ended) assert.equal(leads.length, ends);
        },
      ),
      { seed: SEED, numRuns: RUNS / 4 },
    );
  });

  test('the first line follows the ok of the proof at once; a printer that sends none is given its time', () => {
    const clear: Weather = { seed: 1, lines: 3, advancedOk: true, executeMs: 0, asks: 0, faults: NO_MODEL_FAULTS };
    const run = newRun(clear);
    begin(run);
    run.runUntil(() => run.begun);
    const [proven, writes] = [run.at, run.writes];
    run.runUntil(() => run.writes > writes);
    assert.ok(run.at - proven < 2, `${run.at - proven} ms of simulated time after the proof`);

    const mute = newRun(clear);
    begin(mute);
    mute.runUntil(() => mute.state.stage.kind === 'proving');
    const reply = parseReply('Resend: 4712', 'Error:Line Number is not Last Line Number+1');
    mute.event({ kind: 'replies', replies: [reply] });
    const before = mute.writes;
    for (const wait = wakeAt(mute.state); mute.at < wait - 0.001; mute.at = wait) mute.event({ kind: 'tick' });
    assert.equal(mute.writes, before, 'nothing is sent before its time');
    mute.event({ kind: 'tick' });
    assert.ok(mute.writes > before);
  });

  test('[MA10] killed anywhere, any number of times, a print goes on exactly where it was', () => {
    fc.assert(
      fc.property(weather(0.03), fc.integer({ min: 1, max: 5 }), (given, kills) => {
        const run = newRun(given);
        begin(run);
        const chance = chanceOf(given.seed + 2);
        run.runUntil(() => run.begun || run.fault !== null);
        assert.equal(run.fault, null);
        for (let kill = 0; kill < kills && !run.ended; kill++) {
          const steps = Math.floor(chance() * 300);
          for (let i = 0; i < steps && !run.ended && run.fault === null; i++) run.step();
          if (chance() < 0.5) run.event({ kind: 'ask', id: 100 + kill, text: `M117 kill ${kill}` });
          if (run.ended || run.fault !== null) break;
          const decision = run.crash();
          assert.equal(decision.kind, 'resume');
        }
        printAll(run, given);
        assertPrefix(run);
        assert.equal(run.fault, null);
        assert.deepEqual(fileLinesOf(run), run.lines, 'an end that is told is the end');
      }),
      { seed: SEED + 1, numRuns: RUNS },
    );
  });

  test('[MA10] a board that resets in a print executes nothing of it any more, and the print is over', () => {
    fc.assert(
      fc.property(weather(0.05), fc.integer({ min: 20, max: 200 }), (given, after) => {
        const run = newRun({ ...given, lines: 300, faults: { ...given.faults, resetAfter: after } });
        begin(run);
        run.runUntil(() => run.ended || run.fault !== null);
        assert.equal(run.fault?.kind, 'reset');
        for (let i = 0; i < 100; i++) run.step(run.at + 50);
        assertPrefix(run);
        const [before = 0] = run.printer.executedBeforeReset;
        assert.equal(run.printer.executed.length, before, 'nothing moved after the reset');
      }),
      { seed: SEED + 2, numRuns: RUNS },
    );
  });

  test('[MA10] a board that resets while its machine is dead is not taken for one that goes on', () => {
    fc.assert(
      fc.property(weather(0.02), fc.nat({ max: 200 }), (given, steps) => {
        const run = newRun({ ...given, lines: 400 });
        begin(run);
        run.runUntil(() => run.begun);
        for (let i = 0; i < steps && !run.ended; i++) run.step();
        run.printer.reset(run.at);
        run.printer.run(run.at + 10_000); // nobody reads the greeting
        run.at += 10_000;
        const decision = run.crash();
        assert.equal(decision.kind, 'no-proof');
      }),
      { seed: SEED + 3, numRuns: RUNS },
    );
  });
});

describe('what must be on disk first', () => {
  const quiet: Weather = { seed: 3, lines: 1_500, advancedOk: true, executeMs: 0, asks: 4, faults: NO_MODEL_FAULTS };

  test('[MA10] a disk that takes seconds holds lines back, and no number beyond the reserve is ever written', () => {
    const long = { ...quiet, lines: 6_000 };
    const run = newRun(long);
    run.diskMs = 60_000;
    begin(run);
    printAll(run, long);
    assert.deepEqual(fileLinesOf(run), run.lines);
    assert.equal(asksOf(run).length, 4);
  });

  test('[MA10] a disk that takes up to 5 s holds up no line at 115,200 baud', () => {
    const long = { ...quiet, lines: 6_000, asks: 0 };
    const [atOnce, slowly] = [0, 5_000].map((diskMs) => {
      const run = newRun(long);
      run.diskMs = diskMs;
      begin(run);
      run.runUntil(() => run.begun);
      const from = run.at;
      run.runUntil(() => run.state.lineDone === long.lines);
      return Math.round(run.at - from);
    });
    assert.equal(slowly, atOnce);
  });

  test('[MA7] nothing of a print is written before its base is on disk', () => {
    const run = newRun(quiet);
    run.diskMs = 5_000;
    begin(run);
    const before = run.writes;
    run.runUntil(() => run.durable !== null);
    assert.equal(run.writes, before + 1, 'only M110, at the moment when the record is there');
  });

  test('[MA10] a firmware that compares 16 bits gets a new base before 32,000, and misses no line', () => {
    const run = newRun({ ...quiet, lines: 3_000 });
    run.event({ kind: 'settings', settings: { ...run.state.settings, numberLimit: 30_600 } });
    begin(run, 29_990);
    let highest = 0;
    let bases = 0;
    let base = 0;
    while (!run.ended) {
      run.step();
      highest = Math.max(highest, run.printer.lastN);
      if (run.state.numbering.base !== base) bases += 1;
      base = run.state.numbering.base;
    }
    assert.ok(highest < 30_610, `${highest}`);
    assert.ok(bases >= 3, `${bases} bases`);
    assert.deepEqual(fileLinesOf(run), run.lines);
  });

  test('a record full of exceptions is renewed, not written for ever', () => {
    const run = newRun({ ...quiet, lines: 3_000 });
    begin(run);
    run.runUntil(() => run.begun);
    for (let i = 0; !run.ended; i++) {
      if (i % 3 === 0 && i < 1_500) run.event({ kind: 'ask', id: i, text: `M117 ask ${i}` });
      run.step();
      assert.ok((run.durable?.exceptions.length ?? 0) <= 330);
    }
    assert.deepEqual(fileLinesOf(run), run.lines);
    assert.equal(asksOf(run).length, 500);
  });
});

describe('the ladder', () => {
  const quiet: Weather = { seed: 5, lines: 300, advancedOk: false, executeMs: 1, asks: 0, faults: NO_MODEL_FAULTS };
  const printing = (): BenchRun => {
    const run = newRun(quiet);
    begin(run);
    run.runUntil(() => run.state.lineDone > 50);
    return run;
  };
  const hears = (run: BenchRun, line: string): void => run.event({ kind: 'replies', replies: [parseReply(line)] });

  test('one odd line ends no print (OctoPrint #5119, #4671)', () => {
    for (const odd of [
      'Error:c:ecksum mismatch',
      'Resend: 034497',
      'Errog:',
      'rs 0',
      'Resend: 99999999',
      'echo:Last Updated: x',
    ]) {
      const run = printing();
      hears(run, odd);
      run.runUntil(() => run.ended || run.fault !== null);
      assert.equal(run.fault, null, odd);
      assert.deepEqual(fileLinesOf(run), run.lines);
    }
  });

  test('a fatal error ends it at once, in the printer\u2019s own words, both lines of them', () => {
    const run = printing();
    hears(run, 'Error:Thermal Runaway, system stopped! Heater_ID: 0');
    const { writes } = run;
    hears(run, 'Error:Printer halted. kill() called!');
    run.runUntil(() => run.fault !== null);
    assert.equal(run.writes, writes, 'nothing more was said to it');
    assert.equal(run.fault?.kind, 'halted');
    assert.match(run.fault?.text ?? '', /Thermal Runaway.*Printer halted/);
  });

  test('a board that says "start" in a print has been reset', () => {
    const run = printing();
    hears(run, 'start');
    assert.equal(run.fault?.kind, 'reset');
  });

  test('a printer that falls silent is asked, then given up after a minute, and never before', () => {
    const run = printing();
    const since = run.at;
    while (run.fault === null) {
      run.at = wakeAt(run.state);
      run.event({ kind: 'tick' });
    }
    assert.equal(run.fault.kind, 'silent');
    assert.ok(run.at - since >= 60_000 && run.at - since < 150_000, `${run.at - since} ms`);
    assert.ok(run.state.stats.probes >= 3);
  });

  test('"busy" and "paused for user" have no deadline', () => {
    for (const word of ['echo:busy: processing', 'echo:busy: paused for user']) {
      const run = printing();
      const probes = run.state.stats.probes;
      for (let i = 0; i < 1_000; i++) {
        run.at += 2_000;
        hears(run, word);
        run.event({ kind: 'tick' });
      }
      assert.equal(run.fault, null);
      assert.equal(run.state.stats.probes, probes, word);
    }
  });

  test('a line that is refused again and again is given up', () => {
    const run = printing();
    while (run.fault === null) {
      hears(run, `Resend: ${run.state.written}`);
      run.at = wakeAt(run.state);
      run.event({ kind: 'tick' });
    }
    assert.equal(run.fault.kind, 'undeliverable');
  });

  test('a storm of resends costs time and no line (F21)', () => {
    const run = printing();
    for (let i = 0; i < 500; i++) {
      hears(run, `Resend: ${run.state.written + 1}`);
      hears(run, 'ok');
    }
    run.runUntil(() => run.ended || run.fault !== null);
    assert.equal(run.fault, null);
    assert.deepEqual(fileLinesOf(run), run.lines);
  });

  test('a firmware that does not look at line numbers is refused before anything is printed', () => {
    const run = newRun(quiet);
    run.event({ kind: 'synchronise' });
    for (let i = 0; i < 10 && run.fault === null; i++) {
      hears(run, 'ok T:20.0 /0.0 B:20.0 /0.0');
      run.at = Math.min(wakeAt(run.state), run.at + 3_000);
      run.event({ kind: 'tick' });
    }
    assert.equal(run.fault?.kind, 'unnumbered');
  });

  test('nothing is sent behind a command that may last for minutes', () => {
    const run = new BenchRun(
      new ModelPrinter({
        advancedOk: true,
        executeMs: 1,
        faults: NO_MODEL_FAULTS,
        chance: chanceOf(1),
        baud: 115_200,
        ring: 4,
        receiveBytes: 128,
      }),
      ['G28', 'G1 X1', 'M109 S200', 'G1 X2', 'G1 X3'],
      chanceOf(2),
    );
    begin(run);
    while (!run.ended) {
      run.step();
      const long = run.state.inFlight.findIndex((each) => each.pace === 'long');
      if (long >= 0) assert.equal(long, run.state.inFlight.length - 1);
    }
  });
});

describe('the window', () => {
  const quiet: Weather = { seed: 1, lines: 400, advancedOk: true, executeMs: 2, asks: 0, faults: NO_MODEL_FAULTS };

  test('it grows to what the printer says it can hold, and never fills the receive buffer', () => {
    const run = newRun(quiet);
    begin(run);
    let widest = 0;
    while (!run.ended) {
      run.step();
      widest = Math.max(widest, run.state.inFlight.length);
    }
    assert.ok(widest >= 3, `${widest} lines on their way`);
    assert.ok(run.printer.fullest <= 128 - 32, `${run.printer.fullest} bytes lay in the receive buffer`);
    assert.equal(run.state.stats.resends, 0);
  });

  test('it fills a ring of four with lines as slicers write them', () => {
    const lines = Array.from({ length: 400 }, (_, k) => `G1 X100.${100 + k} Y101.${500 - k} E0.123`);
    const run = newRun({ ...quiet, executeMs: 8 }, lines);
    begin(run);
    let widest = 0;
    while (!run.ended) {
      run.step();
      widest = Math.max(widest, run.state.inFlight.length);
    }
    assert.equal(widest, 4);
  });

  test('long lines overflow no receive buffer, if the firmware reads nothing while it executes', () => {
    const lines = Array.from({ length: 400 }, (_, k) => `M117 ${'x'.repeat(20 + (k % 55))}`);
    const run = newRun({ ...quiet, executeMs: 60 }, lines);
    begin(run);
    while (!run.ended) run.step();
    assert.ok(run.printer.fullest <= 128, `${run.printer.fullest} bytes lay in the receive buffer`);
    assert.equal(run.state.stats.resends, 0);
  });

  test('a lost ok costs less than half a second', () => {
    for (const advancedOk of [true, false]) {
      const good = newRun({ ...quiet, advancedOk });
      begin(good);
      good.runUntil(() => good.ended);
      const lossy = newRun({ ...quiet, advancedOk, faults: { ...NO_MODEL_FAULTS, lostOut: 0.005 } });
      begin(lossy);
      lossy.runUntil(() => lossy.ended);
      const losses = Math.max(1, lossy.state.stats.probes);
      assert.ok((lossy.at - good.at) / losses < 600, `${lossy.at - good.at} ms for ${losses} losses`);
    }
  });

  test('a single lost ok holds a print up for half a second at most, with a window and without one', () => {
    for (const advancedOk of [true, false]) {
      for (const windowLimit of [1, 2, 4]) {
        const run = newRun({ ...quiet, lines: 800, advancedOk, executeMs: 0 });
        run.event({ kind: 'settings', settings: { ...run.state.settings, windowLimit } });
        begin(run);
        run.runUntil(() => run.state.lineDone > 100);
        run.printer.loseOk();
        let [accepted, since, longest] = [0, run.at, 0];
        while (!run.ended) {
          run.step();
          if (run.printer.accepted === accepted) continue;
          longest = Math.max(longest, run.at - since);
          [accepted, since] = [run.printer.accepted, run.at];
        }
        assert.ok(longest <= 500, `${longest} ms with a window of ${windowLimit}, numbered oks: ${advancedOk}`);
        assert.deepEqual(fileLinesOf(run), run.lines);
      }
    }
  });

  test('a wire that is garbled in one line of two hundred keeps most of its speed', () => {
    const good = newRun({ ...quiet, lines: 4_000, executeMs: 0 });
    begin(good);
    good.runUntil(() => good.ended);
    const bad = newRun({ ...quiet, lines: 4_000, executeMs: 0, faults: { ...NO_MODEL_FAULTS, garbledIn: 0.005 } });
    begin(bad);
    bad.runUntil(() => bad.ended);
    assertPrefix(bad);
    assert.ok(bad.at < good.at * 1.25, `${bad.at} ms against ${good.at}`);
    assert.ok(bad.state.stats.resends < 200, `${bad.state.stats.resends} resends for about 20 garbled lines`);
  });
});
