import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { openTestServer } from './fixtures/test-server.ts';

describe('the page', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'croft page '));
    await mkdir(join(folder, 'assets'));
    await writeFile(join(folder, 'index.html'), '<!doctype html><title>built</title>');
    await writeFile(join(folder, 'assets', 'index-abc123.js'), 'export {};');
    await writeFile(join(folder, '..', 'croft-secret.txt'), 'secret');
  });
  after(async () => {
    await rm(folder, { recursive: true });
    await rm(join(tmpdir(), 'croft-secret.txt'));
  });

  test('is shown at every address of its own, and its hashed parts are kept for ever', async () => {
    await using server = await openTestServer({ webFolder: folder });
    for (const path of ['/', '/printers/p1', '/queue?x=1']) {
      const answer = await fetch(`${server.address}${path}`);
      assert.match(await answer.text(), /built/, path);
      assert.equal(answer.headers.get('cache-control'), 'no-cache');
      assert.match(answer.headers.get('content-type') ?? '', /^text\/html/);
    }
    const asset = await fetch(`${server.address}/assets/index-abc123.js`);
    assert.match(asset.headers.get('cache-control') ?? '', /immutable/);
    assert.match(asset.headers.get('content-type') ?? '', /javascript/);
  });

  test('is not shown where a program asks, or where a part of it is missing', async () => {
    await using server = await openTestServer({ webFolder: folder });
    for (const path of ['/assets/missing.js', '/api/nothing', '/api', '/graphql', '/metrics/x']) {
      const answer = await fetch(`${server.address}${path}`);
      assert.equal(answer.status, 404, path);
      assert.equal(((await answer.json()) as { error: { code: string } }).error.code, 'not-found');
    }
    assert.equal((await fetch(`${server.address}/queue`, { method: 'POST' })).status, 404);
  });

  test('gives nothing from outside its folder', async () => {
    await using server = await openTestServer({ webFolder: folder });
    for (const path of [
      '/../croft-secret.txt',
      '/..%2fcroft-secret.txt',
      '/assets/..%5c..%5ccroft-secret.txt',
      '/%2e%2e/croft-secret.txt',
    ]) {
      assert.ok(!(await (await fetch(`${server.address}${path}`)).text()).includes('secret'), path);
    }
  });

  test('is open to everybody where a key is needed, and opens nothing beside it', async () => {
    await using server = await openTestServer({
      webFolder: folder,
      publicUrls: ['http://farm.example'],
      prepare: async (keys) => {
        const wish = { scope: 'admin', target: null, expiresInDays: null, digestLogin: false } as const;
        await keys.create({ ...wish, name: 'mine' }, 'test');
      },
    });
    const status = async (method: string, path: string): Promise<number> =>
      (await fetch(`${server.address}${path}`, { method, redirect: 'manual' })).status;
    assert.equal(await status('GET', '/'), 200);
    assert.equal(await status('GET', '/queue'), 200);
    const shut = [
      ['GET', '/api/version'],
      ['GET', '/to/queue/api/version'],
      ['POST', '/api/files/local'],
      ['POST', '/to/queue/api/files/local'],
      ['PUT', '/api/v1/files/local/a.gcode'],
      ['POST', '/api/files?name=a.gcode'],
      ['GET', `/api/files/${'a'.repeat(64)}`],
      ['GET', '/api/library'],
      ['POST', '/library'],
      ['DELETE', `/library/${'a'.repeat(64)}`],
      ['POST', '/library/tus'],
      ['GET', '/api/materials'],
      ['POST', '/api/materials.csv'],
      ['PATCH', '/materials/x'],
      ['POST', '/printers'],
      ['GET', '/api/history.csv'],
      ['GET', '/api/events/stream'],
      ['POST', '/graphql'],
      ['GET', '/metrics'],
    ] as const;
    for (const [method, path] of shut) assert.equal(await status(method, path), 401, `${method} ${path}`);
  });

  test('says so in plain words when it is not built', async () => {
    await using server = await openTestServer({ webFolder: join(folder, 'nowhere') });
    const answer = await fetch(server.address);
    assert.equal(answer.status, 200);
    assert.match(await answer.text(), /npm run build/);
  });
});
