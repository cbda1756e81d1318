import type { MacrosQuery } from '../graphql/operations.generated.ts';
import type { Printer } from '../live/farm-state.ts';
import { mayAdjust, mayMove } from './may.ts';

export type Macro = MacrosQuery['macros'][number];
export type MacroParameter = Macro['parameters'][number];

/** `nozzle_temperature` as a person reads it. */
export function placeWords(name: string): string {
  const words = name.replaceAll('_', ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What a place takes, beside its field. */
export function rangeWords({ kind, least, most, length }: MacroParameter): string {
  if (kind === 'NUMBER') return `${least ?? ''} to ${most ?? ''}`;
  return kind === 'TEXT' ? `up to ${length ?? 0} characters` : '';
}

/** What is wrong with a value, before the server says it; null when nothing is. */
export function wrongValue(parameter: MacroParameter, value: string): string | null {
  const { kind, least, most } = parameter;
  if (kind === 'CHOICE') return value === '' ? 'Choose one.' : null;
  if (kind === 'TEXT') return null;
  const number = Number(value);
  if (value.trim() === '' || !Number.isFinite(number)) return 'Enter a number.';
  if (least != null && number < least) return `At least ${least}.`;
  return most != null && number > most ? `At most ${most}.` : null;
}

/** The form as it opens: what the macro names for each place. */
export const initialValues = ({ parameters }: Pick<Macro, 'parameters'>): Readonly<Record<string, string>> =>
  Object.fromEntries(parameters.map(({ name, initial }) => [name, initial ?? '']));

/** Whether it may go out now: by hand while the printer stands, to an open print only what is meant for it (MA15). */
export const mayRun = (
  macro: Pick<Macro, 'whilePrinting'>,
  printer: Pick<Printer, 'phase' | 'reachable' | 'link' | 'print'>,
): boolean => mayMove(printer) || (macro.whilePrinting && mayAdjust(printer));
