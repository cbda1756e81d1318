import assert from 'node:assert/strict';
import { getEventListeners, once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { describe, test } from 'node:test';
import type { Clock } from '#lib/clock';
import { systemClock } from '#lib/clock';
import { createHandClock } from '#lib/fixtures/hand-clock';
import { httpExchange } from './http-exchange.ts';
import { type KeptAsk, KeptConnection } from './kept-connection.ts';
import { Unreachable } from './network-trouble.ts';

async function printerThat(answers: RequestListener) {
  const heard: string[] = [];
  let connections = 0;
  const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
    heard.push(`${request.method} ${request.url}`);
    answers(request, response);
  });
  server.on('connection', () => connections++);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    server,
    heard,
    connections: () => connections,
    [Symbol.dispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** A server that knows nothing of HTTP. */
async function serverThat(does: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    does(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.dispose]() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

const asked = (signal = new AbortController().signal, clock: Clock = systemClock): KeptAsk => ({
  method: 'GET',
  signal,
  clock,
  idleMs: 30_000,
  limitBytes: 100_000,
});

/** Words of an error that must be the one of a network. */
async function trouble(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => assert.fail('it was answered'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof Unreachable, String(error));
  return error.message;
}

describe('A connection that is kept', () => {
  test('[DR4] carries one question after the other, each with its headers, and is one; nobody listens behind them', async () => {
    using printer = await printerThat((request, response) =>
      response.end(`${request.url} ${String(request.headers['x-key'])}`),
    );
    using kept = new KeptConnection();
    const { signal } = new AbortController();
    const ask = { ...asked(signal), kept, headers: { 'X-Key': 'abc' } };
    const all = await Promise.all([1, 2, 3].map((k) => httpExchange(`${printer.url}/${k}?a=b`, ask)));
    assert.deepEqual(
      all.map(({ status, text }) => `${status} ${text}`),
      ['200 /1?a=b abc', '200 /2?a=b abc', '200 /3?a=b abc'],
    );
    assert.equal(printer.connections(), 1);
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  });

  test('[DR5] that breaks off in an answer, or before it, is told so, and the next question has another', async () => {
    let tries = 0;
    using printer = await printerThat((_request, response) => {
      tries += 1;
      if (tries === 1) response.writeHead(200, { 'Content-Length': 100 }).write('half', () => response.destroy());
      else if (tries === 2) response.destroy();
      else response.end('whole');
    });
    using kept = new KeptConnection();
    assert.match(await trouble(kept.exchange(printer.url, asked())), /broke off/);
    assert.match(await trouble(kept.exchange(printer.url, asked())), /closed the connection.*ECONNRESET/);
    assert.equal((await kept.exchange(printer.url, asked())).text, 'whole');
    assert.equal(printer.connections(), 3);
  });

  test('that the printer closes between two questions is opened again', async () => {
    using printer = await printerThat((_request, response) => response.end('x'));
    using kept = new KeptConnection();
    await kept.exchange(printer.url, asked());
    printer.server.closeAllConnections();
    while (kept.isOpen) await new Promise((resolve) => setImmediate(resolve));
    assert.equal((await kept.exchange(printer.url, asked())).text, 'x');
    assert.equal(printer.connections(), 2);
  });

  test('is left before the printer closes it, when it says how long it keeps it, and at once when it does not', async () => {
    let head: Readonly<Record<string, string>> = { 'Keep-Alive': 'timeout=5, max=100' };
    using printer = await printerThat((_request, response) => response.writeHead(200, head).end('x'));
    using kept = new KeptConnection();
    const clock = createHandClock();
    const ask = async (): Promise<number> => {
      await kept.exchange(printer.url, asked(undefined, clock));
      return printer.connections();
    };
    assert.equal(await ask(), 1);
    clock.advance(3_900);
    assert.equal(await ask(), 1);
    clock.advance(4_000);
    head = { Connection: 'close' };
    assert.equal(await ask(), 2);
    assert.equal(await ask(), 3);
    assert.equal(clock.pending, 0);
  });

  test('[DR12] is given up when more comes than somebody wants, or what is no HTTP', async () => {
    using endless = await printerThat((_request, response) => {
      const more = (): void => void response.write('x'.repeat(16 * 1024), (error) => error == null && more());
      more();
    });
    using kept = new KeptConnection();
    const { text } = await kept.exchange(endless.url, { ...asked(), limitBytes: 40_000 });
    assert.ok(text.length > 40_000 && text.length < 1_000_000);
    using other = await serverThat((socket) => socket.write('220 FTP at your service\r\n\r\n'));
    using second = new KeptConnection();
    assert.match(await trouble(second.exchange(other.url, asked())), /no web server/);
  });

  test('[S9] on which nothing moves is dead, also for who only waits for a turn', async () => {
    using silent = await serverThat(() => {});
    using kept = new KeptConnection();
    const clock = createHandClock();
    const both = [
      kept.exchange(silent.url, asked(undefined, clock)),
      kept.exchange(silent.url, asked(undefined, clock)),
    ];
    const told = Promise.all(both.map(trouble));
    while (!kept.isOpen) await new Promise((resolve) => setImmediate(resolve));
    // What was sent has moved; behind that nothing does.
    for (let quarter = 0; quarter < 12; quarter++) clock.advance(7_500);
    assert.deepEqual(await told, ['nothing moved for 30 s', 'nothing moved for 30 s']);
    assert.equal(clock.pending, 0);
  });

  test('[DR11] is ended by whoever gives up, and the next question has another', async () => {
    using printer = await printerThat((request, response) => {
      if (request.url === '/half') response.writeHead(200, { 'Content-Length': 100 }).write('half');
      else if (request.url === '/answered') response.end('yes');
    });
    using kept = new KeptConnection();
    for (const path of ['/silent', '/half']) {
      const given = new AbortController();
      const heard = once(printer.server, 'request');
      const answer = kept.exchange(printer.url + path, asked(given.signal));
      await heard;
      given.abort();
      assert.match(await trouble(answer), /given up/);
    }
    assert.match(await trouble(kept.exchange(printer.url, asked(AbortSignal.abort()))), /given up/);
    assert.equal((await kept.exchange(`${printer.url}/answered`, asked())).text, 'yes');
    assert.deepEqual(printer.heard, ['GET /silent', 'GET /half', 'GET /answered']);
  });

  test('[BE1] an order that is given up while it waits for its turn never leaves', async () => {
    const hanging = Promise.withResolvers<() => void>();
    using printer = await printerThat((request, response) => {
      if (request.url === '/hangs') hanging.resolve(() => response.end('late'));
      else response.end();
    });
    using kept = new KeptConnection();
    const first = kept.exchange(`${printer.url}/hangs`, asked());
    const answer = await hanging.promise;
    const given = new AbortController();
    const order = kept.exchange(`${printer.url}/order`, { ...asked(given.signal), method: 'PUT' });
    const behind = kept.exchange(`${printer.url}/behind`, asked());
    given.abort();
    assert.match(await trouble(order), /given up/);
    answer();
    assert.equal((await first).text, 'late');
    await behind;
    assert.deepEqual(printer.heard, ['GET /hangs', 'GET /behind']);
  });

  test('is refused in words, and its end ends whoever waits', async () => {
    const gone = await printerThat((_request, response) => response.end());
    const { url } = gone;
    gone[Symbol.dispose]();
    const kept = new KeptConnection();
    assert.match(await trouble(kept.exchange(url, asked())), /Nothing listens/);
    using silent = await serverThat(() => {});
    const waiting = [kept.exchange(silent.url, asked()), kept.exchange(silent.url, asked())].map(trouble);
    kept[Symbol.dispose]();
    assert.deepEqual(await Promise.all(waiting), ['The connection was ended here.', 'The connection was ended here.']);
  });

  test('[DR12] lets nobody’s password end a line', async () => {
    using printer = await printerThat((_request, response) => response.end());
    using kept = new KeptConnection();
    const headers = { 'X-Api-Key': 'a\r\nX-Evil: b' };
    await assert.rejects(kept.exchange(printer.url, { ...asked(), headers }), { code: 'ERR_INVALID_CHAR' });
    assert.deepEqual(printer.heard, []);
  });
});
