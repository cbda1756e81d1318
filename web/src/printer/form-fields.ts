/** G-code as one text, or as a list with a command on each line. */
export type ScriptKind = 'script' | 'script-lines';

export const isScript = ({ kind }: Pick<FormField, 'kind'>): boolean => kind === 'script' || kind === 'script-lines';

/** What a driver’s JSON Schema asks of a form: the few kinds of fields that drivers have, read defensively. */
export interface FormField {
  readonly name: string;
  readonly kind: 'text' | 'secret' | 'serial-port' | 'number' | 'integer' | 'choice' | 'flag' | 'list' | ScriptKind;
  readonly title: string;
  readonly help: string | null;
  readonly required: boolean;
  readonly choices: readonly string[];
  readonly minimum: number | null;
  readonly maximum: number | null;
  /** A secret that this page can make up, of so many signs. */
  readonly makeUp: number | null;
  readonly initial: string | boolean;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `options`: the values in force, shown instead of the schema’s defaults. Fields of kinds that no form can draw are left out. */
export function formFields(schema: unknown, options: unknown = {}): readonly FormField[] {
  if (!isRecord(schema) || !isRecord(schema.properties)) return [];
  const required = Array.isArray(schema.required) ? schema.required : [];
  const values = isRecord(options) ? options : {};
  return Object.entries(schema.properties).flatMap(([name, property]) => {
    if (!isRecord(property)) return [];
    const field = fieldOf(name, property, values[name]);
    return field === null ? [] : [{ ...field, required: required.includes(name) }];
  });
}

function fieldOf(name: string, property: Readonly<Record<string, unknown>>, value: unknown): FormField | null {
  const kind = kindOf(property);
  if (kind === null) return null;
  const initial = value ?? property.default;
  return {
    name,
    kind,
    title: typeof property.title === 'string' ? property.title : name,
    help: typeof property.description === 'string' ? property.description : null,
    required: false,
    choices: choicesOf(property),
    minimum: typeof property.minimum === 'number' ? property.minimum : null,
    maximum: typeof property.maximum === 'number' ? property.maximum : null,
    makeUp: typeof property['x-make-up'] === 'number' ? property['x-make-up'] : null,
    initial: kind === 'flag' ? initial === true : textOf(initial, kind === 'script-lines' ? '\n' : ', '),
  };
}

function textOf(value: unknown, between: string): string {
  if (Array.isArray(value)) return value.join(between);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function choicesOf(property: Readonly<Record<string, unknown>>): readonly string[] {
  if (Array.isArray(property.enum)) return property.enum.map(String);
  if (!Array.isArray(property.anyOf)) return [];
  return property.anyOf.flatMap((one) => (isRecord(one) && one.const !== undefined ? [String(one.const)] : []));
}

function kindOf(property: Readonly<Record<string, unknown>>): FormField['kind'] | null {
  if (choicesOf(property).length > 0) return 'choice';
  switch (property.type) {
    case 'string':
      if (property.writeOnly === true) return 'secret';
      if (property.format === 'gcode-script') return 'script';
      return property.format === 'serial-port' ? 'serial-port' : 'text';
    case 'number':
      return 'number';
    case 'integer':
      return 'integer';
    case 'boolean':
      return 'flag';
    case 'array':
      if (!isRecord(property.items) || property.items.type !== 'string') return null;
      return property.format === 'gcode-script' ? 'script-lines' : 'list';
    default:
      return null;
  }
}

/** A form with more fields than this frightens off whoever only wants to add a printer. */
const SHOWN_MAX = 8;

/** The fields that everybody needs, and those that have a value already and may stay behind “More”, where a form has many. */
export function folded(fields: readonly FormField[]): {
  readonly first: readonly FormField[];
  readonly more: readonly FormField[];
} {
  if (fields.length <= SHOWN_MAX) return { first: fields, more: [] };
  const isFirst = ({ required, kind }: FormField): boolean => required || kind === 'secret' || kind === 'serial-port';
  return { first: fields.filter(isFirst), more: fields.filter((field) => !isFirst(field)) };
}

/** The options that the form’s values mean. Empty fields are left out, so that the driver’s own defaults hold. */
export function optionsOf(
  fields: readonly FormField[],
  values: Readonly<Record<string, string | boolean>>,
): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  for (const field of fields) {
    const value = values[field.name] ?? field.initial;
    if (typeof value === 'boolean') options[field.name] = value;
    else if (value.trim() === '') continue;
    // Its lines keep their numbers, by which the server tells what is wrong.
    else if (field.kind === 'script') options[field.name] = value;
    else if (field.kind === 'script-lines')
      options[field.name] = value
        .trimEnd()
        .split('\n')
        .map((one) => one.trim());
    else if (field.kind === 'list')
      options[field.name] = value
        .split(',')
        .map((one) => one.trim())
        .filter((one) => one !== '');
    else if (field.kind === 'number' || field.kind === 'integer') options[field.name] = Number(value);
    else options[field.name] = value.trim();
  }
  return options;
}
