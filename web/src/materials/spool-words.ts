import type { SpoolFieldsFragment, SpoolUsesQuery } from '../graphql/operations.generated.ts';

export type Spool = SpoolFieldsFragment;
export type SpoolUse = SpoolUsesQuery['spoolUses']['items'][number];

/** How people call a spool. */
export const titleOf = ({ vendor, name, type }: Pick<Spool, 'vendor' | 'name' | 'type'>): string =>
  [vendor, name === '' ? type : name].filter((word) => word !== '').join(' ');

/** Kinds of filament that people choose from; any other can be typed. */
export const USUAL_TYPES = ['PLA', 'PETG', 'ABS', 'ASA', 'TPU', 'PC', 'PA', 'PA-CF', 'PETG-CF', 'PVA'] as const;

export const wholeGrams = (grams: number): string =>
  `${Math.abs(grams) < 10 && grams !== 0 ? grams.toFixed(1) : Math.round(grams).toLocaleString()} g`;

export function money(amount: number, currency: string): string {
  return `${amount.toFixed(2)} ${currency}`.trim();
}

/** Why an amount was taken. */
export function useWords(use: Pick<SpoolUse, 'kind' | 'name' | 'basis' | 'unsure'>): string {
  const print = use.name === null ? 'a print' : `“${use.name}”`;
  switch (use.kind) {
    case 'PRINT':
      if (use.basis === 'unknown') return `${print}: nobody can know how much it took`;
      if (use.basis === 'old-progress') return `${print}, ended early: at least this much`;
      return use.basis === 'progress' ? `${print}, ended early: by its progress` : print;
    case 'CORRECTION':
      return use.name === null ? 'a correction' : `a correction of ${print}`;
    case 'BY_HAND':
      return 'taken by hand';
    case 'WEIGHED':
      return 'weighed';
    case 'EDITED':
      return 'edited';
  }
}

/** Where a tool or a place in a changer is, as people count. */
export const slotWords = (slot: number): string => `slot ${slot + 1}`;
