import type { Transaction } from '#storage/storage';
import type { FarmSchema } from '../schema.ts';
import type { PrintRow } from './store.ts';

type Given =
  | 'id'
  | 'job_id'
  | 'printer_id'
  | 'journal_id'
  | 'name'
  | 'digest'
  | 'status'
  | 'created_at'
  | 'correlation_id';

/** A print of which nothing is known yet but what is given. The unique index over printers refuses a second that holds one (CK7). */
export async function insertPrint(
  tx: Transaction<FarmSchema>,
  given: Pick<PrintRow, Given> & Partial<Pick<PrintRow, 'found' | 'started_at' | 'plate'>>,
): Promise<PrintRow> {
  const row: PrintRow = {
    plate: null,
    outcome: null,
    verdict: null,
    found: 0,
    retried: 0,
    cancel_wished: 0,
    pause_wish: null,
    resume_wish: null,
    error: null,
    started_at: null,
    ended_at: null,
    ...given,
  };
  await tx.insertInto('print').values(row).execute();
  return row;
}
