import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { SpoolRecord } from '#drivers/driver';
import type { Temperature } from '#model/feedback';
import { printId } from '#model/ids';
import { DriverHarness, type DriverProcess } from './fixtures/driver-harness.ts';
import { manifest } from './manifest.ts';
import type { SimulatorLaunch } from './simulator/simulator-client.ts';

/** Moves that extrude, each with a text of its own, so that what was executed can be told line by line. */
const moves = (count: number): string[] =>
  Array.from({ length: count }, (_, k) => {
    const x = (10 + (k % 50)).toFixed(2);
    return `G1 X${x} Y${(20 + Math.floor(k / 50) * 0.4).toFixed(2)} E${((k + 1) * 0.05).toFixed(2)} F6000`;
  });

/** Heats without waiting for it, homes, extrudes over the bed. */
const small = (count = 200): string[] => [
  '; made for a test',
  'M104 S200',
  'G28',
  'M82',
  'G92 E0',
  ...moves(count),
  'M104 S0',
  'M140 S0',
];

const PRINT = printId('p');
/** Every heater is off, whatever is still warm. */
const isCold = (temperatures: readonly Temperature[]): boolean =>
  temperatures.length > 0 && temperatures.every(({ target }) => target === null);
/** Nothing waits for heat. */
const QUICK: SimulatorLaunch = { speed: 20, advancedOk: true, coldBelow: 0, homingMs: 200 };

interface Stage extends AsyncDisposable {
  readonly harness: DriverHarness;
  readonly driver: DriverProcess;
}

/** A printer that is understood. */
async function ready(launch: SimulatorLaunch = {}, more: Parameters<DriverHarness['drive']>[0] = {}): Promise<Stage> {
  const harness = await DriverHarness.open({ ...QUICK, ...launch });
  harness.knowSession();
  const driver = harness.drive(more);
  await driver.report('connected');
  return {
    harness,
    driver,
    async [Symbol.asyncDispose]() {
      await driver.kill();
      await harness[Symbol.asyncDispose]();
    },
  };
}

async function printing(
  launch: SimulatorLaunch = {},
  count = 600,
): Promise<Stage & { readonly lines: readonly string[] }> {
  const stage = await ready(launch);
  const lines = small(count);
  stage.driver.order({ do: 'start', print: stage.harness.print('p', lines) });
  await stage.driver.report('print-moved');
  return { ...stage, lines: moves(count), [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose]() };
}

async function assertWhole(stage: {
  readonly harness: DriverHarness;
  readonly lines: readonly string[];
}): Promise<void> {
  assert.deepEqual(await stage.harness.executedOf(stage.lines), stage.lines, 'each line once, in order');
  const { status } = await stage.harness.simulator.control({ command: 'status' });
  assert.equal(status?.anomalies, 0);
}

for (const plug of ['pty', 'tcp'] as const) {
  describe(`a print over ${plug}`, { concurrency: 4 }, () => {
    test('[DR1] [DR2] a printer is understood, and a print runs from its first line to its proven end', async () => {
      await using stage = await ready({ plug });
      const { harness, driver } = stage;
      driver.order({ do: 'start', print: harness.print('p', small()) });
      const ended = await driver.report('print-ended');
      assert.deepEqual([ended.outcome, ended.moved, ended.error], ['finished', true, null]);
      assert.deepEqual(driver.story, ['connected', 'print-moved', 'print-stutter', 'print-ended']);
      const records = await harness.simulator.records();
      const last = records.findLast((each) => each.kind === 'line' && each.text.startsWith('G1'));
      const proof = records.findLast((each) => each.kind === 'line' && each.text === 'M114');
      assert.ok(last !== undefined && proof !== undefined && proof.t >= last.t);
      await assertWhole({ harness, lines: moves(200) });
      assert.equal(await driver.end(), 0, '[DR11] nothing keeps the process alive');
    });

    test('[DR6] [DR7] [MA10] three kill -9 in one print: each line once, in order, and it finishes', async () => {
      await using stage = await printing({ plug, speed: 4 }, 1_200);
      const { harness } = stage;
      let driver = stage.driver;
      for (const at of [0.1, 0.35, 0.6]) {
        await driver.progress(at);
        await driver.kill();
        driver = harness.drive({ adopt: { print: harness.print('p', small(1_200)), into: 'printing' } });
        const adopted = await driver.report('adopted');
        assert.equal(adopted.into, 'printing');
      }
      const ended = await driver.report('print-ended');
      assert.equal(ended.outcome, 'finished');
      await assertWhole(stage);
      await driver.kill();
    });

    test('[DR5] a cable that is pulled ends the print as lost, and the guardian is told', async () => {
      await using stage = await printing({ plug, speed: 2 });
      await stage.driver.progress(0.1);
      await stage.harness.simulator.control({ command: 'unplug' });
      const lost = await stage.driver.report('print-lost');
      assert.deepEqual([lost.printId, lost.error.code], ['p', 'port-lost']);
      await stage.driver.report('disconnected');
      await stage.driver.until(() => stage.driver.said.some((each) => each.say === 'port-lost'));
    });
  });
}

