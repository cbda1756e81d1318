import { deviceRun, type DeviceRun } from '#drivers/device-run';
import type { PrintToDrive } from '#drivers/driver';
import type { AdoptInto } from '#model/phase';

/** Our print at this printer, from the order to start it to its proven end. */
export interface PrintRun extends DeviceRun {
  /** Carries the print's id, so that a job's file name speaks of this print alone. */
  readonly fileName: string;
  /** The printer's number of our job; null until it has shown it. */
  jobId: number | null;
  /** The job that it showed before ours; ours has another number. */
  jobBefore: number | null;
  /** What it has shown of our print most lately, 0–100. */
  percent: number;
  /** When the start left, by the clock that never goes back; from then on only looking tells what became of it (WI4). */
  startSentAt: number | null;
  /** Since when nothing but rest was seen after it; a question at the panel may still be answered by beginning. */
  restsSince: number;
  /** The printer was out of sight since: that it shows nothing proves nothing. */
  wasBlind: boolean;
  sentBytes: number;
}

/** A print to bring and start. */
export function newRun(print: PrintToDrive): PrintRun {
  const kind = /\.bgcode$/i.test(print.file.name) ? 'bgcode' : 'gcode';
  return {
    ...deviceRun(print, null),
    fileName: `${print.printId}.${kind}`,
    jobId: null,
    jobBefore: null,
    percent: 0,
    startSentAt: null,
    restsSince: 0,
    wasBlind: false,
    sentBytes: 0,
  };
}

/** A print that a process before this one has started, perhaps. `jobId`: what it had seen of it. */
export const adoptedRun = (print: PrintToDrive, adoptInto: AdoptInto, jobId: number | null, now: number): PrintRun => ({
  ...newRun(print),
  stage: 'starting',
  jobId,
  adoptInto,
  startSentAt: now,
  restsSince: now,
  wasBlind: true,
  cancelWished: adoptInto === 'cancelling',
});

/** Whether a job's file is ours; printers tell a path before it, and some the short name of FAT in capitals. */
export const isFileOf = (run: PrintRun, name: string): boolean =>
  (name.split('/').at(-1) ?? '').toLowerCase() === run.fileName.toLowerCase();
