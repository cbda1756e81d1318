import type { Kysely } from 'kysely';
import type { FarmSchema } from '../schema.ts';
import type { JobRow, PrintRow } from '../queue/store.ts';
import type { NoContinuation } from './no-continuation.ts';

/**
 * Who holds the copy of a print that failed: it, or the last continuation of it that came to nothing. It waits for a person's word (JO3),
 * and passes to the next continuation in one transaction, so that it is never owed twice.
 */
export async function claimOf(
  db: Kysely<FarmSchema>,
  print: PrintRow,
  job: JobRow | undefined,
): Promise<{ readonly holder: PrintRow } | { readonly no: NoContinuation }> {
  if (print.job_id === null) return { no: 'no-job' };
  if (job === undefined || job.cancelled === 1) return { no: 'job-over' };
  if (job.held === 1) return { no: 'job-held' };
  const after = await db
    .selectFrom('print')
    .innerJoin('print_continuation', 'print_continuation.print_id', 'print.id')
    .selectAll('print')
    .where('print_continuation.continues', '=', print.id)
    .orderBy('print.created_at', 'desc')
    .orderBy('print.id', 'desc')
    .limit(1)
    .executeTakeFirst();
  const holder = after ?? print;
  const waits = holder.retried === 0 && holder.verdict === null && holder.outcome !== null;
  return waits && holder.outcome !== 'finished' ? { holder } : { no: 'copy-ordered-anew' };
}