describe('faults of the wire', { concurrency: 4 }, () => {
  const weathers: readonly (readonly [string, SimulatorLaunch])[] = [
    ['one line in two hundred is garbled', { faults: { corruptInLine: 0.005 } }],
    ['one line in twenty is garbled, both ways', { faults: { corruptInLine: 0.05, corruptOutLine: 0.05 } }],
    ['oks are lost', { faults: { lostOk: 0.02 }, advancedOk: false }],
    ['oks come twice', { faults: { duplicateOk: 0.05 }, advancedOk: false }],
    ['Resend comes without its ok, as Prusa 3.1.0 did', { faults: { corruptInLine: 0.02, resendWithoutOk: true } }],
    ['Resend is lost', { faults: { corruptInLine: 0.02, lostResend: 0.3 } }],
    ['bytes are lost', { faults: { dropInByte: 0.0005, dropOutByte: 0.0005 } }],
    ['replies come late', { faults: { latencyMs: 8, latencyJitterMs: 8 } }],
    ['bytes come one by one, lines end in CR LF', { faults: { oneByteWrites: true, crlf: true } }],
    ['115,200 baud', { baud: 115_200, faults: { corruptInLine: 0.01 } }],
  ];
  for (const [title, launch] of weathers) {
    test(`[I13] [DR12] ${title}: the print is whole`, async () => {
      await using stage = await printing(launch, 400);
      const ended = await stage.driver.report('print-ended');
      assert.equal(ended.outcome, 'finished');
      await assertWhole(stage);
    });
  }

  test('[DR12] a storm of resends, of busy, a flood of noise and a line of a megabyte harm no print (F21)', async () => {
    await using stage = await printing({ speed: 4 }, 800);
    const { harness, driver } = stage;
    const trigger = (fault: Parameters<typeof harness.simulator.control>[0]): Promise<unknown> =>
      harness.simulator.control(fault);
    await driver.progress(0.1);
    await trigger({ command: 'trigger', fault: { fault: 'resend-storm', times: 30 } });
    await driver.progress(0.3);
    await trigger({ command: 'trigger', fault: { fault: 'busy-storm', forMs: 300, perSecond: 500 } });
    await trigger({ command: 'trigger', fault: { fault: 'garbage', bytes: 100_000 } });
    await driver.progress(0.5);
    await trigger({ command: 'trigger', fault: { fault: 'long-line', bytes: 1_000_000 } });
    await trigger({ command: 'trigger', fault: { fault: 'say', line: 'Error:c:ecksum mismatch' } });
    await trigger({ command: 'trigger', fault: { fault: 'say', line: 'Resend: 034497' } });
    await trigger({ command: 'trigger', fault: { fault: 'stall', forMs: 500 } });
    const ended = await driver.report('print-ended');
    assert.equal(ended.outcome, 'finished');
    await assertWhole(stage);
  });
});

