import type { Busy, Wait } from './board.ts';
import type { Planner } from './planner.ts';

/** When what is waited for may have come. */
export function wakeOf(pending: Wait, planner: Planner): number {
  switch (pending.kind) {
    case 'until':
    case 'user':
      return pending.atMs;
    case 'room':
      return planner.nextEndMs();
    case 'still':
      return planner.stillMs();
    case 'heat':
      return pending.readyMs;
  }
}

/** What is said meanwhile; a move that waits for room in the planner says nothing. */
export const busyOf = (wait: Wait): Busy => (wait.kind === 'room' ? null : wait.busy);
