import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { SimulatedBambu } from '../../src/drivers/bambu/simulator/bambu.ts';
import { SimulatedDuet } from '../../src/drivers/duet/simulator/duet.ts';
import { SimulatedMoonraker } from '../../src/drivers/moonraker/simulator/moonraker.ts';
import { SimulatedOctoPrint } from '../../src/drivers/octoprint/simulator/octoprint.ts';
import { SimulatedPrusaLink } from '../../src/drivers/prusalink/simulator/prusa-link.ts';
import { threeMfEntries } from '../../src/gcode/fixtures/three-mf.ts';
import { zipFile } from '../../src/gcode/fixtures/zip-file.ts';
import { manifests } from '../../src/drivers/registry.ts';
import { startCroft, temporaryData, until } from '../harness/croft.ts';
import { clear, inPhase } from '../harness/network-printer.ts';

/** A printer that holds its files, as far as this test has to do with it. */
interface PanelPrinter {
  readonly simulated: AsyncDisposable;
  readonly options: Readonly<Record<string, unknown>>;
  readonly startAtPanel: () => void;
  /** The print comes to its end; until then it lasts. */
  readonly finish: () => void;
}

/** Longer than any test. */
const PACE = { printSeconds: 1e7, speed: 1 };
const TO_THE_END = 2 * PACE.printSeconds;
const NAME = 'Lid (1), v2.gcode';

/** Each lies on the printer, and somebody prints it at the panel. */
const PRINTERS: Readonly<Record<string, (content: string) => Promise<PanelPrinter>>> = {
  async bambu(content) {
    const simulated = await SimulatedBambu.start({ ...PACE, updateMs: 20 });
    const { serial, mqttPort, filePort, switches, device, files } = simulated;
    const name = 'Lid (1).gcode.3mf';
    files.set(name, Buffer.from(content, 'latin1'));
    return {
      simulated,
      options: { host: '127.0.0.1', serial, mqttPort, filePort, accessCode: switches.accessCode },
      startAtPanel: () => device.startAtPanel(name, '4711'),
      finish() {
        while (device.isBusy) device.step(TO_THE_END);
      },
    };
  },
  async duet(content) {
    const simulated = await SimulatedDuet.start(PACE);
    const { board, url, switches } = simulated;
    const path = `0:/gcodes/${NAME}`;
    board.files.set(path, { content, at: '2026-05-01T10:00:00' });
    return {
      simulated,
      options: { url, password: switches.password },
      startAtPanel: () => board.print(path, content),
      finish: () => board.step(TO_THE_END),
    };
  },
  async moonraker(content) {
    const simulated = await SimulatedMoonraker.start({ ...PACE, updateMs: 20 });
    const { klipper, url } = simulated;
    simulated.files.set(NAME, content);
    return {
      simulated,
      options: { url },
      startAtPanel: () => klipper.start(NAME),
      finish: () => klipper.step(TO_THE_END),
    };
  },
  async octoprint(content) {
    const simulated = await SimulatedOctoPrint.start({ ...PACE, updateMs: 20 });
    const { printer, url, switches } = simulated;
    printer.files.set(NAME, { content, success: 0, failure: 0 });
    return {
      simulated,
      options: { url, apiKey: switches.apiKey },
      startAtPanel: () => void printer.start(NAME),
      finish: () => printer.step(TO_THE_END),
    };
  },
  async prusalink(content) {
    const simulated = await SimulatedPrusaLink.start(PACE);
    const { printer, url, switches } = simulated;
    simulated.files.set(NAME, content);
    return {
      simulated,
      options: { url, password: switches.password },
      startAtPanel: () => void printer.start(NAME, content),
      finish: () => printer.step(TO_THE_END),
    };
  },
};

/** Of plain characters only: simulators keep files as texts. */
const WITH_PICTURES = readFileSync(
  new URL('../../src/gcode/fixtures/prusa-head-keys.gcode', import.meta.url),
  'latin1',
).replaceAll(/[^\n -~]/g, '');
/** Each its own: none is in the library already. */
const contentFor = (driver: string): string =>
  driver === 'bambu' ? Buffer.from(zipFile(threeMfEntries)).toString('latin1') : `${WITH_PICTURES}; of ${driver}\n`;

/** In this order for each printer; pictures are no reason to wait (DL1), so theirs may come behind the end as well. */
const LIFE = [
  'print-found',
  'auto-download-triggered',
  'file-download-started',
  'file-needs-thumbnail-processing',
  'file-download-complete',
  'file-thumbnails-processed',
  'print-ended',
] as const;
/** AU1, JO7. */
const TRIGGERED_WITHIN_MS = 5_000;
const ENDED_WITHIN_MS = 10_000;

