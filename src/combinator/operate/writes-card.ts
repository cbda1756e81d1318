import type { Kysely } from 'kysely';
import type { PrinterId } from '#model/ids';
import type { FarmSchema } from '../schema.ts';

/** Printers that get a file for their card: to them no print is given meanwhile. */
export async function cardsWritten(db: Kysely<FarmSchema>): Promise<ReadonlySet<string>> {
  const rows = await db.selectFrom('card_upload').select('printer_id').where('status', '=', 'running').execute();
  return new Set(rows.map((row) => row.printer_id));
}

export async function writesCard(db: Kysely<FarmSchema>, printer: PrinterId): Promise<boolean> {
  const row = await db
    .selectFrom('card_upload')
    .select('id')
    .where('printer_id', '=', printer)
    .where('status', '=', 'running')
    .executeTakeFirst();
  return row !== undefined;
}
