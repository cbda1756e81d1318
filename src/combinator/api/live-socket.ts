import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  createSourceEventStream,
  type DocumentNode,
  executeSubscriptionEvent,
  getOperationAST,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type ValidatedSubscriptionArgs,
  validateSubscriptionArgs,
  visit,
} from 'graphql';
import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL, MessageType, validateMessage } from 'graphql-ws';
import { WebSocket, WebSocketServer } from 'ws';
import type { Log } from '#lib/log-types';
import { allows, type Principal } from '../accounts/access.ts';
import type { DocumentAccess } from '../accounts/document-access.ts';
import type { Door } from '../accounts/door.ts';
import { requestOf } from './graphql-route.ts';
import type { Guard } from './guard.ts';
import type { DocumentReader } from './limits.ts';
import { wireErrors } from './wire-errors.ts';

/** Bounds of the sockets; tests make them smaller. */
export interface SocketLimits {
  /** A page's messages are small; a larger one is no page. */
  readonly messageBytes: number;
  /** With this much unread a reader gets nothing more until it has read; what it misses meanwhile becomes one snapshot. */
  readonly unreadBytes: number;
  /** A reader that takes nothing for this long is cut off, or it would hold its share of memory for ever (F14). */
  readonly stallMs: number;
  /** Answers to a reader that floods us with pings end here. */
  readonly backlogBytes: number;
  /** Who opens a socket and says nothing is shown the door. */
  readonly helloMs: number;
  /** A peer whose network is gone is noticed within two of these. */
  readonly keepAliveMs: number;
  readonly sockets: number;
  readonly subscriptionsPerSocket: number;
  readonly messagesPerSecond: number;
}

export const SOCKET_LIMITS: SocketLimits = {
  messageBytes: 1024 * 1024,
  unreadBytes: 256 * 1024,
  stallMs: 20_000,
  backlogBytes: 1024 * 1024,
  helloMs: 5_000,
  keepAliveMs: 15_000,
  sockets: 2_000,
  subscriptionsPerSocket: 20,
  messagesPerSecond: 200,
};

/** Sockets that are told of the end get this long to say good-bye. */
const GOODBYE_MS = 500;
const SLOW_READER = 1013;
const GOING_AWAY = 1001;
const FLOODING = 1008;

export interface LiveSockets {
  readonly open: number;
  readonly subscriptions: number;
  /** Ends the sockets that were opened with this key. */
  endOf(keyId: string): void;
  close(): Promise<void>;
}

interface Parts {
  readonly schema: GraphQLSchema;
  readonly read: DocumentReader;
  readonly guard: Guard;
  readonly door: Door;
  readonly access: DocumentAccess;
  readonly log: Log;
  readonly limits: SocketLimits;
}

/** Event → view → its text. */
type Texts = WeakMap<object, Map<string, Promise<string>>>;

/**
 * Subscriptions over graphql-transport-ws, on the port of everything else. What is refused is refused before the upgrade: not one
 * byte crosses (quality.md §7). An event that several readers of one view share is executed and written as text once.
 */
export function addLiveSockets(http: Server, parts: Parts): LiveSockets {
  const { guard, door, limits } = parts;
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: limits.messageBytes,
    perMessageDeflate: false,
    autoPong: false,
    handleProtocols: () => GRAPHQL_TRANSPORT_WS_PROTOCOL,
  });
  const conversations = new Map<WebSocket, Conversation>();
  const texts: Texts = new WeakMap();

  http.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on('error', () => {});
    const protocols = request.headers['sec-websocket-protocol']?.split(',').map((one) => one.trim()) ?? [];
    const refused = guard.host(request.headers) ?? guard.origin(request.headers);
    if (refused !== null) return turnAway(stream, refused.status);
    if (request.url?.split('?')[0] !== '/graphql') return turnAway(stream, 404);
    if (!protocols.includes(GRAPHQL_TRANSPORT_WS_PROTOCOL)) return turnAway(stream, 400);
    if (conversations.size >= limits.sockets) return turnAway(stream, 503);
    const { headers, method = 'GET', url = '' } = request;
    const knock = { headers, method, url, address: request.socket.remoteAddress ?? '' };
    void door.enter(knock).then((entered) => {
      if (stream.destroyed) return;
      if (!('kind' in entered)) return turnAway(stream, entered.status);
      if (!allows(entered, 'viewer')) return turnAway(stream, 403);
      server.handleUpgrade(request, stream, head, (socket) => {
        conversations.set(socket, new Conversation(socket, parts, texts, entered));
        socket.on('close', () => conversations.delete(socket));
      });
    });
  });
  const keepAlive = setInterval(() => {
    for (const conversation of conversations.values()) {
      if (door.hasEnded(conversation.principal)) conversation.end();
      else conversation.probe();
    }
  }, limits.keepAliveMs);
  keepAlive.unref();

  return {
    get open() {
      return conversations.size;
    },
    get subscriptions() {
      return [...conversations.values()].reduce((sum, one) => sum + one.subscriptions, 0);
    },
    endOf(keyId) {
      for (const conversation of conversations.values()) {
        const { principal } = conversation;
        if (principal.kind === 'key' && principal.id === keyId) conversation.end();
      }
    },
    async close() {
      clearInterval(keepAlive);
      const all = [...conversations.keys()];
      const closed = all.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
      for (const socket of all) socket.close(GOING_AWAY, 'the server ends');
      const goodbye = setTimeout(() => all.forEach((socket) => socket.terminate()), GOODBYE_MS);
      await Promise.all(closed);
      clearTimeout(goodbye);
      server.close();
    },
  };
}

