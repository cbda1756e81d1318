import type { Clock } from '#lib/clock';
import type { PrinterId } from '#model/ids';
import { slotChanges, uniqueTag } from '#model/slot-changes';
import type { ReportedSlot } from '#model/slots';
import type { Storage, Transaction } from '#storage/storage';
import type { FarmSchema } from '../schema.ts';
import { slotsTold, tagOwners } from './slot-store.ts';
import { loadedAt } from './store.ts';

type Tx = Transaction<FarmSchema>;

/** Who loads a spool that names itself. */
const BY_TAG = 'the printer';

/** Writes down what printers say of their slots when it changes, and moves the farm's spools accordingly (MT2). */
export interface SlotKeeper {
  told(printer: PrinterId, slots: readonly ReportedSlot[]): Promise<void>;
  /** A person says which spool is there: its tag is remembered of it from now on, whoever had it before. */
  rememberTag(
    tx: Tx,
    place: { readonly printerId: string; readonly slot: number },
    spoolId: string,
    by: string,
  ): Promise<void>;
  forget(tx: Tx, printerId: string): Promise<void>;
}

export function createSlotKeeper(parts: {
  readonly storage: Storage<FarmSchema>;
  readonly clock: Clock;
  readonly load: (
    tx: Tx,
    id: string,
    place: { readonly printerId: PrinterId; readonly slot: number },
    by: string,
  ) => Promise<void>;
  readonly unload: (tx: Tx, id: string) => Promise<void>;
}): SlotKeeper {
  const { storage, clock, load, unload } = parts;
  /** As it stands in the database, by printer. */
  const written = new Map<PrinterId, string>();
  /** The newest of each printer that is being written: what came in between is no news. */
  const waiting = new Map<PrinterId, readonly ReportedSlot[]>();

  async function write(printer: PrinterId, slots: readonly ReportedSlot[]): Promise<void> {
    const text = JSON.stringify(slots);
    if (written.get(printer) === text) return;
    await storage.transaction(async (tx) => {
      const known = await tx.selectFrom('printer').select('id').where('id', '=', printer).executeTakeFirst();
      if (known === undefined) return;
      const row = await tx
        .selectFrom('printer_slots')
        .select('slots')
        .where('printer_id', '=', printer)
        .executeTakeFirst();
      if (row?.slots === text) return;
      const before = row === undefined ? null : (JSON.parse(row.slots) as readonly ReportedSlot[]);
      const loaded = await loadedAt(tx, printer);
      const tags = slots.flatMap(({ tag }) => (tag === null ? [] : [tag]));
      const owners = await tagOwners(
        tx,
        tags,
        loaded.map(({ spoolId }) => spoolId),
      );
      const now = { slots: text, at: clock.now() };
      await tx
        .insertInto('printer_slots')
        .values({ printer_id: printer, ...now })
        .onConflict((conflict) => conflict.column('printer_id').doUpdateSet(now))
        .execute();
      const changes = slotChanges(before, slots, loaded, owners);
      for (const spoolId of changes.unload) await unload(tx, spoolId);
      for (const { spoolId, slot } of changes.load) await load(tx, spoolId, { printerId: printer, slot }, BY_TAG);
      tx.notify('printer', printer);
      tx.notify('shown', printer);
    });
    written.set(printer, text);
  }

  return {
    async told(printer, slots) {
      const isBusy = waiting.has(printer);
      waiting.set(printer, slots);
      if (isBusy) return;
      try {
        for (let next: readonly ReportedSlot[] | undefined = slots; next !== undefined; ) {
          await write(printer, next);
          const newest = waiting.get(printer);
          next = newest === next ? undefined : newest;
        }
      } finally {
        waiting.delete(printer);
      }
    },
    async rememberTag(tx, { printerId, slot }, spoolId, by) {
      const slots = await slotsTold(tx, printerId);
      const tag = uniqueTag(slots, slots.find((each) => each.slot === slot)?.tag ?? null);
      if (tag === null) return;
      const owner = { spool_id: spoolId, by, at: clock.now() };
      await tx
        .insertInto('spool_tag')
        .values({ tag, ...owner })
        .onConflict((conflict) => conflict.column('tag').doUpdateSet(owner))
        .execute();
    },
    async forget(tx, printerId) {
      await tx.deleteFrom('printer_slots').where('printer_id', '=', printerId).execute();
      tx.afterCommit(() => void written.delete(printerId as PrinterId));
    },
  };
}
