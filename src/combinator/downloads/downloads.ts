import type { Chance } from '#lib/chance';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log-types';
import { rest } from '#lib/rest';
import { UserError } from '#lib/user-error';
import type { CorrelationId, FileDigest, PrinterId, PrintId } from '#model/ids';
import { correlationId } from '#model/ids';
import type { Storage, Transaction } from '#storage/storage';
import type { Events, EventSubject } from '../events/events.ts';
import type { Library } from '../library/library.ts';
import { printerErrors } from '../printers/printers.ts';
import { printerById, type PrinterRow } from '../printers/store.ts';
import { nameFile } from '../queue/print-changes.ts';
import type { FarmSchema } from '../schema.ts';
import type { Settings } from '../settings/settings.ts';
import { safeName } from '../slicers/safe-name.ts';
import { checkPath, downloadErrors, isPassing } from './download-errors.ts';
import { type AskPrinter, fetchPieces } from './fetch-pieces.ts';
import type { DownloadTable } from './tables.ts';

export type DownloadRow = DownloadTable;

/** How far a download is that runs now. */
export interface DownloadProgress {
  readonly gotBytes: number;
  readonly sizeBytes: number | null;
}

/**
 * Files from printers into the library (DL1–DL5). What is wanted stands in the database: a crash in the middle leaves no part of a file
 * (the library's content store sees to that) and no download without its end, because the next process fetches what was open.
 *
 * Invariants:
 * D1 One download at a time per printer, so many at once over all (DL5); a second request for an open one joins it.
 * D2 The record of the library, `file-download-complete` and the end of the row are one transaction; so are a failure and its event.
 */
