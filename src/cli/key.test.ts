import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { openTestServer } from '#combinator/api/fixtures/test-server';
import { type FarmSchema, migrations } from '#combinator/schema';
import { openSqlite } from '#storage/sqlite';
import { key } from './key.ts';

const SECRET = /^croft_([0-9a-z]{10})_[0-9a-z]{52}$/;

/** What the command writes; its last line is the secret where it made one. */
async function run(t: TestContext, ...argv: readonly string[]): Promise<readonly string[]> {
  const written: string[] = [];
  const write = t.mock.method(process.stdout, 'write', (text: string) => written.push(text) > 0);
  try {
    assert.equal(await key.run(argv, new AbortController().signal), 0);
  } finally {
    write.mock.restore();
  }
  return written.join('').trimEnd().split('\n');
}

test('croft key makes, lists and revokes on the farm’s own data, and through the server that holds it', async (t) => {
  const data = mkdtempSync(join(tmpdir(), 'croft-key-'));
  using _gone = { [Symbol.dispose]: () => rmSync(data, { recursive: true, force: true }) };
  await using server = await openTestServer();
  const { port } = new URL(server.address);
  const where = ['--data', data, '--port', port];

  async function wholeLife(): Promise<void> {
    const made = await run(t, 'create', '--name', 'Prusa', '--target', 'tag/petg', '--digest', ...where);
    const id = SECRET.exec(made.at(-1) ?? '')?.[1] ?? '';
    assert.equal(made[0], `User name of its digest login: ${id}`);
    assert.match(
      (await run(t, 'list', ...where)).join('\n'),
      new RegExp(`^${id}  upload to tag/petg +no end, never used  Prusa$`),
    );
    assert.deepEqual(await run(t, 'revoke', id, ...where), ['Revoked: Prusa']);
    assert.match((await run(t, 'list', ...where)).join('\n'), /revoked \d{4}-/);
    await assert.rejects(run(t, 'create', '--name', 'x', '--scope', 'king', ...where), { name: 'UserError' });
    await assert.rejects(run(t, 'revoke', 'none', ...where), { code: 'unknown-key' });
  }

  await wholeLife();
  await using _held = await openSqlite<FarmSchema>({ file: join(data, 'farm.sqlite'), migrations });
  await wholeLife();
  assert.equal((await server.features.keys.list()).length, 1, 'the server was asked');
});
