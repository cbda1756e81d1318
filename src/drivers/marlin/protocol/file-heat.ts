import { word } from './motion.ts';

/** What a file heats to first, °C; null for what it never heats. PURE. */
export interface FileHeat {
  readonly nozzle: number | null;
  readonly bed: number | null;
}

export const NO_HEAT: FileHeat = { nozzle: null, bed: null };

/** Another command of the file. The same object when nothing changes, which is so for nearly all lines. */
export function firstHeat(known: FileHeat, command: string): FileHeat {
  if (command.charCodeAt(0) !== 0x4d /* M */ || (known.nozzle !== null && known.bed !== null)) return known;
  const which = /^M(104|109|140|190)(?![0-9])/.exec(command)?.[1];
  if (which === undefined || (word(command, 'T') ?? 0) !== 0) return known;
  const target = word(command, 'S') ?? word(command, 'R') ?? 0;
  if (target <= 0) return known;
  if (which === '140' || which === '190') return known.bed === null ? { ...known, bed: target } : known;
  return known.nozzle === null ? { ...known, nozzle: target } : known;
}
