import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Agent, type ClientRequest, type IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { DroppableTlsAgent } from '#drivers/drop-unsent';
import { type HttpAnswer, type HttpAsk, httpExchange, httpOpen, readAnswer } from '#drivers/http-exchange';
import { Refused, Unreachable, WrongCredentials } from '#drivers/network-trouble';
import { parsePrinterJson } from '#drivers/printer-json';
import type { Chance } from '#lib/chance';
import type { Clock } from '#lib/clock';
import type { PrusaLinkOptions } from './manifest.ts';
import { authorisation, type DigestChallenge, readChallenge } from '#lib/digest';
import { reasonOf } from './protocol/refusal.ts';

/** A Raspberry Pi binds its nonce to this. */
const USER_AGENT = 'Croft';
/** A new nonce, or a credential that came in time: whoever refuses twice, refuses. */
const TRIES = 2;

export interface LinkParts {
  readonly options: PrusaLinkOptions;
  readonly clock: Clock;
  readonly chance: Chance;
  /** Not a byte for so long is no answer, ms. */
  readonly idleMs: number;
  readonly signal: AbortSignal;
}

interface Ask {
  readonly method: HttpAsk['method'];
  readonly headers?: HttpAsk['headers'];
  readonly write?: HttpAsk['write'];
  readonly signal?: AbortSignal;
  readonly unlessLeft?: AbortSignal;
  /** Beside the connection on which everything else waits for its turn. */
  readonly aside?: boolean;
}

/** A folder with some ten thousand files; a longer answer is none. */
const ANSWER_LIMIT_BYTES = 4 * 1024 * 1024;

export interface FileToBring {
  readonly path: string;
  readonly sizeBytes: number;
  /** Told how many bytes have left. */
  readonly sent: (bytes: number) => void;
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/**
 * HTTP to a PrusaLink, by key or by digest. A printer takes three connections in all: requests go one after the other on one, which
 * is kept, and only a file, its start and a stop have another.
 */
export class Link {
  readonly #parts: LinkParts;
  readonly #agent: Agent | DroppableTlsAgent;
  #challenge: DigestChallenge | null = null;
  #count = 0;

  constructor(parts: LinkParts) {
    this.#parts = parts;
    const kept = { keepAlive: true, maxSockets: 1 };
    this.#agent = parts.options.url.startsWith('https:') ? new DroppableTlsAgent(kept) : new Agent(kept);
  }

  end(): void {
    this.#agent.destroy();
  }

  /** What an address says; null where it says that there is nothing. Throws `Unreachable` for what is no JSON (DR12). */
  async read(path: string, signal?: AbortSignal): Promise<unknown> {
    const { status, text } = await this.#ask(path, { method: 'GET', ...(signal === undefined ? {} : { signal }) });
    if (status === 204) return null;
    // Of a printer that is starting nothing is known yet.
    if (status === 503) throw new Unreachable(reasonOf(status, text));
    if (status !== 200) throw new Refused(status, reasonOf(status, text));
    try {
      return parsePrinterJson(text);
    } catch (error) {
      throw new Unreachable('What answers at this address is no PrusaLink.', { cause: error });
    }
  }

  /** Resolves when the printer has said yes, which is no proof that it has done it. With a signal of its own: beside what waits for its turn. */
  order(method: 'POST' | 'PUT' | 'DELETE', path: string, signal?: AbortSignal): Promise<void> {
    return this.#order(path, { method, ...(signal === undefined ? {} : { signal, aside: true }) });
  }

  /** Of a file that is there; the connection that brought it is free again. Behind a question that hangs it would leave when nobody wishes it any more. */
  start(path: string, unlessLeft: AbortSignal): Promise<void> {
    return this.#order(path, { method: 'POST', aside: true, unlessLeft });
  }

  async #order(path: string, ask: Ask): Promise<void> {
    const { status, text } = await this.#ask(path, { ...ask, headers: { 'Content-Length': 0 } });
    if (status < 200 || status >= 300) throw new Refused(status, reasonOf(status, text));
  }

