import type { Adjustment } from '#model/adjustment';
import type { Fields } from './message.ts';

/** The speeds that the printer has: silent, balanced, sport, ludicrous. */
const SPEEDS = [50, 100, 130, 160];

/** `rgb`: as the printer tells it; it is sent back unchanged. */
export const lightControl = (wanted: 'on' | 'off', rgb: readonly number[]): Fields => ({
  LightStatus: { SecondLight: wanted === 'on' ? 1 : 0, RgbLight: rgb },
});

/** What is sent to make a change at a printer that takes no G-code, or why it cannot be made. PURE. */
export function controlOf(change: Adjustment): { readonly control: Fields } | { readonly trouble: string } {
  switch (change.kind) {
    case 'feed':
      return SPEEDS.includes(change.percent)
        ? { control: { PrintSpeedPct: change.percent } }
        : { trouble: `The printer has four speeds: ${SPEEDS.join(', ')} %.` };
    case 'fan':
      return { control: { TargetFanSpeed: { ModelFan: Math.round(change.percent) } } };
    case 'flow':
    case 'baby-step':
    case 'target':
    case 'skip-object':
    case 'pause-at':
      return { trouble: 'The printer changes this at its own screen only.' };
  }
}
