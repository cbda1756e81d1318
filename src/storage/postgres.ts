import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  PostgresAdapter,
  PostgresDriver,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely';
import { Pool, types } from 'pg';
import { type Chance, systemChance } from '#lib/chance';
import { type Clock, systemClock } from '#lib/clock';
import type { Log } from '#lib/log-types';
import { silentLog } from '#lib/small-log';
import { createStorage } from './create-storage.ts';
import { type Migration, runMigrations } from './migrations.ts';
import { describeServer, translatePostgresError } from './postgres-errors.ts';
import { createPostgresNotices } from './postgres-notices.ts';
import { type Storage, TRANSACTION_LIMIT_MS, WAITING_TRANSACTION_LIMIT } from './storage.ts';
import { storageErrors } from './storage-errors.ts';
import { createTurns } from './turns.ts';

export interface PostgresOptions {
  /** `postgresql://user:password@host:port/database`; a socket's folder as `?host=/run/postgresql`. */
  readonly connectionString: string;
  readonly migrations: readonly Migration[];
  readonly clock?: Clock;
  readonly chance?: Chance;
  readonly log?: Log;
}

/** Connections that read; with the one that writes and the one that listens, twelve per combinator of the usual 100. */
const READERS = 10;
/** How long a connection may take, and how long a reader waits for a free one, before the server counts as away. */
const CONNECT_LIMIT_MS = 5_000;
/** How long to wait for other combinators' transactions before giving up: `storage-busy`. */
const WRITER_LOCK_LIMIT_MS = 8_000;
/** What the server cancels by itself, should our own limits fail because this process stands still (SIGSTOP). */
const SERVER_LIMIT_MS = 2 * TRANSACTION_LIMIT_MS;
/** The last resort where the network swallows everything: the query fails here, and its connection is given up. */
const ANSWER_LIMIT_MS = 3 * TRANSACTION_LIMIT_MS;
/** The advisory lock that whoever writes holds to the end of its transaction; "croft" as a number. */
const WRITER_LOCK = 0x63726f6674;

/**
 * Opens the farm's database on a PostgreSQL server, together with any number of other combinators (PE5). Writers
 * take turns over the whole database (`Storage` says why), by a lock that ends with the transaction or the connection.
 *
 * Errors: `storage-unreachable`, `storage-busy`, and those of `runMigrations`.
 */
export async function openPostgres<Schema>(options: PostgresOptions): Promise<Storage<Schema>> {
  const { connectionString, migrations, clock = systemClock, chance = systemChance, log = silentLog } = options;
  const where = describeServer(connectionString);
  const translate = (error: unknown) => translatePostgresError(error, where);
  const connection = { connectionString, connectionTimeoutMillis: CONNECT_LIMIT_MS, application_name: 'croft' };
  const open = (size: number, limitMs: number | undefined, session: readonly string[]) => {
    const pool = new Pool({ ...connection, max: size, types: { getTypeParser }, query_timeout: limitMs });
    // A connection that dies is replaced at the next use. Unheard, its error would end the process: the pool hears
    // it of an idle connection, and nobody of one that is taken and waits for its next query.
    const lost = (error: Error) => log.warn({ err: error }, 'a database connection was lost');
    pool.on('error', () => {});
    pool.on('connect', (client) => client.on('error', lost));
    return postgresDialect(pool, session);
  };
  const lockLimit = `set lock_timeout = ${WRITER_LOCK_LIMIT_MS}`;
  const statementLimit = `set statement_timeout = ${SERVER_LIMIT_MS}`;
  try {
    // Without our limits: building an index over a long history takes its time.
    const dialect = open(1, undefined, [lockLimit]);
    await runMigrations({ dialect, translate, engine: 'postgres', migrations, where, clock, log });
    return createStorage<Schema>({
      engine: 'postgres',
      writer: open(1, ANSWER_LIMIT_MS, [
        lockLimit,
        statementLimit,
        `set idle_in_transaction_session_timeout = ${SERVER_LIMIT_MS}`,
      ]),
      reader: open(READERS, ANSWER_LIMIT_MS, ['set default_transaction_read_only = on', statementLimit]),
      turns: createTurns(WAITING_TRANSACTION_LIMIT, () =>
        storageErrors.busy({ where, reason: `${WAITING_TRANSACTION_LIMIT} transactions wait` }),
      ),
      notices: await createPostgresNotices(connection, { clock, chance, log }),
      translate,
      clock,
      log,
      scrub: () => {},
      close: async () => {},
    });
  } catch (error) {
    throw translate(error);
  }
}

function postgresDialect(pool: Pool, session: readonly string[]): Dialect {
  const onCreateConnection = async (connection: DatabaseConnection) => {
    await connection.executeQuery(CompiledQuery.raw(session.join('; ')));
  };
  return {
    createAdapter: () => new PostgresAdapter(),
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createDriver: () => new OneWriterDriver({ pool, onCreateConnection }),
  };
}

class OneWriterDriver extends PostgresDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    // In one message. At this isolation each later statement sees what the last holder of the lock committed.
    const begin = `begin isolation level read committed; select pg_advisory_xact_lock(${WRITER_LOCK})`;
    await connection.executeQuery(CompiledQuery.raw(begin));
  }
}

const INT8 = 20;
const NUMERIC = 1700;

/** Whole numbers and sums as JavaScript numbers, like SQLite gives them, and as loudly when they do not fit. */
function getTypeParser(...[type, format]: Parameters<typeof types.getTypeParser>) {
  if (type !== INT8 && type !== NUMERIC) return types.getTypeParser(type, format);
  return (text: string) => {
    const value = Number(text);
    if (type === INT8 && !Number.isSafeInteger(value)) throw new RangeError(`${text} is beyond the safe integers`);
    return value;
  };
}
