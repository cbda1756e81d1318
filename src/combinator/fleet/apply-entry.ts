import type { Clock } from '#lib/clock';
import { type CorrelationId, correlationId, type JobId, type PrinterId, type PrintId } from '#model/ids';
import type { JournalEntry } from '#model/journal-entry';
import type { OpenPrint, PrintOutcome, PrintStatus } from '#model/print';
import { applyFact } from '#model/print-status';
import { flag, type Transaction } from '#storage/storage';
import type { Events, EventSubject } from '../events/events.ts';
import type { Problems } from '../problems/problems.ts';
import type { PrinterRow } from '../printers/printers.ts';
import type { Queue } from '../queue/queue.ts';
import { printById, printHolding, type PrintRow } from '../queue/store.ts';
import { subjectOf } from '../queue/wishes.ts';
import type { FarmSchema } from '../schema.ts';

export interface ApplyParts {
  readonly events: Events;
  readonly problems: Problems;
  readonly queue: Queue;
  readonly clock: Clock;
}

/** One journal entry takes effect, in the transaction that also moves the journal’s cursor (I2): row, event and consequence. */
export async function applyEntry(
  tx: Transaction<FarmSchema>,
  parts: ApplyParts,
  printer: PrinterRow,
  entry: JournalEntry,
  journalId: string,
): Promise<void> {
  const { events, problems } = parts;
  const { fact } = entry;
  const subject: EventSubject = { printerId: printer.id as PrinterId, correlationId: entry.correlationId };
  switch (fact.kind) {
    case 'machine-started':
      return events.emit(tx, 'machine-started', subject, { driver: fact.driver });
    case 'machine-crashed':
      await events.emit(tx, 'machine-crashed', subject, { error: fact.error });
      return problems.raise(tx, {
        code: 'machine-crashed',
        message: fact.error.message,
        printerId: printer.id as PrinterId,
      });
    case 'printer-connected':
      await problems.settle(tx, printer.id as PrinterId, ['no-answer', 'port-lost', 'wrong-credentials']);
      return events.emit(tx, 'printer-connected', subject, {});
    case 'printer-disconnected':
      return events.emit(tx, 'printer-disconnected', subject, { reason: fact.reason });
    case 'printer-error':
      await events.emit(tx, 'printer-error', subject, { error: fact.error });
      return problems.raise(tx, {
        code: fact.error.code,
        message: fact.error.message,
        printerId: printer.id as PrinterId,
      });
    case 'emergency-stop':
      return events.emit(tx, 'emergency-stop', subject, { stopNumber: fact.stopNumber, by: fact.by });
    case 'emergency-stop-standing':
      return events.emit(tx, 'emergency-stop-standing', subject, { stopNumber: fact.stopNumber });
    case 'config-applied':
      return events.emit(tx, 'config-applied', subject, { configurationVersion: fact.configurationVersion });
    case 'bed-left-clear':
      if (fact.bed.kind === 'occupied') return events.emit(tx, 'bed-occupied', subject, { bedId: fact.bed.bedId });
      if (fact.bed.kind === 'unknown')
        return events.emit(tx, 'bed-unknown', subject, { bedId: fact.bed.bedId, reason: fact.bed.reason });
      return;
    case 'bed-cleared':
      return events.emit(tx, 'bed-cleared', subject, { bedId: fact.bedId, by: fact.by, how: fact.how });
    case 'print-found':
      return found(tx, parts, printer, fact.print, journalId);
    case 'print-accepted':
    case 'print-started':
    case 'print-adopted':
      return ofPrint(tx, parts, printer, entry, fact.print.id);
    case 'print-paused':
    case 'print-resumed':
    case 'print-ended':
      return ofPrint(tx, parts, printer, entry, fact.printId);
  }
}

