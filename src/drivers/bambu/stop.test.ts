import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ContractStage, type DriverLife } from '#drivers/fixtures/contract-stage';
import { TroubledLine } from '#drivers/fixtures/troubled-line';
import { printId } from '#model/ids';
import { bench } from './fixtures/contract-bench.ts';
import { StateQuestions } from './state-questions.ts';

/** By the fast clock: an order that must not wait, on a session that nobody has noticed to be dead. */
const BOUND_MS = 15_000;

interface Stage extends AsyncDisposable {
  readonly stage: ContractStage;
  readonly life: DriverLife;
  readonly line: TroubledLine;
}

/** In the middle of a print, on a line that can go dead. */
async function printing(): Promise<Stage> {
  const printer = await bench.open(300_000);
  const { wire } = printer;
  assert.ok(wire !== undefined);
  const stage = new ContractStage(printer);
  const line = await TroubledLine.to(wire.port);
  const life = stage.drive({ options: wire.through(line.port) });
  await life.report('connected');
  life.driver.start(stage.print('p1', printer.gcode('long')));
  await life.report('print-moved');
  return {
    stage,
    life,
    line,
    async [Symbol.asyncDispose]() {
      await life.end();
      await line[Symbol.asyncDispose]();
      await stage[Symbol.asyncDispose]();
    },
  };
}

describe('a session that is open and dead', () => {
  test('[MA5] [DR10] the stop gives it up, and is the first thing that is said in the next one', async () => {
    await using at = await printing();
    const { stage, life, line } = at;
    line.goDead();
    const asked = stage.clock.monotonic();
    life.driver.stop();
    await stage.until('the printer to stop', () => !stage.printer.isAtWork());
    const took = stage.clock.monotonic() - asked;
    assert.ok(took <= BOUND_MS, `stopped after ${took} ms`);
    await life.report('standing');
  });

  test('[DR10] a cancel gives it up as well', async () => {
    await using at = await printing();
    const { stage, life, line } = at;
    line.goDead();
    const asked = stage.clock.monotonic();
    life.driver.cancel(printId('p1'));
    const { report, atMs } = await life.report('print-ended');
    assert.equal(report.outcome, 'cancelled');
    assert.ok(atMs - asked <= 2 * BOUND_MS, `told after ${atMs - asked} ms`);
  });

  test('[MA5] the stop that is answered gives nothing up, however often it is pressed', async () => {
    await using at = await printing();
    const { stage, life } = at;
    for (let press = 0; press < 3; press++) {
      life.driver.stop();
      await stage.pass(5_000);
    }
    await life.report('standing');
    assert.equal(life.count('disconnected'), 0);
  });
});

describe('questions for the whole state', () => {
  const MINUTE = 60_000;

  test('[S9] three may follow each other, and then one in five minutes; a printer with a strong processor takes one a minute', () => {
    for (const [firmware, apart] of [
      [null, 5 * MINUTE],
      ['Bambu Lab P1S 01.08.02.00', 5 * MINUTE],
      ['Bambu Lab X1 Carbon 01.09.00.00', MINUTE],
    ] as const) {
      const questions = new StateQuestions();
      for (let k = 0; k < 3; k++) {
        assert.equal(questions.waitMs(1_000 * k, firmware), 0);
        questions.asked();
      }
      const waitMs = questions.waitMs(3_000, firmware);
      assert.ok(waitMs > apart - 10_000 && waitMs <= apart, String(waitMs));
      assert.equal(questions.waitMs(3_000 + waitMs, firmware), 0);
      questions.asked();
      assert.ok(questions.waitMs(4_000 + waitMs, firmware) > 0);
    }
  });

  test('[S9] one that could not wait counts as any other, and what was saved up does not grow for ever', () => {
    const questions = new StateQuestions();
    for (let k = 0; k < 5; k++) questions.asked();
    assert.equal(questions.waitMs(0, null), 5 * MINUTE);
    for (let k = 0; k < 3; k++) {
      assert.equal(questions.waitMs(1e9, null), 0);
      questions.asked();
    }
    assert.ok(questions.waitMs(1e9, null) > 0);
  });
});
