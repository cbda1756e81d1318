import type { FarmSettings } from '../settings/settings.ts';

/** What people say that their printers take while they print, and what it costs. */
export type Power = Pick<FarmSettings, 'printerWatts' | 'wattsOfPrinters' | 'kwhPrice'>;

/** An estimate: time under way by the watts that people entered, as they stand now. */
export interface Energy {
  /** Null where nobody has said how many watts it takes. */
  readonly kwh: number | null;
  /** In the farm's currency; null without a price. */
  readonly cost: number | null;
}

/** 1 kWh = 1000 W × 3,600,000 ms. */
const WATT_MS_OF_KWH = 3.6e9;

export const wattsOf = ({ printerWatts, wattsOfPrinters }: Power, printerId: string): number =>
  Object.hasOwn(wattsOfPrinters, printerId) ? (wattsOfPrinters[printerId] ?? printerWatts) : printerWatts;

export function energyOf(wattMs: number, { kwhPrice }: Power): Energy {
  if (wattMs <= 0) return { kwh: null, cost: null };
  const kwh = wattMs / WATT_MS_OF_KWH;
  return { kwh: inTenThousandths(kwh), cost: kwhPrice === 0 ? null : inTenThousandths(kwh * kwhPrice) };
}

/** What is known of material and energy together; null when nothing is. */
export const totalOf = (material: number | null, energy: number | null): number | null =>
  material === null && energy === null ? null : inTenThousandths((material ?? 0) + (energy ?? 0));

/** Sums of a database end in digits that nobody has counted. */
export const inTenThousandths = (value: number): number => Math.round(value * 1e4) / 1e4;
