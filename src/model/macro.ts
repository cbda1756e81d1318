/**
 * A macro is G-code with places for values. What stands in a place says what may be filled in; nothing is ever evaluated:
 *
 *     M104 S{temperature: number 170..300 = 210}
 *     G1 E{length: number 1..200 = 50} F{speed: choice 100|300|900 = 300}
 *     M117 {message: text 20 = Loading}
 *     M109 S{temperature}
 *
 * A place is described where it first stands and named afterwards. `{{` and `}}` are braces, what follows `;` is a remark.
 */
export interface Macro {
  readonly parameters: readonly MacroParameter[];
  readonly lines: readonly (readonly MacroPart[])[];
  /** Where in the text each of the lines stands, 1-based. */
  readonly at: readonly number[];
}

/** What one place takes, in the order in which they stand in the text. */
export type MacroParameter = { readonly name: string } & (
  | {
      readonly kind: 'number';
      readonly least: number;
      readonly most: number;
      readonly initial: number | null;
    }
  | { readonly kind: 'text'; readonly length: number; readonly initial: string | null }
  | { readonly kind: 'choice'; readonly choices: readonly string[]; readonly initial: string | null }
);

export type MacroPart =
  | { readonly kind: 'written'; readonly text: string }
  | { readonly kind: 'place'; readonly name: string };

/** `field`: `text`, with the line, or the name of a place. */
export interface MacroProblem {
  readonly field: string;
  readonly rule: string;
  /** 1-based, where it is one line that is wrong. */
  readonly line?: number;
}

export type Parsed<T> =
  | { readonly kind: 'right'; readonly value: T }
  | { readonly kind: 'wrong'; readonly problem: MacroProblem };

/** A whole program belongs into a file and through the queue; the same bound as that of lines by hand. */
export const MACRO_LINES = 50;
/** Longer than any command that a printer takes. */
export const MACRO_LINE_CHARACTERS = 256;
/** With more a form is no form. */
const PARAMETERS = 20;
const CHOICES = 30;
const TEXT_LENGTH = 60;
/** Beyond any length, speed or step count, and exact as a decimal. */
const NUMBER_BOUND = 1_000_000;
const DECIMALS = 4;

