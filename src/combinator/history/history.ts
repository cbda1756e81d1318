import { type Selectable, sql } from 'kysely';
import type { Clock } from '#lib/clock';
import { defineErrors, errorEntry } from '#lib/user-error';
import type { JobId, PrinterId, PrintId } from '#model/ids';
import type { Storage } from '#storage/storage';
import type { Events } from '../events/events.ts';
import type { FarmSchema, PrintTable } from '../schema.ts';
import type { Settings } from '../settings/settings.ts';
import type { StutterColumns } from '../stutter/stutter.ts';
import { type PrinterUse, useOfPrinters } from '../usage/printer-use.ts';
import { FAILURE_REASONS, type FailureReason, isFailureReason } from './reasons.ts';
import { type PrintAccount, withAccounts } from './print-account.ts';
import { type Span, type Statistics, statisticsOf } from './statistics.ts';

/** A print that is over, with what else is known of it. */
export type PastPrint = Selectable<PrintTable> &
  StutterColumns & {
    readonly printer_name: string | null;
    readonly file_name: string | null;
    /** On the card of its printer. */
    readonly card_path: string | null;
    readonly card_bytes: number | null;
    readonly thumbnail: string | null;
    readonly warnings: string | null;
    readonly reason: string | null;
    readonly note: string | null;
    readonly account: PrintAccount;
  };

export interface PastPrintFilter {
  readonly printerId?: string | null;
  readonly digest?: string | null;
  readonly outcome?: string | null;
  readonly from?: number | null;
  readonly to?: number | null;
}

/** Every print that is over, and what can be counted of them. Outlives jobs, files and printers. */
export interface History {
  /** Newest end first. `after`: what `cursorOf` gave for the last of the page before. */
  page(filter: PastPrintFilter, first: number, after: string | null): Promise<readonly PastPrint[]>;
  get(id: PrintId): Promise<PastPrint>;
  statistics(span: Span): Promise<Statistics>;
  /** What each printer did with the days of a span. */
  use(span: Span): Promise<readonly PrinterUse[]>;
  /** A person says why it went wrong; null takes it back. */
  tag(id: PrintId, reason: string | null, note: string, by: string): Promise<void>;
}

const errors = defineErrors({
  unknown: errorEntry<{ id: string }>({
    code: 'unknown-past-print',
    cause: () => 'There is no such print in the history.',
    remedy: 'It may not be over yet: load the page again.',
    field: 'id',
  }),
  badReason: errorEntry<{ reason: string }>({
    code: 'bad-failure-reason',
    cause: ({ reason }) => `${JSON.stringify(reason.slice(0, 40))} is no reason that can be counted.`,
    remedy: `Use one of ${FAILURE_REASONS.join(', ')}, and say more in the note.`,
    field: 'reason',
  }),
  longNote: errorEntry<object>({
    code: 'note-too-long',
    cause: () => 'The note is too long.',
    remedy: 'Say it in 500 characters.',
    field: 'note',
    rule: 'at most 500 characters',
  }),
  badCursor: errorEntry<object>({
    code: 'bad-history-cursor',
    cause: () => '“after” is no place in the history.',
    remedy: 'Use the endCursor of the page before.',
    field: 'after',
  }),
});

const NOTE_LIMIT = 500;

export const cursorOfPrint = (print: PastPrint): string => `${print.ended_at}.${print.id}`;

function placeOf(cursor: string): { readonly at: number; readonly id: string } {
  const found = /^(\d{1,16})\.([a-z0-9-]{1,64})$/.exec(cursor);
  if (found?.[1] === undefined || found[2] === undefined) throw errors.badCursor({});
  return { at: Number(found[1]), id: found[2] };
}

export function createHistory(parts: {
  readonly storage: Storage<FarmSchema>;
  readonly events: Events;
  readonly settings: Pick<Settings, 'current'>;
  readonly clock: Clock;
}): History {
  const { storage, events, settings, clock } = parts;

  const past = (db: Storage<FarmSchema>['read']) =>
    db
      .selectFrom('print')
      .leftJoin('printer', 'printer.id', 'print.printer_id')
      .leftJoin('former_printer', 'former_printer.id', 'print.printer_id')
      .leftJoin('library_file', 'library_file.digest', 'print.digest')
      .leftJoin('print_note', 'print_note.print_id', 'print.id')
      .leftJoin('print_stutter', 'print_stutter.print_id', 'print.id')
      .leftJoin('print_card', 'print_card.print_id', 'print.id')
      .selectAll('print')
      .select([
        sql<string | null>`coalesce(printer.name, former_printer.name)`.as('printer_name'),
        'library_file.name as file_name',
        'print_card.path as card_path',
        'print_card.size_bytes as card_bytes',
        'library_file.thumbnail as thumbnail',
        'library_file.warnings as warnings',
        'print_note.reason as reason',
        'print_note.note as note',
        'print_stutter.underruns as underruns',
        'print_stutter.standstill_ms as standstill_ms',
        'print_stutter.seen_by as seen_by',
      ])
      .where('print.ended_at', 'is not', null);

  return {
    async page(filter, first, after) {
      let query = past(storage.read).orderBy('print.ended_at', 'desc').orderBy('print.id', 'desc').limit(first);
      if (filter.printerId != null) query = query.where('print.printer_id', '=', filter.printerId);
      if (filter.digest != null) query = query.where('print.digest', '=', filter.digest);
      if (filter.outcome != null) query = query.where('print.outcome', '=', filter.outcome);
      if (filter.from != null) query = query.where('print.ended_at', '>=', filter.from);
      if (filter.to != null) query = query.where('print.ended_at', '<', filter.to);
      if (after !== null) {
        const { at, id } = placeOf(after);
        query = query.where((eb) =>
          eb.or([eb('print.ended_at', '<', at), eb.and([eb('print.ended_at', '=', at), eb('print.id', '<', id)])]),
        );
      }
      return withAccounts(storage.read, await query.execute(), settings.current());
    },
    async get(id) {
      const row = await past(storage.read).where('print.id', '=', id).executeTakeFirst();
      if (row === undefined) throw errors.unknown({ id });
      const [print] = await withAccounts(storage.read, [row], settings.current());
      if (print === undefined) throw errors.unknown({ id });
      return print;
    },
    statistics: (span) => statisticsOf(storage.read, span, settings.current()),
    use: ({ from, to }) => useOfPrinters(storage.read, [from, to], clock.now()),
    async tag(id, reason, note, by) {
      if (reason !== null && !isFailureReason(reason)) throw errors.badReason({ reason });
      if (note.length > NOTE_LIMIT) throw errors.longNote({});
      await storage.transaction(async (tx) => {
        const print = await past(tx).where('print.id', '=', id).executeTakeFirst();
        if (print === undefined) throw errors.unknown({ id });
        await tx.deleteFrom('print_note').where('print_id', '=', id).execute();
        if (reason !== null) {
          const row = {
            print_id: id,
            reason: reason satisfies FailureReason,
            note,
            tagged_by: by,
            tagged_at: clock.now(),
          };
          await tx.insertInto('print_note').values(row).execute();
        }
        const subject = {
          printerId: print.printer_id as PrinterId,
          printId: id,
          jobId: print.job_id as JobId | null,
          correlationId: print.correlation_id as never,
        };
        await events.emit(tx, 'print-tagged', subject, { reason, by });
      });
    },
  };
}
