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
  readonly returnsRows: boolean;
}

class NodeSqliteConnection implements DatabaseConnection {
  readonly #database: DatabaseSync;
  readonly #prepared = new Map<string, Prepared>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const { statement, returnsRows } = this.#prepare(query.sql);
    const values = query.parameters.map(toSqlite);
    if (returnsRows) {
      // Rows without a prototype would not equal those of PostgreSQL.
      const rows = statement.all(...values).map((row) => ({ ...row }) as Row);
      return { rows };
    }
    const { changes, lastInsertRowid } = statement.run(...values);
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
    const prepared = { statement, returnsRows: statement.columns().length > 0 };
    this.#prepared.set(sql, prepared);
    const [oldest] = this.#prepared.keys();
    if (this.#prepared.size > STATEMENT_LIMIT && oldest !== undefined) this.#prepared.delete(oldest);
    return prepared;
  }
}

/**
 * A JavaScript number is bound as a float: 1 would be stored as '1.0' in a text column, and divide differently from
 * PostgreSQL. What else may stand here is the guard's business.
 */
function toSqlite(value: unknown): SQLInputValue {
  return typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : (value as SQLInputValue);
}
