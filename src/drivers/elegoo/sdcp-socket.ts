import type { WebSocket } from 'ws';
import { Refused, Unreachable } from '#drivers/network-trouble';
import type { DroppableLine } from '#drivers/drop-unsent';
import { type OpenedSocket, openWebSocket } from '#drivers/open-web-socket';
import type { Chance } from '#lib/chance';
import type { Clock } from '#lib/clock';
import { type CommandName, type Fields, readMessage, refusalIn, requestText } from './protocol/message.ts';
import { ANSWER_MS } from './timing.ts';

/** A history of years is some hundred kilobytes. */
const MESSAGE_LIMIT_BYTES = 4 * 1024 * 1024;

export interface SocketParts {
  readonly clock: Clock;
  readonly chance: Chance;
  readonly signal: AbortSignal;
  /** Null where nobody has said it yet: the printer's first message does. */
  readonly board: string | null;
  readonly status: (fields: Fields) => void;
  readonly attributes: (fields: Fields) => void;
}

interface Waiting {
  readonly resolve: (data: Fields) => void;
  readonly reject: (error: Error) => void;
  readonly deadline: Disposable;
  readonly isOrder: boolean;
}

/** What may move something when it arrives. */
const ORDERS: ReadonlySet<CommandName> = new Set(['start', 'pause', 'resume', 'stop', 'control']);

/**
 * One connection to a printer. Every request has an end: its answer, its deadline, or the end of the connection. One that has missed a
 * deadline is closed, because nobody knows what else it swallows.
 */
export class SdcpSocket {
  /** Resolves with the reason when the connection is over. */
  readonly closed: Promise<string>;
  board: string | null;
  readonly #socket: WebSocket;
  readonly #line: DroppableLine;
  readonly #parts: SocketParts;
  readonly #waiting = new Map<string, Waiting>();
  #reason: string | null = null;
  #end: (reason: string) => void = () => {};

  private constructor({ socket, line }: OpenedSocket, parts: SocketParts) {
    this.#socket = socket;
    this.#line = line;
    this.#parts = parts;
    this.board = parts.board;
    this.closed = new Promise((resolve) => {
      this.#end = resolve;
    });
    socket.on('message', (data, isBinary) => {
      if (!isBinary) this.#hear(String(data));
    });
    socket.on('close', () => this.#over('The printer closed the connection.'));
    socket.on('error', (error) => this.#over(error.message));
  }

  static async open(url: string, parts: SocketParts): Promise<SdcpSocket> {
    const { clock, signal } = parts;
    const address = `${url.replace(/^http/, 'ws')}/websocket`;
    const limits = { clock, signal, answerMs: ANSWER_MS, limitBytes: MESSAGE_LIMIT_BYTES };
    const carrier = await openWebSocket(address, limits);
    const opened = new SdcpSocket(carrier, parts);
    for (const text of carrier.early) opened.#hear(text);
    return opened;
  }

  get isOpen(): boolean {
    return this.#reason === null;
  }

  /** BE1: an order without an answer never leaves later. */
  close(reason: string): void {
    const hasOrder = [...this.#waiting.values()].some(({ isOrder }) => isOrder);
    this.#over(reason);
    if (hasOrder) this.#line.drop();
    this.#socket.terminate();
  }

  /** Resolves with the answer's data. Throws `Refused` with its Ack, or `Unreachable`. `answerMs`: of what must not wait, less. */
  request(name: CommandName, data: Fields = {}, answerMs = ANSWER_MS): Promise<Fields> {
    if (this.#reason !== null) return Promise.reject(new Unreachable(this.#reason));
    const { clock, chance } = this.#parts;
    const id = hexId(chance);
    const { promise, resolve, reject } = Promise.withResolvers<Fields>();
    const deadline = clock.schedule(answerMs, () => this.close('The printer does not answer.'));
    this.#waiting.set(id, { resolve, reject, deadline, isOrder: ORDERS.has(name) });
    const seconds = Math.round(clock.now() / 1_000);
    this.#socket.send(requestText(name, data, { id, board: this.board ?? '', seconds }));
    return promise.then((answer) => {
      const refusal = refusalIn(answer, name);
      if (refusal !== null) throw new Refused(refusal.ack, refusal.text);
      return answer;
    });
  }

  #hear(text: string): void {
    if (this.#reason !== null) return;
    const message = readMessage(text);
    if (message.kind === 'odd') return;
    this.board ??= message.board;
    if (message.kind !== 'response') return this.#parts[message.kind](message.fields);
    const waiting = this.#waiting.get(message.requestId);
    if (waiting === undefined) return;
    this.#waiting.delete(message.requestId);
    waiting.deadline[Symbol.dispose]();
    waiting.resolve(message.data);
  }

  #over(reason: string): void {
    if (this.#reason !== null) return;
    this.#reason = reason;
    for (const { reject, deadline } of this.#waiting.values()) {
      deadline[Symbol.dispose]();
      reject(new Unreachable(reason));
    }
    this.#waiting.clear();
    this.#end(reason);
  }
}

const hexId = (chance: Chance): string =>
  [1, 2, 3, 4]
    .map(() =>
      Math.floor(chance.fraction() * 2 ** 32)
        .toString(16)
        .padStart(8, '0'),
    )
    .join('');
