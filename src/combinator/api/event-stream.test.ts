import assert from 'node:assert/strict';
import { get } from 'node:http';
import { describe, test } from 'node:test';
import { followEvents, type ShownEvent } from '#cli/follow-events';
import { readEventStream, type StreamMessage } from '#cli/read-event-stream';
import { openTestServer, type TestServer } from './fixtures/test-server.ts';

const raise = (server: TestServer, message: string): Promise<void> => {
  const { storage, events } = server.farm;
  return storage.transaction((tx) => events.emit(tx, 'problem-raised', {}, { problemId: 'p', code: 'c', message }));
};

const open = (
  server: TestServer,
  query = '',
  headers: Readonly<Record<string, string>> = {},
  stop = new AbortController(),
) => fetch(`${server.address}/api/events/stream${query}`, { headers, signal: stop.signal });

function bytesOf({ body }: Response): AsyncIterable<Uint8Array> {
  assert.ok(body !== null);
  return body;
}

async function take(response: Response, count: number): Promise<readonly StreamMessage[]> {
  assert.equal(response.status, 200);
  const taken: StreamMessage[] = [];
  for await (const message of readEventStream(bytesOf(response), () => {})) {
    taken.push(message);
    if (taken.length === count) break;
  }
  return taken;
}

const said = ({ data }: StreamMessage): string =>
  (JSON.parse(data) as { payload: { message: string } }).payload.message;

