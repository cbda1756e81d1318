import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';

/** Prepared statements kept per connection; the least recently used goes. Lists of varying length would fill memory. */
const STATEMENT_LIMIT = 200;

/** What happens around the use of the one connection: for a connection that several Kysely instances share. */
export interface ConnectionUse {
  begin(): Promise<void>;
  end(): void;
}

/** Kysely's dialect for `node:sqlite`, one connection each. Closing the database is the business of who opened it. */
export function sqliteDialect(database: DatabaseSync, use?: ConnectionUse): Dialect {
  return {
    createAdapter: () => new UnlockedSqliteAdapter(),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createDriver: () => new NodeSqliteDriver(database, use),
  };
}

/**
 * Without Kysely's own mutex for SQLite, which stays locked for ever after a connection was refused: transactions
 * take turns already, and a query here is done before anything else can happen.
 */
class UnlockedSqliteAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

class NodeSqliteDriver implements Driver {
  readonly #database: DatabaseSync;
  readonly #connection: NodeSqliteConnection;
  readonly #use: ConnectionUse | undefined;

  constructor(database: DatabaseSync, use: ConnectionUse | undefined) {
    this.#database = database;
    this.#connection = new NodeSqliteConnection(database);
    this.#use = use;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    await this.#use?.begin();
    return this.#connection;
  }

  async beginTransaction(): Promise<void> {
    // Immediate: the right to write is had now or not at all, never refused in mid-transaction.
    this.#database.exec('begin immediate');
  }

  async commitTransaction(): Promise<void> {
    this.#database.exec('commit');
  }

  async rollbackTransaction(): Promise<void> {
    // A full disk and some other errors have rolled back already.
    if (this.#database.isTransaction) this.#database.exec('rollback');
  }

  async releaseConnection(): Promise<void> {
    this.#use?.end();
  }

  async destroy(): Promise<void> {}
}

interface Prepared {
  readonly statement: StatementSync;
  /** Of the rows that it returns; empty when it returns none. */
  readonly columns: readonly string[];
}

/** Other columns may come from the same SQL afterwards. */
const CHANGES_TABLES = /^\s*(alter|create|drop)\s/i;

class NodeSqliteConnection implements DatabaseConnection {
  readonly #database: DatabaseSync;
  readonly #prepared = new Map<string, Prepared>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const { statement, columns } = this.#prepare(query.sql);
    const values = query.parameters.map(toSqlite);
    if (columns.length > 0) {
      // Node's own rows have no prototype, so that they would not equal those of PostgreSQL; and a wide one takes three times as long.
      const found = statement.all(...values) as unknown as readonly (readonly unknown[])[];
      return { rows: found.map((row) => toRow(columns, row) as Row) };
    }
    const { changes, lastInsertRowid } = statement.run(...values);
    if (CHANGES_TABLES.test(query.sql)) this.#prepared.clear();
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
  }

  // oxlint-disable-next-line require-yield -- refused, see Storage
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('streaming is not offered: page by key');
  }

  #prepare(sql: string): Prepared {
    const found = this.#prepared.get(sql);
    if (found !== undefined) {
      this.#prepared.delete(sql);
      this.#prepared.set(sql, found);
      return found;
    }
    const statement = this.#database.prepare(sql);
    statement.setReturnArrays(true);
    const prepared = { statement, columns: statement.columns().map(({ name }) => name) };
    this.#prepared.set(sql, prepared);
    const [oldest] = this.#prepared.keys();
    if (this.#prepared.size > STATEMENT_LIMIT && oldest !== undefined) this.#prepared.delete(oldest);
    return prepared;
  }
}

function toRow(columns: readonly string[], values: readonly unknown[]): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (let i = 0; i < columns.length; i++) row[columns[i] as string] = values[i];
  return row;
}

/**
 * A JavaScript number is bound as a float: 1 would be stored as '1.0' in a text column, and divide differently from
 * PostgreSQL. What else may stand here is the guard's business.
 */
function toSqlite(value: unknown): SQLInputValue {
  return typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : (value as SQLInputValue);
}
