import { spawn } from 'node:child_process';
import { closeSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openAppendLog } from '#lib/append-log';
import { givePrecedence, PRECEDENCE } from '#lib/precedence';
import type { OpenPort } from './open-port.ts';
import { type HandedPort, MAY_SHARE, portEnvironment } from './handed-port.ts';
import type { MachineEntry, MachineWish } from './protocol.ts';
import { STANDBY } from './stand-by.ts';

/** Which process, so that a number that the kernel gave to another one meanwhile is not taken for it. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks between boot and the start of the process, from /proc. */
  readonly startedTicks: number;
}

export interface MachineProcess {
  readonly pid: number;
  readonly identity: ProcessIdentity | null;
  readonly adopted: boolean;
  /** Does nothing when the process is gone. */
  kill(signal: 'SIGTERM' | 'SIGKILL'): void;
}

export interface MachineFolders {
  readonly runtimeFolder: string;
  readonly dataFolder: string;
}

/** The process that bears `pid` now, or null when there is none. */
export function processIdentity(pid: number): ProcessIdentity | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name stands in brackets and may hold anything; the start time is the 20th field behind it.
    const words = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // Dead, and not yet fetched by its parent.
    if (words[0] === 'Z' || words[0] === 'X') return null;
    const startedTicks = Number(words[19]);
    return Number.isFinite(startedTicks) ? { pid, startedTicks } : null;
  } catch {
    return null;
  }
}

/**
 * Starts a machine in a process group of its own, with its port as descriptor 3. It does not die with the guardian.
 * `onEnd` is called once, with the exit code or the signal as a text, also when it could not be started.
 */
export function startMachineProcess(
  wish: MachineWish,
  port: HandedPort & { readonly stdio: OpenPort['stdio'] | null },
  folders: MachineFolders,
  onEnd: (how: string, code: number | null) => void,
  more: Readonly<Record<string, string>> = {},
): MachineProcess {
  const env = { CROFT_JOURNAL_FOLDER: wish.journalFolder, ...portEnvironment(port), ...more };
  return startProcess(wish.entry, folders, env, join(wish.journalFolder, 'machine.log'), port.stdio, onEnd);
}

/** Starts a process of several machines, of which it has none yet; as above otherwise. */
export function startShardProcess(
  entry: MachineEntry,
  name: string,
  folders: MachineFolders,
  onEnd: (how: string, code: number | null) => void,
): MachineProcess {
  return startProcess(entry, folders, {}, join(folders.dataFolder, 'shards', `${name}.log`), null, onEnd);
}

function startProcess(
  entry: MachineEntry,
  folders: MachineFolders,
  env: Readonly<Record<string, string>>,
  logPath: string,
  port: OpenPort['stdio'] | null,
  onEnd: (how: string, code: number | null) => void,
): MachineProcess {
  const output = openAppendLog(logPath);
  try {
    const child = spawn(process.execPath, [...entry.execArgv, entry.script, ...entry.argv], {
      cwd: '/',
      detached: true,
      env: {
        ...process.env,
        // A guardian that was started by a machine has these from it, and they were meant for that one.
        [STANDBY]: undefined,
        [MAY_SHARE]: undefined,
        ...entry.env,
        CROFT_RUNTIME: folders.runtimeFolder,
        CROFT_DATA: folders.dataFolder,
        ...env,
      },
      stdio: ['ignore', output ?? 'ignore', output ?? 'ignore', port ?? 'ignore'],
    });
    child.unref();
    // Not when it is there: its printer may be hot meanwhile.
    if (child.pid !== undefined) givePrecedence(child.pid, PRECEDENCE.guardianAndMachines);
    let ended = false;
    const end = (how: string, code: number | null): void => {
      if (!ended) onEnd(how, code);
      ended = true;
    };
    child.once('error', (error: NodeJS.ErrnoException) => end(`could not be started: ${error.code}`, null));
    child.once('exit', (code, signal) => end(signal ?? `exit code ${code}`, code));
    const pid = child.pid ?? 0;
    return {
      pid,
      identity: pid === 0 ? null : processIdentity(pid),
      adopted: false,
      kill: (signal) => void child.kill(signal),
    };
  } finally {
    if (output !== null) closeSync(output);
  }
}

/** A machine that an earlier guardian started. Its end is told by its lock, not from here. */
export function adoptedProcess(identity: ProcessIdentity): MachineProcess {
  return {
    pid: identity.pid,
    identity,
    adopted: true,
    kill(signal) {
      if (processIdentity(identity.pid)?.startedTicks !== identity.startedTicks) return;
      try {
        process.kill(identity.pid, signal);
      } catch {
        // Gone since the line above.
      }
    },
  };
}
