import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { socketPath } from '#lib/folders';
import { givePrecedence, PRECEDENCE } from '#lib/precedence';
import { defineErrors, errorEntry } from '#lib/user-error';
import { guardianFolder } from './find-runtime-folder.ts';
import { EXIT_GUARDIAN_RUNS_ALREADY, GUARDIAN_SOCKET } from './protocol.ts';

export interface GuardianFolders {
  /** Existing, 0700, see lib/folders.ts. */
  readonly runtimeFolder: string;
  readonly dataFolder: string;
}

const errors = defineErrors({
  doesNotStart: errorEntry<{ reason: string; log: string }>({
    code: 'guardian-does-not-start',
    cause: ({ reason }) => `The guardian, which holds the ports and starts the machines, does not start: ${reason}.`,
    remedy: ({ log }) => `Read the end of ${log}; it says why.`,
  }),
  elsewhere: errorEntry<{ found: string; wished: string }>({
    code: 'guardian-elsewhere',
    cause: ({ found, wished }) => `The guardian of this data folder has its sockets in ${found}, and not in ${wished}.`,
    remedy:
      'Start again: the folder of the guardian at work is found by itself. A program with --runtime must name it.',
  }),
});

/** A guardian that does not answer by then will not. */
const START_LIMIT_MS = 15_000;
/** A process that ends waits no longer than this for the guardian that it has started. */
const LEAVING_LIMIT_MS = 3_000;
const POLL_MS = 20;
/** The guardian's own log; the older half is kept as `guardian.log.1`. */
const LOG_LIMIT_BYTES = 4 * 1024 * 1024;

/**
 * Sees to it that a guardian answers in this runtime folder: starts one, detached from us, when there is none.
 * Callers that race start several, and the lock of the data folder leaves one.
 * Errors: `guardian-does-not-start`, `guardian-elsewhere`.
 */
export async function ensureGuardian(folders: GuardianFolders, signal?: AbortSignal): Promise<void> {
  const deadline = performance.now() + START_LIMIT_MS;
  let started: Started | null = null;
  let patience = Number.POSITIVE_INFINITY;
  while (!(await answers(folders.runtimeFolder))) {
    if (signal?.aborted === true) patience = Math.min(patience, performance.now() + LEAVING_LIMIT_MS);
    // Who has started one sees it at work before leaving: `croft down` must find whatever runs.
    if (started === null || started.end !== null || performance.now() > patience) signal?.throwIfAborted();
    const log = join(folders.dataFolder, 'guardian.log');
    if (started !== null && started.end !== null && started.end !== String(EXIT_GUARDIAN_RUNS_ALREADY)) {
      throw errors.doesNotStart({ reason: `${lastLine(log)} (${started.end})`, log });
    }
    const found = await guardianFolder(folders.dataFolder);
    if (found !== null && found !== folders.runtimeFolder) {
      throw errors.elsewhere({ found, wished: folders.runtimeFolder });
    }
    if (performance.now() > deadline) throw errors.doesNotStart({ reason: 'it does not answer in time', log });
    // One that holds the lock is coming or going: whoever is started meanwhile only takes time from it. Should it have died, the next is ours.
    if (found === null && (started === null || started.end !== null)) started = await start(folders, log);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

interface Started {
  /** Exit code or signal; null while it runs. */
  end: string | null;
}

async function start({ runtimeFolder, dataFolder }: GuardianFolders, log: string): Promise<Started> {
  // Machines, which seldom find no guardian, do without it.
  const { spawn } = await import('node:child_process');
  const script = fileURLToPath(new URL(`./guardian-process${extname(import.meta.url)}`, import.meta.url));
  if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) > LOG_LIMIT_BYTES) renameSync(log, `${log}.1`);
  const output = openSync(log, 'a', 0o600);
  const started: Started = { end: null };
  try {
    const flags = process.execArgv.filter((flag) => flag.startsWith('--conditions'));
    const child = spawn(
      process.execPath,
      [...flags, '--max-semi-space-size=1', script, '--runtime', runtimeFolder, '--data', dataFolder],
      // Not in our folder and not in our process group: it outlives us, and a Ctrl-C is not meant for it.
      { cwd: '/', detached: true, stdio: ['ignore', output, output] },
    );
    child.unref();
    // A printer may have been hot and without anybody since the last one died.
    if (child.pid !== undefined) givePrecedence(child.pid, PRECEDENCE.guardianAndMachines);
    child.once('error', (error) => {
      started.end = error.message;
    });
    child.once('exit', (code, signal) => {
      started.end = signal ?? String(code);
    });
  } finally {
    closeSync(output);
  }
  return started;
}

/** Whether somebody accepts connections on the guardian's socket. */
function answers(runtimeFolder: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path: socketPath(runtimeFolder, GUARDIAN_SOCKET) });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function lastLine(log: string): string {
  try {
    return readFileSync(log, 'utf8').trim().split('\n').at(-1)?.slice(0, 300) ?? '';
  } catch {
    return 'it left no word';
  }
}
