import { word } from './motion.ts';

/** What the lines that were handed out tell of a print's progress. PURE; one small object per change, none for most lines. */
export interface ProgressTrack {
  /** M73 of the file: percent, and minutes that the slicer expects to remain. */
  readonly percent: number | null;
  readonly remainingMinutes: number | null;
  /** When M73 was sent, in the caller's ms. */
  readonly toldAt: number;
  readonly z: number;
  /** Layers so far: heights, each above the last, at which something was extruded. */
  readonly layer: number;
  readonly layerZ: number;
}

export const NO_PROGRESS: ProgressTrack = {
  percent: null,
  remainingMinutes: null,
  toldAt: 0,
  z: 0,
  layer: 0,
  layerZ: Number.NEGATIVE_INFINITY,
};

/** A file line went out. Absolute coordinates are assumed, as slicers write them. */
export function track(before: ProgressTrack, command: string, at: number): ProgressTrack {
  if (command.charCodeAt(0) === 0x4d /* M */ && command.startsWith('M73')) {
    const percent = word(command, 'P');
    const minutes = word(command, 'R');
    if (percent === null || percent < 0 || percent > 100) return before;
    return { ...before, percent, remainingMinutes: minutes ?? before.remainingMinutes, toldAt: at };
  }
  if (!isMove(command)) return before;
  const z = word(command, 'Z') ?? before.z;
  const prints = z > before.layerZ && (word(command, 'E') ?? 0) > 0 && /[XYIJ]/.test(command);
  if (!prints) return z === before.z ? before : { ...before, z };
  return { ...before, z, layer: before.layer + 1, layerZ: z };
}

/** `/^G[0-3][^0-9]/`, for each line of a print. */
function isMove(command: string): boolean {
  const number = command.charCodeAt(1);
  const behind = command.charCodeAt(2);
  return (
    command.charCodeAt(0) === 0x47 &&
    number >= 0x30 &&
    number <= 0x33 &&
    !(behind >= 0x30 && behind <= 0x39) &&
    command.length > 2
  );
}

export interface ProgressFacts {
  /** File lines acknowledged, and in all; null while the file is being surveyed. */
  readonly done: number;
  readonly lines: number | null;
  /** Planned time of what is done and of everything, ms. */
  readonly plannedDoneMs: number | null;
  readonly plannedMs: number | null;
  readonly bytesFraction: number;
  readonly elapsedMs: number;
  readonly at: number;
}

export interface Progress {
  readonly fraction: number;
  readonly remainingSeconds: number | null;
  readonly layer: number | null;
  readonly z: number | null;
}

/** Too early to tell how fast a printer is beside its plan. */
const LEARNT_AFTER_MS = 60_000;

/**
 * The best that is known: the slicer's own M73, for it knows accelerations; else planned time, corrected by how long the done
 * part really took; else lines; else bytes.
 */
export function progressOf(known: ProgressTrack, facts: ProgressFacts): Progress {
  const planned = part(facts.plannedDoneMs, facts.plannedMs);
  const fraction =
    known.percent === null ? (planned ?? part(facts.done, facts.lines) ?? facts.bytesFraction) : known.percent / 100;
  return {
    fraction: Math.min(1, Math.max(0, fraction)),
    remainingSeconds: remaining(known, facts),
    layer: known.layer === 0 ? null : known.layer,
    z: known.layer === 0 ? null : known.z,
  };
}

const part = (done: number | null, all: number | null): number | null =>
  done === null || all === null || all <= 0 ? null : done / all;

function remaining(known: ProgressTrack, facts: ProgressFacts): number | null {
  if (known.remainingMinutes !== null) {
    return Math.max(0, Math.round(known.remainingMinutes * 60 - (facts.at - known.toldAt) / 1000));
  }
  const { plannedDoneMs, plannedMs, elapsedMs } = facts;
  if (plannedDoneMs === null || plannedMs === null) return null;
  const slowness = elapsedMs > LEARNT_AFTER_MS && plannedDoneMs > 0 ? Math.max(1, elapsedMs / plannedDoneMs) : 1;
  return Math.max(0, Math.round(((plannedMs - plannedDoneMs) * slowness) / 1000));
}
