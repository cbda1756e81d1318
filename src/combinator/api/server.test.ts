import assert from 'node:assert/strict';
import { request as rawRequest } from 'node:http';
import { describe, test } from 'node:test';
import { openTestServer, type TestServer } from './fixtures/test-server.ts';
import { startServer } from './server.ts';

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
      '{ farm { name } printers { id } problems { id } drivers { name clearing } }',
    );
    assert.equal(errors, undefined);
    assert.equal(data.farm.name, 'Test');
    assert.deepEqual(data.drivers.find((one: { name: string }) => one.name === 'sensing').clearing, [
      'OPERATOR',
      'SIMULATED_SENSOR',
    ]);
  });

  test('listening where other devices reach it is refused until there is a credential', async () => {
    await using server = await openTestServer();
    const options = {
      port: 0,
      webFolder: '/nowhere',
      features: {},
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
      assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'.*frame-ancestors 'none'/);
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.equal(headers.get('referrer-policy'), 'no-referrer');
      assert.equal(headers.get('access-control-allow-origin'), null);
    }
  });
});
