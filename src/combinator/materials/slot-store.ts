import type { Kysely } from 'kysely';
import type { PrintId } from '#model/ids';
import type { SlotSwitch } from '#model/slot-use';
import type { FilamentSlot, PlannedSlot, ReportedSlot, SlotHolds } from '#model/slots';
import { flag, type Transaction } from '#storage/storage';
import type { PrintSlotState } from '../api/farm-state.ts';
import type { Events } from '../events/events.ts';
import { subjectOf } from '../queue/subject.ts';
import type { FarmSchema } from '../schema.ts';
import type { PrintSlotSwitchTable } from './slot-tables.ts';

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

/** The printer went on with another slot. Once per entry of the journal; of a print that nobody knows here nothing is kept. */
export async function keepSlotSwitch(
  tx: Transaction<FarmSchema>,
  events: Events,
  printId: PrintId,
  { filament, slot, fraction, seen }: SlotSwitch,
  at: number,
): Promise<void> {
  const print = await tx.selectFrom('print').selectAll().where('id', '=', printId).executeTakeFirst();
  if (print === undefined) return;
  const told = await switchesOfPrints(tx, [printId]);
  // A machine that was started anew tells again what it finds.
  if (told.findLast((each) => each.filament === filament)?.slot === slot) return;
  const slots = await slotsTold(tx, print.printer_id);
  const label = slots.find((each) => each.slot === slot)?.label ?? `slot ${slot + 1}`;
  const number = told.length + 1;
  const row = { print_id: printId, number, filament, slot, label, fraction, seen: flag(seen), at };
  await tx.insertInto('print_slot_switch').values(row).execute();
  await events.emit(tx, 'print-slot-changed', subjectOf(print), { filament, slot, label, fraction });
  tx.notify('shown', print.printer_id);
}

/** In the order in which they were told. */
export const switchesOfPrints = (db: Db, printIds: readonly string[]): Promise<readonly PrintSlotSwitchTable[]> =>
  db
    .selectFrom('print_slot_switch')
    .selectAll()
    .where('print_id', 'in', [...printIds])
    .orderBy('number')
    .execute();

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
  const switches = rows.length === 0 ? [] : await switchesOfPrints(db, printIds);
  const found = new Map<string, PrintSlotState[]>();
  for (const { print_id: printId, filament, slot, label, spool_id: spoolId, why, holds } of rows) {
    const { type, colour } = JSON.parse(holds) as SlotHolds;
    const own = found.get(printId) ?? [];
    const later = switches
      .filter((each) => each.print_id === printId && each.filament === filament)
      .map((each) => ({ slot: each.slot, label: each.label, progress: each.fraction }));
    own.push({ filament, slot, label, type, colour, spoolId, why: why.toUpperCase().replaceAll('-', '_'), later });
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
