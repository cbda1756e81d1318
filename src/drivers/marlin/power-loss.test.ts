import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { printId } from '#model/ids';
import type { RestOfFilePlan } from '#drivers/rest-of-file';
import { InProcessDriver } from './fixtures/in-process-driver.ts';
import { LayerNotes } from './layer-notes.ts';
import { manifest } from './manifest.ts';
import { spelled } from './simulator/spelling.ts';

/** 10 layers of 40 moves, each line its own. */
const LAYERS = 10;
const FILE = [
  'M140 S60',
  'M104 S200',
  'M190 S60',
  'M109 S200',
  'G28',
  'G90',
  'M82',
  'G92 E0',
  ...Array.from({ length: LAYERS }, (_, layer) => [
    ';LAYER_CHANGE',
    `G1 Z${(0.2 * (layer + 1)).toFixed(2)} F600`,
    ...Array.from(
      { length: 40 },
      (_, i) => `G1 X${20 + (i % 10) * 4}.${layer} Y${20 + Math.floor(i / 2)}.${i} E${layer * 40 + i + 1} F3000`,
    ),
  ]).flat(),
  'M104 S0',
  'M140 S0',
  'M84',
];
const COMMANDS = FILE.filter((line) => !line.startsWith(';'));
const OPTIONS = { heightAfterPowerLoss: 'stays' };

function planOf(
  path: string,
  stood: { taken: number; sent: number | null; leftOut: boolean; led: boolean },
): RestOfFilePlan {
  const reader = manifest.continues?.reader(OPTIONS, stood);
  assert.ok(reader);
  reader.push(readFileSync(path));
  return reader.end();
}

