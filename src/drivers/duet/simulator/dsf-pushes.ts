import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { DuetBoard } from './board.ts';
import type { Switches } from './switches.ts';

interface Client {
  readonly socket: WebSocket;
  /** What it knows already. */
  told: unknown;
  /** It has acknowledged the last one. */
  isReady: boolean;
}

/** The socket of a Duet Software Framework: the whole model, then what has changed, each only when the one before was acknowledged. */
export class DsfPushes {
  readonly #board: DuetBoard;
  readonly #switches: Switches;
  readonly #server = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  readonly #clients = new Set<Client>();

  constructor(board: DuetBoard, switches: Switches) {
    this.#board = board;
    this.#switches = switches;
  }

  welcome(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#server.handleUpgrade(request, socket, head, (opened) => {
      const client: Client = { socket: opened, told: undefined, isReady: true };
      this.#clients.add(client);
      opened.on('close', () => this.#clients.delete(client));
      opened.on('error', () => {});
      opened.on('message', (data) => {
        const text = String(data).trim();
        if (this.#switches.isSilent) return;
        if (text === 'PING') return opened.send('PONG\n');
        if (text !== 'OK') return;
        client.isReady = true;
        this.#tellOne(client);
      });
      this.#tellOne(client);
    });
  }

  /** Every socket breaks; what goes over HTTP goes on. */
  hangUp(): void {
    for (const { socket } of this.#clients) socket.terminate();
  }

  tell(): void {
    for (const client of this.#clients) this.#tellOne(client);
  }

  #tellOne(client: Client): void {
    if (!client.isReady || this.#switches.isSilent) return;
    const nonsense = client.told === undefined ? undefined : this.#switches.nonsense.shift();
    const whole = this.#board.whole('');
    const change = nonsense ?? changeOf(client.told, whole);
    if (change === undefined) return;
    client.isReady = false;
    if (nonsense === undefined) client.told = JSON.parse(JSON.stringify(whole));
    client.socket.send(typeof change === 'string' ? change : JSON.stringify(change));
  }
}

/** Undefined where nothing has changed; items of a list that have not are empty objects. */
function changeOf(before: unknown, now: unknown): unknown {
  if (before === undefined) return now;
  if (JSON.stringify(before) === JSON.stringify(now)) return undefined;
  if (Array.isArray(before) && Array.isArray(now))
    return now.map((each: unknown, k) => changeOf(before[k], each) ?? (typeof each === 'object' ? {} : each));
  if (!isObject(before) || !isObject(now)) return now;
  const changes = Object.entries(now).map(([name, value]) => [name, changeOf(before[name], value)] as const);
  return Object.fromEntries(changes.filter(([, value]) => value !== undefined));
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
