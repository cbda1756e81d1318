import type { PrinterId, PrintId } from '#model/ids';
import type { Stutter } from '#model/stutter';
import type { Storage, Transaction } from '#storage/storage';
import type { FarmSchema } from '../schema.ts';

/** What is known of it in the database, as other tables join it. */
export interface StutterColumns {
  readonly underruns: number | null;
  readonly standstill_ms: number | null;
  readonly seen_by: string | null;
}

export function stutterOfRow({ underruns, standstill_ms, seen_by }: StutterColumns): Stutter | null {
  if (underruns === null || standstill_ms === null || seen_by === null) return null;
  return {
    underruns: Number(underruns),
    standstillMs: Number(standstill_ms),
    seenBy: seen_by as Stutter['seenBy'],
  };
}

/** For ever with its print; one that nobody knows here has none. */
export async function keepStutter(tx: Transaction<FarmSchema>, id: PrintId, stutter: Stutter): Promise<void> {
  const known = await tx.selectFrom('print').select('id').where('id', '=', id).executeTakeFirst();
  if (known === undefined) return;
  const values = {
    underruns: stutter.underruns,
    standstill_ms: Math.round(stutter.standstillMs),
    seen_by: stutter.seenBy,
  };
  await tx
    .insertInto('print_stutter')
    .values({ print_id: id, ...values })
    .onConflict((conflict) => conflict.column('print_id').doUpdateSet(values))
    .execute();
}

/** Of all prints of each printer that are over, for /metrics. */
export async function stutterByPrinter(
  storage: Storage<FarmSchema>,
): Promise<ReadonlyMap<PrinterId, Pick<Stutter, 'underruns' | 'standstillMs'>>> {
  const rows = await storage.read
    .selectFrom('print_stutter')
    .innerJoin('print', 'print.id', 'print_stutter.print_id')
    .select((eb) => [
      'print.printer_id as printer',
      eb.fn.sum<number>('print_stutter.underruns').as('underruns'),
      eb.fn.sum<number>('print_stutter.standstill_ms').as('standstill_ms'),
    ])
    .groupBy('print.printer_id')
    .execute();
  return new Map(
    rows.map(({ printer, underruns, standstill_ms }) => [
      printer as PrinterId,
      { underruns: Number(underruns), standstillMs: Number(standstill_ms) },
    ]),
  );
}
