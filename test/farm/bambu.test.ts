import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { SimulatedBambu } from '../../src/drivers/bambu/simulator/bambu.ts';
import { threeMfEntries } from '../../src/gcode/fixtures/three-mf.ts';
import { zipFile } from '../../src/gcode/fixtures/zip-file.ts';
import { startCroft, temporaryData, until } from '../harness/croft.ts';
import { squareGcode } from '../harness/files.ts';
import { clear, inPhase, machineOf, show } from '../harness/network-printer.ts';

const CANARY = 'c0ffee77';

/** A sliced 3MF whose plates 1 and 3 are these. */
function twoPlates(first: string, third: string): Uint8Array<ArrayBuffer> {
  const contents: Readonly<Record<string, string>> = {
    'Metadata/plate_1.gcode': first,
    'Metadata/plate_3.gcode': third,
  };
  return new Uint8Array(
    zipFile(threeMfEntries.map((entry) => ({ ...entry, content: contents[entry.name] ?? entry.content }))),
  );
}

test('[DR2] [DR7] [BE1] [MA10] a Bambu Lab printer prints the plates of a 3MF, over a killed machine, once each, and waits for its bed', {
  timeout: 120_000,
}, async () => {
  await using printer = await SimulatedBambu.start({ printSeconds: 80, speed: 20, updateMs: 20 });
  printer.switches.accessCode = CANARY;
  await using data = temporaryData();
  await using croft = await startCroft(['combinator'], data.path);
  const { serial, mqttPort, filePort } = printer;
  const shownOptions = { host: '127.0.0.1', serial, mqttPort, filePort };
  const input = { name: 'P1S', driver: 'bambu', options: { ...shownOptions, accessCode: CANARY } };
  const add = 'mutation($input: AddPrinterInput!) { addPrinter(input: $input) { id } }';
  const { id } = (await croft.ask<{ addPrinter: { id: string } }>(add, { input })).addPrinter;
  await clear(croft, id, 'UNVERIFIED');
  await inPhase(croft, id, 'READY');
  const shown = await show(croft, id);
  assert.deepEqual([shown.options, shown.secretsSet], [shownOptions, ['accessCode']]);

  // As Bambu Studio writes it into every file.
  const [first, third] = [1, 3].map((plate) => squareGcode(`plate ${plate}`).replace('G28', 'G28\nM500 ; save'));
  assert.ok(first !== undefined && third !== undefined);
  const response = await fetch(`${croft.address}/api/files?name=box.gcode.3mf`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: twoPlates(first, third),
  });
  assert.equal(response.ok, true, await response.clone().text());
  const { digest } = (await response.json()) as { digest: string };
  const addJob = 'mutation($input: AddJobInput!) { addJob(input: $input) { id } }';
  await croft.ask(addJob, { input: { digest, copies: 1, plate: 3 } });
  await inPhase(croft, id, 'PRINTING');
  await until('the printer prints', async () => printer.device.state === 'RUNNING');
  process.kill(machineOf(data.path, id), 'SIGKILL');
  await clear(croft, id, 'AWAITING_RETRIEVAL');
  await inPhase(croft, id, 'READY');
  await croft.ask(addJob, { input: { digest, copies: 1, plate: 1 } });
  await until('the second plate', async () => printer.printed.length === 2);
  await clear(croft, id, 'AWAITING_RETRIEVAL');
  await inPhase(croft, id, 'READY');
  assert.deepEqual(
    printer.printed.map(({ name, content, outcome }) => [name, content, outcome]),
    [
      ['box', third, 'finished'],
      ['box', first, 'finished'],
    ],
  );
  assert.equal(printer.asked.filter((each) => each === 'project_file').length, 2);
  assert.ok(!croft.output().includes(CANARY), 'no secret in what it prints');
  const log = readFileSync(`${data.path}/machines/${id}/machine.log`, 'utf8');
  assert.ok(!log.includes(CANARY), 'no secret in the machine’s log');
});
