import { createReadStream } from 'node:fs';
import { mkdir, open, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { ArcLimits } from '#gcode/arc-fit';
import type { FullAnalysis } from '#gcode/full-analysis';
import type { PrintFileFormat } from '#gcode/print-file';
import { recognise } from '#gcode/recognise';
import type { Chance } from '#lib/chance';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log-types';
import { UserError } from '#lib/user-error';
import { type CorrelationId, correlationId, type FileDigest, fileDigest } from '#model/ids';
import type { Storage, Transaction } from '#storage/storage';
import type { Events } from '../events/events.ts';
import type { Problems } from '../problems/problems.ts';
import type { FarmSchema } from '../schema.ts';
import { type Analysis, createAnalyser, type PathIndex } from './analysis.ts';

import { openContentStore, type Received } from './content-store.ts';
import type { KeptMetadata } from './kept-metadata.ts';
import { libraryErrors } from './library-errors.ts';
import { linkByName } from './link-by-name.ts';
import { createLocks } from './locks.ts';
import { openPlateFiles } from './plate-files.ts';
import { tellOfPictures } from './tell-of-pictures.ts';
import { openToolPathFiles, type WhichLayers } from './tool-path-files.ts';
import { openPictureStore, type ServedPicture, type WhichPicture } from './picture-store.ts';
import { folderPath } from './folder-path.ts';
import { isModel, type FileKind } from './kinds.ts';
import { indexFile, unindexed } from './search-index.ts';
import { shelfErrors } from './shelf-errors.ts';
import { keepWelded, type WeldedFile } from './keep-welded.ts';
import { type Quota, withinQuota } from './within-quota.ts';
import {
  fileByDigest,
  filePage,
  jobsNeeding,
  type LibraryPage,
  type LibraryQuery,
  type LibraryRow,
  nextVersion,
  storedBytes,
} from './store.ts';

export type { LibraryPage, LibraryRow } from './store.ts';

export interface UploadResult {
  readonly digest: FileDigest;
  readonly name: string;
  readonly duplicate: boolean;
}

/** Where a file comes from, and where it goes. */
export interface UploadOrigin {
  /** What kind of source it is: upload, watch-folder. */
  readonly kind?: string;
  /** Where from, for people to read. */
  readonly detail?: string | null;
  /** The folder of the library; the top when left out. */
  readonly folder?: string;
  /** Its first tags. */
  readonly tags?: readonly string[];
  /** The printer that it lay on (DL2). */
  readonly printer?: { readonly id: string; readonly model: string | null; readonly path: string };
  /** Who tells of it in words of its own, instead of the events of an upload. */
  readonly teller?: Teller;
}

/** Tells of a file that came by itself, inside the transaction that records it; its pictures are made later, by `makePictures`. */
export interface Teller {
  readonly flow: CorrelationId;
  /** What came, before anything is kept. Throws when it is not what was meant. */
  check(received: { readonly digest: FileDigest; readonly sizeBytes: number }): void;
  stored(
    tx: Transaction<FarmSchema>,
    file: { readonly digest: FileDigest; readonly sizeBytes: number; readonly duplicate: boolean },
  ): Promise<void>;
}

/** Files to print, stored once by their content, understood as far as they tell (LI1). */
export interface Library extends AsyncDisposable {
  /** Streams a file in. Errors: those of `ContentStore.receive`, `file-refused`, `bad-file-name`. Nothing is half-written. */
  upload(
    name: string,
    bytes: AsyncIterable<Uint8Array>,
    sizeBytes: number | null,
    origin?: UploadOrigin,
  ): Promise<UploadResult>;
  /** The pictures of a file that a `teller` told of: those that it brings, or one that is drawn. Tells what became of them. */
  makePictures(digest: FileDigest, flow: CorrelationId): Promise<void>;
  /** Keeps what this version of Croft understands of a file, in the place of what an older one did. Nothing changes where it cannot be read. */
  readAgain(digest: FileDigest): Promise<void>;
  get(digest: FileDigest): Promise<LibraryRow | null>;
  /** Newest first unless asked for otherwise; `after` is the digest that the page before ended with. */
  list(query: LibraryQuery): Promise<LibraryPage>;
  /** Jobs that are not over and need the file. */
  openJobs(digest: FileDigest): Promise<readonly string[]>;
  /** For good, with its bytes. Refused while a job needs it (`file-needed`). */
  delete(digest: FileDigest): Promise<void>;
  /** For machines: a piece of a file, or of the G-code of one of its plates, by its digest; or why not. */
  read(
    digest: FileDigest,
    offset: number,
    length: number,
  ): Promise<Uint8Array | 'unknown-file' | 'out-of-range' | 'read-failed'>;
  stream(digest: FileDigest): NodeJS.ReadableStream;
  /** Where uploads that come in several requests wait for their rest. */
  readonly unfinishedFolder: string;
  /** Errors: `disk-full`, `library-full`, for a file of this size that has not begun to come. */
  checkRoom(sizeBytes: number): Promise<void>;
  /** Bytes of all files, and what is free on their disk. */
  usage(): Promise<{ readonly bytes: number; readonly freeBytes: number }>;
  /** The picture of a file, or of one plate of it; of the next size that there is. */
  thumbnail(digest: FileDigest, which?: WhichPicture): Promise<ServedPicture | null>;
  /** Every line of a file, or of one plate of it, layer by layer. Errors: unknown file, `plate-needed`, `file-unreadable`. */
  analyseFully(digest: FileDigest, plate: number | null): Promise<FullAnalysis>;
  /**
   * Keeps the file once more with its round walls welded into arcs, as its next version; the file itself stays as it is. Errors: unknown
   * file, `only-gcode`, `nothing-round`, `bad-arc-limits`, `weld-failed`, those of `upload`.
   */
  weldArcs(digest: FileDigest, limits: ArcLimits): Promise<WeldedFile>;
  /** The layers of a file, or of one plate of it, whose ways can be drawn. Errors as of `analyseFully`. */
  layers(digest: FileDigest, plate: number | null): Promise<PathIndex>;
  /** Some of them, as `gcode/layer-points` encodes them, one after the other; null when there are no such layers. */
  layerBytes(digest: FileDigest, plate: number | null, which: WhichLayers): Promise<Uint8Array | null>;
  /** The triangles of a model, as `gcode/mesh-encoding` encodes them. Errors: unknown file, `no-mesh`, `file-unreadable`. */
  mesh(digest: FileDigest): Promise<Uint8Array>;
}

const NAME_LIMIT = 200;
const EXTENSIONS: Readonly<Record<FileKind, string>> = {
  stl: '.stl',
  step: '.step',
  'model-3mf': '.3mf',
  gcode: '.gcode',
  bgcode: '.bgcode',
  '3mf': '.gcode.3mf',
};
/** Records that are indexed in one transaction when an older database is opened. */
const INDEXED_AT_ONCE = 200;
/** As much of a file as tells what it is. */
const HEAD_BYTES = 4096;

/**
 * Opens the library in `folder`. What a crash left between a file and its record is mended: an unfinished upload is gone, a file
 * without a record gets one (as after restoring an older database), a record without a file is told on the board.
 */
export async function openLibrary(parts: {
  readonly storage: Storage<FarmSchema>;
  readonly events: Events;
  readonly problems: Problems;
  readonly folder: string;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly log: Log;
  /** How many bytes the files may have in all; null for as many as the disk holds. */
  readonly quotaBytes?: () => number | null;
}): Promise<Library> {
  const { storage, events, problems, folder, clock, chance, log } = parts;
  const contents = await openContentStore(join(folder, 'files'));
  const pictures = await openPictureStore(join(folder, 'thumbnails'), log);
  const plateFiles = await openPlateFiles({ storage, contents, folder: join(folder, 'plates'), log });
  const unfinishedFolder = join(folder, 'unfinished');
  await mkdir(unfinishedFolder, { recursive: true, mode: 0o700 });
  const toolPaths = await openToolPathFiles(join(folder, 'paths'));
  const analyser = createAnalyser({ clock });
  /** A thread of its own: looking at a file must not hold up uploads. */
  const viewer = createAnalyser({ clock });
  /** Storing and deleting one content exclude each other; different contents do not wait. */
  const locks = createLocks<FileDigest>();
  await mend();

  async function mend(): Promise<void> {
    const kept = new Set<string>();
    for await (const digest of contents.digests()) {
      kept.add(digest);
      if ((await fileByDigest(storage.read, digest)) === undefined) await recover(digest);
    }
    const rows = await storage.read.selectFrom('library_file').select(['digest', 'name']).execute();
    for (;;) {
      // Records that are older than the index, a few in each transaction.
      const older = await unindexed(storage.read, INDEXED_AT_ONCE);
      if (older.length === 0) break;
      await storage.transaction(async (tx) => {
        for (const digest of older) await indexFile(tx, digest);
      });
      if (older.length < INDEXED_AT_ONCE) break;
    }
    for (const { digest, name } of rows) {
      if (kept.has(digest)) continue;
      log.error({ digest, name }, 'a file of the library is gone');
      const message = `“${name}” is not on the disk any more.`;
      await storage.transaction((tx) => problems.raise(tx, { code: 'file-missing', message }));
    }
  }

  async function recover(digest: FileDigest): Promise<void> {
    const analysis = await analyser.analyse(contents.pathOf(digest));
    if (analysis.kind === 'refused') {
      log.warn({ digest }, 'a file without a record is no print file, and is removed');
      return contents.remove(digest);
    }
    const { size } = await statOf(contents.pathOf(digest));
    const format = analysis.kind === 'failed' ? await formatOf(contents.pathOf(digest), size) : analysis.format;
    const name = `recovered-${digest.slice(0, 8)}${EXTENSIONS[format]}`;
    log.warn({ digest, name }, 'a file without a record gets one');
    const flow = correlationId(chance.id());
    await record(
      {
        digest,
        name,
        sizeBytes: size,
        source: 'recovered',
        detail: null,
        folder: '',
        tags: [],
        format,
        printer: null,
        teller: null,
      },
      analysis,
      flow,
    );
  }

  async function upload(
    rawName: string,
    bytes: AsyncIterable<Uint8Array>,
    sizeBytes: number | null,
    origin: UploadOrigin = {},
  ): Promise<UploadResult> {
    const { kind: source = 'upload', detail = null, folder: rawFolder = '', tags = [], printer = null } = origin;
    const { teller = null } = origin;
    const name = checkName(rawName);
    const from = { name, source, detail, folder: folderPath(rawFolder), tags, printer, teller };
    const flow = teller?.flow ?? correlationId(chance.id());
    const subject = { correlationId: flow };
    if (teller === null)
      await storage.transaction((tx) => events.emit(tx, 'file-upload-started', subject, { name, sizeBytes }));
    try {
      const quota = await roomLeft(sizeBytes ?? 0);
      analyser.prepare();
      const received = await contents.receive(withinQuota(bytes, quota), { sizeBytes });
      try {
        teller?.check(received);
        return await locks.hold(received.digest, () => takeIn(from, received, flow));
      } finally {
        // Kept, it has another name by now, and this does nothing.
        await received.drop();
      }
    } catch (error) {
      if (teller !== null) throw error;
      const known = error instanceof UserError ? error : null;
      const told = { name, code: known?.code ?? 'upload-interrupted', message: known?.message ?? String(error) };
      await storage
        .transaction((tx) => events.emit(tx, 'file-upload-failed', subject, told))
        .catch((failure: unknown) => log.error({ err: failure }, 'a failed upload could not be told'));
      throw error;
    }
  }

  /** What may still come in; null for as much as the disk holds. */
  async function roomLeft(neededBytes: number): Promise<Quota | null> {
    const quotaBytes = parts.quotaBytes?.() ?? null;
    if (quotaBytes === null) return null;
    const usedBytes = await storedBytes(storage.read);
    if (usedBytes + neededBytes > quotaBytes) throw shelfErrors.quota({ quotaBytes, usedBytes, neededBytes });
    return { quotaBytes, usedBytes };
  }

  async function takeIn(
    from: Omit<NewFileSource, 'digest' | 'sizeBytes'>,
    received: Received,
    flow: CorrelationId,
  ): Promise<UploadResult> {
    const { name } = from;
    const { digest, sizeBytes } = received;
    const known = await fileByDigest(storage.read, digest);
    if (known !== undefined) {
      if (!(await contents.has(digest))) await received.keep();
      await storage.transaction(async (tx) => {
        await addSource(tx, { ...from, digest, sizeBytes }, flow, true);
        if (known.trashed_at === null) return;
        await tx.updateTable('library_file').set({ trashed_at: null }).where('digest', '=', digest).execute();
        await events.emit(
          tx,
          'library-file-restored',
          { correlationId: flow },
          { digest, name: known.name, by: 'upload' },
        );
      });
      return { digest, name: known.name, duplicate: true };
    }
    const analysis = await analyser.analyse(received.path, from.teller === null);
    if (analysis.kind === 'refused') throw libraryErrors.refused({ name, problem: analysis.problem });
    const format = analysis.kind === 'failed' ? await checkHead(name, received) : analysis.format;
    // The file first: a record whose file is missing would be printed, a file without a record is mended at the next start.
    await received.keep();
    await record({ ...from, digest, sizeBytes, format }, analysis, flow);
    return { digest, name, duplicate: false };
  }

  /** What could not be analysed must at least look like a print file; its kind decides which printers may get it. */
  async function checkHead(name: string, { path, sizeBytes }: Received): Promise<PrintFileFormat> {
    const recognition = recognise(await headOf(path, sizeBytes), sizeBytes);
    if (recognition.kind === 'refused') throw libraryErrors.refused({ name, problem: recognition.problem });
    return recognition.format;
  }

  interface NewFileSource {
    readonly digest: FileDigest;
    readonly name: string;
    readonly sizeBytes: number;
    readonly source: string;
    readonly detail: string | null;
    readonly folder: string;
    readonly tags: readonly string[];
    readonly printer: NonNullable<UploadOrigin['printer']> | null;
    readonly teller: Teller | null;
  }

  interface NewFile extends NewFileSource {
    readonly format: FileKind;
  }

  async function record(
    file: NewFile,
    analysis: Exclude<Analysis, { kind: 'refused' }>,
    flow: CorrelationId,
  ): Promise<void> {
    const { digest, name, sizeBytes } = file;
    const read = analysis.kind === 'failed' ? null : analysis;
    const later = file.teller !== null;
    const thumbnail = later ? null : await pictures.keep(digest, read?.pictures ?? []);
    await storage.transaction(async (tx) => {
      await tx
        .insertInto('library_file')
        .values({
          digest,
          name,
          size_bytes: sizeBytes,
          kind: file.format,
          added_at: clock.now(),
          metadata: read === null ? null : JSON.stringify(read.metadata),
          metadata_problem: analysis.kind === 'failed' ? analysis.reason : null,
          warnings: JSON.stringify(read?.warnings ?? []),
          thumbnail,
          folder: file.folder,
          version: await nextVersion(tx, name),
        })
        .execute();
      for (const tag of new Set(file.tags)) await tx.insertInto('library_tag').values({ digest, tag }).execute();
      for (const { plate, digest: content, sizeBytes: bytes } of analysis.kind === 'print-file' ? analysis.plates : [])
        await tx
          .insertInto('library_plate')
          .values({ digest, plate, gcode_digest: content, gcode_bytes: bytes })
          .execute();
      const subject = { correlationId: flow };
      await events.emit(tx, 'library-file-added', subject, { digest, name, sizeBytes });
      // SQLite answers at once: without these all of it would be one turn of the loop, for which every printer waits.
      await turn();
      await indexFile(tx, digest);
      await turn();
      await linkByName(tx, { digest, name, kind: file.format }, clock.now());
      if (analysis.kind !== 'failed') await events.emit(tx, 'file-metadata-extracted', subject, { digest });
      else await events.emit(tx, 'metadata-extraction-failed', subject, { digest, reason: analysis.reason });
      if (!later) await tellOfPictures(tx, events, subject, digest, analysis, thumbnail !== null);
      await addSource(tx, file, flow, false);
    });
  }

  async function makePictures(digest: FileDigest, flow: CorrelationId): Promise<void> {
    const row = await fileByDigest(storage.read, digest);
    if (row === undefined) return;
    const analysis = await analyser.analyse(contents.pathOf(digest));
    if (analysis.kind === 'refused') return;
    const thumbnail =
      row.thumbnail ?? (await pictures.keep(digest, analysis.kind === 'failed' ? [] : analysis.pictures));
    await storage.transaction(async (tx) => {
      await tx.updateTable('library_file').set({ thumbnail }).where('digest', '=', digest).execute();
      await tellOfPictures(tx, events, { correlationId: flow }, digest, analysis, thumbnail !== null);
      tx.notify('farm', 'files');
    });
  }

  async function readAgain(digest: FileDigest): Promise<void> {
    const analysis = await viewer.analyse(contents.pathOf(digest), false);
    if (analysis.kind === 'refused' || analysis.kind === 'failed') return;
    await storage.transaction(async (tx) => {
      const metadata = JSON.stringify(analysis.metadata);
      await tx.updateTable('library_file').set({ metadata }).where('digest', '=', digest).execute();
      tx.notify('farm', 'files');
      tx.notify('farm', 'queue');
    });
  }

  async function addSource(
    tx: Transaction<FarmSchema>,
    { digest, name, sizeBytes, source, detail, printer, teller }: NewFileSource,
    flow: CorrelationId,
    duplicate: boolean,
  ): Promise<void> {
    await tx
      .insertInto('library_source')
      .values({
        digest,
        name,
        kind: source,
        detail,
        added_at: clock.now(),
        printer_id: printer?.id ?? null,
        printer_model: printer?.model ?? null,
        printer_path: printer?.path ?? null,
      })
      .execute();
    if (teller !== null) await teller.stored(tx, { digest, sizeBytes, duplicate });
    else if (source !== 'recovered') {
      await events.emit(tx, 'file-upload-complete', { correlationId: flow }, { name, digest, sizeBytes, duplicate });
    }
    tx.notify('farm', 'files');
  }

  async function remove(digest: FileDigest): Promise<void> {
    const thumbnail = await storage.transaction(async (tx) => {
      const row = await fileByDigest(tx, digest);
      if (row === undefined) throw libraryErrors.unknown({ digest });
      const jobs = await jobsNeeding(tx, digest);
      if (jobs > 0) throw libraryErrors.needed({ name: row.name, jobs });
      await tx.deleteFrom('library_source').where('digest', '=', digest).execute();
      await tx.deleteFrom('library_file').where('digest', '=', digest).execute();
      await events.emit(tx, 'library-file-deleted', {}, { digest, name: row.name });
      tx.notify('farm', 'files');
      return row.thumbnail;
    });
    await contents.remove(digest);
    await pictures.remove(digest, thumbnail);
    await toolPaths.remove(digest);
  }

  async function printFile(digest: FileDigest): Promise<LibraryRow> {
    const row = await fileByDigest(storage.read, digest);
    if (row === undefined) throw libraryErrors.unknown({ digest });
    if (isModel(row.kind)) throw libraryErrors.unreadable({ name: row.name, reason: 'a model has no lines' });
    return row;
  }

  async function layersOf(digest: FileDigest, plate: number | null): Promise<PathIndex> {
    const row = await printFile(digest);
    return toolPaths.index(digest, plate, async (place) => {
      const reading = await viewer.cutIntoLayers(contents.pathOf(digest), row.kind as PrintFileFormat, plate, place);
      if (reading.kind !== 'cut') throw notRead(row, reading);
      return reading.index;
    });
  }

  async function readPlate(digest: FileDigest, offset: number, length: number): ReturnType<Library['read']> {
    try {
      const bytes = await plateFiles.read(digest, offset, length);
      if (bytes === null) return 'unknown-file';
      return bytes.length === 0 && length > 0 ? 'out-of-range' : bytes;
    } catch (error) {
      log.error({ err: error, digest }, 'the G-code of a plate could not be unpacked');
      return 'read-failed';
    }
  }

  return {
    upload,
    makePictures,
    readAgain,
    get: async (digest) => (await fileByDigest(storage.read, digest)) ?? null,
    list: (page) => filePage(storage.read, page),
    async openJobs(digest) {
      const rows = await storage.read
        .selectFrom('job')
        .select('id')
        .where('digest', '=', digest)
        .where('ended_at', 'is', null)
        .execute();
      return rows.map(({ id }) => id);
    },
    delete: (digest) => locks.hold(digest, () => remove(digest)),
    async read(digest, offset, length) {
      try {
        const bytes = await contents.read(digest, offset, length);
        return bytes.length === 0 && length > 0 ? 'out-of-range' : bytes;
      } catch (error) {
        return (error as NodeJS.ErrnoException).code === 'ENOENT' ? readPlate(digest, offset, length) : 'read-failed';
      }
    },
    unfinishedFolder,
    async checkRoom(sizeBytes) {
      await roomLeft(sizeBytes);
      await contents.checkRoom(sizeBytes);
    },
    async usage() {
      const { bavail, bsize } = await statfs(folder);
      return { bytes: await storedBytes(storage.read), freeBytes: bavail * bsize };
    },
    stream: (digest) => createReadStream(contents.pathOf(digest)),
    async thumbnail(digest, which = { size: 'medium', plate: null }) {
      const row = await fileByDigest(storage.read, digest);
      return row === undefined || row.thumbnail === null ? null : pictures.read(digest, row.thumbnail, which);
    },
    async analyseFully(digest, plate) {
      const row = await printFile(digest);
      const reading = await viewer.analyseFully(contents.pathOf(digest), row.kind as PrintFileFormat, plate);
      if (reading.kind !== 'analysed') throw notRead(row, reading);
      return reading.analysis;
    },
    weldArcs: (digest, limits) =>
      keepWelded(digest, limits, {
        file: printFile,
        place: join(unfinishedFolder, `welding-${chance.id()}`),
        weld: (place) => viewer.weldArcs(contents.pathOf(digest), place, limits),
        upload,
      }),
    layers: layersOf,
    async layerBytes(digest, plate, which) {
      return toolPaths.layers(digest, plate, await layersOf(digest, plate), which);
    },
    async mesh(digest) {
      const row = await fileByDigest(storage.read, digest);
      if (row === undefined) throw libraryErrors.unknown({ digest });
      if (!isModel(row.kind)) throw libraryErrors.noMesh({ name: row.name });
      const reading = await viewer.readMesh(contents.pathOf(digest));
      if (reading.kind === 'mesh') return reading.bytes;
      if (reading.kind === 'no-mesh') throw libraryErrors.noMesh({ name: row.name });
      throw libraryErrors.unreadable({ name: row.name, reason: reading.reason });
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([analyser[Symbol.asyncDispose](), viewer[Symbol.asyncDispose]()]);
    },
  };
}

/** Why the lines of a file were not read, for a person. */
function notRead(
  { name, metadata }: LibraryRow,
  reading: { readonly kind: 'plate-needed' } | { readonly kind: 'failed'; readonly reason: string },
): UserError {
  if (reading.kind === 'failed') return libraryErrors.unreadable({ name, reason: reading.reason });
  const { plates = [] } = JSON.parse(metadata ?? '{}') as Partial<KeptMetadata>;
  return libraryErrors.plateNeeded({ name, plates: plates.map(({ index }) => index) });
}

async function statOf(path: string): Promise<{ readonly size: number }> {
  await using handle = await open(path, 'r');
  return handle.stat();
}

async function headOf(path: string, sizeBytes: number): Promise<Uint8Array> {
  await using handle = await open(path, 'r');
  const head = new Uint8Array(Math.min(HEAD_BYTES, sizeBytes));
  await handle.read(head, 0, head.length, 0);
  return head;
}

/** Of a file that is kept whatever it is. */
async function formatOf(path: string, sizeBytes: number): Promise<PrintFileFormat> {
  const recognition = recognise(await headOf(path, sizeBytes), sizeBytes);
  return recognition.kind === 'print-file' ? recognition.format : 'gcode';
}

export function checkName(name: string): string {
  const base = name.normalize('NFC').trim();
  const bad =
    base === '' ||
    base === '.' ||
    base === '..' ||
    base.length > NAME_LIMIT ||
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    /[/\\\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/.test(base);
  if (bad) throw libraryErrors.badName({ name: name.slice(0, 80) });
  return base;
}

/** For borders that carry a digest as text. */
export function parseDigest(text: string): FileDigest {
  try {
    return fileDigest(text);
  } catch {
    throw libraryErrors.unknown({ digest: text.slice(0, 80) });
  }
}
