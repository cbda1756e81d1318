import type { PrintOutcome } from './print.ts';
import { type FileFilament, gramsOf, type LoadedSpool, roundGrams, spoolFor } from './material.ts';
import { stretchesOf, type TimedSwitch } from './slot-use.ts';

/**
 * What a print took from which spool (MT2). PURE: the same end of the same print is the same deduction, however often it is told.
 */

/** Where an amount comes from. Only the first is certain to the gram. */
export type UseBasis =
  /** The print finished: what the file says. */
  | 'file'
  /** It ended early: the file's amount by the progress that was measured right before. */
  | 'progress'
  /** As above, but the last progress heard is old: at least that much. */
  | 'old-progress'
  /** Nobody knows; nothing is deducted until a person says. */
  | 'unknown';

export interface PlannedUse {
  readonly spoolId: string;
  /** 0-based; null when the file does not say. */
  readonly tool: number | null;
  readonly grams: number;
  readonly basis: UseBasis;
  /** A person must look at it. */
  readonly unsure: boolean;
}

/** A spool in the time that it was loaded while the print ran. */
export interface SpoolStay extends LoadedSpool {
  readonly loadedAt: number;
  /** Null: it is still there. */
  readonly unloadedAt: number | null;
}

/** How far a print was, and when that was measured; ms since the epoch. */
export interface MeasuredProgress {
  readonly fraction: number;
  readonly at: number;
}

/** Progress that was heard this shortly before the end is how far the print came. */
export const FRESH_MS = 60_000;

interface EndedPrint {
  readonly outcome: PrintOutcome;
  readonly endedAt: number;
  readonly filaments: readonly FileFilament[] | null;
  readonly progress: MeasuredProgress | null;
  /** How much of its file another print has printed before it, 0–1. */
  readonly before?: number;
  /** The slot of each filament, where it was decided; a filament that is left out came from none that the farm knows. */
  readonly slots?: ReadonlyMap<number, number>;
  /** Where the printer went on from another slot, in order. */
  readonly switches?: readonly TimedSwitch[];
  /** Those that were loaded at any time of the print, in the order of their loading. */
  readonly stays: readonly SpoolStay[];
}

export function usesOfPrint(print: EndedPrint): readonly PlannedUse[] {
  if (print.outcome === 'never-started' || print.stays.length === 0) return [];
  const slots = firstOfSlots(print.stays);
  const used = (print.filaments ?? []).filter((filament) => filament.used !== false);
  if (used.length === 0) {
    const [first] = slots;
    return first === undefined ? [] : [nobodyKnows(first, null)];
  }
  const done = fractionOf(print);
  return used.flatMap((filament) => usesOfFilament(print, filament, used.length, slots, done));
}

function usesOfFilament(
  print: EndedPrint,
  filament: FileFilament,
  filaments: number,
  slots: readonly SpoolStay[],
  done: ReturnType<typeof fractionOf>,
): readonly PlannedUse[] {
  const { extruder: tool } = filament;
  const switches = print.switches ?? [];
  // Somebody's slot was changed, and it may have been this one's.
  const doubtful = switches.some((each) => each.filament === null);
  const spool = takenFrom(print.slots, filament, filaments, slots);
  const own = switches.filter((each) => each.filament === (tool ?? 0));
  const first = print.slots?.get(tool ?? 0) ?? spool?.slot ?? null;
  if (own.length > 0 && first !== null) return usesOfStretches(print, filament, first, own, done, doubtful);
  if (spool === null) return [];
  const whole = gramsOf({ grams: filament.weightGrams, lengthMm: filament.lengthMm }, spool);
  if (whole === null || done === null) return [nobodyKnows(spool, tool)];
  const grams = roundGrams(whole * Math.max(0, done.fraction - (print.before ?? 0)));
  const { basis } = done;
  return spread(grams, spool, print.stays).map(({ spoolId, grams: part, changed }) => {
    return { spoolId, tool, grams: part, basis, unsure: changed || doubtful || basis === 'old-progress' };
  });
}

