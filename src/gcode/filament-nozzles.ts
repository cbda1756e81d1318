/** One of two nozzles of a printer. */
export type NozzleSide = 'left' | 'right';

/** As slicers and printers number them: 0 is the right one. */
const PHYSICAL: readonly NozzleSide[] = ['right', 'left'];
/** Where a file does not say which of its nozzles is which of the printer's: its first is the left one. */
const SLICED_ORDER: readonly NozzleSide[] = ['left', 'right'];

/**
 * The nozzles that filaments were sliced for, by their place in the project. `filaments`: the slicer's `filament_map`, its nozzle for each, counted
 * from 1; `extruders`: its `physical_extruder_map`. What they do not say is left out. PURE.
 */
export function filamentNozzles(filaments: string | null, extruders: string | null): ReadonlyMap<number, NozzleSide> {
  const physical = numbersOf(extruders ?? '');
  const found = new Map<number, NozzleSide>();
  numbersOf(filaments ?? '').forEach((logical, index) => {
    const nozzle = extruders === null ? SLICED_ORDER[logical - 1] : PHYSICAL[physical[logical - 1] ?? -1];
    if (nozzle !== undefined) found.set(index, nozzle);
  });
  return found;
}

const numbersOf = (list: string): readonly number[] =>
  list.split(/[\s,]+/).flatMap((each) => (/^\d+$/.test(each) ? [Number(each)] : []));
