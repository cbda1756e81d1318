import type { Chance } from '#lib/chance';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log-types';
import { rest } from '#lib/rest';
import { cardNameOf, isCardName } from '#model/card-name';
import {
  type CorrelationId,
  correlationId,
  type FileDigest,
  type PrinterId,
  type UploadId,
  uploadId,
} from '#model/ids';
import type { PrinterFileAnswer, PrinterFileAsk } from '#model/printer-file';
import type { Storage } from '#storage/storage';
import type { Events } from '../events/events.ts';
import type { Library } from '../library/library.ts';
import { printerErrors } from '../printers/printers.ts';
import { printerById } from '../printers/store.ts';
import { queueErrors } from '../queue/queue-errors.ts';
import type { FarmSchema } from '../schema.ts';
import { cardUploadErrors, errorOf } from './card-upload-errors.ts';
import type { CardUploadTable } from './tables.ts';

export type CardUploadRow = CardUploadTable;

/** How far an upload is that runs now. */
export interface CardUploadProgress {
  readonly step: 'preparing' | 'writing';
  readonly doneBytes: number;
}

/**
 * Files of the library on their way to the card in a printer (MA15). The machine brings them there and goes on when nobody listens; here
 * stands that they are wished, how far they are, and what became of them, so that an end is told once whoever dies meanwhile.
 */
