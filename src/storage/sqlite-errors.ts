import { ConstraintViolation, storageErrors, UniqueViolation } from './storage-errors.ts';

/** Primary result codes, https://sqlite.org/rescode.html; the extended ones carry them in their low byte. */
const PERM = 3;
const BUSY = 5;
const LOCKED = 6;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const AUTH = 23;
const NOTADB = 26;

const CONSTRAINT_CHECK = 275;
const CONSTRAINT_FOREIGNKEY = 787;
const CONSTRAINT_NOTNULL = 1299;
const CONSTRAINT_PRIMARYKEY = 1555;
const CONSTRAINT_UNIQUE = 2067;
const CONSTRAINT_ROWID = 2579;

/** Turns what `node:sqlite` threw into ours; anything else stays what it is. */
export function translateSqliteError(error: unknown, file: string): unknown {
  const code = sqliteCode(error);
  if (code === undefined || !(error instanceof Error)) return error;
  const options = { cause: error };
  const reason = error.message;
  switch (code) {
    case CONSTRAINT_PRIMARYKEY:
    case CONSTRAINT_UNIQUE:
    case CONSTRAINT_ROWID:
      return new UniqueViolation(parseUnique(reason), error);
    case CONSTRAINT_FOREIGNKEY:
      return new ConstraintViolation('foreign-key', reason, error);
    case CONSTRAINT_NOTNULL:
      return new ConstraintViolation('not-null', reason, error);
    case CONSTRAINT_CHECK:
      return new ConstraintViolation('check', reason, error);
  }
  switch (code & 0xff) {
    case FULL:
      return storageErrors.diskFull({ file }, options);
    case CORRUPT:
    case NOTADB:
      return storageErrors.corrupt({ file, reason }, options);
    case PERM:
    case AUTH:
    case READONLY:
    case CANTOPEN:
      return storageErrors.unwritable({ file, reason }, options);
    case IOERR:
      return storageErrors.diskFailing({ file, reason }, options);
    case BUSY:
    case LOCKED:
      return storageErrors.busy({ where: file, reason: 'another program holds a lock on it' }, options);
  }
  return error;
}

/** Whether the error says that somebody else holds a lock. */
export function isSqliteBusy(error: unknown): boolean {
  return ((sqliteCode(error) ?? 0) & 0xff) === BUSY;
}

function sqliteCode(error: unknown): number | undefined {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : undefined;
}

/** `UNIQUE constraint failed: job.id, job.name`, or `…: index 'job_lower_name'` for an index on an expression. */
function parseUnique(message: string): { table: string; columns: readonly string[]; constraint: string | undefined } {
  const what = message.slice(message.indexOf(': ') + 2);
  const index = /^index '(.*)'$/.exec(what)?.[1];
  if (index !== undefined) return { table: '', columns: [], constraint: index };
  const names = what.split(', ').map((name) => name.split('.', 2));
  return { table: names[0]?.[0] ?? '', columns: names.map(([, column]) => column ?? ''), constraint: undefined };
}
