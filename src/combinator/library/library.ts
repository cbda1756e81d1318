import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Selectable } from 'kysely';
import type { FileProblem } from '#gcode/file-problem';
import { type PrintFileReading, readPrintFile } from '#gcode/head-and-tail';
import type { PrintFileMetadata, Thumbnail } from '#gcode/print-file';
import { LineReader } from '#gcode/line-reader';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log-types';
import { defineErrors, errorEntry, UserError } from '#lib/user-error';
import { type FileDigest, fileDigest } from '#model/ids';
import type { Storage } from '#storage/storage';
import type { Events } from '../events/events.ts';
import type { FarmSchema, LibraryFileTable } from '../schema.ts';
import { type ContentStore, openContentStore, type Received } from './content-store.ts';

export type LibraryRow = Selectable<LibraryFileTable>;

export interface UploadResult {
  readonly digest: FileDigest;
  readonly name: string;
  readonly duplicate: boolean;
}

/** Files to print, stored once by their content, understood as far as they tell (LI1). */
export interface Library extends AsyncDisposable {
  /** Streams a file in. Errors: those of `ContentStore.receive`, `file-refused`, `bad-file-name`. Nothing is half-written. */
  upload(name: string, bytes: AsyncIterable<Uint8Array>, sizeBytes: number | null): Promise<UploadResult>;
  get(digest: FileDigest): Promise<LibraryRow | null>;
  /** Newest first; `after` is the digest that the page before ended with. */
  list(page: {
    readonly search: string | null;
    readonly first: number;
    readonly after: FileDigest | null;
  }): Promise<LibraryPage>;
  /** Refused while a job needs it. */
  delete(digest: FileDigest): Promise<void>;
  /** For machines: a piece of a file, or why not. */
  read(
    digest: FileDigest,
    offset: number,
    length: number,
  ): Promise<Uint8Array | 'unknown-file' | 'out-of-range' | 'read-failed'>;
  stream(digest: FileDigest): NodeJS.ReadableStream;
  thumbnail(digest: FileDigest): Promise<{ readonly bytes: Uint8Array; readonly type: string } | null>;
}

export interface LibraryPage {
  readonly items: readonly LibraryRow[];
  readonly total: number;
  readonly hasMore: boolean;
}

const errors = defineErrors({
  refused: errorEntry<{ name: string; problem: FileProblem }>({
    code: 'file-refused',
    cause: ({ name, problem }) =>
      `${name} was not taken in: ${problem.rule}${problem.found === '' ? '' : ` (found: ${problem.found})`}.`,
    remedy: ({ problem }) => `${capital(problem.remedy)}.`,
    field: ({ problem }) => problem.field,
    rule: ({ problem }) => problem.code,
  }),
  badName: errorEntry<{ name: string }>({
    code: 'bad-file-name',
    cause: ({ name }) => `${JSON.stringify(name)} is no name for a file.`,
    remedy: 'Use 1 to 200 characters without slashes and control characters.',
    field: 'name',
  }),
  needed: errorEntry<{ name: string; jobs: number }>({
    code: 'file-needed',
    cause: ({ name, jobs }) => `${name} is needed by ${jobs === 1 ? 'a job' : `${jobs} jobs`} of the queue.`,
    remedy: 'Cancel those jobs first.',
  }),
  unknown: errorEntry<{ digest: string }>({
    code: 'unknown-library-file',
    cause: () => 'The library has no such file.',
    remedy: 'It may have been deleted meanwhile: load the page again.',
    field: 'digest',
  }),
});

const NAME_LIMIT = 200;
const CHECK_PIECE_BYTES = 256 * 1024;
const THUMBNAIL_TYPES: Readonly<Record<string, string>> = { png: 'image/png', jpg: 'image/jpeg' };

