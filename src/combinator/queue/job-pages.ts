import type { Kysely } from 'kysely';
import type { FarmSchema } from '../schema.ts';
import { type JobRow, jobById } from './store.ts';

/** A page of jobs: those of the queue in its order, then those that are over, newest end first. */
export interface JobPage {
  readonly items: readonly JobRow[];
  readonly total: number;
  readonly hasMore: boolean;
}

/** By key, so that the last page of ten thousand jobs costs what the first one does. `after`: the last job of the page before. */
export async function jobPage(
  db: Kysely<FarmSchema>,
  page: { readonly openOnly: boolean; readonly first: number; readonly after: string | null },
): Promise<JobPage> {
  const wanted = page.first + 1;
  const last = page.after === null ? undefined : await jobById(db, page.after);
  const open = last?.ended_at == null ? await openAfter(db, last, wanted) : [];
  const over = page.openOnly || open.length === wanted ? [] : await overAfter(db, last, wanted - open.length);
  const rows = [...open, ...over];
  return { items: rows.slice(0, page.first), total: await count(db, page.openOnly), hasMore: rows.length > page.first };
}

async function openAfter(db: Kysely<FarmSchema>, last: JobRow | undefined, limit: number): Promise<readonly JobRow[]> {
  let query = db.selectFrom('job').selectAll().where('ended_at', 'is', null);
  if (last !== undefined) {
    const { priority, place, id } = last;
    query = query.where(({ eb, and, or }) =>
      or([
        eb('priority', '<', priority),
        and([eb('priority', '=', priority), eb('place', '>', place)]),
        and([eb('priority', '=', priority), eb('place', '=', place), eb('id', '>', id)]),
      ]),
    );
  }
  return query.orderBy('priority', 'desc').orderBy('place').orderBy('id').limit(limit).execute();
}

async function overAfter(db: Kysely<FarmSchema>, last: JobRow | undefined, limit: number): Promise<readonly JobRow[]> {
  let query = db.selectFrom('job').selectAll().where('ended_at', 'is not', null);
  const endedAt = last?.ended_at ?? null;
  if (last !== undefined && endedAt !== null) {
    query = query.where(({ eb, and, or }) =>
      or([eb('ended_at', '<', endedAt), and([eb('ended_at', '=', endedAt), eb('id', '<', last.id)])]),
    );
  }
  return query.orderBy('ended_at', 'desc').orderBy('id', 'desc').limit(limit).execute();
}

async function count(db: Kysely<FarmSchema>, openOnly: boolean): Promise<number> {
  let query = db.selectFrom('job').select((eb) => eb.fn.countAll<number>().as('total'));
  if (openOnly) query = query.where('ended_at', 'is', null);
  return Number((await query.executeTakeFirstOrThrow()).total);
}
