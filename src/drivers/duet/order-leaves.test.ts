import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { leavesUnless } from './order-leaves.ts';

test('[WI4] an order whose connection does not come about is withdrawn; one that has left is not torn off', async () => {
  const asked: string[] = [];
  const server = createServer((_request, response) => {
    asked.push('order');
    setImmediate(() => response.end('done'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const wish = new AbortController();
  let withdrawn = 0;
  // A name that nobody ever answers for stands for a connection that never opens.
  const waiting = request({ port, host: 'duet.test', lookup: () => {} });
  const failed = once(waiting, 'error');
  leavesUnless(wish.signal, waiting, () => (withdrawn += 1));
  waiting.end();
  await once(waiting, 'socket');
  const sent = request({ port, host: '127.0.0.1' });
  leavesUnless(wish.signal, sent, () => (withdrawn += 1));
  sent.end();
  const answered = once(sent, 'response');
  const [socket] = (await once(sent, 'socket')) as [import('node:net').Socket];
  if (socket.connecting) await once(socket, 'connect');
  wish.abort();
  await failed;
  const [response] = (await answered) as [import('node:http').IncomingMessage];
  response.resume();
  await once(response, 'end');
  assert.deepEqual([withdrawn, asked], [1, ['order']]);
  const late = request({ port, host: '127.0.0.1' });
  const never = once(late, 'error');
  leavesUnless(wish.signal, late, () => (withdrawn += 1));
  late.end();
  await never;
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
  assert.deepEqual([withdrawn, asked], [2, ['order']]);
});
