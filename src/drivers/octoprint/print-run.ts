import type { PrintToDrive } from '#drivers/driver';
import type { AdoptInto } from '#model/phase';

export type Outcome = 'finished' | 'cancelled' | 'failed';

/** Our print at this OctoPrint, from the order to start it to its proven end. */
export interface PrintRun {
  readonly print: PrintToDrive;
  /** As OctoPrint has named it; carries the print's id. */
  path: string;
  stage: Stage;
  /** OctoPrint has shown that it works on it. */
  seen: boolean;
  /** What an event has said of its end; counts when the printer is ready again. */
  verdict: { readonly outcome: Outcome; readonly reason: string } | null;
  /** What a process before this one had it do; null for a print that this process began. */
  readonly adoptInto: AdoptInto | null;
  /** The start has left; from then on only looking tells what became of it (WI4). */
  startSent: boolean;
  /** How OctoPrint answered the start, if that was neither yes nor a no that counts. */
  startAnswer: string;
  cancelWished: boolean;
  /** Its end, or its never having begun, is being looked into. */
  looking: boolean;
  /** Ends the upload. */
  readonly abort: AbortController;
}

type Stage =
  | 'bringing'
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
export const fileNameOf = ({ printId }: PrintToDrive): string => `${printId}.gcode`;

export const newRun = (print: PrintToDrive, adoptInto: AdoptInto | null): PrintRun => ({
  print,
  path: `${FOLDER}/${fileNameOf(print)}`,
  stage: adoptInto === null ? 'bringing' : adoptInto === 'paused' ? 'paused' : 'printing',
  seen: false,
  verdict: null,
  adoptInto,
  startSent: adoptInto !== null,
  startAnswer: '',
  cancelWished: adoptInto === 'cancelling',
  looking: false,
  abort: new AbortController(),
});
