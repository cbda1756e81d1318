import type { PrintToDrive } from './driver.ts';
import type { AdoptInto } from '#model/phase';

/** What every driver of a printer that holds its files keeps of our print, from the order to start it to its proven end. */
export interface DeviceRun {
  readonly print: PrintToDrive;
  stage: DeviceStage;
  /** What a process before this one had it do; null for a print that this process began. */
  readonly adoptInto: AdoptInto | null;
  cancelWished: boolean;
  /** Before the printer showed it; ordered when it does. */
  pauseWished: boolean;
  /** How the printer answered the start, if that was neither yes nor a no that counts. */
  startAnswer: string;
  /** Ends the upload. */
  readonly abort: AbortController;
}

export type DeviceStage =
  /** The file is on its way. */
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

export const deviceRun = (print: PrintToDrive, adoptInto: AdoptInto | null): DeviceRun => ({
  print,
  stage: adoptInto === null ? 'bringing' : adoptInto === 'paused' ? 'paused' : 'printing',
  adoptInto,
  cancelWished: adoptInto === 'cancelling',
  pauseWished: false,
  startAnswer: '',
  abort: new AbortController(),
});
