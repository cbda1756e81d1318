import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { printId } from '#model/ids';
import type { PrintToDrive } from '#drivers/driver';
import type { AdoptInto } from '#model/phase';
import { judgeBy } from '#gcode/gate-limits';
import { readOptions } from './manifest.ts';
import type { RunParts } from './run-parts.ts';
import { RunScripts } from './run-scripts.ts';
import { InProcessDriver } from './fixtures/in-process-driver.ts';
import type { SimulatorOptions } from './simulator/options.ts';

const PRINT = printId('p');
/** Relative extrusion; each line has a text of its own. */
const MOVES = Array.from(
  { length: 60 },
  (_, k) => `G1 X${(10 + k / 2).toFixed(2)} Y${(20 + k / 4).toFixed(2)} E0.05 F4200`,
);
const FILE = ['M104 S200', 'M140 S60', 'G28', 'M83', 'M106 S128', ...MOVES, 'M104 S0', 'M140 S0'];

/** Long enough at the simulator's speed for somebody to die in the middle. */
const marked = (name: string, more: readonly string[] = []): string =>
  [`M117 ${name} 1`, 'G4 S8', ...more, `M117 ${name} 2`, 'G4 S2', `M117 ${name} 3`].join('\n');
const marks = (...names: readonly string[]): readonly string[] =>
  names.flatMap((name) => [1, 2, 3].map((k) => `M117 ${name} ${k}`));

const begin = async (
  options: Readonly<Record<string, unknown>>,
  lines: readonly string[] = FILE,
  simulator: Partial<SimulatorOptions> = {},
) => {
  const bench = await InProcessDriver.connected(
    { speed: 20, advancedOk: true, ...simulator },
    { compact: false, ...options },
  );
  const print = bench.print(lines);
  // Whoever waits for it acts before another line goes.
  const sent20 = bench.sending(MOVES[20] ?? '');
  bench.driver.start(print);
  return { bench, print, sent20 };
};

const executed = (bench: InProcessDriver): readonly string[] =>
  bench.printer.records().flatMap((each) => (each.kind === 'line' ? [each.text] : []));
const messages = (bench: InProcessDriver): readonly string[] =>
  executed(bench).filter((line) => line.startsWith('M117'));
const did = (bench: InProcessDriver, line: string) => bench.until(() => executed(bench).includes(line));

async function crash(bench: InProcessDriver, print: PrintToDrive, at: string, into: AdoptInto): Promise<void> {
  await did(bench, at);
  await bench.crash(print, into);
}

async function assertWhole(bench: InProcessDriver): Promise<void> {
  assert.deepEqual(bench.executedOf(MOVES), MOVES, 'each line once, in order');
  const status = bench.printer.printer.status();
  assert.equal(status.position.e.toFixed(2), (MOVES.length * 0.05).toFixed(2), 'no filament more or less');
}