  /** On a connection of its own; never with the wish to print it at once, which a refusal would leave half done. */
  async bring(path: string, { path: local, sizeBytes, sent }: FileToBring, signal: AbortSignal): Promise<void> {
    const { status, text } = await this.#ask(path, {
      method: 'PUT',
      aside: true,
      signal,
      headers: {
        'Content-Length': sizeBytes,
        // A Raspberry Pi fails with a file of another type, and a Buddy does not look at it.
        'Content-Type': 'text/x.gcode',
        Overwrite: '?1',
      },
      write: (request) => pipeline(() => counted(local, sent, signal), request),
    });
    if (status < 200 || status >= 300) throw new Refused(status, reasonOf(status, text));
  }

  /** The bytes of a file from `offset` on, or from its beginning where the printer knows no other; taken no faster than they are read. */
  async download(path: string, offset: number, signal: AbortSignal): Promise<IncomingMessage> {
    const { options, clock, idleMs } = this.#parts;
    const opened: IncomingMessage[] = [];
    const url = options.url + path;
    const { status, text } = await this.#loggedIn(async () => {
      const range = offset === 0 ? {} : { Range: `bytes=${offset}-` };
      const headers = { ...range, ...this.#credentials('GET', url), 'User-Agent': USER_AGENT };
      const response = await httpOpen(url, { method: 'GET', clock, idleMs, signal, headers });
      const { statusCode = 0 } = response;
      if (statusCode !== 200 && statusCode !== 206) return readAnswer(response, ANSWER_LIMIT_BYTES);
      opened.push(response);
      return { status: statusCode, headers: response.headers, text: '' };
    });
    const [response] = opened;
    if (response === undefined) throw new Refused(status, reasonOf(status, text));
    return response;
  }

  #ask(path: string, ask: Ask): Promise<HttpAnswer> {
    return this.#loggedIn(() => this.#exchange(path, ask));
  }

  /** Again with the nonce that the printer wants, if that is all that it wants. */
  async #loggedIn(exchange: () => Promise<HttpAnswer>): Promise<HttpAnswer> {
    const { options } = this.#parts;
    const known = this.#challenge;
    for (let attempt = 1; ; attempt++) {
      const answer = await exchange();
      if (answer.status === 403 && /api-?key/i.test(answer.text)) throw wrong();
      if (answer.status !== 401) return answer;
      const challenge = options.user === null ? null : readChallenge(answer.headers['www-authenticate']);
      if (challenge === null) throw wrong();
      this.#challenge = challenge;
      this.#count = 0;
      // The first answer of all brings the nonce; a later one may only say that it is too old.
      const isFirst = attempt === 1 && (known === null || challenge.isStale || challenge.nonce !== known.nonce);
      if (isFirst && attempt < TRIES) continue;
      if (challenge.isStale) throw new Unreachable('The printer refuses each nonce of its own as too old.');
      throw wrong();
    }
  }

  #exchange(path: string, { method, headers, write, signal, unlessLeft, aside = false }: Ask): Promise<HttpAnswer> {
    const { options, clock, idleMs } = this.#parts;
    const url = options.url + path;
    return httpExchange(url, {
      method,
      clock,
      idleMs,
      limitBytes: ANSWER_LIMIT_BYTES,
      signal: signal ?? this.#parts.signal,
      headers: { ...headers, ...this.#credentials(method, url), 'User-Agent': USER_AGENT, Accept: 'application/json' },
      ...(aside ? {} : { agent: this.#agent }),
      ...(write === undefined ? {} : { write: (request: ClientRequest) => write(request) }),
      ...(unlessLeft === undefined ? {} : { unlessLeft }),
    });
  }

  #credentials(method: string, url: string): Readonly<Record<string, string>> {
    const { user, password } = this.#parts.options;
    if (user === null) return { 'X-Api-Key': password };
    const challenge = this.#challenge;
    if (challenge === null) return {};
    const { pathname, search } = new URL(url);
    this.#count += 1;
    const request = { user, password, method, uri: pathname + search, count: this.#count };
    const clientNonce = this.#parts.chance.id();
    return { Authorization: authorisation(challenge, { ...request, clientNonce }, md5) };
  }
}

const wrong = (): WrongCredentials =>
  new WrongCredentials('The printer refuses the password or key. It shows it under Settings, Network, PrusaLink.');

async function* counted(path: string, sent: (bytes: number) => void, signal: AbortSignal): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of createReadStream(path, { signal })) {
    const buffer = chunk as Buffer;
    bytes += buffer.length;
    sent(bytes);
    yield buffer;
  }
}
