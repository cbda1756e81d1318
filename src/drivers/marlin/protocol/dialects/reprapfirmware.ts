import { type Dialect, MARLIN_CARD, UNKNOWN_DIALECT } from './dialect.ts';

/** RepRapFirmware over USB: it compares no numbers and says nothing of a line that it throws away, so one line at a time. */
export const REPRAPFIRMWARE: Dialect = {
  ...UNKNOWN_DIALECT,
  name: 'reprapfirmware',
  title: 'RepRapFirmware (Duet), over USB',
  recognise: /RepRapFirmware/i,
  numbers: 'ordered',
  // From 3.4 on: 3.3 did not look at checksums (its release notes), and those before know no other than the XOR.
  takesCrc: /^RepRapFirmware.* (?:3\.(?:[4-9]|\d\d)|[4-9]\.|\d\d+\.)/,
  window: { unlearned: 1, limit: 1, bytes: null },
  writesCard: { ...MARLIN_CARD, closes: /M29(?!\d)/, lineEndBytes: 1 },
  restart: 'M999',
  remedy: 'Find out why it halted, then choose Reset here, which sends M999.',
};
