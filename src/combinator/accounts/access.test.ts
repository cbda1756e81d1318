import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { createLog } from '#lib/log';
import { silentLog } from '#lib/small-log';
import { UserError } from '#lib/user-error';
import { openTestServer, type TestServer } from '../api/fixtures/test-server.ts';
import type { Resolvers } from '../api/resolvers.ts';
import { LEVELS, needOf, SCOPES } from './access.ts';
import { createDoor } from './door.ts';
import { everyRootField } from './fixtures/every-field.ts';
import type { NewKey } from './keys.ts';

const WISH: NewKey = { name: 'test', scope: 'admin', target: null, expiresInDays: null, digestLogin: false };
const PUBLIC = ['http://farm.example:8300'];

/** Answers whoever gets through to a field. */
const reached = (resolvers: Resolvers): Resolvers => {
  const told = (): never => {
    throw new UserError({ code: 'reached', message: 'reached', remedy: 'none' });
  };
  const all = <Fields extends object>(fields: Fields) =>
    Object.fromEntries(Object.keys(fields).map((name) => [name, told]));
  return {
    Query: all(resolvers.Query),
    Mutation: all(resolvers.Mutation),
    Subscription: all(resolvers.Subscription),
  } as unknown as Resolvers;
};

describe('with a name that others reach it by', () => {
  let server: TestServer;
  const keys = new Map<string, string>();

  before(async () => {
    server = await openTestServer({
      publicUrls: PUBLIC,
      changeResolvers: reached,
      async prepare(made) {
        for (const scope of SCOPES) keys.set(scope, (await made.create({ ...WISH, scope }, 'test')).secret);
        keys.set('expired', (await made.create({ ...WISH, expiresInDays: 1 }, 'test')).secret);
        const revoked = await made.create(WISH, 'test');
        await made.revoke(revoked.row.id, 'test');
        keys.set('revoked', revoked.secret);
      },
    });
    server.farm.clock.turn(25 * 60 * 60_000);
  });
  after(() => server[Symbol.asyncDispose]());

  const answerTo = async (document: string, key: string | null): Promise<string> => {
    const answer = await server.post(JSON.stringify({ query: document }), key === null ? {} : { 'x-api-key': key });
    const { error, errors } = (await answer.json()) as {
      error?: { code: string };
      errors?: { extensions: { code: string } }[];
    };
    return `${answer.status} ${error?.code ?? errors?.[0]?.extensions.code ?? 'none'}`;
  };

  /** What is expected, from the schema’s word and the order of the levels alone. */
  const expected = (principal: string, permission: string, operation: string): string => {
    if (principal === 'none') return '401 key-needed';
    if (principal === 'expired' || principal === 'revoked') return `401 key-${principal}`;
    if (principal === 'upload') return '403 forbidden';
    const level = LEVELS.findIndex((one) => one === principal);
    if (level < LEVELS.findIndex((one) => one.toUpperCase() === permission)) return '403 forbidden';
    return operation === 'subscription' ? '400 bad-query' : '200 reached';
  };

  for (const { operation, name, permission, document } of everyRootField()) {
    test(`[PZ12] [PZ13] ${operation} ${name} is for ${permission.toLowerCase()} and above`, async () => {
      for (const principal of ['none', ...keys.keys()]) {
        const said = await answerTo(document, keys.get(principal) ?? null);
        assert.equal(said, expected(principal, permission, operation), principal);
      }
    });
  }

  test('a field below the root is for whom its type says, in fragments and other operations too', async () => {
    const viewer = keys.get('viewer') ?? '';
    for (const document of [
      'query A { farm { name } } query B { apiKeys { id } }',
      'query { ...more } fragment more on Query { foundPorts { path } }',
      'query { farm { name } ... on Query { apiKeys { id } } }',
    ])
      assert.match(await answerTo(document, viewer), /403 forbidden/, document);
    assert.equal(await answerTo('{ farm { name } __typename }', viewer), '200 reached');
  });

  test('every other address is guarded like its fields; the page itself is not', async () => {
    const get = async (path: string, key: string | null, method = 'GET'): Promise<number> =>
      (await fetch(`${server.address}${path}`, { method, headers: key === null ? {} : { 'x-api-key': key } })).status;
    const [viewer = '', upload = ''] = [keys.get('viewer'), keys.get('upload')];
    for (const path of ['/metrics', `/api/files/${'f'.repeat(64)}`, `/api/files/${'f'.repeat(64)}/analysis`]) {
      assert.equal(await get(path, null), 401, path);
      assert.equal(await get(path, upload), 403, path);
      assert.notEqual(await get(path, viewer), 401, path);
      assert.notEqual(await get(path, viewer), 403, path);
    }
    assert.equal(await get('/api/files?name=a.gcode', viewer, 'POST'), 403);
    assert.equal(await get('/api/files?name=a.gcode', upload, 'POST'), 415);
    // Written in another way it is the same route.
    assert.equal(await get('/%61pi/files/x', null), 401);
    assert.equal(await get('/metrics?x=/assets', null), 401);
    for (const path of ['/', '/queue', '/assets/x.js']) assert.notEqual(await get(path, null), 401, path);
    assert.deepEqual(await (await fetch(`${server.address}/healthz`)).json(), { status: 'ok' });
  });

  test('the socket opens for whom a key lets in, and closes when the key is revoked', async () => {
    const made = await server.features.keys.create({ ...WISH, scope: 'viewer' }, 'test');
    const open = (headers: Record<string, string>): Promise<WebSocket | number> =>
      new Promise((resolve) => {
        const socket = new WebSocket(`ws://${server.host}/graphql`, {
          protocols: ['graphql-transport-ws'],
          headers,
        } as unknown as string[]);
        socket.addEventListener('open', () => resolve(socket));
        socket.addEventListener('error', () => resolve(0));
      });
    assert.equal(await open({}), 0);
    assert.equal(await open({ 'x-api-key': keys.get('upload') ?? '' }), 0);
    assert.equal(await open({ 'x-api-key': keys.get('revoked') ?? '' }), 0);
    const socket = await open({ cookie: `croft=${made.secret}` });
    assert.ok(typeof socket === 'object');
    const closed = new Promise<number>((resolve) => socket.addEventListener('close', ({ code }) => resolve(code)));
    await server.features.keys.revoke(made.row.id, 'test');
    assert.equal(await closed, 4403);
  });

  test('it answers to its own addresses and the public name, and to no other', async () => {
    const { port } = new URL(server.address);
    const statusFor = (host: string): Promise<number> =>
      new Promise((resolve, reject) => {
        const sent = request({ hostname: '127.0.0.1', port, path: '/healthz', headers: { host } }, (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        });
        sent.on('error', reject);
        sent.end();
      });
    // PrusaSlicer 2.9.6 on Windows leaves the port out (OctoPrint.cpp, get_host_from_url).
    for (const host of [server.host, `localhost:${port}`, 'farm.example:8300', 'FARM.example'])
      assert.equal(await statusFor(host), 200, host);
    for (const host of ['evil.example', 'farm.example:80', 'farm.example.evil.example', '127.0.0.1:1'])
      assert.equal(await statusFor(host), 421, host);
    const origin = async (from: string): Promise<number> =>
      (await server.post('{}', { origin: from, 'x-api-key': keys.get('admin') ?? '' })).status;
    assert.equal(await origin('http://farm.example:8300'), 400);
    assert.equal(await origin('http://farm.example'), 403, 'another server of the same host');
  });

  test('a browser shows its key once, and keeps it where no script and no other site reaches it', async () => {
    const signIn = (key: string): Promise<Response> =>
      fetch(`${server.address}/api/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ key }),
      });
    const answer = await signIn(keys.get('operator') ?? '');
    assert.equal(answer.status, 204);
    const cookie = answer.headers.get('set-cookie') ?? '';
    assert.match(cookie, /^croft=croft_\w+; Path=\/; HttpOnly; SameSite=Strict$/);
    const session = await fetch(`${server.address}/api/session`, { headers: { cookie: cookie.split(';')[0] ?? '' } });
    assert.deepEqual(await session.json(), { keyNeeded: true, signedIn: true, name: 'test', scope: 'operator' });
    assert.equal((await signIn(keys.get('upload') ?? '')).status, 403);
    assert.equal((await signIn(keys.get('expired') ?? '')).status, 401);
    assert.equal((await signIn('')).status, 401);
    const out = await fetch(`${server.address}/api/session`, { method: 'DELETE' });
    assert.match(out.headers.get('set-cookie') ?? '', /^croft=; .*Max-Age=0$/);
    const foreign = { origin: 'http://evil.example', 'content-type': 'application/json' };
    assert.equal(
      (await fetch(`${server.address}/api/session`, { method: 'POST', headers: foreign, body: '{}' })).status,
      403,
    );
  });
});

describe('guessing', () => {
  const secretOf = (n: number): string => `croft_${'0'.repeat(10)}_${String(n).padStart(52, '0')}`;

  test('of a thousand keys an hour at most ten are looked at, and the right one still opens', async () => {
    let looked = 0;
    await using server = await openTestServer();
    const { keys } = server.features;
    const { clock } = server.farm;
    const right = (await keys.create(WISH, 'test')).secret;
    const find = (id: string) => ((looked += 1), keys.find(id));
    const door = createDoor({ keys: { ...keys, find }, clock, log: silentLog, keyNeeded: true, secure: false });
    const enter = (key: string) =>
      door.enter({ headers: { 'x-api-key': key }, method: 'GET', url: '/', address: '2001:db8::1' });
    assert.ok('kind' in (await enter(right)));
    looked = 0;
    const said = new Map<number, number>();
    for (let i = 0; i < 1000; i++) {
      const entered = await enter(secretOf(i));
      const status = 'kind' in entered ? 200 : entered.status;
      said.set(status, (said.get(status) ?? 0) + 1);
      clock.turn(3_590);
    }
    assert.equal(looked, 10);
    assert.deepEqual(
      [...said],
      [
        [401, 10],
        [429, 990],
      ],
    );
    assert.ok('kind' in (await enter(right)), 'a key that opened before is no guess');
    const waiting = await enter(secretOf(5000));
    assert.ok(!('kind' in waiting) && (waiting.waitSeconds ?? 0) > 0);
  });

  test('three in a minute, five in ten; the same wrong key again is the same guess', async () => {
    await using server = await openTestServer({
      publicUrls: PUBLIC,
      prepare: async (keys) => void (await keys.create(WISH, 'test')),
    });
    const statusOf = async (n: number): Promise<number> =>
      (await fetch(`${server.address}/metrics`, { headers: { authorization: `Bearer ${secretOf(n)}` } })).status;
    // As Cura's plug-in asks every two seconds with the key that was typed wrong.
    for (let i = 0; i < 20; i++) assert.equal(await statusOf(1), 401);
    assert.deepEqual([await statusOf(2), await statusOf(3), await statusOf(4)], [401, 401, 429]);
    server.farm.clock.turn(60_001);
    assert.deepEqual([await statusOf(5), await statusOf(6), await statusOf(7)], [401, 401, 429]);
    server.farm.clock.turn(60_001);
    assert.equal(await statusOf(8), 429, 'five in ten minutes');
    server.farm.clock.turn(10 * 60_000);
    assert.equal(await statusOf(9), 401);
  });
});

describe('a key', () => {
  const CANARY_SCOPES = ['admin', 'upload'] as const;

  test('is nowhere but in the answer that made it: not in the log, the events, the database or other answers', async () => {
    const lines: string[] = [];
    const write = (line: string): void => void lines.push(line);
    await using server = await openTestServer({
      publicUrls: PUBLIC,
      log: createLog({ level: 'debug', name: 'test', destination: { write } }),
      prepare: async (keys) => void (await keys.create(WISH, 'test')),
    });
    const secrets: string[] = [];
    const everything: string[] = [];
    for (const scope of CANARY_SCOPES) {
      const { secret } = await server.features.keys.create({ ...WISH, scope, digestLogin: scope === 'upload' }, 'test');
      secrets.push(secret.slice(-52));
      for (const headers of [
        { 'x-api-key': secret },
        { authorization: `Bearer ${secret}` },
        { cookie: `croft=${secret}` },
      ])
        for (const path of [
          '/graphql',
          '/metrics',
          '/api/session',
          '/api/files/x',
          '/nowhere',
          `/api/files?x=${secret}`,
        ]) {
          const body =
            path === '/graphql'
              ? { method: 'POST', body: '{"query":"{ apiKeys { id name } events { items { payload } } }"}' }
              : {};
          const answer = await fetch(`${server.address}${path}`, {
            headers: { 'content-type': 'application/json', ...headers },
            ...body,
          });
          everything.push(await answer.text(), JSON.stringify([...answer.headers]));
        }
      await server.ask(`{ nothing(key: "${secret}") }`);
    }
    everything.push(...lines, JSON.stringify(await server.farm.events.since(0, 1000)));
    everything.push(JSON.stringify(await server.farm.storage.read.selectFrom('api_key').selectAll().execute()));
    const { stringify } = JSON;
    for (const secret of secrets)
      assert.ok(!everything.some((text) => text.includes(secret)), stringify(everything).slice(0, 200));
  });

  test('that cannot be looked at opens nothing: 503, whatever the database says', async () => {
    let trouble: unknown = null;
    let secret = '';
    await using server = await openTestServer({
      publicUrls: PUBLIC,
      prepare: async (keys) => void (secret = (await keys.create(WISH, 'test')).secret),
      changeKeys: (keys) => ({ ...keys, find: (id) => (trouble === null ? keys.find(id) : Promise.reject(trouble)) }),
    });
    const headers = { 'x-api-key': secret };
    for (const code of ['SQLITE_BUSY', 'EMFILE', 'ENOSPC']) {
      trouble = Object.assign(new Error(code), { code });
      for (const path of ['/metrics', '/api/files/x'])
        assert.equal((await fetch(`${server.address}${path}`, { headers })).status, 503, code);
      const answer = await server.post('{"query":"{ farm { name } }"}', headers);
      assert.equal(answer.status, 503);
      assert.ok(!(await answer.text()).includes(code));
    }
    trouble = null;
    assert.equal((await fetch(`${server.address}/metrics`, { headers })).status, 200);
  });

  test('is not asked for on this host alone; one that is shown must be right, and grants what it grants', async () => {
    await using server = await openTestServer();
    assert.equal((await server.ask('{ apiKeys { id } }')).errors, undefined);
    const viewer = await server.features.keys.create({ ...WISH, scope: 'viewer' }, 'test');
    const asked = await server.post('{"query":"{ apiKeys { id } }"}', { 'x-api-key': viewer.secret });
    assert.equal(asked.status, 403);
    assert.equal((await server.post('{"query":"{ farm { name } }"}', { 'x-api-key': 'croft_wrong' })).status, 401);
    assert.equal((await server.post('{"query":"{ farm { name } }"}', { 'x-api-key': '' })).status, 200);
    assert.equal((await server.post('{"query":"{ farm { name } }"}', { cookie: 'croft=stale' })).status, 200);
  });

  test('is made, listed without itself, used and revoked', async () => {
    await using server = await openTestServer();
    const { data } = await server.ask(
      `mutation { createApiKey(name: " Orca ", scope: UPLOAD, target: "tag/PLA", expiresInDays: 30, digestLogin: true) {
        key apiKey { id name scope target digestLogin createdBy expiresAt lastUsedAt revokedAt } } }`,
    );
    const { key, apiKey } = data.createApiKey;
    assert.match(key, new RegExp(`^croft_${apiKey.id}_[0-9a-z]{52}$`));
    assert.deepEqual(
      [apiKey.name, apiKey.scope, apiKey.target, apiKey.digestLogin],
      ['Orca', 'UPLOAD', 'tag/pla', true],
    );
    assert.equal(Date.parse(apiKey.expiresAt) - server.farm.clock.now(), 30 * 24 * 60 * 60_000);
    await fetch(`${server.address}/metrics`, { headers: { 'x-api-key': key } });
    const list = async () => (await server.ask('{ apiKeys { id lastUsedAt revokedAt } }')).data.apiKeys[0];
    while ((await list()).lastUsedAt === null) await new Promise((resolve) => setImmediate(resolve));
    const first = (await list()).lastUsedAt;
    server.farm.clock.turn(30_000);
    await fetch(`${server.address}/metrics`, { headers: { 'x-api-key': key } });
    assert.equal((await list()).lastUsedAt, first, 'to the minute');
    for (let i = 0; i < 2; i++)
      assert.notEqual(
        (await server.ask(`mutation { revokeApiKey(id: "${apiKey.id}") { revokedAt } }`)).data.revokeApiKey.revokedAt,
        null,
      );
    assert.equal((await server.farm.eventsNamed('api-key-revoked')).length, 1);
    for (const [args, code] of [
      ['name: " ", scope: VIEWER', 'bad-key-name'],
      ['name: "a", scope: VIEWER, target: "queue"', 'key-not-for-uploads'],
      ['name: "a", scope: ADMIN, digestLogin: true', 'key-not-for-uploads'],
      ['name: "a", scope: UPLOAD, target: "elsewhere"', 'bad-key-target'],
      ['name: "a", scope: UPLOAD, target: "printer/none"', 'bad-key-target'],
      ['name: "a", scope: UPLOAD, expiresInDays: 0', 'bad-key-expiry'],
    ])
      assert.equal(
        (await server.ask(`mutation { createApiKey(${args}) { key } }`)).errors?.[0]?.extensions.code,
        code,
        args,
      );
    assert.equal(
      (await server.ask('mutation { revokeApiKey(id: "x") { id } }')).errors?.[0]?.extensions.code,
      'unknown-key',
    );
  });
});

test('what no table names asks for a level: reading for a viewer, the rest for an operator', () => {
  assert.equal(needOf('GET', '/api/new/:id'), 'viewer');
  assert.equal(needOf('DELETE', '/api/new/:id'), 'operator');
  assert.equal(needOf('POST', '/graphql'), 'viewer');
  assert.equal(needOf('DELETE', '/library/:checksum'), 'operator');
  assert.equal(needOf('GET', '/healthz'), 'public');
});
