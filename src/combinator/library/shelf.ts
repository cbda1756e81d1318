import { type Kysely, sql } from 'kysely';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log-types';
import { type FileDigest, fileDigest } from '#model/ids';
import type { Storage, Transaction } from '#storage/storage';
import type { Events } from '../events/events.ts';
import type { FarmSchema } from '../schema.ts';
import { folderLine, folderPath } from './folder-path.ts';
import { isModel } from './kinds.ts';
import { checkName, type Library } from './library.ts';
import { libraryErrors } from './library-errors.ts';
import { indexFile } from './search-index.ts';
import { shelfErrors } from './shelf-errors.ts';
import { fileByDigest, jobsNeeding, type LibraryRow, nextVersion } from './store.ts';

/** Puts the files of the library in order: folders, tags, names, links between a model and its sliced files, the trash (LI2, LI3). */
export interface Shelf {
  /** Folders with the number of files in each, those in the trash left out; a folder above others is there too. */
  folders(): Promise<readonly FolderCount[]>;
  tags(): Promise<readonly TagCount[]>;
  trash(): Promise<{ readonly files: number; readonly bytes: number }>;
  tagsOf(digests: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>;
  about(row: LibraryRow): Promise<AboutFile>;
  addFolder(path: string): Promise<string>;
  /** With everything in it. Errors: `bad-folder`, `folder-taken`. */
  renameFolder(from: string, to: string): Promise<string>;
  /** Its files, and those of the folders in it, go to the folder above. */
  removeFolder(path: string): Promise<void>;
  move(digests: readonly FileDigest[], folder: string): Promise<void>;
  tag(
    digests: readonly FileDigest[],
    change: { readonly add: readonly string[]; readonly remove: readonly string[] },
  ): Promise<void>;
  rename(digest: FileDigest, name: string): Promise<void>;
  link(model: FileDigest, sliced: FileDigest, linked: boolean): Promise<void>;
  /** Out of sight, and gone for good after `TRASH_KEPT_DAYS`. Refused while a job needs one of them (`file-needed`); then none goes. */
  discard(digests: readonly FileDigest[], by: string): Promise<void>;
  restore(digests: readonly FileDigest[], by: string): Promise<void>;
  /** Deletes what has lain in the trash since before `before`; returns how many files went. */
  purge(before: number): Promise<number>;
}

export interface FolderCount {
  readonly path: string;
  readonly files: number;
}

export interface TagCount {
  readonly tag: string;
  readonly files: number;
}

export interface AboutFile {
  readonly tags: readonly string[];
  readonly sources: readonly {
    readonly name: string;
    readonly kind: string;
    readonly detail: string | null;
    readonly at: number;
    readonly printerId: string | null;
    readonly printerModel: string | null;
    readonly printerPath: string | null;
  }[];
  /** Other files of the same name, newest first. */
  readonly versions: readonly LibraryRow[];
  /** Sliced files of a model; models of a sliced file. */
  readonly linked: readonly LibraryRow[];
}

export const TRASH_KEPT_DAYS = 30;

/** In one transaction, which everything else waits for. */
const FILES_AT_ONCE = 500;
const TAGS_MAX = 32;
const TAG_LIMIT = 40;
/** Sources and versions that are shown: nobody reads more. */
const SHOWN_MAX = 100;

type Change = (tx: Transaction<FarmSchema>, row: LibraryRow) => Promise<void>;

export function createShelf(parts: {
  readonly storage: Storage<FarmSchema>;
  readonly library: Library;
  readonly events: Events;
  readonly clock: Clock;
  readonly log: Log;
}): Shelf {
  const { storage, library, events, clock, log } = parts;

  /** All or none. */
  async function changeEach(digests: readonly FileDigest[], change: Change): Promise<void> {
    if (digests.length > FILES_AT_ONCE) throw shelfErrors.tooMany({ limit: FILES_AT_ONCE });
    await storage.transaction(async (tx) => {
      for (const digest of new Set(digests)) {
        const row = await fileByDigest(tx, digest);
        if (row === undefined) throw libraryErrors.unknown({ digest });
        await change(tx, row);
      }
      tx.notify('farm', 'files');
    });
  }

  async function makeFolder(tx: Transaction<FarmSchema>, path: string): Promise<void> {
    for (const each of folderLine(path)) {
      await tx
        .insertInto('library_folder')
        .values({ path: each, created_at: clock.now() })
        .onConflict((conflict) => conflict.column('path').doNothing())
        .execute();
    }
  }

  async function moveRow(tx: Transaction<FarmSchema>, row: LibraryRow, folder: string): Promise<void> {
    if (row.folder === folder) return;
    await tx.updateTable('library_file').set({ folder }).where('digest', '=', row.digest).execute();
    await indexFile(tx, row.digest);
    await changed(tx, row, ['folder']);
  }

  const changed = (
    tx: Transaction<FarmSchema>,
    { digest, name }: LibraryRow,
    fields: readonly string[],
  ): Promise<void> => events.emit(tx, 'library-file-changed', {}, { digest: fileDigest(digest), name, fields });

  /** What lies in a folder or below it. */
  const below = (tx: Kysely<FarmSchema>, path: string) =>
    tx
      .selectFrom('library_file')
      .selectAll()
      .where((eb) =>
        eb.or([eb('folder', '=', path), sql<boolean>`substr(folder, 1, ${path.length + 1}) = ${`${path}/`}`]),
      );

  async function moveFolder(from: string, to: (folder: string) => string): Promise<void> {
    await storage.transaction(async (tx) => {
      const rows = await below(tx, from).execute();
      const folders = await tx.selectFrom('library_folder').select('path').execute();
      const moved = folders.filter(({ path }) => path === from || path.startsWith(`${from}/`));
      for (const { path } of moved) {
        await tx.deleteFrom('library_folder').where('path', '=', path).execute();
        await makeFolder(tx, to(path));
      }
      for (const row of rows) await moveRow(tx, row, to(row.folder));
      tx.notify('farm', 'files');
    });
  }

  return {
    async folders() {
      const counted = await storage.read
        .selectFrom('library_file')
        .select(['folder', (eb) => eb.fn.countAll<number>().as('files')])
        .where('trashed_at', 'is', null)
        .groupBy('folder')
        .execute();
      const made = await storage.read.selectFrom('library_folder').select('path').execute();
      const files = new Map<string, number>();
      for (const { path } of made) files.set(path, 0);
      for (const { folder } of counted) for (const path of folderLine(folder)) files.set(path, files.get(path) ?? 0);
      for (const { folder, files: count } of counted) files.set(folder, Number(count));
      return [...files]
        .filter(([path]) => path !== '')
        .map(([path, count]) => ({ path, files: count }))
        .sort((a, b) => (a.path < b.path ? -1 : 1));
    },
    async tags() {
      const rows = await storage.read
        .selectFrom('library_tag')
        .innerJoin('library_file', 'library_file.digest', 'library_tag.digest')
        .select(['tag', (eb) => eb.fn.countAll<number>().as('files')])
        .where('trashed_at', 'is', null)
        .groupBy('tag')
        .execute();
      return rows.map(({ tag, files }) => ({ tag, files: Number(files) })).sort((a, b) => (a.tag < b.tag ? -1 : 1));
    },
    async trash() {
      const { files, bytes } = await storage.read
        .selectFrom('library_file')
        .select([(eb) => eb.fn.countAll<number>().as('files'), sql<number>`coalesce(sum(size_bytes), 0)`.as('bytes')])
        .where('trashed_at', 'is not', null)
        .executeTakeFirstOrThrow();
      return { files: Number(files), bytes: Number(bytes) };
    },
    async tagsOf(digests) {
      const byFile = new Map<string, string[]>(digests.map((digest) => [digest, []]));
      if (digests.length === 0) return byFile;
      const rows = await storage.read
        .selectFrom('library_tag')
        .selectAll()
        .where('digest', 'in', [...digests])
        .orderBy('tag')
        .execute();
      for (const { digest, tag } of rows) byFile.get(digest)?.push(tag);
      return byFile;
    },
    async about(row) {
      const tags = await this.tagsOf([row.digest]);
      const sources = await storage.read
        .selectFrom('library_source')
        .selectAll()
        .where('digest', '=', row.digest)
        .orderBy('added_at', 'desc')
        .limit(SHOWN_MAX)
        .execute();
      const versions = await storage.read
        .selectFrom('library_file')
        .selectAll()
        .where('name', '=', row.name)
        .where('digest', '<>', row.digest)
        .where('trashed_at', 'is', null)
        .orderBy('version', 'desc')
        .limit(SHOWN_MAX)
        .execute();
      const [own, other] = isModel(row.kind) ? (['model', 'sliced'] as const) : (['sliced', 'model'] as const);
      const linked = await storage.read
        .selectFrom('library_file')
        .selectAll()
        .where('trashed_at', 'is', null)
        .where('digest', 'in', (eb) => eb.selectFrom('library_link').select(other).where(own, '=', row.digest))
        .orderBy('added_at', 'desc')
        .limit(SHOWN_MAX)
        .execute();
      return {
        tags: tags.get(row.digest) ?? [],
        sources: sources.map(({ name, kind, detail, added_at: at, printer_id, printer_model, printer_path }) => ({
          name,
          kind,
          detail,
          at,
          printerId: printer_id,
          printerModel: printer_model,
          printerPath: printer_path,
        })),
        versions,
        linked,
      };
    },
    async addFolder(given) {
      const path = folderPath(given);
      if (path === '') throw shelfErrors.badFolder({ path: given, rule: 'it has a name' });
      await storage.transaction(async (tx) => {
        await makeFolder(tx, path);
        tx.notify('farm', 'files');
      });
      return path;
    },
    async renameFolder(rawFrom, rawTo) {
      const [from, to] = [folderPath(rawFrom), folderPath(rawTo)];
      if (from === '' || to === '') throw shelfErrors.badFolder({ path: rawTo, rule: 'it has a name' });
      if (from === to) return to;
      if (to.startsWith(`${from}/`))
        throw shelfErrors.badFolder({ path: to, rule: 'a folder does not go into itself' });
      if ((await this.folders()).some(({ path }) => path === to)) throw shelfErrors.folderTaken({ path: to });
      await moveFolder(from, (folder) => folderPath(`${to}${folder.slice(from.length)}`));
      return to;
    },
    async removeFolder(given) {
      const path = folderPath(given);
      const above = path.split('/').slice(0, -1).join('/');
      await moveFolder(path, () => above);
    },
    async move(digests, given) {
      const folder = folderPath(given);
      await storage.transaction((tx) => makeFolder(tx, folder));
      await changeEach(digests, (tx, row) => moveRow(tx, row, folder));
    },
    async tag(digests, { add, remove }) {
      const [added, removed] = [cleanTags(add), cleanTags(remove)];
      await changeEach(digests, async (tx, row) => {
        if (removed.length > 0)
          await tx.deleteFrom('library_tag').where('digest', '=', row.digest).where('tag', 'in', removed).execute();
        for (const tag of added)
          await tx
            .insertInto('library_tag')
            .values({ digest: row.digest, tag })
            .onConflict((conflict) => conflict.columns(['digest', 'tag']).doNothing())
            .execute();
        const now = await tx.selectFrom('library_tag').select('tag').where('digest', '=', row.digest).execute();
        if (now.length > TAGS_MAX) throw shelfErrors.badTag({ tag: added[0] ?? '' });
        await indexFile(tx, row.digest);
        await changed(tx, row, ['tags']);
      });
    },
    async rename(digest, given) {
      const name = checkName(given);
      await changeEach([digest], async (tx, row) => {
        if (row.name === name) return;
        await tx
          .updateTable('library_file')
          .set({ name, version: await nextVersion(tx, name) })
          .where('digest', '=', digest)
          .execute();
        await indexFile(tx, digest);
        await changed(tx, { ...row, name }, ['name']);
      });
    },
    async link(model, sliced, linked) {
      await storage.transaction(async (tx) => {
        const [one, other] = [await fileByDigest(tx, model), await fileByDigest(tx, sliced)];
        if (one === undefined) throw libraryErrors.unknown({ digest: model });
        if (other === undefined) throw libraryErrors.unknown({ digest: sliced });
        if (!isModel(one.kind) || isModel(other.kind)) throw shelfErrors.notAModel({ name: one.name });
        if (linked)
          await tx
            .insertInto('library_link')
            .values({ model, sliced, how: 'person', created_at: clock.now() })
            .onConflict((conflict) => conflict.columns(['model', 'sliced']).doNothing())
            .execute();
        else await tx.deleteFrom('library_link').where('model', '=', model).where('sliced', '=', sliced).execute();
        await changed(tx, other, ['model']);
        tx.notify('farm', 'files');
      });
    },
    discard: (digests, by) =>
      changeEach(digests, async (tx, row) => {
        if (row.trashed_at !== null) return;
        const jobs = await jobsNeeding(tx, row.digest);
        if (jobs > 0) throw libraryErrors.needed({ name: row.name, jobs });
        await tx
          .updateTable('library_file')
          .set({ trashed_at: clock.now() })
          .where('digest', '=', row.digest)
          .execute();
        await events.emit(tx, 'library-file-trashed', {}, { digest: fileDigest(row.digest), name: row.name, by });
      }),
    restore: (digests, by) =>
      changeEach(digests, async (tx, row) => {
        if (row.trashed_at === null) return;
        await tx.updateTable('library_file').set({ trashed_at: null }).where('digest', '=', row.digest).execute();
        await events.emit(tx, 'library-file-restored', {}, { digest: fileDigest(row.digest), name: row.name, by });
      }),
    async purge(before) {
      const rows = await storage.read
        .selectFrom('library_file')
        .select('digest')
        .where('trashed_at', '<', before)
        .limit(FILES_AT_ONCE)
        .execute();
      let gone = 0;
      for (const { digest } of rows) {
        try {
          await library.delete(fileDigest(digest));
          gone++;
        } catch (error) {
          // A job that came in between keeps it; the next round looks again.
          log.warn({ err: error, digest }, 'a file in the trash was not deleted');
        }
      }
      return gone;
    },
  };
}

function cleanTags(tags: readonly string[]): string[] {
  const clean = [...new Set(tags.map((tag) => tag.normalize('NFC').trim().toLowerCase()))];
  for (const tag of clean) {
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    if (tag === '' || tag.length > TAG_LIMIT || /[,\u0000-\u001f\u007f]/.test(tag)) throw shelfErrors.badTag({ tag });
  }
  return clean;
}
