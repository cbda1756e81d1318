import { isIP } from 'node:net';
import type { Announced } from '#drivers/announcement';

export interface Place {
  readonly host: string;
  readonly port: number;
}

/** A printer that was heard, and whose driver understood it. */
export interface FoundPrinter extends Announced {
  /** The same for as long as one search lasts. */
  readonly key: string;
  readonly driver: string;
  readonly at: Place;
  /** Everywhere it is heard now: a printer with a cable and a wireless network has two places. */
  readonly places: readonly Place[];
}

/** What is heard in the networks, for as long as it goes on being heard. */
export interface Gathered {
  /** False where nothing of what people see has changed. */
  hear(driver: string, announced: Announced, at: Place, time: number): boolean;
  /** Whoever was not heard since then is gone. True where somebody was. */
  forgetBefore(time: number): boolean;
  /** In the order in which they were heard first. */
  list(): readonly FoundPrinter[];
  /** More announce themselves than are kept. */
  readonly isFull: boolean;
}

interface Entry {
  readonly driver: string;
  readonly at: Place;
  announced: Announced;
  heardAt: number;
}

/** Whoever shouts names into a network must not fill the memory of a farm. */
export const FOUND_LIMIT = 1_000;

/** By the name of its host where it tells no number: it is a hint and no proof, and goes behind an address. */
const NAMED = 'name:';
export const isNamed = (identity: string): boolean => identity.startsWith(NAMED);

const CLONED =
  'Another printer announces the same number, as copies of one SD card do: Croft knows these two by their addresses alone.';

/** An entry for each printer at each place; what belongs together is put together when it is listed. PURE. */
export function createGathered(): Gathered {
  const entries = new Map<string, Entry>();
  let isFull = false;
  return {
    get isFull() {
      return isFull;
    },
    hear(driver, announced, at, time) {
      const key = `${driver} ${JSON.stringify(announced.options)}`;
      const before = entries.get(key);
      if (before === undefined) {
        if (entries.size >= FOUND_LIMIT) {
          const isNews = !isFull;
          isFull = true;
          return isNews;
        }
        entries.set(key, { driver, at, announced, heardAt: time });
        return true;
      }
      before.heardAt = time;
      const told = merged(before.announced, announced);
      if (JSON.stringify(told) === JSON.stringify(before.announced)) return false;
      before.announced = told;
      return true;
    },
    forgetBefore(time) {
      let isNews = false;
      for (const [key, { heardAt }] of entries) if (heardAt < time) isNews = entries.delete(key) || isNews;
      if (entries.size < FOUND_LIMIT) isFull = false;
      return isNews;
    },
    list() {
      const all = [...entries.values()];
      const sure = new Set(all.filter(({ announced }) => announced.isSure).map(({ at }) => wordOf(at)));
      // What only might be a printer of its kind makes room for what is sure of itself.
      const shown = all.filter(({ announced, at }) => announced.isSure || !sure.has(wordOf(at)));
      const groups = new Map<string, Entry[]>();
      for (const entry of shown) {
        const { driver, at, announced } = entry;
        const group = `${driver} ${announced.identity ?? wordOf(at)} ${announced.identity === null ? JSON.stringify(announced.options) : ''}`;
        groups.set(group, [...(groups.get(group) ?? []), entry]);
      }
      const named = countedBy(shown, nameOf);
      return [...groups.values()].flatMap((group) => {
        const isCloned = new Set(group.map(hostOf).filter((host) => host !== null)).size > 1;
        if (isCloned) return group.map((entry) => foundPrinter(entry, [entry], null, CLONED));
        const [first] = group as [Entry];
        const name = nameOf(first);
        // Two hosts of one name, in two networks: neither is known by it.
        const identity = first.announced.identity ?? (name !== null && named.get(name) === 1 ? name : null);
        return [foundPrinter(first, group, identity, null)];
      });
    },
  };
}

function foundPrinter(
  { driver, at, announced }: Entry,
  group: readonly Entry[],
  identity: string | null,
  warning: string | null,
): FoundPrinter {
  const key = announced.identity === null || warning !== null ? JSON.stringify(announced.options) : announced.identity;
  return {
    ...announced,
    identity,
    note: warning ?? announced.note,
    key: `${driver} ${key}`,
    driver,
    at,
    places: group.map((each) => each.at),
  };
}

/** What is told last holds; but who tells less, by another way, takes no name away. */
function merged(before: Announced, now: Announced): Announced {
  if (before.isSure && !now.isSure) return before;
  const isLess = isIP(now.name) !== 0 && isIP(before.name) === 0;
  return {
    ...now,
    name: isLess ? before.name : now.name,
    model: now.model ?? before.model,
    identity: now.identity ?? before.identity,
    host: isIP(now.host ?? '') !== 0 ? before.host : (now.host ?? before.host),
  };
}

const wordOf = ({ host, port }: Place): string => `${host}:${port}`;

const hostOf = ({ announced: { host } }: Entry): string | null =>
  host === null || isIP(host) !== 0 ? null : host.toLowerCase();

function nameOf(entry: Entry): string | null {
  const host = hostOf(entry);
  return entry.announced.identity !== null || host === null ? null : `${NAMED}${host}:${entry.at.port}`;
}

function countedBy(entries: readonly Entry[], of: (entry: Entry) => string | null): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const entry of entries) {
    const word = of(entry);
    if (word !== null) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}
