import type { AddressInfo } from 'node:net';
import { createClient } from 'graphql-ws';
import { WebSocket, WebSocketServer } from 'ws';
import { openTestServer } from '../../src/combinator/api/fixtures/test-server.ts';
import { percentile, type Result, round } from './measure.ts';

const READERS = 100;
const EVENTS = Number(process.env.BENCH_EVENTS ?? 500);

interface Measured {
  /** Events that reached every reader, per second. */
  readonly perSecond: number;
  readonly p99Ms: number;
}

/**
 * Durable events, each committed, to 100 subscribers over GraphQL, one after the other as they happen; against the same texts sent to 100
 * bare sockets. Both ends share this process, in both cases.
 */
export async function measureEvents(): Promise<readonly Result[]> {
  const raw = await measureRaw();
  const croft = await measureCroft();
  return [
    {
      name: `events to ${READERS} subscribers`,
      value: round(croft.perSecond, 0),
      unit: '/s',
      reference: round(raw.perSecond, 0),
      goal: 'beside raw ws',
      met: croft.perSecond > 0,
    },
    {
      name: `commit to subscriber, p99 of ${READERS} × ${EVENTS}`,
      value: round(croft.p99Ms),
      unit: 'ms',
      reference: round(raw.p99Ms),
      goal: '< 100 ms',
      met: croft.p99Ms < 100,
    },
  ];
}

/** Sends one, waits until all have it, sends the next: `heard` tells of each reader that has the i-th. */
function counting() {
  const latencies: number[] = [];
  let sentAt = 0;
  let left = 0;
  let all: () => void = () => {};
  return {
    latencies,
    heard(): void {
      latencies.push(performance.now() - sentAt);
      left--;
      if (left === 0) all();
    },
    async round(send: () => unknown): Promise<void> {
      left = READERS;
      sentAt = performance.now();
      const done = new Promise<void>((resolve) => {
        all = resolve;
      });
      await send();
      await done;
    },
  };
}

async function measured(count: ReturnType<typeof counting>, send: (i: number) => unknown): Promise<Measured> {
  for (let i = 0; i < 20; i++) await count.round(() => send(i));
  count.latencies.length = 0;
  const from = performance.now();
  for (let i = 0; i < EVENTS; i++) await count.round(() => send(i));
  const seconds = (performance.now() - from) / 1000;
  return { perSecond: EVENTS / seconds, p99Ms: percentile(count.latencies, 0.99) };
}

async function measureCroft(): Promise<Measured> {
  await using server = await openTestServer();
  const { storage, events } = server.farm;
  const count = counting();
  const client = () =>
    createClient({
      url: `${server.address.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
    });
  const clients = Array.from({ length: READERS }, client);
  const after = String(await events.begin(null));
  const query =
    'subscription ($after: String) { events(after: $after, names: ["problem-raised"]) { cursor name at payload } }';
  for (const each of clients)
    each.subscribe({ query, variables: { after } }, { next: () => count.heard(), error: () => {}, complete: () => {} });
  while (server.server.live.subscriptions < READERS) await new Promise((resolve) => setTimeout(resolve, 10));
  const payload = { problemId: 'p', code: 'disk-full', message: 'A disk has no room left.' };
  const result = await measured(count, () =>
    storage.transaction((tx) => events.emit(tx, 'problem-raised', {}, payload)),
  );
  for (const each of clients) await each.dispose();
  return result;
}

async function measureRaw(): Promise<Measured> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const count = counting();
  const sockets = await Promise.all(
    Array.from({ length: READERS }, async () => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}`);
      await new Promise((resolve) => socket.once('open', resolve));
      socket.on('message', (text) => {
        JSON.parse(String(text));
        count.heard();
      });
      return socket;
    }),
  );
  const text = JSON.stringify({
    type: 'next',
    payload: { data: { events: { cursor: '1', name: 'problem-raised', at: '2026-01-01T00:00:00.000Z', payload: {} } } },
  });
  const result = await measured(count, () => {
    for (const socket of server.clients) socket.send(text);
  });
  for (const socket of sockets) socket.terminate();
  server.close();
  return result;
}
