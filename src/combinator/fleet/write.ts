import { unreachable } from '#lib/unreachable';
import type { PolicyHow } from '#model/command';
import type { BedId, PrinterId } from '#model/ids';
import type { MachineSnapshot } from '#model/machine-snapshot';
import { printOf } from '#model/phase';
import type { PrintOutcome, PrintStatus } from '#model/print';
import type { Write } from '#model/reconcile';
import type { Transaction } from '#storage/storage';
import { appliedSeq, type PrinterRow, setAppliedSeq, setConfirmation, setToldBed } from '../printers/store.ts';
import { losePrint, movePrint, type PrintChangeParts, recordFound, unassignPrint } from '../queue/print-changes.ts';
import { confirmBedIn } from '../queue/wishes.ts';
import type { FarmSchema } from '../schema.ts';
import { applyEntry } from './apply-entry.ts';

/** Carries out what a reconciliation decided to write, inside its transaction. Each write is idempotent (FL10). */
export async function carryOutWrite(
  tx: Transaction<FarmSchema>,
  parts: PrintChangeParts,
  printer: PrinterRow,
  snapshot: MachineSnapshot,
  write: Write,
): Promise<void> {
  const id = printer.id as PrinterId;
  switch (write.kind) {
    case 'apply-entries':
      return applyEntries(tx, parts, printer, write);
    case 'print-lost':
      return losePrint(tx, parts, write.printId);
    case 'print-found':
      if (write.backToPlanned !== null) await unassignPrint(tx, parts, write.backToPlanned);
      return recordFound(tx, parts, printer, snapshot.journalId, write.print, snapshot.phase.kind !== 'preparing');
    case 'print-status':
      return movePrint(tx, parts, write.printId, write.to, endIn(snapshot, write.printId, write.to));
    case 'print-ended': {
      const { status, bed } = AS_REMEMBERED[write.outcome];
      return movePrint(tx, parts, write.printId, status, { outcome: write.outcome, bed, error: null });
    }
    case 'policy-cleared':
      return confirmBedIn(tx, parts.events, id, { bedId: write.bedId, by: POLICY_WORDS[write.how], how: write.how });
    case 'ask-again':
      await movePrint(tx, parts, write.printId, 'awaiting-retrieval', null);
      return setConfirmation(tx, id, null);
    case 'tell-of-bed':
      return tellOfBed(tx, parts, printer, snapshot, write.bedId);
    case 'alert':
      return parts.problems.raise(tx, {
        code: write.code,
        message: ALERTS[write.code],
        printerId: id,
        printId: write.printId,
      });
    default:
      return unreachable(write);
  }
}

/** Who said it, where nobody gave a name. */
const POLICY_WORDS: Readonly<Record<PolicyHow, string>> = {
  'simulated-sensor': 'the bed sensor',
  'at-printer': 'somebody at the printer',
};

const ALERTS = {
  'print-elsewhere': 'It works on a print of another printer.',
  'print-terminal': 'It works on a print that is over here.',
} as const;

/** What a machine's memory of an outcome makes of a print whose journal entry is gone (F23). The phase row after it does the rest. */
const AS_REMEMBERED: Readonly<
  Record<PrintOutcome, { readonly status: PrintStatus; readonly bed: 'unchanged' | 'occupied' | 'unknown' }>
> = {
  finished: { status: 'awaiting-retrieval', bed: 'occupied' },
  cancelled: { status: 'awaiting-retrieval', bed: 'occupied' },
  failed: { status: 'failed', bed: 'unknown' },
  'never-started': { status: 'cancelled', bed: 'unchanged' },
  unknown: { status: 'failed', bed: 'unknown' },
};

/** How a print ended that the phase shows at its end, should its journal entry never have reached this database. */
function endIn(snapshot: MachineSnapshot, printId: string, to: PrintStatus): Parameters<typeof movePrint>[4] {
  const { phase } = snapshot;
  if (printOf(phase)?.id !== printId) return null;
  if (to === 'awaiting-retrieval' && phase.kind === 'awaiting-retrieval') {
    return { outcome: phase.outcome, bed: 'occupied', error: null };
  }
  if (to !== 'failed') return null;
  const remembered = snapshot.begun.find((print) => print.printId === printId)?.outcome ?? null;
  const error = phase.kind === 'faulted' ? phase.error : snapshot.lastError;
  return { outcome: remembered ?? 'failed', bed: 'unknown', error };
}

/** I2: the cursor moves in the same transaction, so that each entry takes effect exactly once. A gap is told, never hidden (CK6). */
async function applyEntries(
  tx: Transaction<FarmSchema>,
  parts: PrintChangeParts,
  printer: PrinterRow,
  { journalId, entries }: Extract<Write, { kind: 'apply-entries' }>,
): Promise<void> {
  const id = printer.id as PrinterId;
  let seq = await appliedSeq(tx, id, journalId);
  for (const entry of entries) {
    if (entry.seq <= seq) continue;
    if (entry.seq !== seq + 1) {
      const message = `Entries ${seq + 1} to ${entry.seq - 1} of its journal are missing.`;
      await parts.problems.raise(tx, { code: 'journal-gap', message, printerId: id });
    }
    await applyEntry(tx, parts, printer, journalId, entry);
    seq = entry.seq;
  }
  await setAppliedSeq(tx, id, journalId, seq);
}

async function tellOfBed(
  tx: Transaction<FarmSchema>,
  parts: PrintChangeParts,
  printer: PrinterRow,
  snapshot: MachineSnapshot,
  bedId: BedId,
): Promise<void> {
  const id = printer.id as PrinterId;
  await setToldBed(tx, id, bedId);
  await parts.events.emit(tx, 'bed-needs-confirmation', { printerId: id }, { bedId, bed: snapshot.bed.kind });
}
