import { bedIdOf } from './bed.ts';
import type { ClearedHow, Command, PolicyHow } from './command.ts';
import type { BedId, JournalId, PrintId } from './ids.ts';
import type { JournalEntry } from './journal-entry.ts';
import type { MachineSnapshot } from './machine-snapshot.ts';
import { isContinuing, whyNotContinued } from './may-continue.ts';
import { type PhaseKind, printOf } from './phase.ts';
import type { OpenPrint, PrintOutcome, PrintStatus } from './print.ts';
import { isTerminal } from './print.ts';

/** The print that holds a printer in the database, with what people wish of it. */
export interface PrintFacts {
  readonly id: PrintId;
  readonly status: PrintStatus;
  /** The journal that it was offered to (FL8); null before the first offer. */
  readonly journalId: JournalId | null;
  readonly cancelWished: boolean;
  /** The number of the pause that a person asked for, null when none (MA6a). */
  readonly pauseWish: number | null;
  /** The number of the pause that a person wants to end, null when none (MA6a). */
  readonly resumeWish: number | null;
  /** What `start` says; null for a found print, which is never started. */
  readonly start: Extract<Command, { kind: 'start' }> | null;
  readonly jobHeld: boolean;
}

/** Where the print of the machine's phase stands in the database. */
export type Acquaintance = 'unknown' | 'this-printer' | 'another-printer';

/** What the database says of one printer at the moment of a run (FL2). Read afresh each time. */
export interface PrinterFacts {
  readonly desiredConfiguration: Extract<Command, { kind: 'configure' }>['configuration'];
  /** The last entry of this journal that the database holds; 0 for a journal never seen. */
  readonly appliedSeq: number;
  readonly stopWish: number | null;
  readonly recoverWish: number | null;
  /** A person's word, or the policy's, that the bed of this id is clear (BE4). */
  readonly bedConfirmed: { readonly bedId: BedId; readonly by: string; readonly how: ClearedHow } | null;
  readonly print: PrintFacts | null;
  /** About `printOf(snapshot.phase)`; null when the phase has no print. */
  readonly phasePrint: { readonly acquaintance: Acquaintance; readonly status: PrintStatus | null } | null;
  /** The bed id that the person was last told of, so that nobody is told twice. */
  readonly toldOfBed: BedId | null;
}

/** What a run writes before it sends anything. Each is idempotent. */
export type Write =
  | { readonly kind: 'apply-entries'; readonly journalId: JournalId; readonly entries: readonly JournalEntry[] }
  | { readonly kind: 'print-lost'; readonly printId: PrintId }
  | { readonly kind: 'print-found'; readonly print: OpenPrint; readonly backToPlanned: PrintId | null }
  | { readonly kind: 'print-status'; readonly printId: PrintId; readonly to: PrintStatus }
  /** The machine remembers an end whose entry this database has lost, as after restoring an old backup (F23). */
  | { readonly kind: 'print-ended'; readonly printId: PrintId; readonly outcome: PrintOutcome }
  | {
      readonly kind: 'policy-cleared';
      readonly bedId: BedId;
      readonly printId: PrintId | null;
      readonly how: PolicyHow;
    }
  /** A confirmation answered an earlier stay of the bed: the person is asked again (BE7). */
  | { readonly kind: 'ask-again'; readonly printId: PrintId }
  | { readonly kind: 'tell-of-bed'; readonly bedId: BedId }
  | { readonly kind: 'alert'; readonly code: 'print-elsewhere' | 'print-terminal'; readonly printId: PrintId };

/** The outcome of one reconciliation. At most one command (FL2). */
export interface Decision {
  /** Which row of the table decided; for traces and tests. */
  readonly row: string;
  readonly writes: readonly Write[];
  readonly command: Command | null;
  /** Run again at once: what was written may open the next row. */
  readonly again: boolean;
  /** The machine is ready and nothing is planned for it: the run asks `assign`. */
  readonly wantsAssignment: boolean;
}

const CONFIGURABLE: readonly PhaseKind[] = [
  'connecting',
  'unverified',
  'ready',
  'awaiting-retrieval',
  'faulted',
  'stopped',
];

