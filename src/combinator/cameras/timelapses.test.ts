import assert from 'node:assert/strict';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { readZipDirectory } from '#gcode/zip';
import type { Feedback } from '#model/feedback';
import type { PrintId } from '#model/ids';
import { sourceOf } from '../../gcode/fixtures/reading.ts';
import { openTestServer, type TestServer } from '../api/fixtures/test-server.ts';
import { openTestCamera, pictureOf } from './fixtures/test-camera.ts';

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
