import type { Kysely } from 'kysely';
import type { CardPlace } from '#model/card-print';
import type { Transaction } from '#storage/storage';
import type { FarmSchema } from '../schema.ts';

/** The reads and writes of what jobs and prints take from the cards of printers, for those who own the rows around them. */
type Db = Kysely<FarmSchema>;

const placeOf = (row: { readonly path: string; readonly size_bytes: number | string | null }): CardPlace => ({
  path: row.path,
  sizeBytes: row.size_bytes === null ? null : Number(row.size_bytes),
});

export async function placeOfJob(db: Db, jobId: string): Promise<CardPlace | null> {
  const row = await db.selectFrom('job_card').selectAll().where('job_id', '=', jobId).executeTakeFirst();
  return row === undefined ? null : placeOf(row);
}

export async function placesOfJobs(db: Db, jobIds: readonly string[]): Promise<ReadonlyMap<string, CardPlace>> {
  if (jobIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('job_card')
    .selectAll()
    .where('job_id', 'in', [...jobIds])
    .execute();
  return new Map(rows.map((row) => [row.job_id, placeOf(row)]));
}

export async function placesOfPrints(db: Db, printIds: readonly string[]): Promise<ReadonlyMap<string, CardPlace>> {
  if (printIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('print_card')
    .selectAll()
    .where('print_id', 'in', [...printIds])
    .execute();
  return new Map(rows.map((row) => [row.print_id, placeOf(row)]));
}

/** In the transaction that makes the job. */
export async function keepForJob(tx: Transaction<FarmSchema>, jobId: string, place: CardPlace): Promise<void> {
  const { path, sizeBytes } = place;
  await tx.insertInto('job_card').values({ job_id: jobId, path, size_bytes: sizeBytes }).execute();
}

/** In the transaction that makes a print of a job. */
export async function keepForPrint(tx: Transaction<FarmSchema>, printId: string, jobId: string): Promise<void> {
  const place = await placeOfJob(tx, jobId);
  if (place === null) return;
  const { path, sizeBytes } = place;
  await tx.insertInto('print_card').values({ print_id: printId, path, size_bytes: sizeBytes }).execute();
}
