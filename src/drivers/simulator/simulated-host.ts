import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Gate } from './gate.ts';

/** The host of a simulated printer: HTTP over real sockets, with a cable that can be pulled. What it answers stands in the driver's folder. */
export abstract class SimulatedHost implements AsyncDisposable {
  /** At once, those that were refused as well: what somebody tried. */
  mostConnections = 0;
  /** Files that have come are stored, and answered, behind this. */
  readonly uploads = new Gate();
  readonly #http: Server;
  readonly #sockets = new Set<Socket>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #isCut = false;

  /** `places`: for so many connections at once; it refuses more. */
  constructor(places = Number.POSITIVE_INFINITY) {
    this.#http = createServer((request, response) => {
      response.on('error', () => {});
      request.on('error', () => {});
      void this.serve(request, response);
    });
    this.#http.on('connection', (socket) => {
      if (this.#isCut) return void socket.destroy();
      this.mostConnections = Math.max(this.mostConnections, this.#sockets.size + 1);
      if (this.#sockets.size >= places) return void socket.destroy();
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    this.#http.on('upgrade', (request, socket, head) => this.upgrade(request, socket, head));
  }

  protected abstract serve(request: IncomingMessage, response: ServerResponse): void | Promise<void>;

  protected upgrade(_request: IncomingMessage, socket: Duplex, _head: Buffer): void {
    socket.end('HTTP/1.1 404 Not Found\r\n\r\n');
  }

  protected async listen(port = 0): Promise<void> {
    this.#http.listen(port, '127.0.0.1');
    await once(this.#http, 'listening');
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  get connections(): number {
    return this.#sockets.size;
  }

  protected get isCut(): boolean {
    return this.#isCut;
  }

  /** The cable is pulled: every socket dies, and no other comes about until it is mended. */
  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  mend(): void {
    this.#isCut = false;
  }

  /** Unless it has ended by then. */
  protected later(ms: number, what: () => void): void {
    this.#timers.add(setTimeout(what, ms));
  }

  protected every(ms: number, what: () => void): void {
    this.#timers.add(setInterval(what, ms));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    const closed = once(this.#http, 'close');
    this.#http.close();
    this.cut();
    await closed;
  }
}
