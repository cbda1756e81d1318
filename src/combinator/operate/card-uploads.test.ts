import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FileRefused } from '#drivers/printer-files';
import { systemClock } from '#lib/clock';
import { silentLog } from '#lib/small-log';
import { createCardUploads as createMachineUploads, type WishedUpload } from '#machine/card-uploads';
import { createPrinterFileServer } from '#machine/serve-printer-files';
import { fileDigest } from '#model/ids';
import type { PrinterFileAnswer, PrinterFileAsk } from '#model/printer-file';
import { openTestFarm } from '../fixtures/test-farm.ts';
import { createCardUploads } from './card-uploads.ts';

const DIGEST = fileDigest('d'.repeat(64));
const OTHER = fileDigest('e'.repeat(64));
const FILES = new Map([
  [DIGEST, { name: 'Clamshell box (1).gcode', kind: 'gcode', size_bytes: 1_000 }],
  [OTHER, { name: 'Plate.3mf', kind: '3mf', size_bytes: 1_000 }],
]);

/** One that the printer is being sent, held at its beginning until the test goes on. */
interface Write {
  readonly upload: WishedUpload;
  readonly signal: AbortSignal;
  readonly told: (bytes: number | null) => void;
  readonly done: PromiseWithResolvers<void>;
}

async function open() {
  await using stack = new AsyncDisposableStack();
  const farm = stack.use(await openTestFarm());
  const machine = await farm.addMachine('serial');
  await farm.makeReady(machine);
  const writes: Write[] = [];
  let isLinked = true;
  const serve = () =>
    createPrinterFileServer({
      files: () => null,
      uploads: createMachineUploads((upload, signal, told) => {
        const done = Promise.withResolvers<void>();
        signal.addEventListener('abort', () => done.reject(new FileRefused('cancelled', 'It was cancelled.')));
        writes.push({ upload, signal, told, done });
        return done.promise;
      }),
      clock: systemClock,
    });
  let server = serve();
  const ask = async (_printer: unknown, what: PrinterFileAsk): Promise<PrinterFileAnswer | Uint8Array> => {
    if (!isLinked) return { kind: 'refused', reason: 'unreachable', message: 'Not connected.' };
    return new Promise((resolve) => server.ask(what, resolve));
  };
  const library = { get: async (digest: string) => (FILES.get(fileDigest(digest)) ?? null) as never };
  const { storage, events, clock, chance } = farm;
  const begin = () => createCardUploads({ storage, events, library, ask, clock, chance, log: silentLog });
  let uploads = begin();
  stack.defer(() => uploads[Symbol.asyncDispose]());
  const kept = stack.move();
  const wish = { printer: machine.printerId, digest: DIGEST, name: null, replace: false };
  return {
    farm,
    machine,
    writes,
    wish,
    get uploads() {
      return uploads;
    },
    link: (on: boolean) => {
      isLinked = on;
    },
    restartMachine: () => {
      server = serve();
    },
    async restart() {
      await uploads[Symbol.asyncDispose]();
      uploads = begin();
      await uploads.begin();
    },
    async until(what: string, look: () => boolean | Promise<boolean>): Promise<void> {
      for (let tries = 0; tries < 2_000; tries++) {
        if (await look()) return;
        clock.turn(250);
        await new Promise((resolve) => setImmediate(resolve));
      }
      assert.fail(`waited in vain: ${what}`);
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

type At = Awaited<ReturnType<typeof open>>;

const ended = async (at: At, id: string) => {
  await at.until('it is over', async () => (await at.uploads.get(id)).ended_at !== null);
  return at.uploads.get(id);
};

const story = async (at: At): Promise<readonly string[]> =>
  (await at.farm.events.page({}, { after: 0, before: null, limit: 200 }))
    .map(({ name }) => name)
    .filter((name) => name.startsWith('card-upload'));

const codeOf = async (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => null,
    (error: { code?: string }) => error.code,
  );

describe('files for the card in a printer', () => {
  test('[MA15] a file goes there once however often it is asked for, and its end is told once; the printer gets no print meanwhile', async () => {
    await using at = await open();
    const progress: number[] = [];
    using _ = at.farm.events.onTransient((name, _subject, payload) => {
      if (name === 'card-upload-progress') progress.push((payload as { doneBytes: number }).doneBytes);
    });
    const id = await at.uploads.request(at.wish, 'ann');
    assert.equal(await at.uploads.request(at.wish, 'bea'), id, 'two presses are one');
    await at.until('the machine has it', () => at.writes.length === 1);
    assert.deepEqual(at.writes[0]?.upload, {
      file: { digest: DIGEST, name: 'Clamshell box (1).gcode', sizeBytes: 1_000 },
      name: 'CLAMSHEL.GCO',
      replace: false,
    });
    assert.equal(await codeOf(at.uploads.request({ ...at.wish, name: 'B.GCO' }, 'ann')), 'card-upload-under-way');
    await at.farm.addJob();
    await at.farm.settle(at.machine);
    assert.equal(at.machine.begun.length, 0, 'it would go into the file');
    at.writes[0]?.told(500);
    await at.until('it was told', () => at.uploads.progress(id)?.doneBytes === 500);
    at.writes[0]?.done.resolve();
    assert.equal((await ended(at, id)).status, 'complete');
    await at.uploads.idle();
    await at.farm.settle(at.machine);
    assert.equal(at.machine.begun.length, 1, 'and now it does');
    assert.deepEqual(await story(at), ['card-upload-started', 'card-upload-complete']);
    assert.ok(progress.includes(500));
  });

  test('[MA15] what cannot go there is refused before anything is stored', async () => {
    await using at = await open();
    const { wish } = at;
    assert.equal(await codeOf(at.uploads.request({ ...wish, digest: OTHER }, 'ann')), 'card-takes-gcode');
    assert.equal(
      await codeOf(at.uploads.request({ ...wish, digest: fileDigest('0'.repeat(64)) }, 'ann')),
      'unknown-file',
    );
    for (const name of ['much-too-long.gco', 'Ä.GCO', 'A.TXT', '../A.GCO'])
      assert.equal(await codeOf(at.uploads.request({ ...wish, name }, 'ann')), 'bad-card-name', name);
    assert.equal(await codeOf(at.uploads.cancel('none', 'ann')), 'unknown-card-upload');
    assert.deepEqual(await story(at), []);
  });

  test('[MA15] a person changes their mind: the machine takes it away, and that is its end', async () => {
    await using at = await open();
    const id = await at.uploads.request(at.wish, 'ann');
    await at.until('the machine has it', () => at.writes.length === 1);
    await at.uploads.cancel(id, 'bea');
    const row = await ended(at, id);
    assert.deepEqual([row.status, row.error_code, row.cancel_by], ['cancelled', 'card-upload-cancelled', 'bea']);
    assert.match(row.error ?? '', /bea.*Nothing of it is left/);
    assert.deepEqual(await story(at), ['card-upload-started', 'card-upload-failed']);
  });

  test('[I7] a server that ends in the middle follows it on; a link that is down says nothing of the card; a machine that was started anew has lost it', async () => {
    await using at = await open();
    const id = await at.uploads.request(at.wish, 'ann');
    await at.until('the machine has it', () => at.writes.length === 1);
    at.link(false);
    await at.restart();
    at.farm.clock.turn(60_000);
    assert.equal((await at.uploads.get(id)).status, 'running');
    at.link(true);
    at.writes[0]?.told(700);
    await at.until('it is followed', () => at.uploads.progress(id)?.doneBytes === 700);
    at.writes[0]?.done.reject(new FileRefused('card-full', 'The card took no more.'));
    assert.equal((await ended(at, id)).error_code, 'card-full');
    await at.uploads.idle();

    const next = await at.uploads.request(at.wish, 'ann');
    await at.until('the machine has it', () => at.writes.length === 2);
    at.restartMachine();
    assert.equal((await ended(at, next)).error_code, 'card-upload-broken-off');
    await at.uploads.idle();

    at.link(false);
    const lost = await at.uploads.request(at.wish, 'ann');
    assert.equal((await ended(at, lost)).error_code, 'printer-not-reached');
    assert.equal(at.writes.length, 2, 'nothing began');
    await at.uploads.forget(Number.MAX_SAFE_INTEGER);
    assert.deepEqual(await at.uploads.list(at.machine.printerId, 9), []);
  });
});
