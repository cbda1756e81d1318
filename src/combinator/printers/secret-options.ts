import type { DriverManifest } from '#drivers/driver';

type Options = Readonly<Record<string, unknown>>;

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
  const shown = Object.fromEntries(Object.entries(options).filter(([name]) => !secrets.includes(name)));
  return { options: shown, secretsSet: secrets };
}

/**
 * Options as they are after a change. A secret that a change leaves out is kept, for nobody can send back what nobody was shown; an
 * empty one is taken away; and a new address gets none of the old one's secrets, or whoever may change the address could read them.
 */
export function keepSecrets(manifest: DriverManifest, before: Options, given: Options): Options {
  const isSameAddress = addressNames(manifest).every((name) => given[name] === before[name]);
  const options: Record<string, unknown> = { ...given };
  for (const name of secretNames(manifest)) {
    if (options[name] === '') delete options[name];
    else if (options[name] === undefined && isSameAddress && before[name] !== undefined) options[name] = before[name];
  }
  return options;
}
