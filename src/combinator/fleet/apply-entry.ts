import type { JournalId, PrinterId } from '#model/ids';
import type { JournalEntry } from '#model/journal-entry';
import { isUntried } from '#model/machine-snapshot';
import type { Transaction } from '#storage/storage';
import type { EventSubject } from '../events/events.ts';
import type { PrinterRow } from '../printers/store.ts';
import { keepSlotSwitch } from '../materials/slot-store.ts';
import { applyPrintFact, type PrintChangeParts } from '../queue/print-changes.ts';
import type { FarmSchema } from '../schema.ts';
import { keepStutter } from '../stutter/stutter.ts';
import { beginDowntime, endDowntime } from '../usage/downtime.ts';

/** One journal entry takes effect, in the transaction that also moves the journal’s cursor (I2): row, event and consequence. */
export async function applyEntry(
  tx: Transaction<FarmSchema>,
  parts: PrintChangeParts,
  printer: PrinterRow,
  journalId: JournalId,
  entry: JournalEntry,
): Promise<void> {
  const { events, problems } = parts;
  const { fact } = entry;
  const printerId = printer.id as PrinterId;
  const subject: EventSubject = { printerId, correlationId: entry.correlationId };
  switch (fact.kind) {
    case 'machine-started':
      return events.emit(tx, 'machine-started', subject, { driver: fact.driver });
    case 'machine-crashed':
      await events.emit(tx, 'machine-crashed', subject, { error: fact.error });
      return problems.raise(tx, { code: 'machine-crashed', message: fact.error.message, printerId });
    case 'printer-connected':
      await problems.settle(tx, printerId, ['no-answer', 'port-lost', 'wrong-credentials']);
      await endDowntime(tx, printerId, entry.at);
      return events.emit(tx, 'printer-connected', subject, {});
    case 'printer-disconnected':
      if (!isUntried(fact.reason)) await beginDowntime(tx, printerId, entry.at);
      return events.emit(tx, 'printer-disconnected', subject, { reason: fact.reason });
    case 'printer-error':
      await events.emit(tx, 'printer-error', subject, { error: fact.error });
      return problems.raise(tx, { code: fact.error.code, message: fact.error.message, printerId });
    case 'emergency-stop':
      return events.emit(tx, 'emergency-stop', subject, { stopNumber: fact.stopNumber, by: fact.by });
    case 'emergency-stop-standing':
      return events.emit(tx, 'emergency-stop-standing', subject, { stopNumber: fact.stopNumber });
    case 'config-applied':
      return events.emit(tx, 'config-applied', subject, { configurationVersion: fact.configurationVersion });
    case 'bed-left-clear':
      if (fact.bed.kind === 'occupied') return events.emit(tx, 'bed-occupied', subject, { bedId: fact.bed.bedId });
      if (fact.bed.kind === 'unknown') {
        return events.emit(tx, 'bed-unknown', subject, { bedId: fact.bed.bedId, reason: fact.bed.reason });
      }
      return;
    case 'bed-cleared':
      return events.emit(tx, 'bed-cleared', subject, { bedId: fact.bedId, by: fact.by, how: fact.how });
    case 'print-slot':
      return keepSlotSwitch(tx, events, fact.printId, fact.change, entry.at);
    case 'print-stutter':
      return keepStutter(tx, fact.printId, fact.stutter);
    case 'print-accepted':
    case 'print-started':
    case 'print-found':
    case 'print-adopted':
    case 'print-paused':
    case 'print-resumed':
    case 'print-ended':
      return applyPrintFact(tx, parts, printer, journalId, entry);
  }
}
