import type { Transaction as KyselyTransaction, Kysely } from 'kysely';

/**
 * The combinator's database: one promise, kept by SQLite (one combinator) and PostgreSQL (any number, PE5).
 *
 * 1. Transactions run one at a time: first come, first served in this process, and on PostgreSQL behind one lock of
 *    the whole database. So each sees everything that the ones before it committed, there is no deadlock (TG8), no
 *    serialisation failure to retry, and numbers from a sequence become visible in their order (EV5).
 * 2. What is committed is on the disk before `transaction` resolves.
 * 3. Nothing waits inside a transaction but for the database: it ends within `TRANSACTION_LIMIT_MS` or is rolled back.
 * 4. A statement that fails ends its transaction, on both engines: prefer `on conflict` over catching. What it threw
 *    is typed (`UniqueViolation`, `ConstraintViolation`, a `UserError` for trouble with the disk or the server).
 * 5. What follows from a commit (wake-ups, events to listeners) happens after it, in the order of the commits.
 *
 * Portable SQL: types as in `migrations.ts`; `order by` and `like` on text differ between the engines in case and
 * locale; text holds no NUL. Pages by key instead of streaming: a stream would hold a reader open across I/O.
 */
export interface Storage<Schema> extends AsyncDisposable {
  readonly engine: Engine;
  /**
   * Queries outside of a transaction; each sees what was committed when it began. Writing through it fails, and so
   * does using it inside of a transaction (`ReadInsideTransaction`), where it would not see that transaction's work.
   */
  readonly read: Kysely<Schema>;
  /**
   * Runs `work` and commits, or rolls back everything and rejects with what `work` threw. `work` awaits queries of
   * `tx` and nothing else. A transaction inside of a transaction rejects with `NestedTransaction`, at once.
   */
  transaction<Result>(work: (tx: Transaction<Schema>) => Promise<Result>): Promise<Result>;
  /**
   * Tells all listeners of the channel, in every combinator on this database and in this one. Never waits and never
   * throws for the database's sake; equal notices that wait together are told once. Names only, for waking: a notice
   * may be lost, and correctness must not need it (PE5, WI4).
   */
  notify(channel: string, name: string): void;
  /** Hears notices from when `ready` resolves until disposed of. A handler that throws is logged and harms no other. */
  listen(channel: string, handler: (notice: Notice) => void): Listening;
  readonly counts: StorageCounts;
  /**
   * Takes out of the files what was overwritten or deleted before: on SQLite it lies on in unused pages and in the log. Rewrites the
   * whole database, in turn with the transactions. On PostgreSQL that is the server's own business, and this does nothing.
   */
  scrub(): Promise<void>;
}

export type Engine = 'sqlite' | 'postgres';

/** Kysely's transaction, with what may follow from its commit. */
export type Transaction<Schema> = KyselyTransaction<Schema> & TransactionHooks;

export interface TransactionHooks {
  /** Runs after the commit, before `transaction` resolves; hooks run in their order. Never runs after a rollback. */
  afterCommit(hook: () => void): void;
  /** As `Storage.notify`, after the commit. */
  notify(channel: string, name: string): void;
}

/** `missed`: notices of this channel may have been lost (reconnected, too many): look at everything. */
export type Notice = { readonly kind: 'named'; readonly name: string } | { readonly kind: 'missed' };

export interface Listening extends Disposable {
  readonly ready: Promise<void>;
}

/** Totals since opening. */
export interface StorageCounts {
  readonly queries: number;
  /** Took longer than `SLOW_QUERY_MS`; each is logged with its SQL, without its parameters. */
  readonly slowQueries: number;
  readonly commits: number;
  readonly rollbacks: number;
  /** Rolled back because of `TRANSACTION_LIMIT_MS`; each one is a fault of the program. */
  readonly overdue: number;
}

/**
 * A transaction that takes longer is rolled back: one that waits for a printer or a person would hold up every other
 * printer of the farm.
 */
export const TRANSACTION_LIMIT_MS = 5_000;

/** Transactions waiting for their turn; the next is refused (`storage-busy`) before memory fills with a stuck farm. */
export const WAITING_TRANSACTION_LIMIT = 10_000;

/** A query slower than this is counted and logged: on SQLite it holds the whole process for that long. */
export const SLOW_QUERY_MS = 100;

/** Longest channel (letters, digits, `-`, `_`) and name of a notice, in bytes; PostgreSQL refuses beyond 63 and 7,999. */
export const CHANNEL_LIMIT_BYTES = 60;
export const NOTICE_NAME_LIMIT_BYTES = 1_000;

/** A boolean in the database is an `integer` 0 or 1: the one form that both engines take and give back alike. */
export type Flag = 0 | 1;

export function flag(value: boolean): Flag {
  return value ? 1 : 0;
}