describe('the stream of server-sent events', () => {
  test('[EV5] a program that names its last event misses nothing and hears nothing twice', async () => {
    await using server = await openTestServer();
    const start = await server.farm.events.begin(null);
    for (let i = 0; i < 30; i++) await raise(server, String(i));
    const first = await take(await open(server, `?after=${start}`), 10);
    assert.deepEqual([first[0]?.event, first[0]?.id], ['problem-raised', String(start + 1)]);
    const again = await open(server, '', { 'last-event-id': first.at(-1)?.id ?? '' });
    const rest = take(again, 25);
    for (let i = 30; i < 35; i++) await raise(server, String(i));
    assert.deepEqual(
      [...first, ...(await rest)].map(said),
      Array.from({ length: 35 }, (_, i) => String(i)),
    );
  });

  test('[EV6] [PZ4] without an id it tells what comes; names filter; what is not kept comes where it is asked for', async () => {
    await using server = await openTestServer();
    await raise(server, 'before');
    const stream = await open(server, '?name=problem-raised,printer-status&transient=yes');
    const heard = take(stream, 3);
    await server.farm.addJob();
    await raise(server, 'after');
    server.farm.events.emitTransient('printer-status', {}, { printers: [] });
    server.farm.events.emitTransient('job-update', {}, { jobs: [] });
    await raise(server, 'last');
    const all = await heard;
    assert.deepEqual(all.map(({ event }) => event).sort(), ['printer-status', 'problem-raised', 'problem-raised']);
    const status = all.find(({ event }) => event === 'printer-status');
    assert.deepEqual((JSON.parse(status?.data ?? '{}') as { payload: unknown }).payload, { printers: [] });
    assert.equal(said(all.at(-1) as StreamMessage), 'last');
  });

  test('[EV5] a quiet stream moves the reader’s cursor on, past what it did not ask for', async () => {
    await using server = await openTestServer({ streamLimits: { heartbeatMs: 5 } });
    const stop = new AbortController();
    const stream = await open(server, '?name=print-ended', {}, stop);
    await raise(server, 'not asked for');
    const last = await server.farm.events.begin(null);
    const moved = Promise.withResolvers<string>();
    const reading = (async () => {
      for await (const _message of readEventStream(bytesOf(stream), (id) => Number(id) >= last && moved.resolve(id)));
    })().catch(() => {});
    assert.equal(await moved.promise, String(last));
    stop.abort();
    await reading;
  });

  test('who may not read, or asks for what is not there, is told so before the stream begins', async () => {
    await using server = await openTestServer({ streamLimits: { streams: 1 } });
    const code = async (response: Response): Promise<readonly [number, string]> => [
      response.status,
      ((await response.json()) as { error: { code: string } }).error.code,
    ];
    assert.deepEqual(await code(await open(server, '', { origin: 'http://elsewhere.example' })), [
      403,
      'foreign-origin',
    ]);
    assert.deepEqual(await code(await open(server, '?after=x')), [400, 'bad-id']);
    assert.deepEqual(await code(await open(server, '?name=job-exploded')), [400, 'unknown-event-name']);
    assert.deepEqual(await code(await open(server, '?after=99')), [410, 'events-cursor-unknown']);
    const unknownHost = await new Promise<number>((resolve, reject) => {
      const asking = get(`${server.address}/api/events/stream`, { headers: { host: 'evil.example' } }, (answer) => {
        resolve(answer.statusCode ?? 0);
        answer.resume();
      });
      asking.on('error', reject);
    });
    assert.equal(unknownHost, 421);
    const stop = new AbortController();
    const one = await open(server, '', {}, stop);
    assert.equal(one.status, 200);
    assert.deepEqual(await code(await open(server)), [503, 'too-many-streams']);
    stop.abort();
  });

  test('a stream ends with the key that opened it, and no other does', async () => {
    let id = '';
    const secrets: string[] = [];
    await using server = await openTestServer({
      publicUrls: ['http://farm.lan'],
      prepare: async (keys) => {
        for (const name of ['one', 'other']) {
          const base = { scope: 'viewer', target: null, expiresInDays: null, digestLogin: false } as const;
          const made = await keys.create({ name, ...base }, 'test');
          secrets.push(made.secret);
          id ||= made.row.id;
        }
      },
    });
    const [one, other] = await Promise.all(secrets.map((secret) => open(server, '', { 'x-api-key': secret })));
    assert.ok(one !== undefined && other !== undefined);
    const heard = take(other, 1);
    await server.features.keys.revoke(id, 'test');
    await assert.rejects(take(one, 1_000));
    await raise(server, 'still heard');
    assert.deepEqual(
      (await heard).map(({ event }) => event),
      ['api-key-revoked'],
    );
  });

  test('[EV2] a reader that takes nothing is cut off and holds up nobody', async () => {
    await using server = await openTestServer({ streamLimits: { streams: 1, unreadBytes: 64 * 1024, stallMs: 50 } });
    const slow = await new Promise<import('node:http').IncomingMessage>((resolve, reject) =>
      get(`${server.address}/api/events/stream?after=0`, resolve).on('error', reject),
    );
    slow.on('error', () => {});
    const closed = new Promise((resolve) => slow.once('close', resolve));
    slow.pause();
    const { storage, events } = server.farm;
    const long = 'x'.repeat(120_000);
    await storage.transaction(async (tx) => {
      for (let i = 0; i < 100; i++)
        await events.emit(tx, 'problem-raised', {}, { problemId: 'p', code: 'c', message: `${i} ${long}` });
    });
    // Its place is free again once it is cut off.
    const stop = new AbortController();
    for (
      let answer = await open(server, '', {}, stop);
      answer.status !== 200;
      answer = await open(server, '', {}, stop)
    )
      await answer.arrayBuffer();
    stop.abort();
    // What it reads now ends far before the last event.
    let bytes = 0;
    slow.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    slow.resume();
    await closed;
    assert.ok(bytes < 100 * long.length, `${bytes} bytes were held for it`);
  });

  test('[EV5] croft events goes on where it broke off when the server comes back', async () => {
    const stop = new AbortController();
    const heard: string[] = [];
    const wanted = Promise.withResolvers<void>();
    const show = (event: ShownEvent): void => {
      heard.push((event.payload as { message: string }).message);
      if (heard.length === 2) wanted.resolve();
    };
    let following: Promise<void>;
    {
      await using server = await openTestServer();
      const start = String(await server.farm.events.begin(null));
      const asked = { server: server.address, names: ['problem-raised'], all: false };
      following = followEvents(asked, start, show, stop.signal);
      await raise(server, 'one');
      await raise(server, 'two');
      await wanted.promise;
      const unknown = followEvents({ server: server.address, names: ['nothing'], all: false }, '0', show, stop.signal);
      await assert.rejects(unknown, { code: 'events-refused' });
    }
    stop.abort();
    await following;
    assert.deepEqual(heard, ['one', 'two']);
    const gone = followEvents(
      { server: 'http://127.0.0.1:9', names: [], all: false },
      null,
      show,
      new AbortController().signal,
    );
    await assert.rejects(gone, { code: 'server-unreachable' });
  });
});

test('a stream is read whatever its pieces and ends of lines', async () => {
  const text = ': hello\r\nid: 7\r\nevent: job-created\r\ndata: {"a":\r\ndata: 1}\r\n\r\nid: 8\n\ndata: käse\n\n';
  const bytes = Buffer.from(text);
  for (const size of [1, 2, 3, 7, 1000]) {
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
      bytes.subarray(i * size, (i + 1) * size),
    );
    const ids: string[] = [];
    const messages: StreamMessage[] = [];
    const stream = readEventStream(
      (async function* () {
        yield* pieces;
      })(),
      (id) => ids.push(id),
    );
    for await (const message of stream) messages.push(message);
    assert.deepEqual(ids, ['7', '8'], String(size));
    assert.deepEqual(messages, [
      { id: '7', event: 'job-created', data: '{"a":\n1}' },
      { id: '8', event: 'message', data: 'käse' },
    ]);
  }
});