const nothing = (row: string): Decision => ({ row, writes: [], command: null, again: false, wantsAssignment: false });
const send = (row: string, command: Command, ...writes: Write[]): Decision => ({ ...nothing(row), command, writes });
const write = (row: string, ...writes: Write[]): Decision => ({ ...nothing(row), writes });
const writeThenAgain = (row: string, ...writes: Write[]): Decision => ({ ...nothing(row), writes, again: true });

/**
 * The reconcile table (FL2): the first row that matches decides. Pure; two calls with the same arguments give the same decision
 * (FL10). `snapshot` is null while the link is down.
 */
export function reconcile(snapshot: MachineSnapshot | null, facts: PrinterFacts): Decision {
  if (snapshot === null) return nothing('link-down');
  return (
    unknownEntries(snapshot, facts) ??
    wishedStop(snapshot, facts) ??
    pendingConfiguration(snapshot, facts) ??
    lostPrint(snapshot, facts) ??
    stranger(snapshot, facts) ??
    ofPhase(snapshot, facts)
  );
}

function unknownEntries(snapshot: MachineSnapshot, facts: PrinterFacts): Decision | null {
  const last = snapshot.entries.at(-1);
  // What the machine still has to tell may change every row below.
  if (last === undefined) return snapshot.more ? nothing('entries-to-come') : null;
  const { journalId } = snapshot;
  const fresh = snapshot.entries.filter((entry) => entry.seq > facts.appliedSeq);
  const confirm: Command = { kind: 'confirm', journalId, seq: last.seq };
  const writes: Write[] = fresh.length === 0 ? [] : [{ kind: 'apply-entries', journalId, entries: fresh }];
  return { ...send('entries-unknown', confirm, ...writes), again: true };
}

function wishedStop(snapshot: MachineSnapshot, facts: PrinterFacts): Decision | null {
  if (facts.stopWish === null || facts.stopWish <= snapshot.stopNumber) return null;
  return send('stop-wished', { kind: 'stop', stopNumber: facts.stopWish });
}

function pendingConfiguration(snapshot: MachineSnapshot, facts: PrinterFacts): Decision | null {
  const { desiredConfiguration: configuration } = facts;
  if (snapshot.configurationVersion === configuration.version) return null;
  if (!CONFIGURABLE.includes(snapshot.phase.kind)) return null;
  return send('configuration-pending', { kind: 'configure', configuration });
}

/** FL8: a print that the machine began under another journal, or does not know, is lost: nobody knows what became of it. */
function lostPrint(snapshot: MachineSnapshot, facts: PrinterFacts): Decision | null {
  const p = facts.print;
  if (p === null) return null;
  const inPhase = printOf(snapshot.phase)?.id === p.id;
  if (inPhase) return null;
  const otherJournal = p.journalId !== null && p.journalId !== snapshot.journalId;
  const remembered = snapshot.begun.find((print) => print.printId === p.id)?.outcome ?? null;
  if (remembered !== null && !otherJournal && (p.status === 'printing' || p.status === 'assigned')) {
    return writeThenAgain('print-ended-before', { kind: 'print-ended', printId: p.id, outcome: remembered });
  }
  if (p.status === 'printing') {
    const known = snapshot.begun.some((print) => print.printId === p.id);
    if (otherJournal || !known) return writeThenAgain('print-lost', { kind: 'print-lost', printId: p.id });
  }
  if (p.status === 'assigned' && otherJournal) {
    return writeThenAgain('print-lost', { kind: 'print-lost', printId: p.id });
  }
  return null;
}

