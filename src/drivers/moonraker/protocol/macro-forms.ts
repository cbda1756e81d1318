import type { OwnMacro, OwnParameter } from '#drivers/own-macros';
import { macroNameOf, MACROS } from './macro-names.ts';
import { isRecord } from './message.ts';
import { statusIn } from './status-in.ts';

/** A macro with more of them is a program. */
const PARAMETERS = 20;
/** What is read of a macro; a longer one names its parameters at its beginning. */
const TEXT_LIMIT = 64 * 1024;
/** `params.TEMP|default(200)|int`, `params["TEMP"]`: a name, and the filters behind it, as Jinja has them. */
const READS =
  /\bparams(?:\.([A-Za-z_]\w{0,39})|\[\s*["']([A-Za-z_]\w{0,39})["']\s*\])((?:\s*\|\s*\w{1,20}(?:\([^()]{0,100}\))?){0,6})/g;
const DEFAULT = /\|\s*(?:default|d)\(\s*(?:'([^'"]*)'|"([^'"]*)"|(-?\d+(?:\.\d+)?))\s*[,)]/;
const NUMBER = /\|\s*(?:int|float)\b/;
/** In a value nothing ends it, begins a comment or another command, whoever reads the line. */
const VALUE = /^[\p{L}\d_.,:+\-/%()@ ]{0,80}$/u;

/** The macros for people, with what their G-code reads (`configfile.settings`), sorted. PURE. */
export function readMacroForms(answer: unknown): readonly OwnMacro[] {
  const file = statusIn(answer)?.configfile;
  const settings = isRecord(file) && isRecord(file.settings) ? file.settings : {};
  const macros = Object.entries(settings).flatMap(([section, fields]): readonly OwnMacro[] => {
    const name = macroNameOf(section);
    if (name === null || !isRecord(fields)) return [];
    const { gcode, description } = fields;
    return [
      { name, description: wordsOf(description), parameters: parametersOf(typeof gcode === 'string' ? gcode : '') },
    ];
  });
  return macros.toSorted((a, b) => (a.name < b.name ? -1 : 1)).slice(0, MACROS);
}

/** Klipper's own words for a macro without any say nothing. */
const wordsOf = (description: unknown): string =>
  typeof description === 'string' && description !== 'G-Code macro' ? description.slice(0, 200) : '';

function parametersOf(gcode: string): readonly OwnParameter[] {
  const found = new Map<string, OwnParameter>();
  for (const [, dotted, quoted, filters = ''] of gcode.slice(0, TEXT_LIMIT).matchAll(READS)) {
    const name = (dotted ?? quoted ?? '').toUpperCase();
    const [, single, double, number] = DEFAULT.exec(filters) ?? [];
    const initial = single ?? double ?? number ?? null;
    const before = found.get(name);
    if (before === undefined && found.size >= PARAMETERS) break;
    found.set(name, {
      name,
      isNumber: before?.isNumber === true || NUMBER.test(filters) || number !== undefined,
      initial: before?.initial ?? (initial !== null && VALUE.test(initial) ? initial : null),
    });
  }
  return [...found.values()];
}

/** The rule that a value breaks; empty is left out. PURE. */
export function wrongMacroValue({ isNumber }: OwnParameter, value: string): string | null {
  if (value === '') return null;
  if (isNumber) return /^-?\d{1,9}(?:\.\d{1,6})?$/.test(value) ? null : 'a number, such as 220 or -0.05';
  return VALUE.test(value) ? null : 'at most 80 letters, digits, spaces and . , : + - / % ( ) @ _';
}

/** `LOAD_FILAMENT TEMP=220 TYPE="PLA plus"`: as Klipper reads extended commands. PURE. */
export function macroLineOf({ name, parameters }: OwnMacro, values: ReadonlyMap<string, string>): string {
  const given = parameters.flatMap((parameter) => {
    const value = values.get(parameter.name) ?? '';
    if (value === '') return [];
    return [`${parameter.name}=${/^[\w.+-]+$/.test(value) ? value : `"${value}"`}`];
  });
  return [name, ...given].join(' ');
}
