import { type Dialect, MARLIN_CARD, MAX_NUMBER_PLAIN, UNKNOWN_DIALECT } from './dialect.ts';

/** Prusa-Firmware for 8 bits (MK2, MK3): crash detection, filament runout and power panic ask for lines from long ago. */
export const PRUSA: Dialect = {
  ...UNKNOWN_DIALECT,
  name: 'prusa',
  title: 'Prusa, 8 bit (MK2, MK3)',
  recognise: /Prusa-Firmware/,
  numberLimit: MAX_NUMBER_PLAIN,
  rewinds: true,
  saysBusy: true,
  switchesAtOnce: true,
  writesCard: { ...MARLIN_CARD, letters: 'lower' },
  compaction: 'blanks',
};
