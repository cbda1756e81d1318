import type { CorrelationId, JobId, PrinterId, PrintId } from '#model/ids';
import type { EventSubject } from '../events/events.ts';
import type { PrintRow } from './store.ts';

/** What an event about a print concerns. */
export function subjectOf(print: PrintRow): EventSubject {
  return {
    printerId: print.printer_id as PrinterId,
    printId: print.id as PrintId,
    jobId: print.job_id as JobId | null,
    correlationId: print.correlation_id as CorrelationId,
  };
}
