import { type Kysely, type Selectable, sql } from 'kysely';
import type { FileDigest } from '#model/ids';
import type { FarmSchema, LibraryFileTable } from '../schema.ts';

export type LibraryRow = Selectable<LibraryFileTable>;

export interface LibraryPage {
  readonly items: readonly LibraryRow[];
  readonly total: number;
  readonly hasMore: boolean;
}

type Db = Kysely<FarmSchema>;

export async function fileByDigest(db: Db, digest: string): Promise<LibraryRow | undefined> {
  return db.selectFrom('library_file').selectAll().where('digest', '=', digest).executeTakeFirst();
}

/** Newest first; `after` is the digest that the page before ended with. */
export async function filePage(
  db: Db,
  {
    search,
    first,
    after,
  }: { readonly search: string | null; readonly first: number; readonly after: FileDigest | null },
): Promise<LibraryPage> {
  const words = search?.trim().toLowerCase() ?? '';
  const pattern = `%${words.replace(/[\\%_]/g, '\\$&')}%`;
  let query = db.selectFrom('library_file');
  if (words !== '') {
    // The engines disagree about what escapes a wildcard unless told.
    query = query.where(sql<boolean>`lower(name) like ${pattern} escape '\\'`);
  }
  const { total } = await query.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  const last = after === null ? undefined : await fileByDigest(db, after);
  if (last !== undefined) {
    query = query.where((eb) =>
      eb.or([
        eb('added_at', '<', last.added_at),
        eb.and([eb('added_at', '=', last.added_at), eb('digest', '<', last.digest)]),
      ]),
    );
  }
  const rows = await query
    .selectAll()
    .orderBy('added_at', 'desc')
    .orderBy('digest', 'desc')
    .limit(first + 1)
    .execute();
  return { items: rows.slice(0, first), total: Number(total), hasMore: rows.length > first };
}

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
