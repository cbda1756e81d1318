import { AsyncLocalStorage } from 'node:async_hooks';
import { type Dialect, type Transaction as KyselyTransaction, Kysely } from 'kysely';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log-types';
import { guardDialect, type QueryGuard, type QueryPass } from './guarded-dialect.ts';
import type { Notices } from './notices.ts';
import {
  type Engine,
  SLOW_QUERY_MS,
  type Storage,
  type StorageCounts,
  type Transaction,
  TRANSACTION_LIMIT_MS,
  type TransactionHooks,
} from './storage.ts';
import {
  NestedTransaction,
  ReadInsideTransaction,
  StorageClosed,
  TransactionFailed,
  TransactionOver,
  TransactionTooLong,
} from './storage-errors.ts';
import type { Turns } from './turns.ts';

/** What an engine brings; all else of the storage promise is the same code for both. */
export interface EngineParts {
  readonly engine: Engine;
  /** One connection that writes; its transactions exclude each other across processes. */
  readonly writer: Dialect;
  readonly reader: Dialect;
  readonly turns: Turns;
  readonly notices: Notices;
  readonly translate: (error: unknown) => unknown;
  readonly clock: Clock;
  readonly log: Log;
  /** On the connection that writes, outside of a transaction. */
  readonly scrub: () => void;
  /** Ends what is left when all connections are closed. */
  readonly close: () => Promise<void>;
}

/** One transaction under way. `refusal` is what its next query is answered with. */
interface TransactionState {
  isOpen: boolean;
  refusal: Error | undefined;
  /** It has ended or is about to: the refusal of a late query is made when one comes, because making an error is dear. */
  isOver: boolean;
}

export function createStorage<Schema>(parts: EngineParts): Storage<Schema> {
  const { turns, clock, log } = parts;
  const context = new AsyncLocalStorage<TransactionState>();
  const counts = { queries: 0, slowQueries: 0, commits: 0, rollbacks: 0, overdue: 0 };
  const closing = new StorageClosed();
  let closed: Promise<void> | undefined;
  /** The one transaction that has the turn. */
  let current: TransactionState | undefined;

  const guard = (enter: () => QueryPass): QueryGuard => ({
    enter,
    translate: parts.translate,
    monotonic: () => clock.monotonic(),
    ended(sql, tookMs) {
      counts.queries++;
      if (tookMs <= SLOW_QUERY_MS) return;
      counts.slowQueries++;
      log.warn({ sql: sql.slice(0, 500), tookMs: Math.round(tookMs) }, 'slow query');
    },
    rollbackFailed: (error) => log.error({ err: error }, 'a rollback failed; the connection is given up'),
  });
  const readPass: QueryPass = {
    refusal() {
      if (context.getStore()?.isOpen === true) return new ReadInsideTransaction();
      return closed === undefined ? undefined : closing;
    },
    failed() {},
  };
  const writePass = (): QueryPass => {
    const mine = current;
    return {
      refusal: () => mine?.refusal ?? (mine?.isOver === true ? new TransactionOver() : undefined),
      failed(error) {
        if (mine !== undefined) mine.refusal ??= new TransactionFailed(error);
      },
    };
  };
  const read = new Kysely<Schema>({
    dialect: guardDialect(
      parts.reader,
      guard(() => readPass),
    ),
  });
  const writer = new Kysely<Schema>({ dialect: guardDialect(parts.writer, guard(writePass)) });

  /** Begin, work, commit or roll back; the caller has the turn. */
  const attempt = async <Result>(
    state: TransactionState,
    hooks: TransactionHooks,
    work: (tx: Transaction<Schema>) => Promise<Result>,
  ): Promise<Result> =>
    writer.transaction().execute(async (kysely: KyselyTransaction<Schema>) => {
      const overdue = Promise.withResolvers<never>();
      using _timer = clock.schedule(TRANSACTION_LIMIT_MS, () => {
        counts.overdue++;
        const error = new TransactionTooLong(TRANSACTION_LIMIT_MS);
        log.error({ err: error }, 'a transaction was overdue');
        state.refusal = error;
        overdue.reject(error);
      });
      const result = await Promise.race([work(Object.assign(kysely, hooks)), overdue.promise]);
      // A failed statement whose error the work swallowed. SQLite would commit the rest, PostgreSQL would not.
      if (state.refusal !== undefined) throw state.refusal;
      // From here to the commit nothing may slip in.
      state.isOver = true;
      return result;
    });

  const transaction = async <Result>(work: (tx: Transaction<Schema>) => Promise<Result>): Promise<Result> => {
    if (context.getStore()?.isOpen === true) throw new NestedTransaction();
    using _turn = await turns.take();
    const state: TransactionState = { isOpen: true, refusal: undefined, isOver: false };
    const afterwards: (() => void)[] = [];
    const later = (hook: () => void) => {
      if (state.refusal !== undefined) throw state.refusal;
      if (state.isOver) throw new TransactionOver();
      afterwards.push(hook);
    };
    const hooks: TransactionHooks = {
      afterCommit: later,
      notify: (channel, name) => later(() => parts.notices.notify(channel, name)),
    };
    current = state;
    let result: Result;
    try {
      result = await context.run(state, () => attempt(state, hooks, work));
      counts.commits++;
    } catch (error) {
      counts.rollbacks++;
      throw error;
    } finally {
      state.isOpen = false;
      state.isOver = true;
      current = undefined;
    }
    // Still in turn, so that hooks of different transactions run in the order of their commits (EV2).
    for (const hook of afterwards) {
      try {
        hook();
      } catch (error) {
        log.error({ err: error }, 'a hook after the commit failed');
      }
    }
    return result;
  };

  const close = async () => {
    await turns.close(closing);
    await parts.notices[Symbol.asyncDispose]();
    await read.destroy();
    await writer.destroy();
    await parts.close();
  };

  return {
    engine: parts.engine,
    read,
    transaction,
    notify: (channel, name) => parts.notices.notify(channel, name),
    listen: (channel, handler) => parts.notices.listen(channel, handler),
    async scrub() {
      if (context.getStore()?.isOpen === true) throw new NestedTransaction('the storage was scrubbed');
      using _turn = await turns.take();
      try {
        parts.scrub();
      } catch (error) {
        throw parts.translate(error);
      }
    },
    get counts(): StorageCounts {
      return { ...counts };
    },
    async [Symbol.asyncDispose]() {
      if (context.getStore()?.isOpen === true) throw new NestedTransaction('the storage was closed');
      closed ??= close();
      await closed;
    },
  };
}
