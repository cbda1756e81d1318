import type { Adjustment } from '#model/adjustment';
import type { Fields, MethodName } from './message.ts';

/** The speeds that the printer has, by their numbers: silent, balanced, sport, ludicrous. */
const SPEEDS = [50, 100, 150, 200] as const;
const FULL_SPEED = 255;

/** Null for a number that stands for none. */
export const speedPercent = (mode: number | null): number | null => SPEEDS[mode ?? -1] ?? null;

/** What is sent to make a change at a printer that takes no G-code, or why it cannot be made. PURE. */
export function orderOf(
  change: Adjustment,
): { readonly name: MethodName; readonly params: Fields } | { readonly trouble: string } {
  switch (change.kind) {
    case 'feed': {
      const mode = SPEEDS.findIndex((each) => each === change.percent);
      if (mode < 0) return { trouble: `The printer has four speeds: ${SPEEDS.join(', ')} %.` };
      return { name: 'speed', params: { mode } };
    }
    case 'fan':
      return { name: 'fans', params: { fan: Math.round((change.percent / 100) * FULL_SPEED) } };
    case 'target':
      if (change.heater === 'chamber') return { trouble: 'The printer has no heater in its chamber.' };
      return {
        name: 'temperatures',
        params: { [change.heater === 'bed' ? 'heater_bed' : 'extruder']: change.celsius },
      };
    case 'flow':
    case 'baby-step':
    case 'skip-object':
    case 'pause-at':
      return { trouble: 'The printer changes this at its own screen only.' };
  }
}
