import type { Adjustment } from '#model/adjustment';

/** The G-code that makes a change at whatever firmware there is, or why there is none. PURE. */
export function commandOf(change: Adjustment): { readonly command: string } | { readonly trouble: string } {
  switch (change.kind) {
    case 'feed':
      return { command: `M220 S${Math.round(change.percent)}` };
    case 'flow':
      return { command: `M221 S${Math.round(change.percent)}` };
    case 'fan': {
      const speed = Math.round((change.percent / 100) * 255);
      return { command: speed === 0 ? 'M107' : `M106 S${speed}` };
    }
    case 'target': {
      const code = { nozzle: 'M104', bed: 'M140', chamber: 'M141' }[change.heater];
      return { command: `${code} S${Math.round(change.celsius)}` };
    }
    case 'baby-step':
      return { trouble: 'Each firmware behind OctoPrint has a way of its own for this: use OctoPrint’s page.' };
    case 'skip-object':
      return { trouble: 'OctoPrint leaves objects out only with a plug-in: use its page.' };
    case 'pause-at':
      return { trouble: 'OctoPrint prints by itself: let the slicer put the pause into the file.' };
  }
}
