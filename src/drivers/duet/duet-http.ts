import { Agent, type IncomingMessage } from 'node:http';
import { DroppableTlsAgent } from '#drivers/drop-unsent';
import { type HttpAnswer, type HttpAsk, httpExchange, httpOpen, readAnswer } from '#drivers/http-exchange';
import { Refused, Unreachable } from '#drivers/network-trouble';
import type { Clock } from '#lib/clock';
import { rest } from '#lib/rest';
import type { DuetOptions } from './manifest.ts';
import { ANSWER_MS, BUSY_MS, GOODBYE_MS } from './timing.ts';

export interface LinkParts {
  readonly options: DuetOptions;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

export interface DuetAsk
  extends Partial<Pick<HttpAsk, 'method' | 'headers' | 'write' | 'idleMs' | 'limitBytes' | 'unlessLeft'>> {
  readonly signal?: AbortSignal;
  /** On a connection of its own, beside the one on which everything else waits for its turn. */
  readonly aside?: boolean;
}

/** How a session is opened anew: as the question went that met its end. */
export type LoginWays = Pick<DuetAsk, 'aside' | 'signal'>;

const BUSY_TRIES = 3;

/** HTTP to a board or its computer, in a session that is opened anew when it was ended there. */
export class DuetHttp {
  key: string | null = null;
  readonly #parts: LinkParts;
  readonly #lost: ReadonlySet<number>;
  readonly #agent: Agent | DroppableTlsAgent;
  #login: (ways: LoginWays) => Promise<void> = () => Promise.resolve();

  /** `lost`: the statuses by which it says that it knows no such session. */
  constructor(parts: LinkParts, lost: readonly number[]) {
    this.#parts = parts;
    this.#lost = new Set(lost);
    const kept = { keepAlive: true, maxSockets: 1 };
    this.#agent = parts.options.url.startsWith('https:') ? new DroppableTlsAgent(kept) : new Agent(kept);
  }

  /** How a session is opened anew; sets `key`. */
  loginBy(login: (ways: LoginWays) => Promise<void>): void {
    this.#login = login;
  }

  /** Gives the session back at `path`; that nobody listens is no trouble. */
  async end(path: string): Promise<void> {
    this.#agent.destroy();
    if (this.key === null) return;
    const signal = AbortSignal.any([]);
    await this.exchange(path, { aside: true, idleMs: GOODBYE_MS, signal }).catch(() => {});
    this.key = null;
  }

  /** Once, whatever the status. */
  exchange(path: string, ask: DuetAsk = {}): Promise<HttpAnswer> {
    return httpExchange(this.#parts.options.url + path, this.#asked(ask));
  }

  /** 200, 201 or 204, else it throws. Out of memory, a board says so before it does anything with a question; of an order nobody knows. */
  async ask(path: string, ask: DuetAsk = {}, { isOrder = false } = {}): Promise<HttpAnswer> {
    const { clock, signal } = this.#parts;
    for (let attempt = 1; ; attempt++) {
      const answer = await this.exchange(path, ask);
      const { status } = answer;
      if (status >= 200 && status < 300) return answer;
      if (this.#lost.has(status) && attempt === 1) {
        const { aside = false, signal: own = signal } = ask;
        await this.#login({ aside, signal: own });
        continue;
      }
      if (status !== 503 || isOrder) throw refusal(status);
      if (attempt >= BUSY_TRIES) throw new Unreachable('The board is out of memory, or its control server is away.');
      await rest(clock, BUSY_MS * attempt, ask.signal ?? signal);
    }
  }

  /** The same with the body still to be read; a session that was lost was opened anew by the questions of state. */
  async open(path: string, signal: AbortSignal): Promise<IncomingMessage> {
    const response = await httpOpen(this.#parts.options.url + path, this.#asked({ signal, aside: true }));
    if (response.statusCode === 200) return response;
    await readAnswer(response, ANSWER_LIMIT_BYTES);
    throw refusal(response.statusCode ?? 0);
  }

  #asked({ aside = false, ...ask }: DuetAsk): HttpAsk {
    const key = this.key === null ? {} : { 'X-Session-Key': this.key };
    return {
      method: 'GET',
      clock: this.#parts.clock,
      idleMs: ANSWER_MS,
      ...ask,
      signal: ask.signal ?? this.#parts.signal,
      headers: { ...ask.headers, ...key },
      ...(aside ? {} : { agent: this.#agent }),
    };
  }
}

const ANSWER_LIMIT_BYTES = 64 * 1024;

const MEANINGS: Readonly<Record<number, string>> = {
  401: 'The board does not take the session that it has just opened.',
  403: 'The board does not take the session that it has just opened.',
  404: 'The board has no such file.',
  502: 'The board’s computer does not reach its control server.',
  507: 'The board’s card is full.',
};

const refusal = (status: number): Refused | Unreachable =>
  status === 502 || status === 504
    ? new Unreachable(MEANINGS[502] ?? '')
    : new Refused(status, MEANINGS[status] ?? `The board answered HTTP ${status}.`);
