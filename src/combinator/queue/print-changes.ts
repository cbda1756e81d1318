import type { Clock } from '#lib/clock';
import { correlationId, type JobId, type JournalId, type PrintId } from '#model/ids';
import type { Fact, JournalEntry } from '#model/journal-entry';
import type { PrinterError } from '#model/phase';
import { isTerminal, type OpenPrint, type PrintOutcome, type PrintStatus } from '#model/print';
import { applyFact, type PrintStanding } from '#model/print-status';
import { flag, type Transaction } from '#storage/storage';
import type { Events } from '../events/events.ts';
import type { Materials } from '../materials/materials.ts';
import type { Problems } from '../problems/problems.ts';
import type { FarmSchema, PrintTable } from '../schema.ts';
import { insertPrint } from './insert-print.ts';
import { loseIn } from './lose.ts';
import type { Queue } from './queue.ts';
import { jobById, printById, printHolding, type PrintRow } from './store.ts';
import { subjectOf } from './subject.ts';

/**
 * Everything that changes a print after its assignment (JO1), inside the transaction of a run or of a person's act. Each change is
 * idempotent, tells its events, and settles the job.
 *
 * Invariants:
 * Q1 A terminal print never changes (I3); an outcome is written once.
 * Q2 At most one print holds a printer; the unique index over `print` refuses a second (CK7, S4).
 */
export interface PrintChangeParts {
  readonly events: Events;
  readonly problems: Problems;
  readonly queue: Pick<Queue, 'settle'>;
  readonly materials: Pick<Materials, 'printEnded'>;
  readonly clock: Clock;
}

type Tx = Transaction<FarmSchema>;
type Change = Partial<Omit<PrintTable, 'id' | 'status' | 'outcome'>>;

/** What one journal entry makes of its print. */
export async function applyPrintFact(
  tx: Tx,
  parts: PrintChangeParts,
  printer: { readonly id: string },
  journalId: JournalId,
  entry: JournalEntry,
): Promise<void> {
  const { fact, at } = entry;
  const id = printOfFact(fact);
  if (id === null) return;
  if (fact.kind === 'print-found') return recordFound(tx, parts, printer, journalId, fact.print, true);
  let row = await printById(tx, id);
  if (row === undefined && 'print' in fact) {
    // Begun before a backup was made and restored: the machine knows what the database has forgotten (F23).
    await recordFound(tx, parts, printer, journalId, fact.print, fact.kind === 'print-adopted');
    row = await printById(tx, id);
  }
  // Of a print that began before this farm's memory, or of another printer's, the entry changes nothing here.
  if (row === undefined || row.printer_id !== printer.id) return;
  await tellOfFact(tx, parts.events, row, fact);
  await advance(tx, parts, row, applyFact(standingOf(row), fact), changesOf(row, fact, at));
  if (fact.kind === 'print-ended' && row.outcome === null) await tellOfEnd(tx, parts, row, fact, at);
}

function printOfFact(fact: Fact): PrintId | null {
  if ('print' in fact) return fact.print.id;
  return 'printId' in fact ? fact.printId : null;
}

const standingOf = (row: PrintRow): PrintStanding => ({
  status: row.status as PrintStatus,
  outcome: row.outcome as PrintOutcome | null,
});

function changesOf(row: PrintRow, fact: Fact, at: number): Change {
  switch (fact.kind) {
    case 'print-started':
      return row.started_at === null ? { started_at: at } : {};
    case 'print-paused':
      return { pause_wish: null };
    case 'print-resumed':
      return { resume_wish: null };
    case 'print-ended':
      if (row.outcome !== null) return {};
      return { ended_at: at, error: fact.error === null ? null : JSON.stringify(fact.error) };
    default:
      return {};
  }
}