/** A print in the machine that the database does not expect there (MA11, FL8). */
function stranger(snapshot: MachineSnapshot, facts: PrinterFacts): Decision | null {
  const q = printOf(snapshot.phase);
  if (q === null || facts.phasePrint === null) return null;
  const { acquaintance, status } = facts.phasePrint;
  const p = facts.print;
  if (acquaintance === 'unknown') {
    // Somebody at the printer took the object and began another print there: the old print's stay is over.
    if (p !== null && (p.status === 'awaiting-retrieval' || p.status === 'retrieved')) {
      return writeThenAgain('superseded', { kind: 'print-status', printId: p.id, to: 'done' });
    }
    if (p !== null && (p.status === 'failed' || p.status === 'recovering')) {
      return writeThenAgain('superseded', { kind: 'print-status', printId: p.id, to: 'closed' });
    }
    if (p !== null && p.status !== 'assigned') return null;
    return writeThenAgain('print-found', { kind: 'print-found', print: q, backToPlanned: p?.id ?? null });
  }
  if (acquaintance === 'another-printer')
    return write('print-elsewhere', { kind: 'alert', code: 'print-elsewhere', printId: q.id });
  // A fault or a stop keeps naming its print after a person has closed it: the bed rows below still apply.
  const mayBeClosed = snapshot.phase.kind === 'faulted' || snapshot.phase.kind === 'stopped';
  if (status !== null && isTerminal(status) && !mayBeClosed) {
    return write('print-terminal', { kind: 'alert', code: 'print-terminal', printId: q.id });
  }
  return null;
}

function ofPhase(snapshot: MachineSnapshot, facts: PrinterFacts): Decision {
  const { phase } = snapshot;
  const p = facts.print;
  switch (phase.kind) {
    case 'connecting':
    case 'adopting':
    case 'cancelling':
    case 'clearing':
      return nothing(phase.kind);
    case 'pausing':
    case 'resuming':
      return cancelWished(phase.print, p) ?? nothing(phase.kind);
    case 'preparing':
    case 'printing':
      return whilePrinting(phase.kind, phase.print, p);
    case 'paused':
      return whilePaused(phase.print, phase.pauseNumber, p);
    case 'ready':
      return whenReady(snapshot, p);
    case 'unverified':
      return (
        clearBed('unverified', snapshot, facts) ??
        senseBed(snapshot, facts, null) ??
        tellOfBed('unverified', snapshot, facts)
      );
    case 'faulted':
      if (p !== null && p.id === phase.print?.id && (p.status === 'printing' || p.status === 'assigned')) {
        return writeThenAgain('print-failed', { kind: 'print-status', printId: p.id, to: 'failed' });
      }
      return clearBed('faulted', snapshot, facts) ?? goOn(snapshot, p) ?? tellOfBed('faulted', snapshot, facts);
    case 'awaiting-retrieval':
      return awaitingRetrieval(snapshot, phase.print, facts);
    case 'stopped': {
      if (p !== null && p.id === phase.print?.id && (p.status === 'printing' || p.status === 'assigned')) {
        return writeThenAgain('print-failed', { kind: 'print-status', printId: p.id, to: 'failed' });
      }
      if (!phase.pending && facts.recoverWish === phase.stopNumber) {
        return send('recovery-wished', { kind: 'recover', stopNumber: phase.stopNumber });
      }
      return nothing('stopped');
    }
  }
}

function cancelWished(q: OpenPrint, p: PrintFacts | null): Decision | null {
  if (p === null || p.id !== q.id || !p.cancelWished) return null;
  return send('cancel-wished', { kind: 'cancel', printId: p.id });
}

function whilePrinting(kind: 'preparing' | 'printing', q: OpenPrint, p: PrintFacts | null): Decision {
  if (p === null || p.id !== q.id) return nothing(kind);
  if (p.status === 'assigned')
    return writeThenAgain('print-began', { kind: 'print-status', printId: p.id, to: 'printing' });
  const cancel = cancelWished(q, p);
  if (cancel !== null) return cancel;
  if (kind === 'printing' && p.pauseWish !== null) {
    return send('pause-wished', { kind: 'pause', printId: p.id, pauseNumber: p.pauseWish });
  }
  return nothing(kind);
}

function whilePaused(q: OpenPrint, pauseNumber: number, p: PrintFacts | null): Decision {
  if (p === null || p.id !== q.id) return nothing('paused');
  const cancel = cancelWished(q, p);
  if (cancel !== null) return cancel;
  if (p.resumeWish === pauseNumber) return send('resume-wished', { kind: 'resume', printId: p.id, pauseNumber });
  return nothing('paused');
}

