import type { MachineEntry } from '#guardian/protocol';

/** How a machine process is started: this very program, with `machine` and what follows. */
export interface MachineProgram {
  readonly execArgv: readonly string[];
  readonly script: string;
}

export function machineEntry(
  program: MachineProgram,
  printer: string,
  { data, runtime }: { readonly data: string; readonly runtime: string },
): MachineEntry {
  return {
    script: program.script,
    // A machine makes little garbage and does one thing at a time: a small nursery and one helper thread keep a hundred of them
    // affordable (quality.md §8).
    execArgv: [...program.execArgv, '--max-semi-space-size=1', '--v8-pool-size=1'],
    argv: ['machine', '--printer', printer, '--data', data, '--runtime', runtime],
    // For each thread glibc keeps memory of its own otherwise; nothing here waits for another thread's. And it keeps what it once
    // had: after the pieces of a file that is fetched, tens of megabytes.
    env: { MALLOC_ARENA_MAX: '1', MALLOC_MMAP_THRESHOLD_: '65536', MALLOC_TRIM_THRESHOLD_: '65536' },
  };
}
