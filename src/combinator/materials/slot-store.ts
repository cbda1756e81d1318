import type { Kysely } from 'kysely';
import type { FilamentSlot, PlannedSlot, ReportedSlot, SlotHolds } from '#model/slots';
import type { Transaction } from '#storage/storage';
import type { PrintSlotState } from '../api/farm-state.ts';
import type { FarmSchema } from '../schema.ts';

type Db = Kysely<FarmSchema>;

/** What each printer told last of its slots; printers that tell nothing are left out. */
export async function reportedSlots(
  db: Db,
  printerIds?: readonly string[],
): Promise<ReadonlyMap<string, readonly ReportedSlot[]>> {
  if (printerIds?.length === 0) return new Map();
  let query = db.selectFrom('printer_slots').select(['printer_id', 'slots']);
  if (printerIds !== undefined) query = query.where('printer_id', 'in', [...printerIds]);
  return new Map((await query.execute()).map((row) => [row.printer_id, slotsIn(row.slots)]));
}

export const slotsTold = async (db: Db, printerId: string): Promise<readonly ReportedSlot[]> =>
  (await reportedSlots(db, [printerId])).get(printerId) ?? [];

export const slotsIn = (text: string): readonly ReportedSlot[] => JSON.parse(text) as readonly ReportedSlot[];

/** Written once, in the transaction that gives the print to its printer. */
export async function keepPlan(
  tx: Transaction<FarmSchema>,
  printId: string,
  slots: readonly PlannedSlot[],
): Promise<void> {
  if (slots.length === 0) return;
  const rows = slots.map(({ filament, slot, label, spoolId, why, holds }) => {
    return { print_id: printId, filament, slot, label, spool_id: spoolId, why, holds: JSON.stringify(holds) };
  });
  await tx.insertInto('print_slot').values(rows).execute();
}

/** As a start names them; empty where nothing was decided. */
export async function slotsOfPrint(db: Db, printId: string): Promise<readonly FilamentSlot[]> {
  const rows = await db
    .selectFrom('print_slot')
    .selectAll()
    .where('print_id', '=', printId)
    .orderBy('filament')
    .execute();
  return rows.map(({ filament, slot, holds }) => ({ filament, slot, holds: JSON.parse(holds) as SlotHolds }));
}

export async function slotsOfPrints(
  db: Db,
  printIds: readonly string[],
): Promise<ReadonlyMap<string, readonly PrintSlotState[]>> {
  if (printIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('print_slot')
    .selectAll()
    .where('print_id', 'in', [...printIds])
    .orderBy('filament')
    .execute();
  const found = new Map<string, PrintSlotState[]>();
  for (const { print_id: printId, filament, slot, label, spool_id: spoolId, why, holds } of rows) {
    const { type, colour } = JSON.parse(holds) as SlotHolds;
    const own = found.get(printId) ?? [];
    own.push({ filament, slot, label, type, colour, spoolId, why: why.toUpperCase().replaceAll('-', '_') });
    found.set(printId, own);
  }
  return found;
}

/** The spools that these tags, and the tags of these spools, are remembered of; archived ones are put away and not known again. */
export async function tagOwners(
  db: Db,
  tags: readonly string[],
  spoolIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (tags.length === 0 && spoolIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('spool_tag')
    .innerJoin('spool', 'spool.id', 'spool_tag.spool_id')
    .select(['spool_tag.tag', 'spool_tag.spool_id as spoolId'])
    .where('spool.archived', '=', 0)
    .where((eb) =>
      eb.or([
        ...(tags.length === 0 ? [] : [eb('spool_tag.tag', 'in', [...tags])]),
        ...(spoolIds.length === 0 ? [] : [eb('spool_tag.spool_id', 'in', [...spoolIds])]),
      ]),
    )
    .execute();
  return new Map(rows.map(({ tag, spoolId }) => [tag, spoolId]));
}
