import type { JobSlot } from '#model/assign';
import type { MaterialWish } from '#model/material';
import { queueErrors } from './queue-errors.ts';

/** A wish as it is kept: its words trimmed, its colour `#RRGGBB`. */
export function checkMaterial(wish: MaterialWish): MaterialWish {
  if (wish.kind !== 'asked') return wish;
  const type = wish.type?.trim().toUpperCase() || null;
  const colour = wish.colour?.trim().toUpperCase() || null;
  if (type === null && colour === null)
    throw queueErrors.badField({ field: 'material', rule: 'a type or a colour, where one is asked for' });
  if (type !== null && type.length > 32)
    throw queueErrors.badField({ field: 'material.type', rule: 'at most 32 characters' });
  if (colour !== null && !/^#[0-9A-F]{6}$/.test(colour))
    throw queueErrors.badField({ field: 'material.colour', rule: 'a colour written #RRGGBB' });
  return { kind: 'asked', type, colour };
}

/** A farm of a hundred printers with four filaments; more is a slip of a program. */
const SLOTS_LIMIT = 1_000;
const NUMBER_LIMIT = 255;

/** Choices as they are kept: one per printer and filament, the last word counts, in an order of their own. */
export function checkSlots(slots: readonly JobSlot[]): readonly JobSlot[] {
  if (slots.length > SLOTS_LIMIT)
    throw queueErrors.badField({ field: 'slots', rule: `at most ${SLOTS_LIMIT} of them` });
  const chosen = new Map<string, JobSlot>();
  for (const { printerId, filament, slot } of slots) {
    const isNumber = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= NUMBER_LIMIT;
    if (!isNumber(filament) || !isNumber(slot))
      throw queueErrors.badField({ field: 'slots', rule: `whole numbers from 0 to ${NUMBER_LIMIT}` });
    chosen.set(`${printerId} ${filament}`, { printerId, filament, slot });
  }
  return [...chosen].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, slot]) => slot);
}
