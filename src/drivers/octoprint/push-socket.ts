import { WebSocket } from 'ws';
import { Unreachable, unreachableBy } from '#drivers/network-trouble';
import type { Clock } from '#lib/clock';
import { FILES_CHANGED } from './protocol/push.ts';
import { ANSWER_MS, SILENCE_MS } from './timing.ts';

const EVENTS = ['PrintStarted', 'PrintDone', 'PrintFailed', 'PrintCancelled', FILES_CHANGED];
/** `current` at most every so many half seconds. */
const THROTTLE = 2;
/** The history of temperatures comes with the first message. */
const MESSAGE_LIMIT_BYTES = 4 * 1024 * 1024;

export interface PushParts {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly message: (text: string) => void;
}

/** OctoPrint's push socket: what happens, unasked. */
export class PushSocket {
  /** Resolves with the reason when the connection is over. */
  readonly closed: Promise<string>;
  readonly #socket: WebSocket;
  readonly #parts: PushParts;
  #reason: string | null = null;
  #watch: Disposable | null = null;
  #pings = 0;
  #end: (reason: string) => void = () => {};

  private constructor(socket: WebSocket, parts: PushParts) {
    this.#socket = socket;
    this.#parts = parts;
    this.closed = new Promise((resolve) => {
      this.#end = resolve;
    });
    socket.on('message', (data, isBinary) => {
      this.#listen();
      if (!isBinary && this.#reason === null) parts.message(String(data));
    });
    socket.on('close', () => this.#over('OctoPrint closed the connection.'));
    socket.on('error', (error) => this.#over(error.message));
    this.#listen();
  }

  /** Who logs in must say first what he wants to hear, or hears everything. */
  static async open(
    url: string,
    login: { readonly name: string; readonly session: string },
    parts: PushParts,
  ): Promise<PushSocket> {
    const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/sockjs/websocket`, {
      perMessageDeflate: false,
      maxPayload: MESSAGE_LIMIT_BYTES,
      followRedirects: false,
    });
    const giveUp = (): void => socket.terminate();
    const late = parts.clock.schedule(ANSWER_MS, giveUp);
    parts.signal.addEventListener('abort', giveUp, { once: true });
    try {
      await new Promise<void>((resolve, reject) => {
        socket.once('open', resolve);
        socket.once('error', (error) => reject(unreachableBy(error)));
      });
    } finally {
      late[Symbol.dispose]();
      parts.signal.removeEventListener('abort', giveUp);
      // Whatever a socket that was given up still says is nobody's trouble.
      socket.on('error', () => {});
    }
    const push = new PushSocket(socket, parts);
    push.#say({ subscribe: { state: { logs: false, messages: false }, events: EVENTS, plugins: false } });
    push.#say({ auth: `${login.name}:${login.session}` });
    push.#say({ throttle: THROTTLE });
    return push;
  }

  close(reason: string): void {
    this.#over(reason);
    this.#socket.terminate();
  }

  /** What was told before has come, too, when this resolves; that OctoPrint answers elsewhere says nothing of this connection. Throws `Unreachable`. */
  roundTrip(): Promise<void> {
    return new Promise((resolve, reject) => {
      const over = (error?: Error): void => {
        late[Symbol.dispose]();
        this.#socket.off('pong', heard);
        if (error === undefined) resolve();
        else reject(error);
      };
      const word = String(++this.#pings);
      const heard = (data: Buffer): void => {
        if (data.toString() === word) over();
      };
      const late = this.#parts.clock.schedule(ANSWER_MS, () => over(new Unreachable('OctoPrint does not answer.')));
      this.#socket.on('pong', heard);
      void this.closed.then((reason) => over(new Unreachable(reason)));
      if (this.#reason === null) this.#socket.ping(word);
    });
  }

  #say(message: unknown): void {
    this.#socket.send(JSON.stringify(message));
  }

  /** TCP may look alive for hours: who is silent is asked. */
  #listen(): void {
    this.#watch?.[Symbol.dispose]();
    if (this.#reason !== null) return;
    this.#watch = this.#parts.clock.schedule(SILENCE_MS, () => {
      this.roundTrip().then(
        () => this.#listen(),
        () => this.close('OctoPrint has been silent for long, and does not answer.'),
      );
    });
  }

  #over(reason: string): void {
    if (this.#reason !== null) return;
    this.#reason = reason;
    this.#watch?.[Symbol.dispose]();
    this.#end(reason);
  }
}
