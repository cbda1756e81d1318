import { isIP } from 'node:net';
import type { DriverManifest } from '#drivers/driver';
import type { FoundPrinter } from './search.ts';

/** A printer of the farm, as far as it can be recognised. */
export interface KnownPrinter {
  readonly id: string;
  readonly driver: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** What it announced when it was added; null for one that was typed in. */
  readonly identity: string | null;
}

/** What a found printer is to the farm. */
export type Standing =
  | { readonly kind: 'new' }
  /** It is this one. */
  | { readonly kind: 'known'; readonly printerId: string }
  /** It is this one, and the farm looks for it at another address: a person decides. */
  | { readonly kind: 'moved'; readonly printerId: string }
  /** The farm has another printer at this very address, or had. */
  | { readonly kind: 'address-taken'; readonly printerId: string };

/** PURE. By its own number first, wherever it is; by its address only where one of the two tells no number. */
export function standingOf(
  found: FoundPrinter,
  printers: readonly KnownPrinter[],
  manifests: ReadonlyMap<string, DriverManifest>,
): Standing {
  let atAddress: { readonly printerId: string; readonly isAnother: boolean } | null = null;
  for (const { id, driver, options, identity } of printers) {
    if (driver !== found.driver) continue;
    const network = manifests.get(driver)?.network;
    const at = network?.addressOf(options) ?? null;
    const isThere = at !== null && at.port === found.at.port && isSameHost(at.host, found);
    const number = network?.identityOf?.(options) ?? identity;
    const bothTell = number !== null && found.identity !== null;
    if (bothTell && number === found.identity) {
      // A name leads to the printer wherever it goes; whether it does so now shows when it is used.
      const hasMoved = at !== null && !isThere && isIP(at.host) !== 0;
      return { kind: hasMoved ? 'moved' : 'known', printerId: id };
    }
    if (isThere) atAddress = { printerId: id, isAnother: bothTell };
  }
  if (atAddress === null) return { kind: 'new' };
  return { kind: atAddress.isAnother ? 'address-taken' : 'known', printerId: atAddress.printerId };
}

const isSameHost = (host: string, { at, host: name }: FoundPrinter): boolean =>
  [at.host, name].some((each) => each?.toLowerCase() === host.toLowerCase());
