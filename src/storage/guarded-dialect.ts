import type { CompiledQuery, DatabaseConnection, Dialect, Driver, QueryResult, TransactionSettings } from 'kysely';

/** What stands around every query of one Kysely instance, whatever the engine. */
export interface QueryGuard {
  /** Called when a connection is taken; the pass goes with that connection until it is released. */
  enter(): QueryPass;
  /** Turns the engine's error into ours. */
  translate(error: unknown): unknown;
  ended(sql: string, tookMs: number): void;
  /** A rollback failed after its transaction had: the connection is given up, and the first error is what counts. */
  rollbackFailed(error: unknown): void;
  monotonic(): number;
}

export interface QueryPass {
  /** Asked before each query, in the asker's async context: an error instead of the query, or nothing. */
  refusal(): Error | undefined;
  /** A query on this connection has failed. */
  failed(error: unknown): void;
}

/**
 * Wraps an engine's dialect so that errors are ours, queries are timed, and a connection refuses queries when its
 * guard says so: above all those that come after the end of their transaction, which would otherwise run outside of
 * any, on a connection that may be somebody else's by then.
 */
export function guardDialect(dialect: Dialect, guard: QueryGuard): Dialect {
  return {
    createAdapter: () => dialect.createAdapter(),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createDriver: () => new GuardedDriver(dialect.createDriver(), guard),
  };
}

class GuardedDriver implements Driver {
  readonly #inner: Driver;
  readonly #guard: QueryGuard;

  constructor(inner: Driver, guard: QueryGuard) {
    this.#inner = inner;
    this.#guard = guard;
  }

  init(): Promise<void> {
    return this.#translated(this.#inner.init());
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const pass = this.#guard.enter();
    const refusal = pass.refusal();
    if (refusal !== undefined) throw refusal;
    const inner = await this.#translated(this.#inner.acquireConnection());
    return new GuardedConnection(inner, this.#guard, pass);
  }

  async beginTransaction(connection: GuardedConnection, settings: TransactionSettings): Promise<void> {
    try {
      await this.#inner.beginTransaction(connection.inner, settings);
    } catch (error) {
      // Kysely rolls back only what has begun; "begin" may have worked and the lock after it not.
      await this.rollbackTransaction(connection);
      throw this.#guard.translate(error);
    }
  }

  commitTransaction(connection: GuardedConnection): Promise<void> {
    return this.#translated(this.#inner.commitTransaction(connection.inner));
  }

  async rollbackTransaction(connection: GuardedConnection): Promise<void> {
    try {
      await this.#inner.rollbackTransaction(connection.inner);
    } catch (error) {
      this.#guard.rollbackFailed(error);
    }
  }

  releaseConnection(connection: GuardedConnection): Promise<void> {
    return this.#inner.releaseConnection(connection.inner);
  }

  destroy(): Promise<void> {
    return this.#inner.destroy();
  }

  async #translated<Result>(promise: Promise<Result>): Promise<Result> {
    try {
      return await promise;
    } catch (error) {
      throw this.#guard.translate(error);
    }
  }
}

class GuardedConnection implements DatabaseConnection {
  readonly inner: DatabaseConnection;
  readonly #guard: QueryGuard;
  readonly #pass: QueryPass;

  constructor(inner: DatabaseConnection, guard: QueryGuard, pass: QueryPass) {
    this.inner = inner;
    this.#guard = guard;
    this.#pass = pass;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const refusal = this.#pass.refusal();
    if (refusal !== undefined) throw refusal;
    for (const value of query.parameters) checkValue(value);
    const startMs = this.#guard.monotonic();
    try {
      return await this.inner.executeQuery<Row>(query);
    } catch (error) {
      const translated = this.#guard.translate(error);
      this.#pass.failed(translated);
      throw translated;
    } finally {
      this.#guard.ended(query.sql, this.#guard.monotonic() - startMs);
    }
  }

  // oxlint-disable-next-line require-yield -- refused, see Storage
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('streaming is not offered: page by key');
  }
}

/** The engines take different things for a value and give them back as different ones; these few are alike. */
function checkValue(value: unknown): void {
  if (value === null || typeof value === 'number' || typeof value === 'bigint') return;
  if (typeof value !== 'string') {
    throw new TypeError(`a value of type ${typeof value} cannot be stored: see the table in migrations.ts`);
  }
  if (value.includes('\0')) throw new TypeError('text in the database holds no NUL');
}
