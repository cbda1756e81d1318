import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Switches } from './switches.ts';

export type Dialect = 'buddy' | 'pi';

/** Null lets it in. */
export type Refusal = { readonly status: 401 | 403; readonly header: string | null; readonly text: string } | null;

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

interface Nonce {
  uses: number;
  readonly userAgent: string;
}

/** Who may enter, in both dialects: RFC 2069 without count, or MD5-sess with one and a nonce that is bound to the user agent. */
export class Login {
  readonly #dialect: Dialect;
  readonly #switches: Switches;
  readonly #nonces = new Map<string, Nonce>();

  constructor(dialect: Dialect, switches: Switches) {
    this.#dialect = dialect;
    this.#switches = switches;
  }

  judge(request: IncomingMessage): Refusal {
    const key = request.headers['x-api-key'];
    if (key !== undefined) return key === this.#switches.password ? null : this.#wrongKey();
    const given = new Map<string, string>();
    for (const [, name = '', quoted, bare] of (request.headers.authorization ?? '').matchAll(
      /(\w+)=(?:"([^"]*)"|([^\s,]+))/g,
    ))
      given.set(name, quoted ?? bare ?? '');
    const nonce = this.#nonces.get(given.get('nonce') ?? '');
    if (nonce === undefined) return this.#challenge(request, false);
    if (!this.#isRight(given, request.method ?? '')) return this.#challenge(request, false);
    nonce.uses += 1;
    const isFresh = nonce.uses <= this.#switches.nonceUses && nonce.userAgent === (request.headers['user-agent'] ?? '');
    return isFresh ? null : this.#challenge(request, true);
  }

  #isRight(given: ReadonlyMap<string, string>, method: string): boolean {
    const of = (name: string): string => given.get(name) ?? '';
    const [user, realm] = this.#dialect === 'buddy' ? ['maker', 'Printer API'] : ['pi', 'Administrator'];
    const own = md5(`${user}:${realm}:${this.#switches.password}`);
    const what = md5(`${method}:${of('uri')}`);
    if (of('username') !== user) return false;
    if (this.#dialect === 'buddy') return of('response') === md5(`${own}:${of('nonce')}:${what}`);
    const session = md5(`${own}:${of('nonce')}:${of('cnonce')}`);
    return of('response') === md5(`${session}:${of('nonce')}:${of('nc')}:${of('cnonce')}:auth:${what}`);
  }

  #challenge(request: IncomingMessage, stale: boolean): Refusal {
    const nonce = randomBytes(8).toString('hex');
    this.#nonces.set(nonce, { uses: 0, userAgent: request.headers['user-agent'] ?? '' });
    const header =
      this.#dialect === 'buddy'
        ? `Digest realm="Printer API", nonce="${nonce}", stale=${stale}`
        : `Digest realm="Administrator", nonce="${nonce}", algorithm="MD5-sess", qop="auth", opaque="f00", stale=${stale}`;
    return { status: 401, header, text: '' };
  }

  #wrongKey(): Refusal {
    return this.#dialect === 'buddy'
      ? { status: 401, header: 'ApiKey realm="Printer API"', text: '' }
      : { status: 403, header: null, text: 'Bad X-Api-Key.' };
  }
}
