import { deviceRun, type DeviceRun, FOLDER } from '#drivers/device-run';
import type { PrintToDrive } from '#drivers/driver';
import type { AdoptInto } from '#model/phase';
import { NOTHING_USED, type SlotUse } from '#model/slot-use';

/** Our print at this printer, from the order to start it to its proven end. */
export interface PrintRun extends DeviceRun {
  /** Carries the print's id, so that a job's file name speaks of this print alone. */
  readonly fileName: string;
  /** Where it lies on the printer's USB drive. */
  readonly path: string;
  /** The printer's number of our job; null until it has shown it. */
  jobId: number | null;
  /** The job that it showed before ours; ours has another number. */
  jobBefore: number | null;
  /** One that it showed since and never named. */
  unnamedJob: number | null;
  /** What it has shown of our print most lately, 0–100. */
  percent: number;
  /** When the start left, by the clock that never goes back; from then on only looking tells what became of it (WI4). */
  startSentAt: number | null;
  /** Since when nothing but rest was seen after it; a question at the panel may still be answered by beginning. */
  restsSince: number;
  /** The printer was out of sight since: that it shows nothing proves nothing. */
  wasBlind: boolean;
  /** What its history says of our job that it shows no more; `asked` while the answer is on its way. */
  past: 'unknown' | 'asked' | 'finished' | 'stopped' | 'forgotten';
  /** Tools that it has printed with so far. */
  slotUse: SlotUse;
  /** Of the file, sent to the printer. */
  sentPercent: number;
  /** The note of the process before shows that its start was never sent. */
  readonly neverSent: boolean;
}

/** A print to bring and start. */
export function newRun(print: PrintToDrive): PrintRun {
  const kind = /\.bgcode$/i.test(print.file.name) ? 'bgcode' : 'gcode';
  const fileName = `${print.printId}.${kind}`;
  return {
    ...deviceRun(print, null),
    fileName,
    path: `/usb/${FOLDER}/${fileName}`,
    jobId: null,
    jobBefore: null,
    unnamedJob: null,
    percent: 0,
    startSentAt: null,
    restsSince: 0,
    wasBlind: false,
    past: 'unknown',
    slotUse: NOTHING_USED,
    sentPercent: 0,
    neverSent: false,
  };
}

/** A print that a process before this one has started, perhaps. `sent`: the print of which its note says that the start left. */
export const adoptedRun = (print: PrintToDrive, adoptInto: AdoptInto, sent: string | null, now: number): PrintRun => ({
  ...newRun(print),
  stage: 'starting',
  adoptInto,
  startSentAt: now,
  restsSince: now,
  wasBlind: true,
  cancelWished: adoptInto === 'cancelling',
  neverSent: sent !== print.printId,
});

/** Whether a job's file is ours. */
export const isFileOf = (run: PrintRun, name: string): boolean =>
  (name.split('/').at(-1) ?? '').toLowerCase() === run.fileName.toLowerCase();
