import { type FilamentSlot, isAsChosen, type ReportedSlot } from '#model/slots';
import type { ExternalSpool, FilamentMapping, Tray, WantedFilament } from './ams.ts';
import { type Nozzle, printableNozzle, sideOf } from './nozzles.ts';
import type { PrinterView } from './printer-view.ts';

/** A slot as Croft numbers it, and as a start names it. */
interface Place {
  readonly reported: ReportedSlot;
  /** −1 for an external spool. */
  readonly tray: number;
  readonly place: FilamentMapping['places'][number];
}

const FIRST_HT = 128;
const LEFT_EXTERNAL = 254;

/** Every place that filament can come from. `from`: what the printer's settings allow; `model`: as the printer names itself. */
function placesOf(
  { trays, externals, nozzles }: Pick<PrinterView, 'trays' | 'externals' | 'nozzles'>,
  from: 'ams' | 'external',
  model: string | null = null,
): readonly Place[] {
  const reach = (nozzle: Nozzle | null): Pick<ReportedSlot, 'nozzle'> => {
    const printable = printableNozzle(nozzle, nozzles, model);
    return printable === undefined ? {} : { nozzle: printable };
  };
  const inside = from === 'external' ? [] : (trays ?? []);
  // The only slot of a printer is its first, whatever the printer calls it: spools are loaded there.
  const single = inside.length === 0 && externals.length === 1;
  return [
    ...inside.map((each) => ofTray(each, nozzles > 1, reach(each.nozzle))),
    ...externals.map((each) => ofExternal(each, single, reach(each.place === LEFT_EXTERNAL ? 1 : 0))),
  ];
}

/** `hasSides`: which nozzle a slot feeds stands in its name, for that decides what can come from it. */
function ofTray(
  { tray, unit, slot, isFilled, type, colour, tag, remainingPercent, nozzle }: Tray,
  hasSides: boolean,
  reach: Pick<ReportedSlot, 'nozzle'>,
): Place {
  const side = !hasSides || nozzle === null ? '' : ` (${sideOf(nozzle)})`;
  const name = unit >= FIRST_HT ? `HT-${letter(unit - FIRST_HT)}` : `${letter(unit % 16)}${slot + 1}`;
  const label = `${name}${side}`;
  return {
    reported: { slot: tray, label, external: false, filled: isFilled, type, colour, tag, remainingPercent, ...reach },
    tray,
    place: { ams_id: unit, slot_id: slot },
  };
}

function ofExternal(
  { place, type, colour }: ExternalSpool,
  single: boolean,
  reach: Pick<ReportedSlot, 'nozzle'>,
): Place {
  return {
    reported: {
      slot: single ? 0 : place,
      label: place === LEFT_EXTERNAL ? 'Ext-L' : 'Ext',
      external: true,
      filled: null,
      type,
      colour,
      tag: null,
      remainingPercent: null,
      ...reach,
    },
    tray: -1,
    place: { ams_id: place, slot_id: 0 },
  };
}

const letter = (unit: number): string => String.fromCharCode('A'.charCodeAt(0) + (unit % 26));

/** What the printer says of its slots, in the order in which its screen shows them. */
export const reportedSlots = (
  view: Pick<PrinterView, 'trays' | 'externals' | 'nozzles'>,
  from: 'ams' | 'external',
  model: string | null = null,
): readonly ReportedSlot[] => placesOf(view, from, model).map(({ reported }) => reported);

/** Of several units, whose places are four each. */
const FIRST_OTHER = 64;

/**
 * The slot in use, as Croft numbers it; null when nobody can say. `expected`: those that the print comes from by now, one of which is meant
 * by a printer that tells the place in a unit alone.
 */
export function activeSlot(
  view: Pick<PrinterView, 'trays' | 'externals' | 'nozzles' | 'activeTray'>,
  from: 'ams' | 'external',
  expected: readonly number[],
): number | null {
  const { activeTray } = view;
  if (activeTray === null) return null;
  if (activeTray.isPlaceAlone) {
    const meant = expected.find((slot) => slot < FIRST_OTHER && slot % 4 === activeTray.tray);
    if (meant !== undefined) return meant;
  }
  const found = placesOf(view, from).find(({ reported, tray, place }) =>
    reported.external ? place.ams_id === activeTray.tray : tray === activeTray.tray,
  );
  return found?.reported.slot ?? null;
}

const UNUSED = { ams_id: 255, slot_id: 255 } as const;

/**
 * The mapping that the farm has decided, if the printer still holds what it was decided on: a slot that is empty by now, or holds another
 * spool, is refused before anything is sent. `wanted`: the filaments that the G-code takes.
 */
export function mapChosen(
  wanted: readonly WantedFilament[],
  chosen: readonly FilamentSlot[],
  view: Pick<PrinterView, 'trays' | 'externals' | 'nozzles'>,
  from: 'ams' | 'external',
): FilamentMapping | { readonly trouble: string } {
  const places = placesOf(view, from);
  const [single] = chosen;
  // A file of one filament may name no tool at all, and means the one that it has.
  const needed = wanted.length === 0 && single !== undefined ? [{ index: single.filament, type: null }] : wanted;
  const used = needed.map(({ index }) => ({
    index,
    slot:
      chosen.find(({ filament }) => filament === index) ??
      (needed.length === 1 && chosen.length === 1 ? single : undefined),
  }));
  const count = Math.max(0, ...used.map(({ index }) => index)) + 1;
  const mapping = {
    trays: Array<number>(count).fill(-1),
    places: Array<FilamentMapping['places'][number]>(count).fill(UNUSED),
  };
  let useAms = false;
  for (const { index, slot } of used) {
    const name = `Filament ${index + 1}`;
    if (slot === undefined)
      return { trouble: `${name} of the file was given no slot: the file says that it is not used.` };
    const found = places.find(({ reported }) => reported.slot === slot.slot);
    if (found === undefined) return { trouble: `${name} was to come from a slot that the printer has no more.` };
    const { reported, tray, place } = found;
    if (reported.filled === false)
      return { trouble: `${name} was to come from ${reported.label}, which is empty now.` };
    if (!isAsChosen(slot.holds, reported))
      return { trouble: `${name} was to come from ${reported.label}, which holds something else by now.` };
    if (reported.external && used.length > 1)
      return { trouble: `${name} was to come from the external spool, which prints files of one filament only.` };
    useAms ||= !reported.external;
    mapping.trays[index] = tray;
    mapping.places[index] = place;
  }
  return { useAms, ...mapping };
}
