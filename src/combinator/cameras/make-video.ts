import { spawn } from 'node:child_process';
import { readFile, rename, rm, stat } from 'node:fs/promises';
import { constants, setPriority } from 'node:os';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { asItLies, filtersOf, orientationOf } from './jpeg-orientation.ts';

/** What became of the frames. */
export type MadeVideo =
  | { readonly kind: 'made'; readonly sizeBytes: number }
  /** There is no such program on this host. */
  | { readonly kind: 'missing' }
  | { readonly kind: 'failed'; readonly words: string };

/** A film of few frames is shown slowly, so that it can be seen at all. */
const FRAMES_PER_SECOND = { least: 5, most: 25 };
const FILM_SECONDS = 10;
/** The finished object stands at its end. */
const END_SECONDS = 2;
const LIMIT_MS = 20 * 60_000;
const WORDS_LIMIT = 2_000;

/**
 * Makes an MP4 of JPEG frames with ffmpeg, behind everything else that the host does: a print must not notice. The video appears under its
 * name when it is whole. It stands upright as its last frame says: who turned the camera while it filmed meant all of them.
 */
export async function makeVideo(
  ffmpeg: string,
  frames: readonly string[],
  video: string,
  signal: AbortSignal,
): Promise<MadeVideo> {
  const part = `${video}.part`;
  // One that is missing is said where it is read.
  const last = await readFile(frames.at(-1) ?? '').catch(() => Buffer.alloc(0));
  const child = spawn(ffmpeg, argumentsOf(part, framesPerSecond(frames.length), filtersOf(orientationOf(last))), {
    stdio: ['pipe', 'ignore', 'pipe'],
    // Not by `timeout`, which holds the process for as long where there is no such program.
    signal: AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]),
    // Asked politely it would first write a whole video of what it has.
    killSignal: 'SIGKILL',
  });
  if (child.pid !== undefined) beLast(child.pid);
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-WORDS_LIMIT);
  });
  const ended = new Promise<number | NodeJS.ErrnoException>((resolve) => {
    let trouble: NodeJS.ErrnoException | null = null;
    child.once('error', (error) => {
      trouble = error;
      if (child.pid === undefined) resolve(error);
    });
    // Before, what was given up is still being written.
    child.once('close', (code) => resolve(trouble ?? code ?? 1));
  });
  pipeline(Readable.from(bytesOf(frames), { objectMode: false }), child.stdin).catch((error: NodeJS.ErrnoException) => {
    // It may end before it has read all; its exit tells.
    if (error.code === 'EPIPE' || error.code === 'ERR_STREAM_PREMATURE_CLOSE') return;
    words += String(error);
    child.kill();
  });
  const end = await ended;
  if (typeof end !== 'number' && end.code === 'ENOENT') return { kind: 'missing' };
  const sizeBytes =
    end === 0
      ? await stat(part)
          .then((is) => is.size)
          .catch(() => 0)
      : 0;
  if (sizeBytes === 0) {
    await rm(part, { force: true });
    return { kind: 'failed', words: typeof end === 'number' ? `It ended with ${end}. ${words}`.trim() : end.message };
  }
  await rename(part, video);
  return { kind: 'made', sizeBytes };
}

/** Frames of odd size cannot be encoded as browsers read it: a line is cut off. */
const argumentsOf = (path: string, rate: number, filters: readonly string[]): readonly string[] =>
  [
    '-hide_banner -loglevel error -y',
    `-f image2pipe -framerate ${rate} -c:v mjpeg -i pipe:0`,
    `-vf ${filters.map((filter) => `${filter},`).join('')}scale=trunc(iw/2)*2:trunc(ih/2)*2,format=yuv420p,tpad=stop_mode=clone:stop_duration=${END_SECONDS}`,
    '-c:v libx264 -preset veryfast -crf 24 -threads 1',
    '-movflags +faststart -f mp4',
  ]
    .flatMap((words) => words.split(' '))
    .concat(path);

const framesPerSecond = (frames: number): number =>
  Math.min(FRAMES_PER_SECOND.most, Math.max(FRAMES_PER_SECOND.least, Math.round(frames / FILM_SECONDS)));

function beLast(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It has ended already, or the host does not let us.
  }
}

async function* bytesOf(frames: readonly string[]): AsyncGenerator<Buffer> {
  for (const path of frames) yield asItLies(await readFile(path));
}
