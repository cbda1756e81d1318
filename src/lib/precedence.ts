import { setPriority } from 'node:os';

/**
 * How much sooner than others a process of ours gets its turn on a busy host, as `nice` counts. Guardian and machines come first:
 * an emergency stop and a printer's next line wait for nobody; the server comes before what else runs there.
 */
export const PRECEDENCE = { guardianAndMachines: -10, combinator: -5 } as const;

/**
 * Asks the host for it, for this process and what it starts from now on. Only root, CAP_SYS_NICE or a limit of the user allow it;
 * without, everything works, only later on a busy host. Returns whether it was granted.
 */
export function takePrecedence(nice: number): boolean {
  try {
    setPriority(nice);
    return true;
  } catch {
    return false;
  }
}
