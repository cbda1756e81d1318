import { limitsOf } from '#gcode/gate-limits';
import { createGate } from '#gcode/gate';
import { type Macro, type MacroParameter, type MacroProblem, fillMacro, parseMacro, sampleValues } from '#model/macro';
import { LINE_REFUSALS, prepareLine } from './prepare-line.ts';

/**
 * What a printer's owner has sent around each of its prints: G-code with the places of macros, which the driver fills in. Each line passes the
 * gate when it is saved, and with its values once more when it is sent. PURE.
 */
export const SCRIPTS = ['start', 'end', 'pause', 'resume', 'cancel'] as const;
export type ScriptName = (typeof SCRIPTS)[number];

/** As a person wrote them; '' for none. */
export type ScriptTexts = Readonly<Record<ScriptName, string>>;

export const NO_SCRIPTS: ScriptTexts = { start: '', end: '', pause: '', resume: '', cancel: '' };

/** What may stand in braces, as far as it is known at that moment. */
export interface ScriptValues {
  readonly file?: string;
  readonly print?: string;
  /** Of a print that belongs to one. */
  readonly job?: string | null;
  readonly nozzle?: number | null;
  readonly bed?: number | null;
  readonly layer?: number | null;
  readonly x?: number | null;
  readonly y?: number | null;
  readonly z?: number | null;
}

const PLACES: Readonly<Record<ScriptName, readonly (keyof ScriptValues)[]>> = {
  start: ['file', 'print', 'job', 'nozzle', 'bed'],
  end: ['file', 'print', 'job', 'nozzle', 'bed', 'layer', 'z'],
  pause: ['file', 'print', 'job', 'nozzle', 'bed', 'layer', 'x', 'y', 'z'],
  resume: ['file', 'print', 'job', 'nozzle', 'bed', 'layer', 'x', 'y', 'z'],
  cancel: ['file', 'print', 'job', 'layer', 'x', 'y', 'z'],
};

const TEXT_LENGTH = 60;

const number = (least: number, most: number) => ({ kind: 'number', least, most, initial: null }) as const;
const TEXT = { kind: 'text', length: TEXT_LENGTH, initial: null } as const;
const HEAT = number(0, 500);
const COORDINATE = number(-10_000, 10_000);

const PARAMETERS = {
  file: TEXT,
  print: TEXT,
  job: TEXT,
  nozzle: HEAT,
  bed: HEAT,
  layer: number(0, 1_000_000),
  x: COORDINATE,
  y: COORDINATE,
  z: COORDINATE,
} as const;

const parameterOf = (name: keyof ScriptValues): MacroParameter => ({ name, ...PARAMETERS[name] });

const known = (script: ScriptName): ReadonlyMap<string, MacroParameter> =>
  new Map(PLACES[script].map((name) => [name, parameterOf(name)]));

/** What is written to disk and waited for as a whole: the spooler keeps no more commands waiting. */
const MOST_LINES_ASKED = 30;

/** Null for a line that goes out, else the rule that it breaks. */
export type JudgeLine = (line: string) => string | null;

export interface ScriptProblem {
  /** 1-based. */
  readonly line: number;
  readonly excerpt: string;
  readonly rule: string;
  readonly remedy: string;
}

const inWords = ({ field, rule, line }: MacroProblem): string =>
  line === undefined || field.startsWith('line') ? rule : `“${field}”: ${rule}`;

/** The first thing that is wrong with a script as it is saved; null when it is right, or empty. */
export function scriptProblem(
  script: ScriptName,
  text: string,
  options: Readonly<Record<string, unknown>>,
): ScriptProblem | null {
  if (isEmpty(text)) return null;
  const parsed = parseMacro(text, known(script));
  const sourceAt = (line: number): string => (text.split(/\r\n|\r|\n/)[line - 1] ?? '').trim().slice(0, 60);
  if (parsed.kind === 'wrong') {
    const { line = 1 } = parsed.problem;
    const remedy = `Places that can be filled in here: ${PLACES[script].map((name) => `{${name}}`).join(' ')}.`;
    return { line, excerpt: sourceAt(line), rule: inWords(parsed.problem), remedy };
  }
  const macro = parsed.value;
  if (script !== 'start' && script !== 'end' && macro.lines.length > MOST_LINES_ASKED) {
    const line = macro.at[MOST_LINES_ASKED] ?? 1;
    return { line, excerpt: sourceAt(line), rule: `at most ${MOST_LINES_ASKED} commands`, remedy: 'Leave some out.' };
  }
  const filled = fillMacro(macro, sampleValues(macro));
  if (filled.kind === 'wrong') return { line: 1, excerpt: '', rule: inWords(filled.problem), remedy: 'Correct it.' };
  const gate = createGate(limitsOf(options));
  for (const [i, command] of filled.value.entries()) {
    const line = macro.at[i] ?? 1;
    const found = refusedAs(script, command) ?? gateProblem(gate.check(command));
    if (found !== null) return { line, excerpt: sourceAt(line), ...found };
  }
  return null;
}

