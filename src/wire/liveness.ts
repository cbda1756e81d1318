import type { LinkTimes } from './limits.ts';

/**
 * Who is still there (WI5). Only heartbeats notice a half-open connection. Times are the clock's monotonic milliseconds.
 */
export interface Liveness {
  /** When the other side is taken for dead, or the handshake for failed. */
  readonly deadAt: number;
  /** When our next heartbeat is due; Infinity before the handshake. */
  readonly beatAt: number;
}

/** A wake that comes this late means that this process itself stood still (stopped, starved): it says nothing of the other. */
const LATE_MS = 500;
/** Then what the other side sent meanwhile gets this long to be read. */
const GRACE_MS = 1_000;

/** Before the handshake: bytes do not prolong it, or a stranger could hold a link open for ever. */
export const shakingHands = (now: number, times: LinkTimes): Liveness => ({
  deadAt: now + times.handshakeMs,
  beatAt: Infinity,
});

export const alive = (now: number, times: LinkTimes): Liveness => ({
  deadAt: now + times.deadMs,
  beatAt: now + times.heartbeatMs,
});

/** Any bytes count, also those of a frame that is not whole: a large piece of a file may take longer than `deadMs`. */
export const heard = (liveness: Liveness, now: number, times: LinkTimes): Liveness =>
  liveness.beatAt === Infinity ? liveness : { ...liveness, deadAt: now + times.deadMs };

export type Wake =
  | { readonly kind: 'dead' }
  | { readonly kind: 'alive'; readonly liveness: Liveness; readonly beat: boolean };

/** What a look at the clock means. */
export function wake(liveness: Liveness, now: number, times: LinkTimes): Wake {
  const due = Math.min(liveness.deadAt, liveness.beatAt);
  const sleptHere = now - due > LATE_MS;
  if (now >= liveness.deadAt && !sleptHere) return { kind: 'dead' };
  const deadAt = sleptHere ? Math.max(liveness.deadAt, now + GRACE_MS) : liveness.deadAt;
  const beat = now >= liveness.beatAt;
  return { kind: 'alive', beat, liveness: { deadAt, beatAt: beat ? now + times.heartbeatMs : liveness.beatAt } };
}
