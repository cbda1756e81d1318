import type { IncomingHttpHeaders } from 'node:http';

/** What a refused request is told. */
export interface Refusal {
  readonly status: 403 | 415 | 421;
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

export type Guard = ReturnType<typeof createGuard>;

/**
 * The checks that stand before every request (quality.md §7): the Host must be one that this server has (a name that an attacker
 * points at us is none), and whatever changes something or opens a live channel must not come from another site’s page.
 */
export function createGuard(hosts: () => readonly string[], withoutPort: () => readonly string[] = () => []) {
  const known = (host: string | undefined): boolean => host !== undefined && hosts().includes(host.toLowerCase());

  function host(headers: IncomingHttpHeaders): Refusal | null {
    // A name of ours without the port can only have come to us; as an origin it would be another server's.
    if (known(headers.host) || withoutPort().includes(headers.host?.toLowerCase() ?? '')) return null;
    return {
      status: 421,
      code: 'unknown-host',
      message: 'This server is not known by that name.',
      remedy: `Open it as http://${hosts()[0] ?? '127.0.0.1'}.`,
    };
  }

  /** A browser names the page that asks; programs that are none name nobody. */
  function origin(headers: IncomingHttpHeaders): Refusal | null {
    const site = headers['sec-fetch-site'];
    const foreignSite = site !== undefined && site !== 'same-origin' && site !== 'none';
    const foreignOrigin = headers.origin !== undefined && !isOurs(headers.origin);
    if (!foreignSite && !foreignOrigin) return null;
    return {
      status: 403,
      code: 'foreign-origin',
      message: 'Requests from the pages of other sites are not taken.',
      remedy: 'Use the page that this server itself shows.',
    };
  }

  function isOurs(text: string): boolean {
    try {
      const { protocol, host: name } = new URL(text);
      return (protocol === 'http:' || protocol === 'https:') && known(name);
    } catch {
      return false;
    }
  }

  return { host, origin };
}

/** What every answer carries. The page needs nothing from elsewhere and no inline code. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; media-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
};