/** Lines as they go out, or why they do not. */
export type FilledScript =
  | { readonly kind: 'lines'; readonly lines: readonly string[] }
  | { readonly kind: 'refused'; readonly reason: string };

/** A script with what is known now, past the gate once more; no lines for an empty one. */
export function fillScript(script: ScriptName, text: string, values: ScriptValues, judge: JudgeLine): FilledScript {
  if (isEmpty(text)) return { kind: 'lines', lines: [] };
  const parsed = parseMacro(text, known(script));
  if (parsed.kind === 'wrong') return refused(script, parsed.problem.line ?? 1, inWords(parsed.problem));
  const macro = parsed.value;
  const filled = fillMacro(macro, valuesFor(macro, values));
  if (filled.kind === 'wrong') {
    const { field, rule } = filled.problem;
    return refused(script, lineOf(macro, field), `“${field}”: ${rule}`);
  }
  const lines: string[] = [];
  for (const [i, command] of filled.value.entries()) {
    const line = macro.at[i] ?? 1;
    const rule = refusedAs(script, command)?.rule ?? judge(command);
    if (rule !== null) return refused(script, line, `${command}: ${rule}`);
    const prepared = prepareLine(command);
    if (prepared.kind === 'command') lines.push(prepared.text);
  }
  return { kind: 'lines', lines };
}

const isEmpty = (text: string): boolean =>
  text.split(/\r\n|\r|\n/).every((line) => line.replace(/;.*/, '').trim() === '');

const refused = (script: ScriptName, line: number, reason: string): FilledScript => ({
  kind: 'refused',
  reason: `Line ${line} of the ${script} script: ${reason}.`,
});

const lineOf = ({ lines, at }: Macro, place: string): number =>
  at[lines.findIndex((parts) => parts.some((part) => part.kind === 'place' && part.name === place))] ?? 1;

/** Only of places that the script has; what is not known is left to the script's own initial value. */
function valuesFor(macro: Macro, values: ScriptValues): ReadonlyMap<string, string> {
  return new Map(
    macro.parameters.flatMap(({ name, kind }) => {
      const value = values[name as keyof ScriptValues];
      if (value === undefined || value === null) return [];
      return [
        [name, kind === 'text' ? plain(String(value)) : String(Math.round(Number(value) * 1_000) / 1_000)] as const,
      ];
    }),
  );
}

/** A name as a macro takes it: without what would end a command or begin a remark. */
const plain = (text: string): string =>
  text
    .replaceAll(/[^\x20-\x7e]/g, '?')
    .replaceAll(/[;*(){}"\\]/g, '_')
    .slice(0, TEXT_LENGTH);

const GATE_REMEDY =
  'Take it out of the script, or write it otherwise; limits and blocked commands stand in the settings of the printer.';

type Refusal = { readonly rule: string; readonly remedy: string };

const gateProblem = (answer: ReturnType<ReturnType<typeof createGate>['check']>): Refusal | null =>
  answer.kind === 'pass' ? null : { rule: answer.problem.rule, remedy: GATE_REMEDY };

function refusedAs(script: ScriptName, command: string): Refusal | null {
  const prepared = prepareLine(command);
  if (prepared.kind === 'refused') {
    const { rule, remedy } = LINE_REFUSALS[prepared.refusal];
    return { rule: rule.replace(/\.$/, ''), remedy };
  }
  if (prepared.kind === 'nothing' || (script !== 'pause' && script !== 'resume')) return null;
  return isUndone(prepared.text)
    ? null
    : {
        rule: 'a script around a pause holds only what can be undone before the print goes on',
        remedy:
          'It may move (G0, G1, G4, G27, G28 X Y, G90, G91, G92 E, M82, M83, M400), heat (M104, M109, M140, M190 without T), blow (M106, M107), and show or switch something (M42, M73, M117, M118, M150, M240, M280, M300, M355).',
      };
}

const UNDONE =
  /^(?:G(?:0|1|4|27|90|91)|M(?:42|73|82|83|105|106|107|114|117|118|150|240|280|300|355|400))(?![0-9.])|^G28(?: [XY]0?)+$|^G92 E-?[0-9.]+$/;
const HEATS = /^M(?:104|109|140|190)(?![0-9.])(?!.*T)/;

/** Place, filament, heat, fan and modes are led back (`returnTo`); homing Z would drive the head into the object. */
const isUndone = (command: string): boolean => UNDONE.test(command) || HEATS.test(command);

/** Each script begins so, whatever the file had: absolute coordinates, relative extrusion. */
export const scriptModes = (heats: boolean): readonly string[] => (heats ? ['G90', 'M83'] : ['G90']);

/** As a file expects it: both absolute. */
export const fileModes = (heats: boolean): readonly string[] => (heats ? ['G90', 'M82'] : ['G90']);
