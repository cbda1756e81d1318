import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { sql } from 'kysely';
import { silentLog } from '#lib/small-log';
import type { PrinterId } from '#model/ids';
import { openSqlite } from '#storage/sqlite';
import type { Storage } from '#storage/storage';
import { openCameras } from '../cameras/cameras.ts';
import { failingStorage } from '../fixtures/failing-storage.ts';
import { MANIFESTS, openTestFarm, type TestFarm } from '../fixtures/test-farm.ts';
import { type FarmSchema, migrations } from '../schema.ts';
import { createSpoolman } from '../spoolman/spoolman.ts';
import { createWebhooks } from '../webhooks/webhooks.ts';
import { createSecretBox, type SecretBox } from './secret-box.ts';
import { secretMigration } from './tables.ts';
import { createSecrets, type Secrets } from './secrets.ts';

const CANARIES = {
  printer: 'canary-of-printer',
  webhook: 'whsec_Y2FuYXJ5IG9mIHdlYmhvb2s=',
  camera: 'canary-of-camera',
  spoolman: 'canary-of-spoolman',
};
const boxOf = (fill: string, ...older: readonly string[]): SecretBox =>
  createSecretBox([Buffer.alloc(32, fill), ...older.map((each) => Buffer.alloc(32, each))]);

const secretsOf = (farm: TestFarm, box: SecretBox, storage: Storage<FarmSchema> = farm.storage): Secrets =>
  createSecrets({ storage, box, problems: farm.problems, manifests: MANIFESTS, log: silentLog });

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'croft-secrets-'));
  await using cleaning = new AsyncDisposableStack();
  cleaning.defer(() => rm(folder, { recursive: true }));
  await work(folder);
}

/** Which of the secrets stand in any file of the folder, with the names of the files. */
async function plainIn(folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of await readdir(folder)) {
    const bytes = await readFile(join(folder, name)).catch(() => Buffer.alloc(0));
    for (const [of, canary] of Object.entries(CANARIES)) if (bytes.includes(canary)) found.push(`${of} in ${name}`);
  }
  return found;
}

/** A database as the version before had it, with a secret of each kind. */
async function furnishOld(file: string): Promise<void> {
  const old = migrations.slice(0, migrations.indexOf(secretMigration));
  await using storage = await openSqlite<FarmSchema>({ file, migrations: old });
  await storage.transaction(async (tx) => {
    for (const [id, name, options] of [
      ['p1', 'one', { connection: 'a', password: CANARIES.printer }],
      ['p2', 'two', { connection: 'b' }],
    ] as const)
      await sql`insert into printer (id, name, driver, options, tags, clearing, simulated, held, version, configuration_version,
        created_at, epoch, snapshot_epoch, lease_until)
        values (${id}, ${name}, 'plain', ${JSON.stringify(options)}, '[]', 'operator', 0, 0, 1, 7, 0, 0, 0, 0)`.execute(
        tx,
      );
    const hook = {
      id: 'w1',
      url: 'https://shop.example/x',
      names: null,
      secret: CANARIES.webhook,
      enabled: 0,
      cursor: 0,
    } as const;
    await tx
      .insertInto('webhook')
      .values({ ...hook, failures: 0, failing_since_at: null, version: 1, created_at: 0 })
      .execute();
    // Its switch for films comes later.
    const camera = { printer_id: null, url: 'http://cam', username: 'u', version: 1, created_at: 0 };
    await tx
      .insertInto('camera')
      .values({ id: 'c1', name: 'Bed', password: CANARIES.camera, ...camera } as never)
      .execute();
    await tx
      .insertInto('camera')
      .values({ id: 'c2', name: 'Door', password: null, ...camera } as never)
      .execute();
    const url = `http://ann:${CANARIES.spoolman}@spoolman.lan:7912`;
    // The column of the login comes with this version.
    await tx
      .insertInto('spoolman')
      .values({ id: 'farm', url, synced_at: null, problem: null } as never)
      .execute();
  });
}

const open = (file: string): Promise<Storage<FarmSchema>> => openSqlite<FarmSchema>({ file, migrations });

