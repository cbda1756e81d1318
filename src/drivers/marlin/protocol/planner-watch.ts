import type { Stutter } from '#model/stutter';
import type { Pace } from './motion.ts';

/**
 * Whether the printer's planner runs dry: blocks are taken to run back to back, each for as long as the model of motion says, from the
 * moment at which its `ok` shows that it is queued. The model knows no acceleration, so that it believes a planner dry too early; a
 * printer that tells how many places are free (`P` of ADVANCED_OK) is believed instead, and the model only tells for how long. PURE.
 */
export interface PlannerWatch {
  /** When the last block that is queued ends, by the model. */
  endsAt: number;
  /** Moves follow each other: a standstill before the next one is not meant. */
  flowing: boolean;
  /** When the last move was acknowledged: no standstill began before. */
  queuedAt: number;
  /** Free places of an idle planner, as the printer has shown; null as long as it has not. */
  size: number | null;
  sizeHint: number;
  sizeTimes: number;
  /** Times that it ran dry between two moves, and for how long in all. */
  underruns: number;
  standstillMs: number;
  /** Those that the printer has counted itself; null as long as it has told none. */
  counted: number | null;
}

export const newPlannerWatch = (): PlannerWatch => ({
  endsAt: 0,
  flowing: false,
  queuedAt: 0,
  size: null,
  sizeHint: 0,
  sizeTimes: 0,
  underruns: 0,
  standstillMs: 0,
  counted: null,
});

export const stutterOf = ({ underruns, standstillMs, counted, size }: PlannerWatch): Stutter => ({
  underruns: counted ?? underruns,
  standstillMs,
  seenBy: counted !== null ? 'printer' : size !== null ? 'places' : 'model',
});

/** A size is believed when it was told this often: a reply may be garbled. */
const BELIEVED_AFTER = 3;

/** How many places are free at most: one less than a power of two (Marlin's BLOCK_BUFFER_SIZE), of which a printer at work tells parts. */
export function learnPlanner(w: PlannerWatch, free: number): void {
  if (free <= (w.size ?? 0)) return;
  const size = 2 ** Math.ceil(Math.log2(free + 1)) - 1;
  w.sizeTimes = size === w.sizeHint ? w.sizeTimes + 1 : 1;
  w.sizeHint = size;
  if (w.sizeTimes >= BELIEVED_AFTER) w.size = size;
}

/** A line is acknowledged at `at`. `free`: the places that the `ok` tells of; null where it tells none. */
export function watchPlanner(
  w: PlannerWatch,
  line: { readonly pace: Pace; readonly ms: number },
  at: number,
  free: number | null,
): void {
  if (line.pace !== 'move') {
    // A wait, a dwell, a homing, a heat-up: the planner is empty, and that is meant.
    if (line.pace !== 'other') w.flowing = false;
    return;
  }
  if (line.ms <= 0) return;
  if (w.flowing) {
    // Its own place is taken already.
    const saysDry = free === null || w.size === null ? null : free >= w.size - 1;
    const dryMs = Math.min(at - w.endsAt, at - w.queuedAt);
    if (saysDry ?? dryMs > 0) {
      w.underruns += 1;
      w.standstillMs += Math.max(0, dryMs);
    }
    // Blocks take longer than the model says: what is queued has not ended yet.
    if (saysDry === false && w.endsAt < at) w.endsAt = at;
  }
  w.flowing = true;
  w.queuedAt = at;
  w.endsAt = Math.max(at, w.endsAt) + line.ms;
}

/** The same for a line whose `ok` never came: when it was queued nobody knows, so that no standstill is taken from it. */
export function queuedUnseen(w: PlannerWatch, line: { readonly pace: Pace; readonly ms: number }): void {
  if (line.pace !== 'move') {
    if (line.pace !== 'other') w.flowing = false;
    return;
  }
  w.flowing = true;
  w.endsAt += line.ms;
}
