import type { Selectable } from 'kysely';
import type { Kysely } from 'kysely';
import type { PrintOutcome, PrintStatus } from '#model/print';
import { type FarmSchema, HOLDING, type JobTable, type PrintTable } from '../schema.ts';
import { countCopies, type JobCounts, type PrintCount } from './job-status.ts';

export type JobRow = Selectable<JobTable>;
export type PrintRow = Selectable<PrintTable>;

/** The reads of jobs and prints that more than one file needs. `db`: a transaction or the reading side. */
type Db = Kysely<FarmSchema>;

export async function jobById(db: Db, id: string): Promise<JobRow | undefined> {
  return db.selectFrom('job').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function printById(db: Db, id: string): Promise<PrintRow | undefined> {
  return db.selectFrom('print').selectAll().where('id', '=', id).executeTakeFirst();
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

export async function printsOf(db: Db, jobIds: readonly string[]): Promise<ReadonlyMap<string, readonly PrintRow[]>> {
  const byJob = new Map<string, PrintRow[]>(jobIds.map((id) => [id, []]));
  // SQLite takes 32,766 parameters; jobs are read in pages far below.
  if (jobIds.length === 0) return byJob;
  const rows = await db
    .selectFrom('print')
    .selectAll()
    .where('job_id', 'in', [...jobIds])
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  for (const row of rows) if (row.job_id !== null) byJob.get(row.job_id)?.push(row);
  return byJob;
}

/** Jobs that are not over, in the order of the queue. */
export async function openJobs(db: Db): Promise<readonly JobRow[]> {
  return db
    .selectFrom('job')
    .selectAll()
    .where('ended_at', 'is', null)
    .orderBy('priority', 'desc')
    .orderBy('place')
    .orderBy('id')
    .execute();
}

export const countsOf = (job: { readonly copies: number }, prints: readonly PrintRow[]): JobCounts =>
  countCopies(job.copies, prints.map(asCount));

function asCount(row: PrintRow): PrintCount {
  return {
    status: row.status as PrintStatus,
    outcome: row.outcome as PrintOutcome | null,
    verdict: row.verdict as PrintCount['verdict'],
    retried: row.retried === 1,
  };
}
