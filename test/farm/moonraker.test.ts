import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { SimulatedMoonraker } from '../../src/drivers/moonraker/simulator/moonraker.ts';
import { startCroft, temporaryData, until } from '../harness/croft.ts';
import { squareGcode } from '../harness/files.ts';
import { clear, inPhase, machineOf, show } from '../harness/network-printer.ts';

const CANARY = 'c0ffee'.repeat(5);

test('[DR2] [DR7] [DL2] [BE1] [MA10] a Klipper printer prints a dropped file, over a killed machine, once each, and waits for its bed', {
  timeout: 120_000,
}, async () => {
  await using printer = await SimulatedMoonraker.start({ printSeconds: 40, speed: 20, updateMs: 20 });
  printer.switches.apiKey = CANARY;
  await using data = temporaryData();
  await using croft = await startCroft(['combinator'], data.path);
  const input = { name: 'Voron', driver: 'moonraker', options: { url: printer.url, apiKey: CANARY } };
  const add = 'mutation($input: AddPrinterInput!) { addPrinter(input: $input) { id } }';
  const { id } = (await croft.ask<{ addPrinter: { id: string } }>(add, { input })).addPrinter;
  await clear(croft, id, 'UNVERIFIED');
  await inPhase(croft, id, 'READY');
  const shown = await show(croft, id);
  assert.deepEqual([shown.options, shown.secretsSet], [{ url: printer.url }, ['apiKey']]);

  const text = squareGcode('for-klipper');
  const response = await fetch(`${croft.address}/api/files?name=square.gcode`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: text,
  });
  assert.equal(response.ok, true, await response.clone().text());
  const { digest } = (await response.json()) as { digest: string };
  await croft.ask('mutation($input: AddJobInput!) { addJob(input: $input) { id } }', { input: { digest, copies: 2 } });
  await inPhase(croft, id, 'PRINTING');
  await until('the printer prints', async () => printer.klipper.isBusy);
  process.kill(machineOf(data.path, id), 'SIGKILL');
  await clear(croft, id, 'AWAITING_RETRIEVAL');
  await until('the second copy', async () => printer.printed.length === 2);
  await clear(croft, id, 'AWAITING_RETRIEVAL');
  await inPhase(croft, id, 'READY');
  assert.deepEqual(
    printer.printed.map(({ content, outcome }) => [content, outcome]),
    [
      [text, 'completed'],
      [text, 'completed'],
    ],
  );

  // DL2: what lies on it comes over the link of its machine, whole.
  printer.files.set('boxes/Own (1).gcode', squareGcode('of-its-own'));
  const look = 'mutation($id: ID!) { refreshPrinterFiles(printerId: $id) { items { path } } }';
  const looked = await croft.ask<{ refreshPrinterFiles: { items: readonly { path: string }[] } }>(look, { id });
  assert.deepEqual(
    looked.refreshPrinterFiles.items.map(({ path }) => path),
    ['boxes/Own (1).gcode'],
  );
  const bring = 'mutation($id: ID!, $path: String!) { downloadPrinterFile(printerId: $id, path: $path) { id } }';
  await croft.ask(bring, { id, path: 'boxes/Own (1).gcode' });
  const kept = await until('the file is fetched', async () => {
    const { downloads } = await croft.ask<{ downloads: readonly { status: string; digest: string }[] }>(
      'query($id: ID!) { downloads(printerId: $id) { status digest } }',
      { id },
    );
    return downloads[0]?.status === 'COMPLETE' ? downloads[0] : null;
  });
  assert.equal(kept.digest, createHash('sha256').update(squareGcode('of-its-own')).digest('hex'));
  assert.ok(!croft.output().includes(CANARY), 'no secret in what it prints');
  const log = readFileSync(`${data.path}/machines/${id}/machine.log`, 'utf8');
  assert.ok(!log.includes(CANARY), 'no secret in the machine’s log');
});
