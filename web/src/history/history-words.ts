import type { PastPrint } from './history-page.tsx';

export type FailureReason = NonNullable<PastPrint['reason']>;

export const REASON_WORDS: Readonly<Record<FailureReason, string>> = {
  ADHESION: 'It came off the bed',
  LAYER_SHIFT: 'Layers are shifted',
  CLOGGED_NOZZLE: 'The nozzle was clogged',
  FILAMENT_RAN_OUT: 'The filament ran out',
  FILAMENT_TANGLED: 'The filament was tangled',
  WARPING: 'It warped',
  STRINGING: 'Strings and blobs',
  SUPPORTS: 'Its supports failed',
  WRONG_SETTINGS: 'Wrong settings',
  WRONG_FILE: 'The wrong file',
  MACHINE_FAULT: 'A fault of the printer',
  POWER: 'The power failed',
  STOPPED_BY_PERSON: 'A person stopped it',
  OTHER: 'Something else',
};

export const OUTCOME_WORDS: Readonly<Record<PastPrint['outcome'], string>> = {
  FINISHED: 'Finished',
  CANCELLED: 'Cancelled',
  FAILED: 'Failed',
  NEVER_STARTED: 'Never started',
  UNKNOWN: 'Nobody knows',
};
