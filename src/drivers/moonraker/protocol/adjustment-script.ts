import type { Adjustment, PrintObjectState } from '#model/adjustment';

/** As Klipper's parameters can name one: no space, no quote, nothing that begins another command. */
const OBJECT = /^[\w.-]{1,100}$/;

/** The G-code that makes a change at a Klipper printer which tells of these objects, or why there is none. PURE. */
export function scriptOf(
  change: Adjustment,
  objects: readonly PrintObjectState[] | null,
): { readonly script: string } | { readonly trouble: string } {
  switch (change.kind) {
    case 'feed':
      return { script: `M220 S${Math.round(change.percent)}` };
    case 'flow':
      return { script: `M221 S${Math.round(change.percent)}` };
    case 'fan': {
      const speed = Math.round((change.percent / 100) * 255);
      return { script: speed === 0 ? 'M107' : `M106 S${speed}` };
    }
    case 'baby-step':
      return { script: `SET_GCODE_OFFSET Z_ADJUST=${Number(change.mm.toFixed(3))} MOVE=1` };
    case 'target':
      if (change.heater === 'nozzle') return { script: `M104 S${Math.round(change.celsius)}` };
      if (change.heater === 'bed') return { script: `M140 S${Math.round(change.celsius)}` };
      return { trouble: 'Klipper names its chamber heaters as its owner likes: set it in the console.' };
    case 'skip-object':
      if (objects === null)
        return { trouble: 'This Klipper leaves no objects out: its configuration needs a section [exclude_object].' };
      if (!OBJECT.test(change.object)) return { trouble: 'The name of this object cannot stand in a command.' };
      // Klipper would take any name, and leave out nothing.
      return objects.some(({ id }) => id === change.object)
        ? { script: `EXCLUDE_OBJECT NAME=${change.object}` }
        : { trouble: 'This print has no object of this name.' };
    case 'pause-at':
      return { trouble: 'The printer prints by itself: let the slicer put the pause into the file.' };
  }
}