describe('commands', { concurrency: 4 }, () => {
  test('[DR3] a pause is told when the head stands, a resume when lines go on; the print is whole', async () => {
    await using stage = await printing({ speed: 4 });
    const { driver, harness } = stage;
    await driver.progress(0.2);
    driver.order({ do: 'pause', printId: PRINT });
    await driver.report('print-paused');
    const standing = (await harness.executedOf(stage.lines)).length;
    driver.order({ do: 'manual', lines: ['G91', 'G0 Z5', 'G90', 'M105'] });
    const { result } = await driver.until(() => driver.said.find((each) => each.say === 'manual'));
    assert.equal(result.kind, 'done');
    assert.match(
      result.kind === 'done' ? result.replies.join('\n') : '',
      /T:/,
      '[DR4] what the printer says comes back',
    );
    assert.equal((await harness.executedOf(stage.lines)).length, standing, 'nothing was fed meanwhile');
    driver.order({ do: 'resume', printId: PRINT });
    await driver.report('print-resumed');
    const ended = await driver.report('print-ended');
    assert.equal(ended.outcome, 'finished');
    await assertWhole(stage);
    const executed = await harness.executed();
    const after = executed.slice(executed.lastIndexOf('M105') + 1);
    assert.ok(
      after.some((line) => /^G0 X[\d.]+ Y[\d.]+ F6000$/.test(line)),
      'the head found back before it went on',
    );
  });

  test('[DR10] cancel is prompt in motion, leaves the heaters off and nothing of the file behind', async () => {
    await using stage = await printing({ speed: 2 });
    const { driver, harness } = stage;
    await driver.progress(0.1);
    const asked = performance.now();
    driver.order({ do: 'cancel', printId: PRINT });
    const ended = await driver.report('print-ended');
    assert.ok(performance.now() - asked < 2_000);
    assert.deepEqual([ended.outcome, ended.moved], ['cancelled', true]);
    const executed = await harness.executed();
    const off = executed.lastIndexOf('M104 S0');
    assert.ok(off > 0 && !executed.slice(off).some((line) => line.startsWith('G1')));
    const { status } = await harness.simulator.control({ command: 'status' });
    assert.deepEqual([status?.nozzleTarget, status?.bedTarget], [0, 0]);
    const silent = executed.length;
    driver.order({ do: 'manual', lines: ['G91'] });
    await driver.until(() => driver.said.some((each) => each.say === 'manual'));
    assert.ok((await harness.executed()).length > silent, 'and the printer still listens');
  });

  test('[DR10] [BE2] cancel while it heats does not wait for the heat; nothing has moved', async () => {
    await using stage = await ready({ speed: 1 });
    const { driver, harness } = stage;
    driver.order({ do: 'start', print: harness.print('p', ['M190 S100', 'G28', ...moves(10)]) });
    await driver.report('print-moved');
    const asked = performance.now();
    driver.order({ do: 'cancel', printId: PRINT });
    const ended = await driver.report('print-ended');
    assert.ok(performance.now() - asked < 3_000, `${performance.now() - asked} ms`);
    assert.deepEqual([ended.outcome, ended.moved], ['cancelled', false]);
    assert.ok(!(await harness.executed()).includes('G28'));
  });

  test('[DR10] [I6] an emergency stop goes past a full window, and is told when the printer stands', async () => {
    await using stage = await printing({ speed: 1 });
    const { driver, harness } = stage;
    await driver.progress(0.05);
    driver.order({ do: 'stop' });
    await driver.report('standing');
    const records = await harness.simulator.records();
    const killed = records.findIndex((each) => each.kind === 'killed');
    assert.ok(killed > 0);
    assert.ok(!records.slice(killed).some((each) => each.kind === 'line'));
    await driver.report('disconnected');
    driver.order({ do: 'reset' });
    await driver.until(() => driver.said.some((each) => each.say === 'reopen-port'));
  });

  test('[DR10] an emergency stop is heard while the board boots and before any handshake', async () => {
    await using harness = await DriverHarness.open({ speed: 1 });
    await using driver = harness.drive();
    await driver.until(() => driver.said.some((each) => each.say === 'safety'));
    driver.order({ do: 'stop' });
    await driver.report('standing');
    const record = JSON.parse(readFileSync(join(harness.folder, 'record.json'), 'utf8')) as SpoolRecord;
    assert.equal(
      record.portSession,
      'session-1',
      '[BE8] a reset that follows is told from this session by another one',
    );
  });

  test('[DR4] a file that cannot be sent is refused with line and remedy, before anything moves', async () => {
    await using stage = await ready();
    const { driver, harness } = stage;
    driver.order({ do: 'start', print: harness.print('p', ['G28', `G1 ${'X1 '.repeat(60)}`]) });
    const ended = await driver.report('print-ended');
    assert.deepEqual([ended.outcome, ended.moved, ended.error?.code], ['failed', false, 'file-refused']);
    assert.match(ended.error?.message ?? '', /Line 2/);
    assert.ok(!(await harness.executed()).includes('G28'));
  });

  test('M0 of a file is a pause by the printer; resume answers it', async () => {
    await using stage = await ready();
    const { driver, harness } = stage;
    driver.order({ do: 'start', print: harness.print('p', [...small(20), 'M0 Look', 'G1 X1 F6000']) });
    const paused = await driver.report('print-paused');
    assert.match(paused.reason, /person/);
    driver.order({ do: 'resume', printId: PRINT });
    await driver.report('print-resumed');
    const ended = await driver.report('print-ended');
    assert.equal(ended.outcome, 'finished');
  });
});

