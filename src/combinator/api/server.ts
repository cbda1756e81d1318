import Fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import { type Clock, systemClock } from '#lib/clock';
import type { Log } from '#lib/log-types';
import { defineErrors, errorEntry, UserError } from '#lib/user-error';
import { checkAccess } from '../accounts/check-access.ts';
import { createDocumentAccess } from '../accounts/document-access.ts';
import { createDoor } from '../accounts/door.ts';
import { addSession } from '../accounts/session-route.ts';
import type { Features } from '../features.ts';
import { addEventStream, STREAM_LIMITS, type StreamLimits } from './event-stream-route.ts';
import { addMaterials, MATERIALS_STATUS } from '../materials/materials-route.ts';
import { addTimelapses } from './timelapses-route.ts';
import { addCameras, CAMERA_LIMITS, type CameraLimits, CAMERAS_STATUS } from './cameras-route.ts';
import { addFiles, STATUS_OF } from './files-route.ts';
import { addPrinterPictures } from './printer-pictures-route.ts';
import { addLayers } from './layers-route.ts';
import { addRest } from '../rest/rest-routes.ts';
import { addSlicers } from '../slicers/slicer-routes.ts';
import { createSchema } from './graphql.ts';
import { addGraphql } from './graphql-route.ts';
import { addLibrary } from './library-route.ts';
import { createGuard, SECURITY_HEADERS } from './guard.ts';
import { addressesOfHost, createOwnHosts, publicNames } from './host-names.ts';
import { createHttpMetrics } from './http-metrics.ts';
import { BODY_LIMIT_BYTES, createDocumentReader } from './limits.ts';
import { addHistory } from './history-route.ts';
import { addLiveSockets, SOCKET_LIMITS, type SocketLimits } from './live-socket.ts';
import { addPage } from './page-route.ts';
import type { Resolvers } from './resolvers.ts';
import { addTus } from './tus-route.ts';
import { faultOf, sendFault } from './wire-errors.ts';

export interface ServerOptions {
  readonly host: string;
  readonly port: number;
  /** The built page; where it is missing a plain one says so. */
  readonly webFolder: string;
  readonly version: string;
  readonly features: Pick<
    Features,
    | 'library'
    | 'events'
    | 'keys'
    | 'queue'
    | 'printers'
    | 'printerPictures'
    | 'history'
    | 'materials'
    | 'cameras'
    | 'timelapses'
  >;
  /** How people reach it from elsewhere, such as `http://farm.lan:8300`; with one, every request needs a key. */
  readonly publicUrls?: readonly string[];
  readonly clock?: Clock;
  readonly resolvers: Resolvers;
  readonly health: () => Promise<Readonly<Record<string, unknown>>>;
  readonly metrics: () => Promise<string>;
  readonly log: Log;
  /** For developing: the schema may be asked for. */
  readonly dev?: boolean;
  readonly socketLimits?: Partial<SocketLimits>;
  readonly streamLimits?: Partial<StreamLimits>;
  readonly cameraLimits?: Partial<CameraLimits>;
}

export interface ApiServer extends AsyncDisposable {
  /** `http://127.0.0.1:8300` */
  readonly address: string;
  /** Live sockets and their subscriptions, for /metrics. */
  readonly live: { readonly sockets: number; readonly subscriptions: number };
}

const errors = defineErrors({
  portTaken: errorEntry<{ host: string; port: number }>({
    code: 'port-taken',
    cause: ({ host, port }) =>
      `Port ${port} of ${host} is taken: another program listens there, or Croft runs already.`,
    remedy: 'End the other program, or choose another port with --port.',
    field: '--port',
  }),
  notLoopback: errorEntry<{ host: string }>({
    code: 'no-credential-yet',
    cause: ({ host }) =>
      `${host} can be reached by other devices, and there is no API key yet that would keep them out.`,
    remedy: 'Make one first: croft key create --scope admin --name "my browser". Or leave --host and --public-url out.',
    field: '--host',
    rule: 'loopback until an API key exists',
  }),
  cannotListen: errorEntry<{ host: string; port: number; reason: string }>({
    code: 'cannot-listen',
    cause: ({ host, port, reason }) => `Cannot listen on ${host}:${port}: ${reason}.`,
    remedy: 'Choose another port with --port.',
  }),
});

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '::1', 'localhost']);
/** A connection on which nothing moves for this long is closed, or half-sent requests would hold descriptors for ever. */
const SILENCE_LIMIT_MS = 60_000;
/** Requests that are under way when the server ends get this long; croft must be down within 5 s (S13). */
const CLOSE_LIMIT_MS = 2_000;

/**
 * Listens: on loopback for whoever is on this host; beyond it, or under a public name, only when there is a key, and for whoever
 * shows one. Errors: `port-taken`, `no-credential-yet`, `cannot-listen`, `bad-public-url`.
 */
