import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { type Clock, systemClock } from '#lib/clock';
import { UserError } from '#lib/user-error';
import type { Migration } from './migrations.ts';
import { openSqlite } from './sqlite.ts';
import { isStorageError } from './storage-errors.ts';

interface Schema {
  row: { n: number; text: string };
}

const MIGRATIONS: readonly Migration[] = [
  { name: '0001-row', statements: () => ['create table row (n bigint primary key, text text not null)'] },
];
const extra = (number: number): Migration => ({
  name: `000${number}-extra`,
  statements: () => [`create table extra${number} (id text primary key)`],
});

const writeLoop = fileURLToPath(new URL('./fixtures/write-loop.ts', import.meta.url));

describe('SQLite file', () => {
  let folder = '';
  let file = '';
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'croft sqlite '));
    file = path.join(folder, 'croft.db');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const open = (migrations = MIGRATIONS, clock: Clock = systemClock) => openSqlite<Schema>({ file, migrations, clock });
  const fails = (code: string, message: RegExp = /./) =>
    assert.rejects(open(), (error) => {
      assert.ok(error instanceof UserError, String(error));
      assert.equal(error.code, code);
      assert.match(error.message, message);
      assert.ok(error.message.includes(file), 'names the file');
      return true;
    });

  /** A child that writes for ever, once it has committed `count` numbers. */
  async function writeInChild(count: number): Promise<{ child: ChildProcess; lastSaid: () => number }> {
    const child = spawn(process.execPath, ['--conditions=source', writeLoop, file], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    assert.ok(child.stdout);
    const lines = createInterface(child.stdout);
    let lastSaid = 0;
    let said = 0;
    const enough = Promise.withResolvers<void>();
    lines.on('line', (line) => {
      lastSaid = Number(line);
      said++;
      if (said >= count) enough.resolve();
    });
    child.once('exit', () => enough.reject(new Error('the writer ended')));
    await enough.promise;
    return { child, lastSaid: () => lastSaid };
  }

  async function kill(child: ChildProcess): Promise<void> {
    const ended = once(child, 'close');
    child.kill('SIGKILL');
    await ended;
  }

  test('[PR2] kill -9 in the middle of writing loses no acknowledged commit and leaves no half of one', async () => {
    for (let round = 1; round <= 4; round++) {
      const { child, lastSaid } = await writeInChild(round * 13);
      await kill(child);
      const database = new DatabaseSync(file);
      const { rows, last } = { ...database.prepare('select count(*) as rows, max(n) as last from row').get() };
      assert.deepEqual({ ...database.prepare('pragma integrity_check').get() }, { integrity_check: 'ok' });
      database.close();
      assert.ok(Number(last) >= lastSaid(), `${lastSaid()} was said, ${Number(last)} is there`);
      assert.ok(Number(last) <= lastSaid() + 1, 'nothing is written that was not asked for');
      assert.equal(rows, 2 * Number(last));
    }
  });

  test('[PE5] one file is for one combinator: another process is refused until the first is dead', async () => {
    const { child } = await writeInChild(1);
    await fails('storage-in-use', /Another process uses/);
    await kill(child);
    const { child: next } = await writeInChild(1);
    await kill(next);
  });

  test('one file is opened once in a process as well, and again when it was closed', async () => {
    const first = await open();
    await fails('storage-in-use');
    await first[Symbol.asyncDispose]();
    const second = await open();
    await second[Symbol.asyncDispose]();
  });

  test('commits are synced, foreign keys are on, readers do not wait for the writer', async () => {
    await using storage = await open();
    const settings = await storage.transaction(async (tx) => ({
      journal: (await sql<{ journal_mode: string }>`pragma journal_mode`.execute(tx)).rows[0]?.journal_mode,
      synchronous: (await sql<{ synchronous: number }>`pragma synchronous`.execute(tx)).rows[0]?.synchronous,
      foreignKeys: (await sql<{ foreign_keys: number }>`pragma foreign_keys`.execute(tx)).rows[0]?.foreign_keys,
      timeout: (await sql<{ timeout: number }>`pragma busy_timeout`.execute(tx)).rows[0]?.timeout,
    }));
    assert.deepEqual(settings, { journal: 'wal', synchronous: 2, foreignKeys: 1, timeout: 2_000 });
    const gate = Promise.withResolvers<void>();
    const writing = storage.transaction(async (tx) => {
      await tx.insertInto('row').values({ n: 1, text: 'x' }).execute();
      await gate.promise;
    });
    assert.deepEqual(await storage.read.selectFrom('row').selectAll().execute(), []);
    gate.resolve();
    await writing;
  });

  test('the files are for this user alone', async () => {
    await (await open())[Symbol.asyncDispose]();
    await using storage = await open([...MIGRATIONS, extra(2)]);
    await storage.transaction((tx) => tx.insertInto('row').values({ n: 1, text: 'x' }).execute());
    assert.ok(readdirSync(folder).some((name) => name.includes('backup')));
    for (const name of readdirSync(folder)) assert.equal(statSync(path.join(folder, name)).mode & 0o077, 0, name);
  });

  test('a folder that is missing, or a file in its place, is told as such', async () => {
    file = path.join(folder, 'missing/croft.db');
    await fails('storage-unwritable', /no such folder/);
    file = path.join(folder, 'croft.db');
    mkdirSync(file);
    await fails('storage-unwritable', /it is a folder/);
  });

  test('a folder that cannot be written is told as such', async () => {
    const inner = path.join(folder, 'locked');
    mkdirSync(inner);
    file = path.join(inner, 'croft.db');
    chmodSync(folder, 0o755);
    chmodSync(inner, 0o555);
    // Root may write everywhere, so it becomes nobody for a moment.
    const isRoot = process.getuid?.() === 0;
    if (isRoot) process.seteuid?.(65534);
    try {
      await fails('storage-unwritable', /permission denied/);
    } finally {
      if (isRoot) process.seteuid?.(0);
      chmodSync(inner, 0o755);
    }
  });

  test('a full disk refuses the write and keeps what was there; with space again, writing goes on', async () => {
    await using storage = await open();
    const write = (n: number, size: number) =>
      storage.transaction((tx) =>
        tx
          .insertInto('row')
          .values({ n, text: 'x'.repeat(size) })
          .execute(),
      );
    await write(1, 10);
    const limit = async (pages: number) =>
      storage.transaction((tx) => sql.raw(`pragma max_page_count = ${pages}`).execute(tx));
    await limit(10);
    await assert.rejects(write(2, 1_000_000), (error) => isStorageError(error, 'storage-disk-full'));
    await limit(1_000_000);
    await write(3, 1_000_000);
    const rows = await storage.read.selectFrom('row').select('n').orderBy('n').execute();
    assert.deepEqual(rows, [{ n: 1 }, { n: 3 }]);
  });

  test('a file that is no database is told as damaged, and left as it is', async () => {
    const content = 'this is not a database, it is a text '.repeat(100);
    writeFileSync(file, content);
    await fails('storage-corrupt');
    assert.equal(readFileSync(file, 'utf8'), content);
  });

  test('a file that was damaged while its process died is found at the next start', async () => {
    const { child } = await writeInChild(300);
    await kill(child);
    const database = new DatabaseSync(file);
    database.exec('pragma wal_checkpoint(truncate)');
    database.close();
    const descriptor = openSync(file, 'r+');
    for (let page = 1; page * 4096 < statSync(file).size; page++)
      writeSync(descriptor, 'garbage'.repeat(20), page * 4096 + 200);
    // A log that was not worked off is what a killed process leaves.
    writeFileSync(`${file}-wal`, 'not empty');
    await assert.rejects(
      openSqlite({ file, migrations: [] }),
      (error) => isStorageError(error, 'storage-corrupt') && /damaged/.test(error.message),
    );
  });

  test("another program's database is refused and left as it is", async () => {
    const database = new DatabaseSync(file);
    database.exec('create table theirs (id text)');
    database.close();
    const before = readFileSync(file);
    await fails('storage-foreign-file');
    assert.deepEqual(readFileSync(file), before);
  });

  test('an upgrade leaves a backup of the database as it was before; a first start and a plain start leave none', async () => {
    const backups = () => readdirSync(folder).filter((name) => name.includes('backup'));
    {
      await using storage = await open();
      await storage.transaction((tx) => tx.insertInto('row').values({ n: 1, text: 'kept' }).execute());
    }
    await (await open())[Symbol.asyncDispose]();
    assert.deepEqual(backups(), []);
    let now = Date.UTC(2026, 10, 24, 12, 0, 0);
    const clock: Clock = { ...systemClock, now: () => now };
    await (await open([...MIGRATIONS, extra(2)], clock))[Symbol.asyncDispose]();
    assert.deepEqual(backups(), ['croft.db.backup-20261124T120000Z-before-0002-extra']);
    const copy = new DatabaseSync(path.join(folder, backups()[0] ?? ''), { readOnly: true });
    assert.deepEqual({ ...copy.prepare('select * from row').get() }, { n: 1, text: 'kept' });
    assert.equal(copy.prepare("select count(*) as n from sqlite_schema where name = 'extra2'").get()?.n, 0);
    copy.close();
    for (let number = 3; number <= 9; number++) {
      now += 60_000;
      const all = [...MIGRATIONS, ...Array.from({ length: number - 1 }, (_, at) => extra(at + 2))];
      await (await open(all, clock))[Symbol.asyncDispose]();
    }
    assert.deepEqual(
      backups().map((name) => name.slice(-10)),
      ['0005-extra', '0006-extra', '0007-extra', '0008-extra', '0009-extra'],
    );
  });

  test('the backup is a database that opens in place of the damaged one', async () => {
    await (await open())[Symbol.asyncDispose]();
    await (await open([...MIGRATIONS, extra(2)]))[Symbol.asyncDispose]();
    const backup = readdirSync(folder).find((name) => name.includes('backup')) ?? '';
    file = path.join(folder, backup);
    await (await open())[Symbol.asyncDispose]();
  });

  test('a migration may replace a table that others point to, but not leave rows that point nowhere', async () => {
    const migrations: Migration[] = [
      ...MIGRATIONS,
      {
        name: '0002-child',
        statements: () => [
          'create table child (n bigint not null references row (n))',
          "insert into row values (1, 'x')",
          'insert into child values (1)',
        ],
      },
    ];
    await (await open(migrations))[Symbol.asyncDispose]();
    const replace = (where: string): Migration => ({
      name: '0003-replace',
      statements: () => [
        'create table row2 (n bigint primary key, text text)',
        `insert into row2 select * from row ${where}`,
        'drop table row',
        'alter table row2 rename to row',
      ],
    });
    await assert.rejects(open([...migrations, replace('where n > 1')]), (error) =>
      isStorageError(error, 'storage-migration-failed'),
    );
    await using storage = await open([...migrations, replace('')]);
    assert.deepEqual(await storage.read.selectFrom('row').select('n').execute(), [{ n: 1 }]);
  });

  test('what was overwritten is in the files until they are scrubbed, which waits its turn and loses nothing', async () => {
    await using storage = await open();
    const write = (text: string) => storage.transaction((tx) => tx.updateTable('row').set({ text }).execute());
    await storage.transaction((tx) => tx.insertInto('row').values({ n: 1, text: 'canary' }).execute());
    const holds = (word: string) => [file, `${file}-wal`].some((each) => readFileSync(each).includes(word));
    const gate = Promise.withResolvers<void>();
    const done: string[] = [];
    const running = storage.transaction(async (tx) => {
      await gate.promise;
      await tx.updateTable('row').set({ text: 'other' }).execute();
      await assert.rejects(storage.scrub(), { name: 'NestedTransaction' });
      done.push('committed');
    });
    const scrubbing = storage.scrub().then(() => done.push('scrubbed'));
    assert.ok(holds('canary'));
    gate.resolve();
    await Promise.all([running, scrubbing]);
    assert.deepEqual(done, ['committed', 'scrubbed']);
    assert.deepEqual([holds('canary'), holds('other')], [false, true]);
    await write('later');
    assert.deepEqual(await storage.read.selectFrom('row').selectAll().execute(), [{ n: 1, text: 'later' }]);
  });

  test('closing works the log off and leaves one file, and the lock file', async () => {
    const storage = await open();
    await storage.transaction((tx) => tx.insertInto('row').values({ n: 1, text: 'x' }).execute());
    assert.ok(existsSync(`${file}-wal`));
    await storage[Symbol.asyncDispose]();
    assert.deepEqual(readdirSync(folder).sort(), ['croft.db', 'croft.db.lock']);
  });
});
