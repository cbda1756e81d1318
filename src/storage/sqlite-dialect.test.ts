import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { Kysely, sql } from 'kysely';
import { sqliteDialect } from './sqlite-dialect.ts';

test('rows are plain objects with the columns of now, also after a table has changed under a known query', async () => {
  using database = new DatabaseSync(':memory:');
  await using db = new Kysely<unknown>({ dialect: sqliteDialect(database) });
  await sql`create table thing (id integer, word text)`.execute(db);
  await sql`insert into thing values (1, 'one')`.execute(db);
  const all = async () => (await sql<Record<string, unknown>>`select * from thing`.execute(db)).rows;
  assert.deepStrictEqual(await all(), [{ id: 1, word: 'one' }]);
  await sql`alter table thing rename column word to name`.execute(db);
  await sql`alter table thing add column note text`.execute(db);
  assert.deepStrictEqual(await all(), [{ id: 1, name: 'one', note: null }]);
  await sql`drop table thing`.execute(db);
  await sql`create table thing (word text, id integer)`.execute(db);
  await sql`insert into thing values ('two', 2)`.execute(db);
  assert.deepStrictEqual(await all(), [{ word: 'two', id: 2 }]);
});
