import type { SlotFieldsFragment, SlotPlansQuery } from '../graphql/operations.generated.ts';
import { wholeGrams } from './spool-words.ts';

export type PrinterSlot = SlotFieldsFragment;
export type SlotPlan = SlotPlansQuery['slotPlans'][number];
export type FilamentPlan = SlotPlan['filaments'][number];

/** What a slot holds, in a few words. */
export function slotHolds({ filled, type, remainingPercent, external }: PrinterSlot): string {
  if (filled === false) return 'empty';
  const words = [
    type ?? (external ? 'nothing known' : 'unknown filament'),
    remainingPercent === null ? null : `${remainingPercent} %`,
  ];
  return words.filter((word) => word !== null).join(', ');
}

/** Such as `Filament 2, PLA, 31 g`. */
export function filamentWords({ filament, type, grams }: FilamentPlan): string {
  const words = [`Filament ${filament + 1}`, type, grams === null ? null : wholeGrams(grams)];
  return words.filter((word) => word !== null).join(', ');
}

/** What a person must know of the slot that a filament would come from; null where nothing is to be said. */
export function whyWords(why: FilamentPlan['why']): string | null {
  switch (why) {
    case 'OTHER_COLOUR':
      return 'another colour than in the file';
    case 'ONLY_ONE':
      return 'the only one of this material';
    case 'BY_PLACE':
      return 'by its place';
    case 'CHOSEN':
    case 'SAME_COLOUR':
    case null:
      return null;
  }
}

/** Where a print takes its filaments from, such as `from A6 and A1 then A2`; null where the farm did not decide it. */
export function fromWords(
  slots: readonly { readonly label: string; readonly later: readonly { readonly label: string }[] }[],
): string | null {
  const labels = [
    ...new Set(slots.map(({ label, later }) => [label, ...later.map((each) => each.label)].join(' then '))),
  ];
  if (labels.length === 0) return null;
  return `from ${labels.length === 1 ? labels[0] : `${labels.slice(0, -1).join(', ')} and ${labels.at(-1)}`}`;
}

/** The slot that a filament of a running print comes from by now. */
export const slotNow = (slot: {
  readonly slot: number;
  readonly later: readonly { readonly slot: number }[];
}): number => slot.later.at(-1)?.slot ?? slot.slot;
