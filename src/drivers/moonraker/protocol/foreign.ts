import type { ForeignPrint } from '#drivers/driver';
import { sinceAt, sinceOf } from '#drivers/foreign-since';
import type { PastJob } from './past-job.ts';
import { isActive, type PrinterView } from './status.ts';

/** What a printer does that is none of ours; a print known before keeps its key. */
export function foreignOf(
  view: PrinterView,
  jobs: readonly PastJob[] | null,
  known: ForeignPrint | null,
  now: number,
): ForeignPrint | null {
  if (!isActive(view)) return null;
  const job = jobs?.find((each) => each.filename === view.filename && each.status === 'in_progress');
  const since = sinceOf(now, view.totalSeconds);
  if (job !== undefined) return { key: `job ${job.id}`, name: view.filename, since: sinceAt(now, job.startedAt) };
  return known?.name === view.filename ? known : { key: `${view.filename} ${since}`, name: view.filename, since };
}

/** How a print from the panel ended, as far as the printer shows it. */
export function outcomeShown({ state }: PrinterView): 'finished' | 'cancelled' | 'failed' | 'unknown' {
  if (state === 'complete') return 'finished';
  if (state === 'cancelled') return 'cancelled';
  return state === 'error' ? 'failed' : 'unknown';
}
