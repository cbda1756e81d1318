import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';

/** Where a webhook really goes, or why it does not go there. */
export type Destination =
  | { readonly kind: 'allowed'; readonly address: string; readonly family: 4 | 6 }
  | { readonly kind: 'refused'; readonly reason: string };

export type Resolve = (host: string) => Promise<readonly { readonly address: string; readonly family: number }[]>;

const resolveByHost: Resolve = (host) => lookup(host, { all: true, verbatim: true });

/** This host and its link: what answers there trusts whoever asks from here (metadata services, other programs of this host). */
const OWN = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
] as const)
  OWN.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of [
  ['::', 128],
  ['::1', 128],
  ['fe80::', 10],
] as const)
  OWN.addSubnet(net, bits, 'ipv6');

/** No single host. */
const NOBODY = new BlockList();
NOBODY.addSubnet('224.0.0.0', 4, 'ipv4');
NOBODY.addAddress('255.255.255.255', 'ipv4');
NOBODY.addSubnet('ff00::', 8, 'ipv6');

/**
 * Looks a host up once and says which of its addresses to connect to. The connection must go to that very address: a name that is
 * looked up again may answer otherwise the second time.
 */
export async function destinationOf(
  hostname: string,
  localAllowed: boolean,
  resolve: Resolve = resolveByHost,
): Promise<Destination> {
  const host = hostname.replace(/^\[|\]$/g, '');
  const found = isIP(host) === 0 ? await addressesOf(host, resolve) : [{ address: host, family: isIP(host) }];
  if (!Array.isArray(found)) return found as Destination;
  for (const { address, family } of found) {
    const kind = family === 6 ? 'ipv6' : 'ipv4';
    if (NOBODY.check(address, kind)) return { kind: 'refused', reason: `${address} is no single host` };
    // One bad address of several is enough: it is a name that somebody points at us.
    if (!localAllowed && OWN.check(address, kind))
      return { kind: 'refused', reason: `${address} is this host or its link, and webhooks to it are not allowed` };
  }
  const [first] = found;
  if (first === undefined) return { kind: 'refused', reason: `${host} has no address` };
  return { kind: 'allowed', address: first.address, family: first.family === 6 ? 6 : 4 };
}

async function addressesOf(
  host: string,
  resolve: Resolve,
): Promise<readonly { readonly address: string; readonly family: number }[] | Destination> {
  try {
    return await resolve(host);
  } catch (error) {
    return {
      kind: 'refused',
      reason: `${host} cannot be found (${(error as NodeJS.ErrnoException).code ?? 'no answer'})`,
    };
  }
}
