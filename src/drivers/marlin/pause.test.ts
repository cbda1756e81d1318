import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { printId } from '#model/ids';
import { DriverHarness, type DriverProcess } from './fixtures/driver-harness.ts';
import type { SimulatorLaunch } from './simulator/simulator-client.ts';

const PRINT = printId('p');
const QUICK: SimulatorLaunch = { speed: 20, advancedOk: true, coldBelow: 0, homingMs: 200 };

/** Relative extrusion, as PrusaSlicer writes it: each line moves the filament by as much. */
const moves = (count: number): string[] =>
  Array.from(
    { length: count },
    (_, k) => `G1 X${(10 + (k % 50)).toFixed(2)} Y${(20 + k / 100).toFixed(2)} E.0500 F4200`,
  );
const relative = (count: number): string[] => [
  'M104 S200',
  'M140 S60',
  'G28',
  'M83',
  'M106 S128',
  ...moves(count),
  'M104 S0',
  'M140 S0',
];

async function printing(lines: readonly string[], options: Record<string, unknown>, launch: SimulatorLaunch = {}) {
  const harness = await DriverHarness.open({ ...QUICK, speed: 4, ...launch });
  harness.options = options;
  harness.knowSession();
  const driver = harness.drive();
  try {
    await driver.report('connected');
    const print = harness.print('p', lines);
    driver.order({ do: 'start', print });
    await driver.report('print-moved');
    return { harness, driver, print };
  } catch (error) {
    await driver.kill();
    await harness[Symbol.asyncDispose]();
    throw error;
  }
}

const pauses = (driver: DriverProcess): number => driver.story.filter((each) => each === 'print-paused').length;

describe('a pause', { concurrency: 2 }, () => {
  test('[DR3] [MA10] parks, cools and comes back as it was, in a print whose modes a process before it has set', async () => {
    const parking = { parkOnPause: true, parkY: 150, parkRetractMm: 2, pauseNozzleTemperature: 120 };
    const { harness, driver, print } = await printing(relative(500), parking);
    await using _ = harness;
    await driver.progress(0.2);
    await driver.kill();
    await using next = harness.drive({ adopt: { print, into: 'printing' } });
    await next.report('adopted');
    next.order({ do: 'pause', printId: PRINT });
    await next.report('print-paused');
    const standing = await harness.simulator.control({ command: 'status' });
    assert.deepEqual([standing.status?.position.x, standing.status?.position.y], [0, 150]);
    assert.deepEqual(
      [standing.status?.nozzleTarget, standing.status?.bedTarget],
      [120, 60],
      'the bed holds the object',
    );
    next.order({ do: 'manual', lines: ['M107'] });
    await next.until(() => next.said.some((each) => each.say === 'manual'));
    const before = await harness.executed();
    next.order({ do: 'resume', printId: PRINT });
    assert.equal((await next.report('print-ended')).outcome, 'finished');
    const back = (await harness.executed()).slice(before.length).filter((line) => line !== 'M105');
    const first = back.findIndex((line) => line.startsWith('G1 X'));
    const script = back.slice(0, first);
    assert.deepEqual(
      script.map((line) => line.replaceAll(/ ([XYZESF])-?[\d.]+/g, ' $1')),
      ['G91', 'G0 Z F', 'M104 S', 'M109 S', 'G90', 'G0 X Y F', 'G0 Z F', 'M82', 'G1 E F', 'M106 S', 'M83', 'G0 F'],
    );
    assert.deepEqual(
      script.filter((line) => /^(?:M10[469]|G0 F)/.test(line)),
      ['M104 S200', 'M109 S200', 'M106 S128', 'G0 F4200'],
      'heat, fan, relative extrusion and feed rate of the file',
    );
    const { status } = await harness.simulator.control({ command: 'status' });
    assert.equal(status?.position.e.toFixed(2), (500 * 0.05).toFixed(2), 'and no filament more or less');
    assert.deepEqual(await harness.executedOf(moves(500)), moves(500));
  });

  test('[MA10] a place that the print has left is not returned to by a process that comes back late', async () => {
    const { harness, driver, print } = await printing(relative(900), {});
    await using _ = harness;
    await driver.progress(0.1);
    driver.order({ do: 'pause', printId: PRINT });
    await driver.report('print-paused');
    driver.order({ do: 'manual', lines: ['G91', 'G0 Z5', 'G90'] });
    await driver.until(() => driver.said.some((each) => each.say === 'manual'));
    driver.order({ do: 'resume', printId: PRINT });
    await driver.report('print-resumed');
    await driver.progress(0.4);
    await driver.kill();
    harness.unreadMs = 61_000;
    await using next = harness.drive({ adopt: { print, into: 'printing' } });
    assert.equal((await next.report('adopted')).into, 'paused');
    const done = await harness.executedOf(moves(900));
    const last = /X(\S+) Y(\S+)/.exec(done.at(-1) ?? '');
    next.order({ do: 'resume', printId: PRINT });
    assert.equal((await next.report('print-ended')).outcome, 'finished');
    const way = (await harness.executed()).findLast((line) => /^G0 X\S+ Y\S+ F6000$/.test(line));
    const [, x, y] = /X(\S+) Y(\S+)/.exec(way ?? '') ?? [];
    assert.deepEqual(
      [Number(x), Number(y)],
      [Number(last?.[1]), Number(last?.[2])],
      'the head goes back to where it stood last',
    );
    assert.equal(pauses(driver), 1);
    assert.deepEqual(await harness.executedOf(moves(900)), moves(900));
  });

  test('[MA10] [MA15] a pause at a height that a kill cuts short, while the head is led away, is a pause all the same', async () => {
    // It dwells well before that height until the wish is there: more lines than are ever on their way lie between.
    const layers = [...moves(30), 'G4 S16', ...moves(60).slice(30), 'G1 Z0.4 F600', ...moves(120).slice(60)];
    const parking = { parkOnPause: true, parkLiftMm: 60, parkY: 150 };
    const { harness, driver, print } = await printing(['M104 S200', 'G28', 'M83', ...layers, 'M104 S0'], parking);
    await using _ = harness;
    await using __ = driver;
    driver.order({ do: 'adjust', printId: PRINT, change: { kind: 'pause-at', at: { kind: 'height', mm: 0.4 } } });
    // Each of its answers takes its time, so that the head is seen on its way.
    await harness.simulator.control({ command: 'faults', set: { latencyMs: 250 } });
    await driver.until(() => harness.record()?.includes('\\"retractedMm\\":1') === true);
    await driver.kill();
    assert.equal(pauses(driver), 0);
    await harness.simulator.control({ command: 'faults', set: { latencyMs: 0 } });
    await using next = harness.drive({ adopt: { print, into: 'printing' } });
    assert.match((await next.report('print-paused')).reason, /pausing/);
    next.order({ do: 'resume', printId: PRINT });
    assert.equal((await next.report('print-ended')).outcome, 'finished');
    assert.equal(pauses(next), 1, 'and no second one at the same height');
    assert.deepEqual(await harness.executedOf(moves(120)), moves(120));
    const { status } = await harness.simulator.control({ command: 'status' });
    assert.equal(status?.position.e.toFixed(2), (120 * 0.05).toFixed(2), 'no filament more or less');
    const way = (await harness.executed()).findLast((line) => line.startsWith('G0 Z'));
    assert.match(way ?? '', /^G0 Z0(?:\.4)? F600$/, 'the head came down again');
  });
});
