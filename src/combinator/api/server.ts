import { existsSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import fastifyStatic from '@fastify/static';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { execute, type GraphQLError, type GraphQLSchema, type ExecutionResult, OperationTypeNode } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import type { Log } from '#lib/log-types';
import { defineErrors, errorEntry, UserError } from '#lib/user-error';
import { parseDigest } from '../library/library.ts';
import type { Features } from '../features.ts';
import { createSchema } from './graphql.ts';
import { createGuard, type Refusal, SECURITY_HEADERS } from './guard.ts';
import { BODY_LIMIT_BYTES, createDocumentReader } from './limits.ts';
import type { Resolvers } from './resolvers.ts';

export interface ServerOptions {
  readonly host: string;
  readonly port: number;
  /** The built page; where it is missing a plain one says so. */
  readonly webFolder: string;
  readonly features: Features;
  readonly resolvers: Resolvers;
  readonly health: () => Promise<Readonly<Record<string, unknown>>>;
  readonly metrics: () => Promise<string>;
  readonly log: Log;
}

export interface ApiServer extends AsyncDisposable {
  /** `http://127.0.0.1:8300` */
  readonly address: string;
}

const errors = defineErrors({
  portTaken: errorEntry<{ host: string; port: number }>({
    code: 'port-taken',
    cause: ({ host, port }) => `Port ${port} of ${host} is taken: another program listens there, or Croft runs already.`,
    remedy: 'End the other program, or choose another port with --port.',
    field: '--port',
  }),
  notLoopback: errorEntry<{ host: string }>({
    code: 'no-credential-yet',
    cause: ({ host }) => `${host} can be reached by other devices, and Croft has no accounts yet that would keep them out.`,
    remedy: 'Leave --host out: Croft then listens on 127.0.0.1.',
    field: '--host',
    rule: 'loopback until a credential exists',
  }),
  cannotListen: errorEntry<{ host: string; port: number; reason: string }>({
    code: 'cannot-listen',
    cause: ({ host, port, reason }) => `Cannot listen on ${host}:${port}: ${reason}.`,
    remedy: 'Choose another port with --port.',
  }),
});

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '::1', 'localhost']);
/** A page’s live messages are small; a larger one is no page. */
const SOCKET_MESSAGE_LIMIT_BYTES = 1024 * 1024;
/** What waits for one slow reader before it is cut off; it comes back and resumes (F14). */
const SOCKET_BACKLOG_LIMIT_BYTES = 1024 * 1024;
const QUERY_LIMIT_MS = 10_000;
/** What is still open when the server ends gets this long. */
const CLOSE_LIMIT_MS = 2_000;

/** Listens, on loopback only. Errors: `port-taken`, `no-credential-yet`, `cannot-listen`. */
export async function startServer(options: ServerOptions): Promise<ApiServer> {
  const { host, port, log } = options;
  if (!LOOPBACK.has(host)) throw errors.notLoopback({ host });
  const schema = createSchema(options.resolvers);
  let hosts: readonly string[] = [];
  const guard = createGuard(() => hosts);
  const app = Fastify({ bodyLimit: BODY_LIMIT_BYTES, forceCloseConnections: true, requestTimeout: 0, maxParamLength: 200 });

  app.addHook('onRequest', async (request, reply) => {
    reply.headers(SECURITY_HEADERS);
    const safe = request.method === 'GET' || request.method === 'HEAD';
    const refusal = guard.host(request.headers) ?? (safe ? null : guard.origin(request.headers));
    if (refusal !== null) return refuse(reply, refusal);
  });
  app.setErrorHandler((error, request, reply) => failed(error, request, reply, log));
  addGraphql(app, schema);
  addFiles(app, options.features);
  app.get('/healthz', async () => options.health());
  app.get('/metrics', async (_request, reply) => reply.type('text/plain; version=0.0.4; charset=utf-8').send(await options.metrics()));
  await addPage(app, options.webFolder);

  const sockets = addSockets(app, schema, guard);
  try {
    await app.listen({ host, port });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw errors.portTaken({ host, port }, { cause: error });
    throw errors.cannotListen({ host, port, reason: message }, { cause: error });
  }
  const address = app.server.address();
  const actual = typeof address === 'object' && address !== null ? address.port : port;
  hosts = [`${host.includes(':') ? `[${host}]` : host}:${actual}`, `127.0.0.1:${actual}`, `localhost:${actual}`, `[::1]:${actual}`];
  return {
    address: `http://${hosts[0]}`,
    async [Symbol.asyncDispose]() {
      await sockets.close();
      await Promise.race([app.close(), new Promise((resolve) => setTimeout(resolve, CLOSE_LIMIT_MS).unref())]);
    },
  };
}

