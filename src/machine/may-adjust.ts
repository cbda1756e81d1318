import type { Adjustment } from '#model/adjustment';
import { limitsOf } from '#gcode/gate-limits';

/** MA15: a heater that is set while a print is open passes the same limits as one that a file sets. */
export function mayAdjust(change: Adjustment, options: Readonly<Record<string, unknown>>): boolean {
  if (change.kind !== 'target') return true;
  const { maxNozzleTemperature, maxBedTemperature, maxChamberTemperature } = limitsOf(options);
  const most = { nozzle: maxNozzleTemperature, bed: maxBedTemperature, chamber: maxChamberTemperature }[change.heater];
  return change.celsius >= 0 && change.celsius <= most;
}
