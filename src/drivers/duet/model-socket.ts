import { Unreachable } from '#drivers/network-trouble';
import type { WebSocket } from 'ws';
import { openWebSocket } from '#drivers/open-web-socket';
import type { Clock } from '#lib/clock';
import { ANSWER_MS, PING_MS, SILENCE_MS } from './timing.ts';

/** A whole model is some hundred kilobytes. */
const MESSAGE_LIMIT_BYTES = 8 * 1024 * 1024;

export interface SocketParts {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly message: (text: string) => void;
}

/** The socket on which a board's computer tells the object model: once as a whole, then what changes. Each is acknowledged. */
export class ModelSocket {
  /** Resolves with the reason when the connection is over. */
  readonly closed: Promise<string>;
  readonly #socket: WebSocket;
  readonly #parts: SocketParts;
  #reason: string | null = null;
  #heardAt: number;
  #watch: Disposable | null = null;
  #pings = 0;
  #pongs = 0;
  /** Each waits for the pong of its ping. */
  readonly #trips = new Map<number, () => void>();
  #end: (reason: string) => void = () => {};

  private constructor(socket: WebSocket, parts: SocketParts) {
    this.#socket = socket;
    this.#parts = parts;
    this.#heardAt = parts.clock.monotonic();
    this.closed = new Promise((resolve) => {
      this.#end = resolve;
    });
    socket.on('message', (data, isBinary) => this.#hear(String(data), isBinary));
    socket.on('close', () => this.#over('The board’s computer closed the connection.'));
    socket.on('error', (error) => this.#over(error.message));
    this.#ping();
  }

  static async open(url: string, key: string, parts: SocketParts): Promise<ModelSocket> {
    const address = `${url.replace(/^http/, 'ws')}/machine?sessionKey=${encodeURIComponent(key)}`;
    const { clock, signal } = parts;
    const limits = { clock, signal, answerMs: ANSWER_MS, limitBytes: MESSAGE_LIMIT_BYTES };
    // The whole model may come in one breath with the opening.
    const { socket, early } = await openWebSocket(address, limits);
    const opened = new ModelSocket(socket, parts);
    for (const text of early) opened.#hear(text, false);
    return opened;
  }

  close(reason: string): void {
    this.#over(reason);
    this.#socket.terminate();
  }

  #hear(text: string, isBinary: boolean): void {
    this.#heardAt = this.#parts.clock.monotonic();
    if (this.#reason !== null || isBinary) return;
    if (text.trim() === 'PONG') {
      this.#pongs += 1;
      this.#trips.get(this.#pongs)?.();
      return;
    }
    // Without it nothing more comes.
    this.#socket.send('OK\n');
    this.#parts.message(text);
  }

  /** What was told before has come, too, when this resolves. Throws `Unreachable`. */
  roundTrip(): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#reason !== null) return reject(new Unreachable(this.#reason));
      const late = this.#parts.clock.schedule(ANSWER_MS, () => this.close('The board’s computer does not answer.'));
      void this.closed.then((reason) => {
        late[Symbol.dispose]();
        reject(new Unreachable(reason));
      });
      const ping = this.#sayPing();
      this.#trips.set(ping, () => {
        this.#trips.delete(ping);
        late[Symbol.dispose]();
        resolve();
      });
    });
  }

  /** TCP may look alive for hours. */
  #ping(): void {
    if (this.#reason !== null) return;
    this.#watch = this.#parts.clock.schedule(PING_MS, () => {
      if (this.#parts.clock.monotonic() - this.#heardAt >= SILENCE_MS)
        return this.close('The board’s computer has been silent for long.');
      this.#sayPing();
      this.#ping();
    });
  }

  #sayPing(): number {
    this.#socket.send('PING\n');
    return ++this.#pings;
  }

  #over(reason: string): void {
    if (this.#reason !== null) return;
    this.#reason = reason;
    this.#watch?.[Symbol.dispose]();
    this.#end(reason);
  }
}
