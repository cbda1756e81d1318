import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLog } from '#lib/small-log';
import type { Feedback } from '#model/feedback';
import type { PrinterId, PrintId } from '#model/ids';
import { openTestServer, type TestServer } from './api/fixtures/test-server.ts';
import { openFileFarm } from './downloads/fixtures/file-farm.ts';
import { EVENT_NAMES, type EventName } from './events/catalogue.ts';
import type { HandMachine } from './fixtures/hand-machine.ts';
import { confirm } from './fleet/fixtures/farm-steps.ts';
import { createFlows } from './flows.ts';

/** Emitted only where something outside has to fail or to answer first; each is proven beside the code that emits it. */
const ELSEWHERE: Readonly<Partial<Record<EventName, string>>> = {
  'machine-crashed': 'machine/transition-report.test.ts: a process records its own death',
  'metadata-extraction-failed': 'library/library.test.ts: a file that takes too long to read',
  'print-continued': 'recovery/continuations.test.ts: a file with layers, a printer that lost its power',
  'print-pictured': 'cameras/cameras.test.ts: a camera',
  'timelapse-made': 'cameras/timelapses.test.ts: a camera, a print and a tool that makes films',
  'timelapse-removed': 'cameras/timelapses.test.ts: the same',
  'webhook-disabled': 'webhooks/webhooks.test.ts: a receiver that takes nothing for a day',
  'card-print-ordered': 'card-prints/card-prints.test.ts: a driver whose printers print from their cards',
  'card-file-deleted': 'operate/card-files.test.ts: a firmware that answers',
  'card-upload-started': 'operate/card-uploads.test.ts: a machine whose printer has a card',
  'card-upload-progress': 'operate/card-uploads.test.ts: the same',
  'card-upload-complete': 'operate/card-uploads.test.ts: the same',
  'card-upload-failed': 'operate/card-uploads.test.ts: the same',
};

const feedback = (printId: PrintId): Feedback => ({
  at: 0,
  temperatures: [],
  position: null,
  progress: { printId, fraction: 0.5, elapsedSeconds: 1, remainingSeconds: null, layer: null, z: null },
  line: null,
  notice: null,
});

/** Asks, and fails with what the server says. */
async function ask(server: TestServer, query: string) {
  const { data, errors } = await server.ask(query);
  assert.equal(errors?.[0]?.message, undefined, query);
  return data;
}

