import { type Dialect, UNKNOWN_DIALECT } from './dialect.ts';

/** grbl 1.1: the characters on their way fill its receive buffer; single bytes act at once; no heaters. */
export const GRBL: Dialect = {
  ...UNKNOWN_DIALECT,
  name: 'grbl',
  title: 'grbl',
  recognise: /^grbl/i,
  numbers: 'ordered',
  frame: 'bare',
  window: { unlearned: 64, limit: 64, bytes: null },
  countsCharacters: true,
  answersBlankLines: true,
  questions: { identity: '$I', alive: '?', card: null, settle: ['G4 P0', '?'] },
  heats: false,
  stopByte: '\u0018',
  restart: '$X',
  remedy: 'Find out what set off the alarm, then choose Reset here, which sends $X. Home it before the next print.',
};
