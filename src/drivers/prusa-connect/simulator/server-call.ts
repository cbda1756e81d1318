import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import type { Socket } from 'node:net';
import { WebSocket } from 'ws';

/** A server that it calls. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
}

/** What the server wants, as it came. */
export interface Commanded {
  readonly id: number;
  readonly kind: 'json' | 'gcode';
  readonly text: string;
}

export interface Called {
  readonly status: number;
  readonly command: Commanded | null;
}

export type Identity = Readonly<Record<string, string>>;

/** The printer's connections to its server, one for talk and one for a file; they can be cut. */
export class ServerCall {
  readonly #address: ServerAddress;
  readonly #identity: () => Identity;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #sockets = new Set<Socket>();
  #socket: WebSocket | null = null;

  constructor(address: ServerAddress, identity: () => Identity) {
    this.#address = address;
    this.#identity = identity;
  }

  /** Opening ones too. */
  get connections(): number {
    return this.#sockets.size;
  }

  get isOpen(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  post(path: string, body: string): Promise<Called> {
    return new Promise((resolve, reject) => {
      const headers = {
        ...this.#identity(),
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(body),
      };
      const call = request({ ...this.#address, path, method: 'POST', headers, agent: this.#agent });
      call.on('socket', (socket) => this.#track(socket));
      call.on('error', reject);
      call.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const id = response.headers['command-id'];
          const text = Buffer.concat(chunks).toString('utf8');
          const kind = response.headers['content-type'] === 'text/x.gcode' ? 'gcode' : 'json';
          const status = response.statusCode ?? 0;
          const command = status === 200 && typeof id === 'string' ? { id: Number(id), kind, text } : null;
          resolve({ status, command: command as Commanded | null });
        });
      });
      call.end(body);
    });
  }

  /** A step of its registration, whose answer stands in the headers. */
  register(
    method: 'POST' | 'GET',
    headers: Identity,
    body: string,
  ): Promise<{ readonly status: number; readonly headers: IncomingHttpHeaders }> {
    return new Promise((resolve, reject) => {
      const length = Buffer.byteLength(body);
      const all = method === 'POST' ? { ...headers, 'Content-Length': length } : headers;
      const call = request({ ...this.#address, path: '/p/register', method, headers: all, agent: this.#agent });
      call.on('socket', (socket) => this.#track(socket));
      call.on('error', reject);
      call.on('response', (response) => {
        response.resume();
        response.on('error', reject);
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers }));
      });
      call.end(body);
    });
  }

  /** Resolves with the status of a refusal, or null when it is open. */
  open(commanded: (command: Commanded) => void): Promise<number | null> {
    const { host, port } = this.#address;
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(`ws://${host}:${port}/p/ws`, 'prusa-connect', {
        headers: this.#identity(),
        perMessageDeflate: false,
        finishRequest: (call) => {
          call.on('socket', (raw) => this.#track(raw));
          call.end();
        },
      });
      socket.on('error', reject);
      socket.on('unexpected-response', (call, response) => {
        resolve(response.statusCode ?? 0);
        response.resume();
        call.destroy();
      });
      socket.on('open', () => {
        this.#socket = socket;
        resolve(null);
      });
      socket.on('message', (data) => {
        const said = String(data);
        commanded({
          id: Number.parseInt(said.slice(1, 9), 16),
          kind: said.startsWith('J') ? 'json' : 'gcode',
          text: said.slice(9),
        });
      });
    });
  }

  /** Long messages in pieces, as its buffer has it. */
  say(text: string): void {
    const bytes = Buffer.from(text);
    for (let at = 0; at === 0 || at < bytes.length; at += FRAGMENT_BYTES) {
      const fin = at + FRAGMENT_BYTES >= bytes.length;
      this.#socket?.send(bytes.subarray(at, at + FRAGMENT_BYTES), { binary: false, fin });
    }
  }

  ping(): void {
    this.#socket?.ping();
  }

  /** A part of a file, on a connection of its own; what came before it broke off counts. `cutAt`: the printer hangs up behind so many bytes. */
  fetch(
    path: string,
    range: string,
    cutAt: number | null,
  ): Promise<{ readonly bytes: Buffer; readonly isWhole: boolean }> {
    return new Promise((resolve, reject) => {
      const headers = { 'Content-Encryption-Mode': 'AES-CTR', Range: range };
      const call = request({ ...this.#address, path, method: 'GET', headers, agent: false });
      call.on('socket', (socket) => this.#track(socket));
      call.on('error', reject);
      call.on('response', (response) => {
        const { statusCode, headers: got } = response;
        const isRight = (statusCode === 200 || statusCode === 206) && got['content-encryption-mode'] === 'AES-CTR';
        if (!isRight || got['content-length'] === undefined) {
          call.destroy();
          return reject(new Error(`answered ${statusCode}`));
        }
        const chunks: Buffer[] = [];
        let size = 0;
        const ended = (): void => {
          const bytes = Buffer.concat(chunks).subarray(0, cutAt ?? undefined);
          resolve({ bytes, isWhole: bytes.length === Number(got['content-length']) });
        };
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          size += chunk.length;
          if (cutAt !== null && size >= cutAt) call.destroy();
        });
        response.on('error', ended);
        response.on('close', ended);
      });
      call.end();
    });
  }

  /** Every connection dies. */
  drop(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#socket?.terminate();
    this.#socket = null;
  }

  #track(socket: Socket): void {
    if (this.#sockets.has(socket)) return;
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
  }

  end(): void {
    this.drop();
    this.#agent.destroy();
  }
}

const FRAGMENT_BYTES = 512;
