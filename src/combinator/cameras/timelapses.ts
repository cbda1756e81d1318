import { mkdir, readdir, readFile, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Chance } from '#lib/chance';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log-types';
import type { Feedback } from '#model/feedback';
import type { PrinterId, PrintId } from '#model/ids';
import { defineErrors, errorEntry, UserError } from '#lib/user-error';
import type { Storage } from '#storage/storage';
import type { Events, EventSubject } from '../events/events.ts';
import type { FarmSchema } from '../schema.ts';
import type { Relay } from './relay.ts';
import { makeVideo } from './make-video.ts';
import { NoPicture } from './source.ts';
import type { TimelapseTable } from './tables.ts';
import { writeWhole } from './write-whole.ts';

/** Prints as films (CA2): frames while it prints, a video when it is over. */
export interface Timelapses extends AsyncDisposable {
  /** The newest measurements of a printer: where it tells layers, each gives a frame. */
  measured(feedback: Feedback): void;
  of(prints: readonly string[]): Promise<ReadonlyMap<string, readonly TimelapseTable[]>>;
  /** Where the video lies; null while there is none. */
  video(id: string): Promise<string | null>;
  /** The frames in their order; null when there are none (any more). */
  frames(id: string): Promise<readonly string[] | null>;
  /** One of them. Errors: `unknown-timelapse`. */
  get(id: string): Promise<TimelapseTable>;
  /** Tries again to make the video of one that has none; it waits for its turn then. Errors: `unknown-timelapse`, `timelapse-is-recording`, `timelapse-is-made`. */
  make(id: string): Promise<void>;
  /** Deletes a film with its frames. Errors: `unknown-timelapse`, `timelapse-is-recording`. */
  remove(id: string, by: string): Promise<void>;
  /** Forgets those that began earlier, those whose print is gone, and the oldest beyond what all may take. */
  forget(beforeAt: number): Promise<void>;
  /** Resolves when no frame and no video is being made; for tests. */
  idle(): Promise<void>;
}

const errors = defineErrors({
  unknown: errorEntry<object>({
    code: 'unknown-timelapse',
    cause: () => 'There is no such timelapse.',
    remedy: 'It was deleted, or its time was over: load the page again.',
    field: 'id',
  }),
  recording: errorEntry<object>({
    code: 'timelapse-is-recording',
    cause: () => 'This timelapse is still being filmed.',
    remedy: 'Wait until its print has ended.',
    field: 'id',
  }),
  made: errorEntry<object>({
    code: 'timelapse-is-made',
    cause: () => 'This timelapse has its video, and its frames are gone.',
    remedy: 'Load the page again to see it.',
    field: 'id',
  }),
});

/** Between frames of a printer that tells no layers. */
const INTERVAL_MS = 10_000;
/** More become every second one: the longest print has as long a film as a short one. */
const FRAMES_LIMIT = 1_200;
/** A print of fewer frames is no film. */
const FRAMES_LEAST = 3;
/** Frames leave this much of the disk to the farm, whose database needs it more. */
const LEFT_FREE_BYTES = 512 * 1024 ** 2;
/** What all timelapses may take on the disk. */
const TOTAL_LIMIT_BYTES = 4 * 1024 ** 3;

interface Recorder {
  readonly row: TimelapseTable;
  /** Between its frames; null: one for each layer, where the printer tells them. */
  readonly seconds: number | null;
  layer: number | null;
  /** The print stands still: nothing changes that a film could show. */
  isPaused: boolean;
  /** A frame was left out because the disk is full. */
  lacksRoom: boolean;
  /** Every so many layers or intervals: doubles when there are too many frames. */
  spacing: number;
  passed: number;
  frames: number;
  /** By this process. */
  taken: number;
  isTaking: boolean;
  timer: Disposable | null;
}

/** Names that sort as they were taken, whichever process took them. */
const frameName = (at: number, taken: number): string =>
  `${String(at).padStart(15, '0')}-${String(taken).padStart(6, '0')}.jpg`;

