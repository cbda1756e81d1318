import type { PrinterId } from '#model/ids';
import { isUntried, type MachineSnapshot } from '#model/machine-snapshot';
import type { Transaction } from '#storage/storage';
import type { FarmSchema } from '../schema.ts';

type Tx = Transaction<FarmSchema>;

/**
 * Since when a printer cannot be used: it does not answer, is faulted, or was stopped. Null while it can. Waiting for its bed to be
 * cleared is none of it, nor the moment in which a new machine has not tried to reach it yet; and while nobody hears the machine, what
 * it said last holds on.
 */
export function downSince({ printer, phase }: Pick<MachineSnapshot, 'printer' | 'phase'>, now: number): number | null {
  if (printer.kind === 'unreachable' && !isUntried(printer.reason)) return Math.min(printer.since, now);
  if (phase.kind === 'faulted') return Math.min(phase.error.at, now);
  return phase.kind === 'stopped' ? now : null;
}

/** For a snapshot that differs from the one before it; after what its entries tell of the time in which the farm was away. */
export async function keepDowntime(tx: Tx, printer: PrinterId, snapshot: MachineSnapshot, now: number): Promise<void> {
  const since = downSince(snapshot, now);
  if (since === null) await endDowntime(tx, printer, now);
  else await beginDowntime(tx, printer, since);
}

/** What lasts already began earlier. */
export async function beginDowntime(tx: Tx, printer: PrinterId, at: number): Promise<void> {
  await tx
    .insertInto('printer_down')
    .values({ printer_id: printer, began_at: at, ended_at: null })
    .onConflict((conflict) => conflict.column('printer_id').where('ended_at', 'is', null).doNothing())
    .execute();
}

export async function endDowntime(tx: Tx, printer: PrinterId, at: number): Promise<void> {
  await tx
    .updateTable('printer_down')
    .set({ ended_at: at })
    .where('printer_id', '=', printer)
    .where('ended_at', 'is', null)
    .execute();
}
