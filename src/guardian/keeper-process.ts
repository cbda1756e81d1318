import type { Chance } from '#lib/chance';
import type { Clock } from '#lib/clock';
import type { LockWatch } from '#lib/lock';
import type { Log } from '#lib/log-types';
import type { MachineFolders, MachineProcess } from './machine-process.ts';
import type { PortWatch } from './port-watch.ts';
import type { MachineState, Push, Registration } from './protocol.ts';
import type { Shards } from './shards.ts';

export interface KeeperSurroundings<Keeper> {
  readonly clock: Clock;
  readonly chance: Chance;
  readonly log: Log;
  readonly folders: MachineFolders;
  readonly ports: PortWatch;
  readonly shards: Shards;
  /** After each change of state or memory. */
  readonly onChange: (keeper: Keeper) => void;
}

/** The machine's end of its registration. */
export type MachineChannel = (push: Push) => void;

/** Why we end a process ourselves; such an end is no failure of the machine, but for `hung`. */
export type EndReason = 'restart' | 'port' | 'hand-over' | 'remove' | 'hung';

export interface Running {
  readonly kind: 'running';
  readonly process: MachineProcess;
  /** Session on its descriptor 3. */
  readonly portSession: string | null;
  readonly since: number;
  readonly startedAt: number;
  /** Its lock, for an adopted one. */
  readonly watch: LockWatch | null;
  registration: Registration | null;
  channel: MachineChannel | null;
  /** On the monotonic clock. */
  lastHeard: number;
  ending: { readonly reason: EndReason; readonly timer: Disposable } | null;
}

export type Process =
  /** The lock is asked whether somebody runs already. */
  | { readonly kind: 'checking'; readonly since: number }
  /** The first attempt to open the port is under way. */
  | { readonly kind: 'awaiting-port'; readonly since: number; readonly timer: Disposable }
  | Running
  /** Somebody holds the lock who has not registered yet. */
  | {
      readonly kind: 'adopting';
      readonly since: number;
      readonly watch: LockWatch;
      readonly pid: number | null;
      readonly timer: Disposable;
    }
  | { readonly kind: 'waiting'; readonly since: number; readonly timer: Disposable }
  | { readonly kind: 'gone' };

export const NOTHING: Disposable = { [Symbol.dispose]: () => {} };
/** A stronger reason to end replaces a weaker one. */
export const RANK: Readonly<Record<EndReason, number>> = { port: 0, 'hand-over': 1, restart: 2, remove: 3, hung: 4 };

/** How the guardian tells others of it. */
export function stateName(process: Process, crashLooping: boolean): MachineState['state'] {
  if (process.kind === 'running' && process.ending !== null) return 'ending';
  if (process.kind === 'adopting') return 'adopting';
  if (crashLooping) return 'crash-looping';
  if (process.kind === 'running' && process.registration !== null) return 'running';
  return process.kind === 'waiting' ? 'backing-off' : 'starting';
}
