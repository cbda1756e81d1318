import { percent } from '../format.ts';
import { money, wholeGrams } from '../materials/spool-words.ts';
import type { PastPrint } from './history-page.tsx';

export type FailureReason = NonNullable<PastPrint['reason']>;

export const REASON_WORDS: Readonly<Record<FailureReason, string>> = {
  ADHESION: 'It came off the bed',
  LAYER_SHIFT: 'Layers are shifted',
  CLOGGED_NOZZLE: 'The nozzle was clogged',
  FILAMENT_RAN_OUT: 'The filament ran out',
  FILAMENT_TANGLED: 'The filament was tangled',
  WARPING: 'It warped',
  STRINGING: 'Strings and blobs',
  SUPPORTS: 'Its supports failed',
  WRONG_SETTINGS: 'Wrong settings',
  WRONG_FILE: 'The wrong file',
  MACHINE_FAULT: 'A fault of the printer',
  POWER: 'The power failed',
  STOPPED_BY_PERSON: 'A person stopped it',
  OTHER: 'Something else',
};

export const OUTCOME_WORDS: Readonly<Record<PastPrint['outcome'], string>> = {
  FINISHED: 'Finished',
  CANCELLED: 'Cancelled',
  FAILED: 'Failed',
  NEVER_STARTED: 'Never started',
  UNKNOWN: 'Nobody knows',
};

export const rate = (value: number | null): string => (value === null ? '–' : percent(value));

export const hours = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value)} h`;

export const kilowattHours = (value: number | null): string =>
  value === null ? '–' : `${value < 10 ? value.toFixed(2) : Math.round(value)} kWh`;

/** Of what is known; null when nothing is. */
export function sumOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}

/** What a print was made of and what it cost, as facts of one line. */
export function accountWords(print: Pick<PastPrint, 'spools' | 'energyKwh' | 'cost'>, currency: string): string | null {
  const spools = print.spools.map(
    ({ title, code, grams, unsure }) => `${unsure ? 'about ' : ''}${wholeGrams(grams)} of ${title} (${code})`,
  );
  const energy = print.energyKwh === null ? null : `≈ ${kilowattHours(print.energyKwh)}`;
  const cost = print.cost === null ? null : money(print.cost, currency);
  const words = [...spools, energy, cost].filter((part) => part !== null);
  return words.length === 0 ? null : words.join(' · ');
}
