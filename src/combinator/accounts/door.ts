import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log-types';
import { type KeyScope, LOCAL, parseTarget, type Principal } from './access.ts';
import { createDigestLogin, parseDigestAnswer } from './digest-login.ts';
import { createGuesses } from './guesses.ts';
import { type ApiKeyRow, type ApiKeys, hashOf, keyIdOf } from './keys.ts';

/** Why somebody is not let in, as the answer tells it. */
export interface Closed {
  readonly status: 401 | 429 | 503;
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
  /** For `Retry-After`. */
  readonly waitSeconds?: number;
  /** For `WWW-Authenticate`, where a slicer knocks. */
  readonly challenge: string;
}

export interface Knock {
  readonly headers: IncomingHttpHeaders;
  readonly method: string;
  /** As it was written, for digest. */
  readonly url: string;
  /** Of the other end of the connection; what headers say of it is anybody's word. */
  readonly address: string;
}

/** Decides who a request comes from. Whatever goes wrong while deciding is a closed door (quality.md §7). */
export interface Door {
  enter(knock: Knock): Promise<Principal | Closed>;
  /** Whether a request needs a key at all. */
  readonly keyNeeded: boolean;
  /** Whether the key of somebody who came in opens nothing any more. */
  readonly hasEnded: (principal: Principal) => boolean;
  readonly cookie: SessionCookie;
}

/** How a browser keeps its key: no script reads it, no other site's page sends it. */
export interface SessionCookie {
  readonly name: string;
  set(secret: string): string;
  readonly clear: string;
}

export function createDoor(parts: {
  readonly keys: Pick<ApiKeys, 'find' | 'used'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly keyNeeded: boolean;
  /** Whether browsers come over TLS. */
  readonly secure: boolean;
}): Door {
  const { keys, clock, log, keyNeeded } = parts;
  const guesses = createGuesses(clock);
  const digest = createDigestLogin(clock);
  const cookie = sessionCookie(parts.secure);

  const closed = (code: keyof typeof REASONS, more: Partial<Closed> = {}): Closed => ({
    status: 401,
    code,
    ...REASONS[code],
    challenge: digest.challenge(false),
    ...more,
  });
  const slowly = (waitMs: number): Closed =>
    closed('too-many-guesses', { status: 429, waitSeconds: Math.ceil(waitMs / 1000) });

  function principalOf(row: ApiKeyRow): Principal | Closed {
    if (row.revoked_at !== null) return closed('key-revoked');
    if (row.expires_at !== null && row.expires_at <= clock.now()) return closed('key-expired');
    keys.used(row).catch((error: unknown) => log.warn({ err: error, key: row.id }, 'the use of a key was not noted'));
    const { id, name, expires_at: expiresAt } = row;
    const target = row.target === null ? null : parseTarget(row.target);
    if (row.target !== null && target === null) throw new Error(`key ${id} has a target that is none`);
    return { kind: 'key', id, name, scope: row.scope as KeyScope, target, expiresAt };
  }

  async function byKey(secret: string, address: string): Promise<Principal | Closed> {
    const hash = hashOf(secret);
    const may = guesses.mayTry(address, hash);
    if (may === 'known-wrong') return closed('wrong-key');
    if (may !== 'yes') return slowly(may.waitMs);
    const id = keyIdOf(secret);
    const row = id === null ? null : await keys.find(id);
    const fits = timingSafeEqual(Buffer.from(hash), Buffer.from(row?.hash ?? NO_HASH));
    if (row === null || !fits) {
      guesses.wrong(address, hash);
      return closed('wrong-key');
    }
    guesses.right(hash);
    return principalOf(row);
  }

  async function byDigest(header: string, { method, url, address }: Knock): Promise<Principal | Closed> {
    const answer = parseDigestAnswer(header);
    if (answer === null || answer.uri !== url) return closed('wrong-key');
    // Each answer is another text: what is guessed is the password of this user.
    const hash = hashOf(`${answer.user} ${answer.response}`);
    const may = guesses.mayTry(address, hash);
    if (may === 'known-wrong') return closed('wrong-key');
    if (may !== 'yes') return slowly(may.waitMs);
    const row = /^[0-9a-z]{10}$/.test(answer.user) ? await keys.find(answer.user) : null;
    const verdict = row?.digest_hash == null ? 'wrong' : digest.check(answer, method, row.digest_hash);
    if (row === null || verdict === 'wrong') {
      guesses.wrong(address, hash);
      return closed('wrong-key');
    }
    if (verdict === 'stale') return closed('wrong-key', { challenge: digest.challenge(true) });
    return principalOf(row);
  }

  async function decide(knock: Knock): Promise<Principal | Closed> {
    const { headers, address } = knock;
    const header = headers['x-api-key'];
    const shown = (Array.isArray(header) ? header[0] : header)?.trim() ?? '';
    if (shown !== '') return byKey(shown, address);
    const { authorization = '' } = headers;
    const bearer = /^Bearer\s+(\S+)$/i.exec(authorization)?.[1];
    if (bearer !== undefined) return byKey(bearer, address);
    if (/^Digest\s/i.test(authorization)) return byDigest(authorization, knock);
    const kept = cookieIn(headers.cookie, cookie.name);
    if (kept !== null) {
      const entered = await byKey(kept, address);
      // A cookie of a time when a key was needed is no claim to be anybody where none is.
      if ('kind' in entered || keyNeeded) return entered;
    }
    return keyNeeded ? closed('key-needed') : LOCAL;
  }

  return {
    keyNeeded,
    cookie,
    async enter(knock) {
      try {
        return await decide(knock);
      } catch (error) {
        log.error({ err: error }, 'a key could not be looked at');
        return closed('access-unknown', { status: 503 });
      }
    },
    hasEnded: (principal) =>
      principal.kind === 'key' && principal.expiresAt !== null && principal.expiresAt <= clock.now(),
  };
}

const NO_HASH = '0'.repeat(64);

const REASONS = {
  'key-needed': {
    message: 'This needs an API key.',
    remedy: 'Send one as X-Api-Key, or sign in on the page. `croft key create` makes one.',
  },
  'wrong-key': {
    message: 'This key is not one of this farm.',
    remedy: 'Copy it again, or make a new one on the Access page.',
  },
  'key-expired': { message: 'This key has expired.', remedy: 'Make a new one on the Access page.' },
  'key-revoked': { message: 'This key was revoked.', remedy: 'Make a new one on the Access page.' },
  'too-many-guesses': {
    message: 'Too many wrong keys came from this address.',
    remedy: 'Wait, then use the right one.',
  },
  'access-unknown': {
    message: 'Croft cannot look at keys now.',
    remedy: 'Try again; the log of Croft says more.',
  },
} as const;

function sessionCookie(secure: boolean): SessionCookie {
  const name = secure ? '__Host-croft' : 'croft';
  const rules = `Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
  return { name, set: (secret) => `${name}=${secret}; ${rules}`, clear: `${name}=; ${rules}; Max-Age=0` };
}

function cookieIn(header: string | undefined, name: string): string | null {
  for (const part of header?.split(';') ?? []) {
    const at = part.indexOf('=');
    if (part.slice(0, at).trim() === name) return part.slice(at + 1).trim() || null;
  }
  return null;
}
