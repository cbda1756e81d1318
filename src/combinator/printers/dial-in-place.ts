import type { DriverManifest, OptionProblem } from '#drivers/driver';
import type { Transaction } from '#storage/storage';
import type { FarmSchema } from '../schema.ts';

type Options = Readonly<Record<string, unknown>>;

/**
 * Printers that dial need a place of their own on this host: who else has the one that these options name, and which port is free.
 * `exceptId`: the printer whose settings they are.
 */
export async function dialInProblem(
  tx: Transaction<FarmSchema>,
  manifests: ReadonlyMap<string, DriverManifest>,
  {
    driver,
    options,
    exceptId,
  }: { readonly driver: string; readonly options: Options; readonly exceptId: string | null },
): Promise<OptionProblem | null> {
  const place = manifests.get(driver)?.network?.dialsIn?.(options);
  if (place === undefined) return null;
  const taken = new Map<number, string>();
  for (const other of await tx.selectFrom('printer').select(['id', 'name', 'driver', 'options']).execute()) {
    const theirs = manifests.get(other.driver)?.network?.dialsIn?.(JSON.parse(other.options) as Options);
    if (theirs === undefined || other.id === exceptId) continue;
    // One that listens everywhere listens at each address.
    const meets = place.address === null || theirs.address === null || place.address === theirs.address;
    if (meets) taken.set(theirs.port, other.name);
  }
  const holder = taken.get(place.port);
  if (holder === undefined) return null;
  let free = place.port;
  while (taken.has(free)) free += 1;
  return {
    field: 'port',
    rule: `each printer that calls has a port of its own, and ${holder} has ${place.port}`,
    remedy: `Choose another one here and in the printer’s settings file, such as ${free}.`,
  };
}
