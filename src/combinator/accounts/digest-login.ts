import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '#lib/clock';

/** HTTP digest (RFC 7616 with MD5, which is what slicers and their systems speak), for keys that only send files. */
export const REALM = 'Croft';
/** A slicer asks for the version, then sends a file: it needs one nonce for minutes at most. */
const NONCE_MS = 5 * 60_000;
/** Nonces whose counters are remembered against replaying. Beyond it the oldest must be asked for anew. */
const NONCES_LIMIT = 1_000;

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/** What the database keeps: it proves this key in this realm, and tells nothing about the key itself. */
export const verifierOf = (user: string, secret: string): string => md5(`${user}:${REALM}:${secret}`);

export interface DigestAnswer {
  /** The id of the key. */
  readonly user: string;
  readonly nonce: string;
  readonly count: string;
  readonly clientNonce: string;
  readonly uri: string;
  readonly response: string;
}

export interface DigestLogin {
  /** For `WWW-Authenticate`. */
  challenge(stale: boolean): string;
  /** Whether the answer fits the key's verifier, and its nonce is ours, young and not used with this count. */
  check(answer: DigestAnswer, method: string, verifier: string): 'right' | 'wrong' | 'stale';
}

export function createDigestLogin(clock: Clock): DigestLogin {
  const secret = randomBytes(32);
  const counts = new Map<string, number>();
  const sealOf = (at: string): string => createHmac('sha256', secret).update(at).digest('hex').slice(0, 32);

  function freshness(nonce: string, count: number): 'fresh' | 'stale' {
    const [at = '', seal = ''] = nonce.split('.');
    const age = clock.monotonic() - Number.parseInt(at, 36);
    if (!same(seal, sealOf(at)) || !(age >= 0 && age < NONCE_MS)) return 'stale';
    return count > (counts.get(nonce) ?? 0) ? 'fresh' : 'stale';
  }

  return {
    challenge(stale) {
      // Two askers in the same moment must not share a counter.
      const at = `${Math.floor(clock.monotonic()).toString(36)}-${randomBytes(6).toString('hex')}`;
      return `Digest realm="${REALM}", qop="auth", algorithm=MD5, nonce="${at}.${sealOf(at)}", stale=${String(stale)}`;
    },
    check(answer, method, verifier) {
      const { nonce, count, clientNonce, uri, response } = answer;
      const expected = md5(`${verifier}:${nonce}:${count}:${clientNonce}:auth:${md5(`${method}:${uri}`)}`);
      if (!same(expected, response)) return 'wrong';
      const number = Number.parseInt(count, 16);
      if (freshness(nonce, number) === 'stale') return 'stale';
      counts.delete(nonce);
      counts.set(nonce, number);
      const [oldest] = counts.keys();
      if (counts.size > NONCES_LIMIT && oldest !== undefined) counts.delete(oldest);
      return 'right';
    },
  };
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** Reads `Authorization: Digest …`; null when something that we asked for is missing. */
export function parseDigestAnswer(header: string): DigestAnswer | null {
  const fields = new Map<string, string>();
  for (const [, name = '', quoted, plain] of header.matchAll(/(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/g))
    fields.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '');
  const [user, nonce, count, clientNonce, uri, response] = ['username', 'nonce', 'nc', 'cnonce', 'uri', 'response'].map(
    (name) => fields.get(name) ?? '',
  ) as [string, string, string, string, string, string];
  const whole = fields.get('qop') === 'auth' && /^[0-9a-f]{8}$/i.test(count) && /^[0-9a-f]{32}$/.test(response);
  return whole && user !== '' && nonce !== '' && uri !== '' ? { user, nonce, count, clientNonce, uri, response } : null;
}
