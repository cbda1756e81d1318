import { createHash } from 'node:crypto';
import { type Dialect, Kysely, sql } from 'kysely';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log-types';
import { UserError } from '#lib/user-error';
import { guardDialect, type QueryGuard } from './guarded-dialect.ts';
import type { Engine } from './storage.ts';
import { storageErrors } from './storage-errors.ts';

/**
 * One step of the schema, forward only. Once released its text is never edited: the database remembers a checksum
 * (of the text without the spacing), and a later step mends an earlier one.
 *
 * It is SQL text and not a query builder, so that a new version of a library cannot change the checksum. These types
 * mean the same on both engines and come back alike:
 *
 * | value | type | in TypeScript |
 * |---|---|---|
 * | text, id, enumeration | `text` | `string` |
 * | whole number, version, bytes | `bigint` | `number`, safe integers only |
 * | time | `bigint`, milliseconds since 1970 UTC, name ends in `_at` | `number` |
 * | measurement, money | `double precision` | `number` |
 * | yes or no | `integer`, 0 or 1 | `Flag` |
 * | structure | `text` holding JSON | `string` |
 * | number that counts itself up | `${column.sequence}` | `Generated<number>` |
 *
 * No booleans, dates, numerics, blobs, arrays or native JSON.
 */
export interface Migration {
  /** Four digits and words, `0003-print-outcome`; the order of the names is the order of the steps. */
  readonly name: string;
  /** One statement per element. Must give the same text each time. */
  readonly statements: (column: EngineColumns) => readonly string[];
}

/** What the engines spell differently. */
export interface EngineColumns {
  /** The definition of a primary key that counts itself up and never gives a number twice. */
  readonly sequence: string;
  /** The type of a text whose order is that of its bytes, whatever the database's language: ranges of it are prefixes. */
  readonly bytewise: string;
}

const COLUMNS: Readonly<Record<Engine, EngineColumns>> = {
  sqlite: { sequence: 'integer primary key autoincrement', bytewise: 'text' },
  postgres: { sequence: 'bigint generated always as identity primary key', bytewise: 'text collate "C"' },
};

const NAME = /^\d{4}-[a-z0-9]+(-[a-z0-9]+)*$/;

/** All that a migration knows of the schema. */
export type MigrationDatabase = Kysely<{
  schema_migration: { name: string; checksum: string; applied_at: number };
}>;

interface Step {
  readonly name: string;
  readonly statements: readonly string[];
  readonly checksum: string;
}

export interface MigrationRun {
  /** A connection that writes, closed in the end; nothing else uses the database yet. */
  readonly dialect: Dialect;
  readonly translate: (error: unknown) => unknown;
  readonly engine: Engine;
  readonly migrations: readonly Migration[];
  /** The file or server, for messages. */
  readonly where: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Called once, outside of a transaction, before an existing database is changed; returns where the backup is. */
  readonly backUp?: (firstName: string) => Promise<string>;
  /** Called inside the transaction, after the last step. */
  readonly after?: (tx: MigrationDatabase) => Promise<void>;
}

/**
 * Brings the database up to the newest migration, all missing ones in one transaction, or changes nothing and
 * throws: `storage-newer-than-program`, `storage-migration-changed`, `storage-migration-order`,
 * `storage-migration-failed`. Several processes may try at once on PostgreSQL. Returns the names applied now.
 */
export async function runMigrations(run: MigrationRun): Promise<readonly string[]> {
  const steps = run.migrations.map((migration) => toStep(migration, run.engine));
  checkNames(steps);
  await using db: MigrationDatabase = new Kysely({ dialect: guardDialect(run.dialect, translateOnly(run)) });
  const planned = await db.transaction().execute((tx) => plan(tx, steps, run));
  const [first] = planned.missing;
  if (first === undefined) return [];
  const backup = planned.isNew ? undefined : await run.backUp?.(first.name);

  let current = first.name;
  try {
    return await db.transaction().execute(async (tx) => {
      // Planned again: another process may have been quicker.
      const { missing } = await plan(tx, steps, run);
      if (missing.length === 0) return [];
      for (const { name, statements, checksum } of missing) {
        current = name;
        for (const statement of statements) await sql.raw(statement).execute(tx);
        await tx.insertInto('schema_migration').values({ name, checksum, applied_at: run.clock.now() }).execute();
        run.log.info({ migration: name }, 'migrated the database');
      }
      await run.after?.(tx);
      return missing.map(({ name }) => name);
    });
  } catch (error) {
    // The disk, the server, a newer program that was quicker: these say more than "the migration failed".
    if (error instanceof UserError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw storageErrors.migrationFailed({ where: run.where, name: current, reason, backup }, { cause: error });
  }
}

function translateOnly({ translate, clock, log }: MigrationRun): QueryGuard {
  return {
    enter: () => ({ refusal: () => undefined, failed() {} }),
    translate,
    ended() {},
    rollbackFailed: (error) => log.error({ err: error }, 'the rollback of a migration failed'),
    monotonic: () => clock.monotonic(),
  };
}

/** Compares what the database has with what the program knows. */
async function plan(
  tx: MigrationDatabase,
  steps: readonly Step[],
  { where }: MigrationRun,
): Promise<{ readonly missing: readonly Step[]; readonly isNew: boolean }> {
  await sql`create table if not exists schema_migration (
    name text primary key, checksum text not null, applied_at bigint not null)`.execute(tx);
  const rows = await tx.selectFrom('schema_migration').select(['name', 'checksum']).execute();
  const applied = new Map(rows.map(({ name, checksum }) => [name, checksum]));
  const known = new Set(steps.map(({ name }) => name));
  const newer = [...applied.keys()].filter((name) => !known.has(name)).sort();
  if (newer.length > 0) throw storageErrors.newer({ where, names: newer });
  const last = [...applied.keys()].sort().at(-1) ?? '';
  for (const { name, checksum } of steps) {
    const recorded = applied.get(name);
    if (recorded === undefined && name < last) throw storageErrors.migrationOrder({ where, name, after: last });
    if (recorded !== undefined && recorded !== checksum) throw storageErrors.migrationChanged({ where, name });
  }
  return { missing: steps.filter(({ name }) => !applied.has(name)), isNew: applied.size === 0 };
}

function toStep({ name, statements }: Migration, engine: Engine): Step {
  const texts = statements(COLUMNS[engine]);
  const plain = texts.map((text) => text.replace(/\s+/g, ' ').trim());
  return { name, statements: texts, checksum: createHash('sha256').update(plain.join(';\n')).digest('hex') };
}

function checkNames(steps: readonly Step[]): void {
  steps.forEach(({ name }, at) => {
    if (!NAME.test(name)) throw new Error(`migration '${name}' is not named like 0001-first-words`);
    const before = steps[at - 1]?.name;
    if (before !== undefined && before.slice(0, 4) >= name.slice(0, 4)) {
      throw new Error(`migration '${name}' does not come after '${before}'`);
    }
  });
}
