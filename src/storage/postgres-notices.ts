import { Client, type ClientConfig } from 'pg';
import { type BackoffLimits, backoffDelayMs } from '#lib/backoff';
import type { Chance } from '#lib/chance';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log-types';
import { Listeners, type Notices, PendingNotices } from './notices.ts';
import type { Notice } from './storage.ts';

/** A server that comes back is heard again at most this much later; a retry costs one connection. */
const RECONNECT: BackoffLimits = { firstMs: 100, capMs: 5_000 };
/** How often the connection is tried, and how long an answer may take: a network may swallow it without a word. */
const PING_MS = 30_000;
const ANSWER_LIMIT_MS = 10_000;

/** Payloads are `n` and the name, or `m` for missed. */
const NAMED = 'n';
const MISSED = 'm';

/**
 * Notices by LISTEN and NOTIFY, on a connection of their own that is made anew for ever when it is lost; listeners
 * are then told `missed`. Sending is a statement of its own, one per batch: as a part of a writing transaction each
 * NOTIFY would hold a lock of the whole server during that transaction's sync to disk.
 */
export async function createPostgresNotices(
  config: ClientConfig,
  { clock, chance, log }: { readonly clock: Clock; readonly chance: Chance; readonly log: Log },
): Promise<Notices> {
  const pending = new PendingNotices();
  const listeners = new Listeners(log);
  let client: Client | undefined;
  let timer: Disposable | undefined;
  let isSending = false;
  let isClosed = false;
  let connecting: Promise<void> = Promise.resolve();

  const connect = async () => {
    const next = new Client({ ...config, query_timeout: ANSWER_LIMIT_MS, keepAlive: true });
    let isLost = false;
    const lost = (error?: unknown) => {
      if (isLost) return;
      isLost = true;
      if (client === next) client = undefined;
      void next.end().catch(() => {});
      if (isClosed) return;
      log.warn({ err: error }, 'the connection for notices was lost');
      reconnect(0);
    };
    try {
      await next.connect();
      for (const channel of listeners.channels()) await next.query(`listen "${channel}"`);
    } catch (error) {
      isLost = true;
      next.on('error', () => {});
      void next.end().catch(() => {});
      throw error;
    }
    next.on('error', lost);
    next.on('end', () => lost());
    next.on('notification', ({ channel, payload = '' }) => listeners.deliver(channel, parse(payload)));
    if (isClosed) {
      isLost = true;
      await next.end();
      return;
    }
    client = next;
    ping(next, lost);
  };
  const reconnect = (attempt: number) => {
    timer?.[Symbol.dispose]();
    timer = clock.schedule(backoffDelayMs(attempt, RECONNECT, chance), () => {
      connecting = connect().then(
        () => {
          if (isClosed) return;
          log.info('the connection for notices is there again');
          for (const channel of listeners.channels()) listeners.deliver(channel, { kind: 'missed' });
          void send();
        },
        (error: unknown) => {
          log.debug({ err: error }, 'the connection for notices could not be made');
          if (!isClosed) reconnect(attempt + 1);
        },
      );
    });
  };
  const ping = (on: Client, lost: (error: unknown) => void) => {
    timer?.[Symbol.dispose]();
    timer = clock.schedule(PING_MS, () => {
      on.query('select 1').then(() => {
        if (client === on) ping(on, lost);
      }, lost);
    });
  };
  const send = async () => {
    if (isSending) return;
    isSending = true;
    while (client !== undefined && !pending.isEmpty) {
      const batch = pending.takeAll();
      const channels = batch.map(([channel]) => channel);
      const payloads = batch.map(([, notice]) => (notice.kind === 'missed' ? MISSED : NAMED + notice.name));
      try {
        await client.query('select pg_notify(c, p) from unnest($1::text[], $2::text[]) as t(c, p)', [
          channels,
          payloads,
        ]);
      } catch (error) {
        pending.markMissed(channels);
        log.warn({ err: error }, 'notices could not be sent');
        // The connection is lost, or will be found so; what is pending goes with the next one or the next notice.
        break;
      }
    }
    isSending = false;
  };

  await connect();
  return {
    notify(channel, name) {
      pending.add(channel, name);
      // In a later turn, so that what is told together travels together.
      setImmediate(() => void send());
    },
    listen(channel, handler) {
      const added = listeners.add(channel, handler, () => {
        // Not heard any more; an error means that the connection is gone, and LISTEN with it.
        client?.query(`unlisten "${channel}"`).catch(() => {});
      });
      const ready = client === undefined ? Promise.resolve() : client.query(`listen "${channel}"`).then(() => {});
      // Whoever does not wait for it is told `missed` by the reconnection.
      ready.catch(() => {});
      return { ready, [Symbol.dispose]: () => added[Symbol.dispose]() };
    },
    async [Symbol.asyncDispose]() {
      isClosed = true;
      timer?.[Symbol.dispose]();
      listeners.clear();
      await connecting;
      const last = client;
      client = undefined;
      await last?.end().catch(() => {});
    },
  };
}

function parse(payload: string): Notice {
  return payload.startsWith(NAMED) ? { kind: 'named', name: payload.slice(NAMED.length) } : { kind: 'missed' };
}
