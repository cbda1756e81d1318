/** Child processes of the tasks: always argument lists, never a shell, so that a space in the path means nothing. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository, whatever the working directory. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** The Node that package.json pins; the one that runs us when the install did not bring it (then it must be new enough). */
export function pinnedNode() {
  const pinned = join(root, 'node_modules', 'node', 'bin', 'node');
  if (existsSync(pinned)) return pinned;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  throw new Error(
    `node_modules/node/bin/node is missing and this is Node ${process.versions.node}; delete node_modules and try again`,
  );
}

/** What a child gets to see: the pinned tools first, and nothing that would make it build or test for production. */
export function toolEnvironment(extra = {}) {
  const tools = [join(root, 'node_modules', 'node', 'bin'), join(root, 'node_modules', '.bin')];
  const env = { ...process.env, ...extra, PATH: [...tools, process.env.PATH ?? ''].join(delimiter) };
  if (env.NODE_ENV === 'production') delete env.NODE_ENV;
  return env;
}

/** Runs a command in the repository with its output on ours; resolves to its exit code. */
export function run(command, args, { env = {}, quiet = false, timeoutMs = 0 } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: quiet ? ['ignore', 'ignore', 'ignore'] : 'inherit',
      env: toolEnvironment(env),
    });
    const timer = timeoutMs > 0 ? setTimeout(() => child.kill('SIGKILL'), timeoutMs) : undefined;
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve(exitCode(code, signal));
    });
  });
}

/** Runs a command and keeps what it says: for steps whose output only matters when they fail. */
export function runAndKeep(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: toolEnvironment() });
    let output = '';
    const keep = (chunk) => {
      output += chunk;
    };
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code: exitCode(code, signal), output }));
  });
}

/**
 * Runs the program that the person came for, and steps aside: signals are passed on, its exit code is ours.
 * On a terminal Ctrl-C reaches the whole foreground group, so the child has it already and a second one would mean "at once".
 */
export function runAsForeground(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', env: process.env });
    const passOn = (signal) => {
      if (signal === 'SIGINT' && process.stdin.isTTY) return;
      child.kill(signal);
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, passOn);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      for (const each of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(each, passOn);
      resolve(exitCode(code, signal));
    });
  });
}

/** As a shell tells it. */
export const exitCode = (code, signal) => code ?? 128 + (constants.signals[signal] ?? 0);
