import type { Clock } from '#lib/clock';

/** Wrong keys that one address may show (quality.md §7). */
const WINDOWS = [
  { guesses: 3, ms: 60_000 },
  { guesses: 5, ms: 10 * 60_000 },
  { guesses: 10, ms: 60 * 60_000 },
] as const;
const LONGEST_MS = 60 * 60_000;
/** Addresses that are remembered; a network that invents addresses must not fill memory. */
const ADDRESSES_LIMIT = 10_000;
/** Right keys that are remembered, so that a guesser behind the same address locks nobody out. */
const PROVEN_LIMIT = 1_000;

/** Keeps guessing slow, by address. A program that shows the same wrong key again and again guesses once. */
export interface Guesses {
  /** Whether a key may be looked at: yes, no because it was wrong before, or not for a while. */
  mayTry(address: string, hash: string): 'yes' | 'known-wrong' | { readonly waitMs: number };
  wrong(address: string, hash: string): void;
  right(hash: string): void;
}

interface Guess {
  readonly hash: string;
  readonly at: number;
}

export function createGuesses(clock: Clock): Guesses {
  /** In the order of their newest guess. */
  const byAddress = new Map<string, readonly Guess[]>();
  const proven = new Set<string>();

  const recent = (address: string): readonly Guess[] => {
    const since = clock.monotonic() - LONGEST_MS;
    return (byAddress.get(address) ?? []).filter(({ at }) => at > since);
  };

  return {
    mayTry(rawAddress, hash) {
      if (proven.has(hash)) return 'yes';
      const guesses = recent(networkOf(rawAddress));
      if (guesses.some((guess) => guess.hash === hash)) return 'known-wrong';
      const now = clock.monotonic();
      let waitMs = 0;
      for (const window of WINDOWS) {
        // The window is free again when its oldest guess that fills it has left it.
        const filling = guesses.at(-window.guesses);
        if (filling !== undefined) waitMs = Math.max(waitMs, filling.at + window.ms - now);
      }
      return waitMs > 0 ? { waitMs } : 'yes';
    },
    wrong(rawAddress, hash) {
      proven.delete(hash);
      const address = networkOf(rawAddress);
      const guesses = [...recent(address), { hash, at: clock.monotonic() }];
      byAddress.delete(address);
      byAddress.set(address, guesses);
      const [oldest] = byAddress.keys();
      if (byAddress.size > ADDRESSES_LIMIT && oldest !== undefined) byAddress.delete(oldest);
    },
    right(hash) {
      if (proven.has(hash)) return;
      proven.add(hash);
      const [oldest] = proven;
      if (proven.size > PROVEN_LIMIT && oldest !== undefined) proven.delete(oldest);
    },
  };
}

/** One household has one network of IPv6 and as many addresses in it as it likes. */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/, '').replace(/%.*$/, '');
  if (!plain.includes(':')) return plain;
  const [head = '', tail] = plain.split('::');
  const groups = head.split(':').filter((group) => group !== '');
  const after = tail === undefined ? [] : tail.split(':').filter((group) => group !== '');
  const zeros = tail === undefined ? 0 : 8 - groups.length - after.length;
  return [...groups, ...Array.from({ length: zeros }, () => '0'), ...after].slice(0, 4).join(':');
}
