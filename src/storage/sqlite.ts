import {
  accessSync,
  closeSync,
  constants,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import { type Clock, systemClock } from '#lib/clock';
import type { Log } from '#lib/log-types';
import { silentLog } from '#lib/small-log';
import { createStorage } from './create-storage.ts';
import { type Migration, runMigrations } from './migrations.ts';
import { createLocalNotices } from './notices.ts';
import { sqliteDialect } from './sqlite-dialect.ts';
import { isSqliteBusy, translateSqliteError } from './sqlite-errors.ts';
import { type Storage, WAITING_TRANSACTION_LIMIT } from './storage.ts';
import { storageErrors } from './storage-errors.ts';
import { createTurns } from './turns.ts';

export interface SqliteOptions {
  /** A path, whose folder exists; or `:memory:`, gone when closed. */
  readonly file: string;
  readonly migrations: readonly Migration[];
  readonly clock?: Clock;
  readonly log?: Log;
}

/** How long a foreign program (a backup, the sqlite3 shell) may hold us up; the whole process waits meanwhile. */
const BUSY_LIMIT_MS = 2_000;
/** The write-ahead log is cut back to this after a checkpoint, or one large transaction would leave it large for ever. */
const WAL_LIMIT_BYTES = 64 * 1024 * 1024;
/** Backups made before migrations that are kept; each is as large as the database. */
const BACKUPS_KEPT = 5;
/** "Crft" in the file's header says whose it is. */
const APPLICATION_ID = 0x43726674;

/**
 * Opens the farm's database file, alone: of two combinators on one file, the second gets `storage-in-use`. Every
 * commit is synced to the disk (`synchronous=FULL`), so it outlives `kill -9` and a power cut. Migrates, after a
 * backup beside the file when that changes an existing database.
 *
 * Errors: `storage-in-use`, `storage-unwritable`, `storage-disk-full`, `storage-disk-failing`, `storage-corrupt`,
 * `storage-foreign-file`, and those of `runMigrations`.
 */
export async function openSqlite<Schema>(options: SqliteOptions): Promise<Storage<Schema>> {
  const { file, migrations, clock = systemClock, log = silentLog } = options;
  const translate = (error: unknown) => translateSqliteError(error, file);
  const opened = new DisposableStack();
  try {
    const { writer, reader } = file === ':memory:' ? openMemory(opened) : openFile(file, opened, log);
    // Off, because a migration may replace a table that others point to; checked as a whole at the end.
    writer.exec('pragma foreign_keys = off');
    await runMigrations({
      dialect: sqliteDialect(writer),
      translate,
      engine: 'sqlite',
      migrations,
      where: file,
      clock,
      log,
      backUp: async (name) => backUp(writer, file, name, clock, log),
      after: async (tx) => {
        const { rows } = await sql`pragma foreign_key_check`.execute(tx);
        if (rows.length > 0) throw new Error(`${rows.length} rows point to rows that are missing`);
      },
    });
    writer.exec('pragma foreign_keys = on');
    const turns = createTurns(WAITING_TRANSACTION_LIMIT, () =>
      storageErrors.busy({ where: file, reason: `${WAITING_TRANSACTION_LIMIT} transactions wait` }),
    );
    return createStorage<Schema>({
      engine: 'sqlite',
      writer: sqliteDialect(writer),
      // One connection in memory: readers take turns with the transactions, or they would see what is not committed.
      reader: reader === undefined ? sqliteDialect(writer, sharedReading(writer, turns)) : sqliteDialect(reader),
      turns,
      notices: createLocalNotices(log),
      translate,
      clock,
      log,
      scrub: () => scrub(writer),
      close: async () => opened.dispose(),
    });
  } catch (error) {
    opened.dispose();
    throw translate(error);
  }
}

interface Connections {
  readonly writer: DatabaseSync;
  readonly reader: DatabaseSync | undefined;
}

function openMemory(opened: DisposableStack): Connections {
  const writer = opened.adopt(new DatabaseSync(':memory:'), (database) => database.close());
  return { writer, reader: undefined };
}

function openFile(file: string, opened: DisposableStack, log: Log): Connections {
  checkWritable(file);
  takeFileLock(file, opened);
  const wasKilled = (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
  const open = (readOnly: boolean) =>
    opened.adopt(new DatabaseSync(file, { timeout: BUSY_LIMIT_MS, readOnly }), (database) => database.close());
  const writer = open(false);
  claimFile(writer, file);
  const mode = writer.prepare('pragma journal_mode = wal').get()?.journal_mode;
  if (mode !== 'wal') throw storageErrors.unwritable({ file, reason: 'its file system allows no write-ahead log' });
  writer.exec(`pragma synchronous = full; pragma journal_size_limit = ${WAL_LIMIT_BYTES}`);
  if (wasKilled) {
    log.info({ file }, 'the last process on this database was killed; checking the file');
    checkIntegrity(writer, file);
  }
  return { writer, reader: open(true) };
}

/**
 * Opens and closes the file as any program would: for every cause SQLite says only "unable to open database file". A
 * new file is for this user alone; its log and its index take their permissions from it.
 */
function checkWritable(file: string): void {
  const target = path.resolve(file);
  try {
    accessSync(path.dirname(target), constants.R_OK | constants.W_OK | constants.X_OK);
    for (const name of [target, `${target}.lock`]) closeSync(openSync(name, 'a+', 0o600));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOSPC' || code === 'EDQUOT') throw storageErrors.diskFull({ file }, { cause: error });
    throw storageErrors.unwritable({ file, reason: REASONS[code] ?? String(error) }, { cause: error });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  EISDIR: 'it is a folder',
  ENOENT: 'there is no such folder',
  ENOTDIR: 'there is no such folder',
};

/**
 * A second, empty database file, locked exclusively for as long as we live: the kernel drops the lock at process
 * death (PR3). On the database itself such a lock would shut out our own reading connection. Unlike an abstract
 * socket it also holds between containers that share the folder.
 */
function takeFileLock(file: string, opened: DisposableStack): void {
  const lock = opened.adopt(new DatabaseSync(`${file}.lock`, { timeout: 0 }), (database) => database.close());
  try {
    lock.exec('pragma locking_mode = exclusive; begin exclusive');
  } catch (error) {
    if (isSqliteBusy(error)) throw storageErrors.inUse({ file }, { cause: error });
    throw error;
  }
}

/** The first query of the file: tells a new file, one of ours, one of another program, and no database at all. */
function claimFile(writer: DatabaseSync, file: string): void {
  const id = writer.prepare('pragma application_id').get()?.application_id;
  if (id === APPLICATION_ID) return;
  const tables = writer.prepare('select count(*) as n from sqlite_schema').get()?.n;
  if (id !== 0 || tables !== 0) throw storageErrors.foreign({ file });
  writer.exec(`pragma application_id = ${APPLICATION_ID}`);
}

/** Reads the whole file, so only after a death that may have damaged it. */
function checkIntegrity(writer: DatabaseSync, file: string): void {
  const said = writer.prepare('pragma quick_check(1)').get()?.quick_check;
  if (said !== 'ok') throw storageErrors.corrupt({ file, reason: String(said) });
}

/** A whole copy beside the database, on the disk before the first change; the oldest beyond a few are removed. */
function backUp(writer: DatabaseSync, file: string, firstName: string, clock: Clock, log: Log): string {
  const folder = path.dirname(path.resolve(file));
  const prefix = `${path.basename(file)}.backup-`;
  const stamp = new Date(clock.now()).toISOString().replace(/[-:]|\.\d+/g, '');
  const target = path.join(folder, `${prefix}${stamp}-before-${firstName}`);
  const unfinished = `${target}.unfinished`;
  rmSync(unfinished, { force: true });
  closeSync(openSync(unfinished, 'w', 0o600));
  writer.prepare('vacuum into ?').run(unfinished);
  syncToDisk(unfinished);
  renameSync(unfinished, target);
  syncToDisk(folder);
  log.info({ backup: target }, 'backed the database up before migrating it');
  const backups = readdirSync(folder).filter((name) => name.startsWith(prefix) && !name.endsWith('.unfinished'));
  for (const old of backups.sort().slice(0, -BACKUPS_KEPT)) rmSync(path.join(folder, old));
  return target;
}

/** A vacuum writes every page anew, into the log; the old ones are gone when the log has been worked off. */
function scrub(writer: DatabaseSync): void {
  writer.exec('vacuum');
  const done = writer.prepare('pragma wal_checkpoint(truncate)').get();
  if (done?.busy === 1) throw new Error('somebody reads the database, so its log could not be cut off');
}

function syncToDisk(target: string): void {
  const descriptor = openSync(target, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Reading on the connection that also writes: in turn, and unable to write. */
function sharedReading(database: DatabaseSync, turns: { take(): Promise<Disposable> }) {
  let turn: Disposable | undefined;
  return {
    async begin() {
      turn = await turns.take();
      database.exec('pragma query_only = on');
    },
    end() {
      database.exec('pragma query_only = off');
      turn?.[Symbol.dispose]();
    },
  };
}
