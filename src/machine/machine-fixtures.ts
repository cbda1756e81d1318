import type { Command, CommandEnvelope, MachineConfiguration } from '#model/command';
import { bedId, bootId, commandId, fileDigest, jobId, journalId, printerId, printId } from '#model/ids';
import type { Continuation } from '#model/continuation';
import type { Phase, PhaseKind } from '#model/phase';
import type { OpenPrint, PrintFile } from '#model/print';
import { type MachineState, newMachine } from './machine-state.ts';

/** States and commands for tests: one of each phase, one of each command that fits it. */

export const FILE: PrintFile = { digest: fileDigest('a'.repeat(64)), name: 'token.gcode', sizeBytes: 1000 };
export const P1 = printId('print-1');
export const P2 = printId('print-2');
export const NOW = 1_000_000;

export const CONFIGURATION: MachineConfiguration = {
  version: 1,
  driver: 'marlin',
  options: { connection: '/dev/x' },
  clearing: 'operator',
};

export const openPrint = (id = P1): OpenPrint => ({
  id,
  origin: 'ours',
  jobId: jobId('job-1'),
  file: FILE,
  name: FILE.name,
  since: NOW,
});

const JOURNAL = journalId('journal-1');
const OCCUPIED = { kind: 'occupied', bedId: bedId(JOURNAL, 5), since: NOW } as const;
const UNKNOWN = { kind: 'unknown', bedId: bedId(JOURNAL, 5), since: NOW, reason: 'test' } as const;
const CLEAR = { kind: 'clear', since: NOW } as const;

export const DIALOG = { id: 'dialog-1', text: 'Filament?', choices: ['Purge', 'Continue'], since: NOW } as const;

export const PHASES: { readonly [K in PhaseKind]: Extract<Phase, { kind: K }> } = {
  connecting: { kind: 'connecting', why: { kind: 'boot' } },
  adopting: { kind: 'adopting', print: openPrint(), resumeInto: 'printing' },
  preparing: { kind: 'preparing', print: openPrint() },
  printing: { kind: 'printing', print: openPrint(), observed: true },
  pausing: { kind: 'pausing', print: openPrint(), pauseNumber: 3 },
  resuming: { kind: 'resuming', print: openPrint(), pauseNumber: 3 },
  cancelling: { kind: 'cancelling', print: openPrint() },
  clearing: { kind: 'clearing', print: openPrint() },
  unverified: { kind: 'unverified', reason: 'test' },
  ready: { kind: 'ready' },
  paused: { kind: 'paused', print: openPrint(), pauseNumber: 3, reason: 'test' },
  'awaiting-retrieval': { kind: 'awaiting-retrieval', print: openPrint(), outcome: 'finished' },
  faulted: {
    kind: 'faulted',
    print: openPrint(),
    error: { code: 'no-answer', message: 'test', at: NOW },
    stood: { taken: 120, sent: 124, leftOut: false, led: false },
  },
  stopped: { kind: 'stopped', print: openPrint(), stopNumber: 7, pending: false },
};

const BEDS: Partial<Record<PhaseKind, MachineState['bed']>> = {
  connecting: CLEAR,
  preparing: CLEAR,
  ready: CLEAR,
  unverified: UNKNOWN,
  faulted: UNKNOWN,
  stopped: UNKNOWN,
};

/** A configured machine in sight of its printer, in the given phase. */
export function machineIn(kind: PhaseKind, changes: Partial<MachineState> = {}): MachineState {
  const phase = PHASES[kind];
  const fresh = newMachine({ printerId: printerId('printer-1'), journalId: JOURNAL, bootId: bootId('boot-1') }, NOW);
  const begun = 'print' in phase && phase.print !== null ? new Map([[P1, outcomeIn(kind)]]) : new Map();
  return {
    ...fresh,
    version: 10,
    epoch: 4,
    phase,
    bed: BEDS[kind] ?? OCCUPIED,
    printer: { kind: 'reachable' },
    configuration: CONFIGURATION,
    pauseNumber: 3,
    stopNumber: 7,
    begun,
    dialog: DIALOG,
    ...changes,
  };
}

function outcomeIn(kind: PhaseKind): 'finished' | 'failed' | null {
  if (kind === 'awaiting-retrieval') return 'finished';
  return kind === 'faulted' || kind === 'stopped' ? 'failed' : null;
}

/** The command of each kind that fits a state best. */
export function fittingCommand(kind: Command['kind'], state: MachineState): Command {
  const bed = state.bed.kind === 'clear' ? bedId(JOURNAL, 5) : state.bed.bedId;
  switch (kind) {
    case 'start':
      return { kind, printId: P2, jobId: jobId('job-1'), name: 'token', file: FILE };
    case 'cancel':
      return { kind, printId: state.phase.kind === 'ready' || state.phase.kind === 'faulted' ? P2 : P1 };
    case 'pause':
      return { kind, printId: P1, pauseNumber: 4 };
    case 'resume':
      return { kind, printId: P1, pauseNumber: 3 };
    case 'clear':
      return { kind, bedId: bed, by: 'ann', how: 'operator' };
    case 'eject':
      return { kind, bedId: bed, printId: P1 };
    case 'recover':
      return { kind, stopNumber: 7 };
    case 'configure':
      return { kind, configuration: { ...CONFIGURATION, version: 2, options: { connection: '/dev/y' } } };
    case 'manual':
      return { kind, lines: ['M105'], nature: 'reading', confirmed: false };
    case 'adjust':
      return { kind, printId: P1, change: { kind: 'feed', percent: 90 } };
    case 'answer':
      return { kind, dialogId: DIALOG.id, choice: 1 };
    case 'restart':
      return { kind, what: 'firmware' };
    case 'stop':
      return { kind, stopNumber: 8 };
    case 'confirm':
      return { kind, journalId: state.journalId, seq: 0 };
  }
}

/** P2 goes on where P1 failed, on the bed as it is now. */
export function continuation(
  state: MachineState,
  changes: Partial<Continuation> = {},
): Extract<Command, { kind: 'start' }> {
  const bed = state.bed.kind === 'clear' ? bedId(JOURNAL, 5) : state.bed.bedId;
  const how = { kind: 'continuation', of: P1, bedId: bed, line: 100, layer: 4, zMm: 0.8, ...changes } as const;
  return { kind: 'start', printId: P2, jobId: jobId('job-1'), name: FILE.name, file: FILE, how };
}

let counter = 0;
/** An envelope decided on exactly this state. */
export function decidedOn(
  state: MachineState,
  command: Command,
  changes: Partial<CommandEnvelope> = {},
): CommandEnvelope {
  const { journalId: journal, bootId: boot, version } = state;
  counter += 1;
  return {
    commandId: commandId(`command-${counter}`),
    correlationId: null,
    epoch: state.epoch,
    decidedOn: { journalId: journal, bootId: boot, version },
    command,
    ...changes,
  };
}
