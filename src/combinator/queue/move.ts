import type { Transaction } from '#storage/storage';
import type { FarmSchema } from '../schema.ts';
import { type JobRow, lastOpenJob, neighbour } from './store.ts';

/** Two places closer together than this are told apart no longer after a few more moves between them. */
const CLOSEST = 1e-6;

/**
 * Puts a job before another, or last (JO6, TG14). The order that people see is by priority first, so a job that is dragged over
 * a border takes the priority found there.
 */
export async function moveIn(tx: Transaction<FarmSchema>, job: JobRow, before: JobRow | null): Promise<void> {
  const place = await placeBetween(tx, job, before);
  if (place !== null) return put(tx, job.id, place);
  // So often between the same two that no number is left there: everyone of that priority is counted anew.
  const { priority } = before ?? job;
  const rows = await tx
    .selectFrom('job')
    .select('id')
    .where('priority', '=', priority)
    .orderBy('place')
    .orderBy('id')
    .execute();
  for (const [index, { id }] of rows.entries()) await put(tx, id, { priority, place: index + 1 });
  const again =
    before === null
      ? null
      : await tx.selectFrom('job').selectAll().where('id', '=', before.id).executeTakeFirstOrThrow();
  const found = await placeBetween(tx, job, again);
  if (found !== null) await put(tx, job.id, found);
}

async function placeBetween(
  tx: Transaction<FarmSchema>,
  job: JobRow,
  before: JobRow | null,
): Promise<{ priority: number; place: number } | null> {
  if (before === null) {
    const last = await lastOpenJob(tx, job.id);
    return last === undefined
      ? { priority: job.priority, place: job.place }
      : { priority: last.priority, place: last.place + 1 };
  }
  const left = await neighbour(tx, before, 'before', job.id);
  const lower = left !== undefined && left.priority === before.priority ? left.place : before.place - 2;
  if (before.place - lower < CLOSEST) return null;
  return { priority: before.priority, place: (lower + before.place) / 2 };
}

async function put(tx: Transaction<FarmSchema>, id: string, place: { priority: number; place: number }): Promise<void> {
  await tx.updateTable('job').set(place).where('id', '=', id).execute();
}