const NAME = /^[a-z][a-z0-9_]{0,31}$/i;
const NUMBER = /^-?(?:\d{1,7}(?:\.\d{1,4})?|\.\d{1,4})$/;
/** Ends a command, begins a remark or a checksum, or means something to a firmware that has a language of its own. */
const UNSAFE = /[^\x20-\x7e]|[;*(){}"\\]/;
/** A command is written out before the first place: what is filled in may never choose it. Not `G {n}`, nor one behind a line number. */
const COMMAND = /^\s*(?![GMT]\s)(?!N\s*\d)[a-z][a-z0-9_.]*\s/i;
/** As the firmwares read it: letter, number, and the words may follow without a blank. */
const NUMBERED = /^\s*[GMT]\d+(?:\.\d+)?[^\d.\s]/i;

const wrong = (field: string, rule: string): { readonly kind: 'wrong'; readonly problem: MacroProblem } => ({
  kind: 'wrong',
  problem: { field, rule },
});

/** Places that somebody else than a person fills in; all others are refused. */
export type KnownPlaces = ReadonlyMap<string, MacroParameter>;

/** Where a place is read: what is described so far, and what needs no description. */
interface Places {
  readonly described: Map<string, MacroParameter>;
  readonly known: KnownPlaces | null;
}

/**
 * Reads a macro; the first thing that is wrong is named by its line or place, and the rule that it breaks. A place that is `known` may
 * stand without a description; with one, its own bounds and initial value hold.
 */
export function parseMacro(text: string, known: KnownPlaces | null = null): Parsed<Macro> {
  const parameters = new Map<string, MacroParameter>();
  const lines: (readonly MacroPart[])[] = [];
  const numbers: number[] = [];
  for (const [at, source] of text.split(/\r\n|\r|\n/).entries()) {
    const where = `line ${at + 1}`;
    if (source.length > MACRO_LINE_CHARACTERS)
      return {
        kind: 'wrong',
        problem: { field: where, rule: `at most ${MACRO_LINE_CHARACTERS} characters`, line: at + 1 },
      };
    const line = parseLine(source, where, { described: parameters, known });
    if (line.kind === 'wrong') return { kind: 'wrong', problem: { ...line.problem, line: at + 1 } };
    if (line.value.length === 0) continue;
    lines.push(line.value);
    numbers.push(at + 1);
  }
  if (lines.length === 0) return wrong('text', 'it holds at least one command');
  if (lines.length > MACRO_LINES) return wrong('text', `at most ${MACRO_LINES} commands`);
  if (parameters.size > PARAMETERS) return wrong('text', `at most ${PARAMETERS} places`);
  return { kind: 'right', value: { parameters: [...parameters.values()], lines, at: numbers } };
}

function parseLine(source: string, where: string, places: Places): Parsed<readonly MacroPart[]> {
  const parts: MacroPart[] = [];
  let written = '';
  const close = (): void => {
    if (written !== '') parts.push({ kind: 'written', text: written });
    written = '';
  };
  for (let i = 0; i < source.length; i++) {
    const letter = source.charAt(i);
    if (letter === ';') break;
    if ((letter === '{' || letter === '}') && source.charAt(i + 1) === letter) {
      written += letter;
      i += 1;
    } else if (letter === '}') {
      return wrong(where, '“}” ends a place that “{” began; a brace itself is written twice');
    } else if (letter === '{') {
      const end = source.indexOf('}', i);
      if (end < 0) return wrong(where, '“{” begins a place that “}” ends; a brace itself is written twice');
      const place = parsePlace(source.slice(i + 1, end), where, places);
      if (place.kind === 'wrong') return place;
      close();
      parts.push({ kind: 'place', name: place.value });
      i = end;
    } else {
      written += letter;
    }
  }
  written = written.trimEnd();
  close();
  const [first] = parts;
  if (first === undefined || (parts.length === 1 && first.kind === 'written' && first.text.trim() === ''))
    return { kind: 'right', value: [] };
  const begins = first.kind === 'written' ? first.text : '';
  // A lone command may end where the line does.
  const whole = parts.length === 1 ? `${begins} ` : begins;
  if (!COMMAND.test(whole) && !NUMBERED.test(begins))
    return wrong(where, 'a line begins with a command that is written out');
  // oxlint-disable-next-line no-control-regex -- what a firmware would read as an end of the line
  if (parts.some((part) => part.kind === 'written' && /[\u0000-\u0008\u000a-\u001f\u007f]/.test(part.text)))
    return wrong(where, 'no control characters');
  return { kind: 'right', value: parts };
}

/** The name of a place; its description goes to those that are `described`. */
function parsePlace(source: string, where: string, { described, known: all }: Places): Parsed<string> {
  const colon = source.indexOf(':');
  const name = (colon < 0 ? source : source.slice(0, colon)).trim();
  if (!NAME.test(name)) return wrong(where, `“${name}” is no name of a place: a letter, then letters, digits and _`);
  const given = all?.get(name);
  if (all !== null && given === undefined)
    return wrong(name, `nobody can fill in “${name}” here; known are ${[...all.keys()].join(', ')}`);
  const known = described.get(name) ?? (colon < 0 ? given : undefined);
  if (known !== undefined) described.set(name, known);
  if (colon < 0) {
    return known === undefined
      ? wrong(name, 'a place is described where it first stands, as in {name: number 0..100 = 50}')
      : { kind: 'right', value: name };
  }
  if (known !== undefined) return wrong(name, 'a place is described once; afterwards its name alone stands in braces');
  const parameter = parseKind(name, source.slice(colon + 1).trim());
  if (parameter.kind === 'wrong') return parameter;
  if (given !== undefined && given.kind !== parameter.value.kind) return wrong(name, `it is a ${given.kind}`);
  described.set(name, parameter.value);
  return { kind: 'right', value: name };
}

function parseKind(name: string, source: string): Parsed<MacroParameter> {
  const [, kind = '', rest = ''] = /^([a-z]*)(.*)$/i.exec(source) ?? [];
  const equals = rest.indexOf('=');
  const says = (equals < 0 ? rest : rest.slice(0, equals)).trim();
  const initial = equals < 0 ? null : rest.slice(equals + 1).trim();
  switch (kind) {
    case 'number':
      return parseNumber(name, says, initial);
    case 'text':
      return parseText(name, says, initial);
    case 'choice':
      return parseChoice(name, says, initial);
    default:
      return wrong(name, `“${kind}” is no kind of place: number, text or choice`);
  }
}

function parseNumber(name: string, says: string, initial: string | null): Parsed<MacroParameter> {
  let [least, most] = [-NUMBER_BOUND, NUMBER_BOUND];
  if (says !== '') {
    const [from = '', to = '', ...more] = says.split('..').map((one) => one.trim());
    if (more.length > 0 || !NUMBER.test(from) || !NUMBER.test(to)) return wrong(name, 'bounds are written as 0..100');
    [least, most] = [Number(from), Number(to)];
    if (least > most) return wrong(name, 'the lower bound comes first');
    if (least < -NUMBER_BOUND || most > NUMBER_BOUND) return wrong(name, `bounds within ±${NUMBER_BOUND}`);
  }
  const parameter: MacroParameter = { name, kind: 'number', least, most, initial: null };
  if (initial === null) return { kind: 'right', value: parameter };
  const value = fill(parameter, initial);
  return value.kind === 'wrong' ? value : { kind: 'right', value: { ...parameter, initial: Number(value.value) } };
}

function parseText(name: string, says: string, initial: string | null): Parsed<MacroParameter> {
  const length = says === '' ? TEXT_LENGTH : Number(says);
  if (!Number.isInteger(length) || length < 1 || length > TEXT_LENGTH)
    return wrong(name, `a text has a length of 1 to ${TEXT_LENGTH}`);
  const parameter: MacroParameter = { name, kind: 'text', length, initial: null };
  if (initial === null) return { kind: 'right', value: parameter };
  const value = fill(parameter, initial);
  return value.kind === 'wrong' ? value : { kind: 'right', value: { ...parameter, initial: value.value } };
}

function parseChoice(name: string, says: string, initial: string | null): Parsed<MacroParameter> {
  const choices = says.split('|').map((one) => one.trim());
  if (choices.length < 2 || choices.length > CHOICES) return wrong(name, `2 to ${CHOICES} choices with | between them`);
  if (choices.some((one) => one === '' || one.length > TEXT_LENGTH || UNSAFE.test(one)))
    return wrong(name, `a choice has 1 to ${TEXT_LENGTH} plain characters, none of ; * ( ) " \\`);
  if (new Set(choices).size < choices.length) return wrong(name, 'no choice stands twice');
  const parameter: MacroParameter = { name, kind: 'choice', choices, initial: null };
  if (initial === null) return { kind: 'right', value: parameter };
  const value = fill(parameter, initial);
  return value.kind === 'wrong' ? value : { kind: 'right', value: { ...parameter, initial: value.value } };
}

/** One value as it goes into the line. */
function fill(parameter: MacroParameter, given: string): Parsed<string> {
  const { name } = parameter;
  switch (parameter.kind) {
    case 'number': {
      const text = given.trim();
      if (!NUMBER.test(text)) return wrong(name, `a number with at most ${DECIMALS} decimals, such as 50 or 0.2`);
      const value = Number(text);
      if (value < parameter.least || value > parameter.most)
        return wrong(name, `from ${parameter.least} to ${parameter.most}`);
      return { kind: 'right', value: decimal(value) };
    }
    case 'text':
      if (given.length > parameter.length) return wrong(name, `at most ${parameter.length} characters`);
      if (UNSAFE.test(given)) return wrong(name, 'letters without accents, digits and signs, none of ; * ( ) { } " \\');
      return { kind: 'right', value: given };
    case 'choice':
      return parameter.choices.includes(given)
        ? { kind: 'right', value: given }
        : wrong(name, `one of ${parameter.choices.join(', ')}`);
  }
}

/** Never with an exponent, which no firmware reads. */
function decimal(value: number): string {
  const text = value.toFixed(DECIMALS).replace(/\.?0+$/, '');
  return text === '-0' ? '0' : text;
}

/** The lines with every place filled; a value that is missing is the one that the macro names, if it names one. */
export function fillMacro(macro: Macro, given: ReadonlyMap<string, string>): Parsed<readonly string[]> {
  const values = new Map<string, string>();
  for (const name of given.keys()) {
    if (!macro.parameters.some((parameter) => parameter.name === name))
      return wrong(name, 'the macro has no such place');
  }
  for (const parameter of macro.parameters) {
    const { name, initial } = parameter;
    const value = given.get(name) ?? (initial === null ? null : String(initial));
    if (value === null) return wrong(name, 'a value is needed');
    const filled = fill(parameter, value);
    if (filled.kind === 'wrong') return filled;
    values.set(name, filled.value);
  }
  const lines = macro.lines.map((parts) =>
    parts
      .map((part) => (part.kind === 'written' ? part.text : (values.get(part.name) ?? '')))
      .join('')
      .trim(),
  );
  const long = lines.findIndex((line) => line.length > MACRO_LINE_CHARACTERS);
  if (long >= 0) return wrong('text', `a filled line has at most ${MACRO_LINE_CHARACTERS} characters`);
  return { kind: 'right', value: lines };
}

/** Values that every macro can be filled with: what it names, else the least that each place takes. */
export function sampleValues({ parameters }: Macro): ReadonlyMap<string, string> {
  return new Map(
    parameters.map((parameter) => {
      if (parameter.initial !== null) return [parameter.name, String(parameter.initial)];
      switch (parameter.kind) {
        case 'number':
          return [parameter.name, decimal(parameter.least)];
        case 'text':
          return [parameter.name, ''];
        case 'choice':
          return [parameter.name, parameter.choices[0] ?? ''];
      }
    }),
  );
}
