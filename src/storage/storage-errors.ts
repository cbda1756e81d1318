import { defineErrors, errorEntry, UserError } from '#lib/user-error';

/** The errors of storage that a person can meet and mend. `file` is a path, `where` a server without its password. */
export const storageErrors = defineErrors({
  inUse: errorEntry<{ file: string }>({
    code: 'storage-in-use',
    cause: ({ file }) => `Another process uses the database ${file}.`,
    remedy: 'Stop the other combinator, or choose another data folder.',
  }),
  unwritable: errorEntry<{ file: string; reason: string }>({
    code: 'storage-unwritable',
    cause: ({ file, reason }) => `The database ${file} cannot be written: ${reason}.`,
    remedy: 'Give this user write permission for the file and its folder, or choose another data folder.',
  }),
  diskFull: errorEntry<{ file: string }>({
    code: 'storage-disk-full',
    cause: ({ file }) => `There is no space left to write the database ${file}.`,
    remedy: 'Free space on that disk. Nothing was lost: what could not be written was refused.',
  }),
  diskFailing: errorEntry<{ file: string; reason: string }>({
    code: 'storage-disk-failing',
    cause: ({ file, reason }) => `The disk failed while the database ${file} was used: ${reason}.`,
    remedy: 'Check the disk and its connection, then start again.',
  }),
  corrupt: errorEntry<{ file: string; reason: string }>({
    code: 'storage-corrupt',
    cause: ({ file, reason }) => `The database ${file} is damaged: ${reason}.`,
    remedy: 'Stop, move the file away together with its -wal and -shm files, and put the newest backup in its place.',
  }),
  foreign: errorEntry<{ file: string }>({
    code: 'storage-foreign-file',
    cause: ({ file }) => `The file ${file} is a database of another program.`,
    remedy: 'Choose another data folder.',
  }),
  newer: errorEntry<{ where: string; names: readonly string[] }>({
    code: 'storage-newer-than-program',
    cause: ({ where, names }) => `The database ${where} was written by a newer version (it has ${names.join(', ')}).`,
    remedy: 'Install that version or a later one, or restore the backup that was made before the upgrade.',
  }),
  migrationChanged: errorEntry<{ where: string; name: string }>({
    code: 'storage-migration-changed',
    cause: ({ where, name }) => `The database ${where} was built by a different text of migration ${name}.`,
    remedy: 'Install the version that wrote this database. A migration is never edited after its release.',
  }),
  migrationOrder: errorEntry<{ where: string; name: string; after: string }>({
    code: 'storage-migration-order',
    cause: ({ where, name, after }) => `The database ${where} has ${after}, but lacks the earlier migration ${name}.`,
    remedy: 'Install the version that wrote this database, or restore a backup.',
  }),
  migrationFailed: errorEntry<{ where: string; name: string; reason: string; backup: string | undefined }>({
    code: 'storage-migration-failed',
    cause: ({ where, name, reason }) => `Migration ${name} of the database ${where} failed: ${reason}.`,
    remedy: ({ backup }) =>
      `The database is as it was before. Go back to the version used until now and report this.${backup === undefined ? '' : ` A backup is at ${backup}.`}`,
  }),
  unreachable: errorEntry<{ where: string; reason: string }>({
    code: 'storage-unreachable',
    cause: ({ where, reason }) => `The database server ${where} cannot be used: ${reason}.`,
    remedy: 'Check that PostgreSQL runs there, and that address, database, user and password are right.',
  }),
  busy: errorEntry<{ where: string; reason: string }>({
    code: 'storage-busy',
    cause: ({ where, reason }) => `The database ${where} does not keep up: ${reason}.`,
    remedy: 'Try again. If this persists, look in the log for slow queries and overdue transactions.',
  }),
  stale: errorEntry<{ table: string; expected: number; found: number | undefined }>({
    code: 'stale-version',
    cause: ({ table, expected, found }) =>
      found === undefined
        ? `This ${table} is gone.`
        : `This ${table} was changed meanwhile: version ${expected} was edited, and it is at version ${found}.`,
    remedy: 'Load it again and repeat the change.',
    field: 'version',
  }),
});

export function isStorageError(error: unknown, code: string): error is UserError {
  return error instanceof UserError && error.code === code;
}

/** A row with these columns is there already. Expected in places, so callers match on table and columns. */
export class UniqueViolation extends Error {
  override readonly name = 'UniqueViolation';
  readonly table: string;
  /** In the order of the index; empty for an index on expressions, which has a name instead. */
  readonly columns: readonly string[];
  /** The name of the index where the engine tells it: always on PostgreSQL, for expressions on SQLite. */
  readonly constraint: string | undefined;

  constructor(facts: { table: string; columns: readonly string[]; constraint: string | undefined }, cause: unknown) {
    super(`not unique: ${facts.table}(${facts.columns.join(', ')}) ${facts.constraint ?? ''}`.trimEnd(), { cause });
    this.table = facts.table;
    this.columns = facts.columns;
    this.constraint = facts.constraint;
  }

  /** Whether it is about exactly these columns of this table, in any order. */
  isOn(table: string, ...columns: readonly string[]): boolean {
    return this.table === table && [...this.columns].sort().join() === [...columns].sort().join();
  }
}

/** A row breaks another rule of the schema. */
export class ConstraintViolation extends Error {
  override readonly name = 'ConstraintViolation';
  readonly kind: 'foreign-key' | 'not-null' | 'check';

  constructor(kind: ConstraintViolation['kind'], message: string, cause: unknown) {
    super(message, { cause });
    this.kind = kind;
  }
}

/** A transaction was begun inside of another: it would wait for itself for ever. Pass `tx` on instead. */
export class NestedTransaction extends Error {
  override readonly name = 'NestedTransaction';
  constructor(what = 'a transaction was begun') {
    super(`${what} inside of a transaction: use the tx that you have`);
  }
}

/** `storage.read` was used inside of a transaction: it does not see what the transaction wrote. Use `tx`. */
export class ReadInsideTransaction extends Error {
  override readonly name = 'ReadInsideTransaction';
  constructor() {
    super('storage.read was used inside of a transaction: use the tx that you have');
  }
}

/** The transaction was rolled back because it did not end in time: it waited for something but the database. */
export class TransactionTooLong extends Error {
  override readonly name = 'TransactionTooLong';
  constructor(limitMs: number, cause?: unknown) {
    const message = `the transaction took longer than ${limitMs} ms and was rolled back: nothing but queries may be awaited in it`;
    super(message, cause === undefined ? {} : { cause });
  }
}

/** A statement failed before, so nothing more is done in this transaction; `cause` is what failed. */
export class TransactionFailed extends Error {
  override readonly name = 'TransactionFailed';
  constructor(cause: unknown) {
    super('the transaction is rolled back because a statement in it failed', { cause });
  }
}

/** `tx` was used after its transaction had ended: a query in it was not awaited. */
export class TransactionOver extends Error {
  override readonly name = 'TransactionOver';
  constructor() {
    super('the transaction is over: every query of tx must be awaited inside of it');
  }
}

export class StorageClosed extends Error {
  override readonly name = 'StorageClosed';
  constructor() {
    super('the storage is closed');
  }
}
