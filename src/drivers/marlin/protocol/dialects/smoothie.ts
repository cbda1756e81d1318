import { type Dialect, UNKNOWN_DIALECT } from './dialect.ts';

/** Smoothieware: an `ok` for an empty line; halted it answers `!!` to everything but M999; byte 0x18 halts it from its interrupt. */
export const SMOOTHIE: Dialect = {
  ...UNKNOWN_DIALECT,
  name: 'smoothie',
  title: 'Smoothieware',
  recognise: /smoothie/i,
  answersBlankLines: true,
  stopByte: '\u0018',
  restart: 'M999',
  remedy: 'Find out why it halted, then choose Reset here, which sends M999. Home it before the next print.',
};
