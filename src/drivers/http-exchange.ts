import {
  type Agent,
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as requestHttp,
} from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Clock } from '#lib/clock';
import { Stopwatch } from '#lib/stopwatch';
import type { KeptConnection } from './kept-connection.ts';
import type { Socket } from 'node:net';
import { DroppableTlsAgent, dropUnsent } from './drop-unsent.ts';
import { NotSent, Unreachable, unreachableBy } from './network-trouble.ts';

export interface HttpAsk {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  readonly headers?: Readonly<Record<string, string | number>>;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Not a byte moved in either direction for so long: the connection is dead, whatever TCP says (S9). */
  readonly idleMs: number;
  /** More of an answer is not read; nothing that we ask for is that long. */
  readonly limitBytes?: number;
  /** Missing, and no `kept` either: a connection of its own, closed behind the answer. */
  readonly agent?: Agent;
  /** Goes on this one if it has no body and leaves whenever its turn comes. */
  readonly kept?: KeptConnection;
  /** Sends the body and ends the request; missing: there is none. */
  readonly write?: (request: ClientRequest) => Promise<void>;
  /**
   * BE1: aborted before the first byte has left, the request never leaves, however long it waits for its turn or for a connection; behind that it
   * is of no matter. Throws `NotSent` whenever none has left.
   */
  readonly unlessLeft?: AbortSignal;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

const ANSWER_LIMIT_BYTES = 256 * 1024;
/** What has waited longer for its turn or its connection was wished by somebody who saw another printer. */
const LEAVES_MS = 5_000;

/**
 * One request to a printer and its answer, whatever its status. An early answer while the body is still being sent counts as the
 * answer. Throws `Unreachable`; has ended by then in every way.
 */
export async function httpExchange(url: string, ask: HttpAsk): Promise<HttpAnswer> {
  const { limitBytes = ANSWER_LIMIT_BYTES, kept, method, write, unlessLeft } = ask;
  if (kept !== undefined && method !== 'HEAD' && write === undefined && unlessLeft === undefined)
    return kept.exchange(url, { ...ask, limitBytes });
  const { response, watch } = await openWatched(url, ask);
  try {
    return await readAnswer(response, limitBytes);
  } finally {
    watch[Symbol.dispose]();
  }
}

/** The same, with the body of the answer still to be read, as fast as whoever reads it likes; destroyed when it stands still for too long. */
export async function httpOpen(url: string, ask: Omit<HttpAsk, 'limitBytes'>): Promise<IncomingMessage> {
  return (await openWatched(url, ask)).response;
}

async function openWatched(
  url: string,
  ask: Omit<HttpAsk, 'limitBytes'>,
): Promise<{ readonly response: IncomingMessage; readonly watch: Disposable }> {
  const { method, signal, write, unlessLeft } = ask;
  const isSecure = url.startsWith('https:');
  const make = isSecure ? requestHttps : requestHttp;
  const agent = ask.agent ?? (isSecure ? new DroppableTlsAgent() : false);
  const request = make(url, { method, headers: { ...ask.headers }, agent });
  const watch = watchIdle(request, ask.clock, ask.idleMs);
  // By hand: as an option of the request a signal is watched with a dozen listeners, for each of a thousand printers that is asked.
  const abort = (): void => {
    if (method !== 'GET' && method !== 'HEAD') dropUnsent(request.socket);
    request.destroy(new Error('The request was given up.', { cause: signal.reason }));
  };
  signal.addEventListener('abort', abort, { once: true });
  request.once('close', () => {
    watch[Symbol.dispose]();
    signal.removeEventListener('abort', abort);
  });
  if (signal.aborted) abort();
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve);
    request.once('error', (error) => reject(unreachableBy(error)));
  });
  // Both are looked at below; whichever fails second has nobody who waits for it.
  answered.catch(() => {});
  request.on('error', () => {});
  if (unlessLeft !== undefined) await untilItLeaves(request, ask.clock, AbortSignal.any([signal, unlessLeft]));
  if (write === undefined) request.end();
  // A body that is read under a signal which has ended fails where nobody listens for it.
  else if (!signal.aborted) {
    await write(request).catch((error: unknown) => {
      // The file could not be read, or the host hung up: an answer that came in spite of it still says why.
      request.destroy(error instanceof Error ? error : new Error(String(error)));
    });
  }
  return { response: await answered, watch };
}

/**
 * Resolves when the next byte that is written leaves at once. Throws `NotSent`, and at once: a request that waits for its turn tells nothing of
 * its end before that would come.
 */
async function untilItLeaves(request: ClientRequest, clock: Clock, given: AbortSignal): Promise<void> {
  const waits = new Stopwatch(clock);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const withdraw = (): void => {
    const why = new Error('It was withdrawn before it left.', { cause: given.reason });
    request.destroy(why);
    reject(why);
  };
  request.once('socket', (socket: Socket & { readonly secureConnecting?: boolean }) => {
    if (socket.secureConnecting === true) socket.once('secureConnect', resolve);
    else if (socket.connecting) socket.once('connect', resolve);
    else resolve();
  });
  request.once('error', reject);
  request.once('close', () => reject(new Error('It was given up before it left.')));
  given.addEventListener('abort', withdraw, { once: true });
  try {
    if (given.aborted) withdraw();
    await promise;
    // A host that slept or stood still meanwhile is late with its timers.
    if (waits.ms > LEAVES_MS) withdraw();
    if (request.destroyed) throw new Error('It was given up before it left.');
  } catch (error) {
    throw new NotSent(unreachableBy(error as Error).message, { cause: error });
  } finally {
    given.removeEventListener('abort', withdraw);
  }
}

/** Looks so often within the limit. */
const LOOKS = 4;

function watchIdle(request: ClientRequest, clock: Clock, idleMs: number): Disposable {
  let timer: Disposable;
  let moved = 0;
  let movedAt = clock.monotonic();
  const look = (): void => {
    const { bytesRead = 0, bytesWritten = 0 } = request.socket ?? {};
    const now = clock.monotonic();
    // A connection that does not come about moves nothing either.
    if (bytesRead + bytesWritten !== moved) movedAt = now;
    moved = bytesRead + bytesWritten;
    if (now - movedAt >= idleMs) {
      dropUnsent(request.socket);
      request.destroy(new Error(`nothing moved for ${Math.round(idleMs / 1_000)} s`));
      return;
    }
    timer = clock.schedule(idleMs / LOOKS, look);
  };
  timer = clock.schedule(idleMs / LOOKS, look);
  return { [Symbol.dispose]: () => timer[Symbol.dispose]() };
}

/** An answer that `httpOpen` gave, read to its end or its limit. */
export function readAnswer(response: IncomingMessage, limitBytes: number): Promise<HttpAnswer> {
  // By its events: an iterator over a body of some hundred bytes costs more than all the rest of a question.
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const brokenOff = (error?: unknown): void =>
      reject(new Unreachable('The printer broke off in its answer.', { cause: error }));
    const done = (): void => {
      const { statusCode, headers } = response;
      resolve({ status: statusCode ?? 0, headers, text: Buffer.concat(chunks).toString('utf8') });
    };
    if (response.destroyed) return brokenOff(response.errored);
    response.once('error', brokenOff);
    response.once('end', done);
    response.once('close', () => {
      // An error that nobody hears of is the dearest part of an answer.
      if (!response.readableEnded) brokenOff();
    });
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size <= limitBytes) return;
      done();
      response.destroy();
    });
  });
}
