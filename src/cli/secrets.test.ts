import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type FarmSchema, migrations } from '#combinator/schema';
import { openSqlite } from '#storage/sqlite';
import { secrets } from './secrets.ts';

test('croft secrets rotate changes the key of a farm that does not run, and leaves that of one that does', async (t) => {
  const data = mkdtempSync(join(tmpdir(), 'croft-secrets-'));
  using _gone = { [Symbol.dispose]: () => rmSync(data, { recursive: true, force: true }) };
  const written: string[] = [];
  const rotate = async (...argv: readonly string[]): Promise<number> => {
    // The test runner speaks there too, in bytes.
    const write = t.mock.method(
      process.stdout,
      'write',
      (text: unknown) => typeof text !== 'string' || written.push(text) > 0,
    );
    try {
      return await secrets.run(['rotate', '--data', data, ...argv], new AbortController().signal);
    } finally {
      write.mock.restore();
    }
  };
  const file = join(data, 'secret.key');
  const lines = (): readonly string[] => readFileSync(file, 'utf8').trimEnd().split('\n');

  assert.equal(await rotate(), 0);
  assert.equal(written[0], `${file} holds a new key; 0 passwords are sealed with it.\n`);
  const [first] = lines();
  assert.equal(await rotate('--keep-old'), 0);
  assert.deepEqual([lines().length, lines()[1]], [2, first]);

  await using _held = await openSqlite<FarmSchema>({ file: join(data, 'farm.sqlite'), migrations });
  await assert.rejects(rotate(), { code: 'server-runs' });
  assert.equal(lines().length, 2, 'nothing was changed');
  await assert.rejects(secrets.run(['seal'], new AbortController().signal), { code: 'bad-flag' });
});
