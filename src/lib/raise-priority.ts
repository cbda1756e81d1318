import { writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';

/** Ahead of a server, a slicer or a backup on the same host, behind what keeps the host alive. */
const AHEAD = -10;
/** Linux shares processors between sessions first (`sched_autogroup_enabled`): there a priority counts only within one. */
const AUTOGROUP = '/proc/self/autogroup';

/**
 * Asks the host to run this process, which leads a session of its own, before others: a line that comes late stands in the print as a
 * blob, and a stop that comes late breaks something. It needs little, so it takes little away. Answers false where the host does
 * not permit it (most users may not): then the process runs like any other.
 */
export function raisePriority(): boolean {
  try {
    setPriority(0, AHEAD);
  } catch {
    return false;
  }
  try {
    writeFileSync(AUTOGROUP, String(AHEAD));
  } catch {
    // Another system, or one without groups: the priority alone counts.
  }
  return true;
}
