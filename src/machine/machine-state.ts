import type { Bed } from '#model/bed';
import { bedId } from '#model/ids';
import type { BedId, BootId, CommandId, JournalId, PrintId, PrinterId } from '#model/ids';
import type { MachineConfiguration } from '#model/command';
import type { Dialog } from '#model/dialog';
import type { Fact, FactKind, JournalEntry } from '#model/journal-entry';
import {
  type MachineSnapshot,
  type PrinterSight,
  SNAPSHOT_BEGUN,
  SNAPSHOT_ENTRIES,
  UNTRIED,
} from '#model/machine-snapshot';
import type { Phase, PrinterError } from '#model/phase';
import type { PrintOutcome } from '#model/print';

/** Everything that a machine knows and keeps on its disk. Readonly: each change makes a new one with the next version. */
export interface MachineState {
  readonly printerId: PrinterId;
  readonly journalId: JournalId;
  readonly bootId: BootId;
  readonly version: number;
  /** The highest epoch ever welcomed with; commands of another are refused (WI3, I11). */
  readonly epoch: number;
  readonly phase: Phase;
  readonly bed: Bed;
  readonly printer: PrinterSight;
  readonly configuration: MachineConfiguration | null;
  readonly pauseNumber: number;
  readonly stopNumber: number;
  readonly sensedClear: BedId | null;
  /** What the printer asks now; left out in journals of before it. */
  readonly dialog?: Dialog | null;
  readonly lastError: PrinterError | null;
  /** Every print ever begun, oldest first; kept for ever (MA6). `null` while open. */
  readonly begun: ReadonlyMap<PrintId, PrintOutcome | null>;
  /** Entries that no combinator has confirmed yet, oldest first (MA8). */
  readonly entries: readonly JournalEntry[];
  readonly nextSeq: number;
  /** The newest accepted commands, oldest first: a command that arrives twice takes effect once (MA6). */
  readonly acceptedCommands: readonly CommandId[];
}

/** A link repeats at most a few commands; more than these cannot be under way on it at once. */
export const REMEMBERED_COMMANDS = 32;
/** A flapping cable, or a printer that complains, must not fill the disk while no combinator confirms: beyond this many, what only tells of it is left out. */
const LESSER_FACTS_LIMIT = 2_000;

const NEW_PRINTER =
  'This printer is new here: something may be on the build platform. Check that it is clear, then confirm.';

/** A machine that has never run: nobody knows what stands on the bed (BE3). */
export function newMachine(
  ids: { printerId: PrinterId; journalId: JournalId; bootId: BootId },
  now: number,
): MachineState {
  return {
    ...ids,
    version: 1,
    epoch: 0,
    phase: { kind: 'connecting', why: { kind: 'boot' } },
    bed: { kind: 'unknown', bedId: bedId(ids.journalId, 1), since: now, reason: NEW_PRINTER },
    printer: { kind: 'unreachable', since: now, reason: UNTRIED.new },
    configuration: null,
    pauseNumber: 0,
    stopNumber: 0,
    sensedClear: null,
    lastError: null,
    begun: new Map(),
    entries: [],
    nextSeq: 1,
    acceptedCommands: [],
  };
}

/** What may change besides version and entries, which `advance` keeps. */
export type Changes = Partial<Omit<MachineState, 'printerId' | 'journalId' | 'version' | 'entries' | 'nextSeq'>>;

/** The next state: one version on, the facts appended with their numbers. */
export function advance(state: MachineState, changes: Changes, facts: readonly Fact[], now: number): MachineState {
  const bootId = changes.bootId ?? state.bootId;
  const entries = facts
    .filter((fact) => !(LESSER_FACTS.has(fact.kind) && state.entries.length >= LESSER_FACTS_LIMIT))
    .map((fact, i): JournalEntry => ({ seq: state.nextSeq + i, bootId, at: now, correlationId: null, fact }));
  return {
    ...state,
    ...changes,
    version: state.version + 1,
    entries: entries.length === 0 ? state.entries : [...state.entries, ...entries],
    nextSeq: state.nextSeq + entries.length,
  };
}

/** Nothing depends on them. */
const LESSER_FACTS: ReadonlySet<FactKind> = new Set<FactKind>([
  'printer-connected',
  'printer-disconnected',
  'printer-error',
]);

/** The bed id of the state that `advance` is about to make (BE4). */
export const nextBedId = (state: MachineState): BedId => bedId(state.journalId, state.version + 1);

export function snapshotOf(state: MachineState): MachineSnapshot {
  const begun = [...state.begun].slice(-SNAPSHOT_BEGUN).map(([printId, outcome]) => ({ printId, outcome }));
  return {
    printerId: state.printerId,
    journalId: state.journalId,
    bootId: state.bootId,
    version: state.version,
    phase: state.phase,
    bed: state.bed,
    printer: state.printer,
    configurationVersion: state.configuration?.version ?? null,
    stopNumber: state.stopNumber,
    pauseNumber: state.pauseNumber,
    sensedClear: state.sensedClear,
    ...(state.dialog == null ? {} : { dialog: state.dialog }),
    lastError: state.lastError,
    begun,
    entries: state.entries.slice(0, SNAPSHOT_ENTRIES),
    more: state.entries.length > SNAPSHOT_ENTRIES,
  };
}
