import { deviceRun, type DeviceRun } from '#drivers/device-run';
import type { PrintToDrive } from '#drivers/driver';
import type { AdoptInto } from '#model/phase';
import type { PlateObject } from './plate-objects.ts';
import type { WantedFilament } from './protocol/ams.ts';
import { NOTHING_USED, type SlotUse } from '#model/slot-use';
import { taskIdOf } from './protocol/task-id.ts';

/** Our print at this printer, from the order to start it to its proven end. */
export interface PrintRun extends DeviceRun {
  /** What names it at the printer, whatever its state says. */
  readonly taskId: string;
  readonly remoteName: string;
  /** How much of the archive has left for the printer, 0 to 1; null before and after. */
  bringing: number | null;
  /** What the start has to say of the file that is there. */
  brought: { readonly plate: number; readonly md5: string; readonly wanted: readonly WantedFilament[] } | null;
  /** The start has left for the printer; from then on only looking tells what became of it (WI4). */
  sent: { readonly atMs: number; readonly stateBefore: string; wasBlind: boolean } | null;
  /** The printer has shown that it has this print, be it that it still reads its file. */
  accepted: boolean;
  /** It prints, or heats for it; monotonic, ms. */
  movedAt: number | null;
  heated: boolean;
  /** It has failed, and may say within seconds that it was cancelled. */
  concluding: boolean;
  slotUse: SlotUse;
  /** What of it the printer can leave out; empty until the file was looked at. */
  objects: readonly PlateObject[];
}

export const newRun = (print: PrintToDrive, adoptInto: AdoptInto | null): PrintRun => ({
  ...deviceRun(print, adoptInto),
  taskId: taskIdOf(print.printId),
  remoteName: `croft-${print.printId}.gcode.3mf`,
  bringing: null,
  brought: null,
  sent: null,
  accepted: false,
  movedAt: null,
  heated: false,
  concluding: false,
  slotUse: NOTHING_USED,
  objects: [],
});

/** While its file is on the way, which takes minutes where the network is slow. */
export const bringingWords = ({ bringing }: Pick<PrintRun, 'bringing'>): string =>
  `Its file goes to the memory card: ${Math.floor((bringing ?? 0) * 100)} %.`;

/** What the printer's screen calls it. */
export const titleOf = (name: string): string => name.replace(/(\.gcode)?(\.3mf)?$/i, '').slice(0, 80) || 'print';
