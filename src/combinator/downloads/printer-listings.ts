import type { DriverManifest } from '#drivers/driver';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log-types';
import type { PrinterId } from '#model/ids';
import type { FileAtPrinter, PrinterFileAnswer } from '#model/printer-file';
import { flag, type Storage } from '#storage/storage';
import type { Events } from '../events/events.ts';
import { printerErrors } from '../printers/printers.ts';
import { printerById, type PrinterRow } from '../printers/store.ts';
import type { FarmSchema } from '../schema.ts';
import type { Settings } from '../settings/settings.ts';
import { checkPath, errorOf } from './download-errors.ts';
import type { AskPrinter } from './fetch-pieces.ts';
import type { PrinterFilesSettingTable } from './tables.ts';

/** A file as a printer showed it last, and what the library has of it. */
export interface ListedFile extends FileAtPrinter {
  /** The library’s file of this content, when it was fetched and nobody has changed it on the printer since. */
  readonly digest: string | null;
  /** The newest download of it. */
  readonly downloadId: string | null;
}

export interface PrinterListing {
  readonly supported: boolean;
  readonly auto: boolean;
  readonly listedAt: number | null;
  readonly problem: string | null;
  /** The newest first. */
  readonly files: readonly ListedFile[];
  readonly unshown: number;
}

/** What lies on the printers that hold files: looked at every few minutes, and when a person asks. */
export interface PrinterListings extends Disposable {
  /** As it was last seen. Errors: `unknown-printer`. */
  show(printer: PrinterId): Promise<PrinterListing>;
  /** Asks the printer. Errors: `unknown-printer`, those of `downloadErrors`. */
  look(printer: PrinterId): Promise<readonly FileAtPrinter[]>;
  /**
   * Looks at all printers that hold files, beside each other, but for those that failed lately; resolves when each has answered or had its
   * time (MN2).
   */
  lookAll(): Promise<void>;
  /**
   * How often the printer has said that its files changed, since its machine began: where that is another number than before, they are
   * looked at soon. The first number that this process hears is none of these: what was before is the regular look's.
   */
  told(printer: PrinterId, changes: number): void;
  /** From the printer alone; the library keeps what it has. */
  delete(printer: PrinterId, path: string, by: string): Promise<void>;
  setAuto(printer: PrinterId, auto: boolean): Promise<void>;
}

/** One printer that hangs holds up no other, and nobody for longer than this. */
const LOOK_LIMIT_MS = 30_000;
/** A file that is copied to it is told of several times. */
const SETTLED_MS = 2_000;
/** A printer may tell of every piece that is written; its list is long, and each print of ours changes it twice. */
const LEAST_APART_MS = 30_000;
/** Names of new files in one event. */
const PATHS_TOLD = 20;

