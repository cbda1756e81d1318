import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ContractStage, refusedFor, wholePrint } from '#drivers/fixtures/contract-stage';
import { printId } from '#model/ids';
import { contractPrinter } from './fixtures/contract-bench.ts';
import { SimulatedOctoPrint, type SimulatorOptions } from './simulator/octoprint.ts';

const GCODE = 'G28\nG1 X10 E1\n; the end\n';

interface Stage extends AsyncDisposable {
  readonly stage: ContractStage;
  readonly simulated: SimulatedOctoPrint;
}

/** As in the contract suite: the driver on a fast clock, OctoPrint over real sockets. */
async function open(options: SimulatorOptions = {}): Promise<Stage> {
  const simulated = await SimulatedOctoPrint.start({ printSeconds: 30, speed: 40, updateMs: 10, ...options });
  const stage = new ContractStage(contractPrinter(simulated));
  return { stage, simulated, [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose]() };
}

describe('OctoPrint', { concurrency: true }, () => {
  test('several of them at once, one below a path and of an old version: each prints its own, whole, under the name that it was given', async () => {
    await using first = await open();
    await using second = await open({ prefix: '/octopi-2' });
    second.simulated.switches.isOld = true;
    second.simulated.switches.renames = true;
    const [one, two] = await Promise.all([first.stage.connected(), second.stage.connected()]);
    const outcomes = await Promise.all([
      wholePrint(first.stage, one, GCODE, 'p-1'),
      wholePrint(second.stage, two, GCODE, 'p-2'),
    ]);
    assert.deepEqual(outcomes, ['finished', 'finished']);
    assert.deepEqual(first.simulated.printed, [{ path: 'croft/p-1.gcode', content: GCODE, outcome: 'done' }]);
    assert.deepEqual(second.simulated.printed, [{ path: 'croft/p_2.gcode', content: GCODE, outcome: 'done' }]);
    await second.stage.until('its copy to go', () => second.simulated.printer.files.size === 0);
    assert.ok(one.heard.some(({ report }) => report.kind === 'feedback' && report.feedback.progress !== null));
  });

  test('[S14] an upload cut in the middle or stored short is never started', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    const life = await stage.connected();
    simulated.switches.cutUploadAt = 1_000;
    assert.match(await refusedFor(stage, life, 'p1'), /could not be brought/);
    simulated.switches.cutUploadAt = null;
    simulated.switches.storeOnly = 1_000;
    assert.match(await refusedFor(stage, life, 'p2'), /stored 1000 of 300000 bytes/);
    assert.deepEqual(simulated.printed, []);
  });

  test('[S14] a file that was stored with other bytes is never started; one of whose bytes nothing is noted is', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    const life = await stage.connected();
    simulated.switches.spoilsUploads = 1;
    assert.match(await refusedFor(stage, life, 'p1'), /stored other bytes than were sent/);
    assert.deepEqual(simulated.printed, []);
    simulated.switches.hashless = true;
    assert.equal(await wholePrint(stage, life, GCODE, 'p2'), 'finished');
  });

  for (const [how, act, outcome] of [
    ['done', () => {}, 'finished'],
    ['cancelled at its page', (at: SimulatedOctoPrint) => at.printer.cancel(), 'failed'],
  ] as const) {
    test(`without an event what OctoPrint has noted of the file tells the end: ${how}`, async () => {
      await using at = await open();
      const { stage, simulated } = at;
      simulated.switches.isEventless = true;
      const life = await stage.connected();
      life.driver.start(stage.print('p1', GCODE));
      await life.report('print-moved');
      act(simulated);
      assert.equal((await life.report('print-ended')).report.outcome, outcome);
    });
  }

  test('a cancel tells three events, one of which calls it a failure: it is one end, and a cancel', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    const life = await stage.connected();
    life.driver.start(stage.print('p1', GCODE));
    await life.report('print-moved');
    simulated.printer.cancel();
    assert.equal((await life.report('print-ended')).report.outcome, 'cancelled');
    await stage.pass(10_000);
    assert.equal(life.count('print-ended') + life.count('print-lost') + life.count('foreign-began'), 1);
  });

  test('OctoPrint dies under the print and notes nothing: the print is lost', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    const life = await stage.connected();
    life.driver.start(stage.print('p1', GCODE));
    await life.report('print-moved');
    const heard = life.heard.length;
    simulated.cut();
    simulated.printer.crash();
    await life.report('disconnected', heard);
    simulated.mend();
    assert.equal((await life.report('print-lost')).report.error.code, 'resume-unproven');
  });

  test('the printer is lost by an error: the print with it, in OctoPrint’s words; a reset connects it again', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    const life = await stage.connected();
    life.driver.start(stage.print('p1', GCODE));
    await life.report('print-moved');
    simulated.printer.fail('Thermal Runaway');
    const { report } = await life.report('print-lost');
    assert.equal(report.error.code, 'printer-halted');
    assert.match(report.error.message, /Thermal Runaway/);
    await life.report('disconnected');
    assert.ok(!simulated.asked.includes('POST /api/connection'), 'a fault waits for a person');
    const heard = life.heard.length;
    life.driver.reset();
    await life.report('connected', heard);
    assert.equal(life.count('print-ended'), 0);
  });

  test('[BE3] a start that was obeyed and not seen, before OctoPrint died: the print is lost, whatever it shows now', async () => {
    await using at = await open({ printSeconds: 3_000 });
    const { stage, simulated } = at;
    const { printer } = simulated;
    const life = await stage.connected();
    const begin = printer.start.bind(printer);
    printer.start = (path) => {
      const isBegun = begin(path);
      simulated.cut();
      return isBegun;
    };
    life.driver.start(stage.print('p1', GCODE));
    await life.report('disconnected');
    assert.deepEqual(stage.printer.begun(), ['p1']);
    printer.crash();
    simulated.mend();
    assert.equal((await life.report('print-lost')).report.printId, 'p1');
    assert.deepEqual([life.count('print-ended'), life.count('print-moved')], [0, 0]);
  });

  test('[MA11] OctoPrint without its printer: left to people, in words; connected only where that is wished', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    simulated.printer.phase = 'offline';
    const patient = stage.drive();
    assert.match(
      (await patient.report('disconnected')).report.reason,
      /not connected\. Connect it on this printer’s page/,
    );
    await stage.pass(5_000);
    assert.ok(!simulated.asked.includes('POST /api/connection'));
    await patient.end();
    const life = stage.drive({ options: { ...stage.printer.options, connects: true } });
    await life.report('connected');
    assert.ok(simulated.asked.includes('POST /api/connection'));
  });

  test('[MA5] [MA6a] the stop is repeated until the printer stands; a cancel on the way of the file needs none', async () => {
    await using at = await open({ printSeconds: 60 });
    const { stage, simulated } = at;
    simulated.switches.deafToStops = 2;
    const life = await stage.connected();
    life.driver.start(stage.print('p1', 'G1 X1\n'.repeat(500_000)));
    life.driver.cancel(printId('p1'));
    const { report } = await life.report('print-ended');
    assert.deepEqual([report.outcome, report.moved], ['cancelled', false]);
    life.driver.start(stage.print('p2', GCODE));
    await life.report('print-moved');
    life.driver.stop();
    await life.report('standing');
    assert.equal(simulated.printer.phase, 'error');
    assert.equal(simulated.asked.filter((each) => each === 'POST /api/printer/command').length, 3);
    const heard = life.heard.length;
    life.driver.reset();
    await life.report('connected', heard);
  });

  test('[MA15] [MA5] G-code and changes go to the printer; a refused pause leaves the print printing, and what it cannot do is told', async () => {
    await using at = await open({ printSeconds: 60 });
    const { stage, simulated } = at;
    simulated.switches.refusePause = true;
    const life = await stage.connected();
    assert.deepEqual(await life.driver.manual(['G28', 'G0 X1']), { kind: 'done', replies: [] });
    const print = stage.print('p1', GCODE);
    life.driver.start(print);
    await life.report('print-moved');
    life.driver.pause(print.printId);
    assert.match((await life.report('trouble')).report.error.message, /Cannot pause now/);
    await life.report('print-resumed');
    life.driver.adjust(printId('another'), { kind: 'feed', percent: 10 });
    life.driver.adjust(print.printId, { kind: 'fan', percent: 0 });
    life.driver.adjust(print.printId, { kind: 'feed', percent: 80 });
    life.driver.adjust(print.printId, { kind: 'baby-step', mm: 0.1 });
    assert.equal((await life.report('print-ended')).report.outcome, 'finished');
    assert.deepEqual(simulated.printer.commands, ['G28', 'G0 X1', 'M107', 'M220 S80']);
    assert.equal(life.count('trouble'), 2);
  });

  test('a login that is over is made again; our own file printed again there is foreign, and so is its end', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    const life = await stage.connected();
    assert.equal(await wholePrint(stage, life, GCODE), 'finished');
    const heard = life.heard.length;
    simulated.forgetLogins();
    await life.report('connected', heard);
    simulated.printer.files.set('croft/p1.gcode', { content: GCODE, success: 0, failure: 0 });
    simulated.printer.start('croft/p1.gcode');
    assert.equal((await life.report('foreign-began')).report.foreign.name, 'p1.gcode');
    assert.equal((await life.report('foreign-ended')).report.outcome, 'finished');
  });

  test('[MA11a] [WI4] only 404 and 409 say that nothing moved; after any other answer OctoPrint’s state decides', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    const life = await stage.connected();
    for (const [id, code] of [
      ['p1', 500],
      ['p2', 503],
      ['p3', 403],
    ] as const) {
      simulated.switches.failsAfterStart = code;
      assert.equal(await wholePrint(stage, life, GCODE, id), 'finished');
    }
    assert.deepEqual(stage.printer.begun(), ['p1', 'p2', 'p3']);
    simulated.switches.failsAfterStart = null;
    simulated.switches.refuseStarts = [{ code: 500, message: 'Plug-in broke' }];
    const heard = life.heard.length;
    const sentAt = stage.clock.monotonic();
    life.driver.start(stage.print('p4', GCODE));
    const { report, atMs } = await life.report('print-ended', heard);
    assert.deepEqual([report.moved, atMs - sentAt >= 20_000], [false, true]);
    assert.match(report.error?.message ?? '', /never began.*Plug-in broke/);
  });
});
