import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { runCroft, until } from '../harness/croft.ts';
import { squareGcode } from '../harness/files.ts';
import { type FarmPrinter, type KillFarm, signal } from './farm.ts';
import { confirm, confirmFault, outcomes, printing, readyFarm, seen } from './stage.ts';

/** Somebody prints from the card, and Croft has found it. */
async function panelPrint(farm: KillFarm, printer: FarmPrinter, lines: readonly string[]): Promise<void> {
  await printer.simulator.control({ command: 'panel-print', lines });
  await until('the print is found', async () => (await farm.evidence(false)).prints.some(({ found }) => found === 1));
}

/** More than a dead machine leaves behind in the printer: who sent these is there. */
const LINES_OF_A_SUCCESSOR = 30;

const executed = async (printer: FarmPrinter): Promise<number> => (await lines(printer)).length;
const lines = async ({ simulator }: FarmPrinter) =>
  (await simulator.records()).filter((each) => each.kind === 'line' && each.source === 'serial' && each.n !== null);

/** The print goes on, and is not at its end yet. */
async function goesOn(farm: KillFarm, printer: FarmPrinter): Promise<void> {
  const before = await executed(printer);
  await until('further lines', async () => (await executed(printer)) > before + LINES_OF_A_SUCCESSOR);
  assert.equal(farm.phaseOf(printer.id), 'printing');
}

/**
 * The shortest that a machine could wait for a combinator is until it gives up the link (WI5: 5 s). A busy host does not let a machine
 * starve for as long as this.
 */
const STANDSTILL_MS = 3_000;

/** CK10: no line waited for a combinator that was away from then on. How much a line is late at most, `test/sim` measures exactly. */
async function assertNeverStoodStill(printer: FarmPrinter, since: number): Promise<void> {
  const times = (await lines(printer)).map(({ at }) => at);
  const gaps = times.flatMap((at, i) => (at < since || i === 0 ? [] : [at - (times[i - 1] ?? at)]));
  assert.ok(gaps.length > LINES_OF_A_SUCCESSOR, `${gaps.length} lines were executed without a combinator`);
  assert.ok(Math.max(...gaps) < STANDSTILL_MS, `the printer stood still for ${Math.max(...gaps)} ms`);
}

