import { type MeasuredProgress, usesOfPrint } from '#model/material-use';
import type { PrintOutcome } from '#model/print';
import { flag, type Transaction } from '#storage/storage';
import type { Problems } from '../problems/problems.ts';
import type { PrintRow } from '../queue/store.ts';
import { subjectOf } from '../queue/subject.ts';
import type { FarmSchema } from '../schema.ts';
import { slotsOfPrint, switchesOfPrints } from './slot-store.ts';
import { filamentsOf, type SpoolRow, staysBetween, titleOf } from './store.ts';
import type { TakenFromSpool } from './take.ts';

/** What the end of a print takes from its spools, in the transaction of that end (MT2). */
export interface DeductParts {
  readonly problems: Problems;
  readonly id: () => string;
  /** The newest progress heard of a print, when it was heard here. */
  readonly measured: (printId: string) => MeasuredProgress | null;
  readonly take: TakenFromSpool;
}

/**
 * Exactly once per print, spool and tool, whatever is replayed (S15, CK7): the unique index over `spool_use` lets a second record
 * of the same print change nothing.
 */
export async function deductPrint(
  tx: Transaction<FarmSchema>,
  parts: DeductParts,
  print: PrintRow,
  outcome: PrintOutcome,
  at: number,
): Promise<void> {
  const stays = await staysBetween(tx, print.printer_id, print.started_at ?? print.created_at, at);
  if (stays.length > 0) await deduct(tx, parts, print, outcome, at, stays);
  await tx.deleteFrom('print_progress').where('print_id', '=', print.id).execute();
}

async function deduct(
  tx: Transaction<FarmSchema>,
  { problems, id, measured, take }: DeductParts,
  print: PrintRow,
  outcome: PrintOutcome,
  at: number,
  stays: Awaited<ReturnType<typeof staysBetween>>,
): Promise<void> {
  const uses = usesOfPrint({
    outcome,
    endedAt: at,
    filaments: print.digest === null ? null : await filamentsOf(tx, print.digest, print.plate),
    progress: newer(measured(print.id), await keptProgress(tx, print.id)),
    before: await printedBefore(tx, print.id),
    slots: new Map((await slotsOfPrint(tx, print.id)).map(({ filament, slot }) => [filament, slot])),
    switches: (await switchesOfPrints(tx, [print.id])).map((each) => ({ ...each, seen: each.seen === 1 })),
    stays,
  });
  for (const { spoolId, tool, grams, basis, unsure } of uses) {
    const spool = await tx.selectFrom('spool').selectAll().where('id', '=', spoolId).executeTakeFirstOrThrow();
    const inserted = await tx
      .insertInto('spool_use')
      .values({
        id: id(),
        spool_id: spoolId,
        kind: 'print',
        print_id: print.id,
        job_id: print.job_id,
        printer_id: print.printer_id,
        name: print.name,
        tool,
        grams,
        cost: costOf(spool, grams),
        basis,
        unsure: flag(unsure),
        note: '',
        corrects: null,
        by: 'the farm',
        at,
      })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    if (inserted.numInsertedOrUpdatedRows !== 1n) continue;
    await take(tx, spool, grams);
    if (!unsure) continue;
    const subject = subjectOf(print);
    const message = `Look at “${titleOf(spool)}” (${spool.code}): nobody can know how much of it “${print.name}” took.`;
    await problems.raise(tx, { code: 'material-unsure', message, ...subject });
  }
}

async function keptProgress(tx: Transaction<FarmSchema>, printId: string): Promise<MeasuredProgress | null> {
  const row = await tx.selectFrom('print_progress').selectAll().where('print_id', '=', printId).executeTakeFirst();
  return row ?? null;
}

function newer(one: MeasuredProgress | null, other: MeasuredProgress | null): MeasuredProgress | null {
  if (one === null || other === null) return one ?? other;
  return one.at >= other.at ? one : other;
}

/** By the gram, of the price of the whole spool; null when it has none. */
export function costOf(spool: Pick<SpoolRow, 'price' | 'net'>, grams: number): number | null {
  return spool.price === null ? null : Math.round((spool.price / spool.net) * grams * 1e4) / 1e4;
}

/** What the print that this one goes on from has taken already. */
async function printedBefore(tx: Transaction<FarmSchema>, printId: string): Promise<number> {
  const row = await tx
    .selectFrom('print_continuation')
    .select('share_before')
    .where('print_id', '=', printId)
    .executeTakeFirst();
  return row?.share_before ?? 0;
}
