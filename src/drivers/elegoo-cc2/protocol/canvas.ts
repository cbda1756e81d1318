import { isPrinterNumber } from '#drivers/printer-json';
import { type FilamentSlot, isAsChosen, type ReportedSlot } from '#model/slots';
import { type Fields, isRecord } from './message.ts';

/** A Canvas, which changes filaments: what lies in its trays, and how a start names them. PURE. */

/** A tray as the printer names it, both counted from 0. */
export interface TrayPlace {
  readonly canvas: number;
  readonly tray: number;
}

export interface Tray extends TrayPlace {
  readonly isFilled: boolean;
  readonly type: string | null;
  /** `#RRGGBB` */
  readonly colour: string | null;
}

export interface Canvas {
  /** Of every unit that is connected, in order; none where there is no Canvas. */
  readonly trays: readonly Tray[];
  /** In use now; null for none, and before the first is loaded. */
  readonly active: TrayPlace | null;
}

export const NO_CANVAS: Canvas = { trays: [], active: null };

/** Printers with more are none. */
const UNITS = 4;
const TRAYS = 4;

/** What the answer to the question for it says. */
export function readCanvas({ canvas_info: info }: Fields): Canvas {
  if (!isRecord(info) || !Array.isArray(info.canvas_list)) return NO_CANVAS;
  const trays = info.canvas_list
    .filter(isRecord)
    .filter(({ connected }) => connected === 1)
    .flatMap((unit) => unitTrays(unit))
    .toSorted((a, b) => a.canvas - b.canvas || a.tray - b.tray);
  const [canvas, tray] = [placeIn(info.active_canvas_id, UNITS), placeIn(info.active_tray_id, TRAYS)];
  return { trays, active: canvas === null || tray === null ? null : { canvas, tray } };
}

function unitTrays({ canvas_id: id, tray_list: list }: Fields): readonly Tray[] {
  const canvas = placeIn(id, UNITS);
  if (canvas === null || !Array.isArray(list)) return [];
  return list.filter(isRecord).flatMap((each): readonly Tray[] => {
    const tray = placeIn(each.tray_id, TRAYS);
    if (tray === null) return [];
    const isFilled = each.status === 1 || each.status === 2;
    const { filament_type: type, filament_color: colour } = each;
    // An empty one keeps the words of what was in it.
    return [
      {
        canvas,
        tray,
        isFilled,
        type: isFilled && typeof type === 'string' && type !== '' ? type.slice(0, 40) : null,
        colour: isFilled && typeof colour === 'string' && /^#[0-9a-f]{6}$/i.test(colour) ? colour.toUpperCase() : null,
      },
    ];
  });
}

const placeIn = (value: unknown, count: number): number | null =>
  isPrinterNumber(value) && Number.isInteger(value) && value >= 0 && value < count ? value : null;

/** The number by which spools are loaded there; it stays when units are added. */
export const slotOf = ({ canvas, tray }: TrayPlace): number => canvas * TRAYS + tray;

/** `A1` to `A4` and on, as the printer's makers call them. */
const labelOf = ({ canvas, tray }: TrayPlace): string => `${String.fromCharCode(65 + canvas)}${tray + 1}`;

export const reportedSlots = ({ trays }: Canvas): readonly ReportedSlot[] =>
  trays.map((each) => ({
    slot: slotOf(each),
    label: labelOf(each),
    external: false,
    filled: each.isFilled,
    type: each.type,
    colour: each.colour,
    tag: null,
    remainingPercent: null,
  }));

/** As a start names it: which tray a tool of the file takes its filament from. All three are needed: with fewer the first tray is taken. */
export interface MappedTool {
  readonly t: number;
  readonly canvas_id: number;
  readonly tray_id: number;
}

type Mapping = { readonly map: readonly MappedTool[] } | { readonly trouble: string };

/**
 * Where each tool of the file takes its filament from. `chosen`: what the farm has decided, if the printer still holds what it was decided
 * on; without it filament 1 comes from the first tray and so on. The printer itself refuses nothing: it takes the first tray for one that it
 * does not know, so everything is looked at here.
 */
export function mapTools(
  tools: readonly { readonly tool: number; readonly type: string | null }[],
  chosen: readonly FilamentSlot[] | undefined,
  canvas: Canvas,
): Mapping {
  const { trays } = canvas;
  if (trays.length === 0) {
    if (chosen !== undefined && chosen.length > 0)
      return { trouble: 'The Canvas that the print was to come from is not connected any more.' };
    if (tools.length > 1)
      return { trouble: `The file needs ${tools.length} filaments, and the printer has no Canvas.` };
    return { map: [] };
  }
  const [single] = chosen ?? [];
  // A file of one filament may name no tool at all, and means the one that it has.
  const needed = tools.length === 0 ? [{ tool: single?.filament ?? 0, type: null }] : tools;
  const map: MappedTool[] = [];
  for (const { tool, type } of needed) {
    const name = `Filament ${tool + 1}`;
    const slot =
      chosen?.find(({ filament }) => filament === tool) ??
      (needed.length === 1 && chosen?.length === 1 ? single : undefined);
    if (chosen !== undefined && slot === undefined)
      return { trouble: `${name} of the file was given no slot: the file says that it is not used.` };
    const tray = slot === undefined ? trays[tool] : trays.find((each) => slotOf(each) === slot.slot);
    if (tray === undefined) return { trouble: `${name} was to come from a tray that the printer has not.` };
    const label = labelOf(tray);
    if (!tray.isFilled) return { trouble: `${name} was to come from ${label}, which is empty now.` };
    if (slot !== undefined && !isAsChosen(slot.holds, { ...tray, tag: null }))
      return { trouble: `${name} was to come from ${label}, which holds something else by now.` };
    if (slot === undefined && type !== null && tray.type !== null && family(type) !== family(tray.type))
      return { trouble: `${name} of the file is ${type}, and ${label} holds ${tray.type}.` };
    map.push({ t: tool, canvas_id: tray.canvas, tray_id: tray.tray });
  }
  return { map };
}

/** `PLA Basic` is PLA to a slicer and to a printer; `PLA-CF` is not, for it needs another nozzle. */
const family = (type: string): string => type.toUpperCase().replace(/[\s_]+.*/, '');
