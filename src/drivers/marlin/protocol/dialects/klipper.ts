import { type Dialect, UNKNOWN_DIALECT } from './dialect.ts';

/** Klipper's pseudo-tty: bytes are never lost there; M112 is looked for among the first twenty lines, so fewer are on their way. */
export const KLIPPER: Dialect = {
  ...UNKNOWN_DIALECT,
  name: 'klipper',
  title: "Klipper's serial port (/tmp/printer)",
  recognise: /klipper/i,
  numbers: 'ordered',
  frame: 'bare',
  window: { unlearned: 8, limit: 8, bytes: 2048 },
  answersBlankLines: true,
  restart: 'FIRMWARE_RESTART',
  remedy: 'Find out why it shut down, then choose Reset here, which sends FIRMWARE_RESTART.',
};