describe('prints that are lost, and proofs that are missing', { concurrency: 4 }, () => {
  test('[MA10] a board that resets in a print: lost, nothing more is sent of it, and the printer is found again', async () => {
    await using stage = await printing({ speed: 2 });
    const { driver, harness } = stage;
    await driver.progress(0.1);
    await harness.simulator.control({ command: 'trigger', fault: { fault: 'reset' } });
    const lost = await driver.report('print-lost');
    assert.equal(lost.error.code, 'printer-reset');
    assert.match(
      lost.error.message,
      / had taken at least line \d+ of 60\d of the file by then, in layer 1 at 0\.00 mm\.$/,
    );
    await driver.until(() => driver.story.lastIndexOf('connected') > driver.story.indexOf('print-lost'));
    const records = await harness.simulator.records();
    const reset = records.findLastIndex((each) => each.kind === 'reset');
    assert.ok(!records.slice(reset).some((each) => each.kind === 'line' && each.text.startsWith('G1')));
    const again = driver.reports.findLast((each) => each.kind === 'connected');
    assert.equal(again?.kind === 'connected' && again.continuity, 'restarted');
  });

  test('a halted printer is told in its own words, and found again after its reset', async () => {
    await using stage = await printing({ speed: 2 });
    const { driver, harness } = stage;
    await driver.progress(0.1);
    await harness.simulator.control({ command: 'trigger', fault: { fault: 'thermal-runaway' } });
    const lost = await driver.report('print-lost');
    assert.equal(lost.error.code, 'printer-halted');
    assert.match(lost.error.message, /Thermal Runaway/i);
    await driver.report('disconnected', ({ reason }) => /must be reset/.test(reason));
    await harness.simulator.control({ command: 'power-cycle' });
    await driver.until(() => driver.story.at(-1) === 'connected');
  });

  const refusals: readonly (readonly [string, (harness: DriverHarness) => Promise<unknown>, RegExp])[] = [
    [
      'the printer was reset while its machine was dead (F24)',
      (h) => h.simulator.control({ command: 'trigger', fault: { fault: 'reset' } }),
      /reset|anew/,
    ],
    ['the guardian wrote to the port', async (h) => (h.touched = true), /nobody was driving/],
    ['the port was opened anew', (h) => h.openPort(), /opened again/],
  ];
  for (const [title, happens, reason] of refusals) {
    test(`[MA10] [CK9] no proof, no print, and no heat: ${title}`, async () => {
      await using stage = await printing({ speed: 2 });
      const { driver, harness } = stage;
      await driver.progress(0.1);
      await driver.kill();
      await happens(harness);
      const before = (await harness.executedOf(stage.lines)).length;
      await using next = harness.drive({ adopt: { print: harness.print('p', small(600)), into: 'printing' } });
      const lost = await next.report('print-lost');
      assert.equal(lost.error.code, 'resume-unproven');
      assert.match(lost.error.message, reason);
      await next.report('connected', ({ continuity }) => continuity !== 'unbroken');
      const after = (await harness.executedOf(stage.lines)).length;
      // What lay in the printer's own buffers when the machine died is still executed; nothing new is.
      assert.ok(after - before <= 24, `${after - before}`);
      await next.report('feedback', ({ feedback: { temperatures } }) => isCold(temperatures));
    });
  }

  test('[MA10] another file under the same print is not printed', async () => {
    await using stage = await printing({ speed: 2 });
    await stage.driver.progress(0.1);
    await stage.driver.kill();
    const other = stage.harness.print('p', small(601));
    await using next = stage.harness.drive({ adopt: { print: other, into: 'printing' } });
    const lost = await next.report('print-lost');
    assert.match(lost.error.message, /not the one that was printing/);
  });

  test('[MA10] after more than a minute without its machine a print comes back paused', async () => {
    await using stage = await printing({ speed: 4 });
    await stage.driver.progress(0.1);
    await stage.driver.kill();
    stage.harness.unreadMs = 61_000;
    await using next = stage.harness.drive({
      adopt: { print: stage.harness.print('p', small(600)), into: 'printing' },
    });
    const adopted = await next.report('adopted');
    assert.equal(adopted.into, 'paused');
    assert.ok(adopted.gapMs >= 61_000);
    next.order({ do: 'resume', printId: PRINT });
    await next.report('print-resumed');
    const ended = await next.report('print-ended');
    assert.equal(ended.outcome, 'finished');
    await assertWhole(stage);
  });

  test('[MA10] a paused print is paused in the next process, and goes on from there', async () => {
    await using stage = await printing({ speed: 4 });
    const { driver, harness } = stage;
    await driver.progress(0.2);
    driver.order({ do: 'pause', printId: PRINT });
    await driver.report('print-paused');
    await driver.kill();
    const before = (await harness.executedOf(stage.lines)).length;
    await using next = harness.drive({ adopt: { print: harness.print('p', small(600)), into: 'paused' } });
    assert.equal((await next.report('adopted')).into, 'paused');
    assert.equal((await harness.executedOf(stage.lines)).length, before);
    next.order({ do: 'resume', printId: PRINT });
    assert.equal((await next.report('print-ended')).outcome, 'finished');
    await assertWhole(stage);
  });

  test('[MA10] [I13] a machine killed while the head is astray: the print is paused, and goes on by itself only after the way back', async () => {
    await using stage = await printing({ speed: 4 });
    const { driver, harness } = stage;
    await driver.progress(0.2);
    driver.order({ do: 'pause', printId: PRINT });
    await driver.report('print-paused');
    driver.order({ do: 'manual', lines: ['G91', 'G0 Z5', 'G90'] });
    await driver.until(() => driver.said.find((each) => each.say === 'manual'));
    await driver.kill();
    const adopt = { print: harness.print('p', small(600)), into: 'printing' } as const;
    const next = harness.drive({ adopt });
    assert.equal((await next.report('adopted')).into, 'paused');
    next.order({ do: 'resume', printId: PRINT });
    await next.report('print-resumed');
    await next.kill();
    await using last = harness.drive({ adopt });
    assert.equal((await last.report('adopted')).into, 'printing', 'the head is back');
    assert.equal((await last.report('print-ended')).outcome, 'finished');
    await assertWhole(stage);
  });

  test('[MA10] a print that was being cancelled is cancelled by the next process', async () => {
    await using stage = await printing({ speed: 2 });
    await stage.driver.progress(0.1);
    await stage.driver.kill();
    await using next = stage.harness.drive({
      adopt: { print: stage.harness.print('p', small(600)), into: 'cancelling' },
    });
    assert.equal((await next.report('print-ended')).outcome, 'cancelled');
  });

  test('[MA10] an override just before a kill is executed once or never, and no line of the file with it (F25)', async () => {
    await using stage = await printing({ speed: 2 }, 1_000);
    const { harness } = stage;
    let driver = stage.driver;
    for (let k = 0; k < 4; k++) {
      await driver.progress(0.1 + k * 0.15);
      driver.order({ do: 'manual', lines: [`M117 override ${k}`] });
      await driver.kill();
      driver = harness.drive({ adopt: { print: harness.print('p', small(1_000)), into: 'printing' } });
      await driver.report('adopted');
    }
    assert.equal((await driver.report('print-ended')).outcome, 'finished');
    await driver.kill();
    await assertWhole(stage);
    const overrides = (await harness.executed()).filter((line) => line.startsWith('M117'));
    assert.equal(new Set(overrides).size, overrides.length);
  });

  test('[MA7] a print whose first record never came to disk has not moved', async () => {
    await using stage = await ready();
    await stage.driver.kill();
    await using next = stage.harness.drive({
      adopt: { print: stage.harness.print('p', small(600)), into: 'printing' },
    });
    const ended = await next.report('print-ended');
    assert.deepEqual([ended.outcome, ended.moved], ['failed', false]);
    await next.report('connected', ({ continuity }) => continuity === 'unbroken');
  });
});