export async function startServer(options: ServerOptions): Promise<ApiServer> {
  const { host, port, log } = options;
  const names = publicNames(options.publicUrls ?? []);
  const keyNeeded = !LOOPBACK.has(host) || names.hosts.length > 0;
  if (keyNeeded && (await options.features.keys.usable()) === 0)
    throw errors.notLoopback({ host: names.hosts[0] ?? host });
  const schema = createSchema(options.resolvers);
  const read = createDocumentReader(schema, { introspection: options.dev === true });
  let ownHosts: () => readonly string[] = () => [];
  const guard = createGuard(
    () => [...ownHosts(), ...names.hosts],
    () => names.bare,
  );
  const { keys } = options.features;
  const door = createDoor({ keys, clock: options.clock ?? systemClock, log, keyNeeded, secure: names.secure });
  const access = createDocumentAccess(schema);
  const app = Fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    forceCloseConnections: true,
    // Of whole requests, and a large file takes its time; silence has a limit of its own in files-route.
    requestTimeout: 0,
    connectionTimeout: SILENCE_LIMIT_MS,
    routerOptions: { maxParamLength: 200 },
  });

  const own = createHttpMetrics(() => sockets);
  app.addHook('onResponse', async (request, reply) => own.answered(request.method, reply.statusCode));
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(SECURITY_HEADERS);
    const safe = request.method === 'GET' || request.method === 'HEAD';
    const refusal = guard.host(request.headers) ?? (safe ? null : guard.origin(request.headers));
    if (refusal === null) return;
    const { status, ...fault } = refusal;
    return sendFault(reply, status, fault);
  });
  checkAccess(app, door, (reply, { status, code, message, remedy }) =>
    sendFault(reply, status, { code, message, remedy }),
  );
  addErrors(app, log);
  addSession(app, door);
  addGraphql(app, { schema, read, access, log });
  addFiles(app, options.features.library);
  addPrinterPictures(app, options.features.printerPictures);
  addLayers(app, options.features.library);
  addRest(app, options.resolvers, options.version);
  addSlicers(app, { features: options.features, version: options.version, log });
  addHistory(app, options.features.history);
  const streams = addEventStream(app, {
    hasEnded: door.hasEnded,
    events: options.features.events,
    guard,
    clock: systemClock,
    log,
    limits: { ...STREAM_LIMITS, ...options.streamLimits },
  });
  const pictures = addCameras(app, {
    cameras: options.features.cameras,
    guard,
    hasEnded: door.hasEnded,
    limits: { ...CAMERA_LIMITS, ...options.cameraLimits },
  });
  addTimelapses(app, options.features.timelapses);
  addLibrary(app, options.features);
  addTus(app, options.features.library, log);
  addMaterials(app, options.features.materials);
  app.get('/healthz', async (_request, reply) =>
    reply
      .header('cache-control', 'no-store')
      // Whoever watches whether it runs needs no key, and learns no more than that.
      .send(keyNeeded ? { status: (await options.health()).status } : await options.health()),
  );
  app.get('/metrics', async (_request, reply) =>
    reply.type('text/plain; version=0.0.4; charset=utf-8').send(`${await options.metrics()}${own.text()}`),
  );
  await addPage(app, options.webFolder);
  const sockets = addLiveSockets(app.server, {
    schema,
    read,
    guard,
    door,
    access,
    log,
    limits: { ...SOCKET_LIMITS, ...options.socketLimits },
  });
  try {
    await app.listen({ host, port });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    await sockets.close();
    if (code === 'EADDRINUSE') throw errors.portTaken({ host, port }, { cause: error });
    throw errors.cannotListen({ host, port, reason: message }, { cause: error });
  }
  const revoked = keys.onRevoked((id) => {
    sockets.endOf(id);
    streams.endOf(id);
    pictures.endOf(id);
  });
  ownHosts = hostsOf(app, host, port);
  return {
    address: `http://${ownHosts()[0]}`,
    live: {
      get sockets() {
        return sockets.open;
      },
      get subscriptions() {
        return sockets.subscriptions;
      },
    },
    async [Symbol.asyncDispose]() {
      revoked[Symbol.dispose]();
      await sockets.close();
      const force = setTimeout(() => app.server.closeAllConnections(), CLOSE_LIMIT_MS);
      await app.close();
      clearTimeout(force);
    },
  };
}

/** The names that this server answers to. Any other Host is a name that somebody else pointed at us. */
function hostsOf(app: FastifyInstance, host: string, port: number): () => readonly string[] {
  const address = app.server.address();
  const actual = typeof address === 'object' && address !== null ? address.port : port;
  return createOwnHosts({ host, port: actual, addresses: addressesOfHost, now: () => performance.now() });
}

function addErrors(app: FastifyInstance, log: Log): void {
  app.setErrorHandler((error: FastifyError | Error, request, reply) => {
    // Nobody is left to be told.
    if (reply.raw.destroyed) return;
    if (error instanceof UserError)
      return sendFault(
        reply,
        STATUS_OF[error.code] ?? MATERIALS_STATUS[error.code] ?? CAMERAS_STATUS[error.code] ?? 422,
        faultOf(error, log, request.url),
      );
    const status = 'statusCode' in error ? (error.statusCode ?? 500) : 500;
    if (status >= 500) return sendFault(reply, 500, faultOf(error, log, request.url.split('?')[0] ?? ''));
    return sendFault(reply, status, {
      code: REQUEST_CODES[status] ?? 'bad-request',
      message: error.message,
      remedy: 'Correct the request and send it again.',
    });
  });
}

const REQUEST_CODES: Readonly<Record<number, string>> = { 413: 'request-too-large', 415: 'wrong-content-type' };
