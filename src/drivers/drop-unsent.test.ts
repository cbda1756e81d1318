import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { ClientRequest } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { WebSocketServer } from 'ws';
import { systemChance } from '#lib/chance';
import { systemClock } from '#lib/clock';
import { selfSigned } from './bambu/simulator/certificate.ts';
import { DroppableTlsAgent } from './drop-unsent.ts';
import { SdcpSocket } from './elegoo/sdcp-socket.ts';
import { LoopClock } from './fixtures/loop-clock.ts';
import { TroubledLine } from './fixtures/troubled-line.ts';
import { httpExchange } from './http-exchange.ts';
import { Unreachable } from './network-trouble.ts';

/** More than a host takes that does not read, and less than this one holds back for it. */
const FLOOD = 'x'.repeat(1024 * 1024);

async function until(what: () => boolean): Promise<void> {
  while (!what()) await new Promise((resolve) => setTimeout(resolve, 1));
}

test('[BE1] an order over TLS that is given up while this host still holds it never leaves, and one that is read does', async () => {
  const certificate = selfSigned('printer');
  const heard: string[] = [];
  const server = createServer(certificate, (request, response) => {
    request.on('error', () => {});
    request.resume().on('end', () => {
      heard.push(request.url ?? '');
      response.end('done');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  await using line = await TroubledLine.to((server.address() as AddressInfo).port);
  const agent = new DroppableTlsAgent({
    keepAlive: true,
    maxSockets: 1,
    ca: certificate.cert,
    checkServerIdentity: () => undefined,
  });
  const given = new AbortController();
  const ask = { clock: systemClock, idleMs: 30_000, agent, signal: given.signal } as const;
  const url = `https://127.0.0.1:${line.port}`;
  assert.equal((await httpExchange(`${url}/state`, { ...ask, method: 'GET' })).text, 'done');
  const headers = { 'Content-Length': FLOOD.length };
  const write = async (request: ClientRequest): Promise<void> => {
    line.stall();
    await new Promise<void>((resolve) => void request.end(FLOOD, () => resolve()));
    given.abort();
  };
  await assert.rejects(httpExchange(`${url}/start`, { ...ask, method: 'POST', headers, write }), Unreachable);
  line.goOn();
  await until(() => line.open === 0);
  assert.deepEqual(heard, ['/state']);
  const again = { ...ask, signal: new AbortController().signal, method: 'POST', headers } as const;
  const asWritten = async (request: ClientRequest): Promise<void> => void request.end(FLOOD);
  assert.equal((await httpExchange(`${url}/start`, { ...again, write: asWritten })).text, 'done');
  assert.deepEqual(heard, ['/state', '/start']);
  agent.destroy();
  server.close();
  server.closeAllConnections();
});

test('[BE1] an order over a WebSocket that is given up while this host still holds it never leaves', async () => {
  const heard: string[] = [];
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  server.on('connection', (socket) => {
    socket.on('error', () => {});
    socket.on('message', (data) => {
      const { Data: sent, RequestID: id } = (JSON.parse(String(data)) as { Data: { Cmd: number; RequestID: string } })
        .Data as unknown as { Data: unknown; Cmd: number; RequestID: string };
      heard.push(String((sent as { what?: string }).what ?? ''));
      socket.send(JSON.stringify({ Topic: 'sdcp/response/a', Data: { RequestID: id, Data: { Ack: 0 } } }));
    });
  });
  await once(server, 'listening');
  await using line = await TroubledLine.to((server.address() as AddressInfo).port);
  using clock = new LoopClock();
  const ended = new AbortController();
  const socket = await SdcpSocket.open(`http://127.0.0.1:${line.port}`, {
    clock,
    chance: systemChance,
    signal: ended.signal,
    board: 'a',
    attributes: () => {},
    status: () => {},
  });
  await socket.request('status', { what: 'state' });
  line.stall();
  const flood = socket.request('control', { what: 'flood', FLOOD });
  const start = socket.request('start', { what: 'start' });
  await assert.rejects(flood, Unreachable);
  await assert.rejects(start, Unreachable);
  line.goOn();
  await until(() => line.open === 0 && server.clients.size === 0);
  assert.deepEqual(heard, ['state']);
  server.close();
});
