import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import { UserError } from '#lib/user-error';
import type { Migration } from './migrations.ts';
import { openPostgres } from './postgres.ts';
import { describeServer } from './postgres-errors.ts';
import type { Notice } from './storage.ts';
import { isStorageError } from './storage-errors.ts';
import { startTestPostgres, type TestPostgres } from './test-postgres.ts';

interface Schema {
  counter: { id: string; value: number };
}

const MIGRATIONS: readonly Migration[] = [
  {
    name: '0001-counter',
    statements: () => [
      'create table counter (id text primary key, value bigint not null)',
      "insert into counter values ('c', 0)",
    ],
  },
];

describe('PostgreSQL, several combinators', () => {
  let server: TestPostgres;
  before(async () => {
    server = await startTestPostgres();
  });
  after(() => server[Symbol.asyncDispose]());

  const open = async (database: string, migrations = MIGRATIONS) =>
    openPostgres<Schema>({ connectionString: await server.connectionString(database), migrations });
  const cutAll = (database: string) =>
    server.administer(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'croft' and datname = '${database}'`,
    );

  test('[PE5] combinators that start at once on an empty database migrate it once', async () => {
    const storages = await Promise.all(Array.from({ length: 4 }, () => open('many')));
    const [first] = storages;
    assert.deepEqual(await first?.read.selectFrom('counter').selectAll().execute(), [{ id: 'c', value: 0 }]);
    for (const storage of storages) await storage[Symbol.asyncDispose]();
  });

  test('[PE5] transactions of two combinators on the same row are all there in the end', async () => {
    await using a = await open('two');
    await using b = await open('two');
    const increments = Array.from({ length: 60 }, (_, i) =>
      (i % 2 === 0 ? a : b).transaction(async (tx) => {
        const { value } = await tx.selectFrom('counter').select('value').executeTakeFirstOrThrow();
        await tx
          .updateTable('counter')
          .set({ value: value + 1 })
          .execute();
      }),
    );
    await Promise.all(increments);
    assert.deepEqual(await a.read.selectFrom('counter').select('value').execute(), [{ value: 60 }]);
  });

  test('[PE5] a notice of one combinator wakes the other, once what it tells of can be read there', async () => {
    await using a = await open('notice');
    await using b = await open('notice');
    const heard = Promise.withResolvers<unknown>();
    await b.listen('printer', (notice) => {
      if (notice.kind === 'named') b.read.selectFrom('counter').selectAll().execute().then(heard.resolve, heard.reject);
    }).ready;
    await a.transaction(async (tx) => {
      tx.notify('printer', 'p1');
      await tx.updateTable('counter').set({ value: 7 }).execute();
    });
    assert.deepEqual(await heard.promise, [{ id: 'c', value: 7 }]);
  });

  test('[PR6] connections that are cut are made anew, and listeners are told that they may have missed something', async () => {
    await using a = await open('cut');
    await using b = await open('cut');
    const notices: Notice[] = [];
    let wake = () => {};
    const until = async (name: string) => {
      while (!notices.some((notice) => (notice.kind === 'named' ? notice.name : notice.kind) === name)) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    };
    await b.listen('printer', (notice) => {
      notices.push(notice);
      wake();
    }).ready;
    a.notify('printer', 'before');
    await until('before');
    await cutAll('cut');
    await until('missed');
    // The pool learns of a cut connection when it is used or a moment before; either way the next try has a new one.
    const write = () => a.transaction((tx) => tx.updateTable('counter').set({ value: 1 }).execute());
    await write().catch((error: unknown) => {
      assert.ok(isStorageError(error, 'storage-unreachable'), String(error));
      return write();
    });
    a.notify('printer', 'after');
    await until('after');
  });

  test('[PE5] a combinator that dies in the middle of a transaction frees the others and leaves nothing', async () => {
    await using a = await open('dies');
    await using b = await open('dies');
    const written = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    const dying = a.transaction(async (tx) => {
      await tx.updateTable('counter').set({ value: 99 }).execute();
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
      written.resolve();
      await gate.promise;
      await tx
        .updateTable('counter')
        .set({ value: Number(rows[0]?.pid) })
        .execute();
    });
    await written.promise;
    const waiting = b.transaction(async (tx) => tx.selectFrom('counter').select('value').executeTakeFirstOrThrow());
    await server.administer(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = 'dies' and state = 'idle in transaction'`,
    );
    assert.deepEqual(await waiting, { value: 0 });
    gate.resolve();
    await assert.rejects(dying, (error) => isStorageError(error, 'storage-unreachable'));
    assert.equal(a.counts.rollbacks, 1);
    await a.transaction((tx) => tx.updateTable('counter').set({ value: 1 }).execute());
  });

  test('[PE5] the server ends a transaction of a process that stands still, by itself', async () => {
    await using storage = await open('limits');
    const { rows } = await storage.transaction((tx) =>
      sql`select name, setting from pg_settings where name in
        ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout') order by name`.execute(tx),
    );
    assert.deepEqual(rows, [
      { name: 'idle_in_transaction_session_timeout', setting: '10000' },
      { name: 'lock_timeout', setting: '8000' },
      { name: 'statement_timeout', setting: '10000' },
    ]);
  });

  test('a server that is not there, a database or user that is unknown: told with address and remedy, without password', async () => {
    const known = await server.connectionString('limits');
    const wrongUser = known.replace('postgres@', 'unknown:canary@');
    const wrongDatabase = known.replace('/limits', '/not-there');
    for (const [connectionString, reason] of [
      ['postgresql://croft:canary@127.0.0.1:1/farm', /127\.0\.0\.1:1\/farm.*nothing listens/],
      ['postgresql://croft:canary@/farm?host=/nowhere', /no such socket/],
      [wrongUser, /may not connect/],
      [wrongDatabase, /no such database/],
    ] as const) {
      await assert.rejects(openPostgres({ connectionString, migrations: [] }), (error) => {
        assert.ok(error instanceof UserError && error.code === 'storage-unreachable', String(error));
        assert.match(error.message, reason);
        assert.ok(!error.message.includes('canary'));
        return true;
      });
    }
  });

  test('a server is described without user and password', () => {
    assert.equal(describeServer('postgresql://u:secret@db.example:6543/farm'), 'db.example:6543/farm');
    assert.equal(describeServer('postgresql://u:secret@/farm?host=%2Frun%2Fpg'), '/run/pg:5432/farm');
    assert.equal(describeServer('u:secret@db.example/farm'), 'of this connection string');
  });

  test('closing leaves no connection behind', async () => {
    const storage = await open('closing');
    await Promise.all(Array.from({ length: 5 }, () => storage.read.selectFrom('counter').selectAll().execute()));
    await storage[Symbol.asyncDispose]();
    await using other = await open('closing-other', []);
    const left = async () => {
      const { rows } = await sql<{ n: number }>`select count(*) as n from pg_stat_activity
        where datname = 'closing'`.execute(other.read);
      return rows[0]?.n;
    };
    // The server notices the end of a connection a moment later.
    while ((await left()) !== 0);
  });
});
