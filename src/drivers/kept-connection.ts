import { validateHeaderName, validateHeaderValue } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Clock } from '#lib/clock';
import { DroppableTlsAgent } from './drop-unsent.ts';
import { HttpAnswerReader, NoHttp } from './http-answer.ts';
import type { HttpAnswer, HttpAsk } from './http-exchange.ts';
import { Unreachable, unreachableBy } from './network-trouble.ts';

/** A request without a body, which may wait for its turn. */
export type KeptAsk = Pick<HttpAsk, 'method' | 'headers' | 'signal' | 'clock' | 'idleMs'> & {
  readonly limitBytes: number;
};

interface Turn {
  readonly url: string;
  readonly ask: KeptAsk;
  readonly reader: HttpAnswerReader;
  readonly resolve: (answer: HttpAnswer) => void;
  readonly reject: (error: Error) => void;
  /** Nobody listens to its signal, and its watch is over. */
  readonly leave: () => void;
}

/** Looks so often within the limit whether anything has moved. */
const LOOKS = 4;
/** A printer closes a connection that it has kept for its time: a question that is then on its way would be lost. */
const MARGIN_MS = 1_000;

/**
 * One connection to a printer's own web server, in the clear, that is kept from question to question: they go one after the other. Node's
 * client does the same at several times the cost, which was a third of what a printer costs that is asked again and again (docs/benchmarks.md).
 */
export class KeptConnection implements Disposable {
  #socket: Socket | null = null;
  /** What the socket met; it tells that it is closed only behind it. */
  #met: Error | null = null;
  #isConnected = false;
  /** By the clock that never goes back: the printer keeps the connection no longer. */
  #keptUntil = Number.POSITIVE_INFINITY;
  #active: Turn | null = null;
  readonly #waiting: Turn[] = [];
  #parsed: { readonly text: string; readonly url: URL } | null = null;

  get isOpen(): boolean {
    return this.#socket !== null && this.#isConnected;
  }

