import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log-types';
import { defineErrors, errorEntry } from '#lib/user-error';
import type { Principal } from '../accounts/access.ts';
import type { TransientName } from '../events/catalogue.ts';
import type { Events, EventSubject, StoredEvent } from '../events/events.ts';
import { namesOf } from '../events/resolvers.ts';
import { newestKey } from '../events/watch-transient.ts';
import { cursorOf } from './arguments.ts';
import { type Guard, SECURITY_HEADERS } from './guard.ts';
import { eventView, iso } from './views.ts';
import { sendFault } from './wire-errors.ts';

/** Bounds of the streams; tests make them smaller. */
export interface StreamLimits {
  /** Streams at once; each holds a descriptor. */
  readonly streams: number;
  /** With this much unread a reader gets nothing more until it has read; it reads on from the log. */
  readonly unreadBytes: number;
  /** A reader that takes nothing for this long is cut off, or it would hold its share of memory for ever; it resumes by its last id. */
  readonly stallMs: number;
  /** A network that drops silent connections is kept awake, and a reader that is gone is noticed. */
  readonly heartbeatMs: number;
}

export const STREAM_LIMITS: StreamLimits = {
  streams: 500,
  unreadBytes: 256 * 1024,
  stallMs: 20_000,
  heartbeatMs: 15_000,
};

/** How long a browser waits before it comes back. */
const RETRY_MS = 2_000;

const errors = defineErrors({
  tooMany: errorEntry<{ limit: number }>({
    code: 'too-many-streams',
    cause: ({ limit }) => `${limit} programs read the stream of events already.`,
    remedy: 'End one of them, and try again.',
  }),
});

export interface EventStreams {
  /** Ends the streams that were opened with this key. */
  endOf(keyId: string): void;
}

interface Parts {
  /** Whether the key of a reader opens nothing any more. */
  readonly hasEnded: (principal: Principal) => boolean;
  readonly events: Events;
  readonly guard: Guard;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: StreamLimits;
}

interface Query {
  readonly after?: string | string[];
  readonly name?: string | string[];
  readonly transient?: string | string[];
}

/**
 * `GET /api/events/stream`: events as server-sent events, for programs and scripts (EV6). Durable ones carry their cursor as `id:`; whoever
 * comes back with it in `Last-Event-ID` (or `?after=`) misses nothing. `?name=a,b` filters, `?transient=yes` adds what is not kept.
 */
export function addEventStream(app: FastifyInstance, parts: Parts): EventStreams {
  const { events, guard, limits } = parts;
  const open = new Map<ServerResponse, Principal>();
  app.get<{ Querystring: Query }>('/api/events/stream', async (request, reply) => {
    // A page of another site could not read it, but it could hold it open.
    const foreign = guard.origin(request.headers);
    if (foreign !== null) {
      const { status, ...fault } = foreign;
      return sendFault(reply, status, fault);
    }
    if (open.size >= limits.streams) throw errors.tooMany({ limit: limits.streams });
    const { name, transient } = request.query;
    const names = name === undefined ? null : namesOf([name].flat().flatMap((each) => each.split(',')));
    const last = request.headers['last-event-id'] ?? request.query.after;
    const from = await events.begin(cursorOf(last));
    const { raw } = reply.hijack();
    // Gone meanwhile: its end was told already, and would never be heard of again.
    if (raw.destroyed) return reply;
    const { principal } = request;
    open.set(raw, principal);
    raw.on('close', () => open.delete(raw));
    raw.writeHead(200, {
      ...SECURITY_HEADERS,
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    await serve(raw, parts, { from, names, transient: transient === 'yes', principal });
    return reply;
  });
  return {
    endOf(keyId) {
      for (const [raw, principal] of open) if (principal.kind === 'key' && principal.id === keyId) raw.destroy();
    },
  };
}

async function serve(
  raw: ServerResponse,
  { events, clock, log, limits, hasEnded }: Parts,
  asked: {
    readonly from: number;
    readonly names: readonly string[] | null;
    readonly transient: boolean;
    readonly principal: Principal;
  },
): Promise<void> {
  const stop = new AbortController();
  raw.on('close', () => stop.abort());
  raw.on('error', () => stop.abort());
  let cursor = asked.from;
  const wanted = (name: string): boolean => asked.names === null || asked.names.includes(name);
  const isFull = (): boolean => raw.writableLength > limits.unreadBytes;
  raw.write(`retry: ${RETRY_MS}\nid: ${cursor}\n\n`);
  // An id without data moves the reader's cursor past events that it did not ask for.
  const heartbeat = setInterval(() => {
    if (hasEnded(asked.principal)) raw.destroy();
    else if (!isFull()) raw.write(`id: ${cursor}\n\n`);
  }, limits.heartbeatMs);
  const waiting = new Map<string, string>();
  const listening = asked.transient
    ? events.onTransient((name, subject, payload) => {
        if (!wanted(name)) return;
        const text = transientText(name, subject, payload, clock.now());
        if (isFull()) waiting.set(newestKey(name, subject), text);
        else raw.write(text);
      })
    : null;
  try {
    for await (const event of events.follow(cursor, stop.signal)) {
      cursor = event.cursor;
      if (!wanted(event.name)) continue;
      raw.write(durableText(event));
      if (!isFull()) continue;
      await drained(raw, limits.stallMs, stop.signal);
      for (const text of waiting.values()) raw.write(text);
      waiting.clear();
    }
  } catch (error) {
    // Nobody can be told in the middle of a stream: the reader comes back and is told then.
    log.warn({ err: error }, 'a stream of events ended');
  } finally {
    clearInterval(heartbeat);
    listening?.[Symbol.dispose]();
    raw.end();
  }
}

/** Waits until the reader has read; cuts it off when it takes nothing. */
async function drained(raw: ServerResponse, stallMs: number, signal: AbortSignal): Promise<void> {
  if (!raw.writableNeedDrain) return;
  const stall = setTimeout(() => raw.destroy(), stallMs);
  await once(raw, 'drain', { signal }).catch(() => {});
  clearTimeout(stall);
}

const texts = new WeakMap<StoredEvent, string>();

/** Written once per event, however many read it. */
function durableText(event: StoredEvent): string {
  const known = texts.get(event);
  if (known !== undefined) return known;
  const text = `id: ${event.cursor}\nevent: ${event.name}\ndata: ${JSON.stringify(eventView(event))}\n\n`;
  texts.set(event, text);
  return text;
}

function transientText(name: TransientName, subject: EventSubject, payload: unknown, at: number): string {
  const { printerId = null, printId = null, jobId = null } = subject;
  return `event: ${name}\ndata: ${JSON.stringify({ name, at: iso(at), printerId, printId, jobId, payload })}\n\n`;
}
