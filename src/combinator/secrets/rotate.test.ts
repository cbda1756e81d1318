import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { silentLog } from '#lib/small-log';
import type { Storage } from '#storage/storage';
import { MANIFESTS, openTestFarm, type TestFarm } from '../fixtures/test-farm.ts';
import type { FarmSchema } from '../schema.ts';
import { createWebhooks } from '../webhooks/webhooks.ts';
import { readSecretKeys, SECRET_KEY_FILE } from './key-file.ts';
import { keptSecrets } from './kept-secrets.ts';
import { rotateSecretKey } from './rotate.ts';
import { createSecretBox } from './secret-box.ts';

const PASSWORD = 'canary-of-printer';

/** A farm with a printer and a webhook, sealed with the key of its folder. */
async function furnished(work: (data: string, farm: TestFarm) => Promise<void>): Promise<void> {
  const data = await mkdtemp(join(tmpdir(), 'croft-rotate-'));
  await using cleaning = new AsyncDisposableStack();
  cleaning.defer(() => rm(data, { recursive: true, force: true }));
  await using farm = await openTestFarm();
  const options = { connection: 'a', password: PASSWORD };
  await farm.printers.add({ name: 'one', driver: 'plain', model: null, tags: [], clearing: 'operator', options });
  await using webhooks = createWebhooks({ ...farm, log: silentLog });
  await webhooks.add('https://shop.example/x', ['job-created'], 'ann');
  const own = Buffer.alloc(32, 'key of the tests');
  await writeFile(join(data, SECRET_KEY_FILE), `croft-key-1 ${own.toString('base64')}\n`, { mode: 0o600 });
  await work(data, farm);
}

const keysOf = async (data: string): Promise<readonly [Buffer, ...Buffer[]]> =>
  readSecretKeys({ data, named: undefined }, silentLog);

const rotate = (data: string, farm: TestFarm, more: { storage?: Storage<FarmSchema>; keepOld?: boolean } = {}) =>
  rotateSecretKey({
    storage: farm.storage,
    problems: farm.problems,
    manifests: MANIFESTS,
    place: { data, named: undefined },
    log: silentLog,
    keepOld: false,
    ...more,
  });

/** What the keys of the file open now; null for what none of them does. */
async function opened(data: string, { storage }: TestFarm): Promise<readonly (string | null)[]> {
  const box = createSecretBox(await keysOf(data));
  return storage.transaction(async (tx) =>
    (await keptSecrets(tx, MANIFESTS)).map(({ place, stored }) => box.open(place, stored)),
  );
}

/** Its process dies before everything is sealed, before the old copies are taken out of the files, or before the old key goes. */
function dying(storage: Storage<FarmSchema>, at: 'seal' | 'scrub' | 'look'): Storage<FarmSchema> {
  const killed = (): Promise<never> => Promise.reject(new Error('killed'));
  let transactions = 0;
  return Object.assign(Object.create(storage) as Storage<FarmSchema>, {
    transaction: ((work) => {
      transactions++;
      return at === 'seal' || (at === 'look' && transactions > 1) ? killed() : storage.transaction(work);
    }) as Storage<FarmSchema>['transaction'],
    scrub: () => (at === 'scrub' ? killed() : storage.scrub()),
  });
}

describe('another key for the secrets of a farm', () => {
  test('[PZ13] everything is sealed anew with it, and the old key is forgotten, and opens nothing any more', () =>
    furnished(async (data, farm) => {
      const before = await opened(data, farm);
      const [old] = await keysOf(data);
      const { sealed, unreadable } = await rotate(data, farm);
      assert.deepEqual([sealed, unreadable], [2, []]);
      const keys = await keysOf(data);
      assert.equal(keys.length, 1);
      assert.ok(!keys[0].equals(old));
      assert.deepEqual(await opened(data, farm), before);
      assert.equal(before[0], PASSWORD);
      const withOld = createSecretBox([old]);
      const kept = await farm.storage.transaction((tx) => keptSecrets(tx, MANIFESTS));
      assert.deepEqual(
        kept.map(({ place, stored }) => withOld.open(place, stored)),
        [null, null],
      );
      assert.equal((await stat(join(data, SECRET_KEY_FILE))).mode & 0o777, 0o600);
      assert.deepEqual(await readdir(data), [SECRET_KEY_FILE], 'nothing half-made is left');
    }));

  test('wherever it is broken off the file opens everything, and the next time it is done', () =>
    furnished(async (data, farm) => {
      const before = await opened(data, farm);
      for (const at of ['seal', 'scrub', 'look'] as const) {
        await assert.rejects(rotate(data, farm, { storage: dying(farm.storage, at) }), /killed/, at);
        assert.deepEqual(await opened(data, farm), before, at);
        assert.ok((await keysOf(data)).length > 1, 'the old key is there still');
      }
      // A half-written file of a death in the middle of writing it.
      await writeFile(join(data, `${SECRET_KEY_FILE}.part`), 'croft-key-1 AAAA');
      assert.deepEqual(await opened(data, farm), before);
      await rotate(data, farm);
      assert.deepEqual([(await keysOf(data)).length, await opened(data, farm)], [1, before]);
      assert.deepEqual(await readdir(data), [SECRET_KEY_FILE]);
    }));

  test('the old key stays behind the new one where backups need it; what no key opened is named', () =>
    furnished(async (data, farm) => {
      const { storage } = farm;
      await storage.transaction((tx) => tx.updateTable('webhook').set({ secret: 'sealed:1:other:AAAA' }).execute());
      const [old] = await keysOf(data);
      const { sealed, unreadable } = await rotate(data, farm, { keepOld: true });
      assert.deepEqual(
        [sealed, unreadable],
        [1, ['The secret of the webhook to shop.example cannot be read any more.']],
      );
      const keys = await keysOf(data);
      assert.deepEqual([keys.length, keys[1]?.equals(old)], [2, true]);
      assert.equal((await farm.problems.list()).length, 1);
    }));

  test('a file that lies elsewhere is changed where it lies; one that cannot be written leaves all as it was', () =>
    furnished(async (data, farm) => {
      const before = await opened(data, farm);
      const elsewhere = join(data, 'elsewhere');
      await mkdir(elsewhere);
      const text = await readFile(join(data, SECRET_KEY_FILE), 'utf8');
      await writeFile(join(elsewhere, 'key'), text, { mode: 0o600 });
      await rm(join(data, SECRET_KEY_FILE));
      await symlink(join('elsewhere', 'key'), join(data, SECRET_KEY_FILE));
      await rotate(data, farm);
      assert.notEqual(await readFile(join(elsewhere, 'key'), 'utf8'), text);
      assert.deepEqual(await opened(data, farm), before);
      const now = await readFile(join(elsewhere, 'key'), 'utf8');
      // A folder stands where the new file would be written.
      await mkdir(join(elsewhere, 'key.part'));
      await assert.rejects(rotate(data, farm), { code: 'secret-key-unusable' });
      assert.equal(await readFile(join(elsewhere, 'key'), 'utf8'), now);
      assert.deepEqual(await opened(data, farm), before);
    }));
});
