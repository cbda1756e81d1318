import { type Dialect, type DialectName, UNKNOWN_DIALECT } from './dialect.ts';
import { GRBL } from './grbl.ts';
import { KLIPPER } from './klipper.ts';
import { MARLIN_1, MARLIN_2 } from './marlin.ts';
import { PRUSA } from './prusa.ts';
import { REPETIER } from './repetier.ts';
import { REPRAPFIRMWARE } from './reprapfirmware.ts';
import { SMOOTHIE } from './smoothie.ts';

/** In the order in which a name is looked for: Prusa's says "based on Marlin". */
export const DIALECTS: readonly Dialect[] = [
  PRUSA,
  REPETIER,
  SMOOTHIE,
  REPRAPFIRMWARE,
  KLIPPER,
  GRBL,
  MARLIN_2,
  MARLIN_1,
];

export const isDialectName = (name: unknown): name is DialectName => DIALECTS.some((each) => each.name === name);

/** @param wished what a person has chosen; `auto` leaves it to the firmware's own name. */
export function dialectOf(firmware: string | null, wished: DialectName | 'auto' = 'auto'): Dialect {
  const fits = (each: Dialect): boolean =>
    wished === 'auto' ? firmware !== null && each.recognise.test(firmware) : each.name === wished;
  return DIALECTS.find(fits) ?? UNKNOWN_DIALECT;
}

/** As a person reads it: what the printer said, and what to do. */
export const haltedReason = (said: string, { remedy }: Dialect): string =>
  `The printer has halted and must be reset: ${said}. ${remedy}`;

export const uncountedReason = (firmware: string | null): string =>
  `The printer does not check line numbers and calls its firmware ${firmware ?? 'by no name'}: if it is one that Croft knows, choose it in the printer's settings.`;
