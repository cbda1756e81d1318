import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ContractStage, refusedFor, wholePrint } from '#drivers/fixtures/contract-stage';
import { printId } from '#model/ids';
import { contractPrinter } from './fixtures/contract-bench.ts';
import { SimulatedElegoo, type SimulatorOptions } from './simulator/elegoo.ts';

const GCODE = 'G28\nG1 X10 E1\n; the end\n';

interface Stage extends AsyncDisposable {
  readonly stage: ContractStage;
  readonly simulated: SimulatedElegoo;
}

/** As in the contract suite: the driver on a fast clock, the printer over real sockets. */
async function open(options: SimulatorOptions = {}): Promise<Stage> {
  const simulated = await SimulatedElegoo.start({ printSeconds: 30, speed: 40, ...options });
  const stage = new ContractStage(contractPrinter(simulated));
  return { stage, simulated, [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose]() };
}

describe('Elegoo', { concurrency: true }, () => {
  test('it is asked by UDP who it is; one that does not hear that says it on the socket', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    simulated.switches.isMute = true;
    const life = await stage.connected();
    assert.equal((await life.report('connected')).report.firmware, 'V1.1.29');
    assert.equal(await wholePrint(stage, life, GCODE), 'finished');
    assert.deepEqual(simulated.questions, ['M99999', 'M99999']);
    await life.end();
    simulated.switches.isMute = false;
    await stage.connected();
    assert.equal(simulated.questions.length, 3);
  });

  test('[S14] a file goes in parts of a megabyte, never on a fifth connection; cut, spoilt or without room it is never started', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    const life = await stage.connected();
    const big = 'G1 X1 Y1\n'.repeat(300_000);
    assert.equal(await wholePrint(stage, life, big), 'finished');
    assert.ok(simulated.printer.printed[0]?.content === big, 'byte for byte');
    assert.ok(simulated.mostConnections <= 4);
    simulated.switches.spoilsUpload = true;
    assert.match(await refusedFor(stage, life, 'p2'), /could not be brought.*part of the file is missing/);
    simulated.switches.cutUploadAt = 100_000;
    assert.match(await refusedFor(stage, life, 'p3'), /could not be brought/);
    simulated.switches.cutUploadAt = null;
    simulated.switches.isMemoryFull = true;
    assert.match(await refusedFor(stage, life, 'p4'), /could not be brought.*memory is full/);
    assert.deepEqual(stage.printer.begun(), ['p1']);
    assert.equal(simulated.commands.filter((each) => each === 128).length, 1);
    assert.ok(!simulated.printer.files.has('croft-p1.gcode'), 'taken away again');
  });

  test('[BE1] a machine that does something besides prints says so and starts nothing; that it still takes our file is waited for', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    const { printer } = simulated;
    const life = await stage.connected();
    printer.machine = [5];
    assert.match((await life.report('unable')).report.reason ?? '', /busy: it levels its bed/);
    assert.match(await refusedFor(stage, life, 'p1'), /does something else \(it levels its bed\)/);
    assert.deepEqual(stage.printer.begun(), []);
    printer.machine = [2];
    const heard = life.heard.length;
    life.driver.start(stage.print('p2', GCODE));
    await stage.pass(5_000);
    assert.ok(!simulated.commands.includes(128), 'not before it rests');
    printer.machine = [0];
    assert.equal((await life.report('print-ended', heard)).report.outcome, 'finished');
    assert.deepEqual(stage.printer.begun(), ['p2']);
  });

  test('a cancel while the file is on its way never starts it', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    const life = await stage.connected();
    life.driver.start(stage.print('p1', 'G1 X1 Y1\n'.repeat(1_000_000)));
    await stage.until('the upload', () => simulated.connections > 1);
    life.driver.cancel(printId('p1'));
    const { report } = await life.report('print-ended');
    assert.deepEqual([report.outcome, report.moved], ['cancelled', false]);
    assert.ok(!simulated.commands.includes(128));
  });

  test('[MA11a] the number of the print before stays, and is no end of the next one', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    const life = await stage.connected();
    assert.equal(await wholePrint(stage, life, GCODE), 'finished');
    simulated.switches.slowMs = 200;
    assert.equal(await wholePrint(stage, life, GCODE, 'p2'), 'finished');
    assert.deepEqual(stage.printer.begun(), ['p1', 'p2']);
    assert.equal(life.count('foreign-began'), 0);
  });

  test('[MA10] what is shown no more is looked up in the history, which says how it ended, and why', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    simulated.switches.forgetsEnd = true;
    const life = await stage.connected();
    assert.equal(await wholePrint(stage, life, GCODE), 'finished');
    const heard = life.heard.length;
    life.driver.start(stage.print('p2', GCODE));
    await life.report('print-moved', heard);
    simulated.printer.end('broken', 3);
    simulated.printer.forget();
    const { report } = await life.report('print-ended', heard);
    assert.equal(report.outcome, 'failed');
    assert.match(report.error?.message ?? '', /filament has run out/);
    simulated.switches.hasNoHistory = true;
    life.driver.start(stage.print('p3', GCODE));
    assert.equal((await life.report('print-lost')).report.error.code, 'resume-unproven');
  });

  test('[MA10] an error that it shows is a failure; a print that never was, after a restart, is lost and not guessed', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    const life = await stage.connected();
    life.driver.start(stage.print('p1', GCODE));
    await life.report('print-moved');
    simulated.printer.end('broken');
    const { report } = await life.report('print-ended');
    assert.deepEqual([report.outcome, report.error?.code], ['failed', 'printer-reported-failure']);
    await life.end();
    // Without a note of whether its start had left.
    stage.record = null;
    const next = stage.drive({ adopt: { print: stage.print('p2', GCODE), into: 'printing' } });
    assert.equal((await next.report('print-lost')).report.error.code, 'resume-unproven');
  });

  test('[DR4] a refused pause leaves the print printing; what the printer cannot do is told', async () => {
    await using at = await open({ printSeconds: 120 });
    const { stage, simulated } = at;
    simulated.switches.refusePause = true;
    const life = await stage.connected();
    const print = stage.print('p1', GCODE);
    life.driver.start(print);
    await life.report('print-moved');
    life.driver.pause(print.printId);
    assert.match((await life.report('trouble')).report.error.message, /refused/);
    await life.report('print-resumed');
    life.driver.adjust(print.printId, { kind: 'feed', percent: 130 });
    await stage.until('the change', () => simulated.printer.speed === 130);
    life.driver.adjust(print.printId, { kind: 'feed', percent: 120 });
    await stage.until('two troubles', () => life.count('trouble') === 2);
    assert.match(JSON.stringify(await life.driver.manual(['G28'])), /takes no G-code/);
    assert.equal((await life.report('print-ended')).report.outcome, 'finished');
  });

  test('[DR3] the light is switched when the printer shows it, and not asked of one that has it already', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    const { printer, switches } = simulated;
    const life = await stage.connected();
    await life.report('feedback');
    // As some firmwares are told to do: an order is a push of the button.
    switches.togglesLight = true;
    assert.deepEqual(await life.driver.manual(['M355 S1']), { kind: 'done', replies: [] });
    assert.deepEqual(await life.driver.manual(['m355 s0 ']), { kind: 'done', replies: [] });
    assert.equal(printer.light, 0);
    assert.deepEqual(simulated.commands, [403]);
    switches.ignoresLight = true;
    assert.match(JSON.stringify(await life.driver.manual(['M355 S1'])), /does not show that its light is on/);
    switches.hasNoLight = true;
    const heard = life.heard.length;
    await life.report('feedback', heard);
    await stage.pass(1_000);
    assert.match(JSON.stringify(await life.driver.manual(['M355 S1'])), /tells of no light/);
    assert.match(JSON.stringify(await life.driver.manual(['M355 S1', 'G28'])), /takes no G-code, but for its light/);
    assert.ok(
      life.told.some((each) => /"received".*takes no G-code/.test(each)),
      'where a person looks for it',
    );
    assert.equal(life.count('trouble'), 0);
  });

  test('[MA5] a stop that overtakes a start waits for what the start brings about, and ends it', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    simulated.switches.slowMs = 200;
    const life = await stage.connected();
    life.driver.start(stage.print('p1', GCODE));
    await stage.until('the start', () => simulated.commands.includes(128));
    life.driver.stop();
    // A person presses it twice.
    life.driver.stop();
    await life.report('standing');
    assert.equal(simulated.printer.printed[0]?.outcome, 'stopped');
    const heard = life.heard.length;
    life.driver.reset();
    assert.equal((await life.report('connected', heard)).report.continuity, 'unbroken');
  });

  test('a resin printer is watched, paused and stopped by its own numbers; G-code is refused, and nothing is sent', async () => {
    await using at = await open({ kind: 'resin' });
    const { stage, simulated } = at;
    const life = await stage.connected();
    const text = await refusedFor(stage, life, 'p1');
    assert.match(text, /resin printer/);
    assert.ok(simulated.printer.files.size === 0 && !simulated.commands.includes(128));
    simulated.printer.start('ring.ctb', 'x');
    const { foreign } = (await life.report('foreign-began')).report;
    assert.deepEqual([foreign.name, foreign.key], ['ring.ctb', 'task task-101']);
    life.driver.stop();
    await life.report('standing');
    assert.equal(simulated.printer.printed[0]?.outcome, 'stopped');
  });
});
