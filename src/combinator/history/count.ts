import { energyOf, inTenThousandths, type Energy, type Power, totalOf, wattsOf } from './energy.ts';

export interface Tally {
  readonly finished: number;
  readonly failed: number;
  readonly cancelled: number;
  /** Time under way within the span. */
  readonly printedMs: number;
  /** Taken from spools. */
  readonly grams: number;
  /** In the farm's currency, of spools that have a price; null without any. */
  readonly materialCost: number | null;
  readonly energy: Energy;
  /** Of material and energy, as far as they are known. */
  readonly cost: number | null;
}

/** What prints took of one kind of spools. */
export interface Taken {
  readonly grams: number;
  readonly cost: number | null;
}

export interface CountedPrint {
  readonly printerId: string;
  readonly outcome: string | null;
  readonly printedMs: number;
}

/** Adds prints up. */
export interface Count {
  /** How many there were. */
  readonly prints: number;
  add(print: CountedPrint, taken: readonly Taken[]): void;
  tally(): Tally;
}

export function createCount(power: Power): Count {
  let prints = 0;
  let finished = 0;
  let failed = 0;
  let cancelled = 0;
  let printedMs = 0;
  let wattMs = 0;
  let grams = 0;
  let material: number | null = null;
  return {
    get prints() {
      return prints;
    },
    add({ printerId, outcome, printedMs: ms }, taken) {
      prints++;
      if (outcome === 'finished') finished++;
      // Nobody knows how a lost one ended, and it did not end well.
      if (outcome === 'failed' || outcome === 'unknown') failed++;
      if (outcome === 'cancelled') cancelled++;
      printedMs += ms;
      wattMs += ms * wattsOf(power, printerId);
      for (const one of taken) {
        grams += one.grams;
        if (one.cost !== null) material = (material ?? 0) + one.cost;
      }
    },
    tally() {
      const materialCost = material === null ? null : inTenThousandths(material);
      const energy = energyOf(wattMs, power);
      const cost = totalOf(materialCost, energy.cost);
      return { finished, failed, cancelled, printedMs, grams: inTenThousandths(grams), materialCost, energy, cost };
    },
  };
}