describe('scripts of a printer', { concurrency: 4 }, () => {
  test('[MA10] [MA15] start and end stand around the file, with what it heats to and how high it prints', async () => {
    const { bench } = await begin(
      {
        startScript: 'M117 {file} {print} {job}\nM140 S{bed}\nM104 S{nozzle}',
        endScript: 'G1 E-2 F1800 ; drawn back\nM117 layer {layer} z {z}',
      },
      ['M104 S210', 'M140 S65', 'G28', 'M82', 'G92 E0', 'G1 Z0.3', 'G1 X5 E1', 'G1 Z0.6', 'G1 X9 E2'],
    );
    await using _ = bench;
    assert.equal((await bench.report('print-ended')).outcome, 'finished');
    const lines = executed(bench);
    const from = lines.indexOf('M117 p.gcode p j-1');
    assert.deepEqual(lines.slice(from - 2, from + 6), [
      'G90',
      'M83',
      'M117 p.gcode p j-1',
      'M140 S65',
      'M104 S210',
      'G90',
      'M82',
      'M104 S210',
    ]);
    const to = lines.indexOf('M117 layer 2 z 0.6');
    assert.deepEqual(lines.slice(to - 4, to + 1), ['G1 X9 E2', 'G90', 'M83', 'G1 E-2 F1800', 'M117 layer 2 z 0.6']);
    const status = bench.printer.printer.status();
    assert.equal(status.position.e, 0, 'the end script draws 2 mm back from where the file has left it');
  });

  for (const [at, where] of [
    ['M117 start 1', 'start'],
    ['M117 end 1', 'end'],
    [MOVES[20] ?? '', 'file'],
  ] as const) {
    test(`[MA10] a machine that dies in the ${where} goes on with the next line of the same index`, async () => {
      const { bench, print } = await begin({ startScript: marked('start'), endScript: marked('end') });
      await using _ = bench;
      await crash(bench, print, at, 'printing');
      assert.equal((await bench.report('adopted')).into, 'printing');
      assert.equal((await bench.report('print-ended')).outcome, 'finished');
      assert.deepEqual(messages(bench), marks('start', 'end'));
      await assertWhole(bench);
    });
  }

  test('[DR3] a pause runs its script when the head is parked, a resume its own when it is hot; then all is as it was', async () => {
    const { bench, sent20 } = await begin({
      parkOnPause: true,
      pauseScript: 'M117 at {x} {y} {z} of {nozzle} {bed}\nG91\nG1 Z3\nM104 S150\nM107\nG1 E-5',
      resumeScript: 'G91\nG1 E9 F300\nM117 goes on',
    });
    await using _ = bench;
    await sent20;
    bench.driver.pause(PRINT);
    await bench.report('print-paused');
    const at = /^M117 at (\S+) (\S+) (\S+) of 200 60$/.exec(messages(bench).at(-1) ?? '');
    assert.ok(at !== null && Number(at[1]) > 10 && Number(at[2]) > 20, messages(bench).join());
    const paused = executed(bench).length;
    bench.driver.resume(PRINT);
    assert.equal((await bench.report('print-ended')).outcome, 'finished');
    const back = executed(bench)
      .slice(paused)
      .filter((line) => line !== 'M105');
    const script = back.slice(
      0,
      back.findIndex((line) => line.startsWith('G1 X')),
    );
    assert.deepEqual(
      script.map((line) => line.replaceAll(/ ([XYZEF])-?[\d.]+/g, ' $1')),
      [
        'M104 S200',
        'M109 S200',
        'G90',
        'M83',
        'G91',
        'G1 E F',
        'M117 goes on',
        'G91',
        'G0 Z F',
        'G90',
        'G0 X Y F',
        'G0 Z F',
        'G92 E',
        'M82',
        'G1 E F',
        'M106 S128',
        'M83',
        'G0 F',
      ],
    );
    assert.ok(script.includes(`G0 X${at[1]} Y${at[2]} F6000`), 'to where the pause found it');
    await assertWhole(bench);
  });

  test('[DR3] a pause script that counts the filament anew: what was drawn back is given again, and no more', async () => {
    const { bench, sent20 } = await begin({ parkOnPause: true, pauseScript: 'M117 it\nG92 E0' });
    await using _ = bench;
    await sent20;
    bench.driver.pause(PRINT);
    await bench.report('print-paused');
    bench.driver.resume(PRINT);
    assert.equal((await bench.report('print-ended')).outcome, 'finished');
    const lines = executed(bench);
    const given = lines.findIndex((line) => /^G1 E[\d.]+ F1800$/.test(line));
    const [from, to] = [lines[given - 2], lines[given]].map((line) => Number(/E([\d.]+)/.exec(line ?? '')?.[1]));
    assert.equal(lines[given - 2]?.startsWith('G92 E'), true, lines.slice(given - 4, given + 1).join());
    assert.equal(((to ?? 0) - (from ?? 0)).toFixed(3), '1.000');
  });

  for (const [at, script] of [
    ['M117 pause 1', 'pause'],
    ['M117 resume 1', 'resume'],
  ] as const) {
    test(`[MA10] a machine that dies in the ${script} script comes back paused, and a resume puts all of it right`, async () => {
      const { bench, print, sent20 } = await begin({
        parkOnPause: true,
        pauseScript: marked('pause', ['G91', 'G1 X5 Z5', 'M107']),
        resumeScript: marked('resume', ['G91', 'G1 X5']),
      });
      await using _ = bench;
      await sent20;
      bench.driver.pause(PRINT);
      if (script === 'resume') {
        await bench.report('print-paused');
        bench.driver.resume(PRINT);
      }
      await crash(bench, print, at, 'printing');
      assert.equal((await bench.report('adopted')).into, 'paused');
      const standing = bench.executedOf(MOVES).length;
      bench.driver.resume(PRINT);
      assert.equal((await bench.report('print-ended')).outcome, 'finished');
      const lines = executed(bench);
      const before = lines.slice(0, lines.lastIndexOf('M117 resume 3')).filter((line) => MOVES.includes(line));
      assert.equal(before.length, standing, 'nothing of the file is printed before all of the script');
      await assertWhole(bench);
    });
  }

  test('[MA10] a machine that dies in a pause that moved nothing yet comes back paused, and the fan blows again behind it', async () => {
    const { bench, print, sent20 } = await begin({ pauseScript: marked('pause', ['M107']) });
    await using _ = bench;
    await sent20;
    bench.driver.pause(PRINT);
    await crash(bench, print, 'M117 pause 2', 'printing');
    await bench.report('print-paused');
    const standing = bench.executedOf(MOVES).length;
    bench.driver.resume(PRINT);
    assert.equal((await bench.report('print-ended')).outcome, 'finished');
    const lines = executed(bench);
    const goesOn = lines.indexOf(MOVES[standing] ?? '');
    assert.equal(
      lines.slice(0, goesOn).findLast((line) => /^M10[67]/.test(line)),
      'M106 S128',
    );
    await assertWhole(bench);
  });

  test('[MA10] [DR10] a machine that dies in the cancel script sends the rest of it, nothing twice, and leaves no heat', async () => {
    const { bench, print, sent20 } = await begin({ cancelScript: marked('cancel', ['M104 S180', 'G91', 'G1 Z10']) });
    await using _ = bench;
    await sent20;
    bench.driver.cancel(PRINT);
    await crash(bench, print, 'M117 cancel 1', 'cancelling');
    assert.equal((await bench.report('print-ended')).outcome, 'cancelled');
    assert.deepEqual(messages(bench), marks('cancel'));
    assert.equal(executed(bench).filter((line) => line === 'G1 Z10').length, 1);
    const status = bench.printer.printer.status();
    assert.deepEqual([status.nozzleTarget, status.bedTarget], [0, 0]);
  });

  for (const [script, lines] of [
    ['cancel', { cancelScript: 'M117 it\nG91\nG1 Z5 F600' }],
    ['pause', { pauseScript: 'M117 it\nG91\nG1 Z5 F600' }],
  ] as const) {
    test(`[BE2] a ${script} script that moves the head leaves no clear bed, though no line of the file had moved anything`, async () => {
      const { bench } = await begin(lines, ['M109 S200', 'G28', ...MOVES]);
      await using _ = bench;
      await bench.sending('M109 S200');
      if (script === 'pause') {
        bench.driver.pause(PRINT);
        await bench.report('print-paused');
      }
      bench.driver.cancel(PRINT);
      const { outcome, moved } = await bench.report('print-ended');
      assert.deepEqual([outcome, moved], ['cancelled', true]);
      assert.ok(!executed(bench).includes('G28'));
    });
  }

  for (const script of ['start', 'pause', 'resume', 'cancel', 'end'] as const) {
    test(`[MA5] an emergency stop ends the ${script} script at once`, async () => {
      const { bench, sent20 } = await begin({ [`${script}Script`]: marked('it') });
      await using _ = bench;
      if (script !== 'start' && script !== 'end') {
        await sent20;
        if (script === 'cancel') bench.driver.cancel(PRINT);
        else bench.driver.pause(PRINT);
        if (script === 'resume') {
          await bench.report('print-paused');
          bench.driver.resume(PRINT);
        }
      }
      await did(bench, 'M117 it 1');
      bench.driver.stop();
      await bench.report('standing');
      assert.deepEqual(messages(bench), ['M117 it 1']);
      assert.ok(bench.printer.records().some((each) => each.kind === 'killed'));
    });
  }

  test('[BE1] [MA15] what goes on where another print has failed gets no start script over its object', () => {
    const options = readOptions({ startScript: 'G28\nG29', endScript: 'M84' });
    const parts = { options, dialect: { heats: true }, context: { judge: judgeBy({}) } } as unknown as RunParts;
    const print = { printId: PRINT, file: { name: 'p' }, path: 'p' } as PrintToDrive;
    const facts = {
      lines: 9,
      plannedMs: 1,
      refused: [],
      heat: { nozzle: 200, bed: 60 },
      layers: 2,
      topMm: 0.6,
      arc: null,
    };
    const around = (more: object) => new RunScripts({ ...print, ...more }, parts).around(facts);
    const end = ['G90', 'M83', 'M84'];
    const whole = { start: ['G90', 'M83', 'G28', 'G29', 'G90', 'M82'], end };
    assert.deepEqual(around({}), { kind: 'good', scripts: whole });
    assert.deepEqual(around({ rest: { line: 5, zMm: 0.3 } }), { kind: 'good', scripts: { start: [], end } });
  });

  for (const dialect of ['klipper', 'repetier', 'smoothie'] as const) {
    test(`[DR3] ${dialect}: the same scripts around a print that pauses, and one that is cancelled`, async () => {
      const options = {
        startScript: 'M117 start',
        endScript: 'M117 end',
        pauseScript: 'G91\nG1 Z5 F600\nM117 pause',
        resumeScript: 'M117 resume',
        cancelScript: 'M117 cancel\nG91\nG1 Z1 F600',
      };
      for (const ends of ['finished', 'cancelled'] as const) {
        const { bench, sent20 } = await begin(options, FILE, { dialect, advancedOk: false });
        await using _ = bench;
        await sent20;
        bench.driver.pause(PRINT);
        await bench.report('print-paused');
        if (ends === 'cancelled') bench.driver.cancel(PRINT);
        else bench.driver.resume(PRINT);
        assert.equal((await bench.report('print-ended')).outcome, ends);
        const told = ends === 'cancelled' ? ['start', 'pause', 'cancel'] : ['start', 'pause', 'resume', 'end'];
        assert.deepEqual(
          messages(bench),
          told.map((name) => `M117 ${name}`),
        );
        if (ends === 'finished') await assertWhole(bench);
      }
    });
  }

  test('[MA15] a line that the gate refuses with its values, or a value that nobody knows, begins no print', async () => {
    for (const [startScript, found] of [
      [
        'M117 ok\nM109 S{nozzle: number 0..999}',
        /^Line 2 of the start script: M109 S290: no command may heat the nozzle/,
      ],
      ['M190 S{bed}', /^Line 1 of the start script: “bed”: a value is needed.*initial value/],
      ['M117 x\n\nM23 a.gco', /^Line 3 of the start script: M23 a.gco: .*start a print/],
    ] as const) {
      const { bench } = await begin({ startScript, maxNozzleTemperature: 250 }, ['M104 S290', 'G28']);
      await using _ = bench;
      const { outcome, moved, error } = await bench.report('print-ended');
      assert.deepEqual([outcome, moved, error?.code], ['failed', false, 'file-refused']);
      assert.match(error?.message ?? '', found);
      assert.deepEqual(messages(bench), []);
    }
  });

  test('[MA15] a script that cannot be filled in holds up no pause and no cancel; it is told and left out', async () => {
    const { bench, sent20 } = await begin(
      { pauseScript: 'M109 S{nozzle: number 170..300}', cancelScript: 'M23 x.gco' },
      ['G28', 'M83', ...MOVES],
    );
    await using _ = bench;
    await sent20;
    bench.driver.pause(PRINT);
    await bench.report('print-paused');
    assert.match(
      (await bench.report('trouble')).error.message,
      /pause script: “nozzle”: from 170 to 300\. It was left out\.$/,
    );
    bench.driver.cancel(PRINT);
    assert.equal((await bench.report('print-ended')).outcome, 'cancelled');
    assert.match((await bench.report('trouble')).error.message, /cancel script: M23 x.gco/);
    assert.ok(!executed(bench).some((line) => line.startsWith('M23')));
  });
});