export function createPrinterListings(parts: {
  readonly storage: Storage<FarmSchema>;
  readonly events: Events;
  readonly settings: Pick<Settings, 'current'>;
  readonly manifests: ReadonlyMap<string, DriverManifest>;
  readonly ask: (printer: PrinterId, ask: Parameters<AskPrinter>[0]) => ReturnType<AskPrinter>;
  readonly clock: Clock;
  readonly log: Log;
}): PrinterListings {
  const { storage, events, settings, manifests, clock, log } = parts;
  let timer: Disposable | null = null;
  let disposed = false;
  /** Printers whose files could not be looked at, and when: by itself that is tried again later (MN1). */
  const failed = new Map<string, number>();
  /** The number of changes that was heard last, by printer. */
  const heard = new Map<string, number>();
  const due = new Map<string, Disposable>();
  /** By the printer's own word. */
  const lookedAt = new Map<string, number>();
  const listening = events.onCommitted((name, { printerId }) => {
    if (name === 'printer-connected' && printerId != null) failed.delete(printerId);
  });

  const holdsFiles = ({ driver }: PrinterRow): boolean => manifests.get(driver)?.holdsFiles === true;

  async function rowOf(id: PrinterId): Promise<PrinterRow> {
    const row = await printerById(storage.read, id);
    if (row === undefined) throw printerErrors.unknown({ id });
    return row;
  }

  async function ask(printer: PrinterId, what: Parameters<AskPrinter>[0]): Promise<PrinterFileAnswer> {
    const row = await rowOf(printer);
    if (!holdsFiles(row)) throw errorOf('no-files', `${row.name} holds no files of its own.`);
    const { promise: late, resolve } = Promise.withResolvers<PrinterFileAnswer>();
    const limit = clock.schedule(LOOK_LIMIT_MS, () =>
      resolve({ kind: 'refused', reason: 'unreachable', message: 'The printer gave no answer for half a minute.' }),
    );
    const answer = await Promise.race([parts.ask(printer, what), late]);
    limit[Symbol.dispose]();
    if (answer instanceof Uint8Array) throw errorOf('broken-off', 'The machine sent bytes where words were asked for.');
    if (answer.kind === 'refused') throw errorOf(answer.reason, answer.message);
    return answer;
  }

  async function look(printer: PrinterId): Promise<readonly FileAtPrinter[]> {
    try {
      const answer = await ask(printer, { kind: 'list' });
      if (answer.kind !== 'listing') throw errorOf('broken-off', `The machine answered ${answer.kind} to list.`);
      const { files, left } = answer;
      await keep(printer, files, left);
      events.emitTransient('files-discovered', { printerId: printer }, { files: files.length, unshown: left });
      failed.delete(printer);
      return files;
    } catch (error) {
      failed.set(printer, clock.now());
      const problem = error instanceof Error ? error.message : String(error);
      await set(printer, { problem }).catch(() => {});
      throw error;
    }
  }

  async function keep(printer: PrinterId, files: readonly FileAtPrinter[], left: number): Promise<void> {
    await storage.transaction(async (tx) => {
      if ((await printerById(tx, printer)) === undefined) throw printerErrors.unknown({ id: printer });
      const before = await tx.selectFrom('printer_file').selectAll().where('printer_id', '=', printer).execute();
      const known = new Map(before.map((row) => [row.path, row]));
      const added: string[] = [];
      for (const { path, sizeBytes, modifiedAt } of new Map(files.map((file) => [file.path, file])).values()) {
        const row = known.get(path);
        known.delete(path);
        const told = { size_bytes: sizeBytes, modified_at: modifiedAt };
        if (row === undefined) {
          added.push(path);
          await tx
            .insertInto('printer_file')
            .values({ printer_id: printer, path, ...told, first_seen_at: clock.now() })
            .execute();
        } else if (row.size_bytes !== sizeBytes || row.modified_at !== modifiedAt) {
          await tx
            .updateTable('printer_file')
            .set(told)
            .where('printer_id', '=', printer)
            .where('path', '=', path)
            .execute();
        }
      }
      for (const path of known.keys())
        await tx.deleteFrom('printer_file').where('printer_id', '=', printer).where('path', '=', path).execute();
      if (added.length > 0) {
        const subject = { printerId: printer };
        await events.emit(tx, 'new-files-found', subject, { count: added.length, paths: added.slice(0, PATHS_TOLD) });
      }
      await setIn(tx, printer, { problem: null, listed_at: clock.now(), unshown: left });
      tx.notify('farm', 'files');
    });
  }

  const set = (printer: PrinterId, change: Partial<PrinterFilesSettingTable>): Promise<void> =>
    storage.transaction(async (tx) => {
      if ((await printerById(tx, printer)) === undefined) return;
      await setIn(tx, printer, change);
      tx.notify('farm', 'files');
    });

  async function setIn(
    tx: Storage<FarmSchema>['read'],
    printer: PrinterId,
    change: Partial<PrinterFilesSettingTable>,
  ): Promise<void> {
    const fresh = { printer_id: printer, auto: flag(false), listed_at: null, problem: null, unshown: 0 };
    await tx
      .insertInto('printer_files_setting')
      .values({ ...fresh, ...change })
      .onConflict((conflict) => conflict.column('printer_id').doUpdateSet(change))
      .execute();
  }

  async function lookAll(): Promise<void> {
    const rows = await storage.read.selectFrom('printer').selectAll().execute();
    const known = new Set(rows.map(({ id }) => id));
    for (const kept of [failed, heard, lookedAt]) for (const id of kept.keys()) if (!known.has(id)) kept.delete(id);
    const retryAt = clock.now() - settings.current().printerFilesRetrySeconds * 1_000;
    const due = rows.filter((row) => holdsFiles(row) && (failed.get(row.id) ?? -Infinity) <= retryAt);
    // Whoever is not linked now says so himself, at once.
    await Promise.all(
      due.map((row) =>
        look(row.id as PrinterId).then(
          () => {},
          () => {},
        ),
      ),
    );
  }

  function told(printer: PrinterId, changes: number): void {
    const before = heard.get(printer);
    if (before === changes) return;
    heard.set(printer, changes);
    // A machine that has begun anew counts from none.
    if (before === undefined || changes === 0 || disposed || due.has(printer)) return;
    const wait = Math.max(SETTLED_MS, (lookedAt.get(printer) ?? -Infinity) + LEAST_APART_MS - clock.monotonic());
    const now = (): void => {
      due.delete(printer);
      lookedAt.set(printer, clock.monotonic());
      // What went wrong is kept with the list, and the regular look comes.
      look(printer).catch(() => {});
    };
    due.set(printer, clock.schedule(wait, now));
  }

  async function show(printer: PrinterId): Promise<PrinterListing> {
    const row = await rowOf(printer);
    const setting = await storage.read
      .selectFrom('printer_files_setting')
      .selectAll()
      .where('printer_id', '=', printer)
      .executeTakeFirst();
    const files = await storage.read
      .selectFrom('printer_file')
      .selectAll()
      .where('printer_id', '=', printer)
      .orderBy('modified_at', 'desc')
      .orderBy('path')
      .execute();
    const downloads = await storage.read
      .selectFrom('download')
      .leftJoin('library_file', (join) =>
        join.onRef('library_file.digest', '=', 'download.digest').on('library_file.trashed_at', 'is', null),
      )
      .select(['download.id', 'download.path', 'download.size_bytes', 'download.modified_at'])
      .select('library_file.digest as kept')
      .where('download.printer_id', '=', printer)
      .orderBy('download.requested_at')
      .orderBy('download.id')
      .execute();
    const newest = new Map(downloads.map((each) => [each.path, each]));
    const fetched = new Map(downloads.filter(({ kept }) => kept !== null).map((each) => [each.path, each]));
    return {
      supported: holdsFiles(row),
      auto: setting?.auto === 1,
      listedAt: setting?.listed_at ?? null,
      problem: setting?.problem ?? null,
      unshown: setting?.unshown ?? 0,
      files: files.map(({ path, size_bytes: sizeBytes, modified_at: modifiedAt }) => ({
        path,
        sizeBytes,
        modifiedAt,
        digest: isSame(fetched.get(path), sizeBytes, modifiedAt) ? (fetched.get(path)?.kept ?? null) : null,
        downloadId: newest.get(path)?.id ?? null,
      })),
    };
  }

  function later(): void {
    if (disposed) return;
    timer = clock.schedule(settings.current().printerFilesSeconds * 1_000, () => {
      lookAll()
        .catch((error: unknown) => log.error({ err: error }, 'the files of the printers could not be looked at'))
        .finally(later);
    });
  }
  later();

  return {
    show,
    look,
    lookAll,
    told,
    async delete(printer, path, by) {
      await ask(printer, { kind: 'delete', path: checkPath(path) });
      await storage.transaction(async (tx) => {
        await tx.deleteFrom('printer_file').where('printer_id', '=', printer).where('path', '=', path).execute();
        await events.emit(tx, 'printer-file-deleted', { printerId: printer }, { path, by });
        tx.notify('farm', 'files');
      });
    },
    async setAuto(printer, auto) {
      await rowOf(printer);
      await set(printer, { auto: flag(auto) });
    },
    [Symbol.dispose]() {
      disposed = true;
      timer?.[Symbol.dispose]();
      for (const look of due.values()) look[Symbol.dispose]();
      listening[Symbol.dispose]();
    },
  };
}

/** Nobody has written to it since; protocols tell the time to the second at best. */
function isSame(
  fetched: { readonly size_bytes: number | null; readonly modified_at: number | null } | undefined,
  sizeBytes: number | null,
  modifiedAt: number | null,
): boolean {
  if (fetched === undefined) return false;
  if (sizeBytes !== null && fetched.size_bytes !== null && sizeBytes !== fetched.size_bytes) return false;
  if (modifiedAt === null || fetched.modified_at === null) return true;
  return Math.abs(modifiedAt - fetched.modified_at) < SAME_TIME_MS;
}

const SAME_TIME_MS = 1_000;
