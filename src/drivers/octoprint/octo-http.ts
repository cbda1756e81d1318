import { createHash } from 'node:crypto';
import { Agent, type IncomingMessage } from 'node:http';
import { DroppableTlsAgent } from '#drivers/drop-unsent';
import { type HttpAnswer, type HttpAsk, httpExchange, httpOpen, readAnswer } from '#drivers/http-exchange';
import { multipartFile } from '#drivers/multipart-file';
import { Refused, Unreachable, WrongCredentials } from '#drivers/network-trouble';
import { parsePrinterJson } from '#drivers/printer-json';
import type { Clock } from '#lib/clock';
import type { PrintFile } from '#model/print';
import type { OctoPrintOptions } from './manifest.ts';
import { type KeyOwner, readKeyOwner, refusalOf } from './protocol/permissions.ts';
import { isRecord } from './protocol/push.ts';
import { readStoredPath } from './protocol/state.ts';
import { ANSWER_MS } from './timing.ts';

/** Tens of thousands of files; a longer answer is no listing. */
const LISTING_LIMIT_BYTES = 16 * 1024 * 1024;
const REFUSAL_LIMIT_BYTES = 256 * 1024;

/** OctoPrint's REST. One request at a time, on a connection that is kept; a file, its start and a stop have one of their own. */
export class OctoHttp {
  readonly #options: OctoPrintOptions;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  readonly #agent: Agent | DroppableTlsAgent;

  constructor(options: OctoPrintOptions, clock: Clock, signal: AbortSignal) {
    this.#options = options;
    this.#clock = clock;
    this.#signal = signal;
    const kept = { keepAlive: true, maxSockets: 1 };
    this.#agent = options.url.startsWith('https:') ? new DroppableTlsAgent(kept) : new Agent(kept);
  }

  end(): void {
    this.#agent.destroy();
  }

  get(path: string): Promise<unknown> {
    return this.#ask(path, { method: 'GET' });
  }

  /** Beside what waits for its turn, for an answer that may be long in coming. */
  list(path: string, signal: AbortSignal): Promise<unknown> {
    return this.#ask(path, { method: 'GET', signal, limitBytes: LISTING_LIMIT_BYTES }, true);
  }

