import { isRecord } from './message.ts';

/** A word command, as Klipper takes one; a `_` at its beginning marks what only other macros call. */
const MACRO = /^gcode_macro ([A-Z][A-Z_][A-Z0-9_]{0,62})$/i;

/** For these Croft has orders of its own, which keep the print and its bed in the books; a print is started by nothing else. */
const ORDERS: ReadonlySet<string> = new Set([
  'PAUSE',
  'RESUME',
  'CANCEL_PRINT',
  'CLEAR_PAUSE',
  'SDCARD_PRINT_FILE',
  'SDCARD_RESET_FILE',
]);

/** More would fill no page that a person can use. */
export const MACROS = 200;

/** How a person calls the macro of an object, or a section, of this name; null for what is none, or none for people. PURE. */
export function macroNameOf(object: unknown): string | null {
  const name = typeof object === 'string' ? MACRO.exec(object)?.[1]?.toUpperCase() : undefined;
  return name === undefined || ORDERS.has(name) ? null : name;
}

/** The macros for people among the objects that a printer lists (`printer.objects.list`), sorted. PURE. */
export function readMacroNames(answer: unknown): readonly string[] {
  const result = isRecord(answer) && isRecord(answer.result) ? answer.result : {};
  const objects: readonly unknown[] = Array.isArray(result.objects) ? result.objects : [];
  const names = objects.flatMap((each) => {
    const name = macroNameOf(each);
    return name === null ? [] : [name];
  });
  return [...new Set(names)].toSorted().slice(0, MACROS);
}