describe('a farm of real processes', { concurrency: 3 }, () => {
  test('[F1] [I8] prints to the end with its combinator dead, and the next one knows the outcome', {
    timeout: 180_000,
  }, async () => {
    const { farm, printer } = await readyFarm();
    await using _ = farm;
    await printing(farm, printer);
    farm.kill('combinator');
    const since = Date.now();
    // The whole rest of the print happens in this span (F9).
    await until('the end of the print', async () => farm.phaseOf(printer.id) === 'awaiting-retrieval');
    await assertNeverStoodStill(printer, since);
    await farm.startCombinator();
    await confirm(farm, 'AWAITING_RETRIEVAL');
    await seen(farm, 'READY');
    assert.deepEqual(await outcomes(farm), ['finished']);
    assert.deepEqual(await farm.verdict(), []);
  });

  test('[I8] [CK10] no line waits for a combinator that hangs in mid-print, or that dies of it', {
    timeout: 180_000,
  }, async () => {
    const { farm, printer } = await readyFarm();
    await using _ = farm;
    await printing(farm, printer, 20);
    for (const pid of farm.pids('combinator')) signal(pid, 'SIGSTOP');
    const since = Date.now();
    await goesOn(farm, printer);
    await until('the end of the print', async () => farm.phaseOf(printer.id) === 'awaiting-retrieval');
    farm.kill('combinator');
    await assertNeverStoodStill(printer, since);
    await farm.startCombinator();
    await confirm(farm, 'AWAITING_RETRIEVAL');
    await seen(farm, 'READY');
    assert.deepEqual(await outcomes(farm), ['finished']);
    assert.deepEqual(await farm.verdict(), []);
  });

  test('[F2] [I1] [I13] [MA10] three machines killed in one print, then a guardian, then a guardian with its machine', {
    timeout: 180_000,
  }, async () => {
    const { farm, printer } = await readyFarm({ resetOnOpen: false });
    await using _ = farm;
    const machine = (): number | undefined => farm.pids('machine', printer.id)[0];

    // Three machines: each line is executed once and in order (CK1), and the print finishes.
    await printing(farm, printer, 30);
    for (let i = 0; i < 3; i++) {
      assert.equal(farm.phaseOf(printer.id), 'printing');
      const killed = machine();
      assert.ok(farm.kill('machine', printer.id));
      await goesOn(farm, printer);
      assert.notEqual(machine(), killed);
    }
    await confirm(farm, 'AWAITING_RETRIEVAL');
    await seen(farm, 'READY');
    assert.deepEqual(await outcomes(farm), ['finished']);

    // The guardian alone: the same machine prints on, to the end, and another guardian finds it.
    await printing(farm, printer, 15);
    const [guardian] = farm.pids('guardian');
    const printsOn = machine();
    assert.ok(farm.kill('guardian'));
    await goesOn(farm, printer);
    await until('another guardian', async () => farm.pids('guardian').some((pid) => pid !== guardian));
    await until('the end of the print', async () => farm.phaseOf(printer.id) === 'awaiting-retrieval');
    assert.equal(machine(), printsOn);
    await confirm(farm, 'AWAITING_RETRIEVAL');
    await seen(farm, 'READY');
    assert.deepEqual(await outcomes(farm), ['finished', 'finished']);

    // Both: nobody knows what the printer has executed, so the print has failed and a person is asked before the next one.
    await printing(farm, printer, 40);
    const next = await farm.addJob(await farm.upload('next.gcode', squareGcode('next', 3)));
    assert.ok(farm.kill('guardian'));
    assert.ok(farm.kill('machine', printer.id));
    const asked = await seen(farm, 'FAULTED');
    assert.equal(asked.bed.state, 'UNKNOWN');
    const failed = (await farm.evidence(false)).prints.at(-1);
    assert.equal(failed?.outcome, 'failed');
    await confirmFault(farm);
    await until('the next print', async () => (await outcomes(farm)).at(-1) === 'finished');
    await confirm(farm, 'AWAITING_RETRIEVAL');
    await seen(farm, 'READY');
    const { events, prints } = await farm.evidence(false);
    const after = prints.at(-1);
    assert.equal(after?.job_id, next);
    assert.deepEqual(
      prints.map(({ outcome }) => outcome),
      ['finished', 'finished', 'failed', 'finished'],
    );
    const unknown = events.findLastIndex((each) => each.name === 'bed-unknown');
    const cleared = events.findIndex((each, i) => i > unknown && each.name === 'bed-cleared');
    const begun = events.findIndex((each) => each.name === 'print-accepted' && each.print_id === after?.id);
    assert.ok(
      unknown >= 0 && unknown < cleared && cleared < begun,
      `unknown ${unknown}, cleared ${cleared}, begun ${begun}`,
    );
    await farm.ask('mutation ($id: ID!) { cancelJob(id: $id) { id } }', { id: failed?.job_id });
    assert.deepEqual(await farm.verdict(), []);
  });

  test('[F2] [MA10] goes on exactly where its machine was killed', { timeout: 180_000 }, async () => {
    const { farm, printer } = await readyFarm();
    await using _ = farm;
    await printing(farm, printer);
    farm.kill('machine', printer.id);
    await confirm(farm, 'AWAITING_RETRIEVAL');
    await seen(farm, 'READY');
    assert.deepEqual(await outcomes(farm), ['finished']);
    assert.deepEqual(await farm.verdict(), []);
  });

  test('[F6] [PR4] comes together again whichever of machine and combinator is there first', {
    timeout: 180_000,
  }, async () => {
    const { farm, printer } = await readyFarm();
    await using _ = farm;
    await printing(farm, printer);
    farm.kill('combinator');
    const [before] = farm.pids('machine', printer.id);
    farm.kill('machine', printer.id);
    await until('another machine, started by the guardian alone', async () =>
      farm.pids('machine', printer.id).some((pid) => pid !== before),
    );
    await farm.startCombinator();
    await confirm(farm, 'AWAITING_RETRIEVAL');
    await seen(farm, 'READY');
    assert.deepEqual(await outcomes(farm), ['finished']);
    assert.deepEqual(await farm.verdict(), []);
  });

  test('[F21] [I13] prints every line once while the firmware asks for lines again and loses answers', {
    timeout: 180_000,
  }, async () => {
    const { farm, printer } = await readyFarm();
    await using _ = farm;
    await printing(farm, printer);
    await printer.simulator.control({ command: 'trigger', fault: { fault: 'resend-storm', times: 5 } });
    await printer.simulator.control({ command: 'trigger', fault: { fault: 'lose-ok', times: 2 } });
    await confirm(farm, 'AWAITING_RETRIEVAL');
    await seen(farm, 'READY');
    const resends = (await printer.simulator.records()).filter((each) => each.kind === 'resend-asked');
    assert.ok(resends.length >= 5, `only ${resends.length} lines were asked for again`);
    assert.deepEqual(await outcomes(farm), ['finished']);
    assert.deepEqual(await farm.verdict(), []);
  });

  test('[F17] [BE3] asks a person after the journal was wiped in mid-print, and prints nothing meanwhile', {
    timeout: 180_000,
  }, async () => {
    const { farm, printer } = await readyFarm();
    await using _ = farm;
    await printing(farm, printer, 40);
    farm.readJournals();
    rmSync(join(farm.data, 'machines', printer.id, 'journal'));
    farm.kill('machine', printer.id);
    await seen(farm, 'UNVERIFIED');
    await farm.addJob(await farm.upload('next.gcode', squareGcode('next', 3)));
    await confirm(farm, 'UNVERIFIED');
    await confirm(farm, 'AWAITING_RETRIEVAL');
    const found = (await farm.verdict(false)).filter((each) => /^CK[145]/.test(each));
    assert.deepEqual(found, []);
  });

  test('[F18] [MA11] protects the bed of a print that was started at the panel', { timeout: 180_000 }, async () => {
    const { farm, printer } = await readyFarm();
    await using _ = farm;
    const lines = [
      'M104 S210',
      'G28',
      'M109 S210',
      'G90',
      'M82',
      'G92 E0',
      'G1 X10 E1 F300',
      'G4 S600',
      'G1 X30 E3 F300',
      'M104 S0',
    ];
    await panelPrint(farm, printer, lines);
    await farm.addJob(await farm.upload('after.gcode', squareGcode('after', 3)));
    await confirm(farm, 'AWAITING_RETRIEVAL', 'UNVERIFIED', 'FAULTED');
    await until('ours follows', async () => (await outcomes(farm)).includes('finished'));
    assert.deepEqual(
      (await farm.verdict(false)).filter((each) => /^CK[145]/.test(each)),
      [],
    );
  });

  test('[F18] [MA11] [BE3] asks for the bed when its machine and the port went away under a print from the panel', {
    timeout: 180_000,
  }, async () => {
    const { farm, printer } = await readyFarm({ resetOnOpen: true });
    await using _ = farm;
    const moves = Array.from({ length: 400 }, (_, k) => `G1 X${k % 2 === 0 ? 100 : 10} F300`);
    await panelPrint(farm, printer, ['G28', 'G90', ...moves]);
    await farm.addJob(await farm.upload('after.gcode', squareGcode('after', 3)));
    farm.kill('guardian');
    farm.kill('machine', printer.id);
    await confirmFault(farm);
    await until('ours follows', async () => (await outcomes(farm)).includes('finished'));
    assert.deepEqual(
      (await farm.verdict(false)).filter((each) => /^CK[1458]/.test(each)),
      [],
    );
  });

  test('[I6] [MA5] is stopped by `croft estop` with the combinator dead and the machine hanging', {
    timeout: 180_000,
  }, async () => {
    const { farm, printer } = await readyFarm();
    await using _ = farm;
    await printing(farm, printer, 40);
    farm.kill('combinator');
    for (const pid of farm.pids('machine', printer.id)) signal(pid, 'SIGSTOP');
    const { code, stdout } = await runCroft(['estop', printer.id, '--data', farm.data]);
    farm.stops.push({ printerId: printer.id, at: Date.now() });
    assert.equal(code, 0, stdout);
    await until(
      'the printer halts',
      async () => (await printer.simulator.control({ command: 'status' })).status?.state === 'killed',
    );
    assert.deepEqual(
      (await farm.verdict(false)).filter((each) => /^CK[1245]/.test(each)),
      [],
    );
  });
});
