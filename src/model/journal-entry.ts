import type { Bed } from './bed.ts';
import type { ClearedHow } from './command.ts';
import type { BedId, BootId, CorrelationId, PrintId } from './ids.ts';
import type { PrinterError } from './phase.ts';
import type { OpenPrint, PrintOutcome } from './print.ts';
import type { SlotSwitch } from './slot-use.ts';
import type { Stutter } from './stutter.ts';

/** A fact that the machine repeats until a combinator has committed it (MA8). */
export type Fact =
  | { readonly kind: 'machine-started'; readonly driver: string | null }
  | { readonly kind: 'machine-crashed'; readonly error: PrinterError }
  | { readonly kind: 'print-accepted'; readonly print: OpenPrint }
  | { readonly kind: 'print-started'; readonly print: OpenPrint }
  | { readonly kind: 'print-found'; readonly print: OpenPrint; readonly foreignKey: string }
  | { readonly kind: 'print-adopted'; readonly print: OpenPrint; readonly gapMs: number }
  | { readonly kind: 'print-paused'; readonly printId: PrintId; readonly pauseNumber: number; readonly reason: string }
  | { readonly kind: 'print-resumed'; readonly printId: PrintId; readonly pauseNumber: number }
  /** The printer goes on with another slot than the print began with. */
  | { readonly kind: 'print-slot'; readonly printId: PrintId; readonly change: SlotSwitch }
  /** How well it was fed; told right before its end. */
  | { readonly kind: 'print-stutter'; readonly printId: PrintId; readonly stutter: Stutter }
  | {
      readonly kind: 'print-ended';
      readonly printId: PrintId;
      readonly outcome: PrintOutcome;
      /** What the end did to the bed (BE2): nothing moved, an object stands there, or nobody knows. Decides the print's status (JO1). */
      readonly bed: 'unchanged' | 'occupied' | 'unknown';
      readonly error: PrinterError | null;
    }
  | { readonly kind: 'bed-left-clear'; readonly bed: Bed }
  | { readonly kind: 'bed-cleared'; readonly bedId: BedId; readonly by: string; readonly how: ClearedHow }
  | { readonly kind: 'printer-connected' }
  | { readonly kind: 'printer-disconnected'; readonly reason: string }
  | { readonly kind: 'printer-error'; readonly error: PrinterError }
  | { readonly kind: 'emergency-stop'; readonly stopNumber: number; readonly by: 'combinator' | 'guardian' }
  | { readonly kind: 'emergency-stop-standing'; readonly stopNumber: number }
  | { readonly kind: 'config-applied'; readonly configurationVersion: number };

export type FactKind = Fact['kind'];

/** One line of the journal. `seq` grows by one within a journalId, across boots. `at`: ms since the epoch. */
export interface JournalEntry {
  readonly seq: number;
  readonly bootId: BootId;
  readonly at: number;
  readonly correlationId: CorrelationId | null;
  readonly fact: Fact;
}