export interface CardUploads extends AsyncDisposable {
  /** Goes on with what an earlier process left open. */
  begin(): Promise<void>;
  /**
   * Begins one, or joins the one of the same file and name that is under way. Answers its id when it stands in the database. `name`: null
   * makes one of the file's own. Errors: `unknown-printer`, `unknown-file`, `card-takes-gcode`, `bad-card-name`, `card-upload-under-way`.
   */
  request(wish: CardUploadWish, by: string): Promise<string>;
  /** Ends one that is under way; one that is over stays as it is. Errors: `unknown-card-upload`. */
  cancel(id: string, by: string): Promise<void>;
  get(id: string): Promise<CardUploadRow>;
  /** The newest first. */
  list(printer: PrinterId, limit: number): Promise<readonly CardUploadRow[]>;
  progress(id: string): CardUploadProgress | null;
  /** Forgets those that ended before then. */
  forget(beforeAt: number): Promise<void>;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

export interface CardUploadWish {
  readonly printer: PrinterId;
  readonly digest: FileDigest;
  readonly name: string | null;
  readonly replace: boolean;
}

/** So often the machine is asked how far it is. */
const ASK_EVERY_MS = 1_000;
/** A machine that cannot be asked to begin has this long to come back: a link is anew within seconds. */
const BEGIN_LIMIT_MS = 10_000;

type Ask = (printer: PrinterId, ask: PrinterFileAsk) => Promise<PrinterFileAnswer | Uint8Array>;
type Refused = Extract<PrinterFileAnswer, { kind: 'refused' }>;

export function createCardUploads(parts: {
  readonly storage: Storage<FarmSchema>;
  readonly events: Events;
  readonly library: Pick<Library, 'get'>;
  /** Of the link that is up; never rejects. */
  readonly ask: Ask;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly log: Log;
}): CardUploads {
  const { storage, events, library, clock, chance, log } = parts;
  const ended = new AbortController();
  const running = new Map<string, Promise<void>>();
  const progress = new Map<string, CardUploadProgress>();

  async function rowOf(id: string): Promise<CardUploadRow> {
    const row = await storage.read.selectFrom('card_upload').selectAll().where('id', '=', id).executeTakeFirst();
    return row ?? raise(cardUploadErrors.unknown({}));
  }

  const subjectOf = (row: CardUploadRow) => ({
    printerId: row.printer_id as PrinterId,
    correlationId: row.correlation_id as CorrelationId,
  });

  async function request({ printer, digest, name: wished, replace }: CardUploadWish, by: string): Promise<string> {
    const file = await library.get(digest);
    if (file === null) throw queueErrors.unknownFile({ digest });
    if (file.kind !== 'gcode') throw cardUploadErrors.notGcode({ name: file.name });
    const name = (
      wished ??
      cardNameOf(file.name) ??
      raise(cardUploadErrors.badName({ name: file.name }))
    ).toUpperCase();
    if (!isCardName(name)) throw cardUploadErrors.badName({ name });
    const row: CardUploadRow = {
      id: chance.id(),
      printer_id: printer,
      digest,
      file_name: file.name,
      size_bytes: file.size_bytes,
      name,
      replaces: replace ? 1 : 0,
      status: 'running',
      by,
      cancel_by: null,
      error_code: null,
      error: null,
      correlation_id: correlationId(chance.id()),
      requested_at: clock.now(),
      ended_at: null,
    };
    const made = await storage.transaction(async (tx) => {
      if ((await printerById(tx, printer)) === undefined) throw printerErrors.unknown({ id: printer });
      const open = await tx
        .selectFrom('card_upload')
        .selectAll()
        .where('printer_id', '=', printer)
        .where('status', '=', 'running')
        .executeTakeFirst();
      if (open !== undefined) {
        if (open.digest !== digest || open.name !== name) throw cardUploadErrors.underWay({ name: open.name });
        return open;
      }
      await tx.insertInto('card_upload').values(row).execute();
      const { id: upload, file_name } = row;
      await events.emit(tx, 'card-upload-started', subjectOf(row), { uploadId: upload, name, file: file_name, by });
      tx.notify('farm', 'files');
      tx.notify('printer', printer);
      return row;
    });
    if (made === row) run(row, true);
    return made.id;
  }

  function run(row: CardUploadRow, isNew: boolean): void {
    const work = follow(row, isNew)
      .catch((error: unknown) => log.error({ err: error, upload: row.id }, 'an upload to a card was not followed'))
      .finally(() => {
        running.delete(row.id);
        progress.delete(row.id);
      });
    running.set(row.id, work);
  }

  /** Until the machine has told its end, for as long as it takes: a link that is down says nothing about the card. */
  async function follow(row: CardUploadRow, isNew: boolean): Promise<void> {
    let answer = isNew ? await beginAt(row) : await askOf(row, { kind: 'card-upload-state', id: idOf(row) });
    if (isNew && isUnreached(answer) && !ended.signal.aborted) return fail(row, answer);
    let cancelSent = false;
    while (!ended.signal.aborted) {
      if (answer.kind === 'done') return complete(row);
      if (answer.kind === 'uploading') tell(row, answer);
      else if (answer.kind === 'refused' && !isUnreached(answer)) return fail(row, answer);
      await rest(clock, ASK_EVERY_MS, ended.signal);
      const wishesEnd: boolean = !cancelSent && (await rowOf(row.id)).cancel_by !== null;
      if (ended.signal.aborted) return;
      answer = await askOf(row, { kind: wishesEnd ? 'card-upload-cancel' : 'card-upload-state', id: idOf(row) });
      cancelSent ||= wishesEnd && answer.kind === 'uploading';
    }
  }

  /** Asked for again under the same id it is the same one, so that a lost answer does no harm. `unreachable`: it never began. */
  async function beginAt(row: CardUploadRow): Promise<PrinterFileAnswer> {
    const file = { digest: row.digest as FileDigest, name: row.file_name, sizeBytes: row.size_bytes };
    const ask = { kind: 'card-upload', id: idOf(row), file, name: row.name, replace: row.replaces === 1 } as const;
    const since = clock.monotonic();
    for (;;) {
      const answer = await askOf(row, ask);
      const isLate = clock.monotonic() - since >= BEGIN_LIMIT_MS;
      if (!isUnreached(answer) || isLate || ended.signal.aborted) return answer;
      await rest(clock, ASK_EVERY_MS, ended.signal);
    }
  }

  async function askOf(row: CardUploadRow, ask: PrinterFileAsk): Promise<PrinterFileAnswer> {
    const answer = await parts.ask(row.printer_id as PrinterId, ask);
    if (answer instanceof Uint8Array) throw new Error('a piece of a file came in answer to an upload');
    return answer;
  }

  function tell(row: CardUploadRow, { step, doneBytes }: Extract<PrinterFileAnswer, { kind: 'uploading' }>): void {
    const before = progress.get(row.id);
    if (before?.step === step && before.doneBytes === doneBytes) return;
    progress.set(row.id, { step, doneBytes });
    const sizeBytes = row.size_bytes;
    const percent = sizeBytes === 0 ? 100 : Math.floor((100 * doneBytes) / sizeBytes);
    const payload = { uploadId: row.id, name: row.name, doneBytes, sizeBytes, percent };
    events.emitTransient('card-upload-progress', subjectOf(row), payload);
  }

  async function complete(row: CardUploadRow): Promise<void> {
    const { id, name, size_bytes: sizeBytes } = row;
    const digest = row.digest as FileDigest;
    await storage.transaction(async (tx) => {
      const { numUpdatedRows } = await tx
        .updateTable('card_upload')
        .set({ status: 'complete', ended_at: clock.now() })
        .where('id', '=', id)
        .where('status', '=', 'running')
        .executeTakeFirstOrThrow();
      if (numUpdatedRows === 0n) return;
      await events.emit(tx, 'card-upload-complete', subjectOf(row), { uploadId: id, name, digest, sizeBytes });
      tx.notify('farm', 'files');
      // It may have its print now.
      tx.notify('printer', row.printer_id);
    });
  }

  async function fail(row: CardUploadRow, { reason, message }: Refused): Promise<void> {
    const { id, name } = row;
    await storage.transaction(async (tx) => {
      const now = await tx.selectFrom('card_upload').selectAll().where('id', '=', id).executeTakeFirst();
      if (now?.status !== 'running') return;
      const error = errorOf(reason, message, now.cancel_by ?? now.by);
      const status = error.code === 'card-upload-cancelled' ? 'cancelled' : 'failed';
      await tx
        .updateTable('card_upload')
        .set({ status, error_code: error.code, error: `${error.message} ${error.remedy}`, ended_at: clock.now() })
        .where('id', '=', id)
        .execute();
      const payload = { uploadId: id, name, code: error.code, message: error.message };
      await events.emit(tx, 'card-upload-failed', subjectOf(row), payload);
      tx.notify('farm', 'files');
      tx.notify('printer', row.printer_id);
    });
  }

  return {
    async begin() {
      const open = await storage.read.selectFrom('card_upload').selectAll().where('status', '=', 'running').execute();
      for (const row of open) run(row, false);
    },
    request,
    async cancel(id, by) {
      await rowOf(id);
      await storage.transaction(async (tx) => {
        await tx
          .updateTable('card_upload')
          .set({ cancel_by: by })
          .where('id', '=', id)
          .where('status', '=', 'running')
          .where('cancel_by', 'is', null)
          .execute();
        tx.notify('farm', 'files');
      });
    },
    get: rowOf,
    list: (printer, limit) =>
      storage.read
        .selectFrom('card_upload')
        .selectAll()
        .where('printer_id', '=', printer)
        .orderBy('requested_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit)
        .execute(),
    progress: (id) => progress.get(id) ?? null,
    forget: (beforeAt) =>
      storage.transaction(async (tx) => {
        await tx.deleteFrom('card_upload').where('ended_at', '<', beforeAt).execute();
      }),
    async idle() {
      while (running.size > 0) await Promise.all(running.values());
    },
    async [Symbol.asyncDispose]() {
      ended.abort();
      await Promise.all(running.values());
    },
  };
}

const isUnreached = (answer: PrinterFileAnswer): answer is Refused =>
  answer.kind === 'refused' && answer.reason === 'unreachable';
const idOf = (row: CardUploadRow): UploadId => uploadId(row.id);

function raise(error: Error): never {
  throw error;
}
