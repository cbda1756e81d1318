import type { DriverReport } from '#drivers/driver';
import type { PrintId } from '#model/ids';
import type { SpoolFault } from './protocol/spool-state.ts';
import type { OpenLine } from './serial-line.ts';

export interface MarlinParts {
  readonly openLine: OpenLine;
  /** Ask the bed sensor that only simulated printers have (M8300). */
  readonly sensesBed: boolean;
}

/** Why a hello came to nothing. `fault` null: somebody ended it. */
export interface HelloTrouble {
  readonly fault: SpoolFault | null;
  readonly text: string;
}

/** What helps where a board says nothing. */
export const WAKE =
  'Is it switched on and plugged in? After an emergency stop, press its reset button or switch it off and on.';

/** For a person: what the trouble does not say of itself, and helps. */
export const troubleText = ({ fault, text }: HelloTrouble): string =>
  fault === 'silent' || fault === 'no-answer' ? `${text} ${WAKE}` : text;

/** What a driver knows of its printer. */
export type Sight = 'none' | 'reaching' | 'connected' | 'halted' | 'stopped';

/** Of a print that was to begin while the printer could not be told. */
export const nothingSent = (printId: PrintId, at: number): DriverReport => ({
  kind: 'print-ended',
  printId,
  outcome: 'failed',
  moved: false,
  error: { code: 'no-answer', message: 'The printer is out of sight; nothing was sent.', at },
});
