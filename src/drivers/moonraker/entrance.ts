import { httpExchange } from '#drivers/http-exchange';
import { Refused, WrongCredentials } from '#drivers/network-trouble';
import type { Clock } from '#lib/clock';
import { resultOf } from './answers.ts';
import type { MoonrakerOptions } from './manifest.ts';
import { lifeOf, readTokens, type Tokens } from './protocol/token.ts';

/** A login is answered at once; what lasts longer is no login. */
const LOGIN_MS = 10_000;
/** A token is renewed when so much of its life is over, before a request meets its end. */
const RENEW_AT = 0.8;

interface Held extends Tokens {
  readonly renewAt: number;
}

/**
 * What opens the doors of a Moonraker: nothing where it trusts our address, an API key, or the token of a login, which is fetched when it is
 * needed, renewed before it ends, and fetched anew when a door does not open any more. A login that was refused is not tried again with the
 * same words: that locks accounts (CO2).
 */
export class Entrance {
  readonly #options: MoonrakerOptions;
  readonly #clock: Clock;
  #held: Held | null = null;
  #refused: WrongCredentials | null = null;
  #fetching: Promise<Held> | null = null;

  constructor(options: MoonrakerOptions, clock: Clock) {
    this.#options = options;
    this.#clock = clock;
  }

  /** Headers for a request that must not wait; null where a login has to come first. */
  get ready(): Readonly<Record<string, string>> | null {
    const { login, apiKey } = this.#options;
    if (login === null) return apiKey === null ? {} : { 'X-Api-Key': apiKey };
    return this.#held === null ? null : bearer(this.#held.token);
  }

  /** What it has may end, and another of it be had. */
  get renews(): boolean {
    return this.#options.login !== null;
  }

  /** For each request. Throws `WrongCredentials`, `Unreachable`. */
  async headers(signal: AbortSignal): Promise<Readonly<Record<string, string>>> {
    const { ready } = this;
    if (ready !== null && (this.#held === null || this.#clock.monotonic() < this.#held.renewAt)) return ready;
    return bearer((await this.#fetch(signal)).token);
  }

  /** What `server.connection.identify` is told. */
  async identity(signal: AbortSignal): Promise<Readonly<Record<string, string>>> {
    const { login, apiKey } = this.#options;
    if (login === null) return apiKey === null ? {} : { api_key: apiKey };
    const { authorization = '' } = await this.headers(signal);
    return { access_token: authorization.slice('Bearer '.length) };
  }

  /** A door stayed shut: true when another login may open it. */
  shut(): boolean {
    const hadToken = this.#held !== null;
    this.#held = null;
    return hadToken;
  }

  /** One at a time: a second login at once would only make the first one's token a spare. */
  #fetch(signal: AbortSignal): Promise<Held> {
    this.#fetching ??= this.#renewed(signal).finally(() => {
      this.#fetching = null;
    });
    return this.#fetching;
  }

  async #renewed(signal: AbortSignal): Promise<Held> {
    if (this.#refused !== null) throw this.#refused;
    const before = this.#held;
    if (before?.refresh != null) {
      const refresh = before.refresh;
      const renewed = await this.#ask('/access/refresh_jwt', { refresh_token: refresh }, signal).catch(
        (error: unknown) => {
          if (error instanceof Refused || error instanceof WrongCredentials) return null;
          throw error;
        },
      );
      if (renewed !== null) return this.#hold({ refresh, ...withoutNull(renewed) });
    }
    return this.#hold(await this.#login(signal));
  }

  async #login(signal: AbortSignal): Promise<Tokens> {
    const { login } = this.#options;
    try {
      return await this.#ask('/access/login', { ...login }, signal);
    } catch (error) {
      // Moonraker words a wrong password and an unknown user as 400.
      const isRefused = error instanceof WrongCredentials || (error instanceof Refused && !error.isServerError);
      if (!isRefused) throw error;
      // Whatever answers there may echo what it was sent.
      const said = error.message.replaceAll(login?.password ?? '\0', '…');
      const cause = new Error(said);
      this.#refused = new WrongCredentials(`The printer’s host refuses the login: ${said}`, { cause });
      throw this.#refused;
    }
  }

  async #ask(path: string, body: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Tokens> {
    const text = JSON.stringify(body);
    const answer = await httpExchange(this.#options.url + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) },
      clock: this.#clock,
      signal,
      idleMs: LOGIN_MS,
      write: async (request) => void request.end(text),
    });
    const tokens = readTokens(resultOf(answer));
    if (tokens === null) throw new Refused(500, 'The printer’s host answered the login with something else.');
    return tokens;
  }

  #hold(tokens: Tokens): Held {
    this.#held = { ...tokens, renewAt: this.#clock.monotonic() + lifeOf(tokens.token) * RENEW_AT };
    return this.#held;
  }
}

const bearer = (token: string): Readonly<Record<string, string>> => ({ authorization: `Bearer ${token}` });

const withoutNull = ({ token, refresh }: Tokens): { readonly token: string; readonly refresh?: string } =>
  refresh === null ? { token } : { token, refresh };
