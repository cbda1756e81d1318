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
