import { type RawBuilder, sql } from 'kysely';
import type { Storage } from '#storage/storage';
import type { FarmSchema } from '../schema.ts';

/** Between two times, ms since the epoch; `to` is excluded. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Tally {
  readonly finished: number;
  readonly failed: number;
  readonly cancelled: number;
  /** Time under way within the span. */
  readonly printedMs: number;
}

export interface PrinterTally extends Tally {
  readonly printerId: string;
  readonly name: string | null;
  /** Part of the time since it joined the farm, within the span, in which it printed; 0–1. */
  readonly utilisation: number;
}

export interface FileTally extends Tally {
  readonly digest: string;
  readonly name: string;
}

export interface DayTally extends Tally {
  /** Beginning of the day, UTC. */
  readonly at: number;
}

export interface Statistics {
  readonly printers: readonly PrinterTally[];
  /** The most printed ones first. */
  readonly files: readonly FileTally[];
  readonly days: readonly DayTally[];
  readonly reasons: readonly { readonly reason: string; readonly count: number }[];
}

const DAY_MS = 24 * 3_600_000;
/** Files beyond these are seldom printed; the export holds them all. */
const FILES_SHOWN = 50;

/** Good prints among those whose end says something of printer and file; null before the first. A cancelled one says nothing. */
export function successRate({ finished, failed }: Pick<Tally, 'finished' | 'failed'>): number | null {
  return finished + failed === 0 ? null : finished / (finished + failed);
}

/** What was printed in a span, counted by the database: prints that ended in it. A print that never moved is none. */
export async function statisticsOf(db: Storage<FarmSchema>['read'], span: Span): Promise<Statistics> {
  const { from, to } = span;
  const counted = {
    finished: countOf(sql`outcome = 'finished'`),
    // Nobody knows how a lost one ended, and it did not end well.
    failed: countOf(sql`outcome in ('failed', 'unknown')`),
    cancelled: countOf(sql`outcome = 'cancelled'`),
    printed_ms: sql<number>`sum(ended_at - case when started_at < ${from} then ${from} else started_at end)`,
  };
  const ended = db
    .selectFrom('print')
    .where('ended_at', '>=', from)
    .where('ended_at', '<', to)
    .where('started_at', 'is not', null);
  const day = sql<number>`ended_at / ${sql.lit(DAY_MS)}`;
  const aliased = [
    counted.finished.as('finished'),
    counted.failed.as('failed'),
    counted.cancelled.as('cancelled'),
    counted.printed_ms.as('printed_ms'),
  ] as const;
  const byPrinter = await ended
    .select(['printer_id', ...aliased])
    .groupBy('printer_id')
    .execute();
  const byFile = await ended
    .where('digest', 'is not', null)
    .select(['digest', sql<string>`max(name)`.as('name'), ...aliased])
    .groupBy('digest')
    .orderBy(sql`count(*)`, 'desc')
    .limit(FILES_SHOWN)
    .execute();
  const byDay = await ended
    .select([day.as('day'), ...aliased])
    .groupBy(day)
    .orderBy(day)
    .execute();
  const reasons = await ended
    .innerJoin('print_note', 'print_note.print_id', 'print.id')
    .select(['print_note.reason', sql<number>`count(*)`.as('count')])
    .groupBy('print_note.reason')
    .orderBy(sql`count(*)`, 'desc')
    .execute();
  const known = await db.selectFrom('printer').select(['id', 'name', 'created_at']).orderBy('name').execute();
  const former = await db.selectFrom('former_printer').select(['id', 'name']).execute();
  return {
    printers: printersOf(byPrinter, known, former, span),
    files: byFile.map((row) => ({ ...tallyOf(row), digest: row.digest ?? '', name: row.name })),
    days: byDay.map((row) => ({ ...tallyOf(row), at: Number(row.day) * DAY_MS })),
    reasons: reasons.map(({ reason, count }) => ({ reason, count: Number(count) })),
  };
}

const countOf = (fits: RawBuilder<unknown>): RawBuilder<number> =>
  sql<number>`sum(case when ${fits} then 1 else 0 end)`;

interface CountedRow {
  readonly finished: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly printed_ms: number;
}

/** PostgreSQL gives sums as text. */
const tallyOf = (row: CountedRow): Tally => ({
  finished: Number(row.finished),
  failed: Number(row.failed),
  cancelled: Number(row.cancelled),
  printedMs: Number(row.printed_ms),
});

function printersOf(
  rows: readonly (CountedRow & { readonly printer_id: string })[],
  known: readonly { readonly id: string; readonly name: string; readonly created_at: number }[],
  former: readonly { readonly id: string; readonly name: string }[],
  { from, to }: Span,
): readonly PrinterTally[] {
  const byId = new Map(rows.map((row) => [row.printer_id, tallyOf(row)]));
  const none: Tally = { finished: 0, failed: 0, cancelled: 0, printedMs: 0 };
  const line = (id: string, name: string | null, since: number): PrinterTally => {
    const tally = byId.get(id) ?? none;
    const spanMs = to - Math.max(from, since);
    return { ...tally, printerId: id, name, utilisation: spanMs <= 0 ? 0 : Math.min(1, tally.printedMs / spanMs) };
  };
  const present = new Set(known.map(({ id }) => id));
  const names = new Map(former.map(({ id, name }) => [id, name]));
  const gone = rows.filter((row) => !present.has(row.printer_id));
  return [
    ...known.map(({ id, name, created_at: since }) => line(id, name, since)),
    ...gone.map(({ printer_id: id }) => line(id, names.get(id) ?? null, from)),
  ];
}
