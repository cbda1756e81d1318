import { WebSocket } from 'ws';
import { DroppableLine } from '#drivers/drop-unsent';
import { Refused, Unreachable, unreachableBy, WrongCredentials } from '#drivers/network-trouble';
import type { Clock } from '#lib/clock';
import { readMessage } from './protocol/message.ts';

export interface RpcTiming {
  /** Without an answer by then the connection is given up, ms. */
  readonly answerMs: number;
  readonly pingMs: number;
  /** Nothing came in spite of pings, ms: TCP may look alive for hours (S9). */
  readonly silenceMs: number;
}

interface Waiting {
  readonly isOrder: boolean;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly deadline: Disposable | null;
}

/** What may move something when it arrives. */
const ORDER = /^printer\.(print|gcode)\./;
/** The answer to `printer.objects.list` of a big printer is some kilobytes; nothing that we ask for is a megabyte. */
const MESSAGE_LIMIT_BYTES = 4 * 1024 * 1024;

export interface RpcParts {
  readonly clock: Clock;
  readonly timing: RpcTiming;
  readonly signal: AbortSignal;
  /** A call was answered with 401: what opened the door does not count any more. */
  readonly shutOut: () => void;
}

export interface RpcOwner {
  /** What the printer says unasked. */
  notice(method: string, params: readonly unknown[]): void;
}

/**
 * One connection to Moonraker. Every call has an end: its answer, its deadline, or the end of the connection. A connection that has
 * missed a deadline is closed, because nobody knows what else it swallows.
 */
export class RpcSocket {
  /** Resolves with the reason when the connection is over. */
  readonly closed: Promise<string>;
  readonly #socket: WebSocket;
  readonly #line: DroppableLine;
  readonly #clock: Clock;
  readonly #timing: RpcTiming;
  readonly #waiting = new Map<number, Waiting>();
  readonly #shutOut: () => void;
  #next = 1;
  #heardAt: number;
  #reason: string | null = null;
  #watch: Disposable | null = null;
  #end: (reason: string) => void = () => {};

  private constructor(socket: WebSocket, line: DroppableLine, owner: RpcOwner, { clock, timing, shutOut }: RpcParts) {
    this.#socket = socket;
    this.#line = line;
    this.#shutOut = shutOut;
    this.#clock = clock;
    this.#timing = timing;
    this.#heardAt = clock.monotonic();
    this.closed = new Promise((resolve) => {
      this.#end = resolve;
    });
    socket.on('message', (data, isBinary) => {
      this.#heardAt = clock.monotonic();
      if (!isBinary) this.#receive(String(data), owner);
    });
    socket.on('pong', () => {
      this.#heardAt = clock.monotonic();
    });
    socket.on('close', () => this.#over('The printer’s host closed the connection.'));
    socket.on('error', (error) => this.#over(error.message));
    this.#listen();
  }

  /** Throws `WrongCredentials` or `Unreachable`. */
  static async open(
    url: string,
    headers: Readonly<Record<string, string>>,
    owner: RpcOwner,
    parts: RpcParts,
  ): Promise<RpcSocket> {
    const line = new DroppableLine();
    const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/websocket`, {
      ...line.openerFor(url),
      headers,
      perMessageDeflate: false,
      maxPayload: MESSAGE_LIMIT_BYTES,
      handshakeTimeout: parts.timing.answerMs,
      followRedirects: false,
    });
    const abort = (): void => socket.terminate();
    parts.signal.addEventListener('abort', abort, { once: true });
    try {
      await new Promise<void>((resolve, reject) => {
        socket.once('open', resolve);
        socket.once('error', (error) => reject(unreachableBy(error)));
        socket.once('unexpected-response', (_request, response) => {
          response.resume();
          const status = response.statusCode ?? 0;
          socket.terminate();
          reject(
            status === 401 || status === 403
              ? new WrongCredentials(`The printer’s host refuses the API key or login (HTTP ${status}).`)
              : new Unreachable(notTaken(status)),
          );
        });
      });
    } finally {
      parts.signal.removeEventListener('abort', abort);
      // Whatever a socket that was given up still says is nobody's trouble.
      socket.on('error', () => {});
    }
    return new RpcSocket(socket, line, owner, parts);
  }

  /**
   * Resolves with the result. Rejects with `Refused`, `WrongCredentials` or `Unreachable`. Commands that wait behind what Klipper is
   * doing have no deadline (`patient`): a pause takes as long as a heating.
   */
  call(method: string, params: Readonly<Record<string, unknown>> = {}, patient = false): Promise<unknown> {
    if (this.#reason !== null) return Promise.reject(new Unreachable(this.#reason));
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      const late = (): void => this.close(`The printer’s host gave no answer to ${method}.`);
      const deadline = patient ? null : this.#clock.schedule(this.#timing.answerMs, late);
      this.#waiting.set(id, { isOrder: ORDER.test(method), resolve, reject, deadline });
      this.#socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    });
  }

  /** BE1: an order without an answer never leaves later. */
  close(reason: string): void {
    const hasOrder = [...this.#waiting.values()].some(({ isOrder }) => isOrder);
    this.#over(reason);
    if (hasOrder) this.#line.drop();
    this.#socket.terminate();
  }

  #receive(text: string, owner: RpcOwner): void {
    const message = readMessage(text);
    if (message.kind === 'odd') return;
    if (message.kind === 'notice') return owner.notice(message.method, message.params);
    const waiting = this.#waiting.get(message.id);
    if (waiting === undefined) return;
    this.#waiting.delete(message.id);
    waiting.deadline?.[Symbol.dispose]();
    if (message.kind === 'result') return waiting.resolve(message.result);
    const { code, message: text_ } = message;
    waiting.reject(code === 401 || code === 403 ? new WrongCredentials(text_) : new Refused(code, text_));
    if (code === 401) this.#shutOut();
  }

  #listen(): void {
    const { pingMs, silenceMs } = this.#timing;
    this.#watch = this.#clock.schedule(pingMs, () => {
      if (this.#reason !== null) return;
      const silent = this.#clock.monotonic() - this.#heardAt;
      if (silent >= silenceMs)
        return this.close(`The printer’s host has been silent for ${Math.round(silent / 1000)} s.`);
      // Who speaks shows by that that it is there.
      if (silent >= pingMs / 2) this.#socket.ping();
      this.#listen();
    });
  }

  #over(reason: string): void {
    if (this.#reason !== null) return;
    this.#reason = reason;
    this.#watch?.[Symbol.dispose]();
    for (const waiting of this.#waiting.values()) {
      waiting.deadline?.[Symbol.dispose]();
      waiting.reject(new Unreachable(reason));
    }
    this.#waiting.clear();
    this.#end(reason);
  }
}

/** Why there is no connection, by the answer to its opening. */
const notTaken = (status: number): string =>
  status < 429
    ? `There is no Moonraker at this address (HTTP ${status}).`
    : `Moonraker takes no further connection now (HTTP ${status}): close pages and programs that are connected to it.`;
