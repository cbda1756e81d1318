import type { PrintOutcome, PrintStatus } from '#model/print';
import type { JobStatusName } from '../events/catalogue.ts';

/** What counts of one print of a job. */
export interface PrintCount {
  readonly status: PrintStatus;
  readonly outcome: PrintOutcome | null;
  readonly verdict: 'made' | 'not-made' | null;
  readonly retried: boolean;
  readonly cancelWished: boolean;
  /** Whether the machine ever began it. */
  readonly began: boolean;
  /** It was to go on where another failed: what comes to nothing of it waits for a person's word as that one did. */
  readonly continues: boolean;
  /** Read from the card of its printer: one that never started is not tried again by itself. */
  readonly fromCard: boolean;
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
 * Prints in a row that never started before the job waits for a person (MA3): a file that every printer refuses would otherwise
 * be tried as fast as machines can answer, for ever.
 */
export const NEVER_STARTED_LIMIT = 3;

/**
 * Where the copies of a job are (JO3, I9). A copy that never moved is owed again by itself, a few times; one that failed, was
 * cancelled or is lost is owed again only by a person's word. Completed + active + troubled + owed never exceeds what was asked
 * for. `prints`: oldest first.
 */
export function countCopies(copies: number, prints: readonly PrintCount[]): JobCounts {
  const kinds = prints.map(kindOf);
  const count = (kind: PrintKind): number => kinds.filter((each) => each === kind).length;
  return withOwed(copies, {
    completed: count('completed'),
    active: count('active'),
    troubled: count('troubled'),
    stalled: isStalled(prints),
  });
}

/** Adds what is owed: nothing while the job stalls, when the copies left wait for a person as well. */
export function withOwed(copies: number, counts: Omit<JobCounts, 'owed'> & { readonly stalled: boolean }): JobCounts {
  const { completed, active, troubled, stalled } = counts;
  const left = Math.max(0, copies - completed - active - troubled);
  return stalled
    ? { completed, active, troubled: troubled + left, owed: 0 }
    : { completed, active, troubled, owed: left };
}

/** `free`: it neither made a copy nor keeps one. */
type PrintKind = 'completed' | 'active' | 'troubled' | 'free';

function kindOf(print: PrintCount): PrintKind {
  if (print.outcome === 'finished' || print.verdict === 'made') return 'completed';
  if (print.outcome === null) return print.status === 'assigned' || print.status === 'printing' ? 'active' : 'free';
  if (print.retried || print.verdict !== null) return 'free';
  switch (print.outcome) {
    case 'never-started':
      return print.continues || print.fromCard ? 'troubled' : 'free';
    case 'cancelled':
      // Taken back because its job was held before it began: nobody wished that copy away.
      return print.cancelWished || print.began || print.continues ? 'troubled' : 'free';
    default:
      return 'troubled';
  }
}

function isStalled(prints: readonly PrintCount[]): boolean {
  const ended = prints.filter((print) => print.outcome !== null && !print.retried);
  const last = ended.slice(-NEVER_STARTED_LIMIT);
  return last.length === NEVER_STARTED_LIMIT && last.every((print) => print.outcome === 'never-started');
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