async function tellOfFact(tx: Tx, events: Events, row: PrintRow, fact: Fact): Promise<void> {
  const subject = subjectOf(row);
  switch (fact.kind) {
    case 'print-accepted':
      return events.emit(tx, 'print-accepted', subject, { name: row.name });
    case 'print-started':
      // JO7: once per print, however often the entry is repeated.
      if (row.started_at !== null) return;
      await events.emit(tx, 'print-started', subject, { name: row.name });
      return tellOfJobStart(tx, events, row);
    case 'print-adopted':
      return events.emit(tx, 'print-adopted', subject, { gapMs: fact.gapMs });
    case 'print-paused':
      return events.emit(tx, 'print-paused', subject, { pauseNumber: fact.pauseNumber, reason: fact.reason });
    case 'print-resumed':
      return events.emit(tx, 'print-resumed', subject, { pauseNumber: fact.pauseNumber });
    default:
      return;
  }
}

/** JO7: a job starts with its first print. */
async function tellOfJobStart(tx: Tx, events: Events, row: PrintRow): Promise<void> {
  if (row.job_id === null) return;
  const other = await tx
    .selectFrom('print')
    .select('id')
    .where('job_id', '=', row.job_id)
    .where('started_at', 'is not', null)
    .where('id', '<>', row.id)
    .executeTakeFirst();
  if (other === undefined) await events.emit(tx, 'job-started', subjectOf(row), { name: row.name });
}

type Ended = Extract<Fact, { kind: 'print-ended' }>;

async function tellOfEnd(
  tx: Tx,
  parts: PrintChangeParts,
  row: PrintRow,
  fact: Omit<Ended, 'kind' | 'printId'>,
  at: number,
): Promise<void> {
  const { events, problems, materials } = parts;
  const subject = subjectOf(row);
  const { outcome, bed, error } = fact;
  await events.emit(tx, 'print-ended', subject, { name: row.name, outcome, bed, error });
  const how = error?.code === 'emergency-stop' ? error.code : outcome === 'cancelled' ? outcome : null;
  if (how !== null) await events.emit(tx, 'print-stopped', subject, { name: row.name, how });
  await materials.printEnded(tx, row, outcome, at);
  if (bed === 'occupied') await events.emit(tx, 'awaiting-retrieval', subject, { name: row.name, outcome });
  if (error === null) return;
  // A copy that never moved is tried again by itself: a person hears of it when the job has given up.
  const quiet =
    outcome === 'never-started' && row.job_id !== null && (await jobById(tx, row.job_id))?.status !== 'needs-attention';
  if (!quiet) await problems.raise(tx, { code: error.code, message: error.message, ...subject });
}

/** Writes a print's next standing, unless it is terminal already (Q1), and what follows for its job. */
async function advance(
  tx: Tx,
  parts: PrintChangeParts,
  row: PrintRow,
  after: PrintStanding,
  changes: Change,
): Promise<void> {
  const before = standingOf(row);
  if (isTerminal(before.status)) return;
  const moved = after.status !== before.status || after.outcome !== before.outcome;
  if (!moved && Object.keys(changes).length === 0) return;
  const { numUpdatedRows } = await tx
    .updateTable('print')
    .set({ ...changes, ...after })
    .where('id', '=', row.id)
    .where('status', '=', before.status)
    .where('outcome', before.outcome === null ? 'is' : '=', before.outcome)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows !== 1n) throw new Error(`print ${row.id} was not ${before.status} any more`);
  if (after.status !== before.status) {
    await parts.events.emit(tx, 'print-status-changed', subjectOf(row), { from: before.status, to: after.status });
  }
  if (moved && row.job_id !== null) await parts.queue.settle(tx, row.job_id as JobId);
}

/** A step that a run decides on (JO1). `end`: how it ended, written only where no outcome is. */
export async function movePrint(
  tx: Tx,
  parts: PrintChangeParts,
  id: PrintId,
  to: PrintStatus,
  end: { readonly outcome: PrintOutcome; readonly bed: Ended['bed']; readonly error: PrinterError | null } | null,
): Promise<void> {
  const row = await printById(tx, id);
  if (row === undefined || isTerminal(row.status as PrintStatus)) return;
  const ends = end !== null && row.outcome === null;
  const outcome = ends ? end.outcome : (row.outcome as PrintOutcome | null);
  const error = ends && end.error !== null ? { error: JSON.stringify(end.error) } : {};
  await advance(tx, parts, row, { status: to, outcome }, ends ? { ended_at: parts.clock.now(), ...error } : {});
  if (ends) await tellOfEnd(tx, parts, row, end, parts.clock.now());
}

