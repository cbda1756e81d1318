import { networkInterfaces } from 'node:os';
import { defineErrors, errorEntry } from '#lib/user-error';

/** Names under which people reach this server through something else: a name of the network, a proxy with TLS. */
export interface PublicNames {
  /** As `Host` and `Origin` name them, with the port where there is one. */
  readonly hosts: readonly string[];
  /** Without ports, as PrusaSlicer on Windows sends them. */
  readonly bare: readonly string[];
  /** Whether all of them are reached over TLS. */
  readonly secure: boolean;
}

const errors = defineErrors({
  publicUrl: errorEntry<{ url: string }>({
    code: 'bad-public-url',
    cause: ({ url }) => `${JSON.stringify(url.slice(0, 120))} is no address of this server.`,
    remedy: 'Give it as http://farm.lan:8300, without a path.',
    field: '--public-url',
  }),
});

export function publicNames(urls: readonly string[]): PublicNames {
  const parsed = urls.map((text) => {
    const url = URL.canParse(text) ? new URL(text) : null;
    const plain = url !== null && url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '';
    if (url === null || !plain || !/^https?:$/.test(url.protocol)) throw errors.publicUrl({ url: text });
    return url;
  });
  return {
    hosts: parsed.map(({ host }) => host),
    bare: parsed.map(({ hostname }) => hostname),
    secure: parsed.length > 0 && parsed.every(({ protocol }) => protocol === 'https:'),
  };
}

/** Addresses may come and go while the server runs (DHCP); each request asking the system anew would cost more than it. */
const ADDRESSES_MS = 10_000;
const EVERY_ADDRESS: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/**
 * What this server may be called by its own addresses. A name that somebody else points at us is none of them, and an address cannot
 * be pointed elsewhere (quality.md §7, DNS rebinding).
 */
export function createOwnHosts(parts: {
  readonly host: string;
  readonly port: number;
  readonly addresses: () => readonly string[];
  readonly now: () => number;
}): () => readonly string[] {
  const { host, port } = parts;
  let [known, readAt]: [readonly string[], number] = [[], Number.NEGATIVE_INFINITY];
  const inBrackets = (name: string): string => (name.includes(':') ? `[${name}]` : name);
  return () => {
    if (parts.now() - readAt < ADDRESSES_MS) return known;
    const others = EVERY_ADDRESS.has(host) ? parts.addresses() : [host];
    const own = host === '0.0.0.0' || host === '::' ? [] : [host];
    const names = [...new Set([...own, '127.0.0.1', 'localhost', '::1', ...others])].map(inBrackets);
    // Browsers leave the port of HTTP out.
    known = names.flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]));
    readAt = parts.now();
    return known;
  };
}

export const addressesOfHost = (): readonly string[] =>
  Object.values(networkInterfaces()).flatMap((all) => all?.map(({ address }) => address.replace(/%.*$/, '')) ?? []);
