import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { turned } from './jpeg-orientation.ts';
import { makeVideo } from './make-video.ts';

const isThere = spawnSync('ffmpeg', ['-version'], { stdio: 'ignore' }).status === 0;
const skip = isThere ? false : 'ffmpeg is not installed here (apt install ffmpeg)';

/** Real JPEGs with something moving on them. */
function drawFrames(folder: string, name: string, size: string, count: number): string[] {
  const source = `testsrc=size=${size}:rate=10`;
  const path = join(folder, `${name}%02d.jpg`);
  const quiet = ['-hide_banner', '-loglevel', 'error', '-f', 'lavfi'];
  execFileSync('ffmpeg', [...quiet, '-i', source, '-frames:v', String(count), path]);
  return Array.from({ length: count }, (_, i) => join(folder, `${name}${String(i + 1).padStart(2, '0')}.jpg`));
}

/** What a player finds in a video. */
const streamOf = (video: string): Record<string, unknown> => {
  const fields = 'stream=codec_name,pix_fmt,width,height,nb_read_frames,duration';
  const told = execFileSync('ffprobe', ['-v', 'error', '-count_frames', '-show_entries', fields, '-of', 'json', video]);
  return (JSON.parse(told.toString()) as { readonly streams: readonly Record<string, unknown>[] }).streams[0] ?? {};
};

test('[CA2] a real ffmpeg makes a video that browsers play, of odd sizes, of a camera that was turned up, and past a broken frame', {
  skip,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'croft-video-'));
  await using cleaning = new AsyncDisposableStack();
  cleaning.defer(() => rm(folder, { recursive: true, force: true }));
  const odd = drawFrames(folder, 'odd', '161x121', 5);
  const large = drawFrames(folder, 'large', '320x240', 2);
  const [cut, none] = [join(folder, 'cut'), join(folder, 'none')];
  await writeFile(cut, (await readFile(odd[0] ?? '')).subarray(0, 1_500));
  await writeFile(none, 'this is no picture');
  const video = join(folder, 'video.mp4');
  const never = new AbortController().signal;

  const made = await makeVideo('ffmpeg', [...odd, cut, none, ...large], video, never);

  const bytes = await readFile(video);
  assert.deepEqual(made, { kind: 'made', sizeBytes: bytes.length });
  const size = { codec_name: 'h264', pix_fmt: 'yuv420p', width: 160, height: 120 };
  assert.deepEqual(
    streamOf(video),
    { ...size, nb_read_frames: '18', duration: '3.600000' },
    'what is no picture alone is missing; at its end it stands for two seconds',
  );
  assert.ok(bytes.indexOf('moov') < bytes.indexOf('mdat'), 'it plays before it has come whole');

  const failed = await makeVideo('ffmpeg', [none], join(folder, 'other.mp4'), never);
  assert.ok(failed.kind === 'failed' && failed.words.includes('No JPEG data'), 'it is said why');
  const givenUp = new AbortController();
  const many = Array.from({ length: 400 }, () => odd).flat();
  const ending = makeVideo('ffmpeg', many, join(folder, 'other.mp4'), givenUp.signal);
  const halfMade = async (): Promise<readonly string[]> =>
    (await readdir(folder)).filter((name) => name.startsWith('other'));
  while ((await halfMade()).length === 0) await turn();
  givenUp.abort();
  assert.equal((await ending).kind, 'failed');
  assert.deepEqual(await halfMade(), [], 'nothing half-made stays');
});

/** Red, green, blue and white from the upper left, row by row, as they stand in the first picture of a film. */
function cornersOf(video: string): { readonly size: readonly [number, number]; readonly corners: string } {
  const { width, height } = streamOf(video) as { readonly width: number; readonly height: number };
  const raw = ['-v', 'error', '-i', video, '-frames:v', '1', '-f', 'rawvideo', '-pix_fmt', 'rgb24', 'pipe:1'];
  const pixels = execFileSync('ffmpeg', raw);
  const name = (x: number, y: number): string => {
    const at = 3 * (Math.floor(y * height) * width + Math.floor(x * width));
    const [red, green, blue] = [...pixels.subarray(at, at + 3)].map((value) => value > 127);
    return red && green && blue ? 'w' : red ? 'r' : green ? 'g' : blue ? 'b' : '?';
  };
  return { size: [width, height], corners: name(0.2, 0.2) + name(0.8, 0.2) + name(0.2, 0.8) + name(0.8, 0.8) };
}

test('[CA2] a film of a camera that was turned or mirrored stands upright, also where it was turned while it filmed', {
  skip,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'croft-video-'));
  await using cleaning = new AsyncDisposableStack();
  cleaning.defer(() => rm(folder, { recursive: true, force: true }));
  const frame = join(folder, 'frame.jpg');
  const colours = ['red', 'lime', 'blue', 'white'].flatMap((colour) => ['-i', `color=${colour}:size=80x48`]);
  const lavfi = colours.flatMap((word) => (word === '-i' ? ['-f', 'lavfi', word] : [word]));
  const grid = '[0][1]hstack[a];[2][3]hstack[b];[a][b]vstack';
  execFileSync('ffmpeg', ['-v', 'error', ...lavfi, '-filter_complex', grid, '-frames:v', '1', frame]);
  const lying = await readFile(frame);
  const video = join(folder, 'video.mp4');
  for (const [rotation, flipHorizontal, flipVertical, size, corners] of [
    [0, false, false, [160, 96], 'rgbw'],
    [90, false, false, [96, 160], 'brwg'],
    [180, false, false, [160, 96], 'wbgr'],
    [270, false, false, [96, 160], 'gwrb'],
    [0, true, false, [160, 96], 'grwb'],
    [0, false, true, [160, 96], 'bwrg'],
    [90, true, false, [96, 160], 'rbgw'],
  ] as const) {
    await writeFile(frame, turned(lying, { rotation, flipHorizontal, flipVertical }));
    const before = join(folder, 'before.jpg');
    await writeFile(before, turned(lying, { rotation: 180, flipHorizontal: false, flipVertical: false }));
    const made = await makeVideo('ffmpeg', [before, frame, frame], video, new AbortController().signal);
    assert.equal(made.kind, 'made');
    assert.deepEqual(cornersOf(video), { size, corners }, `${rotation} ${flipHorizontal} ${flipVertical}`);
  }
});

test('[CA2] a film of frames that are larger than a pipe leaves no listener behind for each of them', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'croft-video-'));
  await using cleaning = new AsyncDisposableStack();
  cleaning.defer(() => rm(folder, { recursive: true, force: true }));
  const warnings: string[] = [];
  const warned = ({ name }: Error): number => warnings.push(name);
  process.on('warning', warned);
  cleaning.defer(() => void process.off('warning', warned));
  const [tool, frame] = [join(folder, 'ffmpeg'), join(folder, 'frame.jpg')];
  const script = `const fs = require('node:fs'); fs.writeFileSync(process.argv.at(-1), String(fs.readFileSync(0).length));`;
  await writeFile(tool, `#!${process.execPath}\n${script}`, { mode: 0o755 });
  await writeFile(frame, Buffer.alloc(300_000));
  const video = join(folder, 'video.mp4');
  const frames = Array.from({ length: 30 }, () => frame);
  const made = await makeVideo(tool, frames, video, new AbortController().signal);
  await turn();
  assert.deepEqual([made.kind, await readFile(video, 'utf8')], ['made', String(30 * 300_000)]);
  assert.deepEqual(warnings, []);
});
