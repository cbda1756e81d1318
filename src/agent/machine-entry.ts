import type { MachineEntry, ShardWish } from '#guardian/protocol';

/** How a machine process is started: this very program, with `machine` and what follows. */
export interface MachineProgram {
  readonly execArgv: readonly string[];
  readonly script: string;
}

interface Folders {
  readonly data: string;
  readonly runtime: string;
}

/** So many network printers share a process, where nobody says otherwise (PR5a). */
export const PRINTERS_PER_PROCESS = 32;

// For each thread glibc keeps memory of its own otherwise; nothing here waits for another thread's. And it keeps what it once
// had: after the pieces of a file that is fetched, tens of megabytes.
const ENVIRONMENT = { MALLOC_ARENA_MAX: '1', MALLOC_MMAP_THRESHOLD_: '65536', MALLOC_TRIM_THRESHOLD_: '65536' };

export function machineEntry(program: MachineProgram, printer: string, { data, runtime }: Folders): MachineEntry {
  return {
    script: program.script,
    // A machine makes little garbage and does one thing at a time: a small nursery and one helper thread keep a hundred of them
    // affordable (quality.md §8).
    execArgv: [...program.execArgv, '--max-semi-space-size=1', '--v8-pool-size=1'],
    argv: ['machine', '--printer', printer, '--data', data, '--runtime', runtime],
    env: ENVIRONMENT,
  };
}

/** How a process of several machines is started; machines of another `label` have another. */
export function shardWish(
  program: MachineProgram,
  { data, runtime }: Folders,
  { size, label }: { readonly size: number; readonly label: string },
): ShardWish {
  const execArgv = [...program.execArgv, '--max-semi-space-size=2', '--v8-pool-size=1'];
  const argv = ['shard', '--data', data, '--runtime', runtime];
  return { entry: { script: program.script, execArgv, argv, env: ENVIRONMENT }, size, label };
}
