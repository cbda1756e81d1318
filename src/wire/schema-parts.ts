import { type Static, type TProperties, type TSchema, Type } from 'typebox';

/** An object with these fields and no others: a misspelt field is an error, not a silence. */
export const closed = <P extends TProperties>(properties: P) =>
  Type.Object(properties, { additionalProperties: false });

/** An object that may carry fields of a later version: for the few messages that every version must be able to read. */
export const open = <P extends TProperties>(properties: P) => Type.Object(properties, { additionalProperties: true });

export const list = <T extends TSchema>(
  item: T,
  limits: { readonly minItems?: number; readonly maxItems?: number } = {},
) => Type.Unsafe<readonly Static<T>[]>(Type.Array(item, limits));

/** A field that may be absent: for what came after the first version, so that older peers stay valid. */
export const maybe = <T extends TSchema>(schema: T) => Type.Optional(schema);

export const orNull = <T extends TSchema>(schema: T) =>
  Type.Unsafe<Static<T> | null>({ anyOf: [{ type: 'null' }, schema] });

/** One of some words. */
export const word = <const W extends readonly string[]>(...words: W) =>
  Type.Unsafe<W[number]>({ type: 'string', enum: words });

/** Objects told apart by `kind`: the validator looks at one case only, and its error speaks of that case. */
export const tagged = <const Cases extends readonly TSchema[]>(...cases: Cases) =>
  Type.Unsafe<{ [I in keyof Cases]: Static<Cases[I]> }[number]>({
    type: 'object',
    required: ['kind'],
    discriminator: { propertyName: 'kind' },
    oneOf: cases,
  });

/** A schema that stands in `MODEL_SCHEMAS` under this name: compiled once, however often it is used. */
export const shared = <T extends TSchema>(name: string, _schema: T) => Type.Unsafe<Static<T>>({ $ref: name });

/** A text that is one of our branded identifiers. */
export const branded = <Id extends string>(pattern: string) => Type.Unsafe<Id>({ type: 'string', pattern });

export const kind = <const K extends string>(name: K) => Type.Literal(name);
/** Counts and running numbers: whole, never negative, exact in a double. */
export const count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
export const real = Type.Number();
export const text = Type.String();
export const flag = Type.Boolean();