interface Told {
  readonly name: string;
  readonly at: string;
  readonly printerId: string | null;
  readonly printId: string | null;
  readonly correlationId: string | null;
  readonly payload: { readonly outcome?: string };
}

/** Whom the farm notifies. */
async function receiver(): Promise<{ readonly url: string; readonly told: Told[] } & AsyncDisposable> {
  const told: Told[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      told.push(JSON.parse(body) as Told);
      response.writeHead(204).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    told,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

test('[AU1] [DL1] [DL2] [JO7] [JO9] [PZ1] [PZ2] [PZ3] [PZ6] of each driver with files: a print of the panel is seen, its file fetched, its pictures made, its end known, and each is told, in order', {
  timeout: 180_000,
}, async () => {
  await using printers = new AsyncDisposableStack();
  await using data = temporaryData();
  await using croft = await startCroft(['combinator'], data.path);
  await using notified = await receiver();
  await croft.ask('mutation { allowLocalWebhooks(allowed: true) }');
  const addWebhook = 'mutation($input: AddWebhookInput!) { addWebhook(input: $input) { secret } }';
  await croft.ask(addWebhook, { input: { url: notified.url, names: LIFE } });

  const live = async ([driver, open]: (typeof entries)[number]): Promise<void> => {
    const content = contentFor(driver);
    const { simulated, options, startAtPanel, finish } = await open(content);
    printers.use(simulated);
    const add = 'mutation($input: AddPrinterInput!) { addPrinter(input: $input) { id } }';
    const { id } = (await croft.ask<{ addPrinter: { id: string } }>(add, { input: { name: driver, driver, options } }))
      .addPrinter;
    await croft.ask('mutation($id: ID!) { setAutoDownload(printerId: $id, enabled: true) { autoDownload } }', { id });
    await clear(croft, id, 'UNVERIFIED');
    await inPhase(croft, id, 'READY');
    // Of pictures it is told by the flow of the file that they are of (EV4), which may be on several printers.
    const told = (): readonly Told[] => {
      const flow = notified.told.find((each) => each.printerId === id && each.name === 'file-download-started');
      return notified.told.filter(
        ({ printerId, name, correlationId }) =>
          printerId === id || (name === 'file-thumbnails-processed' && correlationId === flow?.correlationId),
      );
    };
    const heard = (name: (typeof LIFE)[number]): Promise<Told> =>
      until(`${driver}: ${name}`, async () => told().find((each) => each.name === name));

    startAtPanel();
    await heard('file-thumbnails-processed');
    await inPhase(croft, id, 'PRINTING');
    const finishedAt = Date.now();
    finish();
    const ended = await heard('print-ended');
    await inPhase(croft, id, 'AWAITING_RETRIEVAL');
    assert.deepEqual(
      told().map(({ name }) => name),
      LIFE,
      driver,
    );
    assert.equal(ended.payload.outcome, 'finished', driver);
    const at = Object.fromEntries(told().map((each) => [each.name, Date.parse(each.at)]));
    const waited = (at['auto-download-triggered'] ?? Infinity) - (at['print-found'] ?? 0);
    assert.ok(waited <= TRIGGERED_WITHIN_MS, `${driver}: fetched after ${waited} ms`);
    const known = (at['print-ended'] ?? Infinity) - finishedAt;
    assert.ok(known <= ENDED_WITHIN_MS, `${driver}: known after ${known} ms`);

    const shown = await croft.ask<{ downloads: readonly { digest: string; printId: string }[] }>(
      'query($id: ID!) { downloads(printerId: $id) { digest printId } }',
      { id },
    );
    const digest = createHash('sha256').update(Buffer.from(content, 'latin1')).digest('hex');
    assert.deepEqual(shown.downloads, [{ digest, printId: ended.printId }], driver);
    const picture = await fetch(`${croft.address}/api/files/${digest}/thumbnail`);
    assert.deepEqual([picture.status, picture.headers.get('content-type')], [200, 'image/png'], driver);
    await picture.arrayBuffer();
  };
  const entries = Object.entries(PRINTERS);
  assert.deepEqual(
    entries.map(([driver]) => driver),
    [...manifests.values()]
      .filter(({ holdsFiles, spooling }) => holdsFiles === true && spooling === 'device')
      .map(({ name }) => name)
      .toSorted(),
    'each driver with files has its life here',
  );
  await Promise.all(entries.map(live));
});
