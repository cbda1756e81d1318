import type { Fact } from './journal-entry.ts';
import { isTerminal, type PrintOutcome, type PrintStatus } from './print.ts';

/** Status and outcome of one print row (JO1). */
export interface PrintStanding {
  readonly status: PrintStatus;
  readonly outcome: PrintOutcome | null;
}

/**
 * What one journal entry makes of its print's row (JO1, I2, I3). Total and idempotent: the same entry twice changes nothing the
 * second time, a terminal status never changes, and an outcome is written once.
 */
export function applyFact(before: PrintStanding, fact: Fact): PrintStanding {
  if (isTerminal(before.status)) return before;
  switch (fact.kind) {
    case 'print-accepted':
    case 'print-started':
    case 'print-adopted':
    case 'print-found':
      return before.status === 'planned' || before.status === 'assigned' ? { ...before, status: 'printing' } : before;
    case 'print-ended': {
      if (before.outcome !== null) return before;
      const status = { unchanged: 'cancelled', occupied: 'awaiting-retrieval', unknown: 'failed' } as const;
      return { status: status[fact.bed], outcome: fact.outcome };
    }
    default:
      return before;
  }
}
