import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe } from 'node:test';
import { describeStorageContract } from './contract-suite.ts';
import { type ContractSubject, describeMigrationContract } from './migration-contract-suite.ts';
import { openPostgres } from './postgres.ts';
import { openSqlite } from './sqlite.ts';
import { startTestPostgres, type TestPostgres } from './test-postgres.ts';

function describeContracts(subject: ContractSubject): void {
  describeStorageContract(subject);
  // An upgrade needs a database that outlives its storage.
  if (subject.isDurable) describeMigrationContract(subject);
}

describeContracts({
  title: 'SQLite in a file',
  engine: 'sqlite',
  isDurable: true,
  async create() {
    const folder = await mkdtemp(path.join(tmpdir(), 'croft storage '));
    const file = path.join(folder, 'croft.db');
    return {
      open: (options) => openSqlite({ ...options, file }),
      [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
    };
  },
});

describeContracts({
  title: 'SQLite in memory',
  engine: 'sqlite',
  isDurable: false,
  create: async () => ({
    open: (options) => openSqlite({ ...options, file: ':memory:' }),
    async [Symbol.asyncDispose]() {},
  }),
});

describe('with a server', () => {
  let server: TestPostgres;
  let databases = 0;
  before(async () => {
    server = await startTestPostgres();
  });
  after(() => server[Symbol.asyncDispose]());

  describeContracts({
    title: 'PostgreSQL',
    engine: 'postgres',
    isDurable: true,
    async create() {
      const connectionString = await server.connectionString(`farm ${++databases}`);
      return {
        open: (options) => openPostgres({ ...options, connectionString }),
        async [Symbol.asyncDispose]() {},
      };
    },
  });
});