function whenReady(snapshot: MachineSnapshot, p: PrintFacts | null): Decision {
  if (p === null) return { ...nothing('ready'), wantsAssignment: true };
  switch (p.status) {
    case 'assigned':
      // What was to go on at an object that is gone never begins.
      if (p.cancelWished || p.jobHeld || (p.start !== null && isContinuing(p.start)))
        return send('cancel-assigned', { kind: 'cancel', printId: p.id });
      return p.start === null || snapshot.printer.kind === 'unreachable'
        ? nothing('start-blind')
        : send('start', p.start);
    case 'retrieved':
    case 'awaiting-retrieval':
      return writeThenAgain('print-done', { kind: 'print-status', printId: p.id, to: 'done' });
    case 'failed':
    case 'recovering':
      return writeThenAgain('print-closed', { kind: 'print-status', printId: p.id, to: 'closed' });
    default:
      return nothing('ready');
  }
}

/** BE1: a print that is to go on where another failed begins at that object, or is taken back: it can begin nowhere else. */
function goOn(snapshot: MachineSnapshot, p: PrintFacts | null): Decision | null {
  if (p?.status !== 'assigned' || p.start === null || !isContinuing(p.start)) return null;
  const { phase, bed, begun } = snapshot;
  const outcomeOf = (id: PrintId) => begun.find(({ printId }) => printId === id)?.outcome;
  const fits = whyNotContinued(p.start, { phase, bed, outcomeOf }) === null;
  if (!fits || p.cancelWished || p.jobHeld) return send('continuation-taken-back', { kind: 'cancel', printId: p.id });
  return snapshot.printer.kind === 'unreachable' ? nothing('continuation-blind') : send('continuation', p.start);
}

function awaitingRetrieval(snapshot: MachineSnapshot, q: OpenPrint, facts: PrinterFacts): Decision {
  const p = facts.print;
  if (p !== null && p.id === q.id && (p.status === 'printing' || p.status === 'assigned')) {
    return writeThenAgain('print-awaits-retrieval', { kind: 'print-status', printId: p.id, to: 'awaiting-retrieval' });
  }
  const cleared = clearBed('awaiting-retrieval', snapshot, facts);
  if (cleared !== null) return cleared;
  if (p !== null && p.id === q.id && p.status === 'retrieved') {
    return write('ask-again', { kind: 'ask-again', printId: p.id });
  }
  return senseBed(snapshot, facts, p?.id ?? null) ?? tellOfBed('awaiting-retrieval', snapshot, facts);
}

/** BE4, BE8: a confirmation serves the one bed that it names; while the printer is out of sight it waits (BE3, BE7). */
function clearBed(row: string, snapshot: MachineSnapshot, facts: PrinterFacts): Decision | null {
  const confirmed = facts.bedConfirmed;
  const bedId = bedIdOf(snapshot.bed);
  if (confirmed === null || bedId === null || confirmed.bedId !== bedId) return null;
  // BE5: the word of a sensor or of a button, taken back before the machine has heard of it.
  if (confirmed.how !== 'operator' && snapshot.sensedClear !== bedId) return null;
  if (snapshot.printer.kind === 'unreachable') return nothing(`${row}-blind`);
  return send(`${row}-clear`, { kind: 'clear', bedId, by: confirmed.by, how: confirmed.how });
}

/** BE5: a sensor's word, or one said at the printer, becomes the same fact as a person's here, if the printer's policy says so. */
function senseBed(snapshot: MachineSnapshot, facts: PrinterFacts, print: PrintId | null): Decision | null {
  const bedId = bedIdOf(snapshot.bed);
  const { clearing } = facts.desiredConfiguration;
  if (clearing === 'operator' || bedId === null || snapshot.sensedClear !== bedId) return null;
  return writeThenAgain('policy-cleared', { kind: 'policy-cleared', bedId, printId: print, how: clearing });
}

function tellOfBed(row: string, snapshot: MachineSnapshot, facts: PrinterFacts): Decision {
  const bedId = bedIdOf(snapshot.bed);
  if (bedId === null || facts.toldOfBed === bedId) return nothing(row);
  return write(row, { kind: 'tell-of-bed', bedId });
}