async function secretsIn(farm: TestFarm, secrets: Secrets): Promise<readonly (string | null)[]> {
  const { read } = farm.storage;
  const hook = await read.selectFrom('webhook').select('secret').executeTakeFirstOrThrow();
  const camera = await read.selectFrom('camera').select('password').where('id', '=', 'c1').executeTakeFirstOrThrow();
  const spoolman = await read.selectFrom('spoolman').selectAll().executeTakeFirstOrThrow();
  const { options } = await read
    .selectFrom('printer')
    .select('options')
    .where('id', '=', 'p1')
    .executeTakeFirstOrThrow();
  const { sealed } = (JSON.parse(options) as { password: { sealed: string } }).password;
  return [
    secrets.open({ table: 'printer', id: 'p1', column: 'options.password' }, sealed),
    secrets.open({ table: 'webhook', id: 'w1', column: 'secret' }, hook.secret),
    secrets.open({ table: 'camera', id: 'c1', column: 'password' }, camera.password ?? ''),
    secrets.open({ table: 'spoolman', id: 'farm', column: 'login' }, spoolman.login ?? ''),
  ];
}

const ALL = [CANARIES.printer, CANARIES.webhook, CANARIES.camera, `ann:${CANARIES.spoolman}`];

describe('secrets at rest', () => {
  test('no byte of the database and its log holds one that the version before had written plain', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'farm.sqlite');
      await furnishOld(file);
      assert.equal((await plainIn(folder)).length, 4, 'the test would see them');
      await using storage = await open(file);
      await using farm = await openTestFarm({ storage });
      const secrets = secretsOf(farm, boxOf('a'));
      await secrets.begin();
      for (const name of await readdir(folder)) if (name.includes('.backup-')) await rm(join(folder, name));
      assert.deepEqual(await plainIn(folder), []);
      assert.deepEqual(await secretsIn(farm, secrets), ALL);
      const rows = await storage.read.selectFrom('printer').selectAll().orderBy('id').execute();
      assert.deepEqual(
        [rows[0]?.configuration_version, rows[1]?.options],
        [7, '{"connection":"b"}'],
        'no machine has work by it',
      );
      const { url } = await storage.read.selectFrom('spoolman').select('url').executeTakeFirstOrThrow();
      assert.equal(url, 'http://spoolman.lan:7912');
      const before = await storage.read.selectFrom('camera').selectAll().orderBy('id').execute();
      await secrets.begin();
      assert.deepEqual(await storage.read.selectFrom('camera').selectAll().orderBy('id').execute(), before, 'once');
    }));

  for (const died of ['before it was sealed', 'after it was sealed', 'before the files were cleaned'] as const)
    test(`a death ${died} is made good by the next start`, () =>
      inFolder(async (folder) => {
        const file = join(folder, 'farm.sqlite');
        await furnishOld(file);
        {
          await using storage = await open(file);
          await using farm = await openTestFarm({ storage });
          const failing = failingStorage(storage);
          if (died !== 'before the files were cleaned')
            failing.failNext(died === 'before it was sealed' ? 'before' : 'after');
          const dying = { ...failing, scrub: () => Promise.reject(new Error('no space')), read: storage.read };
          await secretsOf(farm, boxOf('a'), dying)
            .begin()
            .catch(() => {});
        }
        await using storage = await open(file);
        await using farm = await openTestFarm({ storage });
        const secrets = secretsOf(farm, boxOf('a'));
        await secrets.begin();
        for (const name of await readdir(folder)) if (name.includes('.backup-')) await rm(join(folder, name));
        assert.deepEqual(await plainIn(folder), []);
        assert.deepEqual(await secretsIn(farm, secrets), ALL);
      }));

  test('[PZ13] none that is entered now is ever written plain, and each is used as it was entered', () =>
    inFolder(async (folder) => {
      await using storage = await open(join(folder, 'farm.sqlite'));
      await using farm = await openTestFarm({ storage });
      const { printers, secrets } = farm;
      await secrets.begin();
      const plain = { name: 'one', driver: 'plain', model: null, tags: [], clearing: 'operator' } as const;
      const id = await printers.add({ ...plain, options: { connection: 'a', password: CANARIES.printer } });
      const configuration = async (of: PrinterId) => {
        const row = await printers.get(of);
        assert.ok(row !== null);
        return printers.configurationOf(row);
      };
      const given = { connection: 'a', password: CANARIES.printer };
      assert.deepEqual([(await configuration(id)).version, (await configuration(id)).options], [1, given]);
      await printers.change({ id, version: 1, options: { connection: 'a' } });
      assert.deepEqual([(await configuration(id)).version, (await configuration(id)).options], [1, given], 'kept');
      await printers.change({ id, version: 2, options: { connection: 'a', password: 'other' } });
      assert.deepEqual((await configuration(id)).options, { connection: 'a', password: 'other' });
      await printers.change({ id, version: 3, options: { connection: 'b' } });
      assert.deepEqual((await configuration(id)).options, { connection: 'b' }, 'another address gets none');
      await using cameras = await openCameras({ ...farm, folder: join(folder, 'pictures'), log: silentLog });
      await cameras.add(
        { name: 'Bed', printerId: null, url: 'http://cam', username: 'u', password: CANARIES.camera },
        'ann',
      );
      await using webhooks = createWebhooks({ ...farm, log: silentLog });
      const hook = await webhooks.add('https://shop.example/x', ['job-created'], 'ann');
      await using spoolman = createSpoolman({ ...farm, materials: farm.materials, log: silentLog });
      await spoolman.set(`http://ann:${CANARIES.spoolman}@127.0.0.1:9`);
      assert.deepEqual(
        [(await spoolman.state()).url, (await spoolman.state()).hasPassword],
        ['http://127.0.0.1:9', true],
      );
      assert.deepEqual(await plainIn(folder), []);
      const bytes = await readFile(join(folder, 'farm.sqlite-wal'));
      assert.ok(bytes.includes('shop.example'), 'the log was read');
      assert.ok(!bytes.includes(hook.secret));
    }));

  test('what no key opens any more is named on the board, once, and leaves it when it is entered again', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'farm.sqlite');
      await furnishOld(file);
      await using storage = await open(file);
      await using farm = await openTestFarm({ storage });
      await secretsOf(farm, boxOf('a')).begin();
      const lost = secretsOf(farm, boxOf('b'));
      await lost.begin();
      await lost.begin();
      const board = async () =>
        (await farm.problems.list()).map(({ message, count }) => `${count} × ${message}`).sort();
      assert.deepEqual(await board(), [
        '1 × The password of the camera “Bed” cannot be read any more.',
        '1 × The secret of the webhook to shop.example cannot be read any more.',
        '1 × User and password of Spoolman cannot be read any more.',
        '1 × “Password” of the printer “one” cannot be read any more.',
      ]);
      assert.deepEqual(await secretsIn(farm, lost), [null, null, null, null]);
      await using cameras = await openCameras({
        ...farm,
        secrets: lost,
        folder: join(folder, 'pictures'),
        log: silentLog,
      });
      await cameras.change({ id: 'c1', version: 1, password: 'new' }, 'ann');
      await using webhooks = createWebhooks({ ...farm, secrets: lost, log: silentLog });
      assert.equal((await webhooks.test('w1')).error, 'its secret cannot be read any more; make a new one');
      await webhooks.renewSecret('w1', 'ann');
      assert.equal((await board()).length, 2);
      await secretsOf(farm, boxOf('b', 'a')).begin();
      assert.deepEqual(await board(), [], 'the old key is back');
      assert.deepEqual((await secretsIn(farm, secretsOf(farm, boxOf('b')))).slice(2), [
        'new',
        `ann:${CANARIES.spoolman}`,
      ]);
    }));

  test('two of one name are one problem, until both are entered again', async () => {
    await using farm = await openTestFarm();
    await using webhooks = createWebhooks({ ...farm, log: silentLog });
    for (const path of ['orders', 'stock']) await webhooks.add(`https://shop.example/${path}`, ['job-created'], 'ann');
    const lost = secretsOf(farm, boxOf('b'));
    await lost.begin();
    await using later = createWebhooks({ ...farm, secrets: lost, log: silentLog });
    const left: number[] = [];
    for (const { id } of await later.list()) {
      await later.renewSecret(id, 'ann');
      left.push((await farm.problems.list()).length);
    }
    assert.deepEqual(left, [1, 0]);
  });

  test('one that was moved to another row opens nothing there', async () => {
    await using farm = await openTestFarm();
    const { printers, storage, secrets } = farm;
    const plain = { driver: 'plain', model: null, tags: [], clearing: 'operator' } as const;
    const mine = await printers.add({ ...plain, name: 'mine', options: { connection: 'evil', password: 'other' } });
    const yours = await printers.add({
      ...plain,
      name: 'yours',
      options: { connection: 'b', password: CANARIES.printer },
    });
    const row = await printers.get(yours);
    const { password } = JSON.parse(row?.options ?? '{}') as { password: unknown };
    const options = JSON.stringify({ connection: 'evil', password });
    await storage.transaction((tx) => tx.updateTable('printer').set({ options }).where('id', '=', mine).execute());
    const moved = await printers.get(mine);
    assert.ok(moved !== null);
    assert.deepEqual(printers.configurationOf(moved).options, { connection: 'evil' });
    await secrets.begin();
    assert.deepEqual(
      (await farm.problems.list()).map(({ printer_id: id }) => id),
      [mine],
    );
    await printers.change({ id: mine, version: 1, name: 'still mine' });
    await printers.change({ id: mine, version: 2, options: { connection: 'evil', password: 'again' } });
    assert.deepEqual(await farm.problems.list(), []);
  });
});
