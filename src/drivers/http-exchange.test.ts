import assert from 'node:assert/strict';
import { getEventListeners, once } from 'node:events';
import { Agent, type ClientRequest, createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { test } from 'node:test';
import { systemClock } from '#lib/clock';
import { httpExchange } from './http-exchange.ts';
import { multipartFile } from './multipart-file.ts';
import { NotSent, Unreachable } from './network-trouble.ts';

async function listening(
  answer: RequestListener,
): Promise<{ readonly url: string; readonly server: Server } & Disposable> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    server,
    [Symbol.dispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}

const asked = (signal = new AbortController().signal) =>
  ({ method: 'GET', signal, clock: systemClock, idleMs: 30_000 }) as const;

test('[DR4] an answer is read whole, whatever its status, and many on one connection', async () => {
  using printer = await listening((request, response) => response.writeHead(409).end(`not ${request.url}`));
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const { signal } = new AbortController();
  let connections = 0;
  printer.server.on('connection', () => connections++);
  for (let k = 0; k < 20; k++) {
    const { status, text } = await httpExchange(`${printer.url}/${k}`, { ...asked(signal), agent });
    assert.deepEqual({ status, text }, { status: 409, text: `not /${k}` });
  }
  assert.equal(connections, 1);
  assert.ok(getEventListeners(signal, 'abort').length <= 1, 'each that is answered has stopped listening (DR11)');
  agent.destroy();
});

test('[DR5] an answer that breaks off in the middle is no answer', async () => {
  using printer = await listening((_request, response) => {
    response.writeHead(200, { 'Content-Length': 100 });
    response.write('half', () => response.destroy());
  });
  await assert.rejects(httpExchange(printer.url, asked()), (error) => {
    assert.ok(error instanceof Unreachable);
    assert.match(error.message, /broke off/);
    return true;
  });
});

test('[DR12] no more is read of an answer than somebody wants', async () => {
  using printer = await listening((_request, response) => {
    const more = (): void => void response.write('x'.repeat(16 * 1024), (error) => error == null && more());
    more();
  });
  const { text } = await httpExchange(printer.url, { ...asked(), limitBytes: 40_000 });
  assert.ok(text.length > 40_000 && text.length < 1_000_000);
});

test('[DR11] who gives up is not kept waiting, before the answer and in the middle of it', async () => {
  using printer = await listening((request, response) => {
    if (request.url === '/silent') return;
    response.writeHead(200, { 'Content-Length': 100 });
    response.write('half');
  });
  for (const path of ['/silent', '/half']) {
    const given = new AbortController();
    const heard = once(printer.server, 'request');
    const answer = httpExchange(printer.url + path, asked(given.signal));
    await heard;
    given.abort();
    await assert.rejects(answer, Unreachable);
  }
  await assert.rejects(httpExchange(`${printer.url}/silent`, asked(AbortSignal.abort())), Unreachable);
  // A file that was opened under a signal that had ended failed beside the request, and took the process with it.
  const file = { path: import.meta.filename, name: 'a.gcode', sizeBytes: 1 };
  const form = multipartFile({}, file, 'boundary', AbortSignal.abort());
  const sent = httpExchange(printer.url, { ...asked(AbortSignal.abort()), ...form, method: 'POST' });
  await assert.rejects(sent, Unreachable);
});

test('[BE1] what waits behind a request that hangs never leaves once it is withdrawn; what has left is not called back', async () => {
  const heard: string[] = [];
  const hanging = Promise.withResolvers<() => void>();
  using printer = await listening((request, response) => {
    heard.push(request.url ?? '');
    if (request.url === '/hangs') hanging.resolve(() => response.end('late'));
    else if (request.url === '/leaves') setTimeout(() => response.end('done'), 20);
    else response.end();
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const first = httpExchange(`${printer.url}/hangs`, { ...asked(), agent });
  const answer = await hanging.promise;
  const withdrawn = new AbortController();
  const order = { ...asked(), method: 'POST', unlessLeft: withdrawn.signal, agent } as const;
  const start = httpExchange(`${printer.url}/start`, order);
  withdrawn.abort();
  await assert.rejects(start, NotSent);
  await assert.rejects(httpExchange(`${printer.url}/start`, order), NotSent);
  answer();
  assert.equal((await first).text, 'late');
  const wished = new AbortController();
  const obeyed = httpExchange(`${printer.url}/leaves`, { ...order, unlessLeft: wished.signal });
  while (!heard.includes('/leaves')) await new Promise((resolve) => setImmediate(resolve));
  wished.abort();
  assert.equal((await obeyed).text, 'done');
  assert.deepEqual(heard, ['/hangs', '/leaves']);
  assert.equal(getEventListeners(withdrawn.signal, 'abort').length, 0);
  agent.destroy();
});

test('[WI4] an order on a kept connection that its peer closes behind it is sent once, and nobody repeats it', async () => {
  const heard: string[] = [];
  using printer = await listening((request, response) => {
    heard.push(`${request.method} ${request.url}`);
    if (request.url === '/start') request.socket.destroy();
    else response.end();
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  await httpExchange(`${printer.url}/state`, { ...asked(), agent });
  const order = { ...asked(), method: 'POST', agent } as const;
  const reused = httpExchange(`${printer.url}/start`, { ...order, unlessLeft: new AbortController().signal });
  await assert.rejects(reused, (error) => error instanceof Unreachable && !(error instanceof NotSent));
  await httpExchange(`${printer.url}/state`, { ...asked(), agent });
  assert.deepEqual(heard, ['GET /state', 'POST /start', 'GET /state']);
  agent.destroy();
});

test('[BE1] a request that no connection came about for has surely not left', async () => {
  const printer = await listening((_request, response) => response.end());
  const { url } = printer;
  printer[Symbol.dispose]();
  const never = new AbortController().signal;
  await assert.rejects(httpExchange(`${url}/start`, { ...asked(), method: 'POST', unlessLeft: never }), NotSent);
});

test('[BE1] of an order that is given up no more leaves than has left; a question that is given up harms nobody', async () => {
  const sizeOf = async (method: 'GET' | 'POST'): Promise<number> => {
    const stalled = Promise.withResolvers<Socket>();
    await using server = createTcpServer({ pauseOnConnect: true }, (socket) => stalled.resolve(socket));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const given = new AbortController();
    const write = async (request: ClientRequest): Promise<void> => {
      // More than both hosts hold on the way.
      request.write(Buffer.alloc(64 * 1024 * 1024));
      await new Promise((resolve) => setImmediate(resolve));
      given.abort();
    };
    const { port } = server.address() as AddressInfo;
    const ask = { ...asked(given.signal), method, unlessLeft: new AbortController().signal, write };
    await assert.rejects(httpExchange(`http://127.0.0.1:${port}/start`, ask), Unreachable);
    const socket = await stalled.promise;
    let size = 0;
    socket.on('data', (bytes) => (size += bytes.length));
    socket.on('error', () => {});
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.resume();
    await closed;
    return size;
  };
  const [order, question] = [await sizeOf('POST'), await sizeOf('GET')];
  assert.ok(order < question, `${order} and ${question} bytes came`);
});

test('[DR11] an order that is given up in the moment after its answer leaves no connection behind', async () => {
  using printer = await listening((request, response) => void request.resume().on('end', () => response.end('done')));
  const connections = (): number => process.getActiveResourcesInfo().filter((each) => each === 'TCPSocketWrap').length;
  const before = connections();
  const given = new AbortController();
  const write = async (request: ClientRequest): Promise<void> => void request.end('M115');
  const headers = { 'Content-Length': 4 };
  await httpExchange(printer.url, { ...asked(given.signal), method: 'POST', headers, write });
  given.abort();
  printer.server.closeAllConnections();
  for (let turn = 0; turn < 1_000 && connections() > before; turn++)
    await new Promise((resolve) => setTimeout(resolve, 1));
  assert.equal(connections(), before);
});