export async function openTimelapses(parts: {
  readonly storage: Storage<FarmSchema>;
  readonly events: Events;
  readonly cameras: { relay(id: string): Promise<Pick<Relay, 'picture'>> };
  /** Made when missing. */
  readonly folder: string;
  /** The program that makes videos. */
  readonly ffmpeg: string;
  /** Room on the disk of a folder. */
  readonly freeBytes?: (folder: string) => Promise<number>;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly log: Log;
}): Promise<Timelapses> {
  const { storage, events, cameras, folder, ffmpeg, clock, chance, log, freeBytes = freeBytesOf } = parts;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const recorders = new Map<string, Recorder>();
  const working = new Set<Promise<void>>();
  const ending = new AbortController();
  const ended = new Promise<null>((resolve) => ending.signal.addEventListener('abort', () => resolve(null)));
  /** A print may end before what its beginning asked for is written down. */
  let turns: Promise<void> = Promise.resolve();
  /** One video after the other. */
  let rendering: Promise<void> = Promise.resolve();
  /** Films whose video is being made, or waits for its turn. */
  const queued = new Map<string, { readonly stop: AbortController; readonly done: Promise<void> }>();
  let current: string | null = null;

  const folderOf = (id: string): string => join(folder, id);
  const videoOf = (id: string): string => join(folder, id, 'video.mp4');
  /** How far apart its frames are, for the process after this one. */
  const spacingOf = (id: string): string => join(folder, id, 'spacing');

  function track(work: Promise<void>, what: string): Promise<void> {
    const done: Promise<void> = work
      .catch((error: unknown) => log.error({ err: error }, what))
      .finally(() => working.delete(done));
    working.add(done);
    return done;
  }

  async function framesOf(id: string): Promise<string[]> {
    const names = await readdir(folderOf(id)).catch(() => []);
    return names.filter((name) => name.endsWith('.jpg')).sort();
  }

  async function begin({ printerId, printId }: EventSubject): Promise<void> {
    if (printerId == null || printId == null) return;
    const wanted = await storage.read
      .selectFrom('camera')
      .select(['id', 'name', 'timelapse'])
      .where('printer_id', '=', printerId)
      .where('timelapse', '>', 0)
      .execute();
    for (const camera of wanted) {
      const row: TimelapseTable = {
        id: chance.id(),
        print_id: printId,
        camera_id: camera.id,
        camera: camera.name,
        state: 'recording',
        frames: 0,
        size_bytes: 0,
        began_at: clock.now(),
        trouble: null,
      };
      await mkdir(folderOf(row.id), { recursive: true, mode: 0o700 });
      await storage.transaction((tx) => tx.insertInto('timelapse').values(row).execute());
      record(row, secondsOf(camera.timelapse));
    }
  }

  function record(
    row: TimelapseTable,
    seconds: number | null,
    { frames = 0, spacing = 1, isPaused = false }: Partial<Pick<Recorder, 'frames' | 'spacing' | 'isPaused'>> = {},
  ): void {
    if (recorders.has(row.id) || ending.signal.aborted) return;
    const recorder: Recorder = {
      row,
      seconds,
      layer: null,
      isPaused,
      lacksRoom: false,
      spacing,
      passed: 0,
      frames,
      taken: 0,
      isTaking: false,
      timer: null,
    };
    recorders.set(row.id, recorder);
    beat(recorder);
  }

  function beat(recorder: Recorder): void {
    // Layers are better: where they are told, and nobody chose otherwise, nothing is taken in between.
    if (recorder.layer === null || recorder.seconds !== null) pass(recorder);
    const ms = recorder.seconds === null ? INTERVAL_MS : recorder.seconds * 1_000;
    recorder.timer = clock.schedule(ms, () => beat(recorder));
  }

  function pass(recorder: Recorder): void {
    if (recorder.isPaused) return;
    if (recorder.passed++ % recorder.spacing === 0 && !recorder.isTaking)
      void track(take(recorder), 'a frame could not be kept');
  }

  /** A frame that is missed is missed. */
  async function take(recorder: Recorder): Promise<void> {
    const { camera_id } = recorder.row;
    recorder.isTaking = true;
    try {
      const relay = await cameras.relay(camera_id);
      const jpeg = await Promise.race([relay.picture(), ended]);
      if (jpeg === null) return;
      if (!(await keep(recorder, jpeg))) return;
      recorder.frames += 1;
      if (recorder.frames >= FRAMES_LIMIT) await thin(recorder);
    } catch (error) {
      // The camera is away, or has left the farm.
      if (!(error instanceof NoPicture || error instanceof UserError)) throw error;
      log.debug({ camera: camera_id, reason: error.message }, 'a frame is missing');
    } finally {
      recorder.isTaking = false;
    }
  }

  /** False: the disk has no room for it, which is told once, and ends no film. */
  async function keep(recorder: Recorder, jpeg: Buffer): Promise<boolean> {
    const into = folderOf(recorder.row.id);
    try {
      if ((await freeBytes(into)) - jpeg.length >= LEFT_FREE_BYTES) {
        await writeWhole(join(into, frameName(clock.now(), recorder.taken++)), jpeg);
        return true;
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
    if (!recorder.lacksRoom)
      log.warn({ timelapse: recorder.row.id }, 'the disk is nearly full: a timelapse goes on when it has room again');
    recorder.lacksRoom = true;
    return false;
  }

  async function thin(recorder: Recorder): Promise<void> {
    const names = await framesOf(recorder.row.id);
    for (const [i, name] of names.entries()) if (i % 2 === 1) await rm(join(folderOf(recorder.row.id), name));
    recorder.frames = Math.ceil(names.length / 2);
    recorder.spacing *= 2;
    await writeFile(spacingOf(recorder.row.id), String(recorder.spacing), { mode: 0o600 });
  }

  async function finish(before: TimelapseTable): Promise<void> {
    const recorder = recorders.get(before.id);
    // The film goes on as long as there is room: what is missing is said all the same.
    const row = { ...before, trouble: recorder?.lacksRoom === true ? 'disk-full' : before.trouble };
    if (recorder !== undefined) {
      recorder.timer?.[Symbol.dispose]();
      recorders.delete(row.id);
      // The finished object.
      if (!recorder.isTaking) await take(recorder);
    }
    const names = await framesOf(row.id);
    if (names.length < FRAMES_LEAST) return drop(row.id);
    const sizes = await Promise.all(names.map(async (name) => (await stat(join(folderOf(row.id), name))).size));
    const size_bytes = sizes.reduce((sum, size) => sum + size, 0);
    await storage.transaction((tx) =>
      tx
        .updateTable('timelapse')
        .set({ state: 'waiting', frames: names.length, size_bytes, trouble: row.trouble })
        .where('id', '=', row.id)
        .execute(),
    );
    await renderInTurn(row, true);
  }

  /** One that fails holds up none of those behind it. */
  function renderInTurn(row: TimelapseTable, isNew: boolean): Promise<void> {
    const { id } = row;
    const known = queued.get(id);
    if (known !== undefined) return known.done;
    const stop = new AbortController();
    const turn = async (): Promise<void> => {
      current = id;
      await render(row, isNew, AbortSignal.any([ending.signal, stop.signal]));
    };
    const over = (): void => {
      current = null;
      queued.delete(id);
    };
    rendering = track(rendering.then(turn).finally(over), 'a timelapse could not be made');
    queued.set(id, { stop, done: rendering });
    return rendering;
  }

  /** @param isNew nobody was told of it yet */
  async function render(row: TimelapseTable, isNew: boolean, signal: AbortSignal): Promise<void> {
    const { id } = row;
    if (signal.aborted) return;
    const names = await framesOf(id);
    const made = await makeVideo(
      ffmpeg,
      names.map((name) => join(folderOf(id), name)),
      videoOf(id),
      signal,
    );
    // It is made when Croft starts again, or was deleted.
    if (signal.aborted) return;
    if (made.kind === 'failed') log.warn({ timelapse: id, words: made.words }, 'ffmpeg made no video of a timelapse');
    const subject = await subjectOf(row);
    await storage.transaction(async (tx) => {
      const set =
        made.kind === 'made'
          ? {
              state: 'video' as const,
              size_bytes: made.sizeBytes,
              trouble: row.trouble === 'disk-full' ? row.trouble : null,
            }
          : { state: 'frames' as const, trouble: made.kind === 'missing' ? 'ffmpeg-missing' : 'ffmpeg-failed' };
      await tx.updateTable('timelapse').set(set).where('id', '=', id).execute();
      if (!isNew && made.kind !== 'made') return;
      const payload = { timelapseId: id, camera: row.camera, frames: names.length, isVideo: made.kind === 'made' };
      await events.emit(tx, 'timelapse-made', subject, payload);
    });
    if (made.kind === 'made') await removeAllBut('video.mp4', folderOf(id));
  }

  /** The row last: a folder that is left over without one would never be found again. */
  async function drop(id: string): Promise<void> {
    await clear(id);
    await storage.transaction((tx) => tx.deleteFrom('timelapse').where('id', '=', id).execute());
  }

  /** Of everything on the disk; nobody makes a video of it any more. */
  async function clear(id: string): Promise<void> {
    const making = queued.get(id);
    making?.stop.abort();
    // One that waits for its turn ends by itself when that comes.
    if (current === id) await making?.done;
    await rm(folderOf(id), { recursive: true, force: true });
  }

  /** As it is told: one that is tried again waits, whatever came of it before. */
  const told = (row: TimelapseTable): TimelapseTable =>
    row.state === 'frames' && queued.has(row.id) ? { ...row, state: 'waiting', trouble: null } : row;

  async function endOf({ printId }: EventSubject): Promise<void> {
    if (printId == null) return;
    await turns;
    const rows = await storage.read
      .selectFrom('timelapse')
      .selectAll()
      .where('print_id', '=', printId)
      .where('state', '=', 'recording')
      .execute();
    await Promise.all(rows.map((row) => finish(row)));
  }

  /** What a process before this one has begun. */
  async function takeUp(): Promise<void> {
    const rows = await storage.read.selectFrom('timelapse').selectAll().where('state', '!=', 'video').execute();
    for (const row of rows) {
      if (row.state === 'recording') {
        const print = await storage.read
          .selectFrom('print')
          .select('outcome')
          .where('id', '=', row.print_id)
          .executeTakeFirst();
        if (print !== undefined && print.outcome === null) await goOn(row);
        else await finish(row);
      } else {
        // Somebody may have installed ffmpeg meanwhile, or it was killed.
        void renderInTurn(row, row.state === 'waiting');
      }
    }
  }

  async function goOn(row: TimelapseTable): Promise<void> {
    const camera = await storage.read
      .selectFrom('camera')
      .select('timelapse')
      .where('id', '=', row.camera_id)
      .executeTakeFirst();
    const turned = await storage.read
      .selectFrom('event')
      .select('name')
      .where('print_id', '=', row.print_id)
      .where('name', 'in', ['print-paused', 'print-resumed'])
      .orderBy('cursor', 'desc')
      .limit(1)
      .executeTakeFirst();
    const spacing = Number(await readFile(spacingOf(row.id), 'utf8').catch(() => '1'));
    record(row, secondsOf(camera?.timelapse ?? 1), {
      frames: (await framesOf(row.id)).length,
      spacing: Number.isSafeInteger(spacing) && spacing > 0 ? spacing : 1,
      isPaused: turned?.name === 'print-paused',
    });
  }

  function pauseOrResume({ printId }: EventSubject, isPaused: boolean): void {
    for (const recorder of recorders.values()) {
      if (recorder.row.print_id !== printId) continue;
      // Why it stands still, and where: one frame of it.
      if (isPaused) pass(recorder);
      recorder.isPaused = isPaused;
    }
  }

  const listening = events.onCommitted((name, subject) => {
    // Behind its beginning, which may still be on its way.
    if (name === 'print-paused' || name === 'print-resumed')
      void turns.then(() => pauseOrResume(subject, name === 'print-paused'));
    if (name === 'print-started')
      turns = track(
        turns.then(() => begin(subject)),
        'a timelapse could not be begun',
      );
    if (name === 'print-ended') void track(endOf(subject), 'a timelapse could not be ended');
  });
  turns = track(takeUp(), 'timelapses of before could not be taken up');

  async function rowOf(id: string): Promise<TimelapseTable | undefined> {
    return storage.read.selectFrom('timelapse').selectAll().where('id', '=', id).executeTakeFirst();
  }

  async function knownRow(id: string): Promise<TimelapseTable> {
    const row = await rowOf(id);
    if (row === undefined) throw errors.unknown({});
    return row;
  }

  /** Of which print, for events. */
  async function subjectOf({ print_id }: TimelapseTable): Promise<EventSubject> {
    const print = await storage.read
      .selectFrom('print')
      .select('printer_id')
      .where('id', '=', print_id)
      .executeTakeFirst();
    return { printerId: (print?.printer_id ?? null) as PrinterId | null, printId: print_id as PrintId };
  }

  return {
    measured({ progress }) {
      if (progress === null || progress.layer === null) return;
      for (const recorder of recorders.values()) {
        if (recorder.row.print_id !== progress.printId || recorder.layer === progress.layer) continue;
        recorder.layer = progress.layer;
        if (recorder.seconds === null) pass(recorder);
      }
    },
    async of(prints) {
      if (prints.length === 0) return new Map();
      const rows = await storage.read
        .selectFrom('timelapse')
        .selectAll()
        .where('print_id', 'in', [...prints])
        .orderBy('began_at')
        .orderBy('id')
        .execute();
      return Map.groupBy(rows.map(told), ({ print_id }) => print_id);
    },
    async video(id) {
      return (await rowOf(id))?.state === 'video' ? videoOf(id) : null;
    },
    async frames(id) {
      const row = await rowOf(id);
      if (row === undefined || row.state !== 'frames') return null;
      return (await framesOf(id)).map((name) => join(folderOf(id), name));
    },
    get: async (id) => told(await knownRow(id)),
    async make(id) {
      const row = await knownRow(id);
      if (row.state === 'recording') throw errors.recording({});
      if (row.state === 'video') throw errors.made({});
      void renderInTurn(row, row.state === 'waiting');
    },
    async remove(id, by) {
      const row = await knownRow(id);
      if (row.state === 'recording') throw errors.recording({});
      const subject = await subjectOf(row);
      await clear(id);
      await storage.transaction(async (tx) => {
        await tx.deleteFrom('timelapse').where('id', '=', id).execute();
        await events.emit(tx, 'timelapse-removed', subject, { timelapseId: id, camera: row.camera, by });
      });
    },
    async forget(beforeAt) {
      const rows = await storage.read
        .selectFrom('timelapse')
        .leftJoin('print', 'print.id', 'timelapse.print_id')
        .select(['timelapse.id', 'timelapse.size_bytes', 'timelapse.began_at', 'print.id as print'])
        .where('timelapse.state', 'in', ['video', 'frames'])
        .orderBy('timelapse.began_at', 'desc')
        .execute();
      let total = 0;
      for (const { id, size_bytes, began_at, print } of rows) {
        total += size_bytes;
        if (print === null || began_at < beforeAt || total > TOTAL_LIMIT_BYTES) await drop(id);
      }
    },
    async idle() {
      while (working.size > 0) await Promise.all(working);
    },
    async [Symbol.asyncDispose]() {
      listening[Symbol.dispose]();
      for (const { timer } of recorders.values()) timer?.[Symbol.dispose]();
      ending.abort();
      await Promise.all(working);
    },
  };
}

/** Of the column: 1 is what suits the printer, more are seconds. */
const secondsOf = (timelapse: number): number | null => (timelapse > 1 ? timelapse : null);

async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

async function removeAllBut(kept: string, folder: string): Promise<void> {
  for (const name of await readdir(folder)) if (name !== kept) await rm(join(folder, name), { force: true });
}
