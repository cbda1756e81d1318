import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { programOf } from '#lib/built-program';

/** Croft as a person starts it: real processes, real sockets, a folder of its own. */
export interface RunningCroft extends AsyncDisposable {
  readonly address: string;
  readonly data: string;
  readonly pid: number;
  /** Everything that it printed so far. */
  output(): string;
  /** Asks the API; throws with the first error's message and code. */
  ask<Data = Record<string, unknown>>(query: string, variables?: Record<string, unknown>): Promise<Data>;
  /** Sends a signal and resolves with the exit code, or with the signal’s name. */
  end(signal: NodeJS.Signals): Promise<number | string>;
}

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const program = [process.execPath, ...programOf(join(root, 'src/main.ts'))] as const;
/** As people run it, after `npm run build`: what a benchmark measures. */
export const builtProgram = [process.execPath, join(root, 'dist/main.js')] as const;
const READY = /is ready: (http:\/\/\S+)/;
const READY_LIMIT_MS = 60_000;

/** A folder that is gone after the test, and whose machines are ended with it. */
export function temporaryData(): { readonly path: string } & AsyncDisposable {
  const path = mkdtempSync(join(tmpdir(), 'croft-farm-'));
  return {
    path,
    async [Symbol.asyncDispose]() {
      await runCroft(['down', '--data', path, '--cancel-prints', '--yes']);
      rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

/** `port` 0: any; a farm that is started again for the same pages needs the same. */
export async function startCroft(
  args: readonly string[],
  data: string,
  port = 0,
  from: readonly [string, ...string[]] = program,
): Promise<RunningCroft> {
  const [node, ...entry] = from;
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const child = spawn(node, [...entry, ...args, '--data', data, '--port', String(port)], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const collect = (text: string): void => {
    output = (output + text).slice(-100_000);
  };
  child.stderr.setEncoding('utf8').on('data', collect);
  const address = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`Croft was not ready in time:\n${output}`)), READY_LIMIT_MS);
    createInterface({ input: child.stdout }).on('line', (line) => {
      collect(`${line}\n`);
      const found = READY.exec(line)?.[1];
      if (found === undefined) return;
      clearTimeout(timer);
      resolve(found);
    });
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      reject(new Error(`Croft ended (${signal ?? code}):\n${output}`));
    });
  });
  return {
    address,
    data,
    pid: child.pid ?? 0,
    output: () => output,
    ask: (query, variables) => ask(address, query, variables),
    end: (signal) => ended(child, signal),
    async [Symbol.asyncDispose]() {
      await ended(child, 'SIGTERM');
    },
  };
}

/** Runs a command to its end. */
export function runCroft(
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  const [node, ...entry] = program;
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const child = spawn(node, [...entry, ...args], { env: { ...env, ...more }, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}

function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<number | string> {
  return new Promise((resolve) => {
    const done = (): void => resolve(child.exitCode ?? child.signalCode ?? 'unknown');
    if (child.exitCode !== null || child.signalCode !== null) return done();
    child.once('exit', done);
    child.kill(signal);
  });
}

export async function ask<Data>(
  address: string,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Data> {
  const response = await fetch(`${address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as {
    data?: Data;
    errors?: { message: string; extensions?: { code?: string } }[];
  };
  if (errors?.[0] !== undefined) throw new Error(`${errors[0].extensions?.code ?? 'error'}: ${errors[0].message}`);
  if (data === undefined) throw new Error('an answer without data');
  return data;
}

/** Looks again and again until `look` finds something; fails with `what` when it does not. The thing itself is waited for, not time. */
export async function until<T>(
  what: string,
  look: () => Promise<T | null | undefined | false>,
  limitMs = 60_000,
): Promise<T> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found !== null && found !== undefined && found !== false) return found;
    if (performance.now() > deadline) throw new Error(`not in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
