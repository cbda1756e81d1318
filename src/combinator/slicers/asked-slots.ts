import type { JobSlot } from '#model/assign';
import { printerId } from '#model/ids';
import type { UploadTarget } from '../accounts/access.ts';
import { uploadErrors } from './upload-errors.ts';

const PAIR = /^(\d{1,3}):(\d{1,3})$/;

/**
 * The slots that an upload asks for, of `?slots=0:2,1:5`: filament 0 from slot 2, filament 1 from slot 5, as GraphQL and REST number them.
 * Slots are a printer's own, so that only an upload to one printer may name them. `text`: as the address has it.
 */
export function askedSlots(text: unknown, target: UploadTarget): readonly JobSlot[] {
  if (text === undefined) return [];
  if (target.kind !== 'printer')
    throw uploadErrors.badSlots({ reason: 'they are a printer’s own, and this goes to no one printer' });
  const printer = printerId(target.printerId);
  return (typeof text === 'string' ? text : '').split(',').map((pair) => {
    const [, filament, slot] = PAIR.exec(pair.trim()) ?? [];
    if (filament === undefined || slot === undefined || Number(filament) > 255 || Number(slot) > 255)
      throw uploadErrors.badSlots({ reason: `“${pair.trim().slice(0, 40)}” is no filament and slot` });
    return { printerId: printer, filament: Number(filament), slot: Number(slot) };
  });
}
