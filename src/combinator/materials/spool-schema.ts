import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { type Static, Type } from 'typebox';
import { materialErrors } from './errors.ts';

/** What people say of a spool, for every way in: page, REST and CSV (CF1). Grams, mm, g/cm³. */
export const SPOOL_SCHEMA = Type.Object(
  {
    vendor: Type.String({ title: 'Vendor', maxLength: 64, default: '' }),
    name: Type.String({ title: 'Name', maxLength: 64, default: '' }),
    type: Type.String({ title: 'Type', minLength: 1, maxLength: 32, pattern: '\\S' }),
    colours: Type.Array(Type.String({ pattern: '^#[0-9A-Fa-f]{6}$' }), { title: 'Colours', maxItems: 8, default: [] }),
    diameterMm: Type.Number({ title: 'Diameter in mm', minimum: 0.5, maximum: 10, default: 1.75 }),
    density: Type.Number({ title: 'Density in g/cm³', minimum: 0.2, maximum: 10, default: 1.24 }),
    netGrams: Type.Number({
      title: 'Filament on it when full, in g',
      exclusiveMinimum: 0,
      maximum: 100_000,
      default: 1000,
    }),
    usedGrams: Type.Number({ title: 'Used, in g', minimum: 0, maximum: 1_000_000, default: 0 }),
    tareGrams: Type.Union([Type.Number({ minimum: 0, maximum: 10_000 }), Type.Null()], {
      title: 'Weight of the empty spool, in g',
      default: null,
    }),
    price: Type.Union([Type.Number({ minimum: 0, maximum: 1_000_000 }), Type.Null()], {
      title: 'Price of the spool',
      default: null,
    }),
    lot: Type.String({ title: 'Lot', maxLength: 64, default: '' }),
    location: Type.String({ title: 'Where it is kept', maxLength: 64, default: '' }),
    note: Type.String({ title: 'Note', maxLength: 1000, default: '' }),
  },
  { additionalProperties: false },
);

export type SpoolFields = Readonly<Static<typeof SPOOL_SCHEMA>>;
export type SpoolField = keyof SpoolFields;

export const SPOOL_FIELDS = Object.keys(SPOOL_SCHEMA.properties) as readonly SpoolField[];

/** Usual densities, in g/cm³, for whoever knows the type alone. */
const DENSITIES: Readonly<Record<string, number>> = {
  PLA: 1.24,
  PETG: 1.27,
  PET: 1.38,
  ABS: 1.04,
  ASA: 1.07,
  TPU: 1.21,
  PC: 1.2,
  PA: 1.14,
  PP: 0.9,
  HIPS: 1.04,
  PVA: 1.23,
};

export const densityOf = (type: string): number =>
  DENSITIES[/^[A-Z]+/.exec(type.trim().toUpperCase())?.[0] ?? ''] ?? 1.24;

let compiled: ValidateFunction | null = null;

/** When the first spool is looked at: a farm without spools starts without it. */
function validator(): ValidateFunction {
  compiled ??= new Ajv({ allErrors: true, strict: false, validateSchema: false }).compile(SPOOL_SCHEMA);
  return compiled;
}

/** Whole fields, trimmed, or an error that names field and rule. `given` may leave out all but the type. */
export function checkSpool(given: Partial<SpoolFields>): SpoolFields {
  const fields = { ...defaults(given.type ?? ''), ...tidy(given) };
  const validate = validator();
  if (!validate(fields)) throw materialErrors.badField(wordsOf(validate.errors?.[0]));
  return fields as SpoolFields;
}

function defaults(type: string): Omit<SpoolFields, 'type'> {
  return {
    vendor: '',
    name: '',
    colours: [],
    diameterMm: 1.75,
    density: densityOf(type),
    netGrams: 1000,
    usedGrams: 0,
    tareGrams: null,
    price: null,
    lot: '',
    location: '',
    note: '',
  };
}

function tidy(given: Partial<SpoolFields>): Partial<SpoolFields> {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.map(([field, value]) => [
      field,
      typeof value === 'string'
        ? value.trim()
        : Array.isArray(value)
          ? value.map((colour: unknown) => (typeof colour === 'string' ? colour.trim().toUpperCase() : colour))
          : value,
    ]),
  );
}

/** The field and the broken rule, in words that stand in a form and in a line of a table. */
function wordsOf(error: ErrorObject | undefined): { readonly field: string; readonly rule: string } {
  const field = error?.instancePath.split('/')[1] ?? '';
  if (error?.keyword === 'additionalProperties')
    return { field: String(error.params.additionalProperty), rule: 'a spool has no such field' };
  if (error?.keyword === 'required') return { field: String(error.params.missingProperty), rule: 'it is needed' };
  if (field === 'colours' && error?.keyword === 'pattern') return { field, rule: 'colours are written #RRGGBB' };
  if (error?.keyword === 'pattern' || error?.keyword === 'minLength') return { field, rule: 'it must not be empty' };
  return { field, rule: error?.message ?? 'it has the wrong form' };
}
