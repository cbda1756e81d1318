import { lowStock, remainingOf, roundGrams, shareOf } from '#model/material';
import { flag, type Transaction } from '#storage/storage';
import type { Clock } from '#lib/clock';
import type { PrinterId } from '#model/ids';
import type { Events } from '../events/events.ts';
import type { Problems } from '../problems/problems.ts';
import type { FarmSchema } from '../schema.ts';
import { amountsOf, type SpoolRow, titleOf } from './store.ts';

/** Takes grams from a spool, or gives some back, and tells what follows. */
export type TakenFromSpool = (tx: Transaction<FarmSchema>, spool: SpoolRow, grams: number) => Promise<void>;

export interface TellParts {
  readonly events: Events;
  readonly problems: Problems;
  readonly clock: Clock;
  readonly thresholdPercent: () => number;
}

/** What a spool is below its threshold is called on the board; the same words each time, so that it can be taken back. */
const lowWords = (spool: SpoolRow): string => `“${titleOf(spool)}” (${spool.code}) is running low.`;

/**
 * The one way to write a spool: counts its version up, tells `material-updated` with the share that remains, and low stock when it
 * has just begun (MT1). `before`: as it stands in the database.
 */
export async function writeSpool(
  tx: Transaction<FarmSchema>,
  { events, problems, clock, thresholdPercent }: TellParts,
  before: SpoolRow,
  change: Partial<SpoolRow>,
  fields: readonly string[],
): Promise<number> {
  const after = { ...before, ...change };
  const { low, tell } = lowStock(amountsOf(after), thresholdPercent(), before.low === 1);
  const { id: _id, ...columns } = change;
  const version = before.version + 1;
  await tx
    .updateTable('spool')
    .set({ ...columns, low: flag(low), version, changed_at: clock.now() })
    .where('id', '=', before.id)
    .execute();
  const place = await tx
    .selectFrom('spool_load')
    .select('printer_id')
    .where('spool_id', '=', before.id)
    .where('unloaded_at', 'is', null)
    .executeTakeFirst();
  const subject = { printerId: (place?.printer_id ?? null) as PrinterId | null };
  const amounts = {
    spoolId: before.id,
    name: titleOf(after),
    remainingGrams: remainingOf(amountsOf(after)),
    remainingShare: Math.round(shareOf(amountsOf(after)) * 1e4) / 1e4,
  };
  await events.emit(tx, 'material-updated', subject, { ...amounts, version, fields });
  if (tell && after.archived === 0)
    await events.emit(tx, 'material-low-stock', subject, { ...amounts, thresholdPercent: thresholdPercent() });
  const renamed = lowWords(after) !== lowWords(before);
  const shown = low && after.archived === 0;
  // It is filled up, put away or called otherwise: what the board says of it is no longer so.
  if (before.low === 1 && (!shown || renamed))
    await problems.takeBack(tx, { code: 'material-low', message: lowWords(before) });
  if (shown && (tell || renamed))
    await problems.raise(tx, { code: 'material-low', message: lowWords(after), ...subject });
  tx.notify('farm', 'spools');
  if (place !== undefined) tx.notify('printer', place.printer_id);
  return version;
}

/** What remains may not be below 0; what was used may exceed what the vendor promised. */
export const usedAfter = (spool: SpoolRow, grams: number): number => Math.max(0, roundGrams(spool.used + grams));
