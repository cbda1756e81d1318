import { join } from 'node:path';
import { type KeyScope, SCOPES } from '#combinator/accounts/access';
import { type ApiKeyRow, createApiKeys, type NewKey } from '#combinator/accounts/keys';
import { createEvents } from '#combinator/events/events';
import { type FarmSchema, migrations } from '#combinator/schema';
import { systemClock } from '#lib/clock';
import { UserError } from '#lib/user-error';
import { openSqlite } from '#storage/sqlite';
import { errors } from './argument-errors.ts';
import { parseFlags, portOf } from './arguments.ts';
import type { CliCommand } from './command.ts';
import { foldersOf, logOf } from './farm-flags.ts';

/** What the command does, on the database itself or through the server that holds it. */
interface Keys {
  create(key: NewKey): Promise<{ readonly id: string; readonly key: string }>;
  list(): Promise<readonly KeyLine[]>;
  revoke(id: string): Promise<{ readonly name: string }>;
}

interface KeyLine {
  readonly id: string;
  readonly name: string;
  readonly scope: string;
  readonly target: string | null;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
}

/** API keys for hosts without a browser, and the first one of a farm that is to be reached from elsewhere. */
export const key: CliCommand = {
  summary: 'make, list and revoke API keys',
  help: `Usage: croft key create --name WHAT [flags]      croft key list      croft key revoke ID

Flags of create:
  --name WHAT      what uses it, such as "OrcaSlicer on the office PC"
  --scope SCOPE    ${SCOPES.join(', ')} (upload: it sends files and does nothing else)
  --target WHERE   queue, tag/<tag> or printer/<id>: where files sent with it go (scope upload)
  --days N         it expires after so many days (never)
  --digest         it may be the password of PrusaLink's login (scope upload)

Flags of all:
  --data DIR       the farm's data folder
  --port N         the port of a server that runs on this host (8300)

Where the server asks for a key itself, give one of the scope admin in $CROFT_API_KEY. What create prints on its last line is shown
this once.`,
  async run(argv) {
    const { values, positionals } = parseFlags(
      'key',
      argv,
      {
        name: { type: 'string' },
        scope: { type: 'string', default: 'upload' },
        target: { type: 'string' },
        days: { type: 'string' },
        digest: { type: 'boolean', default: false },
        data: { type: 'string' },
        port: { type: 'string', default: '8300' },
      },
      true,
    );
    const [action, id] = positionals;
    const flags = values as KeyFlags;
    const wrong = (message: string): never => {
      throw errors.badFlag({ command: 'key', message });
    };
    if (action !== 'create' && action !== 'list' && action !== 'revoke') return wrong('Say create, list or revoke.');
    if (action === 'create' && flags.name === undefined) return wrong('Name what uses the key, with --name.');
    if (action === 'revoke' && id === undefined) return wrong('Name the key by its id; croft key list shows them.');
    await using opened = await openKeys(flags);
    switch (action) {
      case 'create': {
        const made = await opened.keys.create({
          name: flags.name ?? '',
          scope: flags.scope as KeyScope,
          target: flags.target ?? null,
          expiresInDays: flags.days === undefined ? null : Number(flags.days),
          digestLogin: flags.digest,
        });
        if (flags.digest) process.stdout.write(`User name of its digest login: ${made.id}\n`);
        process.stdout.write(`${made.key}\n`);
        return 0;
      }
      case 'list':
        process.stdout.write((await opened.keys.list()).map(lineOf).join('') || 'No keys.\n');
        return 0;
      case 'revoke': {
        const { name } = await opened.keys.revoke(id ?? '');
        process.stdout.write(`Revoked: ${name}\n`);
        return 0;
      }
    }
  },
};

interface KeyFlags {
  readonly name?: string;
  readonly scope: string;
  readonly target?: string;
  readonly days?: string;
  readonly digest: boolean;
  readonly data?: string;
  readonly port: string;
}

function lineOf({ id, name, scope, target, expiresAt, lastUsedAt, revokedAt }: KeyLine): string {
  const ends =
    revokedAt !== null ? `revoked ${day(revokedAt)}` : expiresAt === null ? 'no end' : `until ${day(expiresAt)}`;
  const used = lastUsedAt === null ? 'never used' : `used ${day(lastUsedAt)}`;
  return `${id}  ${(target === null ? scope : `${scope} to ${target}`).padEnd(24)}  ${ends}, ${used}  ${name}\n`;
}

