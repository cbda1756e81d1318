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

describe('a farm of real processes', { concurrency: 3 }, () => {
  test('[F1] [I8] prints to the end with its combinator dead, and the next one knows the outcome', {
    timeout: 180_000,
  }, async () => {
    const { farm, printer } = await readyFarm();
    await using _ = farm;
    await printing(farm, printer);
    farm.kill('combinator');
    // The whole rest of the print happens in this span (F9).
    await until('the end of the print', async () => farm.phaseOf(printer.id) === 'awaiting-retrieval');
    await farm.startCombinator();
    await confirm(farm, 'AWAITING_RETRIEVAL');
    await seen(farm, 'READY');
    assert.deepEqual(await outcomes(farm), ['finished']);
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
