import assert from 'node:assert/strict';
import { request as rawRequest } from 'node:http';
import { describe, test } from 'node:test';
import { openTestServer, type TestServer } from './fixtures/test-server.ts';
import { startServer } from './server.ts';
import { createSmallLog } from '#lib/small-log';

/** A request whose Host and all other headers are the test's own. */
function raw(
  server: TestServer,
  options: { method?: string; path: string; headers?: Record<string, string>; body?: string },
): Promise<{ status: number; body: string; headers: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.address);
    const { method = 'GET', path, headers = {}, body } = options;
    const sent = rawRequest({ hostname, port, method, path, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text, headers: response.headers }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

describe('the server', () => {
  test('it answers a query', async () => {
    await using server = await openTestServer();
    const { data, errors } = await server.ask(
      '{ farm { name } printers { id } problems { id } drivers { name clearing clearingLimit } }',
    );
    assert.equal(errors, undefined);
    assert.equal(data.farm.name, 'Test');
    assert.deepEqual(data.drivers.find((one: { name: string }) => one.name === 'sensing').clearing, [
      'OPERATOR',
      'SIMULATED_SENSOR',
    ]);
    // BE5: where a button at the printer is offered that not all of its kind have, that is said.
    const limits = data.drivers.map((one: { name: string; clearingLimit: string | null }) => [
      one.name,
      one.clearingLimit,
    ]);
    assert.equal(new Map(limits).get('buttoned'), 'Those with a button.');
    assert.equal(new Map(limits).get('sensing'), null);
  });

  test('[PZ13] listening where other devices reach it is refused until there is a credential', async () => {
    await using server = await openTestServer();
    const options = {
      port: 0,
      webFolder: '/nowhere',
      features: { keys: { usable: async () => 0 } },
      resolvers: {},
      health: async () => ({}),
      metrics: async () => '',
      log: {},
    };
    for (const host of ['0.0.0.0', '::', '192.168.1.2']) {
      await assert.rejects(startServer({ ...(options as never as Parameters<typeof startServer>[0]), host }), {
        code: 'no-credential-yet',
        field: '--host',
      });
    }
    const named = { ...(options as never as Parameters<typeof startServer>[0]), host: '127.0.0.1' };
    await assert.rejects(startServer({ ...named, publicUrls: ['http://farm.lan'] }), { code: 'no-credential-yet' });
    await assert.rejects(startServer({ ...named, publicUrls: ['http://farm.lan/x'] }), { code: 'bad-public-url' });
    assert.ok(server.address.startsWith('http://127.0.0.1:'));
  });

  test('a name that somebody else pointed at it is answered 421, wherever it knocks', async () => {
    await using server = await openTestServer();
    const paths = [
      '/',
      '/graphql',
      '/healthz',
      '/metrics',
      '/api/files/x',
      '/api/files/x/thumbnail',
      '/nowhere',
      '/assets/x.js',
    ];
    for (const path of paths) {
      for (const host of ['evil.example', 'evil.example:80', `${server.host}.evil.example`, '127.0.0.1:1']) {
        const { status, body } = await raw(server, { path, headers: { host } });
        assert.equal(status, 421, `${path} for ${host}`);
        assert.equal(JSON.parse(body).error.code, 'unknown-host');
      }
    }
    const upload = await raw(server, {
      method: 'POST',
      path: '/api/files?name=a.gcode',
      headers: { host: 'evil.example' },
      body: 'G28\n',
    });
    assert.equal(upload.status, 421);
    assert.equal(
      (await raw(server, { path: '/healthz', headers: { host: server.host.replace('127.0.0.1', 'LOCALHOST') } }))
        .status,
      200,
    );
  });

  test('every answer forbids scripts from elsewhere, frames and guessing of types', async () => {
    await using server = await openTestServer();
    for (const path of ['/', '/healthz', '/nowhere', '/api/nowhere']) {
      const { headers } = await fetch(`${server.address}${path}`);
      assert.match(
        headers.get('content-security-policy') ?? '',
        /default-src 'none'.*media-src 'self'.*frame-ancestors 'none'/,
      );
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.equal(headers.get('referrer-policy'), 'no-referrer');
      assert.equal(headers.get('access-control-allow-origin'), null);
    }
  });

  test('a taken port is said in plain words', async () => {
    await using server = await openTestServer();
    const { port } = new URL(server.address);
    const options = { host: '127.0.0.1', port: Number(port) };
    await assert.rejects(openTestServer(options), { code: 'port-taken', field: '--port' });
  });

  test('a query that takes too long, or fails inside, is answered without its inside', async () => {
    const lines: string[] = [];
    const log = createSmallLog({ level: 'error', name: 'test', destination: { write: (line) => lines.push(line) } });
    await using server = await openTestServer({
      log,
      changeResolvers: (resolvers) => ({
        ...resolvers,
        Query: {
          ...resolvers.Query,
          problems: () => Promise.reject(new Error('secret: select * from problem')),
          drivers: () => new Promise(() => {}),
        },
      }),
    });
    const { data, errors } = await server.ask('{ problems { id } }');
    assert.equal(data, null);
    assert.deepEqual(
      errors?.map(({ message, extensions }) => [message, extensions.code]),
      [['Something went wrong inside Croft.', 'internal']],
    );
    assert.ok(
      lines.some((line) => line.includes('secret')),
      'the log has it',
    );
    const slow = await server.ask('{ drivers { name } }');
    assert.equal(slow.errors?.[0]?.extensions.code, 'too-slow');
  });

  test('what is no query is answered with what to send instead', async () => {
    await using server = await openTestServer();
    const bodies: readonly (readonly [string, number, string])[] = [
      ['[{"query":"{ farm { name } }"}]', 400, 'bad-request'],
      ['{"query":1}', 400, 'bad-request'],
      ['{"query":"{ farm { name } }","variables":[]}', 400, 'bad-request'],
      ['{', 400, 'bad-request'],
      ['null', 400, 'bad-request'],
      ['', 400, 'bad-request'],
      [`{"query":"${'x'.repeat(300_000)}"}`, 413, 'request-too-large'],
      ['{"query":"query A { farm { name } } query B { farm { name } }"}', 400, 'bad-query'],
      ['{"query":"subscription { farm { sequence } }"}', 400, 'bad-query'],
      ['{"query":"{ nothing }"}', 400, 'bad-query'],
      ['{"query":"{ __schema { types { name } } }"}', 400, 'bad-query'],
      ['{"query":"{ jobs(first: 201) { total } }"}', 200, 'bad-page'],
      ['{"query":"{ jobs(first: 0) { total } }"}', 200, 'bad-page'],
    ];
    for (const [body, status, code] of bodies) {
      const answer = await server.post(body);
      const text = await answer.text();
      const { error, errors } = JSON.parse(text);
      const fault = error ?? { ...errors[0].extensions, message: errors[0].message };
      assert.deepEqual([answer.status, fault.code], [status, code], body.slice(0, 60));
      assert.ok(fault.message.length > 0 && fault.remedy.length > 0);
      assert.ok(!text.includes('node_modules') && !text.includes('file:'));
    }
    await using open = await openTestServer({ dev: true });
    assert.equal((await open.ask('{ __schema { queryType { name } } }')).data.__schema.queryType.name, 'Query');
  });

  test('/metrics tells of the farm and of the server in one exposition', async () => {
    await using server = await openTestServer();
    await server.ask('{ farm { name } }');
    const text = await (await fetch(`${server.address}/metrics`)).text();
    assert.match(text, /^croft_up 1$/m);
    assert.match(text, /^croft_http_requests_total\{method="POST",status="200"\} 1$/m);
    assert.match(text, /^croft_live_sockets 0$/m);
  });
});
