import type { Clock } from '#lib/clock';
import { isTerminal, type PrintStatus } from '#model/print';
import type { Transaction } from '#storage/storage';
import type { Events } from '../events/events.ts';
import type { FarmSchema } from '../schema.ts';
import type { PrintRow } from './store.ts';
import { subjectOf } from './subject.ts';

/** FL8: nobody knows what became of a print; its outcome is unknown until a person says (JO1). False when it is known. */
export async function loseIn(
  tx: Transaction<FarmSchema>,
  { events, clock }: { readonly events: Events; readonly clock: Clock },
  row: PrintRow,
): Promise<boolean> {
  if (row.outcome !== null || row.status === 'lost' || isTerminal(row.status as PrintStatus)) return false;
  await tx
    .updateTable('print')
    .set({ status: 'lost', outcome: 'unknown', ended_at: clock.now() })
    .where('id', '=', row.id)
    .execute();
  await events.emit(tx, 'print-status-changed', subjectOf(row), { from: row.status as PrintStatus, to: 'lost' });
  await events.emit(tx, 'print-lost', subjectOf(row), { name: row.name });
  return true;
}

/** Its outcome is known, and nobody will clear its bed any more: its printer has left the farm, or another print goes on there. */
export async function closeIn(
  tx: Transaction<FarmSchema>,
  { events }: { readonly events: Events },
  row: PrintRow,
): Promise<void> {
  await tx.updateTable('print').set({ status: 'closed' }).where('id', '=', row.id).execute();
  await events.emit(tx, 'print-status-changed', subjectOf(row), { from: row.status as PrintStatus, to: 'closed' });
}
