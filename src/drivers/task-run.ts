import type { AdoptInto } from '#model/phase';
import { type DeviceRun, deviceRun } from './device-run.ts';
import type { PrintToDrive } from './driver.ts';

/** Our print at a printer that names it by its file, from the order to start it to its proven end. */
export interface TaskRun extends DeviceRun {
  /** The printer knows no folders; carries the print's id, so that what it says of a file speaks of this print alone. */
  readonly fileName: string;
  /** As the printer calls the task; null until it has shown it. */
  taskId: string | null;
  /** The printer has shown that it works on it. */
  seen: boolean;
  /** The start has left; from then on only looking tells what became of it (WI4). */
  startSent: boolean;
  /** Since when the printer shows nothing of ours; by the clock that never goes back. */
  restsSince: number;
  /** The printer was out of sight since the start: that it shows nothing proves nothing. */
  wasBlind: boolean;
  /** The history is being asked what became of it. */
  looking: boolean;
}

export const taskRun = (print: PrintToDrive, adoptInto: AdoptInto | null, now: number): TaskRun => ({
  ...deviceRun(print, adoptInto),
  fileName: `croft-${print.printId}.gcode`,
  taskId: null,
  seen: false,
  startSent: adoptInto !== null,
  restsSince: now,
  wasBlind: adoptInto !== null,
  looking: false,
});
