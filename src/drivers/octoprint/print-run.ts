import { deviceRun, type DeviceRun, FOLDER } from '#drivers/device-run';
import type { PrintToDrive } from '#drivers/driver';
import type { Outcome } from '#drivers/network-driver';
import type { AdoptInto } from '#model/phase';

/** Our print at this OctoPrint, from the order to start it to its proven end. */
export interface PrintRun extends DeviceRun {
  /** As OctoPrint has named it; carries the print's id. */
  path: string;
  /** OctoPrint has shown that it works on it. */
  seen: boolean;
  /** What an event has said of its end; counts when the printer is ready again. */
  verdict: { readonly outcome: Outcome; readonly reason: string } | null;
  /** The start has left; from then on only looking tells what became of it (WI4). */
  startSent: boolean;
  /** OctoPrint was out of sight since the start: that it shows nothing proves nothing. */
  wasBlind: boolean;
  /** Its end, or its never having begun, is being looked into. */
  looking: boolean;
}

export const fileNameOf = ({ printId }: PrintToDrive): string => `${printId}.gcode`;

export const newRun = (print: PrintToDrive, adoptInto: AdoptInto | null): PrintRun => ({
  ...deviceRun(print, adoptInto),
  path: `${FOLDER}/${fileNameOf(print)}`,
  seen: false,
  verdict: null,
  startSent: adoptInto !== null,
  wasBlind: false,
  looking: false,
});