function refuse(reply: FastifyReply, { status, code, message, remedy }: Refusal): FastifyReply {
  return reply.code(status).send({ error: { code, message, remedy } });
}

/** A person’s mistake is told in its words, anything else without its inside. */
function failed(error: unknown, request: FastifyRequest, reply: FastifyReply, log: Log): FastifyReply {
  if (error instanceof UserError) {
    const { code, message, remedy, field, rule } = error;
    return reply.code(STATUS[code] ?? 422).send({ error: { code, message, remedy, field, rule } });
  }
  const status = (error as { statusCode?: number }).statusCode ?? 500;
  if (status < 500) {
    const message = (error as Error).message;
    return reply.code(status).send({ error: { code: 'bad-request', message, remedy: 'Correct the request and send it again.' } });
  }
  log.error({ err: error, url: request.url }, 'request failed');
  const fault = { code: 'internal', message: 'Something went wrong inside Croft.', remedy: 'Try again; the log of Croft says more.' };
  return reply.code(500).send({ error: fault });
}

const STATUS: Readonly<Record<string, number>> = {
  'file-too-large': 413,
  'disk-full': 507,
  'upload-incomplete': 400,
  'unknown-library-file': 404,
  'storage-disk-full': 507,
};

function addGraphql(app: FastifyInstance, schema: GraphQLSchema): void {
  const read = createDocumentReader(schema);
  app.post('/graphql', async (request, reply) => {
    // JSON only: a form of another site cannot send it without asking first.
    if (!/^application\/(graphql\+)?json\b/.test(request.headers['content-type'] ?? '')) {
      return refuse(reply, { status: 415, code: 'json-only', message: 'GraphQL is taken as JSON only.', remedy: 'Send content-type: application/json.' });
    }
    const { query, variables, operationName } = (request.body ?? {}) as { query?: unknown; variables?: unknown; operationName?: unknown };
    if (typeof query !== 'string') return reply.code(400).send({ errors: [{ message: 'The request has no query.', extensions: { code: 'bad-request' } }] });
    const document = read(query);
    if (!('kind' in document)) return reply.code(400).send({ errors: document });
    const operation = document.definitions.find((node) => 'operation' in node);
    if (operation !== undefined && 'operation' in operation && operation.operation === OperationTypeNode.SUBSCRIPTION) {
      return reply.code(400).send({ errors: [{ message: 'Subscriptions go over the WebSocket.', extensions: { code: 'bad-request' } }] });
    }
    const running = execute({
      schema,
      document,
      variableValues: isRecord(variables) ? variables : {},
      operationName: typeof operationName === 'string' ? operationName : null,
      contextValue: {},
    });
    const result = await Promise.race([Promise.resolve(running), timeout()]);
    return masked(result);
  });
}

async function timeout(): Promise<ExecutionResult> {
  await new Promise((resolve) => setTimeout(resolve, QUERY_LIMIT_MS).unref());
  const { GraphQLError: Fault } = await import('graphql');
  return { data: null, errors: [new Fault('The answer took too long.', { extensions: { code: 'too-slow', remedy: 'Ask for less at once.' } })] };
}

/** Words of our own errors stay; what nobody outside can have caused is not told. */
function masked(result: ExecutionResult): object {
  if (result.errors === undefined) return result;
  return { ...result, errors: result.errors.map(maskedError) };
}

