import { type Kysely, type Selectable, sql } from 'kysely';
import type { PrintOutcome, PrintStatus } from '#model/print';
import { type FarmSchema, HOLDING, type JobTable, type PrintTable } from '../schema.ts';
import { countCopies, type JobCounts, NEVER_STARTED_LIMIT, type PrintCount, withOwed } from './job-status.ts';

export type JobRow = Selectable<JobTable>;
export type PrintRow = Selectable<PrintTable>;
/** With the print that it goes on from, if it does, and what it takes from the card of its printer, if that. */
export type JobPrintRow = PrintRow & {
  readonly continues?: string | null;
  readonly card_path?: string | null;
  readonly card_bytes?: number | null;
};

/** The reads of jobs and prints that more than one file needs. `db`: a transaction or the reading side. */
type Db = Kysely<FarmSchema>;

export async function jobById(db: Db, id: string): Promise<JobRow | undefined> {
  return db.selectFrom('job').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function printById(db: Db, id: string): Promise<PrintRow | undefined> {
  return db.selectFrom('print').selectAll().where('id', '=', id).executeTakeFirst();
}

/** The numbers of the plates of a file whose G-code is known, lowest first. */
export async function platesOf(db: Db, digest: string): Promise<readonly number[]> {
  const rows = await db
    .selectFrom('library_plate')
    .select('plate')
    .where('digest', '=', digest)
    .orderBy('plate')
    .execute();
  return rows.map(({ plate }) => plate);
}

/** The one print that holds a printer, if any (CK7). */
export async function printHolding(db: Db, printerId: string): Promise<PrintRow | undefined> {
  return db
    .selectFrom('print')
    .selectAll()
    .where('printer_id', '=', printerId)
    .where('status', 'in', [...HOLDING])
    .executeTakeFirst();
}

/** Oldest first. */
export async function printsOf(
  db: Db,
  jobIds: readonly string[],
): Promise<ReadonlyMap<string, readonly JobPrintRow[]>> {
  const byJob = new Map<string, JobPrintRow[]>(jobIds.map((id) => [id, []]));
  // SQLite takes 32,766 parameters; jobs are read in pages far below.
  if (jobIds.length === 0) return byJob;
  const rows = await db
    .selectFrom('print')
    .leftJoin('print_continuation', 'print_continuation.print_id', 'print.id')
    .leftJoin('print_card', 'print_card.print_id', 'print.id')
    .selectAll('print')
    .select([
      'print_continuation.continues as continues',
      'print_card.path as card_path',
      'print_card.size_bytes as card_bytes',
    ])
    .where('job_id', 'in', [...jobIds])
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  for (const row of rows) if (row.job_id !== null) byJob.get(row.job_id)?.push(row);
  return byJob;
}

/** Jobs that are not over, in the order of the queue. */
export async function openJobs(db: Db): Promise<readonly JobRow[]> {
  return openInOrder(db).selectAll().execute();
}

/** The ids of the first of them. */
export async function openJobIds(db: Db, limit: number): Promise<readonly string[]> {
  const rows = await openInOrder(db).select('id').limit(limit).execute();
  return rows.map(({ id }) => id);
}

export async function jobsByIds(db: Db, ids: readonly string[]): Promise<readonly JobRow[]> {
  if (ids.length === 0) return [];
  return db
    .selectFrom('job')
    .selectAll()
    .where('id', 'in', [...ids])
    .execute();
}

/** The open job before or after a place in the queue. */
export async function neighbour(
  db: Db,
  of: Pick<JobRow, 'id' | 'priority' | 'place'>,
  side: 'before' | 'after',
  except: string,
): Promise<JobRow | undefined> {
  const [higher, lower] = side === 'before' ? (['>', '<'] as const) : (['<', '>'] as const);
  const direction = side === 'before' ? 'desc' : 'asc';
  return db
    .selectFrom('job')
    .selectAll()
    .where('ended_at', 'is', null)
    .where('id', '<>', except)
    .where((eb) =>
      eb.or([
        eb('priority', higher, of.priority),
        eb.and([eb('priority', '=', of.priority), eb('place', lower, of.place)]),
        eb.and([eb('priority', '=', of.priority), eb('place', '=', of.place), eb('id', lower, of.id)]),
      ]),
    )
    .orderBy('priority', side === 'before' ? 'asc' : 'desc')
    .orderBy('place', direction)
    .orderBy('id', direction)
    .limit(1)
    .executeTakeFirst();
}

/** The last open job of the queue. */
export async function lastOpenJob(db: Db, except: string): Promise<JobRow | undefined> {
  return db
    .selectFrom('job')
    .selectAll()
    .where('ended_at', 'is', null)
    .where('id', '<>', except)
    .orderBy('priority', 'asc')
    .orderBy('place', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
}

const openInOrder = (db: Db) =>
  db.selectFrom('job').where('ended_at', 'is', null).orderBy('priority', 'desc').orderBy('place').orderBy('id');

/** Every distinct need of the jobs that owe copies: a few, however long the queue. Walks the index from one to the next. */
export async function openNeeds(db: Db): Promise<readonly string[]> {
  const { rows } = await sql<{ needs: string }>`
    with recursive step (needs) as (
      select min(needs) from job where owed > 0
      union all
      select (select min(needs) from job where owed > 0 and needs > step.needs) from step where step.needs is not null
    ) select needs from step where needs is not null`.execute(db);
  return rows.map((row) => row.needs);
}

/** The first job in the order of the queue among those with these needs that owe copies. */
export async function firstOwing(db: Db, needs: string): Promise<JobRow | undefined> {
  return db
    .selectFrom('job')
    .selectAll()
    .where('needs', '=', needs)
    .where('owed', '>', 0)
    .orderBy('priority', 'desc')
    .orderBy('place')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
}

/** The first jobs with these needs that owe copies, in the order of the queue, with what their files say of themselves. */
export async function owingInOrder(
  db: Db,
  needs: string,
  limit: number,
): Promise<readonly (JobRow & { readonly metadata: string | null })[]> {
  return db
    .selectFrom('job')
    .leftJoin('library_file', 'library_file.digest', 'job.digest')
    .selectAll('job')
    .select('library_file.metadata as metadata')
    .where('needs', '=', needs)
    .where('owed', '>', 0)
    .orderBy('priority', 'desc')
    .orderBy('place')
    .orderBy('job.id')
    .limit(limit)
    .execute();
}

export const countsOf = (job: { readonly copies: number }, prints: readonly JobPrintRow[]): JobCounts =>
  countCopies(job.copies, prints.map(asCount));

function asCount(row: JobPrintRow): PrintCount {
  return {
    status: row.status as PrintStatus,
    outcome: row.outcome as PrintOutcome | null,
    verdict: row.verdict as PrintCount['verdict'],
    retried: row.retried === 1,
    cancelWished: row.cancel_wished === 1,
    began: row.started_at !== null,
    continues: row.continues != null,
    fromCard: row.card_path != null,
  };
}

/** `countsOf` without reading the prints: a job may have ten thousand (a test compares the two). */
export async function countsInDatabase(db: Db, job: Pick<JobRow, 'id' | 'copies'>): Promise<JobCounts> {
  const counted = await db
    .selectFrom('print')
    .select([
      sql<number>`count(case when outcome = 'finished' or verdict = 'made' then 1 end)`.as('completed'),
      sql<number>`count(case when outcome is null and verdict is null and status in ('assigned', 'printing') then 1 end)`.as(
        'active',
      ),
      sql<number>`count(case when retried = 0 and verdict is null and (outcome in ('failed', 'unknown')
        or (outcome = 'cancelled' and (cancel_wished = 1 or started_at is not null))
        or (outcome in ('cancelled', 'never-started')
          and exists (select 1 from print_continuation where print_id = print.id))
        or (outcome = 'never-started' and exists (select 1 from print_card where print_id = print.id))) then 1 end)`.as(
        'troubled',
      ),
    ])
    .where('job_id', '=', job.id)
    .executeTakeFirstOrThrow();
  const last = await db
    .selectFrom('print')
    .select('outcome')
    .where('job_id', '=', job.id)
    .where('outcome', 'is not', null)
    .where('retried', '=', 0)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(NEVER_STARTED_LIMIT)
    .execute();
  const stalled = last.length === NEVER_STARTED_LIMIT && last.every((print) => print.outcome === 'never-started');
  return withOwed(job.copies, { ...counted, stalled });
}
