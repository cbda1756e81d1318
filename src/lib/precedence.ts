import { readFileSync, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';

/** How much sooner than others a process of ours gets its turn on a busy host. */
export interface Precedence {
  /** As `nice` counts. */
  readonly nice: number;
  /** Whether the process leads a session of its own, which then goes first as a whole. */
  readonly leadsSession: boolean;
}

/**
 * Guardian and machines come first: an emergency stop and a printer's next line wait for nobody, and both need little. The server comes
 * before what else runs on the host; its session may be a person's terminal, and is left alone.
 */
export const PRECEDENCE = {
  guardianAndMachines: { nice: -10, leadsSession: true },
  combinator: { nice: -5, leadsSession: false },
} as const satisfies Readonly<Record<string, Precedence>>;

/**
 * Asks the host for it, for this process and what it starts from now on. Only root, CAP_SYS_NICE or a limit of the user allow it;
 * without, everything works, only later on a busy host. Returns whether it was granted.
 */
export function takePrecedence(precedence: Precedence): boolean {
  return givePrecedence(process.pid, precedence);
}

/**
 * The same for a process that was started a moment ago. It leads a session that is new, and with which Linux lets it wait like everybody
 * else: until it could ask by itself, a busy host takes seconds for the start of Node alone.
 */
export function givePrecedence(pid: number, { nice, leadsSession }: Precedence): boolean {
  try {
    setPriority(pid, nice);
  } catch {
    return false;
  }
  if (leadsSession) {
    try {
      // Linux shares processors between sessions first (`sched_autogroup_enabled`): there `nice` counts only within one.
      if (isSessionLeader(pid)) writeFileSync(`/proc/${pid}/autogroup`, String(nice));
    } catch {
      // Another system, or one without groups: the process alone counts.
    }
  }
  return true;
}

/** Begun by hand, or by a test, it stands in the session of a terminal, whose other programs are none of ours. */
function isSessionLeader(pid: number): boolean {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  // The name stands in brackets and may hold anything; the session is the fourth field behind it.
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[3]) === pid;
}
