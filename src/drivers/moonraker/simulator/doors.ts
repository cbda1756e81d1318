import type { IncomingMessage } from 'node:http';
import { Refusal } from './klipper.ts';
import type { Switches } from './switches.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Who may enter: everybody, whoever has the key, or whoever has logged in and whose token still counts. */
export class Doors {
  /** Logins and renewals that were asked for, in order. */
  readonly asked: ('login' | 'refresh')[] = [];
  readonly #switches: Switches;
  #tokens = new Map<string, number>();
  #refresh = new Set<string>();
  #count = 0;

  constructor(switches: Switches) {
    this.#switches = switches;
  }

  /** Every token is worth nothing any more; `refresh`: what renews one, too. */
  forget({ refresh = false } = {}): void {
    this.#tokens = new Map();
    if (refresh) this.#refresh = new Set();
  }

  letsIn({ headers }: IncomingMessage): boolean {
    const { apiKey, user } = this.#switches;
    if (apiKey === null && user === null) return true;
    if (apiKey !== null && headers['x-api-key'] === apiKey) return true;
    return this.#counts(/^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1]);
  }

  /** By what `server.connection.identify` names. */
  knows({ api_key: key, access_token: token }: Fields): boolean {
    const { apiKey, user } = this.#switches;
    return (apiKey === null && user === null) || (apiKey !== null && key === apiKey) || this.#counts(token);
  }

  login({ username, password }: Fields): Fields {
    this.asked.push('login');
    const { user } = this.#switches;
    if (username !== user?.username) throw new Refusal(400, `Unregistered User: ${String(username)}`);
    if (password !== user?.password) throw new Refusal(400, `Invalid Password: ${String(password)}`);
    const refresh = `refresh-${++this.#count}`;
    this.#refresh.add(refresh);
    return { username, token: this.#token(), refresh_token: refresh, action: 'user_logged_in' };
  }

  renew({ refresh_token: refresh }: Fields): Fields {
    this.asked.push('refresh');
    if (!this.#refresh.has(String(refresh))) throw new Refusal(401, 'Invalid Refresh Token');
    return { token: this.#token(), action: 'user_jwt_refresh' };
  }

  #counts(token: unknown): boolean {
    const until = this.#tokens.get(String(token));
    return until !== undefined && until > performance.now();
  }

  /** In form a JWT, of a host whose clock is years behind. */
  #token(): string {
    const iat = 1_000_000_000 + ++this.#count;
    const { tokenSeconds } = this.#switches;
    const claims = Buffer.from(JSON.stringify({ iat, exp: iat + tokenSeconds })).toString('base64url');
    const token = `e30.${claims}.c2ln${this.#count}`;
    this.#tokens.set(token, performance.now() + tokenSeconds * 1_000);
    return token;
  }
}
