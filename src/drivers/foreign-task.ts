import type { ForeignPrint } from './driver.ts';
import { sinceOf } from './foreign-since.ts';
import type { TaskView } from './task-view.ts';

/** The printer's clock and ours, and a question that waits, are no more apart than this. */
const APART_MS = 120_000;

/** A print that is none of ours. Its task's number names it; without one, its file and its beginning do (MA11). PURE. */
export function foreignTask(
  { file, taskId, elapsedSeconds }: TaskView,
  known: ForeignPrint | null,
  now: number,
): ForeignPrint {
  const name = file ?? '';
  const since = sinceOf(now, elapsedSeconds);
  const isKnown = known !== null && known.name === name;
  if (taskId !== null) {
    const key = `task ${taskId}`;
    return isKnown && known.key === key ? known : { key, name, since };
  }
  return isKnown && Math.abs(known.since - since) < APART_MS ? known : { key: `${name} ${since}`, name, since };
}