export async function openLibrary(parts: {
  readonly storage: Storage<FarmSchema>;
  readonly events: Events;
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
}): Promise<Library> {
  const { storage, events, folder, clock, log } = parts;
  const contents = await openContentStore(join(folder, 'files'));
  const pictures = join(folder, 'thumbnails');
  await mkdir(pictures, { recursive: true, mode: 0o700 });
  await removeOrphans(contents);

  /** A crash between file and record leaves a file without one: it was never answered for, so it goes (LI1). */
  async function removeOrphans(store: ContentStore): Promise<void> {
    for await (const digest of store.digests()) {
      const row = await storage.read
        .selectFrom('library_file')
        .select('digest')
        .where('digest', '=', digest)
        .executeTakeFirst();
      if (row !== undefined) continue;
      log.warn({ digest }, 'a file without a record is removed');
      await store.remove(digest);
    }
  }

  async function upload(
    rawName: string,
    bytes: AsyncIterable<Uint8Array>,
    sizeBytes: number | null,
  ): Promise<UploadResult> {
    const name = checkName(rawName);
    await storage.transaction((tx) => events.emit(tx, 'file-upload-started', {}, { name, sizeBytes }));
    try {
      const received = await contents.receive(bytes, { sizeBytes });
      try {
        return await takeIn(name, received);
      } catch (error) {
        await received.drop();
        throw error;
      }
    } catch (error) {
      const known = error instanceof UserError ? error : null;
      const told = { name, code: known?.code ?? 'upload-interrupted', message: known?.message ?? String(error) };
      await storage.transaction((tx) => events.emit(tx, 'file-upload-failed', {}, told));
      throw error;
    }
  }

  async function takeIn(name: string, received: Received): Promise<UploadResult> {
    const { digest, sizeBytes } = received;
    const known = await storage.read
      .selectFrom('library_file')
      .select('name')
      .where('digest', '=', digest)
      .executeTakeFirst();
    if (known !== undefined && (await contents.has(digest))) {
      await received.drop();
      await addSource(digest, name, sizeBytes, true);
      return { digest, name: known.name, duplicate: true };
    }
    const reading = await readReceived(received);
    if (reading.kind === 'refused') throw errors.refused({ name, problem: reading.problem });
    const thumbnail = await keepThumbnail(digest, reading.metadata.thumbnails);
    await received.keep();
    await record(name, received, reading.metadata, thumbnail);
    return { digest, name, duplicate: false };
  }

  async function record(
    name: string,
    { digest, sizeBytes }: Received,
    metadata: PrintFileMetadata,
    thumbnail: string | null,
  ): Promise<void> {
    const { thumbnails: _pictures, ...facts } = metadata;
    await storage.transaction(async (tx) => {
      await tx
        .insertInto('library_file')
        .values({
          digest,
          name,
          size_bytes: sizeBytes,
          kind: metadata.format,
          added_at: clock.now(),
          metadata: JSON.stringify(facts),
          metadata_problem: null,
          warnings: JSON.stringify(metadata.warnings.map((warning) => warning.message)),
          thumbnail,
        })
        // LI1: two uploads of one content at once are one record.
        .onConflict((conflict) => conflict.column('digest').doNothing())
        .execute();
      await events.emit(tx, 'library-file-added', {}, { digest, name, sizeBytes });
      await events.emit(tx, 'file-metadata-extracted', {}, { digest });
    });
    await addSource(digest, name, sizeBytes, false);
  }

  async function addSource(digest: FileDigest, name: string, sizeBytes: number, duplicate: boolean): Promise<void> {
    await storage.transaction(async (tx) => {
      await tx.insertInto('library_source').values({ digest, name, kind: 'upload', added_at: clock.now() }).execute();
      await events.emit(tx, 'file-upload-complete', {}, { name, digest, sizeBytes, duplicate });
      tx.notify('farm', 'files');
    });
  }

  async function keepThumbnail(digest: FileDigest, thumbnails: readonly Thumbnail[]): Promise<string | null> {
    const best = bestThumbnail(thumbnails);
    if (best === null) return null;
    const file = `${digest}.${best.format}`;
    await writeFile(join(pictures, `${file}.new`), best.bytes, { mode: 0o600 });
    await rename(join(pictures, `${file}.new`), join(pictures, file));
    return file;
  }

  return {
    upload,
    get: async (digest) =>
      (await storage.read.selectFrom('library_file').selectAll().where('digest', '=', digest).executeTakeFirst()) ??
      null,
    async list({ search, first, after }) {
      const pattern =
        search === null || search.trim() === ''
          ? null
          : `%${search
              .trim()
              .toLowerCase()
              .replace(/[\\%_]/g, '\\$&')}%`;
      let query = storage.read.selectFrom('library_file');
      if (pattern !== null) query = query.where((eb) => eb(eb.fn<string>('lower', ['name']), 'like', eb.val(pattern)));
      const { total } = await query.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
      if (after !== null) {
        const last = await storage.read
          .selectFrom('library_file')
          .select('added_at')
          .where('digest', '=', after)
          .executeTakeFirst();
        const at = last?.added_at ?? 0;
        query = query.where((eb) =>
          eb.or([eb('added_at', '<', at), eb.and([eb('added_at', '=', at), eb('digest', '<', after)])]),
        );
      }
      const rows = await query
        .selectAll()
        .orderBy('added_at', 'desc')
        .orderBy('digest', 'desc')
        .limit(first + 1)
        .execute();
      return { items: rows.slice(0, first), total: Number(total), hasMore: rows.length > first };
    },
    async delete(digest) {
      await storage.transaction(async (tx) => {
        const row = await tx.selectFrom('library_file').select('name').where('digest', '=', digest).executeTakeFirst();
        if (row === undefined) throw errors.unknown({ digest });
        const { jobs } = await tx
          .selectFrom('job')
          .select((eb) => eb.fn.countAll<number>().as('jobs'))
          .where('digest', '=', digest)
          .where('ended_at', 'is', null)
          .executeTakeFirstOrThrow();
        if (Number(jobs) > 0) throw errors.needed({ name: row.name, jobs: Number(jobs) });
        await tx.deleteFrom('library_source').where('digest', '=', digest).execute();
        await tx.deleteFrom('library_file').where('digest', '=', digest).execute();
        await events.emit(tx, 'library-file-deleted', {}, { digest, name: row.name });
        tx.notify('farm', 'files');
      });
      await contents.remove(digest);
    },
    async read(digest, offset, length) {
      try {
        const bytes = await contents.read(digest, offset, length);
        return bytes.length === 0 && length > 0 ? 'out-of-range' : bytes;
      } catch (error) {
        return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'unknown-file' : 'read-failed';
      }
    },
    stream: (digest) => createReadStream(contents.pathOf(digest)),
    async thumbnail(digest) {
      const row = await storage.read
        .selectFrom('library_file')
        .select('thumbnail')
        .where('digest', '=', digest)
        .executeTakeFirst();
      if (row === undefined || row.thumbnail === null) return null;
      const type = THUMBNAIL_TYPES[row.thumbnail.split('.').at(-1) ?? ''];
      const bytes = await readFile(join(pictures, row.thumbnail)).catch(() => null);
      return bytes === null || type === undefined ? null : { bytes, type };
    },
    async [Symbol.asyncDispose]() {},
  };
}

