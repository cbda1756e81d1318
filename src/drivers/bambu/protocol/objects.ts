import type { PrintObjectState } from '#model/adjustment';
import type { NamedObject } from '#model/print';
import type { PlateObject } from '../plate-objects.ts';
import type { PrinterView } from './printer-view.ts';

/** What a person may choose among, with what the printer leaves out already. Copies bear one name, and are told apart by their place. PURE. */
export function objectsShown(
  objects: readonly PlateObject[],
  named: readonly NamedObject[],
  { skipped }: Pick<PrinterView, 'skipped'>,
): readonly PrintObjectState[] {
  const names = new Map(named.map(({ id, name }) => [id, name]));
  const nameOf = (id: string): string => names.get(id) ?? 'Object';
  return objects.map(({ id, at }) => {
    const isOnly = objects.filter((each) => nameOf(each.id) === nameOf(id)).length === 1;
    const place = at === null ? `no. ${id}` : `at ${Math.round(at[0])}, ${Math.round(at[1])} mm`;
    const name = isOnly ? nameOf(id) : `${nameOf(id)} (${place})`;
    return { id, name, skipped: skipped.includes(id), current: false };
  });
}

/** Why an object cannot be left out; null when it can. PURE. */
export function skipTrouble(
  objects: readonly PlateObject[],
  { state, skipped }: Pick<PrinterView, 'state' | 'skipped'>,
  object: string,
): string | null {
  if (objects.length === 0)
    return 'The file names no parts that the printer could leave out: in the slicer switch “Label objects” (exclude objects) on.';
  if (!objects.some(({ id }) => id === object)) return 'The plate has no such object.';
  if (skipped.includes(object)) return 'The printer leaves this object out already.';
  if (state !== 'RUNNING' && state !== 'PAUSE') return 'An object can be left out as soon as the printer prints.';
  const left = objects.filter(({ id }) => id !== object && !skipped.includes(id));
  return left.length > 0 ? null : 'It is the last one that is printed: cancel the print instead.';
}
