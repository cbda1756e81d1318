import type { Stutter } from '#model/stutter';
import { type Pace, isSetting } from './motion.ts';

/**
 * Whether the printer's planner runs dry: blocks are taken to run back to back, each for as long as the model of motion says, from the
 * moment at which its `ok` shows that it is queued. The model knows no acceleration, so that it believes a planner dry too early; a
 * printer that tells how many places are free (`P` of ADVANCED_OK) is believed instead, and the model only tells for how long. PURE.
 */
export interface PlannerWatch {
  /** How long each of the last blocks takes by the model, by its place among all modulo their count. */
  readonly blocks: number[];
  /** Blocks whose lines were sent, and those of them that are known to be queued. */
  sent: number;
  queued: number;
  /** When the last block that is queued ends, by the model. */
  endsAt: number;
  /** Moves follow each other: a standstill before the next one is not meant. */
  flowing: boolean;
  /** When the last move was acknowledged: no standstill began before. */
  queuedAt: number;
  /** Free places of an idle planner, as the printer has shown; null as long as it has not. */
  size: number | null;
  /** The same, as a move shows that was held up by a long one before it. */
  guess: number | null;
  sizeHint: number;
  sizeTimes: number;
  /** Times that it ran dry between two moves, and for how long in all. */
  underruns: number;
  standstillMs: number;
  /** Those that the printer has counted itself; null as long as it has told none. */
  counted: number | null;
}

/** More than any planner holds. */
const REMEMBERED_BLOCKS = 128;

export const newPlannerWatch = (): PlannerWatch => ({
  blocks: Array.from({ length: REMEMBERED_BLOCKS }, () => 0),
  sent: 0,
  queued: 0,
  endsAt: 0,
  flowing: false,
  queuedAt: 0,
  size: null,
  guess: null,
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
    if (!isSetting(line.pace)) w.flowing = false;
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
  w.queued += 1;
  w.queuedAt = at;
  w.endsAt = Math.max(at, w.endsAt) + line.ms;
}

/** A process before this one has filled the planner, which is dry at `endsAt` by its model. */
export function adoptPlanner(w: PlannerWatch, endsAt: number): void {
  w.flowing = true;
  w.endsAt = endsAt;
  w.queuedAt = Number.NEGATIVE_INFINITY;
}

/** The same for a line whose `ok` never came: when it was queued nobody knows, so that no standstill is taken from it. */
export function queuedUnseen(w: PlannerWatch, line: { readonly pace: Pace; readonly ms: number }): void {
  if (line.pace !== 'move') {
    if (!isSetting(line.pace)) w.flowing = false;
    return;
  }
  if (line.ms <= 0) return;
  w.flowing = true;
  w.queued += 1;
  w.endsAt += line.ms;
}

/** A move goes out for the first time. */
export function sendBlock(w: PlannerWatch, ms: number): void {
  if (ms <= 0) return;
  w.blocks[w.sent % REMEMBERED_BLOCKS] = ms;
  w.sent += 1;
}

/** What a planner may hold whose printer tells nothing of it: Marlin's sizes, of 8 to 64 blocks. */
const PLANNER_SIZES = [7, 15, 31, 63] as const;
/** Blocks beside the one that leaves the planner, since lines without a length and rings are not the same to all firmwares. */
const BESIDE = [-1, 0, 1, 2] as const;
/** Ramps make a move longer than the model says. */
const SLOWER = 1.25;

/**
 * How long the next move on its way may wait for its place in the planner, at most: since the `ok` before it that is one block alone,
 * the one as many places ahead as the planner holds. A planner that is not full makes it wait not at all.
 */
export function waitsForPlace(w: PlannerWatch): number {
  const size = w.size ?? w.guess;
  if (size !== null) return longestAt(w, size) * SLOWER;
  let longest = 0;
  for (const each of PLANNER_SIZES) longest = Math.max(longest, longestAt(w, each));
  return longest * SLOWER;
}

/** The block that leaves a planner of this size before the next one finds its place. */
function longestAt(w: PlannerWatch, size: number): number {
  let longest = 0;
  for (const beside of BESIDE) {
    const place = w.queued - size - beside;
    if (place < 0 || place <= w.sent - REMEMBERED_BLOCKS) continue;
    longest = Math.max(longest, w.blocks[place % REMEMBERED_BLOCKS] ?? 0);
  }
  return longest;
}

/** So long is no wire and no turn of a processor. */
const HELD_MS = 300;

/** The next move was held up for so long: by the block that had to end for it, which shows how many the planner holds. */
export function guessPlanner(w: PlannerWatch, heldMs: number): void {
  if (heldMs < HELD_MS || w.size !== null) return;
  const fitting = PLANNER_SIZES.filter((size) => longestAt(w, size) >= heldMs / 2);
  if (fitting.length === 1) w.guess = fitting[0] ?? null;
}
