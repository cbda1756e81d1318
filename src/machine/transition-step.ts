import type { DriverReport } from '#drivers/driver';
import type { Adjustment } from '#model/adjustment';
import type { Answer, CommandEnvelope, RestartKind } from '#model/command';
import type { CardPlace } from '#model/card-print';
import type { RestOfFile } from '#model/continuation';
import type { BootId, CommandId, PrintId } from '#model/ids';
import type { AdoptInto, PrinterError } from '#model/phase';
import type { PrintFile } from '#model/print';
import type { MachineState } from './machine-state.ts';

/** What goes into a transition and what comes out of it. */
export type Input =
  /** A machine process has started on this journal. `portReopened`: on a port opened anew since the printer was last known to be there. */
  | { readonly kind: 'boot'; readonly bootId: BootId; readonly portReopened: boolean }
  | { readonly kind: 'command'; readonly envelope: CommandEnvelope }
  | { readonly kind: 'report'; readonly report: DriverReport }
  /** A combinator has welcomed this machine (WI3). */
  | { readonly kind: 'welcomed'; readonly epoch: number }
  | { readonly kind: 'intake-ready'; readonly printId: PrintId }
  | { readonly kind: 'intake-failed'; readonly printId: PrintId; readonly error: PrinterError }
  /** The start deadline of the driver's manifest has passed (JO10). */
  | { readonly kind: 'start-deadline'; readonly printId: PrintId }
  /** An emergency stop from the wire's own frame, or, without a number, from the guardian (MA5, MA6a). */
  | { readonly kind: 'stop'; readonly stopNumber: number | null; readonly by: 'combinator' | 'guardian' }
  /** The process is about to die of this error (MA9). */
  | { readonly kind: 'crash'; readonly error: PrinterError };

export type Effect =
  | { readonly kind: 'driver-stop' }
  | { readonly kind: 'driver-reset' }
  | { readonly kind: 'driver-restart'; readonly what: RestartKind }
  | {
      readonly kind: 'driver-start';
      readonly printId: PrintId;
      readonly file: PrintFile;
      readonly rest?: RestOfFile;
    }
  /** MA15: the one way in which a print from a printer's card begins. */
  | { readonly kind: 'driver-start-card'; readonly printId: PrintId; readonly card: CardPlace }
  | {
      readonly kind: 'driver-adopt';
      readonly printId: PrintId;
      readonly file: PrintFile | null;
      readonly card?: CardPlace;
      readonly into: AdoptInto;
    }
  | { readonly kind: 'driver-pause'; readonly printId: PrintId }
  | { readonly kind: 'driver-resume'; readonly printId: PrintId }
  | { readonly kind: 'driver-cancel'; readonly printId: PrintId }
  | { readonly kind: 'driver-manual'; readonly commandId: CommandId; readonly lines: readonly string[] }
  | { readonly kind: 'driver-adjust'; readonly printId: PrintId; readonly change: Adjustment }
  | { readonly kind: 'driver-answer'; readonly dialogId: string; readonly choice: number | null }
  /** Options changed: end the driver and make another. */
  | { readonly kind: 'driver-anew' }
  | { readonly kind: 'intake'; readonly printId: PrintId; readonly file: PrintFile }
  /** What takes the place of the intake for a file on the printer's card: it lists it still, and prints nothing. */
  | { readonly kind: 'look-on-card'; readonly printId: PrintId; readonly card: CardPlace }
  | { readonly kind: 'abandon-intake'; readonly printId: PrintId }
  | { readonly kind: 'await-motion'; readonly printId: PrintId };

export interface Transition {
  /** The same object when nothing changed. */
  readonly state: MachineState;
  readonly effects: readonly Effect[];
  /** To a command; null to every other input. */
  readonly answer: Answer | null;
}

export const unchanged = (state: MachineState): Transition => ({ state, effects: [], answer: null });
export const changed = (state: MachineState, ...effects: Effect[]): Transition => ({ state, effects, answer: null });
