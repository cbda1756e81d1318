import { type Kysely, type Selectable, sql, type Updateable } from 'kysely';
import { storageErrors } from './storage-errors.ts';

/** The tables of a schema whose rows carry a `version`, a number that grows with each change. */
export type VersionedTable<Schema> = {
  [Table in keyof Schema & string]: Selectable<Schema[Table]> extends { readonly version: number } ? Table : never;
}[keyof Schema & string];

export interface VersionedChange<Row> {
  /** The row, by its key: every column of it that is named here must be equal. */
  readonly key: Partial<Selectable<Row>>;
  /** The version that the change was decided on. */
  readonly version: number;
  readonly set: Omit<Updateable<Row>, 'version'>;
}

/** What this file knows of a table, whose name stands for any. */
interface AnySchema {
  any: { version: number };
}

/**
 * The one way to update a versioned row (CF2, TG6): changes it if it still has the version that the change was
 * decided on, and counts the version up, or throws the `UserError` `stale-version`. Returns the new version.
 * A key that fits several rows is a fault of the program, and thrown.
 */
export async function compareAndSet<Schema, Table extends VersionedTable<Schema>>(
  tx: Kysely<Schema>,
  table: Table,
  change: VersionedChange<Schema[Table]>,
): Promise<number> {
  // Kysely cannot type a table that is a type parameter; the signature above is what types this.
  const db = tx as unknown as Kysely<AnySchema>;
  const any = table as string as 'any';
  const { version } = change;
  const keys = Object.entries<unknown>(change.key);
  if (keys.length === 0) throw new Error(`compareAndSet(${table}) needs a key`);
  const isRow = sql.join<boolean>(
    keys.map(([column, value]) => sql`${sql.ref(column)} = ${value}`),
    sql` and `,
  );

  const { numUpdatedRows } = await db
    .updateTable(any)
    .set({ ...change.set, version: version + 1 })
    .where('version', '=', version)
    .where(isRow)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 1n) return version + 1;
  if (numUpdatedRows > 1n) throw new Error(`compareAndSet(${table}): the key fits ${numUpdatedRows} rows`);

  const found = await db.selectFrom(any).select('version').where(isRow).executeTakeFirst();
  throw storageErrors.stale({ table, expected: version, found: found?.version });
}
