/**
 * What a person may change while a print is open (MA5, MA15): it names the print instead of a version, is sent once and never repeated.
 * Percent of what the file says; degrees Celsius; mm.
 */
export type Adjustment =
  | { readonly kind: 'feed'; readonly percent: number }
  | { readonly kind: 'flow'; readonly percent: number }
  | { readonly kind: 'fan'; readonly percent: number }
  | { readonly kind: 'baby-step'; readonly mm: number }
  | { readonly kind: 'target'; readonly heater: 'nozzle' | 'bed' | 'chamber'; readonly celsius: number }
  /** Pauses by itself before the first line that prints at this layer, counted from 1, or at this height. */
  | { readonly kind: 'pause-at'; readonly at: PauseAt | null };

export type PauseAt =
  | { readonly kind: 'layer'; readonly layer: number }
  | { readonly kind: 'height'; readonly mm: number };

/** How a print differs from its file, as far as the driver knows: it has sent everything that could change it. */
export interface Overrides {
  readonly feedPercent: number;
  readonly flowPercent: number;
  /** Null as long as nothing has set it. */
  readonly fanPercent: number | null;
  readonly babyStepMm: number;
  readonly pauseAt: PauseAt | null;
}

/** Beyond these a slip of the hand ruins a print or a printer. */
export const ADJUSTMENT_LIMITS = {
  feed: { least: 10, most: 300 },
  flow: { least: 50, most: 150 },
  fan: { least: 0, most: 100 },
  babyStepMm: 0.2,
  layer: { least: 2, most: 100_000 },
  heightMm: { least: 0.01, most: 2_000 },
} as const;

/** Whether the numbers of a change are within what is ever sensible; what a heater may reach is the gate's to say. */
export function isSensible(change: Adjustment): boolean {
  const within = (value: number, { least, most }: { readonly least: number; readonly most: number }): boolean =>
    Number.isFinite(value) && value >= least && value <= most;
  switch (change.kind) {
    case 'feed':
    case 'flow':
    case 'fan':
      return within(change.percent, ADJUSTMENT_LIMITS[change.kind]);
    case 'baby-step':
      return within(Math.abs(change.mm), { least: 0.001, most: ADJUSTMENT_LIMITS.babyStepMm });
    case 'target':
      return within(change.celsius, { least: 0, most: 1_000 });
    case 'pause-at':
      if (change.at === null) return true;
      return change.at.kind === 'layer'
        ? Number.isInteger(change.at.layer) && within(change.at.layer, ADJUSTMENT_LIMITS.layer)
        : within(change.at.mm, ADJUSTMENT_LIMITS.heightMm);
  }
}