describe('sight of the printer', { concurrency: 4 }, () => {
  test('[BE3] continuity is proven by session and counter; a reset, a touch or a new session breaks it', async () => {
    await using stage = await ready({ speed: 20 });
    const { harness } = stage;
    await stage.driver.kill();
    const seen = async (): Promise<string> => {
      await using driver = harness.drive();
      return (await driver.report('connected')).continuity;
    };
    assert.equal(await seen(), 'unbroken');
    assert.equal(await seen(), 'unbroken');
    await harness.simulator.control({ command: 'trigger', fault: { fault: 'reset' } });
    assert.equal(await seen(), 'restarted');
    assert.equal(await seen(), 'unbroken');
    harness.touched = true;
    assert.equal(await seen(), 'unproven');
    harness.touched = false;
    await harness.openPort();
    assert.equal(await seen(), 'unproven');
  });

  test('[DR1] [PR6] [PZ14] a printer that says nothing is told as out of sight in time, and found when it speaks', async () => {
    await using harness = await DriverHarness.open({ speed: 20, faults: { dropOutByte: 1 } });
    await using driver = harness.drive();
    await driver.until(() => driver.said.some((each) => each.say === 'safety'));
    const began = performance.now();
    await driver.report('disconnected');
    assert.ok(performance.now() - began < manifest.limits.firstReportMs);
    await harness.simulator.control({ command: 'faults', set: { dropOutByte: 0 } });
    await driver.report('connected');
  });

  test('[DR8] [MA11] a print from the card is seen, as it begins or when it already runs, and its end', async () => {
    await using stage = await ready({ speed: 1 });
    const { driver, harness } = stage;
    const lines = Array.from({ length: 40 }, (_, k) => `G1 X${k % 2 === 0 ? 100 : 10} F3000`);
    await harness.simulator.control({ command: 'panel-print', lines });
    const began = await driver.report('foreign-began');
    await driver.kill();
    await using next = harness.drive();
    const connected = await next.report('connected');
    assert.equal(connected.foreign?.key, began.foreign.key, 'the same print is not found twice');
  });

  test('[BE5] the sensor of a simulated printer is asked and told; that of a real one is not', async () => {
    await using stage = await ready({ bedSensor: true }, { simulated: true });
    const { driver, harness } = stage;
    assert.equal((await driver.report('bed-sensed')).empty, true);
    driver.order({ do: 'start', print: harness.print('p', small(50)) });
    await driver.report('print-ended');
    await driver.report('bed-sensed', ({ empty }) => !empty);
    await harness.simulator.control({ command: 'remove-object' });
    await driver.until(() => {
      const last = driver.reports.findLast((each) => each.kind === 'bed-sensed');
      return last?.kind === 'bed-sensed' && last.empty;
    });
  });

  test('[MA14] measurements come at most four times a second, with temperatures, place and progress', async () => {
    await using stage = await printing({ speed: 2 });
    const { driver } = stage;
    const began = performance.now();
    await driver.progress(0.4);
    const seconds = (performance.now() - began) / 1000;
    const told = driver.reports.filter((each) => each.kind === 'feedback');
    assert.ok(told.length <= 4 * (seconds + 4), `${told.length} in ${seconds} s`);
    const last = told.at(-1);
    assert.ok(last?.kind === 'feedback');
    assert.deepEqual(last.feedback.temperatures.map((each) => each.name).sort(), ['bed', 'nozzle']);
    assert.ok(last.feedback.position !== null && (last.feedback.line?.linesSent ?? 0) > 0);
  });

  test('[MA5] the guardian is told that it heats before it is hot, and that it does not when all targets are off', async () => {
    await using stage = await ready();
    const { driver, harness } = stage;
    driver.order({ do: 'start', print: harness.print('p', small(50)) });
    await driver.report('print-ended');
    await driver.until(() => {
      const told = driver.said.flatMap((each) => (each.say === 'safety' ? [each.heating] : []));
      return JSON.stringify(told) === '[false,true,false]';
    });
  });
});
