import type { MachineChannel } from './keeper-process.ts';

/** A connection to the guardian, and who is at its other end. */
export interface Beating {
  readonly channel: MachineChannel;
  /** The printer that it registered for, if it is a machine. */
  readonly printerId: string | null;
  /** The process of that machine, as it says. */
  readonly pid: number | null;
  /** If it is a process of several machines: which. */
  readonly shard: number | null;
}

/**
 * The machines that a heartbeat on this connection is of. Those of one process share its event loop, so its beat is each of theirs, as if
 * it had come on their own connections: one whose own connection is gone has not beaten (MA5, PR5a). Empty: nobody who may say this.
 */
export function beatingMachines<Caller extends Beating>(from: Caller, all: Iterable<Caller>): readonly Caller[] {
  if (from.printerId !== null) return [from];
  if (from.shard === null) return [];
  return [...all].filter(({ printerId, pid }) => printerId !== null && pid === from.shard);
}
