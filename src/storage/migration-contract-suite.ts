import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Generated, sql } from 'kysely';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log-types';
import type { Migration } from './migrations.ts';
import type { Engine, Flag, Storage } from './storage.ts';
import { isStorageError } from './storage-errors.ts';

/** One database of an engine under test, empty at first; opened once or, where it is durable, many times. */
export interface ContractDatabase extends AsyncDisposable {
  open<Schema>(options: { migrations: readonly Migration[]; clock?: Clock; log?: Log }): Promise<Storage<Schema>>;
}

export interface ContractSubject {
  readonly title: string;
  readonly engine: Engine;
  /** Whether the database outlives its storage. */
  readonly isDurable: boolean;
  create(): Promise<ContractDatabase>;
}

/** The tables of the contract; those of `FIRST` and `SECOND`. */
export interface ContractSchema {
  counter: { id: string; value: number; version: number };
  entry: { number: Generated<number>; job: string; part: number; done: Flag; weight: number | null };
  tag: { name: string };
  child: { id: string; counter_id: string; label: string };
}

export const FIRST: Migration = {
  name: '0001-counter',
  statements: () => ['create table counter (id text primary key, value bigint not null, version bigint not null)'],
};
export const SECOND: Migration = {
  name: '0002-entry',
  statements: (column) => [
    `create table entry (number ${column.sequence}, job text not null, part bigint not null,
       done integer not null, weight double precision, unique (job, part))`,
    'create table tag (name text not null)',
    'create unique index tag_lower_name on tag (lower(name))',
    `create table child (id text primary key, counter_id text not null references counter (id),
       label text not null check (label <> ''))`,
  ],
};
const BOTH = [FIRST, SECOND];

/** Upgrades need a database that outlives its storage. */
export function describeMigrationContract(subject: ContractSubject): void {
  describe(`migrations on ${subject.title}`, () => {
    const openAndClose = async (database: ContractDatabase, migrations: readonly Migration[]) => {
      await using _storage = await database.open<ContractSchema>({ migrations });
    };
    const isError = (code: string) => (error: unknown) => isStorageError(error, code);

    test('an old database is brought up to date once, and keeps its rows', async () => {
      await using database = await subject.create();
      {
        await using old = await database.open<ContractSchema>({ migrations: [FIRST] });
        await old.transaction((tx) => tx.insertInto('counter').values({ id: 'kept', value: 3, version: 1 }).execute());
      }
      const third: Migration = {
        name: '0003-double',
        statements: () => ['update counter set value = value * 2', 'alter table counter add column note text'],
      };
      const all = [...BOTH, third];
      await openAndClose(database, all);
      await using now = await database.open<ContractSchema>({ migrations: all });
      const rows = await now.read.selectFrom('counter').selectAll().execute();
      assert.deepEqual(rows, [{ id: 'kept', value: 6, version: 1, note: null }]);
    });

    test('a migration whose text was changed after its release is refused; its spacing is not its text', async () => {
      await using database = await subject.create();
      await openAndClose(database, [FIRST]);
      const spaced = FIRST.statements({ sequence: '', bytewise: '' }).map(
        (text) => `\n  ${text.replaceAll(' ', '   ')}`,
      );
      await openAndClose(database, [{ ...FIRST, statements: () => spaced }]);
      const changed = { ...FIRST, statements: () => ['create table counter (id text)'] };
      await assert.rejects(openAndClose(database, [changed]), isError('storage-migration-changed'));
    });

    test('a database of a newer program is refused and left alone', async () => {
      await using database = await subject.create();
      await openAndClose(database, BOTH);
      await assert.rejects(openAndClose(database, [FIRST]), (error) => {
        assert.ok(isStorageError(error, 'storage-newer-than-program'));
        assert.match(error.message, /0002-entry/);
        return true;
      });
      await openAndClose(database, BOTH);
    });

    test('a migration that slips in before one that was applied is refused', async () => {
      await using database = await subject.create();
      const later = { ...SECOND, name: '0003-entry' };
      await openAndClose(database, [FIRST, later]);
      const slipped = { name: '0002-slipped', statements: () => ['create table slipped (id text)'] };
      await assert.rejects(openAndClose(database, [FIRST, slipped, later]), isError('storage-migration-order'));
    });

    test('a migration that fails leaves the database as it was, also what went before it in the same upgrade', async () => {
      await using database = await subject.create();
      await openAndClose(database, [FIRST]);
      const failing = {
        name: '0003-failing',
        statements: () => ['create table half (id text)', 'insert into missing values (1)'],
      };
      await assert.rejects(openAndClose(database, [FIRST, SECOND, failing]), (error) => {
        assert.ok(isStorageError(error, 'storage-migration-failed'), String(error));
        assert.match(error.message, /0003-failing/);
        return true;
      });
      await using still = await database.open<ContractSchema>({ migrations: [FIRST] });
      for (const table of ['half', 'entry']) {
        await assert.rejects(sql`select * from ${sql.table(table)}`.execute(still.read), new RegExp(table));
      }
    });

    test('names are in order and of one form, or the program does not start', async () => {
      await using database = await subject.create();
      for (const names of [['1-a'], ['0001_a'], ['0002-a', '0001-b'], ['0001-a', '0001-b']]) {
        const migrations = names.map((name) => ({ name, statements: () => [] }));
        await assert.rejects(openAndClose(database, migrations), /migration/);
      }
    });
  });
}
