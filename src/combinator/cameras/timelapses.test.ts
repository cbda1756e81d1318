import assert from 'node:assert/strict';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { readZipDirectory } from '#gcode/zip';
import type { Feedback } from '#model/feedback';
import type { PrintId } from '#model/ids';
import { sourceOf } from '../../gcode/fixtures/reading.ts';
import { openTestServer, type TestServer } from '../api/fixtures/test-server.ts';
import { silentLog } from '#lib/small-log';
import { openTestFarm, type TestFarm } from '../fixtures/test-farm.ts';
import { openTestCamera, pictureOf } from './fixtures/test-camera.ts';
import { openTimelapses } from './timelapses.ts';

const layerOf = (printId: PrintId, layer: number | null): Feedback => ({
  at: 0,
  temperatures: [],
  position: null,
  progress: { printId, fraction: 0.1, elapsedSeconds: 1, remainingSeconds: null, layer, z: null },
  line: null,
  notice: null,
});

/** Stands for ffmpeg: notes its words and what it read, and writes a film, or fails. */
async function standIn(
  how: 'makes' | 'makes, and blocks the first' | 'fails',
): Promise<{ readonly path: string; readonly folder: string } & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), 'croft-ffmpeg-'));
  const path = join(folder, 'ffmpeg');
  const script = [
    `#!${process.execPath}`,
    `const { mkdirSync, writeFileSync, readFileSync } = require('node:fs');`,
    `writeFileSync(${JSON.stringify(join(folder, 'arguments'))}, JSON.stringify(process.argv.slice(2)));`,
    `writeFileSync(${JSON.stringify(join(folder, 'read'))}, readFileSync(0));`,
    how === 'fails'
      ? `console.error('Unknown encoder libx264'); process.exit(8);`
      : `writeFileSync(process.argv.at(-1), 'a film of some length');`,
    // Where the video belongs lies a folder.
    how === 'makes, and blocks the first'
      ? `try { mkdirSync(${JSON.stringify(join(folder, 'once'))}); mkdirSync(process.argv.at(-1).replace('.part', '')); } catch {}`
      : '',
  ];
  await writeFile(path, script.join('\n'));
  await chmod(path, 0o755);
  return { path, folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

/** A printer that prints, and a camera that films it. */
async function filming(server: TestServer, url: string) {
  const machine = await server.farm.addMachine('one');
  await server.farm.makeReady(machine);
  const camera = { name: 'Bed', printerId: machine.printerId, url, username: null, password: null, timelapse: true };
  await server.features.cameras.add(camera, 'ann');
  await server.farm.addJob();
  await server.farm.settle(machine);
  await server.features.timelapses.idle();
  const [print] = await server.farm.prints();
  assert.ok(print !== undefined);
  return { machine, print: print.id as PrintId };
}

async function filmsOf(server: TestServer) {
  const { data } = await server.ask(
    '{ history(first: 5) { items { timelapses { id camera state frames video archive trouble { message remedy } } } } }',
  );
  return data.history.items[0].timelapses as readonly {
    readonly id: string;
    readonly camera: string;
    readonly state: string;
    readonly frames: number;
    readonly video: string | null;
    readonly archive: string | null;
    readonly trouble: { readonly message: string; readonly remedy: string } | null;
  }[];
}

/** Each layer gives a frame; the same one twice does not. */
async function layers(server: TestServer, print: PrintId, count: number): Promise<void> {
  for (let layer = 1; layer <= count; layer++)
    for (let told = 0; told < 2; told++) {
      server.features.timelapses.measured(layerOf(print, layer));
      await server.features.timelapses.idle();
    }
}

const UPRIGHT = { rotation: 0, flip_horizontal: 0, flip_vertical: 0 } as const;

describe('timelapses', () => {
  test('[CA2] a print is filmed layer by layer, and its video is made, shown with it and forgotten in time', async () => {
    await using ffmpeg = await standIn('makes');
    await using server = await openTestServer({ ffmpeg: ffmpeg.path });
    await using bed = await openTestCamera();
    const { machine, print } = await filming(server, bed.url.replace('stream', 'picture'));
    await layers(server, print, 4);
    // Another print’s layers are none of this one’s.
    server.features.timelapses.measured(layerOf('another' as PrintId, 9));
    machine.finish();
    await server.farm.settle(machine);
    await server.features.timelapses.idle();
    const [film, ...more] = await filmsOf(server);
    assert.deepEqual(more, []);
    assert.ok(film !== undefined);
    // As it began, four layers, and the finished object.
    assert.deepEqual([film.camera, film.state, film.frames, film.trouble], ['Bed', 'VIDEO', 6, null]);
    const read = await readFile(join(ffmpeg.folder, 'read'));
    assert.deepEqual(
      read,
      Buffer.concat(Array.from({ length: 6 }, () => pictureOf('one'))),
      'every frame, in one stream',
    );
    const words = JSON.parse(await readFile(join(ffmpeg.folder, 'arguments'), 'utf8')) as string[];
    assert.ok(
      words.includes('image2pipe') && words.includes('libx264') && words.includes('+faststart'),
      words.join(' '),
    );
    const whole = await fetch(`${server.address}${film.video}`);
    assert.deepEqual([whole.headers.get('content-type'), await whole.text()], ['video/mp4', 'a film of some length']);
    const piece = await fetch(`${server.address}${film.video}`, { headers: { range: 'bytes=2-5' } });
    assert.deepEqual(
      [piece.status, piece.headers.get('content-range'), await piece.text()],
      [206, 'bytes 2-5/21', 'film'],
    );
    const tail = await fetch(`${server.address}${film.video}`, { headers: { range: 'bytes=-6' } });
    assert.equal(await tail.text(), 'length');
    const [event] = await server.farm.eventsNamed('timelapse-made');
    assert.deepEqual(event?.payload, { timelapseId: film.id, camera: 'Bed', frames: 6, isVideo: true });
    const path = (await server.features.timelapses.video(film.id)) ?? '';
    assert.deepEqual(await readdir(join(path, '..')), ['video.mp4'], 'the frames are gone');
    await server.features.timelapses.forget(Number.MAX_SAFE_INTEGER);
    assert.equal((await fetch(`${server.address}${film.video}`)).status, 404);
    await assert.rejects(readFile(path), { code: 'ENOENT' });
  });

  test('[CA2] a printer that tells no layers is filmed every ten seconds; without ffmpeg the frames are kept, and what to install is said', async () => {
    await using server = await openTestServer();
    await using bed = await openTestCamera();
    const { machine } = await filming(server, bed.url.replace('stream', 'picture'));
    for (let i = 0; i < 3; i++) {
      server.farm.clock.turn(10_000);
      await server.features.timelapses.idle();
    }
    machine.finish();
    await server.farm.settle(machine);
    await server.features.timelapses.idle();
    const [film] = await filmsOf(server);
    assert.deepEqual([film?.state, film?.frames, film?.video], ['FRAMES', 5, null]);
    assert.match(`${film?.trouble?.message} ${film?.trouble?.remedy}`, /ffmpeg is not installed .*apt install ffmpeg/);
    const archive = await fetch(`${server.address}${film?.archive}`);
    const directory = await readZipDirectory(sourceOf(new Uint8Array(await archive.arrayBuffer())));
    assert.ok(directory.kind === 'read');
    assert.deepEqual(
      [...directory.value.values()].map(({ sizeBytes }) => sizeBytes),
      Array.from({ length: 5 }, () => pictureOf('one').length),
    );
    assert.equal((await server.farm.eventsNamed('timelapse-made')).length, 1);
  });

  test('[CA2] an ffmpeg that fails, a camera that is away and a print of a moment hold up nothing', async () => {
    await using ffmpeg = await standIn('fails');
    await using server = await openTestServer({ ffmpeg: ffmpeg.path });
    const bed = await openTestCamera();
    const { machine, print } = await filming(server, bed.url.replace('stream', 'picture'));
    await layers(server, print, 3);
    machine.finish();
    await server.farm.settle(machine);
    await server.features.timelapses.idle();
    const [film] = await filmsOf(server);
    assert.deepEqual([film?.state, film?.frames], ['FRAMES', 5]);
    assert.match(film?.trouble?.remedy ?? '', /in the log/);
    // The next one ends before it is a film, and its camera has gone.
    await bed[Symbol.asyncDispose]();
    await bed[Symbol.asyncDispose]();
    await server.farm.makeReady(machine);
    await server.farm.addJob();
    await server.farm.settle(machine);
    await server.features.timelapses.idle();
    machine.finish();
    await server.farm.settle(machine);
    await server.features.timelapses.idle();
    assert.deepEqual(await filmsOf(server), []);
    assert.equal((await server.farm.eventsNamed('timelapse-made')).length, 1);
  });

  test('[CA2] a film that cannot be put in its place waits for the next start, and holds up none of another print', async () => {
    await using ffmpeg = await standIn('makes, and blocks the first');
    await using server = await openTestServer({ ffmpeg: ffmpeg.path });
    await using bed = await openTestCamera();
    const { machine, print } = await filming(server, bed.url.replace('stream', 'picture'));
    const finish = async (of: PrintId) => {
      await layers(server, of, 3);
      machine.finish();
      await server.farm.settle(machine);
      await server.features.timelapses.idle();
      return (await filmsOf(server))[0]?.state;
    };
    assert.equal(await finish(print), 'WAITING');
    await server.farm.makeReady(machine);
    await server.farm.addJob();
    await server.farm.settle(machine);
    await server.features.timelapses.idle();
    const next = (await server.farm.prints()).find(({ id }) => id !== print);
    assert.equal(await finish(next?.id as PrintId), 'VIDEO');
  });

  test('[CA2] a film whose video failed is made when a person asks; what has its video, or is being filmed, is not', async () => {
    await using ffmpeg = await standIn('fails');
    await using server = await openTestServer({ ffmpeg: ffmpeg.path });
    await using bed = await openTestCamera();
    const { machine, print } = await filming(server, bed.url.replace('stream', 'picture'));
    const make = async (id: string) => {
      const { data, errors } = await server.ask(
        'mutation($id: ID!) { makeTimelapse(id: $id) { id state trouble { message } archive } }',
        { id },
      );
      return errors?.[0]?.extensions.code ?? data.makeTimelapse;
    };
    const [recording] = (await server.features.timelapses.of([print])).get(print) ?? [];
    assert.equal(await make(recording?.id ?? ''), 'timelapse-is-recording');
    await layers(server, print, 3);
    machine.finish();
    await server.farm.settle(machine);
    await server.features.timelapses.idle();
    const [film] = await filmsOf(server);
    assert.equal(film?.state, 'FRAMES');
    const id = film?.id ?? '';

    const asked = await make(id);
    assert.deepEqual(asked, { id, state: 'WAITING', trouble: null, archive: null });
    await server.features.timelapses.idle();
    assert.equal((await filmsOf(server))[0]?.state, 'FRAMES', 'it failed again, and says so');
    assert.equal((await server.farm.eventsNamed('timelapse-made')).length, 1, 'nobody is told twice of a failure');

    await writeFile(
      ffmpeg.path,
      `#!${process.execPath}\nconst fs = require('node:fs');
      fs.readFileSync(0); fs.appendFileSync(${JSON.stringify(join(ffmpeg.folder, 'runs'))}, 'x');
      fs.writeFileSync(process.argv.at(-1), 'a film');`,
    );
    // Twice asked is once made.
    await Promise.all([make(id), make(id)]);
    await server.features.timelapses.idle();
    const { data } = await server.ask('query($id: ID!) { timelapse(id: $id) { state video } }', { id });
    assert.deepEqual(data.timelapse, { state: 'VIDEO', video: `/api/timelapses/${id}/video` });
    assert.equal(await readFile(join(ffmpeg.folder, 'runs'), 'utf8'), 'x');
    const told = (await server.farm.eventsNamed('timelapse-made')).map(({ payload }) => payload);
    assert.deepEqual(told.at(-1), { timelapseId: id, camera: 'Bed', frames: 5, isVideo: true });
    assert.equal(await make(id), 'timelapse-is-made');
    assert.equal(await make('nobody'), 'unknown-timelapse');
  });

  test('[CA2] a person deletes a film, also while its video is being made; one that is being filmed stays', async () => {
    await using ffmpeg = await standIn('makes');
    const begun = join(ffmpeg.folder, 'begun');
    // One that never ends by itself.
    await writeFile(
      ffmpeg.path,
      `#!${process.execPath}\nconst fs = require('node:fs');
      fs.writeFileSync(process.argv.at(-1), 'half'); fs.writeFileSync(${JSON.stringify(begun)}, '');
      setInterval(() => {}, 1000);`,
    );
    await using server = await openTestServer({ ffmpeg: ffmpeg.path });
    await using bed = await openTestCamera();
    const { machine, print } = await filming(server, bed.url.replace('stream', 'picture'));
    const remove = async (id: string) => {
      const { data, errors } = await server.ask('mutation($id: ID!) { removeTimelapse(id: $id) }', { id });
      return errors?.[0]?.extensions.code ?? data.removeTimelapse;
    };
    const [film] = (await server.features.timelapses.of([print])).get(print) ?? [];
    const id = film?.id ?? '';
    assert.equal(await remove(id), 'timelapse-is-recording');
    await layers(server, print, 3);
    const kept = async () => (await server.libraryFiles()).filter((name) => /^\d{15}-\d{6}\.jpg$|^video/.test(name));
    assert.equal((await kept()).length, 4);
    machine.finish();
    await server.farm.settle(machine);
    while (!(await readdir(ffmpeg.folder)).includes('begun')) await turn();
    assert.equal((await kept()).length, 6, 'five frames, and half of a video');

    assert.equal(await remove(id), id);
    await server.features.timelapses.idle();
    assert.deepEqual(await filmsOf(server), []);
    assert.deepEqual(await kept(), []);
    const [removed, ...more] = await server.farm.eventsNamed('timelapse-removed');
    assert.partialDeepStrictEqual(removed?.payload, { timelapseId: id, camera: 'Bed' });
    assert.deepEqual(more, []);
    assert.equal((await server.farm.eventsNamed('timelapse-made')).length, 0);
    assert.equal(await remove(id), 'unknown-timelapse');
  });

  test('[CA2] while a print stands still nothing is filmed but that it stands', async () => {
    await using server = await openTestServer();
    await using bed = await openTestCamera();
    const { machine, print } = await filming(server, bed.url.replace('stream', 'picture'));
    const subject = { printerId: machine.printerId, printId: print };
    const { storage, events } = server.farm;
    await storage.transaction((tx) => events.emit(tx, 'print-paused', subject, { pauseNumber: 1, reason: 'asked' }));
    for (let i = 0; i < 20; i++) {
      server.farm.clock.turn(10_000);
      await server.features.timelapses.idle();
    }
    await storage.transaction((tx) => events.emit(tx, 'print-resumed', subject, { pauseNumber: 1 }));
    for (let i = 0; i < 2; i++) {
      server.farm.clock.turn(10_000);
      await server.features.timelapses.idle();
    }
    machine.finish();
    await server.farm.settle(machine);
    await server.features.timelapses.idle();
    // As it began, as it stood still, twice afterwards, and the finished object.
    assert.equal((await filmsOf(server))[0]?.frames, 5);
  });

  test('[CA2] a person may choose a frame every so many seconds, whatever the printer tells', async () => {
    await using server = await openTestServer();
    await using bed = await openTestCamera();
    const machine = await server.farm.addMachine('one');
    await server.farm.makeReady(machine);
    const add =
      'mutation($input: AddCameraInput!) { addCamera(input: $input) { id version timelapse timelapseSeconds } }';
    const input = {
      name: 'Bed',
      url: bed.url.replace('stream', 'picture'),
      printerId: machine.printerId,
      timelapse: true,
    };
    for (const seconds of [1, 3_601]) {
      const { errors } = await server.ask(add, { input: { ...input, timelapseSeconds: seconds } });
      assert.deepEqual(errors?.[0]?.extensions.code, 'bad-timelapse-seconds');
    }
    const { data } = await server.ask(add, { input: { ...input, timelapseSeconds: 60 } });
    assert.equal(data.addCamera.timelapseSeconds, 60);
    await server.farm.addJob();
    await server.farm.settle(machine);
    await server.features.timelapses.idle();
    const [print] = await server.farm.prints();
    await layers(server, print?.id as PrintId, 30);
    for (let i = 0; i < 18; i++) {
      server.farm.clock.turn(10_000);
      await server.features.timelapses.idle();
    }
    machine.finish();
    await server.farm.settle(machine);
    await server.features.timelapses.idle();
    // As it began, after each of three minutes, and the finished object.
    assert.equal((await filmsOf(server))[0]?.frames, 5);
    const change =
      'mutation($input: ChangeCameraInput!) { changeCamera(input: $input) { version timelapse timelapseSeconds } }';
    const changed = async (fields: object): Promise<unknown> => {
      const { version, ...camera } = (await server.features.cameras.list())[0] ?? { version: 0, id: '' };
      const answer = await server.ask(change, { input: { id: camera.id, version, ...fields } });
      return [answer.data.changeCamera.timelapse, answer.data.changeCamera.timelapseSeconds];
    };
    assert.deepEqual(await changed({ name: 'Bed of one' }), [true, 60]);
    assert.deepEqual(await changed({ timelapseSeconds: null }), [true, null]);
    assert.deepEqual(await changed({ timelapse: false }), [false, null]);
  });

  test('a camera that does not film takes no frames, and a technician switches it', async () => {
    await using server = await openTestServer();
    await using bed = await openTestCamera();
    const add = 'mutation($input: AddCameraInput!) { addCamera(input: $input) { id version timelapse } }';
    const { data } = await server.ask(add, { input: { name: 'Bed', url: bed.url } });
    assert.equal(data.addCamera.timelapse, false);
    const change = 'mutation($input: ChangeCameraInput!) { changeCamera(input: $input) { timelapse } }';
    const changed = await server.ask(change, { input: { id: data.addCamera.id, version: 1, timelapse: true } });
    assert.equal(changed.data.changeCamera.timelapse, true);
    assert.equal((await server.features.cameras.get(data.addCamera.id)).timelapse, 1);
  });
});

describe('timelapses of one process and the next', () => {
  /** The farm's own, over pictures that a test counts, with a disk that it fills. */
  async function opened(farm: TestFarm, folder: string, room: { freeBytes: number }) {
    const pictured = { count: 0 };
    const picture = async (): Promise<Buffer> => pictureOf(String(pictured.count++));
    const timelapses = await openTimelapses({
      storage: farm.storage,
      events: farm.events,
      cameras: { relay: async () => ({ picture }) },
      folder,
      ffmpeg: join(folder, 'no-ffmpeg'),
      freeBytes: async () => room.freeBytes,
      clock: farm.clock,
      chance: farm.chance,
      log: silentLog,
    });
    return { timelapses, pictured };
  }

  async function filmed(farm: TestFarm) {
    const machine = await farm.addMachine('one');
    await farm.makeReady(machine);
    const row = { name: 'Bed', printer_id: machine.printerId, url: 'http://bed/', username: null, password: null };
    await farm.storage.transaction((tx) =>
      tx
        .insertInto('camera')
        .values({ id: 'bed', ...row, version: 1, created_at: 0, timelapse: 1, certificate: null, ...UPRIGHT })
        .execute(),
    );
    return machine;
  }

  async function folderOfTest(cleaning: AsyncDisposableStack): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'croft-films-'));
    cleaning.defer(() => rm(folder, { recursive: true, force: true }));
    return folder;
  }

  test('[CA2] frames leave room on the disk for the farm; a film that lacks some says so, and no half of one is left', async () => {
    await using cleaning = new AsyncDisposableStack();
    const folder = await folderOfTest(cleaning);
    await using farm = await openTestFarm();
    const machine = await filmed(farm);
    const room = { freeBytes: 1e12 };
    const { timelapses } = await opened(farm, folder, room);
    cleaning.use(timelapses);
    await farm.addJob();
    await farm.settle(machine);
    await timelapses.idle();
    const [print] = await farm.prints();
    const measured = async (from: number, to: number): Promise<void> => {
      for (let layer = from; layer <= to; layer++) {
        timelapses.measured(layerOf(print?.id as PrintId, layer));
        await timelapses.idle();
      }
    };
    await measured(1, 3);
    room.freeBytes = 400 * 1024 ** 2;
    await measured(4, 9);
    room.freeBytes = 1e12;
    await measured(10, 11);
    machine.finish();
    await farm.settle(machine);
    await timelapses.idle();
    const [film] = (await timelapses.of([String(print?.id)])).get(String(print?.id)) ?? [];
    // As it began, five layers, the end.
    assert.deepEqual([film?.frames, film?.state], [7, 'frames']);
    const names = await readdir(join(folder, String(film?.id)));
    assert.deepEqual([names.length, names.filter((name) => !name.endsWith('.jpg'))], [7, []]);
  });

  test('[CA2] what was thinned, and what stands still, goes on so in the next process', async () => {
    await using cleaning = new AsyncDisposableStack();
    const folder = await folderOfTest(cleaning);
    await using farm = await openTestFarm();
    const machine = await filmed(farm);
    const room = { freeBytes: 1e12 };
    const first = await opened(farm, folder, room);
    await farm.addJob();
    await farm.settle(machine);
    await first.timelapses.idle();
    const [print] = await farm.prints();
    const printId = print?.id as PrintId;
    for (let layer = 1; layer < 1_200; layer++) {
      first.timelapses.measured(layerOf(printId, layer));
      await first.timelapses.idle();
    }
    assert.equal(first.pictured.count, 1_200, 'as it began, and each layer');
    const subject = { printerId: machine.printerId, printId };
    const { storage, events } = farm;
    await storage.transaction((tx) => events.emit(tx, 'print-paused', subject, { pauseNumber: 1, reason: 'asked' }));
    await first.timelapses.idle();
    await first.timelapses[Symbol.asyncDispose]();

    const next = await opened(farm, folder, room);
    cleaning.use(next.timelapses);
    await next.timelapses.idle();
    for (let i = 0; i < 5; i++) {
      farm.clock.turn(10_000);
      await next.timelapses.idle();
    }
    assert.equal(next.pictured.count, 0, 'it stands still');
    await storage.transaction((tx) => events.emit(tx, 'print-resumed', subject, { pauseNumber: 1 }));
    for (let layer = 1_200; layer < 1_300; layer++) {
      next.timelapses.measured(layerOf(printId, layer));
      await next.timelapses.idle();
    }
    assert.equal(next.pictured.count, 50, 'every second layer, as before');
  });
});
