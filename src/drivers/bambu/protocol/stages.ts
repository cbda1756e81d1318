import type { PrinterView } from './printer-view.ts';

/** What the printer is at, besides printing. The numbers are its own (`stg_cur`); they are information, and end nothing. */
const STAGES: Readonly<Record<number, string>> = {
  1: 'Levels the bed',
  2: 'Heats the bed',
  3: 'Checks its vibrations',
  4: 'Changes the filament',
  5: 'Paused by the file',
  6: 'Paused: the filament ran out',
  7: 'Heats the nozzle',
  8: 'Calibrates the flow',
  9: 'Scans the bed',
  10: 'Inspects the first layer',
  11: 'Looks for the kind of plate',
  13: 'Homes',
  14: 'Cleans the nozzle',
  16: 'Paused by a person',
  17: 'Paused: the front cover of the tool head fell off',
  20: 'Paused: the nozzle’s temperature is out of bounds',
  21: 'Paused: the bed’s temperature is out of bounds',
  22: 'Unloads filament',
  23: 'Paused: a motor skipped a step',
  24: 'Loads filament',
  26: 'Paused: the AMS is lost',
  30: 'Paused by the file',
  32: 'Paused: the nozzle is covered with filament',
  33: 'Paused: the filament cutter is out of order',
  34: 'Paused: the first layer is bad',
  35: 'Paused: the nozzle is clogged',
};
const PAUSES: ReadonlySet<number> = new Set([5, 6, 16, 17, 20, 21, 23, 26, 30, 32, 33, 34, 35]);

/** Null when it prints, or does nothing. */
export function stageWords({ state, stage, preparePercent }: PrinterView): string | null {
  if (state === 'SLICING' || state === 'PREPARE')
    return preparePercent === null ? 'Reads the file' : `Reads the file (${preparePercent} %)`;
  if (state !== 'RUNNING' && state !== 'PAUSE') return null;
  return stage === null ? null : (STAGES[stage] ?? null);
}

/** Why it pauses, as far as its stage tells; null when that tells nothing. */
export function pauseWords({ stage }: PrinterView): string | null {
  return stage !== null && PAUSES.has(stage) ? `${STAGES[stage]}.` : null;
}
