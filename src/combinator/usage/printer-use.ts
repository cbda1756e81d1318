import { setImmediate as turn } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Storage } from '#storage/storage';
import type { FarmSchema } from '../schema.ts';
import { type DayHours, hoursOfDays, type Interval } from './hours-of-days.ts';

type Db = Storage<FarmSchema>['read'];

export interface PrinterUse {
  readonly printerId: string;
  /** Null for one that left the farm without a name. */
  readonly name: string | null;
  /** One for each day that the span touches, the oldest first. */
  readonly days: readonly DayHours[];
}

/** Prints read at once: the years of a large farm in one question would hold up every printer's messages for as long. */
const BATCH = 1_000;

/** What each printer did with its days: those of the farm by their names, then those that have left it and printed in the span. */
export async function useOfPrinters(db: Db, [from, to]: Interval, now: number): Promise<readonly PrinterUse[]> {
  const span: Interval = [from, Math.max(from, Math.min(to, now))];
  const printed = await printsOf(db, span);
  const down = await downsOf(db, span);
  const known = await db.selectFrom('printer').select(['id', 'name', 'created_at']).orderBy('name').execute();
  const former = await db.selectFrom('former_printer').select(['id', 'name', 'removed_at']).orderBy('name').execute();
  const use = (printerId: string, name: string | null, present: Interval): PrinterUse => ({
    printerId,
    name,
    days: hoursOfDays(span, present, printed.get(printerId) ?? [], down.get(printerId) ?? []),
  });
  return [
    ...known.map(({ id, name, created_at: since }) => use(id, name, [Number(since), span[1]])),
    ...former
      .filter(({ id }) => printed.has(id))
      .map(({ id, name, removed_at: gone }) =>
        // Nobody knows any more when it came.
        use(id, name, [Math.min(...(printed.get(id) ?? []).map(([began]) => began)), Number(gone)]),
      ),
  ];
}

type Intervals = Map<string, Interval[]>;

function add(intervals: Intervals, printer: string, interval: Interval): void {
  const own = intervals.get(printer);
  if (own === undefined) intervals.set(printer, [interval]);
  else own.push(interval);
}

/** Of the span: those that are over, in pieces, and those that are under way. */
async function printsOf(db: Db, [from, to]: Interval): Promise<Intervals> {
  const prints: Intervals = new Map();
  const moved = db.selectFrom('print').where('started_at', '<', to);
  for (let [at, id] = [from, '']; ; ) {
    const rows = await moved
      .where(sql<boolean>`(ended_at, id) > (${at}, ${id})`)
      .select(['id', 'printer_id', sql<number>`started_at`.as('began'), sql<number>`ended_at`.as('ended')])
      .orderBy('ended_at')
      .orderBy('id')
      .limit(BATCH)
      .execute();
    for (const row of rows) add(prints, row.printer_id, [Number(row.began), Number(row.ended)]);
    const last = rows.at(-1);
    if (last === undefined || rows.length < BATCH) break;
    [at, id] = [last.ended, last.id];
    await turn();
  }
  const open = await moved
    // As the index on what holds a printer has it.
    .where('status', 'in', ['assigned', 'printing'])
    .where('ended_at', 'is', null)
    .select(['printer_id', sql<number>`started_at`.as('began')])
    .execute();
  for (const row of open) add(prints, row.printer_id, [Number(row.began), to]);
  return prints;
}

async function downsOf(db: Db, [from, to]: Interval): Promise<Intervals> {
  const downs: Intervals = new Map();
  const rows = await db
    .selectFrom('printer_down')
    .where('began_at', '<', to)
    .where((eb) => eb.or([eb('ended_at', 'is', null), eb('ended_at', '>', from)]))
    .select(['printer_id', 'began_at', 'ended_at'])
    .execute();
  for (const row of rows) add(downs, row.printer_id, [Number(row.began_at), Number(row.ended_at ?? to)]);
  return downs;
}
