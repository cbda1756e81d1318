import type { DriverManifest } from '#drivers/driver';

type Options = Readonly<Record<string, unknown>>;

/** What the record keeps in place of a secret. */
export interface SealedOption {
  readonly sealed: string;
}

const isSealed = (value: unknown): value is SealedOption =>
  typeof value === 'object' && value !== null && typeof (value as Partial<SealedOption>).sealed === 'string';

/** Options that the driver's schema marks `writeOnly`: taken in, handed to the machine, and never shown again. */
function secretNames(manifest: DriverManifest | undefined): readonly string[] {
  return namesWhere(manifest, (property) => property.writeOnly === true);
}

/** Options that say whom a secret is told. */
const addressNames = (manifest: DriverManifest): readonly string[] =>
  namesWhere(manifest, (property) => property.format === 'address');

function namesWhere(manifest: DriverManifest | undefined, fits: (property: Options) => boolean): readonly string[] {
  const properties = (manifest?.optionsSchema.properties ?? {}) as Readonly<Record<string, Options>>;
  return Object.entries(properties).flatMap(([name, property]) => (fits(property) ? [name] : []));
}

/** Options as anybody may see them, and the names of the secrets that are set. */
export function shownOptions(
  manifest: DriverManifest | undefined,
  options: Options,
): { readonly options: Options; readonly secretsSet: readonly string[] } {
  const secrets = secretNames(manifest).filter((name) => options[name] !== undefined);
  const open = Object.entries(options).filter(([name, value]) => !secrets.includes(name) && !isSealed(value));
  const shown = Object.fromEntries(open);
  return { options: shown, secretsSet: secrets };
}

/** Whether a secret of the one is told to nobody else by the other. */
export const sameAddress = (manifest: DriverManifest, one: Options, other: Options): boolean =>
  addressNames(manifest).every((name) => one[name] === other[name]);

/**
 * Options as they are after a change. A secret that a change leaves out is kept, for nobody can send back what nobody was shown; an
 * empty one is taken away; and a new address gets none of the old one's secrets, or whoever may change the address could read them.
 */
export function keepSecrets(manifest: DriverManifest, before: Options, given: Options): Options {
  const isSameAddress = sameAddress(manifest, before, given);
  const options: Record<string, unknown> = { ...given };
  for (const name of secretNames(manifest)) {
    if (options[name] === '') delete options[name];
    else if (options[name] === undefined && isSameAddress && before[name] !== undefined) options[name] = before[name];
  }
  return options;
}

/** Options as the record keeps them: what is sealed already stays so. */
export async function sealOptions(
  manifest: DriverManifest | undefined,
  options: Options,
  seal: (name: string, plain: string) => Promise<string>,
): Promise<Options> {
  const sealed: Record<string, unknown> = { ...options };
  for (const name of secretNames(manifest)) {
    const plain = options[name];
    if (typeof plain === 'string') sealed[name] = { sealed: await seal(name, plain) } satisfies SealedOption;
  }
  return sealed;
}

/** Each sealed option as `open` gives it; where that is null it stays sealed. */
export function openOptions(stored: Options, open: (name: string, sealed: string) => string | null): Options {
  const entries = Object.entries(stored).map(([name, value]) => [
    name,
    isSealed(value) ? (open(name, value.sealed) ?? value) : value,
  ]);
  return Object.fromEntries(entries) as Options;
}

/** The sealed ones: name and text. */
export const sealedIn = (stored: Options): readonly (readonly [string, string])[] =>
  Object.entries(stored).flatMap(([name, value]) => (isSealed(value) ? [[name, value.sealed] as const] : []));

/** Without those that nobody can read any more. */
export const withoutSealed = (options: Options): Options =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => !isSealed(value)));

/** Without those that nobody can read any more and a change leaves as they were: there is nothing of them to check. */
export const withoutUnreadable = (options: Options, before: Options): Options =>
  Object.fromEntries(Object.entries(options).filter(([name, value]) => !isSealed(value) || value !== before[name]));