function turnAway(stream: Duplex, status: number): void {
  stream.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** One client's socket: its subscriptions end with it. */
class Conversation {
  readonly #socket: WebSocket;
  readonly #parts: Parts;
  readonly #texts: Texts;
  readonly principal: Principal;
  readonly #running = new Map<string, AbortController>();
  readonly #hello: NodeJS.Timeout;
  #welcomed = false;
  #alive = true;
  #second = 0;
  #messages = 0;

  constructor(socket: WebSocket, parts: Parts, texts: Texts, principal: Principal) {
    this.principal = principal;
    this.#socket = socket;
    this.#parts = parts;
    this.#texts = texts;
    this.#hello = setTimeout(
      () => socket.close(CloseCode.ConnectionInitialisationTimeout, 'connection_init did not come'),
      parts.limits.helloMs,
    );
    socket.on('error', () => {});
    socket.on('message', (bytes, isBinary) => this.#heard(isBinary ? null : String(bytes)));
    socket.on('ping', (payload) => this.#answer(() => socket.pong(payload)));
    socket.on('pong', () => {
      this.#alive = true;
    });
    socket.on('close', () => {
      clearTimeout(this.#hello);
      for (const stop of this.#running.values()) stop.abort();
    });
  }

  get subscriptions(): number {
    return this.#running.size;
  }

  /** Its key opens nothing any more. */
  end(): void {
    this.#socket.close(CloseCode.Forbidden, 'the key has ended');
    for (const stop of this.#running.values()) stop.abort();
  }

  /** Asks for a sign of life; without one since the last time, the peer is gone. */
  probe(): void {
    if (!this.#alive) return this.#socket.terminate();
    this.#alive = false;
    this.#socket.ping();
  }

  #heard(text: string | null): void {
    this.#alive = true;
    if (this.#floods()) return this.#socket.close(FLOODING, 'too many messages');
    let message: ReturnType<typeof validateMessage>;
    try {
      message = validateMessage(JSON.parse(text ?? ''));
    } catch {
      return this.#socket.close(CloseCode.BadRequest, 'not a message of graphql-transport-ws');
    }
    switch (message.type) {
      case MessageType.ConnectionInit:
        clearTimeout(this.#hello);
        if (this.#welcomed) return this.#socket.close(CloseCode.TooManyInitialisationRequests, 'already initialised');
        this.#welcomed = true;
        return this.#socket.send('{"type":"connection_ack"}');
      case MessageType.Ping:
        return this.#answer(() => this.#socket.send('{"type":"pong"}'));
      case MessageType.Pong:
        return;
      case MessageType.Subscribe:
        return this.#subscribe(message.id, message.payload);
      case MessageType.Complete:
        return this.#running.get(message.id)?.abort();
      default:
        return this.#socket.close(CloseCode.BadRequest, 'a message for clients');
    }
  }

  /** Messages within one second of our own clock. */
  #floods(): boolean {
    const second = Math.floor(performance.now() / 1_000);
    if (second !== this.#second) [this.#second, this.#messages] = [second, 0];
    this.#messages++;
    return this.#messages > this.#parts.limits.messagesPerSecond;
  }

  #answer(act: () => void): void {
    if (this.#floods() || this.#socket.bufferedAmount > this.#parts.limits.backlogBytes) this.#socket.terminate();
    else act();
  }

  #subscribe(id: string, payload: unknown): void {
    if (!this.#welcomed) return this.#socket.close(CloseCode.Unauthorized, 'connection_init comes first');
    if (this.#running.has(id)) return this.#socket.close(CloseCode.SubscriberAlreadyExists, 'this id is in use');
    if (this.#running.size >= this.#parts.limits.subscriptionsPerSocket) {
      const remedy = 'End one that is not needed any more.';
      return this.#sendErrors(id, [said('too-many-subscriptions', 'This socket has too many subscriptions.', remedy)]);
    }
    const stop = new AbortController();
    this.#running.set(id, stop);
    this.#run(id, payload, stop.signal)
      .then(
        (errors) => {
          if (errors !== null) this.#sendErrors(id, errors);
          else if (!stop.signal.aborted) this.#send(`{"id":${JSON.stringify(id)},"type":"complete"}`);
        },
        (error: unknown) => this.#sendErrors(id, [asGraphqlError(error)]),
      )
      .finally(() => this.#running.delete(id));
  }

  /** Tells everything until the end. Resolves with what was wrong with the request, or null. */
  async #run(id: string, payload: unknown, signal: AbortSignal): Promise<readonly GraphQLError[] | null> {
    const { schema, read } = this.#parts;
    const asked = requestOf(payload);
    if (asked === null) return [said('bad-request', 'This is not one GraphQL query.', 'Send {"query": "…"}.')];
    const document = read(asked.query);
    if (!('kind' in document)) return document;
    const forbidden = this.#parts.access(document, this.principal);
    if (forbidden !== null) return [forbidden];
    const operation = getOperationAST(document, asked.operationName);
    if (operation?.operation !== OperationTypeNode.SUBSCRIPTION)
      return [said('bad-query', 'The socket carries subscriptions only.', 'Send the rest to POST /graphql.')];
    const args = validateSubscriptionArgs({
      schema,
      document,
      operationName: asked.operationName,
      variableValues: asked.variables,
      contextValue: { signal, principal: this.principal },
      hideSuggestions: true,
    });
    if (!('schema' in args)) return args;
    const source = await createSourceEventStream(args);
    if (!(Symbol.asyncIterator in source)) return source.errors ?? [];
    const view = isViewOfVariables(document, operation) ? null : `${asked.operationName ?? ''}\n${asked.query}`;
    const head = `{"id":${JSON.stringify(id)},"type":"next","payload":`;
    const events = source[Symbol.asyncIterator]();
    signal.addEventListener('abort', () => void events.return?.(), { once: true });
    for (let step = await events.next(); step.done !== true && !signal.aborted; step = await events.next()) {
      const text = await this.#textOf(step.value, view, args);
      await this.#deliver(`${head}${text}}`);
    }
    return null;
  }

  /** The payload of one event in one view. The same event object in the same view is rendered once, whoever asks. */
  #textOf(event: unknown, view: string | null, args: ValidatedSubscriptionArgs): Promise<string> {
    if (view === null || typeof event !== 'object' || event === null) return this.#render(event, args);
    const views = this.#texts.get(event) ?? new Map<string, Promise<string>>();
    this.#texts.set(event, views);
    const text = views.get(view) ?? this.#render(event, args);
    views.set(view, text);
    return text;
  }

  async #render(event: unknown, args: ValidatedSubscriptionArgs): Promise<string> {
    const result = await executeSubscriptionEvent({ ...args, rootValue: event });
    const { errors } = result;
    return JSON.stringify(errors === undefined ? result : { ...result, errors: wireErrors(errors, this.#parts.log) });
  }

  #send(text: string): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(text);
  }

  #sendErrors(id: string, errors: readonly GraphQLError[]): void {
    const payload = JSON.stringify(wireErrors(errors, this.#parts.log));
    this.#send(`{"id":${JSON.stringify(id)},"type":"error","payload":${payload}}`);
  }

  /** Resolves when the reader may have more. A reader that takes nothing is cut off, and comes back with its cursor. */
  async #deliver(text: string): Promise<void> {
    const socket = this.#socket;
    const { unreadBytes, stallMs } = this.#parts.limits;
    if (socket.readyState !== WebSocket.OPEN) return;
    const written = Promise.withResolvers<void>();
    socket.send(text, () => written.resolve());
    if (socket.bufferedAmount <= unreadBytes) return;
    const stall = setTimeout(() => {
      socket.close(SLOW_READER, 'too slow');
      for (const stop of this.#running.values()) stop.abort();
      written.resolve();
    }, stallMs);
    await written.promise;
    clearTimeout(stall);
  }
}

const said = (code: string, message: string, remedy: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code, remedy } });

const asGraphqlError = (error: unknown): GraphQLError =>
  error instanceof GraphQLError
    ? error
    : new GraphQLError('failed', { originalError: error instanceof Error ? error : new Error(String(error)) });

/** Whether what is shown depends on variables: those of the root field's arguments choose the events, not their form. */
function isViewOfVariables(document: DocumentNode, operation: OperationDefinitionNode): boolean {
  const choosing = new Set<object>();
  for (const root of operation.selectionSet.selections) {
    if (root.kind === Kind.FIELD) for (const argument of root.arguments ?? []) choosing.add(argument);
  }
  let found = false;
  visit(document, {
    VariableDefinition: () => false,
    Argument: (node) => (choosing.has(node) ? false : undefined),
    Variable: () => {
      found = true;
    },
  });
  return found;
}
