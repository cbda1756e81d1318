import type { Verdict } from '#drivers/task-view';
import { type Fields, isRecord } from './message.ts';
import { nameIn } from './view.ts';

/** What the printer keeps of tasks that have ended. PURE. */
export const taskIdsIn = ({ HistoryData }: Fields): readonly string[] =>
  Array.isArray(HistoryData) ? HistoryData.filter((each): each is string => typeof each === 'string') : [];

const REASONS: Readonly<Record<number, string>> = {
  1: 'too hot',
  3: 'the filament has run out',
  6: 'the filament is jammed',
  7: 'the bed could not be levelled',
  12: 'the USB stick was taken out',
  13: 'the X axis did not find its origin',
  14: 'the Z axis did not find its origin',
  17: 'an axis did not find its origin',
  18: 'the object has come off, or something stood on the plate',
  20: 'an axis moved as it should not',
  23: 'the Y axis did not find its origin',
  24: 'the file is not good',
  33: 'the sensor of the nozzle is gone',
  34: 'the sensor of the bed is gone',
};

/** Of the task with this number, or of this file, which no other task has had; null where the history has none. */
export function verdictIn(
  { HistoryDetailList }: Fields,
  { taskId, fileName }: { readonly taskId: string | null; readonly fileName: string },
): Verdict | null {
  const tasks = Array.isArray(HistoryDetailList) ? HistoryDetailList.filter(isRecord) : [];
  const ours = tasks.find(
    ({ TaskId, TaskName }) => (taskId !== null && TaskId === taskId) || nameIn(TaskName) === fileName,
  );
  if (ours === undefined) return null;
  switch (ours.TaskStatus) {
    case 1:
      return { kind: 'ended', outcome: 'finished' };
    case 2: {
      const { ErrorStatusReason } = ours;
      const reason = typeof ErrorStatusReason === 'number' ? REASONS[ErrorStatusReason] : undefined;
      return { kind: 'ended', outcome: 'failed', reason: reason ?? `reason ${String(ErrorStatusReason)}` };
    }
    case 3:
      return { kind: 'ended', outcome: 'cancelled' };
    default:
      return { kind: 'open' };
  }
}
