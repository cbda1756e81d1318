import { type Fields, isRecord } from './report.ts';

/** One slot of an AMS, by the number that a mapping names it with: four to a unit, and 128 and more for an AMS HT. */
export interface Tray {
  readonly tray: number;
  readonly unit: number;
  readonly slot: number;
  readonly isFilled: boolean;
  /** Such as `PLA`; null when the printer does not know. */
  readonly type: string | null;
  /** `#RRGGBB`, null when the printer does not know. */
  readonly colour: string | null;
}

const FIRST_HT = 128;

/** The slots of every AMS; null for a printer without one. The bits of the report say which are filled; a tray's own fields may be old. */
export function traysOf(value: unknown): readonly Tray[] | null {
  if (!isRecord(value) || !Array.isArray(value.ams) || value.ams.length === 0) return null;
  const exist = existBits(value);
  const trays = value.ams.flatMap((unit: unknown) => (isRecord(unit) ? unitTrays(unit, exist) : []));
  return trays.length === 0 ? null : trays;
}

/** Null when the bits prove nothing. */
function existBits({ tray_exist_bits: bits, power_on_flag: isPowered }: Fields): bigint | null {
  if (typeof bits !== 'string' || !/^[0-9a-f]{1,16}$/i.test(bits)) return null;
  const found = BigInt(`0x${bits}`);
  return found === 0n && isPowered === false ? null : found;
}

function unitTrays(unit: Fields, exist: bigint | null): readonly Tray[] {
  const number = Number(unit.id);
  if (!Number.isInteger(number) || number < 0 || number > 255 || !Array.isArray(unit.tray)) return [];
  return unit.tray.slice(0, 4).flatMap((each: unknown): readonly Tray[] => {
    if (!isRecord(each)) return [];
    const slot = Number(each.id);
    if (!Number.isInteger(slot) || slot < 0 || slot > 3) return [];
    const isHt = number >= FIRST_HT;
    const bit = BigInt(isHt ? 16 + number - FIRST_HT : number * 4 + slot);
    const type = typeof each.tray_type === 'string' && each.tray_type !== '' ? each.tray_type.slice(0, 40) : null;
    const isFilled = exist === null ? type !== null : ((exist >> bit) & 1n) === 1n;
    const colour = typeof each.tray_color === 'string' && /^[0-9a-f]{6}/i.test(each.tray_color);
    return [
      {
        tray: isHt ? number : number * 4 + slot,
        unit: number,
        slot,
        isFilled,
        type: isFilled ? type : null,
        colour: isFilled && colour ? `#${String(each.tray_color).slice(0, 6).toUpperCase()}` : null,
      },
    ];
  });
}

/** A filament of a file: its place in the project, counted from 0, and what it is to be. */
export interface WantedFilament {
  readonly index: number;
  readonly type: string | null;
}

/** Which filament of the file comes from where, as a start names it. */
export interface FilamentMapping {
  readonly useAms: boolean;
  /** Per filament of the project: the tray, −1 for one that is not used or comes from the external spool. */
  readonly trays: readonly number[];
  readonly places: readonly { readonly ams_id: number; readonly slot_id: number }[];
}

const UNUSED = { ams_id: 255, slot_id: 255 } as const;
const EXTERNAL = { ams_id: 255, slot_id: 0 } as const;

/**
 * Filament 1 of a file comes from tray 1 and so on, as Croft's spools are loaded: nothing is guessed by its colour. A tray that is empty
 * or holds another material is refused before anything is sent. Without an AMS, or when told so, all comes from the external spool.
 */
export function mapFilaments(
  wanted: readonly WantedFilament[],
  trays: readonly Tray[] | null,
  from: 'ams' | 'external',
): FilamentMapping | { readonly trouble: string } {
  const needed = wanted.length === 0 ? [{ index: 0, type: null }] : wanted;
  const count = Math.max(...needed.map(({ index }) => index)) + 1;
  const mapping = {
    trays: Array<number>(count).fill(-1),
    places: Array<FilamentMapping['places'][number]>(count).fill(UNUSED),
  };
  if (trays === null || from === 'external') {
    if (needed.length > 1)
      return { trouble: `The file needs ${needed.length} filaments, and the printer is to take them from one spool.` };
    for (const { index } of needed) mapping.places[index] = EXTERNAL;
    return { useAms: false, ...mapping };
  }
  for (const { index, type } of needed) {
    const place = inOrder(trays)[index];
    const name = `Filament ${index + 1}`;
    if (place === undefined) return { trouble: `${name} of the file has no tray: the printer has ${trays.length}.` };
    if (!place.isFilled) return { trouble: `${name} of the file comes from tray ${index + 1}, which is empty.` };
    if (type !== null && place.type !== null && family(type) !== family(place.type))
      return { trouble: `${name} of the file is ${type}, and tray ${index + 1} holds ${place.type}.` };
    mapping.trays[index] = place.tray;
    mapping.places[index] = { ams_id: place.unit, slot_id: place.slot };
  }
  return { useAms: true, ...mapping };
}

const inOrder = (trays: readonly Tray[]): readonly Tray[] =>
  trays.toSorted((a, b) => a.unit - b.unit || a.slot - b.slot);

/** `PLA-S` and `PLA Basic` are PLA to a slicer and to a printer; `PLA-CF` is not, for it needs another nozzle. */
const family = (type: string): string =>
  type
    .toUpperCase()
    .replace(/[\s_]+.*/, '')
    .replace(/-S$/, '');
