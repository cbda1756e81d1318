import { type Nozzle, nozzleOfUnit } from './nozzles.ts';
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
  /** The number that a spool of Bambu Lab tells by radio, the same from both its sides; null for any other. */
  readonly tag: string | null;
  readonly remainingPercent: number | null;
  /** That it feeds; null for one that is not set up. */
  readonly nozzle: Nozzle | null;
}

const FIRST_HT = 128;
/** The unit of an A2L, which names its trays by their place in it. */
const A2L_UNIT = 16;

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
  const nozzle = nozzleOfUnit(unit.info);
  return unit.tray.slice(0, 4).flatMap((each: unknown): readonly Tray[] => {
    if (!isRecord(each)) return [];
    const slot = Number(each.id);
    if (!Number.isInteger(slot) || slot < 0 || slot > 3) return [];
    const isHt = number >= FIRST_HT;
    const tray = trayAt(number, slot);
    const bit = BigInt(isHt ? 16 + number - FIRST_HT : tray);
    const held = heldBy(each);
    const isFilled = exist === null ? held.type !== null : ((exist >> bit) & 1n) === 1n;
    return [{ tray, unit: number, slot, isFilled, nozzle, ...(isFilled ? held : NOTHING) }];
  });
}

const NOTHING = { type: null, colour: null, tag: null, remainingPercent: null } as const;

type Held = Pick<Tray, 'type' | 'colour' | 'tag' | 'remainingPercent'>;

/** What a tray's own fields say. Numbers of spools that are all zeros are none. */
function heldBy({ tray_type: type, tray_color: colour, tray_uuid: tag, remain }: Fields): Held {
  const isColour = typeof colour === 'string' && /^[0-9a-f]{6}/i.test(colour);
  const isTag = typeof tag === 'string' && /^[0-9a-f]{8,64}$/i.test(tag) && !/^0+$/.test(tag);
  const left = typeof remain === 'number' && remain >= 0 && remain <= 100 ? Math.round(remain) : null;
  return {
    type: typeof type === 'string' && type !== '' ? type.slice(0, 40) : null,
    colour: isColour ? `#${colour.slice(0, 6).toUpperCase()}` : null,
    tag: isTag ? tag.toUpperCase() : null,
    // A spool that the printer does not know is 0 % full to some firmwares.
    remainingPercent: isTag ? left : null,
  };
}

/** Where the filament in the nozzle that prints comes from. */
export interface ActiveTray {
  /** As a mapping numbers it; 254 and 255 for the external spools. */
  readonly tray: number;
  /** Some firmwares tell the place within a unit, and not which unit. */
  readonly isPlaceAlone: boolean;
}

const NOTHING_LOADED = 255;
const EXTERNAL_NOW = 254;
const MAIN_EXTERNAL = 255;
/** Of an extruder that is being changed. */
const NO_EXTRUDER = 0xf;

/** The tray in use; null when there is none, or nobody can say. `device`: told by firmwares with several extruders, and believed first. */
export function activeTrayOf(ams: unknown, device: unknown): ActiveTray | null {
  const extruder = isRecord(device) && isRecord(device.extruder) ? device.extruder : null;
  if (extruder !== null && Array.isArray(extruder.info) && typeof extruder.state === 'number')
    return trayInExtruder(extruder.info, (extruder.state >>> 4) & 0xf);
  if (!isRecord(ams) || (typeof ams.tray_now !== 'string' && typeof ams.tray_now !== 'number')) return null;
  const now = ams.tray_now === '' ? Number.NaN : Number(ams.tray_now);
  if (!Number.isInteger(now) || now < 0 || now >= NOTHING_LOADED) return null;
  if (now === EXTERNAL_NOW) return { tray: MAIN_EXTERNAL, isPlaceAlone: false };
  const units = Array.isArray(ams.ams)
    ? ams.ams.filter((unit) => isRecord(unit) && Number(unit.id) < FIRST_HT).length
    : 0;
  return { tray: trayAt(now >= FIRST_HT ? now : now >>> 2, now & 3), isPlaceAlone: now < 4 && units > 1 };
}

/** `snow` is the unit and the place in it, a byte each; 255 and 255 for nothing. */
function trayInExtruder(info: readonly unknown[], current: number): ActiveTray | null {
  if (current === NO_EXTRUDER) return null;
  const found = info.find((each) => isRecord(each) && each.id === current);
  if (!isRecord(found) || typeof found.snow !== 'number') return null;
  const [unit, slot] = [(found.snow >>> 8) & 0xff, found.snow & 0xff];
  if (unit === EXTERNAL_NOW || unit === MAIN_EXTERNAL) return slot === 0 ? { tray: unit, isPlaceAlone: false } : null;
  return { tray: trayAt(unit, slot), isPlaceAlone: false };
}

const trayAt = (unit: number, slot: number): number =>
  unit >= FIRST_HT ? unit : unit === A2L_UNIT ? slot : unit * 4 + slot;

/** A spool beside the AMS, of which the printer feels nothing: what it says was typed there. */
export interface ExternalSpool extends Pick<Tray, 'type' | 'colour'> {
  /** 255, and 254 for the left nozzle of a printer with two. */
  readonly place: number;
}

/** `vt_tray` of printers with one, `vir_slot` of newer ones; empty for a printer that tells of none. */
export function externalSpools(one: unknown, several: unknown): readonly ExternalSpool[] {
  const listed = Array.isArray(several) ? several.filter(isRecord).slice(0, 2) : [];
  const found = listed.length > 0 ? listed : isRecord(one) ? [one] : [];
  return found.map((each) => {
    const { type, colour } = heldBy(each);
    // A single one is the main one, whatever number it bears.
    return { place: found.length > 1 && Number(each.id) === 254 ? 254 : 255, type, colour };
  });
}

/** A filament of a file: its place in the project, counted from 0, and what it is to be. */
export interface WantedFilament {
  readonly index: number;
  readonly type: string | null;
  /** That it was sliced for; left out where the file does not say. */
  readonly nozzle?: Nozzle;
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
