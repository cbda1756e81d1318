import { spawn } from 'node:child_process';
import { closeSync, constants, fstatSync, openSync, statSync, writeSync } from 'node:fs';
import { extname } from 'node:path';
import type { Readable } from 'node:stream';
import { isatty } from 'node:tty';
import { fileURLToPath } from 'node:url';
import { type OpenPort, type PortWrite, WRITE_LIMIT_MS } from './open-port.ts';

const FLAGS = constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK;
/** How long the child that sets the speed may take before it is killed. */
const CONFIGURE_LIMIT_MS = 10_000;
/** Exit code of configure-port when another program has locked the port; it prints which. */
const EXIT_PORT_IN_USE = 4;
/** And when no speed was answered. */
const EXIT_NO_ANSWER = 5;
/** More of its last words nobody reads. */
const SAID_LIMIT = 2_000;
/** Long enough for every speed in every round, with a slow start of the child. */
const DETECT_LIMIT_MS = 60_000;
/** Children that set up a port at once: a hundred at the start of a farm would starve the machines that print. */
const CONFIGURES_AT_ONCE = 4;
/** Between two attempts to write to a port whose buffer is full. */
const FULL_WAIT_MS = 5;

/** One speed, or several of which the one is taken at which `hello` gets a legible answer. */
export interface Speeds {
  readonly bauds: readonly number[];
  readonly hello: string | null;
}

/**
 * Opens a tty and sets it up: raw, at its speed, no modem line dropped at close. The descriptor here is the first and stays:
 * it keeps DTR up, so that the child's open and close are not seen by the board. With `reset`, DTR is let fall once,
 * which resets most boards; an opening by itself does so only when the line was down. Rejects with a reason for people.
 */
export async function openTty(path: string, { bauds, hello }: Speeds, reset: boolean): Promise<OpenPort> {
  const descriptor = open(path, path);
  try {
    const [first = 0] = bauds;
    await inTurn(() => configure(descriptor, [path, String(first), ...(reset ? ['reset'] : [])]));
    // Not in turn: it waits for a printer, mostly, and nobody shall wait for that one.
    const found =
      hello === null
        ? first
        : Number(await configure(descriptor, [path, bauds.join(), 'detect', hello], DETECT_LIMIT_MS));
    return ttyPort(descriptor, found);
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/**
 * Opens the tty that process `pid` holds as descriptor `number` a second time, touching neither its settings nor its
 * modem lines (PR3). The lock went with the guardian that had it, and is taken again. Throws when that is no tty.
 */
export function openTtyOf(pid: number, number: number): OpenPort {
  const path = `/proc/${pid}/fd/${number}`;
  if (!statSync(path).isCharacterDevice()) throw new Error(`descriptor ${number} of process ${pid} is no tty`);
  const descriptor = open(path, `the port of process ${pid}`);
  lockAgain(descriptor);
  return ttyPort(descriptor, null);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'is not there (unplugged, or switched off)',
  ENXIO: 'is not there any more',
  ENODEV: 'is not there any more',
  EIO: 'is not there any more',
  EACCES: 'may not be opened by this user; add the user to the group of the device (often dialout) and log in again',
  EPERM: 'may not be opened by this user',
  EBUSY: 'is used by another program; end that program',
};

function open(path: string, name: string): number {
  let descriptor: number;
  try {
    descriptor = openSync(path, FLAGS);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    throw new Error(`${name} ${REASONS[code] ?? `cannot be opened (${code})`}`, { cause: error });
  }
  if (fstatSync(descriptor).isCharacterDevice() && isatty(descriptor)) return descriptor;
  closeSync(descriptor);
  throw new Error(`${name} is no serial port`);
}

function ttyPort(descriptor: number, baud: number | null): OpenPort {
  let isOpen = true;
  const writeSome = (bytes: Uint8Array, from: number): number | 'gone' => {
    if (!isOpen) return 'gone';
    try {
      return from + writeSync(descriptor, bytes, from);
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EAGAIN' ? from : 'gone';
    }
  };
  const write = async (bytes: Uint8Array): Promise<PortWrite> => {
    const deadline = performance.now() + WRITE_LIMIT_MS;
    let done = 0;
    for (;;) {
      const next = writeSome(bytes, done);
      if (next === 'gone') return 'port-closed';
      done = next;
      if (done >= bytes.length) return 'written';
      if (performance.now() > deadline) return 'port-stalled';
      await new Promise((resolve) => setTimeout(resolve, FULL_WAIT_MS));
    }
  };
  return {
    stdio: descriptor,
    baud,
    write,
    [Symbol.dispose]() {
      if (isOpen) closeSync(descriptor);
      isOpen = false;
    },
  };
}

let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<T>(task: () => Promise<T>): Promise<T> {
  if (running >= CONFIGURES_AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  else running++;
  try {
    return await task();
  } finally {
    const next = waiting.shift();
    if (next === undefined) running--;
    else next();
  }
}

/**
 * Runs configure-port in a process of its own: native code that falls takes nothing with it. It inherits the descriptor, and
 * what it locks stays locked for as long as we have it. A machine has no part in it: Node opens a tty that it reads anew.
 * Resolves with what it printed.
 */
function configure(descriptor: number, args: readonly string[], limitMs = CONFIGURE_LIMIT_MS): Promise<string> {
  const script = fileURLToPath(new URL(`./configure-port${extname(import.meta.url)}`, import.meta.url));
  const [path] = args;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...process.execArgv.filter(isCondition), script, ...args], {
      stdio: ['ignore', 'pipe', 'pipe', descriptor],
      timeout: limitMs,
      killSignal: 'SIGKILL',
    });
    const [printed, said] = [lastWords(child.stdout), lastWords(child.stderr)];
    child.once('error', (error) => reject(new Error(`${path} cannot be set up: ${error.message}`)));
    child.once('close', (code, signal) => {
      const lastLine = said().trim().split('\n').at(-1) ?? '';
      if (code === 0) resolve(printed());
      else if (code === EXIT_PORT_IN_USE) {
        reject(new Error(`${path} is used by another program${lastLine && ` (${lastLine})`}; end that program`));
      } else if (code === EXIT_NO_ANSWER)
        reject(new Error(`${path} is open, and nobody answers at any speed (is it switched on?)`));
      else reject(new Error(`${path} cannot be set up: ${lastLine || (signal ?? `exit code ${code}`)}`));
    });
  });
}

function lastWords(stream: Readable | null): () => string {
  let said = '';
  stream?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-SAID_LIMIT);
  });
  return () => said;
}

/** Best effort: a program that took it in the meantime keeps it, for the printer prints on. */
function lockAgain(descriptor: number): void {
  const child = spawn('flock', ['-nx', '3'], { stdio: ['ignore', 'ignore', 'ignore', descriptor] });
  child.unref();
  child.once('error', () => {});
}

/** Of this process's own flags only those that decide where modules are found; never `--test` and its like. */
const isCondition = (flag: string): boolean => flag.startsWith('--conditions');
