import type { Adjustment, PrintObjectState } from '#model/adjustment';

/** The G-code that makes a change at a board with RepRapFirmware which tells of these objects, or why there is none. PURE. */
export function lineOf(
  change: Adjustment,
  objects: readonly PrintObjectState[] | null,
): { readonly line: string } | { readonly trouble: string } {
  switch (change.kind) {
    case 'feed':
      return { line: `M220 S${Math.round(change.percent)}` };
    case 'flow':
      return { line: `M221 S${Math.round(change.percent)}` };
    case 'fan':
      return { line: `M106 S${(change.percent / 100).toFixed(2)}` };
    case 'baby-step':
      return { line: `M290 S${Number(change.mm.toFixed(3))}` };
    case 'target': {
      const celsius = Math.round(change.celsius);
      if (change.heater === 'nozzle') return { line: `M104 S${celsius}` };
      return { line: change.heater === 'bed' ? `M140 S${celsius}` : `M141 S${celsius}` };
    }
    case 'skip-object':
      if (objects === null || objects.length === 0)
        return { trouble: 'The board knows no objects in this print: let the slicer label them (M486).' };
      // The board would take any number, and leave out nothing.
      return objects.some(({ id }) => id === change.object)
        ? { line: `M486 P${change.object}` }
        : { trouble: 'This print has no object of this number.' };
    case 'pause-at':
      return { trouble: 'The printer prints by itself: let the slicer put the pause into the file.' };
  }
}
