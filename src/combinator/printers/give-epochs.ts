import { sql } from 'kysely';
import type { PrinterId } from '#model/ids';
import type { Transaction } from '#storage/storage';
import type { Events } from '../events/events.ts';
import type { FarmSchema } from '../schema.ts';

export interface EpochRequest {
  readonly id: PrinterId;
  readonly highestSeen: number;
  readonly isStillThere: () => boolean;
}

/**
 * An epoch for each machine that still waits for its handshake (WI3), null for the others and for strangers (FL1). Three statements, however
 * many they are: after the death of a combinator a farm dials as a whole, and each has a few seconds (WI5).
 */
export async function giveEpochs(
  tx: Transaction<FarmSchema>,
  events: Pick<Events, 'emitAll'>,
  requests: readonly EpochRequest[],
): Promise<readonly (number | null)[]> {
  // Not before: what waited for its turn to write may have taken longer than a machine waits.
  const waiting = requests.map(({ isStillThere }) => isStillThere());
  const asked = new Set(requests.filter((_, i) => waiting[i]).map(({ id }) => id));
  if (asked.size === 0) return requests.map(() => null);
  const rows = await tx
    .selectFrom('printer')
    .select(['id', 'epoch'])
    .where('id', 'in', [...asked])
    .execute();
  const newest = new Map(rows.map(({ id, epoch }) => [id, epoch]));
  const given = requests.map(({ id, highestSeen }, i) => {
    const before = newest.get(id);
    if (waiting[i] !== true || before === undefined) return null;
    const epoch = Math.max(before, highestSeen) + 1;
    newest.set(id, epoch);
    return epoch;
  });
  if (newest.size === 0) return given;
  const cases = [...newest].map(([id, epoch]) => sql`when ${id} then cast(${epoch} as bigint)`);
  await tx
    .updateTable('printer')
    // The newest link is the machine's: whoever held the lease has lost it with the link, dead or alive (FL2, WI3).
    .set({ epoch: sql<number>`case id ${sql.join(cases, sql` `)} end`, lease_owner: null, lease_until: 0 })
    .where('id', 'in', [...newest.keys()])
    .execute();
  const told = requests.flatMap(({ id }, i) => {
    const epoch = given[i] ?? null;
    return epoch === null ? [] : [{ subject: { printerId: id }, payload: { epoch } }];
  });
  await events.emitAll(tx, 'printer-linked', told);
  return given;
}
