import { type Dialect, MARLIN_CARD, MAX_NUMBER_PLAIN, UNKNOWN_DIALECT } from './dialect.ts';

/** Marlin 2: four places in the ring, so that two lines on their way are safe before it has told (serial.md §6.4). */
export const MARLIN_2: Dialect = {
  ...UNKNOWN_DIALECT,
  name: 'marlin2',
  title: 'Marlin 2',
  recognise: /^Marlin (?:bugfix-)?2/,
  window: { ...UNKNOWN_DIALECT.window, unlearned: 2 },
  numberLimit: MAX_NUMBER_PLAIN,
  switchesAtOnce: true,
  writesCard: { ...MARLIN_CARD, closes: /M29(?!\d)/ },
  compaction: 'blanks',
};

/** Marlin 1: the same with one line on its way, for some of its boards read slowly. */
export const MARLIN_1: Dialect = {
  ...UNKNOWN_DIALECT,
  name: 'marlin1',
  title: 'Marlin 1',
  recognise: /^Marlin (?:V?1|RC)/,
  switchesAtOnce: true,
  writesCard: MARLIN_CARD,
  compaction: 'zeros',
};
