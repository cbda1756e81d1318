import type { DriverContext } from '#drivers/driver';
import { useSlot } from '#model/slot-use';
import { NotToBring } from '#drivers/not-to-bring';
import type { PrintRun } from './print-run.ts';
import { type ConnectSlots, mapTools, NO_SLOTS, type ToolMapping } from './protocol/slots.ts';
import type { ConnectStatus } from './protocol/telemetry.ts';

/** What the start says of tools, by what the printer holds at this moment; null where the farm has decided nothing. */
export function toolsNow({ print }: PrintRun, slots: ConnectSlots = NO_SLOTS): ToolMapping | null {
  const chosen = print.file.slots;
  if (chosen === undefined) return null;
  const mapped = mapTools(chosen, slots);
  if ('trouble' in mapped) throw new NotToBring('printer-reported-failure', mapped.trouble);
  return mapped.mapping;
}

/** MT2: which tool a print takes its filament from, once it prints. True when there is something to be noted. */
export function watchSlots(
  run: PrintRun,
  { state, job, slots }: ConnectStatus,
  report: DriverContext['report'],
): boolean {
  const planned = run.print.file.slots ?? [];
  // While it changes filament, or asks, nothing is laid down.
  if (planned.length === 0 || state !== 'PRINTING' || job === null || slots.active === null) return false;
  const wasBegun = run.slotUse.begun;
  const fraction = job.percent / 100;
  const { use, told } = useSlot(run.slotUse, planned, { slot: slots.active, fraction, slots: slots.reported });
  run.slotUse = use;
  for (const change of told) report({ kind: 'print-slot', printId: run.print.printId, change });
  return told.length > 0 || use.begun !== wasBegun;
}