  /** The bytes of a file from `offset` on, as OctoPrint sends them: taken no faster than they are read. */
  async download(path: string, offset: number, signal: AbortSignal): Promise<IncomingMessage> {
    const { url, apiKey } = this.#options;
    const headers = { 'X-Api-Key': apiKey, ...(offset === 0 ? {} : { Range: `bytes=${offset}-` }) };
    const ask = { method: 'GET', clock: this.#clock, idleMs: ANSWER_MS, signal, headers } as const;
    const response = await httpOpen(url + path, ask);
    if (response.statusCode === 200 || response.statusCode === 206) return response;
    const answer = await readAnswer(response, REFUSAL_LIMIT_BYTES);
    if (isForbidden(answer)) throw await this.#forbidden('GET', path);
    bodyOf(answer);
    throw new Refused(response.statusCode ?? 0, `OctoPrint answered HTTP ${response.statusCode}.`);
  }

  /** Resolves when OctoPrint has said yes, which is no proof that it was done. With a signal of its own: beside what waits for its turn. */
  post(path: string, body: unknown, signal?: AbortSignal): Promise<unknown> {
    return this.#post(path, body, signal === undefined ? {} : { signal }, signal !== undefined);
  }

  /** Of a file that is there. Behind a question that hangs it would leave when nobody wishes it any more. */
  start(path: string, unlessLeft: AbortSignal): Promise<unknown> {
    return this.#post(path, { command: 'select', print: true }, { unlessLeft }, true);
  }

  #post(
    path: string,
    body: unknown,
    more: { readonly signal?: AbortSignal; readonly unlessLeft?: AbortSignal },
    aside: boolean,
  ): Promise<unknown> {
    const text = JSON.stringify(body);
    const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) };
    return this.#ask(
      path,
      { method: 'POST', headers, write: async (request) => void request.end(text), ...more },
      aside,
    );
  }

  async delete(path: string): Promise<void> {
    await this.#ask(path, { method: 'DELETE' });
  }

  /** Resolves with the path that OctoPrint has given it, and the SHA-1 of what was sent. Never with the wish to print it at once. */
  async bring(
    folder: string,
    file: { readonly path: string; readonly name: string } & Pick<PrintFile, 'digest' | 'sizeBytes'>,
    signal: AbortSignal,
  ): Promise<{ readonly path: string; readonly hash: string }> {
    const sum = createHash('sha1');
    const boundary = `croft-${file.digest.slice(0, 24)}`;
    const form = multipartFile({ path: folder }, file, boundary, signal, (bytes) => void sum.update(bytes));
    const path = readStoredPath(await this.#ask('/api/files/local', { method: 'POST', signal, ...form }, true));
    if (path === null) throw new Refused(0, 'OctoPrint does not say where it has put the file.');
    return { path, hash: sum.digest('hex') };
  }

  /** Whose key it is; null where OctoPrint is too old to say. Throws `WrongCredentials` for a key that it does not know. */
  async owner(): Promise<KeyOwner | null> {
    const answer = await this.#exchange('/api/currentuser', { method: 'GET' }, true);
    if (answer.status === 404) return null;
    // A key that is missing or wrong is anonymous here, and anonymous people may do nothing.
    const owner = isForbidden(answer) ? null : readKeyOwner(bodyOf(answer));
    if (owner === null) throw new WrongCredentials('OctoPrint does not know the API key.');
    return owner;
  }

  /** The same number stands for a wrong key and for a right one that may not do this. */
  async #forbidden(method: string, path: string): Promise<Error> {
    try {
      const owner = await this.owner();
      return owner === null ? new WrongCredentials(FORBIDDEN) : new Refused(403, refusalOf(owner, method, path));
    } catch (error) {
      return error instanceof WrongCredentials ? error : new Refused(403, FORBIDDEN);
    }
  }

  async #ask(
    path: string,
    ask: Pick<HttpAsk, 'method' | 'headers' | 'write' | 'limitBytes' | 'unlessLeft'> & {
      readonly signal?: AbortSignal;
    },
    aside = false,
  ): Promise<unknown> {
    const answer = await this.#exchange(path, ask, aside);
    if (isForbidden(answer)) throw await this.#forbidden(ask.method, path);
    return bodyOf(answer);
  }

  #exchange(
    path: string,
    ask: Pick<HttpAsk, 'method' | 'headers' | 'write' | 'limitBytes'> & { readonly signal?: AbortSignal },
    aside: boolean,
  ): Promise<HttpAnswer> {
    const { url, apiKey } = this.#options;
    return httpExchange(url + path, {
      clock: this.#clock,
      idleMs: ANSWER_MS,
      ...ask,
      signal: ask.signal ?? this.#signal,
      headers: { ...ask.headers, 'X-Api-Key': apiKey },
      ...(aside ? {} : { agent: this.#agent }),
    });
  }
}

/** What OctoPrint says; its refusals are thrown. */
function bodyOf({ status, text }: HttpAnswer): unknown {
  const body = parse(text);
  if (status >= 200 && status < 300) {
    if (body === undefined && status !== 204 && text.trim() !== '')
      throw new Unreachable('What answers at this address is no OctoPrint.');
    return body ?? null;
  }
  if (status === 502 || status === 503 || status === 504) throw new Unreachable('OctoPrint is starting.');
  const told = isRecord(body) && typeof body.error === 'string' ? body.error.slice(0, 300) : null;
  throw new Refused(status, told ?? MEANINGS[status] ?? `OctoPrint answered HTTP ${status}.`);
}

const MEANINGS: Readonly<Record<number, string>> = {
  404: 'OctoPrint does not know the file.',
  409: 'OctoPrint’s printer is not connected, or busy with something else.',
  413: 'The file is too large for OctoPrint.',
  415: 'OctoPrint does not take this kind of file.',
};

const isForbidden = ({ status }: HttpAnswer): boolean => status === 401 || status === 403;

/** Of an OctoPrint that does not say whose key it is. */
const FORBIDDEN =
  'OctoPrint refuses the API key. It must be of a user who may see the state, print, upload files and control the printer.';

function parse(text: string): unknown {
  try {
    return parsePrinterJson(text);
  } catch {
    return undefined;
  }
}
