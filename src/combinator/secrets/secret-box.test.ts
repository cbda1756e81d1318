import assert from 'node:assert/strict';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { Log } from '#lib/log-types';
import { silentLog } from '#lib/small-log';
import { readSecretKeys, SECRET_KEY_FILE } from './key-file.ts';
import { createSecretBox } from './secret-box.ts';

const KEY = Buffer.alloc(32, 1);
const OTHER = Buffer.alloc(32, 2);
const place = { table: 'camera', id: 'c1', column: 'password' };

describe('the box of secrets', () => {
  test('gives back what was sealed, and says nothing of it', () => {
    const box = createSecretBox([KEY]);
    for (const plain of ['', 'canary', 'plain:canary', 'Schlüssel 🔑', 'x'.repeat(10_000)]) {
      const sealed = box.seal(place, plain);
      assert.equal(box.open(place, sealed), plain);
      assert.ok(plain === '' || !sealed.includes(plain));
      assert.notEqual(box.seal(place, plain), sealed, 'the same secret twice looks like two');
    }
  });

  test('opens nothing that was moved to another row, column or table', () => {
    const box = createSecretBox([KEY]);
    const sealed = box.seal(place, 'canary');
    for (const elsewhere of [{ id: 'c2' }, { column: 'name' }, { table: 'webhook' }])
      assert.equal(box.open({ ...place, ...elsewhere }, sealed), null);
  });

  test('opens nothing that was changed in any of its characters', () => {
    const box = createSecretBox([KEY]);
    const sealed = box.seal(place, 'canary');
    for (let at = 0; at < sealed.length; at++) {
      const other = sealed[at] === 'A' ? 'B' : 'A';
      const changed = sealed.slice(0, at) + other + sealed.slice(at + 1);
      // The last character of base64 holds bits that mean nothing.
      if (
        Buffer.from(changed.split(':')[3] ?? '', 'base64url').equals(
          Buffer.from(sealed.split(':')[3] ?? '', 'base64url'),
        ) &&
        at > sealed.lastIndexOf(':')
      )
        continue;
      assert.equal(box.open(place, changed), null, `character ${at}`);
    }
    for (const garbage of ['', 'sealed', 'sealed:1', `sealed:1:${sealed.split(':')[2]}:`, 'sealed:9:x:y'])
      assert.equal(box.open(place, garbage), null);
  });

  test('opens what an older key sealed, knows that it did, and seals with the newest', () => {
    const old = createSecretBox([OTHER]).seal(place, 'canary');
    const both = createSecretBox([KEY, OTHER]);
    assert.equal(both.open(place, old), 'canary');
    assert.equal(both.isFresh(old), false);
    const anew = both.seal(place, 'canary');
    assert.equal(both.isFresh(anew), true);
    assert.equal(createSecretBox([KEY]).open(place, anew), 'canary');
    assert.equal(createSecretBox([KEY]).open(place, old), null);
  });
});

describe('the file of the key', () => {
  const inFolder = async (work: (data: string) => Promise<void>): Promise<void> => {
    const data = await mkdtemp(join(tmpdir(), 'croft-key-'));
    await using cleaning = new AsyncDisposableStack();
    cleaning.defer(() => rm(data, { recursive: true }));
    await work(data);
  };

  test('is made once, for its user alone', () =>
    inFolder(async (data) => {
      const [key] = await readSecretKeys({ data, named: undefined }, silentLog);
      const file = join(data, SECRET_KEY_FILE);
      assert.equal((await stat(file)).mode & 0o777, 0o600);
      assert.deepEqual(await readdir(data), [SECRET_KEY_FILE], 'nothing half-made is left');
      assert.deepEqual(await readSecretKeys({ data, named: undefined }, silentLog), [key]);
      assert.equal(key.length, 32);
      await writeFile(join(data, 'two'), `${await readFile(file, 'utf8')}croft-key-1 ${OTHER.toString('base64')}\n`);
      assert.deepEqual(await readSecretKeys({ data, named: join(data, 'two') }, silentLog), [key, OTHER]);
    }));

  test('that others can read is warned of', () =>
    inFolder(async (data) => {
      await readSecretKeys({ data, named: undefined }, silentLog);
      await chmod(join(data, SECRET_KEY_FILE), 0o644);
      const warned: string[] = [];
      const log: Log = { ...silentLog, warn: (_facts: unknown, text?: string) => void warned.push(text ?? '') };
      await readSecretKeys({ data, named: undefined }, log);
      assert.deepEqual(warned, ['the key of the passwords can be read by other users']);
    }));

  test('is never made under a name that somebody gave, and never guessed from a damaged one', () =>
    inFolder(async (data) => {
      const named = join(data, 'misspelt');
      await assert.rejects(readSecretKeys({ data, named }, silentLog), { code: 'secret-key-unusable' });
      for (const text of ['', '\n', 'croft-key-1', 'croft-key-1 YWJj\n', KEY.toString('base64')]) {
        await writeFile(named, text);
        await assert.rejects(readSecretKeys({ data, named }, silentLog), { code: 'secret-key-unusable' });
      }
      assert.deepEqual(await readdir(data), ['misspelt']);
    }));
});
