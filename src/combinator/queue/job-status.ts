import type { PrintOutcome, PrintStatus } from '#model/print';
import type { JobStatusName } from '../events/catalogue.ts';

/** What counts of one print of a job. */
export interface PrintCount {
  readonly status: PrintStatus;
  readonly outcome: PrintOutcome | null;
  readonly verdict: 'made' | 'not-made' | null;
  readonly retried: boolean;
}

export interface JobCounts {
  /** Outcome finished, or a person's word that a lost one was made (JO1). */
  readonly completed: number;
  /** Assigned or printing: may still become complete. */
  readonly active: number;
  /** Ended badly or lost, and neither retried nor answered: their copies wait for a person's word (JO3, FL9). */
  readonly troubled: number;
  /** Copies that a new print may be made for. */
  readonly owed: number;
}

/**
 * Where the copies of a job are (JO3, I9). A copy that never moved is owed again by itself; one that failed, was cancelled or is
 * lost is owed again only by a person's word, so that completed + active + troubled + owed never exceeds what was asked for.
 */
export function countCopies(copies: number, prints: readonly PrintCount[]): JobCounts {
  let completed = 0;
  let active = 0;
  let troubled = 0;
  for (const print of prints) {
    if (print.outcome === 'finished' || print.verdict === 'made') completed++;
    else if (print.outcome === null && (print.status === 'assigned' || print.status === 'printing')) active++;
    else if (isTrouble(print)) troubled++;
  }
  return { completed, active, troubled, owed: Math.max(0, copies - completed - active - troubled) };
}

function isTrouble(print: PrintCount): boolean {
  if (print.retried || print.verdict !== null) return false;
  return print.outcome === 'failed' || print.outcome === 'cancelled' || print.outcome === 'unknown';
}

export function jobStatus(
  job: { readonly copies: number; readonly held: boolean; readonly cancelled: boolean },
  counts: JobCounts,
): JobStatusName {
  if (job.cancelled) return counts.active > 0 ? 'active' : 'cancelled';
  if (counts.completed >= job.copies) return 'completed';
  if (counts.active > 0) return 'active';
  if (job.held) return 'held';
  if (counts.owed === 0) return 'needs-attention';
  return 'to-do';
}
