import { unreachable } from '#lib/unreachable';
import type { BedId, JobId, PrinterId, PrintId } from '#model/ids';
import type { MachineSnapshot } from '#model/machine-snapshot';
import { isTerminal, type PrintStatus } from '#model/print';
import type { Write } from '#model/reconcile';
import type { Transaction } from '#storage/storage';
import type { PrinterRow } from '../printers/printers.ts';
import { printById } from '../queue/store.ts';
import { confirmBedIn, subjectOf } from '../queue/wishes.ts';
import type { FarmSchema } from '../schema.ts';
import { type ApplyParts, applyEntry, consequences, found } from './apply-entry.ts';

/** Carries out what a reconciliation decided to write, inside its transaction. Each write is idempotent (FL10). */
export async function carryOutWrite(
  tx: Transaction<FarmSchema>,
  parts: ApplyParts,
  printer: PrinterRow,
  snapshot: MachineSnapshot,
  write: Write,
): Promise<void> {
  const id = printer.id as PrinterId;
  switch (write.kind) {
    case 'apply-entries':
      return applyEntries(tx, parts, printer, write);
    case 'print-lost':
      return lose(tx, parts, write.printId);
    case 'print-found': {
      if (write.backToPlanned !== null) await unassign(tx, parts, write.backToPlanned);
      return found(tx, parts, printer, write.print, snapshot.journalId);
    }
    case 'print-status':
      return setStatus(tx, parts, write.printId, write.to);
    case 'policy-cleared':
      return confirmBedIn(tx, parts.events, id, write.bedId, 'the bed sensor', write.how);
    case 'ask-again':
      await setStatus(tx, parts, write.printId, 'awaiting-retrieval');
      await tx.updateTable('printer').set({ confirmed_bed: null, told_bed: null }).where('id', '=', id).execute();
      return;
    case 'tell-of-bed':
      return tellOfBed(tx, parts, printer, snapshot, write.bedId);
    case 'alert':
      return parts.problems.raise(tx, {
        code: write.code,
        message:
          write.code === 'print-elsewhere'
            ? 'It works on a print of another printer.'
            : 'It works on a print that is over here.',
        printerId: id,
        printId: write.printId,
      });
    default:
      return unreachable(write);
  }
}

/** I2: the cursor moves in the same transaction, so that each entry takes effect exactly once. A gap is told, never hidden (CK6). */
async function applyEntries(
  tx: Transaction<FarmSchema>,
  parts: ApplyParts,
  printer: PrinterRow,
  { journalId, entries }: Extract<Write, { kind: 'apply-entries' }>,
): Promise<void> {
  const last = entries.at(-1);
  const first = entries[0];
  if (last === undefined || first === undefined) return;
  const cursor = await tx
    .selectFrom('journal_cursor')
    .select('seq')
    .where('printer_id', '=', printer.id)
    .where('journal_id', '=', journalId)
    .executeTakeFirst();
  if (cursor !== undefined && first.seq !== cursor.seq + 1) {
    const message = `Entries ${cursor.seq + 1} to ${first.seq - 1} of its journal are missing.`;
    await parts.problems.raise(tx, { code: 'journal-gap', message, printerId: printer.id as PrinterId });
  }
  for (const entry of entries) await applyEntry(tx, parts, printer, entry, journalId);
  await tx
    .insertInto('journal_cursor')
    .values({ printer_id: printer.id, journal_id: journalId, seq: last.seq })
    .onConflict((conflict) => conflict.columns(['printer_id', 'journal_id']).doUpdateSet({ seq: last.seq }))
    .execute();
}

/** FL8: nobody knows what became of it; a person is asked (JO1). */
async function lose(tx: Transaction<FarmSchema>, parts: ApplyParts, id: PrintId): Promise<void> {
  const row = await printById(tx, id);
  if (row === undefined || isTerminal(row.status as PrintStatus) || row.status === 'lost') return;
  const outcome = row.outcome ?? 'unknown';
  await tx
    .updateTable('print')
    .set({ status: 'lost', outcome, ended_at: row.ended_at ?? parts.clock.now() })
    .where('id', '=', id)
    .execute();
  await parts.events.emit(tx, 'print-lost', subjectOf(row), { name: row.name });
  await parts.problems.raise(tx, {
    code: 'print-lost',
    message: `Nobody knows what became of “${row.name}”.`,
    ...subjectOf(row),
  });
  await consequences(tx, parts, row, outcome);
}

/** The print was never begun, and its printer does something else: its copy is owed again. */
async function unassign(tx: Transaction<FarmSchema>, parts: ApplyParts, id: PrintId): Promise<void> {
  const row = await printById(tx, id);
  if (row === undefined || row.status !== 'assigned') return;
  await tx.deleteFrom('print').where('id', '=', id).execute();
  await parts.events.emit(tx, 'print-unassigned', subjectOf(row), {
    reason: 'Another print was found at the printer.',
  });
  if (row.job_id !== null) await parts.queue.settle(tx, row.job_id as JobId);
  tx.notify('farm', 'queue');
}

async function setStatus(tx: Transaction<FarmSchema>, parts: ApplyParts, id: PrintId, to: PrintStatus): Promise<void> {
  const row = await printById(tx, id);
  if (row === undefined || row.status === to || isTerminal(row.status as PrintStatus)) return;
  const nameless = to === 'failed' && row.outcome === null ? { outcome: 'failed', ended_at: parts.clock.now() } : {};
  await tx
    .updateTable('print')
    .set({ status: to, ...nameless })
    .where('id', '=', id)
    .execute();
  await parts.events.emit(tx, 'print-status-changed', subjectOf(row), { from: row.status as PrintStatus, to });
  if (row.job_id !== null) await parts.queue.settle(tx, row.job_id as JobId);
}

async function tellOfBed(
  tx: Transaction<FarmSchema>,
  parts: ApplyParts,
  printer: PrinterRow,
  snapshot: MachineSnapshot,
  bedId: BedId,
): Promise<void> {
  await tx.updateTable('printer').set({ told_bed: bedId }).where('id', '=', printer.id).execute();
  await parts.events.emit(
    tx,
    'bed-needs-confirmation',
    { printerId: printer.id as PrinterId },
    { bedId, bed: snapshot.bed.kind },
  );
}
