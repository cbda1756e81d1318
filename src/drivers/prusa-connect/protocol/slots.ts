import { type FilamentSlot, isAsChosen, type ReportedSlot } from '#model/slots';
import { type Fields, isRecord, number, text } from './json-fields.ts';

/**
 * The tools of an XL, or the places of an MMU: what the printer says that they hold, and how a start names them
 * (prusa3d/Prusa-Firmware-Buddy, src/connect/render.cpp and command.cpp). It counts from 1, Croft from 0. PURE.
 */
export interface ConnectSlots {
  readonly reported: readonly ReportedSlot[];
  /** In use now; null where none is, or nobody knows. */
  readonly active: number | null;
}

export const NO_SLOTS: ConnectSlots = { reported: [], active: null };

/** Neither has more. */
const SLOTS = 5;
/** Its word for a place that nobody has named the material of. */
const UNKNOWN_MATERIAL = /^-*$/;

/** Of an INFO: all of them, or none where the printer prints from one alone. */
export function slotsIntroduced(before: ConnectSlots, data: Fields): ConnectSlots {
  const count = number(data.slots);
  if (count === null) return before;
  if (count < 2) return NO_SLOTS;
  const isMmu = isRecord(data.mmu) && data.mmu.enabled === true;
  return { reported: slotsOf(data.tools, isMmu ? 'Slot' : 'Tool'), active: before.active };
}

/** Of telemetry, which leaves out what has not changed. Who printed from one alone so far is asked to introduce itself first. */
export function slotsTold(before: ConnectSlots, told: unknown): ConnectSlots {
  if (!isRecord(told)) return before;
  const place = number(told.active);
  const active = place === null ? before.active : place >= 1 && place <= SLOTS ? place - 1 : null;
  const reported = before.reported.map((each): ReportedSlot => {
    const now = told[String(each.slot + 1)];
    return isRecord(now) && now.material !== undefined ? { ...each, type: materialOf(now.material) } : each;
  });
  return { reported, active };
}

function slotsOf(tools: unknown, what: 'Slot' | 'Tool'): readonly ReportedSlot[] {
  if (!isRecord(tools)) return [];
  return Array.from({ length: SLOTS }, (_, slot) => ({ slot, told: tools[String(slot + 1)] })).flatMap(
    ({ slot, told }) => {
      if (!isRecord(told)) return [];
      const label = `${what} ${slot + 1}`;
      const type = materialOf(told.material);
      return [{ slot, label, external: false, filled: null, type, colour: null, tag: null, remainingPercent: null }];
    },
  );
}

function materialOf(told: unknown): string | null {
  const material = text(told)?.trim() ?? '';
  return UNKNOWN_MATERIAL.test(material) ? null : material.slice(0, 20);
}

/** Which tool of the file is printed by which of the printer, both from 1 on: the first of a list prints, further ones would follow when it is empty. */
export type ToolMapping = Readonly<Record<string, readonly number[]>>;

/**
 * As the farm has decided, if the printer still holds what it was decided on; what speaks against it otherwise, before anything is sent.
 */
export function mapTools(
  chosen: readonly FilamentSlot[],
  { reported }: ConnectSlots,
): { readonly mapping: ToolMapping } | { readonly trouble: string } {
  const mapping: Record<string, readonly number[]> = {};
  for (const { filament, slot, holds } of chosen) {
    const name = `Filament ${filament + 1}`;
    const found = reported.find((each) => each.slot === slot);
    if (found === undefined) return { trouble: `${name} was to come from a tool that the printer has no more.` };
    if (!isAsChosen(holds, found))
      return { trouble: `${name} was to come from ${found.label}, which holds something else by now.` };
    if (filament >= SLOTS) return { trouble: `${name} is one more than the printer can be told of.` };
    mapping[String(filament + 1)] = [slot + 1];
  }
  return { mapping };
}
