import type { Adjustment } from './adjustment.ts';
import type { StartHow } from './continuation.ts';
import type { BedId, BootId, CommandId, CorrelationId, JobId, JournalId, PrintId } from './ids.ts';
import type { PrintFile } from './print.ts';

/** What a manual command touches; decides in which phases it may go out (MA15). */
export type ManualNature = 'reading' | 'heating' | 'motion' | 'extruding';

/** Everything that a combinator may tell a machine. One of them per run (FL2). */
export type Command =
  | {
      readonly kind: 'start';
      readonly printId: PrintId;
      readonly jobId: JobId;
      readonly name: string;
      /** Null of what the printer reads from its own card. */
      readonly file: PrintFile | null;
      /** Left out for a whole print, so that machines of before it understand. */
      readonly how?: StartHow;
    }
  | { readonly kind: 'cancel'; readonly printId: PrintId }
  | { readonly kind: 'pause'; readonly printId: PrintId; readonly pauseNumber: number }
  | { readonly kind: 'resume'; readonly printId: PrintId; readonly pauseNumber: number }
  | { readonly kind: 'clear'; readonly bedId: BedId; readonly by: string; readonly how: ClearedHow }
  | { readonly kind: 'eject'; readonly bedId: BedId; readonly printId: PrintId }
  | { readonly kind: 'recover'; readonly stopNumber: number }
  | { readonly kind: 'configure'; readonly configuration: MachineConfiguration }
  | {
      readonly kind: 'manual';
      readonly lines: readonly string[];
      readonly nature: ManualNature;
      readonly confirmed: boolean;
    }
  | { readonly kind: 'adjust'; readonly printId: PrintId; readonly change: Adjustment }
  /** `choice`: the place in the dialog's list; null for one that only tells. */
  | { readonly kind: 'answer'; readonly dialogId: string; readonly choice: number | null }
  /** The firmware of a printer without a print begins anew, or its power is switched; where the driver can have it so. */
  | { readonly kind: 'restart'; readonly what: Restartable }
  | { readonly kind: 'stop'; readonly stopNumber: number }
  /** The combinator has committed every entry up to `seq`; the machine may forget them (MA8). */
  | { readonly kind: 'confirm'; readonly journalId: JournalId; readonly seq: number };

/** `firmware`: with the boards that it drives; `host`: the program alone that drives them. */
export type RestartKind = 'firmware' | 'host';
/** `connection`: between the printer and the program that drives it, where that program runs on and has let go of the printer. */
export type Restartable = RestartKind | 'connection' | PowerSwitch;
/** Of a printer that hangs on a switch which its host works. */
export type PowerSwitch = 'power-on' | 'power-off';

export type CommandKind = Command['kind'];

/**
 * Who says that a bed is clear (BE5). The policy produces the same fact as the person. `at-printer`: a person who stands at the printer, by
 * a button or command of its own, which says so for the print that has just ended.
 */
export type ClearedHow = 'operator' | PolicyHow;
/** Where nobody has said it here: unattended printing exists only through one of these. */
export type PolicyHow = 'simulated-sensor' | 'at-printer';

/** A printer's settings as its machine needs them. `driver` options are checked against the driver's own schema (CF1). */
export interface MachineConfiguration {
  readonly version: number;
  readonly driver: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly clearing: ClearedHow;
}

/** A command with what it was decided on (MA4). `decidedOn` is null for stop and confirm only. */
export interface CommandEnvelope {
  readonly commandId: CommandId;
  readonly correlationId: CorrelationId | null;
  readonly epoch: number;
  readonly decidedOn: MachineVersion | null;
  readonly command: Command;
}

/** Versions compare within one (journalId, bootId) only (MA4). */
export interface MachineVersion {
  readonly journalId: JournalId;
  readonly bootId: BootId;
  readonly version: number;
}

/** Why a command that does not fit changes nothing (MA3). */
export type RefusalReason =
  | 'stale-version'
  | 'wrong-phase'
  | 'stale-epoch'
  | 'stale-bed'
  | 'stale-pause'
  | 'unknown-print'
  | 'already-began'
  | 'not-configured'
  | 'bed-not-clear'
  | 'blind'
  | 'stop-pending'
  | 'unsupported'
  | 'needs-confirmation'
  /** The dialog was answered, is over, or has no such choice. */
  | 'stale-dialog'
  | 'out-of-range'
  /** What is sent goes into a file on the card; it is over by itself. */
  | 'card-busy';

export type Answer = { readonly kind: 'accepted' } | { readonly kind: 'refused'; readonly reason: RefusalReason };

/** Commands that are meant for one state and need its version (MA2, marked v). */
export function needsVersion(kind: CommandKind): boolean {
  switch (kind) {
    case 'start':
    case 'resume':
    case 'clear':
    case 'eject':
    case 'recover':
    case 'configure':
    case 'manual':
    case 'restart':
      return true;
    case 'cancel':
    case 'pause':
    case 'adjust':
    case 'answer':
    case 'stop':
    case 'confirm':
      return false;
  }
}