function maskedError(error: GraphQLError): object {
  const cause = error.originalError;
  const ours = cause === undefined || cause === null || 'extensions' in cause || cause instanceof UserError;
  if (ours) return error.toJSON();
  const extensions = { code: 'internal', remedy: 'Try again; the log of Croft says more.' };
  return { message: 'Something went wrong inside Croft.', path: error.path, extensions };
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

function addFiles(app: FastifyInstance, { library }: Features): void {
  // The body is the file itself: it goes to the disk as it comes, whatever its size.
  app.addContentTypeParser('application/octet-stream', (_request, _payload, done) => done(null));
  app.route<{ Querystring: { name?: string } }>({
    method: ['POST', 'PUT'],
    url: '/api/files',
    bodyLimit: Number.MAX_SAFE_INTEGER,
    async handler(request, reply) {
      if (!/^application\/octet-stream\b/.test(request.headers['content-type'] ?? '')) {
        return refuse(reply, { status: 415, code: 'bytes-only', message: 'A file is taken as its bytes only.', remedy: 'Send content-type: application/octet-stream.' });
      }
      const length = request.headers['content-length'];
      const uploaded = await library.upload(request.query.name ?? '', request.raw, length === undefined ? null : Number(length));
      return reply.code(uploaded.duplicate ? 200 : 201).send(uploaded);
    },
  });
  app.get<{ Params: { digest: string } }>('/api/files/:digest/thumbnail', async (request, reply) => {
    const picture = await library.thumbnail(parseDigest(request.params.digest));
    if (picture === null) return reply.code(404).send({ error: { code: 'no-picture', message: 'This file has no picture.', remedy: '' } });
    return reply
      .type(picture.type)
      .header('cache-control', 'private, max-age=31536000, immutable')
      .header('content-security-policy', "default-src 'none'; sandbox")
      .send(Buffer.from(picture.bytes));
  });
  app.get<{ Params: { digest: string } }>('/api/files/:digest', async (request, reply) => {
    const digest = parseDigest(request.params.digest);
    const row = await library.get(digest);
    if (row === null) return reply.code(404).send({ error: { code: 'unknown-library-file', message: 'The library has no such file.', remedy: 'Load the page again.' } });
    return reply
      .type('application/octet-stream')
      .header('content-length', row.size_bytes)
      .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(row.name)}`)
      .header('content-security-policy', "default-src 'none'; sandbox")
      .send(library.stream(digest));
  });
}

async function addPage(app: FastifyInstance, folder: string): Promise<void> {
  if (!existsSync(join(folder, 'index.html'))) {
    app.get('/', async (_request, reply) => reply.type('text/plain; charset=utf-8').send('Croft is running; its page is not built. Run: npm run build\n'));
    return;
  }
  await app.register(fastifyStatic, {
    root: folder,
    wildcard: false,
    setHeaders: (response, path) => {
      const immutable = path.includes(`${join(folder, 'assets')}/`);
      response.header('cache-control', immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  app.setNotFoundHandler((request, reply) => {
    const page = request.method === 'GET' && !/^\/(api|graphql|healthz|metrics|assets)\b/.test(request.url);
    if (page) return reply.sendFile('index.html');
    return reply.code(404).send({ error: { code: 'not-found', message: 'There is nothing here.', remedy: 'Check the address.' } });
  });
}

/** Live channels on the same port. What is refused is refused before the upgrade: not one byte crosses (quality.md §7). */
function addSockets(app: FastifyInstance, schema: GraphQLSchema, guard: ReturnType<typeof createGuard>): { close(): Promise<void> } {
  const server = new WebSocketServer({ noServer: true, maxPayload: SOCKET_MESSAGE_LIMIT_BYTES, perMessageDeflate: false });
  const handler = useServer({ schema, context: () => ({}) }, server, 10_000);
  server.on('connection', (socket) => {
    socket.on('error', () => {});
    const send = socket.send.bind(socket) as (...args: Parameters<typeof socket.send>) => void;
    // A reader that stands still is cut off before it holds our memory; it comes back and resumes from its cursor.
    socket.send = ((...args: Parameters<typeof socket.send>) => {
      if (socket.bufferedAmount > SOCKET_BACKLOG_LIMIT_BYTES) return socket.close(1013, 'too slow');
      send(...args);
    }) as typeof socket.send;
  });
  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const path = request.url?.split('?')[0];
    const refusal = guard.host(request.headers) ?? guard.origin(request.headers);
    if (path !== '/graphql' || refusal !== null) {
      socket.end(`HTTP/1.1 ${refusal?.status ?? 404} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    server.handleUpgrade(request, socket, head, (opened) => server.emit('connection', opened, request));
  });
  return {
    async close() {
      await Promise.race([handler.dispose(), new Promise((resolve) => setTimeout(resolve, CLOSE_LIMIT_MS / 2).unref())]);
      for (const client of server.clients) client.terminate();
    },
  };
}