/** FL8: nobody knows what became of it; a person is asked (JO1). */
export async function losePrint(tx: Tx, parts: PrintChangeParts, id: PrintId): Promise<void> {
  const row = await printById(tx, id);
  if (row === undefined || !(await loseIn(tx, parts, row))) return;
  const message = `Nobody knows what became of “${row.name}”.`;
  await parts.problems.raise(tx, { code: 'print-lost', message, ...subjectOf(row) });
  await parts.materials.printEnded(tx, row, 'unknown', parts.clock.now());
  if (row.job_id !== null) await parts.queue.settle(tx, row.job_id as JobId);
}

/**
 * The print was never begun, and its printer does something else: its copy is owed again. The row goes with its id; should the
 * start that bore it still arrive, the machine refuses it, because its state has moved on (MA4).
 */
export async function unassignPrint(tx: Tx, parts: PrintChangeParts, id: PrintId): Promise<void> {
  const row = await printById(tx, id);
  if (row === undefined || row.status !== 'assigned') return;
  await tx.deleteFrom('print').where('id', '=', id).execute();
  await parts.events.emit(tx, 'print-unassigned', subjectOf(row), {
    reason: 'Another print was found at the printer.',
  });
  if (row.job_id !== null) await parts.queue.settle(tx, row.job_id as JobId);
  tx.notify('farm', 'queue');
}

/**
 * A print at the printer that the database does not know (MA11, FL8), recorded once by its id. Whatever held the printer holds it
 * no longer: somebody began another print there. One of ours, forgotten by a restored backup, counts for its job again (F23).
 */
export async function recordFound(
  tx: Tx,
  parts: PrintChangeParts,
  printer: { readonly id: string },
  journalId: JournalId,
  print: OpenPrint,
  started: boolean,
): Promise<void> {
  if ((await printById(tx, print.id)) !== undefined) return;
  await releasePrinter(tx, parts, printer.id);
  const job = print.jobId === null ? undefined : await jobById(tx, print.jobId);
  const row = await insertPrint(tx, {
    id: print.id,
    job_id: job?.id ?? null,
    printer_id: printer.id,
    journal_id: journalId,
    name: print.name,
    digest: print.file?.digest ?? null,
    plate: job?.plate ?? print.plate ?? null,
    status: 'printing',
    found: flag(true),
    created_at: parts.clock.now(),
    started_at: started ? print.since : null,
    correlation_id: job?.correlation_id ?? correlationId(print.id),
  });
  const subject = subjectOf(row);
  await parts.events.emit(tx, 'print-found', subject, { name: print.name });
  if (started) await parts.events.emit(tx, 'print-started', subject, { name: print.name });
  if (job !== undefined) await parts.queue.settle(tx, job.id as JobId);
}

/**
 * What a print that was found prints, when somebody has found that out: its file is in the library now. A file without the plate that the
 * printer named is shown as a whole.
 */
export async function nameFile(tx: Tx, id: string, digest: string): Promise<void> {
  const plates = tx.selectFrom('library_plate').select('plate').where('digest', '=', digest);
  await tx
    .updateTable('print')
    .set((eb) => ({
      digest,
      plate: eb.case().when('plate', 'in', plates).then(eb.ref('plate')).end(),
    }))
    .where('id', '=', id)
    .where('digest', 'is', null)
    .execute();
  tx.notify('farm', 'queue');
}

async function releasePrinter(tx: Tx, parts: PrintChangeParts, printerId: string): Promise<void> {
  const holder = await printHolding(tx, printerId);
  if (holder === undefined) return;
  const id = holder.id as PrintId;
  switch (holder.status as PrintStatus) {
    case 'assigned':
      return unassignPrint(tx, parts, id);
    case 'awaiting-retrieval':
    case 'retrieved':
      return movePrint(tx, parts, id, 'done', null);
    case 'failed':
    case 'recovering':
      return movePrint(tx, parts, id, 'closed', null);
    default:
      return losePrint(tx, parts, id);
  }
}