  /** Throws `Unreachable`; has ended by then in every way. */
  exchange(url: string, ask: KeptAsk): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      for (const [name, value] of Object.entries(ask.headers ?? {})) {
        validateHeaderName(name);
        validateHeaderValue(name, String(value));
      }
      const { signal } = ask;
      if (signal.aborted) return reject(givenUp(signal));
      const watch = this.#watch(ask.clock, ask.idleMs, () => turn);
      const abort = (): void => this.#giveUp(turn, givenUp(signal));
      const leave = (): void => {
        watch[Symbol.dispose]();
        signal.removeEventListener('abort', abort);
      };
      const turn: Turn = { url, ask, reader: new HttpAnswerReader(), resolve, reject, leave };
      signal.addEventListener('abort', abort, { once: true });
      this.#waiting.push(turn);
      this.#next();
    });
  }

  [Symbol.dispose](): void {
    const ended = new Unreachable('The connection was ended here.');
    for (const turn of this.#waiting.splice(0)) this.#fail(turn, ended);
    if (this.#active !== null) this.#giveUp(this.#active, ended);
    this.#drop('destroy');
  }

  #next(): void {
    if (this.#active !== null) return;
    const turn = this.#waiting.shift();
    if (turn === undefined) return;
    this.#active = turn;
    if (turn.ask.clock.monotonic() >= this.#keptUntil) this.#drop('destroy');
    if (this.#socket === null) this.#dial(turn);
    else if (this.#isConnected) this.#say(turn);
  }

  #dial({ url }: Turn): void {
    const { hostname, port } = this.#urlOf(url);
    const socket = connect({
      host: hostname.replace(/^\[(.*)\]$/, '$1'),
      port: port === '' ? 80 : Number(port),
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: 1_000,
    });
    this.#socket = socket;
    this.#met = null;
    this.#isConnected = false;
    this.#keptUntil = Number.POSITIVE_INFINITY;
    const isThis = (): boolean => this.#socket === socket;
    socket.on('connect', () => {
      if (!isThis()) return;
      this.#isConnected = true;
      if (this.#active !== null) this.#say(this.#active);
    });
    socket.on('data', (bytes: Buffer) => {
      if (isThis()) this.#hear(bytes);
    });
    socket.on('error', (error) => {
      if (isThis()) this.#met = error;
    });
    socket.on('end', () => {
      if (isThis()) this.#over();
    });
    socket.on('close', () => {
      if (isThis()) this.#over();
    });
  }

  /** All of it at once; of a request without a body nothing waits here for long. */
  #say({ url, ask: { method, headers = {} } }: Turn): void {
    const { pathname, search, host } = this.#urlOf(url);
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const head = `${method} ${pathname}${search} HTTP/1.1\r\n${lines.join('')}Host: ${host}\r\nConnection: keep-alive\r\n\r\n`;
    this.#socket?.write(head, 'latin1');
  }

  #hear(bytes: Buffer): void {
    const turn = this.#active;
    // What nobody has asked for.
    if (turn === null) return this.#drop('destroy');
    const { reader, ask } = turn;
    try {
      reader.push(bytes);
    } catch (error) {
      if (!(error instanceof NoHttp)) throw error;
      return this.#giveUp(turn, new Unreachable(`What answers is no web server: ${error.message}.`, { cause: error }));
    }
    if (!reader.isWhole && reader.sizeBytes <= ask.limitBytes) return;
    if (!reader.isWhole || !reader.isKept) this.#drop('destroy');
    else this.#keptUntil = ask.clock.monotonic() + keptMs(reader.headers['keep-alive']);
    this.#answered(turn);
  }

  #answered(turn: Turn): void {
    const { status, headers, text } = turn.reader;
    this.#active = null;
    turn.leave();
    turn.resolve({ status, headers, text });
    this.#next();
  }

  /** The connection has ended, by whatever. */
  #over(): void {
    const turn = this.#active;
    const met = this.#met;
    this.#drop('destroy');
    if (turn === null) return;
    if (turn.reader.ended()) return this.#answered(turn);
    const hungUp = Object.assign(new Error('closed without an answer'), { code: 'ECONNRESET' });
    this.#fail(
      turn,
      turn.reader.isBegun
        ? new Unreachable('The printer broke off in its answer.', { cause: met })
        : unreachableBy(met ?? hungUp),
    );
  }

  /** BE1: of an order no more leaves than has left, and nothing of what still waits for its turn. */
  #giveUp(turn: Turn, why: Error): void {
    const at = this.#waiting.indexOf(turn);
    if (at >= 0) this.#waiting.splice(at, 1);
    else if (this.#active === turn)
      this.#drop(turn.ask.method !== 'GET' && this.#isConnected ? 'resetAndDestroy' : 'destroy');
    this.#fail(turn, why);
  }

  #fail(turn: Turn, why: Error): void {
    if (this.#active === turn) this.#active = null;
    turn.leave();
    turn.reject(why);
    this.#next();
  }

  #drop(how: 'destroy' | 'resetAndDestroy'): void {
    const socket = this.#socket;
    this.#socket = null;
    socket?.[how]();
  }

  /** Not a byte moved in either direction for so long: the connection is dead, whatever TCP says (S9); one that does not come about as well. */
  #watch(clock: Clock, idleMs: number, turnOf: () => Turn): Disposable {
    let timer: Disposable;
    let moved = 0;
    let movedAt = clock.monotonic();
    const look = (): void => {
      const turn = turnOf();
      const { bytesRead = 0, bytesWritten = 0 } = (this.#active === turn ? this.#socket : null) ?? {};
      const now = clock.monotonic();
      if (bytesRead + bytesWritten !== moved) movedAt = now;
      moved = bytesRead + bytesWritten;
      if (now - movedAt >= idleMs)
        return this.#giveUp(turn, new Unreachable(`nothing moved for ${Math.round(idleMs / 1_000)} s`));
      timer = clock.schedule(idleMs / LOOKS, look);
    };
    timer = clock.schedule(idleMs / LOOKS, look);
    return { [Symbol.dispose]: () => timer[Symbol.dispose]() };
  }

  /** Most questions are asked again and again. */
  #urlOf(text: string): URL {
    if (this.#parsed?.text !== text) this.#parsed = { text, url: new URL(text) };
    return this.#parsed.url;
  }
}

const givenUp = (signal: AbortSignal): Unreachable =>
  new Unreachable('The request was given up.', { cause: signal.reason });

/** How long the printer keeps the connection, as it says itself. */
function keptMs(told: unknown): number {
  const [, seconds] = typeof told === 'string' ? (/\btimeout\s*=\s*(\d{1,9})/i.exec(told) ?? []) : [];
  return seconds === undefined ? Number.POSITIVE_INFINITY : Number(seconds) * 1_000 - MARGIN_MS;
}

/** How questions to a printer's web server share one connection; for `httpExchange`. */
export type KeptWay = { readonly agent: DroppableTlsAgent } | { readonly kept: KeptConnection };

export const keptWay = (url: string): KeptWay =>
  url.startsWith('https:')
    ? { agent: new DroppableTlsAgent({ keepAlive: true, maxSockets: 1 }) }
    : { kept: new KeptConnection() };

export function endKept(way: KeptWay): void {
  if ('kept' in way) way.kept[Symbol.dispose]();
  else way.agent.destroy();
}