async function ofPrint(
  tx: Transaction<FarmSchema>,
  parts: ApplyParts,
  printer: PrinterRow,
  entry: JournalEntry,
  id: PrintId,
): Promise<void> {
  const { fact, at } = entry;
  const row = await printById(tx, id);
  // A print that this farm does not know (a restored backup) is found by the next row of the table, if it still runs.
  if (row === undefined || row.printer_id !== printer.id) return;
  const before = { status: row.status as PrintStatus, outcome: row.outcome as PrintOutcome | null };
  const after = applyFact(before, fact);
  const started = fact.kind === 'print-started' && row.started_at === null ? { started_at: at } : {};
  const ended = after.outcome !== before.outcome ? { ended_at: at } : {};
  const error = fact.kind === 'print-ended' && fact.error !== null ? { error: JSON.stringify(fact.error) } : {};
  const settledWishes =
    fact.kind === 'print-paused' ? { pause_wish: null } : fact.kind === 'print-resumed' ? { resume_wish: null } : {};
  await tx
    .updateTable('print')
    .set({ ...after, ...started, ...ended, ...error, ...settledWishes })
    .where('id', '=', id)
    .execute();
  await tellOfPrint(tx, parts.events, row, entry);
  if (after.status !== before.status) {
    await parts.events.emit(tx, 'print-status-changed', subjectOf(row), { from: before.status, to: after.status });
  }
  if (after.outcome !== before.outcome || after.status !== before.status)
    await consequences(tx, parts, row, after.outcome);
  if (
    fact.kind === 'print-ended' &&
    after.outcome === fact.outcome &&
    fact.error !== null &&
    fact.outcome !== 'never-started'
  ) {
    await parts.problems.raise(tx, { code: fact.error.code, message: fact.error.message, ...subjectOf(row) });
  }
}

async function tellOfPrint(
  tx: Transaction<FarmSchema>,
  events: Events,
  row: PrintRow,
  { fact }: JournalEntry,
): Promise<void> {
  const subject = subjectOf(row);
  switch (fact.kind) {
    case 'print-accepted':
      return events.emit(tx, 'print-accepted', subject, { name: row.name });
    case 'print-started':
      // JO7: once per print, however often the entry is repeated.
      return row.started_at === null ? events.emit(tx, 'print-started', subject, { name: row.name }) : undefined;
    case 'print-adopted':
      return events.emit(tx, 'print-adopted', subject, { gapMs: fact.gapMs });
    case 'print-paused':
      return events.emit(tx, 'print-paused', subject, { pauseNumber: fact.pauseNumber, reason: fact.reason });
    case 'print-resumed':
      return events.emit(tx, 'print-resumed', subject, { pauseNumber: fact.pauseNumber });
    case 'print-ended':
      if (row.outcome !== null) return;
      await events.emit(tx, 'print-ended', subject, {
        name: row.name,
        outcome: fact.outcome,
        bed: fact.bed,
        error: fact.error,
      });
      if (fact.bed === 'occupied')
        await events.emit(tx, 'awaiting-retrieval', subject, { name: row.name, outcome: fact.outcome });
      return;
    default:
      return;
  }
}

/** What follows for the print’s job. */
export async function consequences(
  tx: Transaction<FarmSchema>,
  { queue, events, clock }: ApplyParts,
  row: PrintRow,
  outcome: string | null,
): Promise<void> {
  void clock;
  if (row.job_id === null) return;
  if (outcome === null && row.started_at === null) {
    const first = await tx
      .selectFrom('print')
      .select('id')
      .where('job_id', '=', row.job_id)
      .where('started_at', 'is not', null)
      .executeTakeFirst();
    if (first === undefined || first.id === row.id)
      await events.emit(tx, 'job-started', subjectOf(row), { name: row.name });
  }
  await queue.settle(tx, row.job_id as JobId);
}

/** MA11: recorded once, by the id that the machine derived from the printer’s own key. */
export async function found(
  tx: Transaction<FarmSchema>,
  { events, clock }: ApplyParts,
  printer: PrinterRow,
  print: OpenPrint,
  journalId: string,
): Promise<void> {
  if ((await printById(tx, print.id)) !== undefined) return;
  const holding = await printHolding(tx, printer.id);
  // While another print holds the printer the row of the table closes it first; the print is then found from the snapshot.
  if (holding !== undefined) return;
  const flow: CorrelationId = correlationId(print.id);
  await tx
    .insertInto('print')
    .values({
      id: print.id,
      job_id: null,
      printer_id: printer.id,
      journal_id: journalId,
      name: print.name,
      digest: print.file?.digest ?? null,
      status: 'printing',
      outcome: null,
      verdict: null,
      found: flag(true),
      retried: 0,
      cancel_wished: 0,
      pause_wish: null,
      resume_wish: null,
      error: null,
      created_at: clock.now(),
      started_at: print.since,
      ended_at: null,
      correlation_id: flow,
    })
    .execute();
  await events.emit(
    tx,
    'print-found',
    { printerId: printer.id as PrinterId, printId: print.id, correlationId: flow },
    { name: print.name },
  );
}