/** Of a filament that came from several slots: each spool gives by how far the print was when it changed. */
function usesOfStretches(
  print: EndedPrint,
  filament: FileFilament,
  first: number,
  switches: readonly TimedSwitch[],
  done: ReturnType<typeof fractionOf>,
  doubtful: boolean,
): readonly PlannedUse[] {
  const to = done?.fraction ?? 1;
  const span = { from: Math.min(print.before ?? 0, to), to, since: Number.NEGATIVE_INFINITY, until: print.endedAt };
  const uses = new Map<string, PlannedUse>();
  for (const stretch of stretchesOf(filament.extruder ?? 0, first, switches, span)) {
    // A spool that was put there after the stretch gave nothing to it.
    const stays = print.stays.filter(
      ({ slot, loadedAt, unloadedAt }) =>
        slot === stretch.slot && loadedAt <= stretch.until && (unloadedAt === null || unloadedAt > stretch.since),
    );
    const [spool] = stays;
    if (spool === undefined) continue;
    const whole = gramsOf({ grams: filament.weightGrams, lengthMm: filament.lengthMm }, spool);
    if (whole === null || done === null) {
      uses.set(spool.spoolId, nobodyKnows(spool, filament.extruder));
      continue;
    }
    const grams = roundGrams(whole * (stretch.to - stretch.from));
    for (const { spoolId, grams: part, changed } of spread(grams, spool, stays)) {
      const before = uses.get(spoolId);
      const unsure = changed || stretch.unsure || doubtful || done.basis === 'old-progress';
      uses.set(spoolId, {
        spoolId,
        tool: filament.extruder,
        grams: roundGrams((before?.grams ?? 0) + part),
        basis: done.basis,
        unsure: unsure || (before?.unsure ?? false),
      });
    }
  }
  return [...uses.values()];
}

function takenFrom(
  decided: ReadonlyMap<number, number> | undefined,
  { extruder }: FileFilament,
  filaments: number,
  slots: readonly SpoolStay[],
): LoadedSpool | null {
  if (decided === undefined || decided.size === 0) return spoolFor({ tool: extruder }, filaments, slots);
  return slots.find(({ slot }) => slot === decided.get(extruder ?? 0)) ?? null;
}

const nobodyKnows = (spool: LoadedSpool, tool: number | null): PlannedUse => ({
  spoolId: spool.spoolId,
  tool,
  grams: 0,
  basis: 'unknown',
  unsure: true,
});

function fractionOf({
  outcome,
  endedAt,
  progress,
}: {
  readonly outcome: PrintOutcome;
  readonly endedAt: number;
  readonly progress: MeasuredProgress | null;
}): { readonly fraction: number; readonly basis: UseBasis } | null {
  if (outcome === 'finished') return { fraction: 1, basis: 'file' };
  if (progress === null || outcome === 'unknown') return null;
  const fraction = Math.min(1, Math.max(0, progress.fraction));
  return { fraction, basis: endedAt - progress.at <= FRESH_MS ? 'progress' : 'old-progress' };
}

/** The spool of each slot that the print began with. */
function firstOfSlots(stays: readonly SpoolStay[]): readonly SpoolStay[] {
  const firsts = new Map<number, SpoolStay>();
  for (const stay of stays) if (!firsts.has(stay.slot)) firsts.set(stay.slot, stay);
  return [...firsts.values()].sort((a, b) => a.slot - b.slot);
}

/** A spool that was changed in the middle of the print most often ran out: it gives what it had, the next one the rest. */
function spread(
  grams: number,
  first: LoadedSpool,
  stays: readonly SpoolStay[],
): readonly { readonly spoolId: string; readonly grams: number; readonly changed: boolean }[] {
  const inTurn = stays.filter((stay) => stay.slot === first.slot);
  const parts = new Map<string, number>();
  let left = grams;
  inTurn.forEach((stay, i) => {
    const last = i === inTurn.length - 1;
    const part = last ? left : roundGrams(Math.min(left, stay.remainingGrams));
    parts.set(stay.spoolId, roundGrams((parts.get(stay.spoolId) ?? 0) + part));
    left = roundGrams(left - part);
  });
  const changed = parts.size > 1;
  return [...parts].map(([spoolId, part]) => ({ spoolId, grams: part, changed }));
}
