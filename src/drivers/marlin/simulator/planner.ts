/** A straight stretch of motion, in mm. */
export interface Stretch {
  readonly dx: number;
  readonly dy: number;
  readonly dz: number;
  readonly de: number;
}

/** What the planner went through since the last reset. */
export interface PlannerCounts {
  readonly blocks: number;
  /** Times the planner ran dry between two moves. */
  readonly underruns: number;
  /** How long the head stood still for want of moves, ms. */
  readonly standstillMs: number;
}

/** The queue of moves between the commands and the motors. */
export interface Planner {
  readonly counts: PlannerCounts;
  /** `moves_free` of Marlin: one less than the blocks when idle. */
  free(nowMs: number): number;
  hasRoom(nowMs: number): boolean;
  /** When the next block ends, which frees its place; Infinity when nothing moves. */
  nextEndMs(): number;
  /** When the last block ends; Infinity when nothing moves. */
  stillMs(): number;
  /** The end of the last motion ever, whether over or still to come. */
  readonly lastMotionMs: number;
  isStill(nowMs: number): boolean;
  /** Lets blocks begin and end up to now, reporting each that begins. */
  settle(nowMs: number): void;
  /** Queues a block behind the others; the caller made sure of the room. Answers how long the head had stood still for want of it, ms. */
  add(nowMs: number, durationMs: number, dx: number, dy: number, dz: number, de: number): number;
  /** The next standstill is meant (a wait, a dwell, a homing), not an underrun. */
  expectStandstill(): void;
  /** `quickstop`: drops all motion that is not done; answers what of it is missing and how many blocks it was. */
  drop(nowMs: number): Stretch & { readonly blocks: number };
  /** How much of the queued motion is not done yet. */
  remaining(nowMs: number): Stretch;
}

/**
 * Blocks run back to back at constant speed, without Marlin's ramps and without the 100 ms that it waits for more moves
 * after a standstill: so a standstill counted here is only what the host caused.
 *
 * @param begun called once for each block that begins, with its time and motion
 */
export function createPlanner(
  blocks: number,
  begun: (atMs: number, dx: number, dy: number, de: number) => void,
): Planner {
  const capacity = blocks - 1;
  const starts = new Float64Array(blocks);
  const ends = new Float64Array(blocks);
  const motion = new Float64Array(blocks * 4);
  let head = 0;
  let count = 0;
  /** Of the `count` blocks, how many have begun. */
  let running = 0;
  let lastEndMs = Number.NEGATIVE_INFINITY;
  let flowing = false;
  let total = 0;
  let underruns = 0;
  let standstillMs = 0;

  const at = (offset: number): number => (head + offset) % blocks;
  const part = (index: number, axis: number): number => motion[index * 4 + axis] ?? 0;

  function settle(nowMs: number): void {
    while (running < count) {
      const index = at(running);
      const start = starts[index] ?? 0;
      if (start > nowMs) break;
      running++;
      begun(start, part(index, 0), part(index, 1), part(index, 3));
    }
    while (count > 0 && (ends[head] ?? 0) <= nowMs) {
      head = at(1);
      count--;
      running--;
    }
  }

  function remaining(nowMs: number): Stretch {
    settle(nowMs);
    const sum = [0, 0, 0, 0];
    for (let i = 0; i < count; i++) {
      const index = at(i);
      const start = starts[index] ?? 0;
      const end = ends[index] ?? 0;
      const left = i < running && end > start ? (end - nowMs) / (end - start) : 1;
      for (let axis = 0; axis < 4; axis++) sum[axis] = (sum[axis] ?? 0) + part(index, axis) * left;
    }
    const [dx = 0, dy = 0, dz = 0, de = 0] = sum;
    return { dx, dy, dz, de };
  }

  return {
    get counts() {
      return { blocks: total, underruns, standstillMs };
    },
    free(nowMs) {
      settle(nowMs);
      return capacity - count;
    },
    hasRoom(nowMs) {
      if (count < capacity) return true;
      settle(nowMs);
      return count < capacity;
    },
    nextEndMs: () => (count === 0 ? Number.POSITIVE_INFINITY : (ends[head] ?? 0)),
    stillMs: () => (count === 0 ? Number.POSITIVE_INFINITY : lastEndMs),
    get lastMotionMs() {
      return lastEndMs;
    },
    isStill(nowMs) {
      settle(nowMs);
      return count === 0;
    },
    settle,
    add(nowMs, durationMs, dx, dy, dz, de) {
      settle(nowMs);
      const gapMs = flowing && durationMs > 0 ? Math.max(0, nowMs - lastEndMs) : 0;
      if (gapMs > 0) {
        underruns++;
        standstillMs += gapMs;
      }
      flowing = true;
      total++;
      const index = at(count++);
      const start = Math.max(nowMs, lastEndMs);
      lastEndMs = start + durationMs;
      starts[index] = start;
      ends[index] = lastEndMs;
      motion[index * 4] = dx;
      motion[index * 4 + 1] = dy;
      motion[index * 4 + 2] = dz;
      motion[index * 4 + 3] = de;
      settle(nowMs);
      return gapMs;
    },
    expectStandstill() {
      flowing = false;
    },
    drop(nowMs) {
      const left = remaining(nowMs);
      const dropped = count;
      count = 0;
      running = 0;
      if (lastEndMs > nowMs) lastEndMs = nowMs;
      flowing = false;
      return { ...left, blocks: dropped };
    },
    remaining,
  };
}
