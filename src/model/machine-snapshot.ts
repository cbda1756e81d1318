import type { Bed } from './bed.ts';
import type { MachineVersion } from './command.ts';
import type { Dialog } from './dialog.ts';
import type { BedId, PrintId, PrinterId } from './ids.ts';
import type { JournalEntry } from './journal-entry.ts';
import type { Phase, PrinterError } from './phase.ts';
import type { PrintOutcome } from './print.ts';

/** Whether the printer answers (MA1). `unreachable.since`: ms since the epoch. */
export type PrinterSight =
  | { readonly kind: 'reachable' }
  | { readonly kind: 'unreachable'; readonly since: number; readonly reason: string };

/** Why a printer is out of sight before its driver has tried to reach it: no failure yet (CO2). */
export const UNTRIED = {
  new: 'not connected yet',
  started: 'The machine has just started.',
  reconfigured: 'The configuration has changed; reconnecting.',
} as const;

export const isUntried = (reason: string): boolean => Object.values<string>(UNTRIED).includes(reason);

/**
 * Everything a combinator needs to decide: level, not edge. Ordered by epoch, then by version within one journalId (FL6).
 */
export interface MachineSnapshot extends MachineVersion {
  readonly printerId: PrinterId;
  readonly phase: Phase;
  readonly bed: Bed;
  readonly printer: PrinterSight;
  /** The configuration in force; null before the first. */
  readonly configurationVersion: number | null;
  /** The highest emergency stop ever acknowledged (MA6a). */
  readonly stopNumber: number;
  /** The highest pause of any print so far; a wish to pause names the next (MA6a). */
  readonly pauseNumber: number;
  /** The printer says that this stay of the bed is over, by its sensor or by a button; the policy turns it into a confirmation (BE5). */
  readonly sensedClear: BedId | null;
  /** What the printer asks a person now; absent when nothing, and from machines of before it. */
  readonly dialog?: Dialog;
  /** Shown until the next print begins: the error of a machine that crashed, or of the last fault (MA9). */
  readonly lastError: PrinterError | null;
  /** The newest prints that this journal ever began, newest last; `outcome` null while open (MA6, FL8). */
  readonly begun: readonly { readonly printId: PrintId; readonly outcome: PrintOutcome | null }[];
  /** Unconfirmed entries, oldest first, at most SNAPSHOT_ENTRIES of them; `more` when the machine holds further ones. */
  readonly entries: readonly JournalEntry[];
  readonly more: boolean;
}

/** A snapshot must fit into one control frame (WI5) however long the combinator was away. */
export const SNAPSHOT_ENTRIES = 256;
/** Enough to tell "lost" from "ended long ago" for the one print that a database may hold open per printer. */
export const SNAPSHOT_BEGUN = 64;
