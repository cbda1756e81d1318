import { type Kysely, type Selectable, sql } from 'kysely';
import { type FileFilament, type LoadedSpool, remainingOf } from '#model/material';
import type { SpoolStay } from '#model/material-use';
import type { KeptMetadata } from '../library/kept-metadata.ts';
import { ofPlate } from '../library/plate-metadata.ts';
import type { FarmSchema } from '../schema.ts';
import type { SpoolTable, SpoolUseTable } from './tables.ts';

export type SpoolRow = Selectable<SpoolTable>;
export type SpoolUseRow = Selectable<SpoolUseTable>;

/** A spool and where it is loaded, if it is. */
export interface PlacedSpool extends SpoolRow {
  readonly printerId: string | null;
  readonly slot: number | null;
}

type Db = Kysely<FarmSchema>;

const placed = (db: Db) =>
  db
    .selectFrom('spool')
    .leftJoin('spool_load', (join) =>
      join.onRef('spool_load.spool_id', '=', 'spool.id').on('spool_load.unloaded_at', 'is', null),
    )
    .selectAll('spool')
    .select(['spool_load.printer_id as printerId', 'spool_load.slot as slot']);

export async function spoolById(db: Db, id: string): Promise<PlacedSpool | undefined> {
  return placed(db).where('spool.id', '=', id).executeTakeFirst();
}

export async function spoolByCode(db: Db, code: string): Promise<PlacedSpool | undefined> {
  return placed(db).where('spool.code', '=', code).executeTakeFirst();
}

/** Every spool, archived ones too, oldest first: a farm has hundreds. */
export async function allSpools(db: Db): Promise<readonly SpoolRow[]> {
  return db.selectFrom('spool').selectAll().orderBy('created_at').orderBy('id').execute();
}

export interface SpoolFilter {
  readonly search: string | null;
  readonly type: string | null;
  readonly archived: boolean;
  readonly low: boolean;
  readonly loaded: boolean;
}

/** Spools in the order of their ids' creation, newest first; `after`: the last one of the page before. */
export async function spoolPage(
  db: Db,
  filter: SpoolFilter,
  page: { readonly first: number; readonly after: string | null },
): Promise<{ readonly items: readonly PlacedSpool[]; readonly total: number; readonly hasMore: boolean }> {
  let query = placed(db).where('archived', '=', filter.archived ? 1 : 0);
  if (filter.type !== null) query = query.where(sql`upper(type)`, '=', filter.type.toUpperCase());
  if (filter.low) query = query.where('low', '=', 1);
  if (filter.loaded) query = query.where('spool_load.printer_id', 'is not', null);
  for (const word of wordsOf(filter.search)) {
    const like = `%${word.replace(/[\\%_]/g, (c) => `\\${c}`)}%`;
    query = query.where(
      sql<boolean>`lower(vendor || ' ' || name || ' ' || type || ' ' || lot || ' ' || location || ' ' || code) like ${like} escape '\\'`,
    );
  }
  const { count } = await query
    .clearSelect()
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  const from = page.after === null ? undefined : await spoolById(db, page.after);
  if (from !== undefined) {
    query = query.where((eb) =>
      eb.or([
        eb('created_at', '<', from.created_at),
        eb.and([eb('created_at', '=', from.created_at), eb('spool.id', '<', from.id)]),
      ]),
    );
  }
  const items = await query
    .orderBy('created_at', 'desc')
    .orderBy('spool.id', 'desc')
    .limit(page.first + 1)
    .execute();
  return { items: items.slice(0, page.first), total: Number(count), hasMore: items.length > page.first };
}

/** A search of many words is a slip of the clipboard. */
const WORDS_LIMIT = 8;

const wordsOf = (search: string | null): readonly string[] =>
  (search ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, WORDS_LIMIT);

/** What each printer holds now, by slot; printers that hold nothing are left out. */
export async function loadedSpools(
  db: Db,
  printerIds?: readonly string[],
): Promise<ReadonlyMap<string, readonly LoadedSpool[]>> {
  if (printerIds?.length === 0) return new Map();
  let query = db
    .selectFrom('spool_load')
    .innerJoin('spool', 'spool.id', 'spool_load.spool_id')
    .selectAll('spool')
    .select(['spool_load.printer_id as printerId', 'spool_load.slot as slot'])
    .where('spool_load.unloaded_at', 'is', null);
  if (printerIds !== undefined) query = query.where('spool_load.printer_id', 'in', [...printerIds]);
  const held = new Map<string, LoadedSpool[]>();
  for (const row of await query.orderBy('spool_load.slot').execute()) {
    const own = held.get(row.printerId) ?? [];
    own.push(asLoaded(row, row.slot));
    held.set(row.printerId, own);
  }
  return held;
}

