import { type Kysely, type Selectable, type SelectQueryBuilder, sql } from 'kysely';
import type { FileDigest } from '#model/ids';
import type { FarmSchema, LibraryFileTable } from '../schema.ts';
import { type FoundBy, foundBy } from './search-index.ts';

export type LibraryRow = Selectable<LibraryFileTable>;

export interface LibraryPage {
  readonly items: readonly LibraryRow[];
  readonly total: number;
  readonly hasMore: boolean;
}

/** Which files, and in which order: newest first, by name, or largest first. */
export interface LibraryQuery {
  readonly search: string | null;
  readonly first: number;
  /** The digest that the page before ended with. */
  readonly after: FileDigest | null;
  /** One folder without those below it; null for all. */
  readonly folder?: string | null;
  readonly tag?: string | null;
  /** What lies in the trash, and nothing else. */
  readonly trashed?: boolean;
  readonly order?: LibraryOrder;
}

export type LibraryOrder = 'newest' | 'name' | 'largest';

type Db = Kysely<FarmSchema>;

export async function fileByDigest(db: Db, digest: string): Promise<LibraryRow | undefined> {
  return db.selectFrom('library_file').selectAll().where('digest', '=', digest).executeTakeFirst();
}

export async function filePage(db: Db, asked: LibraryQuery): Promise<LibraryPage> {
  const { first, after, folder = null, tag = null, trashed = false, order = 'newest' } = asked;
  let query = db.selectFrom('library_file').where('trashed_at', trashed ? 'is not' : 'is', null);
  if (folder !== null) query = query.where('folder', '=', folder);
  if (tag !== null)
    query = query.where('digest', 'in', (eb) => eb.selectFrom('library_tag').select('digest').where('tag', '=', tag));
  const found = await foundBy(db, asked.search);
  const isAnywhere = folder === null && tag === null && !trashed;
  const total =
    found !== null && isAnywhere
      ? await foundCount(db, found)
      : await countOf(found === null ? query : query.where(found.among));
  if (found !== null) query = query.where(total > FEW ? found.each : found.among);
  const { column, direction } = ORDERS[order];
  const last = after === null ? undefined : await fileByDigest(db, after);
  if (last !== undefined) {
    const beyond = direction === 'desc' ? '<' : '>';
    query = query.where((eb) =>
      eb.or([
        eb(column, beyond, last[column]),
        eb.and([eb(column, '=', last[column]), eb('digest', beyond, last.digest)]),
      ]),
    );
  }
  const rows = await query
    .selectAll()
    .orderBy(column, direction)
    .orderBy('digest', direction)
    .limit(first + 1)
    .execute();
  return { items: rows.slice(0, first), total, hasMore: rows.length > first };
}

/** With more than these, the first page of what was found is reached soon whichever way the files are gone through. */
const FEW = 400;

async function countOf(query: SelectQueryBuilder<FarmSchema, 'library_file', object>): Promise<number> {
  const { total } = await query.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  return Number(total);
}

/** As many as are found outside of the trash: what the words alone tell, without a look at each file, less the few in the trash. */
async function foundCount(db: Db, { digests, each }: FoundBy): Promise<number> {
  const { rows } = await sql<{ total: number }>`select count(*) as total from (${digests}) as found`.execute(db);
  const inTrash = db.selectFrom('library_file').where('trashed_at', 'is not', null).where(each);
  return Number(rows[0]?.total ?? 0) - (await countOf(inTrash));
}

const ORDERS = {
  newest: { column: 'added_at', direction: 'desc' },
  name: { column: 'name', direction: 'asc' },
  largest: { column: 'size_bytes', direction: 'desc' },
} as const;

/** How many jobs that are not over need the file. */
export async function jobsNeeding(db: Db, digest: string): Promise<number> {
  const { jobs } = await db
    .selectFrom('job')
    .select((eb) => eb.fn.countAll<number>().as('jobs'))
    .where('digest', '=', digest)
    .where('ended_at', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(jobs);
}

/** The number of the next version under this name. */
export async function nextVersion(db: Db, name: string): Promise<number> {
  const last = await db
    .selectFrom('library_file')
    .select((eb) => eb.fn.max('version').as('version'))
    .where('name', '=', name)
    .executeTakeFirst();
  return Number(last?.version ?? 0) + 1;
}

/** Bytes of all files, those in the trash as well. */
export async function storedBytes(db: Db): Promise<number> {
  const { bytes } = await db
    .selectFrom('library_file')
    .select(sql<number>`coalesce(sum(size_bytes), 0)`.as('bytes'))
    .executeTakeFirstOrThrow();
  return Number(bytes);
}
