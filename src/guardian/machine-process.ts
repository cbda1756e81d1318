import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { OpenPort } from './open-port.ts';
import { type HandedPort, portEnvironment } from './handed-port.ts';
import type { MachineWish } from './protocol.ts';

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

/** What machines print beside their journal, mostly their last words; the older half is kept as `machine.log.1`. */
const LOG_LIMIT_BYTES = 4 * 1024 * 1024;

/** The process that bears `pid` now, or null when there is none. */
export function processIdentity(pid: number): ProcessIdentity | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name stands in brackets and may hold anything; the start time is the 20th field behind it.
    const startedTicks = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
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
  const { entry } = wish;
  const output = openLog(wish.journalFolder);
  try {
    const child = spawn(process.execPath, [...entry.execArgv, entry.script, ...entry.argv], {
      cwd: '/',
      detached: true,
      env: {
        ...process.env,
        ...entry.env,
        CROFT_RUNTIME: folders.runtimeFolder,
        CROFT_DATA: folders.dataFolder,
        CROFT_JOURNAL_FOLDER: wish.journalFolder,
        ...portEnvironment(port),
        ...more,
      },
      stdio: ['ignore', output ?? 'ignore', output ?? 'ignore', port.stdio ?? 'ignore'],
    });
    child.unref();
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

function openLog(folder: string): number | null {
  const path = join(folder, 'machine.log');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > LOG_LIMIT_BYTES) renameSync(path, `${path}.1`);
    return openSync(path, 'a', 0o600);
  } catch {
    // A full or read-only disk: the machine itself says so better than we could.
    return null;
  }
}
