/** The lines that the buttons of the operating panel send. */

export type Axis = 'X' | 'Y' | 'Z';

/** mm per minute. */
const TRAVEL = { X: 6000, Y: 6000, Z: 600 } as const;
const EXTRUSION = 200;

/** Relative, and absolute again behind it: what a person types next means what it says. */
export const jogLines = (axis: Axis, mm: number): readonly string[] => [
  'G91',
  `G0 ${axis}${mm} F${TRAVEL[axis]}`,
  'G90',
];

export const homeLines = (axes: readonly Axis[]): readonly string[] => [
  axes.length === 0 ? 'G28' : `G28 ${axes.join(' ')}`,
];

export const extrudeLines = (mm: number): readonly string[] => ['M83', `G1 E${mm} F${EXTRUSION}`, 'M82'];

/** Below this a nozzle grinds its filament; the firmware says no as well. */
export const COLDEST_EXTRUSION = 170;

export type Heater = 'nozzle' | 'bed' | 'chamber';

export const heatLine = (heater: Heater, celsius: number): string =>
  `${{ nozzle: 'M104', bed: 'M140', chamber: 'M141' }[heater]} S${celsius}`;

export const fanLine = (percent: number): string =>
  percent <= 0 ? 'M107' : `M106 S${Math.round((percent / 100) * 255)}`;

export const PRESETS: readonly { readonly name: string; readonly nozzle: number; readonly bed: number }[] = [
  { name: 'PLA', nozzle: 210, bed: 60 },
  { name: 'PETG', nozzle: 235, bed: 80 },
  { name: 'ABS', nozzle: 245, bed: 100 },
  { name: 'Off', nozzle: 0, bed: 0 },
];

/** Out: cut through warm plastic and drawn back; in: pushed slowly until the new colour comes. The nozzle is hot already. */
export const unloadLines = (mm: number): readonly string[] => ['M83', 'G1 E5 F200', ...pieces(-mm, 900), 'M82'];
export const loadLines = (mm: number): readonly string[] => ['M83', ...pieces(mm, 300), 'M82'];

/** Firmwares refuse an extrusion that is longer than 200 mm (EXTRUDE_MAXLENGTH). */
const PIECE = 100;

function pieces(mm: number, speed: number): readonly string[] {
  const whole = Math.floor(Math.abs(mm) / PIECE);
  const rest = Math.abs(mm) - whole * PIECE;
  const lengths = [...Array.from({ length: whole }, () => PIECE), ...(rest > 0 ? [rest] : [])];
  return lengths.map((length) => `G1 E${mm < 0 ? '-' : ''}${length} F${speed}`);
}

/** So near its target a nozzle may push filament: it swings around it by a little. */
const NEAR = 5;

/** How far a nozzle is on its way to a temperature at which filament can be changed. */
export function readyToChange(
  nozzle: { readonly actual: number; readonly target: number | null } | undefined,
): boolean {
  if (nozzle === undefined || nozzle.target === null || nozzle.target === 0) return false;
  return nozzle.actual >= Math.max(COLDEST_EXTRUSION, nozzle.target - NEAR);
}

/** Which heater a measured name means; null for a sensor. */
export function heaterOf(name: string): Heater | null {
  if (name === 'bed' || name === 'B') return 'bed';
  if (name === 'chamber' || name === 'C') return 'chamber';
  return name.startsWith('nozzle') || /^T0?$/.test(name) ? 'nozzle' : null;
}
