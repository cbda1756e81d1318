import { constants, type FSWatcher, watch } from 'node:fs';
import { lstat, open, readdir, realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import type { Chance } from '#lib/chance';
import type { Clock } from '#lib/clock';
import { freedWhenRead } from '#lib/freed-when-read';
import type { Log } from '#lib/log-types';
import { defineErrors, errorEntry, UserError } from '#lib/user-error';
import type { Storage } from '#storage/storage';
import type { Problems } from '../problems/problems.ts';
import type { FarmSchema } from '../schema.ts';
import { folderPath } from './folder-path.ts';
import type { Library } from './library.ts';
import { STABLE_MS, type SeenFile, StableFiles } from './stable-files.ts';

/** Folders of this host whose print files and models come into the library by themselves; nothing of them is ever printed by itself (LI3). */
export interface WatchFolders extends AsyncDisposable {
  list(): Promise<readonly WatchFolder[]>;
  /** What is in it already comes in too. Errors: `bad-watch-folder`. */
  add(path: string, folder: string): Promise<string>;
  /** What it brought stays. */
  remove(id: string): Promise<void>;
  /** Looks at all folders now; resolves when everything that is whole has been taken in. */
  scan(): Promise<void>;
}

export interface WatchFolder {
  readonly id: string;
  readonly path: string;
  readonly folder: string;
  readonly taken: number;
  /** Files that were refused, the last ones first. */
  readonly refused: readonly { readonly path: string; readonly problem: string }[];
}

const errors = defineErrors({
  bad: errorEntry<{ path: string; rule: string }>({
    code: 'bad-watch-folder',
    cause: ({ path, rule }) => `${JSON.stringify(path.slice(0, 200))} cannot be watched: ${rule}.`,
    remedy: 'Give the whole path of a folder on the host of Croft that its user can read.',
    field: 'path',
    rule: ({ rule }) => rule,
  }),
  unknown: errorEntry<{ id: string }>({
    code: 'unknown-watch-folder',
    cause: () => 'This folder is not watched.',
    remedy: 'Load the page again.',
    field: 'id',
  }),
});

/** What the kernel does not tell, as of network file systems, is found by looking. */
const RESCAN_MS = 60_000;
/** After a notice; a burst of them is one look. */
const SOON_MS = 500;
/** Deeper, or more files, is a disk and not a folder of print files. */
const DEPTH_MAX = 12;
const FILES_MAX = 20_000;
const REFUSED_SHOWN = 20;
const WANTED = /\.(gcode|gco|g|bgcode|3mf|stl|step|stp)$/i;

export async function openWatchFolders(parts: {
  readonly storage: Storage<FarmSchema>;
  readonly library: Library;
  readonly problems: Problems;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly log: Log;
}): Promise<WatchFolders> {
  const { storage, library, problems, clock, chance, log } = parts;
  const stable = new Map<string, StableFiles>();
  const watchers = new Map<string, FSWatcher>();
  let timer: { readonly at: number; readonly wait: Disposable } | null = null;
  let scanning: Promise<void> | null = null;
  let disposed = false;

  const rows = () => storage.read.selectFrom('library_watch').selectAll().orderBy('path').execute();

  /** The next look; an earlier one that is due already stands, so that a file which grows without a pause holds up no other. */
  function after(ms: number): void {
    const at = clock.monotonic() + ms;
    if (disposed || (timer !== null && timer.at <= at)) return;
    timer?.wait[Symbol.dispose]();
    const wait = clock.schedule(ms, () => {
      timer = null;
      void scan();
    });
    timer = { at, wait };
  }

  /** One look at a time; asked for meanwhile, the one under way is as good as it gets, and another follows soon. */
  function scan(): Promise<void> {
    scanning ??= scanAll()
      .catch((error: unknown) => log.error({ err: error }, 'the watch folders could not be looked at'))
      .finally(() => {
        scanning = null;
        const waiting = [...stable.values()].some((files) => files.isWaiting(clock.monotonic()));
        after(waiting ? STABLE_MS : RESCAN_MS);
      });
    return scanning;
  }

  async function scanAll(): Promise<void> {
    const all = await rows();
    for (const id of watchers.keys()) if (!all.some((row) => row.id === id)) forget(id);
    for (const row of all) {
      if (disposed) return;
      listenTo(row.id, row.path);
      const files = stable.get(row.id) ?? new StableFiles();
      stable.set(row.id, files);
      const seen = await filesIn(row.path);
      if (seen === null) {
        log.warn({ path: row.path }, 'a watch folder cannot be read');
        continue;
      }
      const known = await takenFrom(row.id);
      for (const file of files.look(seen, clock.monotonic())) {
        if (disposed) return;
        const before = known.get(file.path);
        if (before?.size_bytes === file.sizeBytes && before.modified_at === file.modifiedAt) continue;
        await takeIn(row, file);
      }
    }
  }

  async function takenFrom(id: string) {
    const taken = await storage.read.selectFrom('library_watched').selectAll().where('watch_id', '=', id).execute();
    return new Map(taken.map((row) => [row.path, row]));
  }

  async function takeIn(
    { id, path: root, folder }: { readonly id: string; readonly path: string; readonly folder: string },
    { path, sizeBytes, modifiedAt }: SeenFile,
  ): Promise<void> {
    const inside = relative(root, dirname(path));
    let digest: string | null = null;
    let problem: string | null = null;
    try {
      const origin = { kind: 'watch-folder', detail: path, folder: shallow(folder, inside) };
      // A link that was put in its place meanwhile is not followed either.
      await using file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
      const bytes = freedWhenRead(file.createReadStream({ autoClose: false }));
      ({ digest } = await library.upload(basename(path), bytes, sizeBytes, origin));
    } catch (error) {
      // What is no fault of the file may be over at the next look.
      if (!(error instanceof UserError) || TRIED_AGAIN.has(error.code)) {
        log.warn({ err: error, path }, 'a file of a watch folder did not come in');
        return;
      }
      problem = error.message;
    }
    await storage.transaction(async (tx) => {
      const row = { watch_id: id, path, size_bytes: sizeBytes, modified_at: modifiedAt, digest, problem };
      const watched = await tx.selectFrom('library_watch').select('id').where('id', '=', id).executeTakeFirst();
      if (watched === undefined) return;
      await tx
        .insertInto('library_watched')
        .values(row)
        .onConflict((conflict) =>
          conflict
            .columns(['watch_id', 'path'])
            .doUpdateSet({ size_bytes: sizeBytes, modified_at: modifiedAt, digest, problem }),
        )
        .execute();
      if (problem !== null) await problems.raise(tx, { code: 'watched-file-refused', message: problem });
    });
  }

  function listenTo(id: string, path: string): void {
    if (watchers.has(id)) return;
    try {
      const watcher = watch(path, { persistent: false, recursive: true }, () => after(SOON_MS));
      // Gone with the folder; the look every minute goes on.
      watcher.on('error', () => forget(id));
      watchers.set(id, watcher);
    } catch (error) {
      log.warn(
        { err: error, path },
        'the kernel does not tell of changes in a watch folder; it is looked at every minute',
      );
    }
  }

  function forget(id: string): void {
    watchers.get(id)?.close();
    watchers.delete(id);
  }

  // What is there is looked at when the farm has started.
  if ((await rows()).length > 0) after(SOON_MS);

  return {
    async list() {
      const all = await rows();
      return Promise.all(
        all.map(async ({ id, path, folder }) => {
          const files = [...(await takenFrom(id)).values()];
          const refused = files.filter(({ problem }) => problem !== null);
          return {
            id,
            path,
            folder,
            taken: files.length - refused.length,
            refused: refused
              .sort((a, b) => b.modified_at - a.modified_at)
              .slice(0, REFUSED_SHOWN)
              .map((file) => ({ path: file.path, problem: file.problem ?? '' })),
          };
        }),
      );
    },
    async add(given, rawFolder) {
      const folder = folderPath(rawFolder);
      if (!isAbsolute(given)) throw errors.bad({ path: given, rule: 'the whole path is needed' });
      const path = await realpath(given).catch((error: unknown) => {
        throw errors.bad({ path: given, rule: 'there is no such folder' }, { cause: error });
      });
      if ((await filesIn(path)) === null) throw errors.bad({ path: given, rule: 'it is no folder that can be read' });
      if ((await rows()).some((row) => row.path === path))
        throw errors.bad({ path: given, rule: 'it is watched already' });
      const id = chance.id();
      await storage.transaction(async (tx) => {
        await tx.insertInto('library_watch').values({ id, path, folder, created_at: clock.now() }).execute();
        tx.notify('farm', 'files');
      });
      void scan();
      return id;
    },
    async remove(id) {
      await storage.transaction(async (tx) => {
        const gone = await tx.deleteFrom('library_watch').where('id', '=', id).executeTakeFirst();
        if (gone.numDeletedRows === 0n) throw errors.unknown({ id });
        tx.notify('farm', 'files');
      });
      forget(id);
      stable.delete(id);
    },
    scan,
    async [Symbol.asyncDispose]() {
      disposed = true;
      timer?.wait[Symbol.dispose]();
      for (const id of watchers.keys()) forget(id);
      await scanning;
    },
  };
}

/** Faults of the disk and of the farm: the file itself may be good. */
const TRIED_AGAIN: ReadonlySet<string> = new Set([
  'disk-full',
  'disk-failing',
  'library-full',
  'upload-incomplete',
  'storage-busy',
  'storage-disk-full',
]);

/** The library's folders are eight deep at most; what lies deeper comes into the last of them. */
const shallow = (folder: string, inside: string): string =>
  [...folder.split('/'), ...inside.split('/')]
    .filter((part) => part !== '')
    .slice(0, 8)
    .join('/');

/** Every file in a folder that may be wanted; links are not followed. Null when the folder cannot be read. */
async function filesIn(root: string): Promise<readonly SeenFile[] | null> {
  const found: SeenFile[] = [];
  async function walk(folder: string, depth: number): Promise<void> {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (found.length >= FILES_MAX) return;
      if (entry.name.startsWith('.')) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory() && depth < DEPTH_MAX) await walk(path, depth + 1).catch(() => {});
      if (!entry.isFile() || !WANTED.test(entry.name)) continue;
      const facts = await lstat(path).catch(() => null);
      if (facts?.isFile() === true) found.push({ path, sizeBytes: facts.size, modifiedAt: Math.round(facts.mtimeMs) });
    }
  }
  try {
    await walk(root, 1);
    return found;
  } catch {
    return null;
  }
}