export const loadedAt = async (db: Db, printerId: string): Promise<readonly LoadedSpool[]> =>
  (await loadedSpools(db, [printerId])).get(printerId) ?? [];

/** Spools that were at a printer at any time between two moments, in the order of their loading. */
export async function staysBetween(db: Db, printerId: string, from: number, to: number): Promise<readonly SpoolStay[]> {
  const rows = await db
    .selectFrom('spool_load')
    .innerJoin('spool', 'spool.id', 'spool_load.spool_id')
    .selectAll('spool')
    .select(['spool_load.slot as slot', 'spool_load.loaded_at as loadedAt', 'spool_load.unloaded_at as unloadedAt'])
    .where('spool_load.printer_id', '=', printerId)
    .where('spool_load.loaded_at', '<=', to)
    .where((eb) => eb.or([eb('spool_load.unloaded_at', 'is', null), eb('spool_load.unloaded_at', '>', from)]))
    .orderBy('spool_load.loaded_at')
    .execute();
  return rows.map((row) => ({
    ...asLoaded(row, row.slot),
    loadedAt: row.loadedAt,
    unloadedAt: row.unloadedAt,
  }));
}

const asLoaded = (row: SpoolRow, slot: number): LoadedSpool => ({
  spoolId: row.id,
  slot,
  name: titleOf(row),
  type: row.type,
  colours: coloursOf(row),
  remainingGrams: remainingOf(amountsOf(row)),
  diameterMm: row.diameter,
  densityGramsPerCm3: row.density,
});

export const coloursOf = (row: { readonly colours: string }): readonly string[] => JSON.parse(row.colours) as string[];

export const amountsOf = (row: {
  readonly net: number;
  readonly used: number;
}): { readonly netGrams: number; readonly usedGrams: number } => ({ netGrams: row.net, usedGrams: row.used });

/** How people call it: what it is, and its code, which no two share. */
export const titleOf = (row: { readonly vendor: string; readonly name: string; readonly type: string }): string =>
  [row.vendor, row.name === '' ? row.type : row.name].filter((word) => word !== '').join(' ');

/** What the file of a print, or the one plate of it, says of its filaments; null when it is gone or says nothing. */
export async function filamentsOf(
  db: Db,
  digest: string,
  plate: number | null,
): Promise<readonly FileFilament[] | null> {
  const row = await db.selectFrom('library_file').select('metadata').where('digest', '=', digest).executeTakeFirst();
  return row === undefined ? null : filamentsIn(row.metadata, plate);
}

export function filamentsIn(metadata: string | null, plate: number | null): readonly FileFilament[] | null {
  if (metadata === null) return null;
  const kept = JSON.parse(metadata) as KeptMetadata;
  return (plate === null ? kept : ofPlate(kept, plate)).filaments ?? null;
}

/** What was taken, newest first. */
export async function usePage(
  db: Db,
  of: { readonly spoolId: string | null; readonly printId: string | null; readonly unsure: boolean },
  page: { readonly first: number; readonly after: string | null },
): Promise<{ readonly items: readonly SpoolUseRow[]; readonly hasMore: boolean }> {
  let query = db.selectFrom('spool_use').selectAll();
  if (of.spoolId !== null) query = query.where('spool_id', '=', of.spoolId);
  if (of.printId !== null) query = query.where('print_id', '=', of.printId);
  if (of.unsure) query = query.where('unsure', '=', 1);
  const from =
    page.after === null
      ? undefined
      : await db.selectFrom('spool_use').select(['id', 'at']).where('id', '=', page.after).executeTakeFirst();
  if (from !== undefined) {
    query = query.where((eb) =>
      eb.or([eb('at', '<', from.at), eb.and([eb('at', '=', from.at), eb('id', '<', from.id)])]),
    );
  }
  const items = await query
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(page.first + 1)
    .execute();
  return { items: items.slice(0, page.first), hasMore: items.length > page.first };
}

/** Filament that prints took, by print: weight and cost. A print without a record is left out; a cost is null when any part is. */
export async function takenByPrints(
  db: Db,
  jobIds: readonly string[],
): Promise<ReadonlyMap<string, { readonly grams: number; readonly cost: number | null }>> {
  if (jobIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('spool_use')
    .select([
      'print_id as printId',
      sql<number>`sum(grams)`.as('grams'),
      sql<number | null>`case when count(*) = count(cost) then sum(cost) end`.as('cost'),
    ])
    .where('job_id', 'in', [...jobIds])
    .groupBy('print_id')
    .execute();
  return new Map(rows.map(({ printId, grams, cost }) => [printId ?? '', { grams, cost }]));
}
