import { type FilamentSlot, isAsChosen, type ReportedSlot } from './slots.ts';

/**
 * Which slot a print really takes its filament from, where a printer tells the one in use. A changer goes on by itself with another slot
 * when one runs out, and a person may choose another one at the screen: from then on the filament is that spool's (MT2). PURE.
 */

/** From here on a filament of a print comes from another slot than before. */
export interface SlotSwitch {
  /** Null: nobody can say which of the print's filaments. */
  readonly filament: number | null;
  readonly slot: number;
  /** How far the print was, 0–1. */
  readonly fraction: number;
  /** False: it was switched at some time before, while nobody looked. */
  readonly seen: boolean;
}

/** What was seen of the slots of a print so far. */
export interface SlotUse {
  readonly switches: readonly SlotSwitch[];
  /** One of the print's slots has been in use: until then the printer still shows that of the print before. */
  readonly begun: boolean;
  /** In use when it was looked at last; null after a time out of sight. */
  readonly last: number | null;
}

export const NOTHING_USED: SlotUse = { switches: [], begun: false, last: null };

/** More are no refills, but a printer that cannot say where its filament comes from. */
export const SWITCHES_TOLD = 64;

/** Where each filament comes from after these switches. */
export function slotsNow(
  planned: readonly FilamentSlot[],
  switches: readonly Pick<SlotSwitch, 'filament' | 'slot'>[],
): ReadonlyMap<number, number> {
  const now = new Map(planned.map(({ filament, slot }) => [filament, slot]));
  for (const { filament, slot } of switches) if (filament !== null) now.set(filament, slot);
  return now;
}

/** What follows from the slot that is in use now; `told`: what was not known before. */
export function useSlot(
  use: SlotUse,
  planned: readonly FilamentSlot[],
  now: { readonly slot: number; readonly fraction: number; readonly slots: readonly ReportedSlot[] },
): { readonly use: SlotUse; readonly told: readonly SlotSwitch[] } {
  const { slot } = now;
  if (planned.length === 0 || (use.begun && use.last === slot)) return { use, told: [] };
  const current = slotsNow(planned, use.switches);
  if ([...current.values()].includes(slot)) return { use: { ...use, begun: true, last: slot }, told: [] };
  const isTold = use.switches.some((each) => each.filament === null && each.slot === slot);
  if (!use.begun || isTold || use.switches.length >= SWITCHES_TOLD) return { use: { ...use, last: slot }, told: [] };
  const fraction = Math.min(1, Math.max(0, now.fraction));
  const filaments = switched(planned, current, use.last, slot, now.slots);
  const told = (filaments.length === 0 ? [null] : filaments).map((filament) => {
    return { filament, slot, fraction, seen: use.last !== null };
  });
  return { use: { switches: [...use.switches, ...told], begun: true, last: slot }, told };
}

/** The filaments that come from there now; none where nobody can say. */
function switched(
  planned: readonly FilamentSlot[],
  current: ReadonlyMap<number, number>,
  last: number | null,
  slot: number,
  slots: readonly ReportedSlot[],
): readonly number[] {
  const [first, ...more] = planned;
  if (first !== undefined && more.length === 0) return [first.filament];
  // Its own slot was filled again.
  const back = planned.filter((each) => each.slot === slot);
  if (back.length > 0) return back.map(({ filament }) => filament);
  const before = [...current].filter(([, from]) => from === last).map(([filament]) => filament);
  if (before.length > 0) return before;
  const held = slots.find((each) => each.slot === slot);
  if (held === undefined) return [];
  // A changer replaces like by like; another spool has another tag.
  const alike = planned.filter(({ holds }) => holds.type !== null && isAsChosen({ ...holds, tag: null }, held));
  return alike.length === 1 ? alike.map(({ filament }) => filament) : [];
}

/** A stretch of a print in which a filament came from one slot. `from` and `to` as shares of the whole print. */
export interface SlotStretch {
  readonly slot: number;
  readonly from: number;
  readonly to: number;
  /** When it began and ended; ms since the epoch. */
  readonly since: number;
  readonly until: number;
  /** Its beginning or its end was not seen. */
  readonly unsure: boolean;
}

/** A switch with its time. */
export interface TimedSwitch extends SlotSwitch {
  readonly at: number;
}

/** The stretches of one filament, in order; they are the whole of it. `span`: of the print, in shares and in time. */
export function stretchesOf(
  filament: number,
  slot: number,
  switches: readonly TimedSwitch[],
  span: Pick<SlotStretch, 'from' | 'to' | 'since' | 'until'>,
): readonly SlotStretch[] {
  const stretches: SlotStretch[] = [];
  let open = { slot, from: span.from, since: span.since, unsure: false };
  const close = (to: number, until: number, unsure: boolean): void => {
    stretches.push({ ...open, to: Math.max(open.from, to), until, unsure: open.unsure || unsure });
  };
  for (const each of switches) {
    // A machine that was started anew may tell again what it finds.
    if (each.filament !== filament || each.slot === open.slot) continue;
    const at = Math.min(span.to, Math.max(open.from, each.fraction));
    close(at, each.at, !each.seen);
    open = { slot: each.slot, from: at, since: each.at, unsure: !each.seen };
  }
  close(span.to, span.until, false);
  return stretches;
}
