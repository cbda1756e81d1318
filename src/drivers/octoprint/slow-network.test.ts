import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ContractStage } from '#drivers/fixtures/contract-stage';
import { printId } from '#model/ids';
import { contractPrinter } from './fixtures/contract-bench.ts';
import { SimulatedOctoPrint } from './simulator/octoprint.ts';

const GCODE = 'G28\nG1 X10 E1\n; the end\n';

async function open(printSeconds = 30) {
  const simulated = await SimulatedOctoPrint.start({ printSeconds, speed: 40, updateMs: 10 });
  const stage = new ContractStage(contractPrinter(simulated));
  return { stage, simulated, [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose]() };
}

describe('OctoPrint over a bad network, or on a busy host', { concurrency: true }, () => {
  test('a plug-in that holds its one thread for ten seconds: an order waits, is done once, and nothing is lost of sight', async () => {
    await using at = await open(300);
    const { stage, simulated } = at;
    const life = await stage.connected();
    const { printId: id } = stage.print('p1', GCODE);
    life.driver.start(stage.print('p1', GCODE));
    await life.report('print-moved');
    simulated.thread.shut();
    life.driver.pause(id);
    await stage.pass(10_000);
    assert.equal(simulated.printer.phase, 'printing');
    simulated.thread.open();
    await life.report('print-paused');
    assert.deepEqual([life.count('disconnected'), life.count('trouble')], [0, 0]);
    assert.equal(simulated.asked.filter((each) => each === 'POST /api/job').length, 1);
  });

  test('a thread that is held for longer than any answer takes: out of sight, in words, and back again with the same print', async () => {
    await using at = await open(3_000);
    const { stage, simulated } = at;
    const life = await stage.connected();
    life.driver.start(stage.print('p1', GCODE));
    await life.report('print-moved');
    const heard = life.heard.length;
    simulated.thread.shut();
    assert.match((await life.report('disconnected', heard)).report.reason, /silent for long/);
    simulated.thread.open();
    await life.report('connected', heard);
    life.driver.cancel(printId('p1'));
    assert.equal((await life.report('print-ended')).report.outcome, 'cancelled');
    assert.deepEqual(stage.printer.begun(), ['p1']);
  });

  test('45 ms on each way: a whole print, paused and resumed, each once', async () => {
    await using at = await open(60);
    const { stage, simulated } = at;
    simulated.switches.latencyMs = 45;
    const life = await stage.connected();
    const print = stage.print('p1', GCODE);
    life.driver.start(print);
    await life.report('print-moved');
    life.driver.pause(print.printId);
    await life.report('print-paused');
    life.driver.resume(print.printId);
    await life.report('print-resumed');
    assert.equal((await life.report('print-ended')).report.outcome, 'finished');
    assert.equal(simulated.asked.filter((each) => each === 'POST /api/job').length, 2);
    assert.equal(life.count('trouble'), 0);
  });

  test('a storm of broken connections in a print: nothing is started twice, nothing is left open, and the end is seen', async () => {
    await using at = await open(100);
    const { stage, simulated } = at;
    const life = await stage.connected();
    life.driver.start(stage.print('p1', GCODE));
    await life.report('print-moved');
    simulated.switches.dropsPushes = 20;
    const heard = life.heard.length;
    simulated.forgetLogins();
    await stage.until('the storm to pass', () => simulated.switches.dropsPushes === 0);
    await life.report('connected', heard);
    assert.ok(simulated.mostConnections <= 4, `${simulated.mostConnections} at once`);
    assert.equal((await life.report('print-ended', heard)).report.outcome, 'finished');
    assert.equal(simulated.printed.length, 1);
    assert.equal(life.count('print-lost'), 0);
  });
});