describe('a printer that loses its power in mid-print', () => {
  test('[MA10] [BE1] tells where it stood, and prints the rest of the file from a layer on, each line once, with Z never homed', async () => {
    await using bench = await InProcessDriver.connected({ speed: 50 }, OPTIONS);
    const print = bench.print(FILE);
    bench.driver.start(print);
    await bench.executedLines(8 + 41 * 5);
    bench.printer.control({ command: 'power-cycle' });
    const lost = await bench.report('print-lost');
    assert.equal(lost.error.code, 'printer-reset');
    const { stood } = lost;
    assert.ok(stood !== undefined && stood.sent !== null && stood.sent >= stood.taken);
    assert.deepEqual([stood.leftOut, stood.led], [false, false]);
    await bench.until(() => bench.reports.filter(({ kind }) => kind === 'connected').length === 2);

    const plan = planOf(print.path, stood);
    const layer = plan.layers[plan.stoppedIn];
    assert.ok(layer !== undefined && layer.number > 2 && layer.number < LAYERS);
    assert.equal(layer.no, null);
    const before = bench.printer.records().length;
    const rest = { ...print, printId: printId('rest'), rest: { line: layer.line, zMm: layer.zMm } };
    bench.driver.start(rest);
    const ended = await bench.report('print-ended');
    assert.deepEqual([ended.printId, ended.outcome, ended.moved], ['rest', 'finished', true]);

    const executed = bench.printer
      .records()
      .slice(before)
      .flatMap((each) => (each.kind === 'line' && each.n !== null ? [spelled(each.text)] : []));
    const wanted = COMMANDS.slice(layer.line).map(spelled);
    const begins = executed.indexOf(wanted[0] ?? '');
    assert.deepEqual(executed.slice(begins, begins + wanted.length), wanted, 'the rest, each line once');
    const way = plan.wayBack(plan.stoppedIn, layer.zMm).commands.map(spelled);
    assert.deepEqual(executed.slice(begins - way.length, begins), way, 'and before it the way back alone');
    assert.deepEqual(
      executed.filter((line) => line.startsWith('G28')),
      ['G28 R0 X Y'],
    );
    assert.equal(bench.printer.printer.status().collisions, 0);
  });

  test('[MA10] a machine that died with its printer knows the layer from its notes, and no more', async () => {
    await using bench = await InProcessDriver.connected({ speed: 50 }, OPTIONS);
    const print = bench.print(FILE);
    bench.driver.start(print);
    await bench.executedLines(8);
    const record = bench.persisted.at(-1)?.record;
    assert.ok(record);
    const note = { ...(JSON.parse(record.note ?? '{}') as object), sent: 130 };
    await bench.driver[Symbol.asyncDispose]();

    await using next = await InProcessDriver.connected(
      {},
      OPTIONS,
      {},
      {
        ...record,
        portSession: 'before',
        note: JSON.stringify(note),
      },
    );
    next.driver.adopt(print, 'printing');
    const { error, stood } = await next.report('print-lost');
    assert.equal(error.code, 'resume-unproven');
    assert.deepEqual(stood, { taken: 130, sent: null, leftOut: false, led: false });
  });

  test('[MA10] a machine that dies while the head is led back prints nothing more: a person measures and asks anew', async () => {
    await using bench = await InProcessDriver.connected({ speed: 50, homingMs: 2_000 }, OPTIONS);
    const line = 8 + 41 * 3;
    const rest = { ...bench.print(FILE), printId: printId('rest'), rest: { line, zMm: 0.8 } };
    const homes = bench.sending('G28 R0 X Y');
    bench.driver.start(rest);
    await homes;
    await bench.crash(rest, 'printing');
    const { error, stood } = await bench.report('print-lost');
    assert.deepEqual([error.code, error.message.includes('led back')], ['resume-unproven', true]);
    assert.deepEqual(stood, { taken: line, sent: null, leftOut: false, led: true });
    assert.deepEqual(bench.executedOf(COMMANDS.slice(8)), []);
  });

  for (const script of ['end', 'cancel'] as const) {
    test(`[BE1] whoever loses it in the ${script} script is told no height by the file: the head was led away`, async () => {
      const options = { ...OPTIONS, [`${script}Script`]: 'G91\nG1 Z20 F6000\nM117 led\nG4 S60' };
      await using bench = await InProcessDriver.connected({ speed: 50 }, options);
      const print = bench.print(FILE);
      bench.driver.start(print);
      if (script === 'cancel') {
        await bench.executedLines(8 + 41);
        bench.driver.cancel(print.printId);
      }
      await bench.until(() => bench.printer.records().some((each) => each.kind === 'line' && each.text === 'M117 led'));
      bench.printer.control({ command: 'power-cycle' });
      const { stood } = await bench.report('print-lost');
      assert.equal(stood?.led, true);
    });
  }

  test('[MA10] the place in the file is written down with the first line of a layer, and no more often than every two seconds', () => {
    let at = 0;
    const written: number[] = [];
    const clock = { monotonic: () => at, now: () => at, schedule: () => ({ [Symbol.dispose]: () => {} }) };
    const notes = new LayerNotes(clock, () => written.push(at));
    for (at = 0; at <= 10_000; at += 100) notes.passed(at < 5_000 ? Math.floor(at / 500) : 10);
    assert.deepEqual(written, [2_000, 4_000, 6_000]);
  });

  test('[BE1] a rest that does not begin with a layer, or at a height that nobody said, is refused before anything moves', async () => {
    await using bench = await InProcessDriver.connected({}, OPTIONS);
    const print = bench.print(FILE);
    for (const rest of [
      { line: 60, zMm: 0.4 },
      { line: 8 + 41, zMm: null },
      { line: 8 + 41, zMm: -1 },
    ]) {
      const id = printId(`rest-${rest.line}${rest.zMm === null ? '' : 'z'}${rest.zMm ?? ''}`.replaceAll(/[.]/g, ''));
      bench.driver.start({ ...print, printId: id, rest });
      const ended = await bench.until(() =>
        bench.reports.find((each) => each.kind === 'print-ended' && each.printId === id),
      );
      assert.ok(ended.kind === 'print-ended' && !ended.moved && ended.error?.code === 'file-refused');
    }
    assert.equal(
      bench.printer.records().some((each) => each.kind === 'line' && /^G1|^G28/.test(each.text)),
      false,
    );
  });
});
