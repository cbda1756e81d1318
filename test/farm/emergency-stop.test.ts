import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startSimulator } from '../../src/drivers/marlin/simulator/simulator-client.ts';
import { stopPrinter } from '../../src/guardian/client.ts';
import { runtimeFolder } from '../../src/lib/folders.ts';
import { type RunningCroft, startCroft, temporaryData, until } from '../harness/croft.ts';

interface Shown {
  readonly phase: string;
  readonly stopNumber: number | null;
  readonly stopPending: boolean;
  readonly bed: { readonly bedId: string | null };
}

const show = async (croft: RunningCroft, id: string): Promise<Shown> =>
  (
    await croft.ask<{ printer: Shown }>(
      'query($id: ID!) { printer(id: $id) { phase stopNumber stopPending bed { bedId } } }',
      { id },
    )
  ).printer;

const inPhase = (croft: RunningCroft, id: string, phase: string): Promise<Shown> =>
  until(phase, async () => {
    const now = await show(croft, id);
    return now.phase === phase ? now : null;
  });

async function clear(croft: RunningCroft, id: string): Promise<void> {
  const { bed } = await inPhase(croft, id, 'UNVERIFIED');
  await croft.ask('mutation($id: ID!, $bed: ID!) { confirmBedClear(printerId: $id, bedId: $bed) { id } }', {
    id,
    bed: bed.bedId,
  });
  await inPhase(croft, id, 'READY');
}

test('[MA5] [MA6a] the emergency stop works by the API and past it, whoever is first at the printer, and is recovered from', {
  timeout: 240_000,
}, async () => {
  await using data = temporaryData();
  await using simulator = await startSimulator({ plug: 'tcp', speed: 1_000, advancedOk: true });
  await using croft = await startCroft(['combinator'], data.path);
  const input = { name: 'Sorrel', driver: 'marlin', options: { connection: simulator.url } };
  const { addPrinter } = await croft.ask<{ addPrinter: { id: string } }>(
    'mutation($input: AddPrinterInput!) { addPrinter(input: $input) { id } }',
    { input },
  );
  const { id } = addPrinter;
  await clear(croft, id);
  for (const how of ['api', 'guardian', 'guardian', 'guardian', 'api'] as const) {
    const before = (await simulator.records()).filter((record) => record.kind === 'killed').length;
    if (how === 'api') await croft.ask('mutation($id: ID!) { emergencyStop(printerId: $id) { id } }', { id });
    else assert.equal((await stopPrinter(runtimeFolder(croft.data), id)).written, true);
    const { stopNumber } = await until('the printer stands, and says so', async () => {
      const now = await show(croft, id);
      return now.phase === 'STOPPED' && !now.stopPending ? now : null;
    });
    const after = (await simulator.records()).filter((record) => record.kind === 'killed').length;
    assert.ok(after > before, 'the firmware has halted');
    await simulator.control({ command: 'trigger', fault: { fault: 'reset' } });
    await croft.ask('mutation($id: ID!, $n: Int!) { recoverPrinter(printerId: $id, stopNumber: $n) { id } }', {
      id,
      n: stopNumber,
    });
    await clear(croft, id);
  }
});
