/**
 * How often the planner of a printer ran dry between two moves of a print, because lines came too late: the head stood still on the
 * object. `seenBy`: a model of motion alone, which knows no acceleration and so tells too much rather than too little; the free places
 * that the printer tells with each `ok`; or the printer's own count (Marlin's D576).
 */
export interface Stutter {
  readonly underruns: number;
  readonly standstillMs: number;
  readonly seenBy: 'model' | 'places' | 'printer';
}

/** What one process saw, with what those before it had seen of the same print. */
export function stutterWith(before: Pick<Stutter, 'underruns' | 'standstillMs'>, told: Stutter): Stutter {
  return {
    underruns: before.underruns + told.underruns,
    standstillMs: Math.round(before.standstillMs + told.standstillMs),
    seenBy: told.seenBy,
  };
}
