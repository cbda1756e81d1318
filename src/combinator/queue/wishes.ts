import type { Clock } from '#lib/clock';
import { bedIdOf } from '#model/bed';
import type { ClearedHow } from '#model/command';
import type { BedId, JobId, PrinterId, PrintId } from '#model/ids';
import type { MachineSnapshot } from '#model/machine-snapshot';
import type { PrintStatus } from '#model/print';
import type { Storage, Transaction } from '#storage/storage';
import type { Events } from '../events/events.ts';
import { printerErrors, snapshotOf } from '../printers/printers.ts';
import { printerById, type PrinterRow, setConfirmation, setRecoverWish, setStopWish } from '../printers/store.ts';
import { type FarmSchema, NO_FILE } from '../schema.ts';
import { isUnderWay, type Queue } from './queue.ts';
import { queueErrors } from './queue-errors.ts';
import { countsInDatabase, jobById, type JobRow, printById, printHolding, type PrintRow } from './store.ts';
import { subjectOf } from './subject.ts';

/**
 * What people wish of prints and printers that are under way. A wish is a row that stays until it is fulfilled or pointless; the
 * fleet loop compares it with what the machine shows and sends the one command that fits (FL5). Nothing here talks to a machine.
 */
export interface Wishes {
  cancelPrint(id: PrintId, by: string): Promise<void>;
  pausePrint(id: PrintId, by: string): Promise<void>;
  resumePrint(id: PrintId, pauseNumber: number, by: string): Promise<void>;
  /** JO3: the copy of a failed, cancelled or not-made print is owed again. Returns its job. */
  retryPrint(id: PrintId, by: string): Promise<JobId>;
  answerLost(id: PrintId, made: boolean, by: string): Promise<void>;
  /** BE4, BE7: a person’s word about the bed that they looked at; accepted also while the printer is out of sight. */
  confirmBed(printer: PrinterId, bedId: BedId, by: string, how: ClearedHow): Promise<void>;
  /**
   * MA6a: a new stop, kept until a snapshot shows its number. `sent`: the number that went to the machine already, past the
   * database; null when none did. Returns the number, never below `sent`: send it when it is another.
   */
  emergencyStop(printer: PrinterId, by: string, sent: number | null): Promise<number>;
  recover(printer: PrinterId, stopNumber: number, by: string): Promise<void>;
}

