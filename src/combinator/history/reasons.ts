/** Why a print went wrong, as a person may say it. Few, so that they can be counted. */
export const FAILURE_REASONS = [
  'adhesion',
  'layer-shift',
  'clogged-nozzle',
  'filament-ran-out',
  'filament-tangled',
  'warping',
  'stringing',
  'supports',
  'wrong-settings',
  'wrong-file',
  'machine-fault',
  'power',
  'stopped-by-person',
  'other',
] as const;

export type FailureReason = (typeof FAILURE_REASONS)[number];

export const isFailureReason = (word: string): word is FailureReason =>
  (FAILURE_REASONS as readonly string[]).includes(word);
