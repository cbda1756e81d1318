import type { PrintToDrive } from '#drivers/driver';
import type { AdoptInto } from '#model/phase';

/** Our print at this printer, from the order to start it to its proven end. */
export interface PrintRun {
  readonly print: PrintToDrive;
  /** Below `gcodes`; carries the print's id, so that state and history speak of this print alone. */
  readonly filename: string;
  stage: Stage;
  /** The printer has shown that it works on it. */
  seen: boolean;
  /** What a process before this one had it do; null for a print that this process began. */
  readonly adoptInto: AdoptInto | null;
  /** The start has left for the printer; from then on only looking tells what became of it (WI4). */
  startSent: boolean;
  cancelWished: boolean;
  /** Ends the upload. */
  readonly abort: AbortController;
}

type Stage =
  | 'uploading'
  | 'starting'
  | 'printing'
  | 'pausing'
  | 'paused'
  | 'resuming'
  | 'cancelling'
  /** An order's answer was lost: the next state that is seen is told, whichever it is (WI4). */
  | 'unsure';

/** Our files stand in a folder of their own. */
export const FOLDER = 'croft';
export const filenameOf = (print: PrintToDrive): string => `${FOLDER}/${print.printId}.gcode`;

export const newRun = (print: PrintToDrive, adoptInto: AdoptInto | null): PrintRun => ({
  print,
  filename: filenameOf(print),
  stage: adoptInto === null ? 'uploading' : adoptInto === 'paused' ? 'paused' : 'printing',
  seen: false,
  adoptInto,
  startSent: adoptInto !== null,
  cancelWished: adoptInto === 'cancelling',
  abort: new AbortController(),
});
