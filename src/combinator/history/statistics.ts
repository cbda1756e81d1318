import { setImmediate as turn } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Storage } from '#storage/storage';
import type { FarmSchema } from '../schema.ts';
import { type Count, createCount, type Taken, type Tally } from './count.ts';
import type { Power } from './energy.ts';

/** Between two times, ms since the epoch; `to` is excluded. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface PrinterTally extends Tally {
  readonly printerId: string;
  readonly name: string | null;
  /** Part of the time since it joined the farm, within the span, in which it printed; 0–1. */
  readonly utilisation: number;
}

export interface FileTally extends Tally {
  readonly digest: string;
  /** As it was called when it was printed last. */
  readonly name: string;
}

/** A print of several materials counts for each of them. */
export interface MaterialTally extends Tally {
  /** As its spools call it, in capitals; null for prints of no spool that the farm knows. */
  readonly type: string | null;
}

export interface DayTally extends Tally {
  /** Beginning of the day, UTC. */
  readonly at: number;
}

export interface Statistics {
  readonly printers: readonly PrinterTally[];
  /** The most printed ones first. */
  readonly files: readonly FileTally[];
  /** The most printed ones first, what is of no known spool last. */
  readonly materials: readonly MaterialTally[];
  readonly days: readonly DayTally[];
  readonly reasons: readonly { readonly reason: string; readonly count: number }[];
}

type Db = Storage<FarmSchema>['read'];

const DAY_MS = 24 * 3_600_000;
/** Files beyond these are seldom printed; the export holds them all. */
const FILES_SHOWN = 50;
/** Prints read at once. The years of a large farm in one question would hold up every printer's messages for as long. */
const BATCH = 500;

/** Good prints among those whose end says something of printer and file; null before the first. A cancelled one says nothing. */
export function successRate({ finished, failed }: Pick<Tally, 'finished' | 'failed'>): number | null {
  return finished + failed === 0 ? null : finished / (finished + failed);
}

/** What was printed in a span: prints that ended in it. A print that never moved is none. */
export async function statisticsOf(db: Db, span: Span, power: Power): Promise<Statistics> {
  const counts = {
    printers: new Map<string, Count>(),
    files: new Map<string, Count>(),
    materials: new Map<string | null, Count>(),
    days: new Map<number, Count>(),
  };
  const names = new Map<string, string>();
  const countIn = <Key>(map: Map<Key, Count>, key: Key): Count => {
    const count = map.get(key) ?? createCount(power);
    map.set(key, count);
    return count;
  };
  for await (const { print, taken } of endedPrints(db, span)) {
    const { digest, name, ended_at: endedAt, started_at: startedAt } = print;
    const printedMs = endedAt - Math.max(startedAt, span.from);
    const counted = { printerId: print.printer_id, outcome: print.outcome, printedMs };
    countIn(counts.printers, print.printer_id).add(counted, taken);
    countIn(counts.days, Math.floor(endedAt / DAY_MS) * DAY_MS).add(counted, taken);
    if (digest !== null) {
      countIn(counts.files, digest).add(counted, taken);
      names.set(digest, name);
    }
    for (const one of taken) countIn(counts.materials, one.type).add(counted, [one]);
    if (taken.length === 0) countIn(counts.materials, null).add(counted, []);
  }
  return {
    printers: await printersOf(db, counts.printers, span, power),
    files: mostPrinted(counts.files)
      .slice(0, FILES_SHOWN)
      .map(([digest, count]) => ({ ...count.tally(), digest, name: names.get(digest) ?? '' })),
    materials: mostPrinted(counts.materials)
      .sort(([one], [other]) => Number(one === null) - Number(other === null))
      .map(([type, count]) => ({ ...count.tally(), type })),
    days: [...counts.days].map(([at, count]) => ({ ...count.tally(), at })),
    reasons: await reasonsIn(db, span),
  };
}

