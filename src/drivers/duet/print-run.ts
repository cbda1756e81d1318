import { deviceRun, type DeviceRun, FOLDER } from '#drivers/device-run';
import type { PrintToDrive } from '#drivers/driver';
import type { AdoptInto } from '#model/phase';

/** Our print at this board, from the order to start it to its proven end. */
export interface PrintRun extends DeviceRun {
  /** On the board; carries the print's id, so that what the board says of a file speaks of this print alone. */
  readonly path: string;
  /** What the board had worked on last when it began to come, in words of its own. */
  lastBefore: string;
  /** The board has shown that it works on it. */
  seen: boolean;
  /** The start has left; from then on only looking tells what became of it (WI4). */
  startSent: boolean;
  /** Since when the board shows neither ours nor anything else that it does; by the clock that never goes back. */
  restsSince: number;
  /** The board was out of sight since the start: that it shows nothing proves nothing. */
  wasBlind: boolean;
}

export const newRun = (print: PrintToDrive, adoptInto: AdoptInto | null, now: number): PrintRun => ({
  ...deviceRun(print, adoptInto),
  path: `0:/gcodes/${FOLDER}/${print.printId}.gcode`,
  lastBefore: '',
  seen: false,
  startSent: adoptInto !== null,
  restsSince: now,
  wasBlind: adoptInto !== null,
});