export interface Downloads extends AsyncDisposable {
  /** Goes on with what an earlier process left open. */
  begin(): Promise<void>;
  /**
   * Fetches a file, or joins the download of it that is open. Returns its id when it stands in the database. Errors: `unknown-printer`.
   * `print`: the print that it is fetched for by itself.
   */
  request(printer: PrinterId, path: string, by: string, print?: PrintId | null): Promise<string>;
  /** Ends one that is open; one that is over stays as it is. Errors: `unknown-download`. */
  cancel(id: string, by: string): Promise<void>;
  get(id: string): Promise<DownloadRow>;
  /** The newest first; of one printer, or of all. */
  list(printer: PrinterId | null, limit: number): Promise<readonly DownloadRow[]>;
  progress(id: string): DownloadProgress | null;
  /** Something is on its way from this printer, or about to be. */
  isFetching(printer: PrinterId): boolean;
  /** Resolves with the row when the download is over. */
  ended(id: string): Promise<DownloadRow>;
  /** Forgets downloads that ended before then, and what prints wanted; the files stay in the library. */
  forget(beforeAt: number): Promise<void>;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

const TRIES = 3;
const FIRST_WAIT_MS = 2_000;
/** Progress is told after so much, or so long. */
const STEP_BYTES = 1_000_000;
const STEP_MS = 1_000;

interface Active {
  readonly id: string;
  readonly abort: AbortController;
  gotBytes: number;
  sizeBytes: number | null;
  toldBytes: number;
  toldAt: number;
}

export function createDownloads(parts: {
  readonly storage: Storage<FarmSchema>;
  readonly events: Events;
  readonly library: Library;
  readonly settings: Pick<Settings, 'current'>;
  /** Of the link that is up; never rejects. */
  readonly ask: (printer: PrinterId, ask: Parameters<AskPrinter>[0]) => ReturnType<AskPrinter>;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly log: Log;
}): Downloads {
  const { storage, events, library, settings, clock, chance, log } = parts;
  /** By printer (D1). */
  const active = new Map<string, Active>();
  const work = new Set<Promise<void>>();
  const waiting = new Map<string, PromiseWithResolvers<DownloadRow>>();
  let disposed = false;

  function track(task: Promise<void>, what: string): void {
    const done = task
      .catch((error: unknown) => log.error({ err: error }, what))
      .finally(() => {
        work.delete(done);
      });
    work.add(done);
  }

  const subjectOf = (row: Pick<DownloadRow, 'printer_id' | 'print_id' | 'correlation_id'>): EventSubject => ({
    printerId: row.printer_id as PrinterId,
    printId: row.print_id as PrintId | null,
    correlationId: row.correlation_id as CorrelationId,
  });

  async function rowOf(id: string): Promise<DownloadRow> {
    const row = await storage.read.selectFrom('download').selectAll().where('id', '=', id).executeTakeFirst();
    if (row === undefined) throw downloadErrors.unknown({ id });
    return row;
  }

  // ---- Wishes

  async function request(printer: PrinterId, path: string, by: string, print: PrintId | null = null): Promise<string> {
    checkPath(path);
    const flow = correlationId(chance.id());
    const id = chance.id();
    const made = await storage.transaction(async (tx) => {
      if ((await printerById(tx, printer)) === undefined) return null;
      const open = await tx
        .selectFrom('download')
        .selectAll()
        .where('printer_id', '=', printer)
        .where('path', '=', path)
        .where('ended_at', 'is', null)
        .executeTakeFirst();
      if (open !== undefined) {
        if (print !== null && open.print_id === null)
          await tx.updateTable('download').set({ print_id: print }).where('id', '=', open.id).execute();
        return open.id;
      }
      const row: DownloadRow = {
        id,
        printer_id: printer,
        path,
        status: 'waiting',
        print_id: print,
        by,
        size_bytes: null,
        modified_at: null,
        digest: null,
        pictures_due: 0,
        error_code: null,
        error: null,
        correlation_id: flow,
        requested_at: clock.now(),
        ended_at: null,
      };
      await tx.insertInto('download').values(row).execute();
      await events.emit(tx, 'file-download-started', subjectOf(row), { downloadId: id, path, by });
      tx.notify('farm', 'files');
      return id;
    });
    if (made === null) {
      const error = printerErrors.unknown({ id: printer });
      await storage.transaction((tx) =>
        events.emit(
          tx,
          'file-download-failed',
          { correlationId: flow },
          { downloadId: id, path, code: error.code, message: error.message },
        ),
      );
      throw error;
    }
    pump();
    return made;
  }

  function pump(): void {
    if (!disposed) track(startWaiting(), 'waiting downloads could not be started');
  }

  async function startWaiting(): Promise<void> {
    while (!disposed && active.size < settings.current().downloadsAtOnce) {
      // However many wait for one printer, the others come in their turn.
      const row = await storage.read
        .selectFrom('download')
        .selectAll()
        .where('status', '=', 'waiting')
        .where('printer_id', 'not in', ['', ...active.keys()])
        .orderBy('requested_at')
        .orderBy('id')
        .limit(1)
        .executeTakeFirst();
      if (row === undefined) return;
      // Another look at the same rows was quicker.
      if (disposed || active.size >= settings.current().downloadsAtOnce || active.has(row.printer_id)) continue;
      const place: Active = {
        id: row.id,
        abort: new AbortController(),
        gotBytes: 0,
        sizeBytes: null,
        toldBytes: -1,
        toldAt: Number.NEGATIVE_INFINITY,
      };
      active.set(row.printer_id, place);
      track(
        run(row, place).finally(() => {
          active.delete(row.printer_id);
          pump();
        }),
        'a download failed in a way that is a fault of ours',
      );
    }
  }

  // ---- One download

  async function run(row: DownloadRow, place: Active): Promise<void> {
    const begun = await storage.transaction(async (tx) => {
      const { numUpdatedRows } = await tx
        .updateTable('download')
        .set({ status: 'running' })
        .where('id', '=', row.id)
        .where('status', '=', 'waiting')
        .executeTakeFirstOrThrow();
      tx.notify('farm', 'files');
      return numUpdatedRows === 1n;
    });
    if (!begun) return;
    const { signal } = place.abort;
    let tries = 1;
    const mayTryAgain = async (): Promise<boolean> => {
      if (tries >= TRIES) return false;
      await rest(clock, FIRST_WAIT_MS * 2 ** (tries - 1), signal);
      tries += 1;
      return !signal.aborted;
    };
    for (;;) {
      try {
        const printer = await printerById(storage.read, row.printer_id as PrinterId);
        if (printer === undefined) throw printerErrors.unknown({ id: row.printer_id });
        const { digest, duplicate } = await fetchOnce(row, place, printer, mayTryAgain);
        if (!duplicate)
          track(makePictures(row.id, digest, row.correlation_id as CorrelationId), 'pictures were not made');
        break;
      } catch (error) {
        if (!signal.aborted && isPassing(error) && (await mayTryAgain())) continue;
        // The next process goes on with it.
        if (disposed) return;
        await fail(row, signal.aborted ? signal.reason : error);
        break;
      } finally {
        // Should the machine still read it for us.
        void parts.ask(row.printer_id as PrinterId, { kind: 'close' });
      }
    }
    await tellEnd(row.id);
  }

  async function fetchOnce(
    row: DownloadRow,
    place: Active,
    printer: PrinterRow,
    mayTryAgain: () => Promise<boolean>,
  ): Promise<{ readonly digest: FileDigest; readonly duplicate: boolean }> {
    const { path } = row;
    let file: { readonly sizeBytes: number | null; readonly modifiedAt: number | null } = {
      sizeBytes: null,
      modifiedAt: null,
    };
    let sent: FileDigest | null = null;
    const pieces = fetchPieces({
      ask: (ask) => parts.ask(row.printer_id as PrinterId, ask),
      path,
      signal: place.abort.signal,
      mayTryAgain,
      async opened(opened) {
        file = opened;
        place.sizeBytes = opened.sizeBytes;
        if (opened.sizeBytes !== null) await library.checkRoom(opened.sizeBytes);
        tellProgress(row, place, 0);
      },
      got: (bytes) => tellProgress(row, place, bytes),
      ended(digest) {
        sent = digest;
        place.sizeBytes = place.gotBytes;
        tellProgress(row, place, place.gotBytes, true);
      },
    });
    return library.upload(safeName(path), pieces, null, {
      kind: 'printer',
      detail: `${printer.name}: ${path}`,
      printer: { id: printer.id, model: printer.model, path },
      teller: {
        flow: row.correlation_id as CorrelationId,
        check({ digest, sizeBytes }) {
          if (file.sizeBytes !== null && sizeBytes !== file.sizeBytes)
            throw downloadErrors.brokenOff({ message: `The printer sent ${sizeBytes} of ${file.sizeBytes} bytes` });
          if (sent !== null && sent !== digest) throw downloadErrors.corrupt({ path });
          place.abort.signal.throwIfAborted();
        },
        stored: (tx, stored) => complete(tx, row, stored, file.modifiedAt),
      },
    });
  }

  function tellProgress(row: DownloadRow, place: Active, bytes: number, isLast = false): void {
    // After a try that began anew the same bytes come once more: nobody is told less than before.
    place.gotBytes = Math.max(place.gotBytes, bytes);
    const { gotBytes, sizeBytes } = place;
    const now = clock.monotonic();
    const isDue = gotBytes - place.toldBytes >= STEP_BYTES || now - place.toldAt >= STEP_MS || isLast;
    if (!isDue || gotBytes <= place.toldBytes) return;
    place.toldBytes = gotBytes;
    place.toldAt = now;
    const percent = sizeBytes === null ? null : sizeBytes === 0 ? 100 : Math.floor((100 * gotBytes) / sizeBytes);
    const payload = { downloadId: row.id, path: row.path, gotBytes, sizeBytes, percent };
    events.emitTransient('file-download-progress', subjectOf(row), payload);
  }

  /** D2: in the transaction that records the file. */
  async function complete(
    tx: Transaction<FarmSchema>,
    { id, path }: DownloadRow,
    stored: { readonly digest: FileDigest; readonly sizeBytes: number; readonly duplicate: boolean },
    modifiedAt: number | null,
  ): Promise<void> {
    const { digest, sizeBytes, duplicate } = stored;
    const row = await tx.selectFrom('download').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
    await tx
      .updateTable('download')
      .set({
        status: 'complete',
        digest,
        size_bytes: sizeBytes,
        modified_at: modifiedAt,
        pictures_due: duplicate ? 0 : 1,
        ended_at: clock.now(),
      })
      .where('id', '=', id)
      .execute();
    const subject = subjectOf(row);
    if (!duplicate) await events.emit(tx, 'file-needs-thumbnail-processing', subject, { digest });
    await events.emit(tx, 'file-download-complete', subject, { downloadId: id, path, digest, sizeBytes, duplicate });
    if (row.print_id !== null) await nameFile(tx, row.print_id, digest);
    tx.notify('farm', 'files');
  }

  async function fail(row: DownloadRow, error: unknown): Promise<void> {
    const known = error instanceof UserError;
    if (!known) log.error({ err: error, path: row.path }, 'a download failed');
    const code = known ? error.code : 'internal';
    const message = error instanceof Error ? error.message : String(error);
    await storage.transaction(async (tx) => {
      const { numUpdatedRows } = await tx
        .updateTable('download')
        .set({
          status: code === 'download-cancelled' ? 'cancelled' : 'failed',
          error_code: code,
          error: message,
          ended_at: clock.now(),
        })
        .where('id', '=', row.id)
        .where('ended_at', 'is', null)
        .executeTakeFirstOrThrow();
      if (numUpdatedRows === 0n) return;
      await events.emit(tx, 'file-download-failed', subjectOf(row), {
        downloadId: row.id,
        path: row.path,
        code,
        message,
      });
      tx.notify('farm', 'files');
    });
  }

  async function tellEnd(id: string): Promise<void> {
    const settle = waiting.get(id);
    if (settle === undefined) return;
    waiting.delete(id);
    settle.resolve(await rowOf(id));
  }

  /** DL1: after `complete`, which waits for no picture. */
  async function makePictures(id: string, digest: FileDigest, flow: CorrelationId): Promise<void> {
    await library.makePictures(digest, flow);
    await storage.transaction((tx) =>
      tx.updateTable('download').set({ pictures_due: 0 }).where('id', '=', id).execute(),
    );
  }

  return {
    async begin() {
      await storage.transaction((tx) =>
        tx.updateTable('download').set({ status: 'waiting' }).where('status', '=', 'running').execute(),
      );
      const due = await storage.read.selectFrom('download').selectAll().where('pictures_due', '=', 1).execute();
      for (const { id, digest, correlation_id: flow } of due)
        track(makePictures(id, digest as FileDigest, flow as CorrelationId), 'pictures were not made');
      pump();
    },
    request,
    async cancel(id, by) {
      const row = await rowOf(id);
      if (row.ended_at !== null) return;
      const reason = downloadErrors.cancelled({ by });
      const place = active.get(row.printer_id);
      if (place?.id === id) {
        place.abort.abort(reason);
        return;
      }
      await fail(row, reason);
      await tellEnd(id);
    },
    get: rowOf,
    isFetching: (printer) => active.has(printer),
    list(printer, limit) {
      let query = storage.read
        .selectFrom('download')
        .selectAll()
        .orderBy('requested_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit);
      if (printer !== null) query = query.where('printer_id', '=', printer);
      return query.execute();
    },
    progress(id) {
      for (const place of active.values())
        if (place.id === id) return { gotBytes: place.gotBytes, sizeBytes: place.sizeBytes };
      return null;
    },
    async ended(id) {
      const known = waiting.get(id) ?? Promise.withResolvers<DownloadRow>();
      waiting.set(id, known);
      const row = await rowOf(id);
      if (row.ended_at === null) return known.promise;
      waiting.delete(id);
      known.resolve(row);
      return row;
    },
    forget: (beforeAt) =>
      storage.transaction(async (tx) => {
        await tx.deleteFrom('download').where('ended_at', '<', beforeAt).where('pictures_due', '=', 0).execute();
        // One that is forgotten while its print is open would be fetched again.
        await tx
          .deleteFrom('printer_file_wanted')
          .where('at', '<', beforeAt)
          .where('status', '<>', 'due')
          .where('print_id', 'not in', tx.selectFrom('print').select('id').where('ended_at', 'is', null))
          .execute();
      }),
    async idle() {
      while (work.size > 0) await Promise.all(work);
    },
    async [Symbol.asyncDispose]() {
      disposed = true;
      for (const { abort } of active.values()) abort.abort(downloadErrors.cancelled({ by: 'the end of the server' }));
      while (work.size > 0) await Promise.all(work);
      waiting.clear();
    },
  };
}
