import type { JobSlot } from '#model/assign';
import { AS_FILE, type MaterialWish } from '#model/material';

/** What stands for the kind of a file that nobody has read: the printer must print from its own card. */
export const CARD_NEED = 'card';

/** What a job asks of a printer, whatever its place in the queue (JO4). */
export interface Needs {
  readonly tags: readonly string[];
  readonly printerIds: readonly string[];
  readonly fileKind: string;
  readonly material: MaterialWish;
  /** The slots that a person chose. */
  readonly slots: readonly JobSlot[];
}

/**
 * Needs as one text, the same for the same needs. Ten thousand jobs have a handful of them, so that a free printer is compared
 * with those instead of with every job.
 */
export function needsOf({ tags, printerIds, fileKind, material, slots }: Needs): string {
  const asked = JSON.stringify(material) === JSON.stringify(AS_FILE) ? {} : { material };
  const chosen = slots.length === 0 ? {} : { slots };
  return JSON.stringify({ fileKind, tags: [...tags].sort(), printerIds: [...printerIds].sort(), ...asked, ...chosen });
}

export const parseNeeds = (text: string): Needs => ({
  material: AS_FILE,
  slots: [],
  ...(JSON.parse(text) as Omit<Needs, 'material' | 'slots'>),
});
