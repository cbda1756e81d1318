import type { Adjustment } from '#model/adjustment';

/** The command that a change is, or why this printer has none for it; null for what the driver does by itself. PURE. */
export function lineOf(
  change: Adjustment,
  printer: { readonly hasChamberHeater: boolean; readonly canBabyStep: boolean },
): { readonly line: string | null } | { readonly trouble: string } {
  switch (change.kind) {
    case 'feed':
      return { line: `M220 S${Math.round(change.percent)}` };
    case 'flow':
      return { line: `M221 S${Math.round(change.percent)}` };
    case 'fan': {
      const speed = Math.round((change.percent / 100) * 255);
      return { line: speed === 0 ? 'M107' : `M106 S${speed}` };
    }
    case 'baby-step':
      return printer.canBabyStep
        ? { line: `M290 Z${Number(change.mm.toFixed(3))}` }
        : { trouble: 'The firmware of this printer announces no baby-steps (BABYSTEPPING).' };
    case 'target':
      if (change.heater === 'nozzle') return { line: `M104 S${Math.round(change.celsius)}` };
      if (change.heater === 'bed') return { line: `M140 S${Math.round(change.celsius)}` };
      return printer.hasChamberHeater
        ? { line: `M141 S${Math.round(change.celsius)}` }
        : { trouble: 'This printer has no chamber heater.' };
    case 'pause-at':
      return { line: null };
  }
}
