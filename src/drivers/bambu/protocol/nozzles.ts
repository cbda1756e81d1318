import { filamentNozzles } from '#gcode/filament-nozzles';
import type { FilamentMapping, Tray, WantedFilament } from './ams.ts';
import { type Fields, isRecord } from './report.ts';

/**
 * Printers with two nozzles. A start does not name the nozzle: it follows from the slot, since each AMS and each external spool feeds one of
 * them, and the G-code moves the nozzle that it was sliced for. A filament from the other side would be printed by a nozzle that has none.
 */

/** As the printer numbers them: 0 is the right one. */
export type Nozzle = 0 | 1;

const RIGHT: Nozzle = 0;
const LEFT: Nozzle = 1;
const LEFT_EXTERNAL = 254;
const RIGHT_EXTERNAL = 255;

/** How many there are: 1 unless the printer tells of more. `device`: of its report. */
export function nozzlesOf(device: unknown): number {
  const extruder: Fields | null = isRecord(device) && isRecord(device.extruder) ? device.extruder : null;
  if (extruder === null || typeof extruder.state !== 'number') return 1;
  return Math.max(1, extruder.state & 0xf);
}

/** Which nozzle a unit feeds, of its `info`: the third hexadecimal digit from the right. Null: it was not set up for one yet. */
export function nozzleOfUnit(info: unknown): Nozzle | null {
  if (typeof info !== 'string' || !/^[0-9a-f]{1,8}$/i.test(info)) return RIGHT;
  const nozzle = (Number.parseInt(info, 16) >>> 8) & 0xf;
  return nozzle === RIGHT || nozzle === LEFT ? nozzle : null;
}

/** The nozzles that filaments were sliced for, of the slicer's `filament_map` and `physical_extruder_map`; by their place in the project. */
export function slicedNozzles(filaments: string | null, extruders: string | null): ReadonlyMap<number, Nozzle> {
  const sides = filamentNozzles(filaments, extruders);
  return new Map([...sides].map(([index, side]) => [index, side === 'left' ? LEFT : RIGHT]));
}

/** Which nozzle a slot can be printed with; undefined for a printer with one. `model`: as the printer names itself. */
export function printableNozzle(
  nozzle: Nozzle | null,
  nozzles: number,
  model: string | null,
): 'left' | 'right' | 'none' | undefined {
  if (nozzles < 2) return undefined;
  return nozzle === null || (nozzle === RIGHT && changesHotEnds(model)) ? 'none' : sideOf(nozzle);
}

/** How a start names the changing hot ends of its right side is not known. */
const changesHotEnds = (model: string | null): boolean => /\bH2C\b/i.test(model ?? '');

/** Why a printer with two nozzles would print this wrongly; null where it would not. `model`: as the printer names itself. */
export function nozzleTrouble(
  wanted: readonly WantedFilament[],
  { places }: FilamentMapping,
  printer: { readonly nozzles: number; readonly trays: readonly Tray[] | null },
  model: string | null,
): string | null {
  if (printer.nozzles < 2) return null;
  for (const { index, nozzle } of wanted) {
    const name = `Filament ${index + 1}`;
    if (nozzle === undefined)
      return `This printer has two nozzles, and the file does not say which of them ${name.toLowerCase()} is for: slice it for this very model.`;
    if (nozzle === RIGHT && changesHotEnds(model))
      return `${name} is for the right side of an H2C, which changes its hot ends, and Croft does not know how a start names them: slice it for the left nozzle, or send it from Bambu Studio.`;
    const fed = feeds(places[index]?.ams_id, printer.trays);
    if (fed === null)
      return `${name} was to come from an AMS that is not set up for a nozzle: set it up at the printer’s screen.`;
    if (fed !== nozzle)
      return `${name} is sliced for the ${sideOf(nozzle)} nozzle, and was to come from a slot that feeds the ${sideOf(fed)} one: choose a slot of the ${sideOf(nozzle)} nozzle, or slice it for the other one.`;
  }
  return null;
}

function feeds(unit: number | undefined, trays: readonly Tray[] | null): Nozzle | null {
  if (unit === LEFT_EXTERNAL) return LEFT;
  if (unit === RIGHT_EXTERNAL) return RIGHT;
  return trays?.find((each) => each.unit === unit)?.nozzle ?? null;
}

export const sideOf = (nozzle: Nozzle): 'left' | 'right' => (nozzle === LEFT ? 'left' : 'right');