const day = (time: string): string => time.slice(0, 10);

interface OpenKeys extends AsyncDisposable {
  readonly keys: Keys;
}

/** The database belongs to one process: while the server runs, it is asked. */
async function openKeys(flags: KeyFlags): Promise<OpenKeys> {
  const { data } = await foldersOf(flags.data);
  const log = logOf(false);
  try {
    const storage = await openSqlite<FarmSchema>({
      file: join(data, 'farm.sqlite'),
      migrations,
      clock: systemClock,
      log,
    });
    return { keys: keysOfFarm(storage, log), [Symbol.asyncDispose]: () => storage[Symbol.asyncDispose]() };
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'storage-in-use') throw error;
    return { keys: keysOfServer(portOf(flags.port)), [Symbol.asyncDispose]: async () => {} };
  }
}

function keysOfFarm(storage: Awaited<ReturnType<typeof openSqlite<FarmSchema>>>, log: ReturnType<typeof logOf>): Keys {
  const events = createEvents({ storage, clock: systemClock, log });
  const keys = createApiKeys({ storage, events, clock: systemClock });
  const time = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
  const line = (row: ApiKeyRow): KeyLine => ({
    ...row,
    expiresAt: time(row.expires_at),
    lastUsedAt: time(row.last_used_at),
    revokedAt: time(row.revoked_at),
  });
  return {
    async create(wish) {
      const { row, secret } = await keys.create(wish, 'croft key');
      return { id: row.id, key: secret };
    },
    list: async () => (await keys.list()).map(line),
    revoke: (id) => keys.revoke(id, 'croft key'),
  };
}

function keysOfServer(port: number): Keys {
  async function ask(query: string, variables: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> {
    const own = process.env.CROFT_API_KEY;
    const headers = { 'content-type': 'application/json', ...(own === undefined ? {} : { 'x-api-key': own }) };
    const body = JSON.stringify({ query, variables });
    const answer = await fetch(`http://127.0.0.1:${port}/graphql`, { method: 'POST', headers, body }).catch((cause) => {
      throw new UserError(
        {
          code: 'server-not-there',
          message: `The server holds the data and does not answer on port ${port}.`,
          remedy: 'Name its port with --port.',
        },
        { cause },
      );
    });
    const said = (await answer.json()) as ServerAnswer;
    const fault = said.error ?? said.errors?.[0];
    if (fault !== undefined) {
      const { code = 'unknown', remedy = 'Look at the log of Croft.' } = fault.extensions ?? fault;
      throw new UserError({ code, message: fault.message, remedy });
    }
    return said.data ?? {};
  }
  return {
    async create({ scope, ...wish }) {
      const { createApiKey } = await ask(
        `mutation ($name: String!, $scope: ApiKeyScope!, $target: String, $expiresInDays: Int, $digestLogin: Boolean) {
          createApiKey(name: $name, scope: $scope, target: $target, expiresInDays: $expiresInDays, digestLogin: $digestLogin) {
            key apiKey { id } } }`,
        { ...wish, scope: scope.toUpperCase() },
      );
      const { key: secret, apiKey } = createApiKey as { key: string; apiKey: { id: string } };
      return { id: apiKey.id, key: secret };
    },
    async list() {
      const { apiKeys } = await ask('{ apiKeys { id name scope target expiresAt lastUsedAt revokedAt } }', {});
      return (apiKeys as readonly KeyLine[]).map((line) => ({ ...line, scope: line.scope.toLowerCase() }));
    },
    async revoke(id) {
      return (await ask('mutation ($id: ID!) { revokeApiKey(id: $id) { name } }', { id })).revokeApiKey as {
        name: string;
      };
    },
  };
}

interface ServerFault {
  readonly message: string;
  readonly code?: string;
  readonly remedy?: string;
  readonly extensions?: { readonly code?: string; readonly remedy?: string };
}

interface ServerAnswer {
  readonly data?: Record<string, unknown>;
  readonly error?: ServerFault;
  readonly errors?: readonly ServerFault[];
}
