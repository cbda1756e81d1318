import { Client } from 'pg';
import { UserError } from '#lib/user-error';
import { TRANSACTION_LIMIT_MS } from './storage.ts';
import { ConstraintViolation, storageErrors, TransactionTooLong, UniqueViolation } from './storage-errors.ts';

/** What the server tells with an error: https://www.postgresql.org/docs/current/protocol-error-fields.html */
interface ServerError extends Error {
  readonly code: string;
  readonly table?: string;
  readonly constraint?: string;
  readonly detail?: string;
}

/** Codes of the system and of the server (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
const UNREACHABLE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ENOENT: 'there is no such socket',
  EACCES: 'permission denied',
  ENOTFOUND: 'its name is unknown',
  EAI_AGAIN: 'its name cannot be looked up now',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no way to it',
  ETIMEDOUT: 'it does not answer',
  '28000': 'this user may not connect',
  '28P01': 'the password is wrong',
  '3D000': 'there is no such database',
  '42501': 'this user lacks permission',
  '53300': 'it has too many connections',
  '57P01': 'it is shutting down',
  '57P02': 'it crashed',
  '57P03': 'it is starting up',
  '25006': 'it accepts no writing (a standby?)',
};

/** `pg` and its pool throw plain errors with these texts when a connection is lost or not to be had. */
const CONNECTION_LOST =
  /connection terminated|connection error|connection timeout|timeout exceeded when trying|read timeout/i;

export function translatePostgresError(error: unknown, where: string): unknown {
  if (!(error instanceof Error) || error instanceof UserError) return error;
  if (!isServerError(error)) {
    if (!CONNECTION_LOST.test(error.message)) return error;
    return storageErrors.unreachable({ where, reason: 'the connection was lost' }, { cause: error });
  }
  const { code, message } = error;
  const unreachable = UNREACHABLE[code];
  // 25006 is also what writing through `storage.read` meets: a fault of the program, told as the server tells it.
  if (unreachable !== undefined && !(code === '25006' && message.includes('read-only transaction'))) {
    return storageErrors.unreachable({ where, reason: unreachable }, { cause: error });
  }
  switch (code) {
    case '23505':
      return new UniqueViolation(uniqueFacts(error), error);
    case '23503':
      return new ConstraintViolation('foreign-key', message, error);
    case '23502':
      return new ConstraintViolation('not-null', message, error);
    case '23514':
      return new ConstraintViolation('check', message, error);
    case '25P03':
    case '57014':
      return new TransactionTooLong(TRANSACTION_LIMIT_MS, error);
    case '55P03':
      return storageErrors.busy(
        { where, reason: 'another combinator has held the right to write for too long' },
        { cause: error },
      );
    case '53100':
      return storageErrors.diskFull({ file: where }, { cause: error });
  }
  return error;
}

/** The server as it may be shown, without user and password; parsed as it will be used, which a URL class does not. */
export function describeServer(connectionString: string): string {
  const unknown = 'of this connection string';
  // Anything else would be taken for the name of a database, password and all.
  if (!/^postgres(ql)?:\/\//.test(connectionString)) return unknown;
  try {
    const { host, port, database } = new Client({ connectionString });
    return `${host}:${port}/${database ?? ''}`;
  } catch {
    return unknown;
  }
}

function isServerError(error: Error): error is ServerError {
  return 'code' in error && typeof error.code === 'string';
}

/** `Key (job_id, number)=(j1, 2) already exists.`, in whatever language; an expression stands there as itself. */
function uniqueFacts(error: ServerError) {
  const columns = /\((.+?)\)=\(/.exec(error.detail ?? '')?.[1] ?? '';
  const isExpression = /[()]/.test(columns);
  return {
    table: error.table ?? '',
    columns: isExpression ? [] : columns.split(', ').map((name) => name.replace(/^"(.*)"$/, '$1')),
    constraint: error.constraint,
  };
}