export function createWishes(parts: {
  readonly storage: Storage<FarmSchema>;
  readonly events: Events;
  readonly queue: Queue;
  readonly clock: Clock;
}): Wishes {
  const { storage, events, queue } = parts;

  async function printIn(tx: Transaction<FarmSchema>, id: PrintId): Promise<PrintRow> {
    const row = await printById(tx, id);
    if (row === undefined) throw queueErrors.unknownPrint({ id });
    return row;
  }

  async function printerIn(tx: Transaction<FarmSchema>, id: PrinterId): Promise<PrinterRow> {
    const row = await printerById(tx, id);
    if (row === undefined) throw printerErrors.unknown({ id });
    return row;
  }

  function touched(tx: Transaction<FarmSchema>, print: PrintRow): void {
    tx.notify('printer', print.printer_id);
    if (print.job_id !== null) tx.notify('job', print.job_id);
  }

  /** No driver conducts what somebody began at the printer: a wish for it would never come true (DR3). */
  function refuseForeign({ id, name }: PrintRow, snapshot: MachineSnapshot | null): void {
    const phase = snapshot?.phase;
    const open = phase !== undefined && 'print' in phase ? phase.print : null;
    if (open?.id === id && open.origin === 'foreign') throw queueErrors.begunAtPrinter({ name });
  }

  return {
    cancelPrint: (id, by) =>
      storage.transaction(async (tx) => {
        const print = await printIn(tx, id);
        if (!isUnderWay(print)) throw queueErrors.notUnderWay({ name: print.name });
        refuseForeign(print, snapshotOf(await printerIn(tx, print.printer_id as PrinterId)));
        await tx.updateTable('print').set({ cancel_wished: 1 }).where('id', '=', id).execute();
        await events.emit(tx, 'print-cancel-wished', subjectOf(print), { by });
        touched(tx, print);
      }),
    pausePrint: (id, by) =>
      storage.transaction(async (tx) => {
        const print = await printIn(tx, id);
        const snapshot = snapshotOf(await printerIn(tx, print.printer_id as PrinterId));
        if (!isUnderWay(print) || snapshot === null) throw queueErrors.notUnderWay({ name: print.name });
        refuseForeign(print, snapshot);
        const pauseNumber = snapshot.pauseNumber + 1;
        await tx.updateTable('print').set({ pause_wish: pauseNumber }).where('id', '=', id).execute();
        await events.emit(tx, 'print-pause-wished', subjectOf(print), { pauseNumber, by });
        touched(tx, print);
      }),
    resumePrint: (id, pauseNumber, by) =>
      storage.transaction(async (tx) => {
        const print = await printIn(tx, id);
        if (!isUnderWay(print)) throw queueErrors.notUnderWay({ name: print.name });
        const phase = snapshotOf(await printerIn(tx, print.printer_id as PrinterId))?.phase;
        if (phase?.kind !== 'paused' || phase.pauseNumber !== pauseNumber)
          throw queueErrors.stalePause({ name: print.name });
        await tx.updateTable('print').set({ resume_wish: pauseNumber }).where('id', '=', id).execute();
        await events.emit(tx, 'print-resume-wished', subjectOf(print), { pauseNumber, by });
        touched(tx, print);
      }),
    retryPrint: (id, by) =>
      storage.transaction(async (tx) => {
        const print = await printIn(tx, id);
        const job = print.job_id === null ? undefined : await jobById(tx, print.job_id);
        if (job === undefined || job.cancelled === 1 || !(await isRetriable(tx, job, print))) {
          throw queueErrors.notRetriable({ name: print.name });
        }
        await tx.updateTable('print').set({ retried: 1 }).where('id', '=', id).execute();
        await events.emit(tx, 'print-retried', subjectOf(print), { by });
        await queue.settle(tx, job.id as JobId);
        tx.notify('farm', 'queue');
        return job.id as JobId;
      }),
    answerLost: (id, made, by) =>
      storage.transaction(async (tx) => {
        const print = await printIn(tx, id);
        if (print.status !== 'lost' || print.verdict !== null) throw queueErrors.notLost({ name: print.name });
        const verdict = made ? 'made' : 'not-made';
        await tx.updateTable('print').set({ verdict, status: 'closed' }).where('id', '=', id).execute();
        await events.emit(tx, 'print-lost-answered', subjectOf(print), { answer: verdict, by });
        if (print.job_id !== null) await queue.settle(tx, print.job_id as JobId);
        touched(tx, print);
        tx.notify('farm', 'queue');
      }),
    confirmBed: (id, bedId, by, how) =>
      storage.transaction(async (tx) => {
        const printer = await printerIn(tx, id);
        const snapshot = snapshotOf(printer);
        const { name } = printer;
        const current = snapshot === null ? null : bedIdOf(snapshot.bed);
        if (snapshot === null || current === null) throw queueErrors.nothingToConfirm({ name });
        if (current !== bedId) throw queueErrors.staleBed({ name });
        const asked = ['unverified', 'awaiting-retrieval', 'faulted'].includes(snapshot.phase.kind);
        if (!asked) throw queueErrors.nothingToConfirm({ name });
        if (printer.confirmed_bed === bedId) return;
        await confirmBedIn(tx, events, id, { bedId, by, how });
        tx.notify('printer', id);
      }),
    emergencyStop: (id, by, sent) =>
      storage.transaction(async (tx) => {
        const printer = await printerIn(tx, id);
        const wished = printer.stop_wish ?? 0;
        // What was sent is above every stop that the machine had shown; a wish of that number or a higher one is this stop as well.
        const stopNumber =
          sent === null ? Math.max(wished, snapshotOf(printer)?.stopNumber ?? 0) + 1 : Math.max(wished, sent);
        await setStopWish(tx, id, stopNumber);
        await events.emit(tx, 'emergency-stop-wished', { printerId: id }, { stopNumber, by });
        tx.notify('printer', id);
        return stopNumber;
      }),
    recover: (id, stopNumber, by) =>
      storage.transaction(async (tx) => {
        const printer = await printerIn(tx, id);
        const phase = snapshotOf(printer)?.phase;
        if (phase?.kind !== 'stopped' || phase.stopNumber !== stopNumber)
          throw queueErrors.staleStop({ name: printer.name });
        await setRecoverWish(tx, id, stopNumber);
        await events.emit(tx, 'recovery-wished', { printerId: id }, { stopNumber, by });
        tx.notify('printer', id);
      }),
  };
}

/** The person’s word and what it means for the print that stands there, in one transaction (JO1). */
export async function confirmBedIn(
  tx: Transaction<FarmSchema>,
  events: Events,
  id: PrinterId,
  word: { readonly bedId: BedId; readonly by: string; readonly how: ClearedHow },
): Promise<void> {
  await setConfirmation(tx, id, word);
  await events.emit(tx, 'bed-confirmed', { printerId: id }, word);
  const print = await printHolding(tx, id);
  const next = print?.status === 'awaiting-retrieval' ? 'retrieved' : print?.status === 'failed' ? 'recovering' : null;
  if (print === undefined || next === null) return;
  await tx.updateTable('print').set({ status: next }).where('id', '=', print.id).execute();
  await events.emit(tx, 'print-status-changed', subjectOf(print), { from: print.status as PrintStatus, to: next });
  if (print.job_id !== null) tx.notify('job', print.job_id);
}

/** Whether a copy waits for a person's word because of this print. One that never started does when its job has given up. */
async function isRetriable(tx: Transaction<FarmSchema>, job: JobRow, print: PrintRow): Promise<boolean> {
  if (print.retried === 1 || print.verdict !== null) return false;
  if (print.outcome === 'failed' || print.outcome === 'cancelled') return true;
  if (print.outcome !== 'never-started') return false;
  return job.digest === NO_FILE || (await isContinuation(tx, print.id)) || (await countsInDatabase(tx, job)).owed === 0;
}

const isContinuation = async (tx: Transaction<FarmSchema>, id: string): Promise<boolean> =>
  (await tx.selectFrom('print_continuation').select('line').where('print_id', '=', id).executeTakeFirst()) !==
  undefined;