const mostPrinted = <Key>(counts: ReadonlyMap<Key, Count>): [Key, Count][] =>
  [...counts].sort(([, one], [, other]) => other.prints - one.prints);

/** In the order of their ends, with what each took by type of spool. */
async function* endedPrints(db: Db, { from, to }: Span) {
  let [at, id] = [from, ''];
  for (;;) {
    const rows = await db
      .selectFrom('print')
      .where(sql<boolean>`(ended_at, id) > (${at}, ${id})`)
      .where('ended_at', '<', to)
      .where('started_at', 'is not', null)
      .select(['id', 'printer_id', 'digest', 'name', 'outcome'])
      .select([sql<number>`started_at`.as('started_at'), sql<number>`ended_at`.as('ended_at')])
      .orderBy('ended_at')
      .orderBy('id')
      .limit(BATCH)
      .execute();
    const last = rows.at(-1);
    if (last === undefined) return;
    const taken = await takenBy(
      db,
      rows.map((row) => row.id),
    );
    for (const print of rows) yield { print, taken: taken.get(print.id) ?? [] };
    if (rows.length < BATCH) return;
    [at, id] = [last.ended_at, last.id];
    await turn();
  }
}

async function takenBy(
  db: Db,
  prints: readonly string[],
): Promise<ReadonlyMap<string, readonly (Taken & { readonly type: string })[]>> {
  const type = sql<string>`upper(spool.type)`;
  const rows = await db
    .selectFrom('spool_use')
    .innerJoin('spool', 'spool.id', 'spool_use.spool_id')
    .where('spool_use.print_id', 'in', [...prints])
    .select((eb) => [
      sql<string>`spool_use.print_id`.as('print'),
      type.as('type'),
      eb.fn.sum<number>('spool_use.grams').as('grams'),
      eb.fn.sum<number | null>('spool_use.cost').as('cost'),
    ])
    .groupBy(['spool_use.print_id', type])
    .execute();
  const taken = new Map<string, (Taken & { readonly type: string })[]>();
  for (const { print, grams, cost, type: of } of rows) {
    const own = taken.get(print) ?? [];
    own.push({ type: of, grams: Number(grams), cost: cost === null ? null : Number(cost) });
    taken.set(print, own);
  }
  return taken;
}

async function reasonsIn(db: Db, { from, to }: Span): Promise<Statistics['reasons']> {
  const rows = await db
    .selectFrom('print')
    .innerJoin('print_note', 'print_note.print_id', 'print.id')
    .where('ended_at', '>=', from)
    .where('ended_at', '<', to)
    .where('started_at', 'is not', null)
    .select(['print_note.reason', sql<number>`count(*)`.as('count')])
    .groupBy('print_note.reason')
    .orderBy(sql`count(*)`, 'desc')
    .execute();
  return rows.map(({ reason, count }) => ({ reason, count: Number(count) }));
}

/** Those of the farm by their names, whether they printed or not, then those that have left it. */
async function printersOf(
  db: Db,
  counts: ReadonlyMap<string, Count>,
  { from, to }: Span,
  power: Power,
): Promise<readonly PrinterTally[]> {
  const known = await db.selectFrom('printer').select(['id', 'name', 'created_at']).orderBy('name').execute();
  const former = await db.selectFrom('former_printer').select(['id', 'name']).execute();
  const line = (id: string, name: string | null, since: number): PrinterTally => {
    const tally = (counts.get(id) ?? createCount(power)).tally();
    const spanMs = to - Math.max(from, since);
    return { ...tally, printerId: id, name, utilisation: spanMs <= 0 ? 0 : Math.min(1, tally.printedMs / spanMs) };
  };
  const present = new Set(known.map(({ id }) => id));
  const names = new Map(former.map(({ id, name }) => [id, name]));
  const gone = [...counts.keys()].filter((id) => !present.has(id));
  return [
    ...known.map(({ id, name, created_at: since }) => line(id, name, since)),
    ...gone.map((id) => line(id, names.get(id) ?? null, from)),
  ];
}