/** What the file says of itself, from its ends; and whether every line of it is one (a line of 10 MB is none). */
async function readReceived({ path, sizeBytes }: Received): Promise<PrintFileReading> {
  await using handle = await open(path, 'r');
  const reading = await readPrintFile({
    sizeBytes,
    async read(offset, length) {
      const buffer = new Uint8Array(length);
      const { bytesRead } = await handle.read(buffer, 0, length, offset);
      return buffer.subarray(0, bytesRead);
    },
  });
  if (reading.kind === 'refused') return reading;
  const lines = new LineReader();
  for await (const piece of createReadStream(path, { highWaterMark: CHECK_PIECE_BYTES })) {
    lines.push(piece as Uint8Array);
    if (lines.problem !== null) return { kind: 'refused', problem: lines.problem };
  }
  lines.end();
  return lines.problem === null ? reading : { kind: 'refused', problem: lines.problem };
}

/** The largest picture that browsers show; QOI is decoded when pictures get their own worker. */
function bestThumbnail(thumbnails: readonly Thumbnail[]): Thumbnail | null {
  const shown = thumbnails.filter((one) => one.format in THUMBNAIL_TYPES);
  return shown.reduce<Thumbnail | null>(
    (best, one) => (best === null || one.width * one.height > best.width * best.height ? one : best),
    null,
  );
}

function checkName(name: string): string {
  const base = name.normalize('NFC').trim();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const bad =
    base === '' ||
    base === '.' ||
    base === '..' ||
    base.length > NAME_LIMIT ||
    /[/\\\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/.test(base);
  if (bad) throw errors.badName({ name: name.slice(0, 80) });
  return base;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** For borders that carry a digest as text. */
export function parseDigest(text: string): FileDigest {
  try {
    return fileDigest(text);
  } catch {
    throw errors.unknown({ digest: text.slice(0, 80) });
  }
}
