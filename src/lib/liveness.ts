/** How long each side of a connection waits (WI5). Milliseconds; Infinity: something else watches over it, and it neither beats nor dies of silence. */
export interface LinkTimes {
  readonly heartbeatMs: number;
  /** Silence after which the other side is taken for dead: only this notices a half-open connection. */
  readonly deadMs: number;
  /** From the open connection to the end of the handshake. */
  readonly handshakeMs: number;
}

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

/** Beats fall on a grid of so many steps between two of them, so that a process of many links wakes for a quarter of them at once. */
const BEAT_STEPS = 4;
/** A timer may ring this early: the beat goes then, rather than with one more wake. */
const EARLY_MS = 2;

/** After `heartbeatMs`, or up to a step sooner; never later. */
function nextBeat(now: number, { heartbeatMs }: LinkTimes): number {
  if (heartbeatMs === Infinity) return Infinity;
  const stepMs = heartbeatMs / BEAT_STEPS;
  return Math.floor((now + heartbeatMs) / stepMs) * stepMs;
}

/** Before the handshake: bytes do not prolong it, or a stranger could hold a link open for ever. */
export const shakingHands = (now: number, times: LinkTimes): Liveness => ({
  deadAt: now + times.handshakeMs,
  beatAt: Infinity,
});

export const alive = (now: number, times: LinkTimes): Liveness => ({
  deadAt: now + times.deadMs,
  beatAt: nextBeat(now, times),
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
  const beat = now >= liveness.beatAt - EARLY_MS;
  const beatAt = beat ? nextBeat(Math.max(now, liveness.beatAt), times) : liveness.beatAt;
  return { kind: 'alive', beat, liveness: { deadAt, beatAt } };
}
