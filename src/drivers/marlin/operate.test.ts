import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { printId } from '#model/ids';
import { DriverHarness, type DriverProcess } from './fixtures/driver-harness.ts';
import type { SimulatorLaunch } from './simulator/simulator-client.ts';
import { spelled } from './simulator/spelling.ts';

const PRINT = printId('p');
const QUICK: SimulatorLaunch = { speed: 20, advancedOk: true, coldBelow: 0, homingMs: 200 };

/** `layers` of ten moves each, 0.2 mm apart. */
const layered = (layers: number): string[] =>
  Array.from({ length: layers }, (_, layer) => [
    `G1 Z${((layer + 1) * 0.2).toFixed(2)} F600`,
    ...Array.from(
      { length: 10 },
      (_, k) => `G1 X${10 + k}.${String(layer).padStart(3, '0')} Y20 E${(layer * 10 + k + 1) / 10} F6000`,
    ),
  ]).flat();

async function ready(launch: SimulatorLaunch = {}) {
  const harness = await DriverHarness.open({ ...QUICK, ...launch });
  harness.knowSession();
  const driver = harness.drive();
  try {
    await driver.report('connected');
    return { harness, driver };
  } catch (error) {
    await driver.kill();
    await harness[Symbol.asyncDispose]();
    throw error;
  }
}

const dialogs = (driver: DriverProcess) =>
  driver.reports.flatMap((each) => (each.kind === 'dialog' ? [each.dialog] : []));

