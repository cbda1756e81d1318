import { deviceRun, type DeviceRun, FOLDER } from '#drivers/device-run';
import type { PrintToDrive } from '#drivers/driver';
import type { AdoptInto } from '#model/phase';

/** Our print at this printer, from the order to start it to its proven end. */
export interface PrintRun extends DeviceRun {
  /** Below `gcodes`; carries the print's id, so that state and history speak of this print alone. */
  readonly filename: string;
  /** The printer has shown that it works on it. */
  seen: boolean;
  /** The start has left for the printer; from then on only looking tells what became of it (WI4). */
  startSent: boolean;
}

export const filenameOf = (print: PrintToDrive): string => `${FOLDER}/${print.printId}.gcode`;

export const newRun = (print: PrintToDrive, adoptInto: AdoptInto | null): PrintRun => ({
  ...deviceRun(print, adoptInto),
  filename: filenameOf(print),
  seen: false,
  startSent: adoptInto !== null,
});
