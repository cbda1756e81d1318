import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log-types';
import { rest } from '#lib/rest';
import { UserError } from '#lib/user-error';
import type { CorrelationId, PrinterId, PrintId } from '#model/ids';
import type { Storage } from '#storage/storage';
import type { Events } from '../events/events.ts';
import type { FarmSchema } from '../schema.ts';
import { isPassing } from './download-errors.ts';
import type { Downloads } from './downloads.ts';
import { isPrintable, matchesOf } from './name-variants.ts';
import type { PrinterListings } from './printer-listings.ts';
import type { PrinterFileWantedTable } from './tables.ts';

/**
 * Fetches what a printer prints that the farm did not send, where that is wished for the printer (AU1–AU3). What is wanted stands in the
 * database, once per print: nothing is lost by a crash, and nothing fetched twice for one print.
 */
export interface AutoDownload extends AsyncDisposable {
  /** Looks for prints whose file is wanted; resolves when they are written down, before they have come. */
  wake(): Promise<void>;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

const TRIES = 3;
const FIRST_WAIT_MS = 2_000;
/** The safety net under a notice that is lost; a print is told of within this (AU1). */
const LOOK_EVERY_MS = 4_000;

type Wanted = PrinterFileWantedTable;

export function createAutoDownload(parts: {
  readonly storage: Storage<FarmSchema>;
  readonly events: Events;
  readonly listings: Pick<PrinterListings, 'look'>;
  readonly downloads: Pick<Downloads, 'request' | 'ended'>;
  readonly clock: Clock;
  readonly log: Log;
}): AutoDownload {
  const { storage, events, listings, downloads, clock, log } = parts;
  const ended = new AbortController();
  /** By print. */
  const fetching = new Map<string, Promise<void>>();
  let timer: Disposable | null = null;

  async function writeDown(): Promise<void> {
    const found = await storage.read
      .selectFrom('print')
      .innerJoin('printer_files_setting', 'printer_files_setting.printer_id', 'print.printer_id')
      .leftJoin('printer_file_wanted', 'printer_file_wanted.print_id', 'print.id')
      .select(['print.id', 'print.printer_id', 'print.name', 'print.correlation_id'])
      .where('print.status', '=', 'printing')
      .where('print.found', '=', 1)
      .where('print.digest', 'is', null)
      .where('printer_files_setting.auto', '=', 1)
      .where('printer_file_wanted.print_id', 'is', null)
      .execute();
    const wanted = found.filter(({ name }) => isPrintable(name));
    if (wanted.length === 0) return;
    await storage.transaction(async (tx) => {
      for (const { id, printer_id: printer, name: filename, correlation_id: flow } of wanted) {
        const made = await tx
          .insertInto('printer_file_wanted')
          .values({ print_id: id, printer_id: printer, filename, correlation_id: flow, status: 'due', at: clock.now() })
          .onConflict((conflict) => conflict.column('print_id').doNothing())
          .executeTakeFirstOrThrow();
        if (made.numInsertedOrUpdatedRows !== 1n) continue;
        await events.emit(
          tx,
          'auto-download-triggered',
          { printerId: printer as PrinterId, printId: id as PrintId, correlationId: flow as CorrelationId },
          { filename },
        );
      }
    });
  }

  async function wake(): Promise<void> {
    if (ended.signal.aborted) return;
    await writeDown();
    const due = await storage.read.selectFrom('printer_file_wanted').selectAll().where('status', '=', 'due').execute();
    for (const wanted of due) {
      if (fetching.has(wanted.print_id) || ended.signal.aborted) continue;
      const work = fetchOne(wanted)
        .catch((error: unknown) =>
          log.error({ err: error, print: wanted.print_id }, 'a file was not fetched by itself'),
        )
        .finally(() => fetching.delete(wanted.print_id));
      fetching.set(wanted.print_id, work);
    }
  }

  async function fetchOne(wanted: Wanted): Promise<void> {
    const { filename, print_id: print } = wanted;
    const printer = wanted.printer_id as PrinterId;
    const before = await storage.read
      .selectFrom('download')
      .select('id')
      .where('print_id', '=', print)
      .where('status', '=', 'complete')
      .executeTakeFirst();
    if (before !== undefined) return settle(wanted, null, 0);
    let error = 'The printer shows no file of this name.';
    let attempts = 0;
    for (const path of await pathsOf(printer, filename, (reason) => (error = reason))) {
      attempts += 1;
      const id = await requested(printer, path, print as PrintId, (reason) => (error = reason));
      if (id === null) continue;
      const row = await over(id);
      if (row === null) return;
      if (row.status === 'complete') return settle(wanted, null, attempts);
      error = row.error ?? row.status;
    }
    if (!ended.signal.aborted) await settle(wanted, error, Math.max(1, attempts));
  }

  async function requested(
    printer: PrinterId,
    path: string,
    print: PrintId,
    trouble: (reason: string) => void,
  ): Promise<string | null> {
    try {
      return await downloads.request(printer, path, 'auto-download', print);
    } catch (error) {
      // Anything else is a fault of ours or of the database, and over at the next look.
      if (!(error instanceof UserError)) throw error;
      trouble(error.message);
      return null;
    }
  }

  /** The candidates, the likeliest first; where the printer does not list its files, what it calls the file. */
  async function pathsOf(
    printer: PrinterId,
    filename: string,
    trouble: (reason: string) => void,
  ): Promise<readonly string[]> {
    for (let attempt = 1; !ended.signal.aborted; attempt++) {
      try {
        const files = await listings.look(printer);
        return matchesOf(
          filename,
          files.map(({ path }) => path),
        ).map(({ path }) => path);
      } catch (error) {
        trouble(error instanceof Error ? error.message : String(error));
        if (!isPassing(error)) return [];
        if (attempt === TRIES) return [filename];
        await rest(clock, FIRST_WAIT_MS * 2 ** (attempt - 1), ended.signal);
      }
    }
    return [];
  }

  /** Null when this process ends before it is over; the next one goes on. */
  function over(id: string): Promise<Awaited<ReturnType<Downloads['ended']>> | null> {
    return new Promise((resolve, reject) => {
      const end = (): void => resolve(null);
      if (ended.signal.aborted) return end();
      ended.signal.addEventListener('abort', end, { once: true });
      downloads
        .ended(id)
        .then(resolve, reject)
        .finally(() => ended.signal.removeEventListener('abort', end));
    });
  }

  async function settle(wanted: Wanted, error: string | null, attempts: number): Promise<void> {
    const { print_id: print, printer_id: printer, correlation_id: flow, filename } = wanted;
    await storage.transaction(async (tx) => {
      const { numUpdatedRows } = await tx
        .updateTable('printer_file_wanted')
        .set({ status: error === null ? 'fetched' : 'failed' })
        .where('print_id', '=', print)
        .where('status', '=', 'due')
        .executeTakeFirstOrThrow();
      if (numUpdatedRows === 0n || error === null) return;
      await events.emit(
        tx,
        'auto-download-failed',
        { printerId: printer as PrinterId, printId: print as PrintId, correlationId: flow as CorrelationId },
        { filename, error, attempts },
      );
    });
  }

  const wakeQuietly = (): void =>
    void wake().catch((error: unknown) => log.error({ err: error }, 'wanted files could not be looked for'));
  const heard = events.onCommitted((name) => {
    if (name === 'print-found') wakeQuietly();
  });
  const later = (): void => {
    if (ended.signal.aborted) return;
    timer = clock.schedule(LOOK_EVERY_MS, () => {
      wakeQuietly();
      later();
    });
  };
  later();

  return {
    wake,
    async idle() {
      while (fetching.size > 0) await Promise.all(fetching.values());
    },
    async [Symbol.asyncDispose]() {
      ended.abort();
      heard[Symbol.dispose]();
      timer?.[Symbol.dispose]();
      await Promise.all(fetching.values());
    },
  };
}