/** Until a command is on its way to the machine. */
async function underway(machine: HandMachine): Promise<void> {
  for (let turns = 0; machine.underway.length === 0; turns++) {
    assert.ok(turns < 10_000, 'a command comes');
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function printing(server: TestServer, machine: HandMachine): Promise<PrintId> {
  const { farm } = server;
  await farm.addJob();
  await farm.settle();
  assert.equal(machine.state.phase.kind, 'printing');
  return machine.begun.at(-1) as PrintId;
}

async function lifeOfPrints(server: TestServer): Promise<void> {
  const { farm } = server;
  using flows = createFlows({
    ...farm,
    fleet: farm.fleet,
    shelf: server.features.shelf,
    cameras: server.features.cameras,
    timelapses: { measured: () => {}, forget: () => Promise.resolve() },
    downloads: server.features.downloads,
    printerListings: server.features.printerListings,
    cardUploads: server.features.cardUploads,
    log: silentLog,
  });
  const machine = await farm.addMachine('one');
  const { printerId } = machine;
  await farm.makeReady(machine);
  const first = await printing(server, machine);
  flows.feedback(printerId, feedback(first));
  machine.report({ kind: 'print-slot', printId: first, change: { filament: 0, slot: 3, fraction: 0.4, seen: true } });
  farm.clock.turn(30_000);
  await farm.rest();
  await ask(server, `mutation { pausePrint(id: "${first}") { id } }`);
  await farm.settle();
  const { pauseNumber } = machine.state;
  await ask(server, `mutation { resumePrint(id: "${first}", pauseNumber: ${pauseNumber}) { id } }`);
  await farm.settle();
  machine.reboot();
  await farm.settle();
  machine.fail();
  await farm.settle();
  await ask(server, `mutation { tagPrint(id: "${first}", reason: ADHESION) { id } }`);
  await confirm(farm, machine);
  await farm.settle();
  await ask(server, `mutation { retryPrint(id: "${first}") { id } }`);
  await farm.settle();
  machine.finish();
  await farm.settle();
  await confirm(farm, machine);
  await farm.settle();
  const cancelled = await printing(server, machine);
  await ask(server, `mutation { cancelPrint(id: "${cancelled}") { id } }`);
  await farm.settle();
  await confirm(farm, machine);
  await farm.settle();
  await printing(server, machine);
  await ask(server, `mutation { emergencyStop(printerId: "${printerId}") { id } }`);
  await farm.settle();
  const { stopNumber } = machine.state;
  await ask(server, `mutation { recoverPrinter(printerId: "${printerId}", stopNumber: ${stopNumber}) { id } }`);
  await farm.settle();
  await confirm(farm, machine);
  await farm.settle();
  const lost = await printing(server, machine);
  machine.wipe();
  await machine.connect();
  await farm.settle();
  await ask(server, `mutation { answerLostPrint(id: "${lost}", made: true) { id } }`);
  await confirm(farm, machine);
  await farm.settle();
  // Given, and then somebody began another at the panel.
  await farm.addJob();
  await underway(machine);
  machine.report({ kind: 'foreign-began', foreign: { key: 'panel', name: 'benchy', since: farm.clock.now() } });
  await farm.settle();
  machine.report({ kind: 'trouble', error: { code: 'protocol-trouble', message: 'Line 7 twice.', at: 1 } });
  machine.report({ kind: 'disconnected', reason: 'It is off.', wrongCredentials: false });
  await farm.settle();
  machine.disconnect();
  await farm.rest();
  await ask(server, `mutation { changePrinter(input: { id: "${printerId}", version: 1, tags: ["pla"] }) { id } }`);
  await ask(server, 'mutation { clearAllProblems }');
  farm.clock.turn(1_000);
  await farm.rest();
  const plain = await farm.printers.add({
    name: 'scripted',
    driver: 'marlin',
    options: { connection: '/dev/ttyUSB9' },
    model: null,
    tags: [],
    clearing: 'operator',
    identity: null,
  });
  await farm.printers.change({ id: plain, version: 1, options: { connection: '/dev/ttyUSB9', startScript: 'G28' } });
  await ask(server, `mutation { removePrinter(id: "${plain}") }`);
  const [job, other] = [await farm.addJob({ held: true }), await farm.addJob({ held: true })];
  await ask(server, `mutation { changeJob(input: { id: "${job}", version: 1, copies: 3 }) { id } }`);
  await ask(server, `mutation { moveJob(id: "${other}", before: "${job}") { id } }`);
  await ask(server, `mutation { cancelJob(id: "${job}") { id } }`);
  await ask(server, `mutation { deleteJob(id: "${job}") }`);
}

async function lifeOfFiles(server: TestServer): Promise<void> {
  const upload = async (name: string, body: string): Promise<{ digest: string }> => {
    const headers = { 'content-type': 'application/octet-stream' };
    const answer = await fetch(`${server.address}/api/files?name=${name}`, { method: 'POST', headers, body });
    return (await answer.json()) as { digest: string };
  };
  const { digest } = await upload('part.gcode', 'G28\nG1 X0 Y0 Z0.2 F600\nG1 X10 Y0 E1\nG1 X10 Y10 E2\nG1 X0 Y10 E3\n');
  await upload('still.gcode', 'M140 S60\nM104 S200\n');
  await upload('none.gcode', 'no commands at all');
  await ask(server, `mutation { tagFiles(digests: ["${digest}"], add: ["pla"]) }`);
  await ask(server, `mutation { trashFiles(digests: ["${digest}"]) }`);
  await ask(server, `mutation { restoreFiles(digests: ["${digest}"]) }`);
  await ask(server, `mutation { deleteFile(digest: "${digest}") }`);
}

async function whatPeopleKeep(server: TestServer): Promise<void> {
  const { addSpool } = await ask(server, 'mutation { addSpool(input: { type: "PLA", netGrams: 1000 }) { id } }');
  await ask(server, `mutation { useSpool(id: "${addSpool.id}", grams: 900) { id } }`);
  const { addSpool: unused } = await ask(server, 'mutation { addSpool(input: { type: "PETG" }) { id } }');
  await ask(server, `mutation { deleteSpool(id: "${unused.id}") }`);
  const { createApiKey } = await ask(server, 'mutation { createApiKey(name: "k", scope: VIEWER) { apiKey { id } } }');
  await ask(server, `mutation { revokeApiKey(id: "${createApiKey.apiKey.id}") { id } }`);
  await ask(server, 'mutation { changeFarmSettings(version: 0, changes: { farmName: "Barn" }) { version } }');
  const { addWebhook } = await ask(
    server,
    'mutation { addWebhook(input: { url: "http://192.0.2.1/", names: [] }) { webhook { id } } }',
  );
  const hook = addWebhook.webhook.id;
  await ask(server, `mutation { changeWebhook(input: { id: "${hook}", version: 1, enabled: false }) { id } }`);
  await ask(server, `mutation { removeWebhook(id: "${hook}") }`);
  const machine = await server.farm.addMachine('for macros');
  await server.farm.makeReady(machine);
  const { addMacro } = await ask(server, 'mutation { addMacro(input: { name: "m", text: "M105" }) { id } }');
  const run = ask(
    server,
    `mutation { runMacro(printerId: "${machine.printerId}", id: "${addMacro.id}", version: 1) { __typename } }`,
  );
  await underway(machine);
  await server.farm.settle();
  await run;
  await ask(
    server,
    `mutation { changeMacro(id: "${addMacro.id}", version: 1, input: { name: "n", text: "M105" }) { id } }`,
  );
  await ask(server, `mutation { removeMacro(id: "${addMacro.id}") }`);
  machine.disconnect();
  await ask(server, `mutation { removePrinter(id: "${machine.printerId}", force: true) }`);
  const { addCamera } = await ask(
    server,
    'mutation { addCamera(input: { name: "Bed", url: "http://192.0.2.1/" }) { id version } }',
  );
  await ask(server, `mutation { changeCamera(input: { id: "${addCamera.id}", version: 1, name: "Top" }) { id } }`);
  await ask(server, `mutation { removeCamera(id: "${addCamera.id}") }`);
}

/** What lies on printers: on a farm whose printers hold files. */
async function filesOnPrinters(): Promise<ReadonlyMap<EventName, number>> {
  await using at = await openFileFarm();
  const printer = await at.addPrinter('X1C');
  await at.farm.makeReady(printer.machine);
  printer.put('a.gcode', 'G28\nG1 X1 Y1 E1\n');
  await at.listings.look(printer.id);
  await at.listings.setAuto(printer.id, true);
  const found = (key: string, name: string): void =>
    printer.machine.report({ kind: 'foreign-began', foreign: { key, name, since: at.farm.clock.now() } });
  found('1', 'a.gcode');
  await at.farm.settle(printer.machine);
  await at.auto.wake();
  await at.until('it came', () => (at.farm.events.counts().get('file-download-complete') ?? 0) > 0);
  await at.downloads.request(printer.id as PrinterId, 'nowhere.gcode', 'ann');
  await at.until('it did not', () => (at.farm.events.counts().get('file-download-failed') ?? 0) > 0);
  await at.listings.delete(printer.id, 'a.gcode', 'ann');
  printer.machine.report({ kind: 'foreign-ended', key: '1', outcome: 'finished' });
  await at.farm.settle(printer.machine);
  found('2', 'gone.gcode');
  await at.farm.settle(printer.machine);
  await at.auto.wake();
  await at.until('nothing of it came', () => (at.farm.events.counts().get('auto-download-failed') ?? 0) > 0);
  return new Map(at.farm.events.counts());
}

test('[PZ1] [EV7] a scripted run of the farm emits every event of the catalogue, but for those that a named test provokes', async () => {
  await using server = await openTestServer();
  await whatPeopleKeep(server);
  await lifeOfFiles(server);
  await lifeOfPrints(server);
  const counts = [server.farm.events.counts(), await filesOnPrinters()];
  const missing = EVENT_NAMES.filter((name) => counts.every((each) => (each.get(name) ?? 0) === 0));
  assert.deepEqual(missing.toSorted(), Object.keys(ELSEWHERE).toSorted());
});
