import { type AssignableJob, type AssignablePrinter, whyWaiting } from '#model/assign';
import type { WaitingReasonState } from './farm-state.ts';

/** A thousand printers are a thousand reasons in each of five hundred jobs; nobody reads more than these. */
export const PRINTERS_TOLD = 20;

/** Why a job waits, as people read it. Jobs that ask for the same get the same object. */
export type Reasons = (job: AssignableJob) => readonly WaitingReasonState[];

/** `first`: the first `PRINTERS_TOLD` printers of the farm; `all`: how many it has. The others are counted, and not looked at. */
export function createReasons(first: readonly AssignablePrinter[], all: number): Reasons {
  const known = new Map<string, readonly WaitingReasonState[]>();
  const more = all - first.length;
  return (job) => {
    const key = alike(job);
    const before = known.get(key);
    if (before !== undefined) return before;
    const told: WaitingReasonState[] = whyWaiting(job, first).map(({ printerId, code, text }) => ({
      printerId,
      code,
      text,
    }));
    const isOfPrinters = told.some(({ printerId }) => printerId !== null);
    if (isOfPrinters && more > 0)
      told.push({ printerId: null, code: 'more', text: `And ${more} more printers cannot take it now.` });
    known.set(key, told);
    return told;
  };
}

/** All of a job that `whyWaiting` looks at; a test compares jobs one by one. */
const alike = (job: AssignableJob): string =>
  JSON.stringify({ ...job, id: null, priority: null, order: null, owed: job.owed > 0 });
