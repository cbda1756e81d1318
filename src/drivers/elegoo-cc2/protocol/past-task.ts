import type { Verdict } from '#drivers/task-view';
import { type Fields, isRecord } from './message.ts';
import { nameIn } from './view.ts';

const FINISHED = 1;
/** By a person or by a fault: which of them, the printer's users could not tell apart so far. */
const STOPPED: readonly unknown[] = [2, 3];
const BY_WHOM = 'it was stopped before its end, by a person or by a fault; the printer does not say which';

/**
 * How the printer's history says that the print with this number ended, or of this file, which no other print has had; null where it has
 * none. PURE.
 */
export function verdictIn(
  { history_task_list: list }: Fields,
  {
    taskId,
    fileName,
    cancelWished,
  }: { readonly taskId: string | null; readonly fileName: string; readonly cancelWished: boolean },
): Verdict | null {
  const tasks = Array.isArray(list) ? list.filter(isRecord) : [];
  const ours = tasks.find(
    ({ task_id, task_name }) => (taskId !== null && task_id === taskId) || nameIn(task_name) === fileName,
  );
  if (ours === undefined) return null;
  if (ours.task_status === FINISHED) return { kind: 'ended', outcome: 'finished' };
  if (!STOPPED.includes(ours.task_status)) return { kind: 'open' };
  return cancelWished ? { kind: 'ended', outcome: 'cancelled' } : { kind: 'ended', outcome: 'failed', reason: BY_WHOM };
}