describe('a print and the person beside it', { concurrency: 2 }, () => {
  test('[MA15] a filament change asks, is answered by its id alone, asks again after purging, and the print goes on', async () => {
    const { harness, driver } = await ready();
    await using _ = harness;
    await using __ = driver;
    driver.order({
      do: 'start',
      print: harness.print('p', ['G28', ...layered(3), 'M600', ...layered(5).slice(33), 'M104 S0']),
    });
    await driver.report('print-paused');
    const first = await driver.until(() => dialogs(driver).find((each) => each !== null));
    assert.deepEqual([first.text, first.choices], ['Paused', ['PurgeMore', 'Continue']]);
    driver.order({ do: 'answer', dialogId: 'another', choice: 1 });
    driver.order({ do: 'answer', dialogId: first.id, choice: 0 });
    const second = await driver.until(() => dialogs(driver).findLast((each) => each !== null && each.id !== first.id));
    driver.order({ do: 'answer', dialogId: first.id, choice: 1 });
    driver.order({ do: 'answer', dialogId: second.id, choice: 1 });
    await driver.report('print-resumed');
    assert.equal((await driver.report('print-ended')).outcome, 'finished');
    await driver.until(() => dialogs(driver).at(-1) === null);
    const answers = (await harness.simulator.records()).flatMap((each) =>
      each.kind === 'emergency' ? [each.code] : [],
    );
    assert.deepEqual(answers, ['M876', 'M876'], 'a stale answer never reached the printer');
    assert.deepEqual(await harness.executedOf(layered(5)), layered(5));
  });

  test('a printer that runs out of filament and leaves the pause to its host is paused', async () => {
    const { harness, driver } = await ready({ speed: 2 });
    await using _ = harness;
    await using __ = driver;
    driver.order({ do: 'start', print: harness.print('p', ['G28', ...layered(30)]) });
    await driver.progress(0.1);
    await harness.simulator.control({
      command: 'trigger',
      fault: { fault: 'say', line: '//action:out_of_filament T0' },
    });
    assert.match((await driver.report('print-paused')).reason, /filament/);
  });

  test('[MA15] overrides go out in the middle of a print and are shown; no line of the file is lost by them', async () => {
    const { harness, driver } = await ready({ speed: 2 });
    await using _ = harness;
    await using __ = driver;
    driver.order({ do: 'start', print: harness.print('p', ['G28', ...layered(30), 'M104 S0']) });
    await driver.progress(0.1);
    const changes = [
      { kind: 'feed', percent: 120 },
      { kind: 'flow', percent: 95 },
      { kind: 'fan', percent: 50 },
      { kind: 'baby-step', mm: 0.05 },
      { kind: 'target', heater: 'bed', celsius: 55 },
    ] as const;
    for (const change of changes) driver.order({ do: 'adjust', printId: PRINT, change });
    driver.order({ do: 'adjust', printId: printId('another'), change: { kind: 'feed', percent: 10 } });
    const { feedback } = await driver.report(
      'feedback',
      ({ feedback: { overrides } }) => overrides?.babyStepMm === 0.05,
    );
    assert.deepEqual(feedback.overrides, {
      feedPercent: 120,
      flowPercent: 95,
      fanPercent: 50,
      babyStepMm: 0.05,
      pauseAt: null,
    });
    assert.equal((await driver.report('print-ended')).outcome, 'finished');
    const executed = await harness.executed();
    for (const line of ['M220 S120', 'M221 S95', 'M106 S128', 'M290 Z0.05', 'M140 S55'])
      assert.equal(executed.filter((each) => each === line).length, 1, line);
    assert.ok(!executed.includes('M220 S10'));
    assert.deepEqual(await harness.executedOf(layered(30)), layered(30));
  });

  test('[MA10] [MA15] [I13] an object is left out of a print that goes on in another process: the others are whole, and so is the filament', async () => {
    const { harness, driver } = await ready({ speed: 2 });
    await using _ = harness;
    let e = 0;
    const part = (object: number, layer: number): string[] => [
      `G1 X${10 + object * 60} Y${10 + layer * 0.01} F6000`,
      `M486 S${object}`,
      ...Array.from({ length: 6 }, (__, k) => {
        e = Math.round((e + 0.1) * 100) / 100;
        return `G1 X${10 + object * 60 + k}.${String(layer).padStart(2, '0')} Y${20 + object} E${e} F6000`;
      }),
      'M486 S-1',
    ];
    const lines = Array.from({ length: 12 }, (__, layer) => [
      `G1 Z${((layer + 1) * 0.2).toFixed(2)} F600`,
      ...[0, 1, 2].flatMap((object) => part(object, layer)),
    ]).flat();
    const print = harness.print('p', ['G28', 'M82', ...lines, 'M104 S0']);
    driver.order({ do: 'start', print });
    await driver.progress(0.1);
    driver.order({ do: 'adjust', printId: PRINT, change: { kind: 'skip-object', object: '1' } });
    await driver.report('feedback', ({ feedback: { overrides } }) => overrides?.objects?.[1]?.skipped === true);
    await driver.progress(0.3);
    await driver.kill();
    await using next = harness.drive({ adopt: { print, into: 'printing' } });
    await next.report('adopted');
    assert.equal((await next.report('print-ended')).outcome, 'finished');
    const ofB = (line: string): boolean => / Y21 E/.test(line);
    const moves = lines.filter((line) => / E/.test(line)).map(spelled);
    const executed = (await harness.executed()).filter((line) => / Y2[0-2] E/.test(line));
    assert.deepEqual(
      executed.filter((line) => !ofB(line)),
      moves.filter((line) => !ofB(line)),
      'each line of the others once, in order',
    );
    const b = executed.filter(ofB);
    assert.deepEqual(b, moves.filter(ofB).slice(0, b.length), 'of this one the beginning');
    assert.ok(b.length < 8 * 6, `${b.length} lines of it after the wish`);
    const { status } = await harness.simulator.control({ command: 'status' });
    assert.equal(status?.position.e.toFixed(2), e.toFixed(2), 'the count of the extruder is that of the file');
    assert.equal(status?.anomalies, 0);
  });

  test('[MA10] [MA15] a pause at a layer comes exactly before its first line, also in the process after', async () => {
    const { harness, driver } = await ready({ speed: 1 });
    await using _ = harness;
    const print = harness.print('p', ['G28', ...layered(14), 'M104 S0']);
    driver.order({ do: 'start', print });
    await driver.report('print-moved');
    driver.order({ do: 'adjust', printId: PRINT, change: { kind: 'pause-at', at: { kind: 'layer', layer: 7 } } });
    await driver.report(
      'feedback',
      ({ feedback: { overrides } }) => overrides?.pauseAt !== null && overrides !== undefined,
    );
    await driver.progress(0.05);
    await driver.kill();
    await using next = harness.drive({ adopt: { print, into: 'printing' } });
    assert.match((await next.report('print-paused')).reason, /Layer 7/);
    const lines = layered(14);
    const upTo = lines.findIndex((line) => line.startsWith('G1 X10.006'));
    assert.deepEqual(await harness.executedOf(lines), lines.slice(0, upTo));
    next.order({ do: 'adjust', printId: PRINT, change: { kind: 'pause-at', at: { kind: 'height', mm: 2 } } });
    next.order({ do: 'resume', printId: PRINT });
    await next.report('print-paused', ({ reason }) => /2 mm/.test(reason));
    assert.deepEqual(
      await harness.executedOf(lines),
      lines.slice(
        0,
        lines.findIndex((line) => line.startsWith('G1 X10.009')),
      ),
    );
    next.order({ do: 'resume', printId: PRINT });
    assert.equal((await next.report('print-ended')).outcome, 'finished');
    assert.deepEqual(await harness.executedOf(lines), lines);
  });
});
