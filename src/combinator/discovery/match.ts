import { isIP } from 'node:net';
import type { DriverManifest } from '#drivers/driver';
import { type FoundPrinter, isNamed, type Place } from './gathered.ts';

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

interface KnownPlace {
  readonly id: string;
  readonly at: Place | null;
  readonly number: string | null;
}

/**
 * PURE. By its own number first, wherever it is; by its address only where one of the two tells no number; by the name of its host last, and
 * only where nobody is heard at the address that the farm knows.
 */
export function standings(
  found: readonly FoundPrinter[],
  printers: readonly KnownPrinter[],
  manifests: ReadonlyMap<string, DriverManifest>,
): readonly Standing[] {
  const records = new Map<string, KnownPlace[]>();
  const put = (word: string, record: KnownPlace): void =>
    void records.set(word, [...(records.get(word) ?? []), record]);
  for (const { id, driver, options, identity } of printers) {
    const network = manifests.get(driver)?.network;
    const at = network?.addressOf(options) ?? null;
    const record = { id, at, number: network?.identityOf?.(options) ?? identity };
    if (at !== null) put(`at ${driver} ${wordOf(at)}`, record);
    if (record.number !== null) put(`is ${driver} ${record.number}`, record);
  }
  const heard = new Set(found.flatMap(({ driver, places }) => places.map((each) => `${driver} ${wordOf(each)}`)));
  return found.map(({ driver, identity, host, places }): Standing => {
    const names = [...places, ...(host === null ? [] : places.map(({ port }) => ({ host, port })))];
    const isThere = ({ at }: KnownPlace): boolean => at !== null && names.some((each) => wordOf(each) === wordOf(at));
    // A name leads to the printer wherever it goes; whether it does so now shows when it is used.
    const isElsewhere = (record: KnownPlace): boolean =>
      record.at !== null && !isThere(record) && isIP(record.at.host) !== 0;
    const same = identity === null ? [] : (records.get(`is ${driver} ${identity}`) ?? []);
    const isNumber = identity !== null && !isNamed(identity);
    const [byNumber] = isNumber ? same : [];
    if (byNumber !== undefined) return { kind: isElsewhere(byNumber) ? 'moved' : 'known', printerId: byNumber.id };
    const [there] = [...new Set(names.map(wordOf))].flatMap((word) => records.get(`at ${driver} ${word}`) ?? []);
    if (there !== undefined) {
      const isAnother = isNumber && there.number !== null && !isNamed(there.number);
      return { kind: isAnother ? 'address-taken' : 'known', printerId: there.id };
    }
    const silent = same.find(
      (each) => isElsewhere(each) && each.at !== null && !heard.has(`${driver} ${wordOf(each.at)}`),
    );
    return silent === undefined ? { kind: 'new' } : { kind: 'moved', printerId: silent.id };
  });
}

const wordOf = ({ host, port }: Place): string => `${host.toLowerCase()}:${port}`;
