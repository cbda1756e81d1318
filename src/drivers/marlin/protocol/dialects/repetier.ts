import { type Dialect, MARLIN_CARD, NUMBER_LIMIT_16_BITS, UNKNOWN_DIALECT } from './dialect.ts';

/**
 * Repetier and what grew from it (Anet A8, Malyan): an `ok` means that a line was taken, not that it was done, so that what a
 * command says comes behind its `ok`; numbers are compared in 16 bits.
 */
export const REPETIER: Dialect = {
  ...UNKNOWN_DIALECT,
  name: 'repetier',
  title: 'Repetier',
  recognise: /repetier|anet_a8|malyan/i,
  saysBusy: true,
  switchesAtOnce: true,
  // It keeps its own binary form, and takes M110 without writing it.
  writesCard: { ...MARLIN_CARD, lineEndBytes: null, numberLimit: NUMBER_LIMIT_16_BITS },
  compaction: 'zeros',
};
