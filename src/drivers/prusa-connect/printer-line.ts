import { timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { dropUnsent } from '#drivers/drop-unsent';
import { Unreachable } from '#drivers/network-trouble';
import type { CameraStills } from './camera-stills.ts';
import type { FileOffers } from './file-offers.ts';
import type { Handed } from './order-desk.ts';
import { framed } from './protocol/commands.ts';
import { parsed, readWithin, refuse, wordIn } from './requests.ts';

/** Who calls, by what every request carries. */
export interface Caller {
  readonly fingerprint: string;
  readonly token: string;
}

export interface LineHandlers {
  /** Whether this is the printer whose line this is. */
  readonly admits: (caller: Caller) => boolean;
  /** It is there, whatever it says: null for a sign of life alone. */
  readonly heard: (told: unknown) => void;
  readonly fetch: () => Handed | null;
  /** A printer asks to be registered, for it was not given the token: the code that it is to show; null for no such question. */
  readonly registers: (told: unknown) => string | null;
  /** The token for whoever shows this code, `wait` until a person has confirmed it, null for a code of nobody. */
  readonly tokenFor: (code: string) => string | null;
}

/** The longest that a printer says is the list of a folder. */
const BODY_LIMIT_BYTES = 64 * 1024;
/** One printer has a connection for talk and one for a file; the others are of before a cut, or of somebody who knocks. */
const CONNECTIONS = 16;
/** An idle printer calls every four seconds on the same connection. */
const KEPT_MS = 65_000;
const PROTOCOL = 'prusa-connect';
const REGISTRATION_LIMIT_BYTES = 4 * 1024;
/** No token looks like this. */
export const WAIT = 'wait';

/**
 * The port that the printer dials (prusa3d/Prusa-Firmware-Buddy, src/connect/connect.cpp). Its builds have two ways to talk: requests whose
 * answers carry the orders, or a WebSocket on which both speak when they like. Files are fetched from the same port, and cameras beside the
 * printer send their pictures to it.
 */
export class PrinterLine {
  readonly #handlers: LineHandlers;
  readonly #files: FileOffers;
  readonly #stills: CameraStills;
  readonly #http: Server;
  readonly #sockets: WebSocketServer;
  readonly #carriers = new Set<Socket>();

  constructor(handlers: LineHandlers, files: FileOffers, stills: CameraStills) {
    this.#handlers = handlers;
    this.#files = files;
    this.#stills = stills;
    this.#sockets = new WebSocketServer({
      noServer: true,
      perMessageDeflate: false,
      maxPayload: BODY_LIMIT_BYTES,
      handleProtocols: (offered) => (offered.has(PROTOCOL) ? PROTOCOL : false),
    });
    this.#http = createServer({ keepAliveTimeout: KEPT_MS }, (request, response) => {
      request.on('error', () => {});
      response.on('error', () => {});
      void this.#serve(request, response);
    });
    this.#http.maxConnections = CONNECTIONS;
    this.#http.on('connection', (socket) => {
      this.#carriers.add(socket);
      socket.once('close', () => this.#carriers.delete(socket));
    });
    this.#http.on('clientError', (_error, socket) => socket.destroy());
    this.#http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  /** Throws `Unreachable` with what a person can do about it. */
  async listen(port: number, address: string | null): Promise<void> {
    this.#http.listen({ port, ...(address === null ? {} : { host: address }) });
    try {
      await once(this.#http, 'listening');
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      throw new Unreachable(troubleOf(code, port, address), { cause: error });
    }
  }

  /** Orders wait: a printer on a WebSocket gets them at once, another one with its next answer. */
  ring(): void {
    const socket = [...this.#sockets.clients].findLast(({ readyState, OPEN }) => readyState === OPEN);
    if (socket === undefined) return;
    for (let next = this.#handlers.fetch(); next !== null; next = this.#handlers.fetch())
      socket.send(framed(next.id, next.order));
  }

  /** Every connection ends with what it holds; the printer calls again. */
  drop(): void {
    for (const each of this.#carriers) dropUnsent(each);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#sockets.close();
    if (!this.#http.listening) return;
    const closed = once(this.#http, 'close');
    this.#http.close();
    this.#http.closeAllConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.#files.serve(request, response)) return;
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    if (this.#stills.serve(path, request, response)) return;
    if (path === '/p/register') return this.#register(request, response);
    const isTelemetry = path === '/p/telemetry';
    if (request.method !== 'POST' || (!isTelemetry && path !== '/p/events')) return refuse(response, 404);
    if (!this.#handlers.admits(callerOf(request))) return refuse(response, 401);
    const body = await readWithin(request, BODY_LIMIT_BYTES);
    if (body === null) return refuse(response, 413);
    const told = parsed(body.toString('utf8'));
    if (told === undefined) return refuse(response, 400);
    this.#handlers.heard(told);
    // Orders are taken with the answer to telemetry only.
    const next = isTelemetry && !response.destroyed ? this.#handlers.fetch() : null;
    if (next === null) return void response.writeHead(204).end();
    const { id, order } = next;
    const type = order.kind === 'json' ? 'application/json' : 'text/x.gcode';
    const length = Buffer.byteLength(order.text);
    response.writeHead(200, { 'Content-Type': type, 'Content-Length': length, 'Command-Id': id }).end(order.text);
  }

  async #register(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'GET') {
      const token = this.#handlers.tokenFor(wordIn(request, 'code'));
      if (token === null) return refuse(response, 404);
      if (token === WAIT) return void response.writeHead(202).end();
      return void response.writeHead(200, { Token: token }).end();
    }
    if (request.method !== 'POST') return refuse(response, 404);
    const body = await readWithin(request, REGISTRATION_LIMIT_BYTES);
    const code = body === null ? null : this.#handlers.registers(parsed(body.toString('utf8')));
    if (code === null) return refuse(response, 400);
    response.writeHead(200, { Code: code }).end();
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => {});
    const path = (request.url ?? '').split('?', 1)[0];
    const status =
      path === '/p/ws' ? (this.#handlers.admits(callerOf(request)) ? null : '401 Unauthorized') : '404 Not Found';
    if (status !== null) return void socket.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
    this.#sockets.handleUpgrade(request, socket, head, (opened) => this.#greet(opened));
  }

  #greet(socket: WebSocket): void {
    // The printer has hung up on the one before, whether or not that was noticed here.
    for (const each of this.#sockets.clients) if (each !== socket) each.terminate();
    socket.on('error', () => {});
    socket.on('ping', () => this.#handlers.heard(null));
    socket.on('message', (data, isBinary) => {
      const told = isBinary ? undefined : parsed(String(data));
      if (told === undefined) return;
      this.#handlers.heard(told);
      this.ring();
    });
    this.#handlers.heard(null);
    this.ring();
  }
}

const callerOf = (request: IncomingMessage): Caller => ({
  fingerprint: wordIn(request, 'fingerprint'),
  token: wordIn(request, 'token'),
});

/** As long as it takes, whatever was guessed right. */
export function isSameToken(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && a.length > 0 && timingSafeEqual(a, b);
}

function troubleOf(code: string, port: number, address: string | null): string {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} of this host is taken already, by another printer or another program: choose another one here, and in the printer’s settings file. (${code})`;
    case 'EACCES':
      return `Croft may not listen at port ${port}: choose one above 1023. (${code})`;
    case 'EADDRNOTAVAIL':
      return `This host has no address ${address ?? ''}: leave the address empty to listen at all of them. (${code})`;
    default:
      return `Croft cannot listen at port ${port}. (${code})`;
  }
}
