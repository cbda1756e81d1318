import { limitsOf } from '#gcode/gate-limits';

/** How far a heater swings beyond its target while it is being tuned, °C. */
const SWING = { nozzle: 20, bed: 10 } as const;
/** From 3 on a tuning means something; each takes up to a minute. */
const CYCLES = { least: 3, most: 15 } as const;

/** A path as printers list them; nothing in it ends the command or begins another. */
const DELETES = /^M30 \/?[A-Za-z0-9_~!#$%&@^-][A-Za-z0-9_~!#$%&@^./-]{0,79}$/;

/**
 * What no file may hold, and a person may send alone after a second word: keeping the settings of the firmware (`M500`), tuning a
 * heater within the limits of the printer (`M303`), and deleting one file of the printer's card (`M30`). A printer whose settings name its blocked commands is held to them.
 */
export function isAskedFor(lines: readonly string[], options: Readonly<Record<string, unknown>>): boolean {
  const [line, ...more] = lines;
  if (line === undefined || more.length > 0 || hasOwnBlocked(options)) return false;
  if (line === 'M500' || DELETES.test(line)) return true;
  const tuning = /^M303 E(0|-1) S(\d{2,3}) C(\d{1,2})$/.exec(line);
  if (tuning === null) return false;
  const { maxNozzleTemperature, maxBedTemperature } = limitsOf(options);
  const most = tuning[1] === '0' ? maxNozzleTemperature - SWING.nozzle : maxBedTemperature - SWING.bed;
  const [celsius, cycles] = [Number(tuning[2]), Number(tuning[3])];
  return celsius <= most && cycles >= CYCLES.least && cycles <= CYCLES.most;
}

const hasOwnBlocked = ({ blockedCommands }: Readonly<Record<string, unknown>>): boolean =>
  Array.isArray(blockedCommands) && blockedCommands.length > 0;
