import type { Kysely, Selectable } from 'kysely';
import type { ClearedHow } from '#model/command';
import type { BedId, JournalId, PrinterId } from '#model/ids';
import type { FarmSchema, PrinterTable } from '../schema.ts';

export type PrinterRow = Selectable<PrinterTable>;

/** The SQL of printers that runs and wishes need, inside their transactions. */
type Db = Kysely<FarmSchema>;

export async function printerById(db: Db, id: PrinterId): Promise<PrinterRow | undefined> {
  return db.selectFrom('printer').selectAll().where('id', '=', id).executeTakeFirst();
}

/** A person's word, or the policy's, about the bed (BE4); null takes it back. */
export async function setConfirmation(
  tx: Db,
  id: PrinterId,
  word: { readonly bedId: BedId; readonly by: string; readonly how: ClearedHow } | null,
): Promise<void> {
  await tx
    .updateTable('printer')
    .set(
      word === null
        ? { confirmed_bed: null, confirmed_by: null, confirmed_how: null, told_bed: null }
        : { confirmed_bed: word.bedId, confirmed_by: word.by, confirmed_how: word.how },
    )
    .where('id', '=', id)
    .execute();
}

export async function setToldBed(tx: Db, id: PrinterId, bedId: BedId): Promise<void> {
  await tx.updateTable('printer').set({ told_bed: bedId }).where('id', '=', id).execute();
}

export async function setStopWish(tx: Db, id: PrinterId, stopNumber: number): Promise<void> {
  await tx.updateTable('printer').set({ stop_wish: stopNumber }).where('id', '=', id).execute();
}

export async function setRecoverWish(tx: Db, id: PrinterId, stopNumber: number): Promise<void> {
  await tx.updateTable('printer').set({ recover_wish: stopNumber }).where('id', '=', id).execute();
}

/** Whose runs may decide about this printer, and until when (FL2). `until`: ms since the epoch. */
export async function setLease(
  tx: Db,
  id: PrinterId,
  lease: { readonly owner: string; readonly until: number },
): Promise<void> {
  await tx
    .updateTable('printer')
    .set({ lease_owner: lease.owner, lease_until: lease.until })
    .where('id', '=', id)
    .execute();
}

/** The last entry of a journal that took effect here (I2); 0 for a journal never seen. */
export async function appliedSeq(db: Db, id: PrinterId, journalId: JournalId): Promise<number> {
  const row = await db
    .selectFrom('journal_cursor')
    .select('seq')
    .where('printer_id', '=', id)
    .where('journal_id', '=', journalId)
    .executeTakeFirst();
  return row?.seq ?? 0;
}

export async function setAppliedSeq(tx: Db, id: PrinterId, journalId: JournalId, seq: number): Promise<void> {
  await tx
    .insertInto('journal_cursor')
    .values({ printer_id: id, journal_id: journalId, seq })
    .onConflict((conflict) => conflict.columns(['printer_id', 'journal_id']).doUpdateSet({ seq }))
    .execute();
}
