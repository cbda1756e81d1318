import type { SimulatedTray, Switches } from './switches.ts';

type Body = Readonly<Record<string, unknown>>;

const FIRST_HT = 128;
const A2L = 16;

interface PlacedTray {
  readonly tray: SimulatedTray;
  readonly unit: number;
  readonly slot: number;
  /** As a mapping names it. */
  readonly number: number;
  /** Of the report of what is filled. */
  readonly bit: number;
}

/** Every tray with its place. */
export function placedTrays({ trays, units }: Pick<Switches, 'trays' | 'units'>): readonly PlacedTray[] {
  const all = trays ?? [];
  const named = units ?? Array.from({ length: Math.ceil(all.length / 4) }, (_, unit) => unit);
  let at = 0;
  return named.flatMap((unit) =>
    all.slice(at, (at += unit >= FIRST_HT ? 1 : 4)).map((tray, slot) => {
      const number = unit >= FIRST_HT ? unit : unit === A2L ? slot : unit * 4 + slot;
      return { tray, unit, slot, number, bit: unit >= FIRST_HT ? 16 + unit - FIRST_HT : number };
    }),
  );
}

export function amsOf(switches: Pick<Switches, 'trays' | 'units' | 'feeds'>, trayNow: number): Body {
  const { feeds } = switches;
  const placed = placedTrays(switches);
  const bits = placed.reduce((sum, { tray, bit }) => sum + (tray.type === null ? 0 : 2 ** bit), 0);
  const units = [...new Set(placed.map(({ unit }) => unit))].map((unit, i) => {
    const info = feeds === null ? {} : { info: feeds[i] === 'left' ? '1103' : '1003' };
    const tray = placed.filter((each) => each.unit === unit).map(trayBody);
    return { id: String(unit), humidity: '4', temp: '22.0', ...info, tray };
  });
  // Those with two nozzles tell the place in the unit alone.
  const now = feeds === null || trayNow > 127 ? trayNow : trayNow % 4;
  return { ams: units, tray_exist_bits: bits.toString(16), power_on_flag: true, tray_now: String(now) };
}

function trayBody({ tray: { type, colour, uuid, claims }, slot }: PlacedTray): Body {
  const told = type ?? claims;
  const id = String(slot);
  if (told === undefined) return { id };
  const spool = { tray_uuid: uuid ?? '0'.repeat(32), remain: uuid === undefined ? -1 : 80 };
  return { id, tray_type: told, tray_color: colour, tray_info_idx: 'GFA00', ...spool };
}

export function extruderOf(trayNow: number, feeds: NonNullable<Switches['feeds']>): Body {
  const unit = Math.floor(trayNow / 4);
  const current = feeds[unit] === 'left' ? 1 : 0;
  const snow = trayNow > 127 ? 0xffff : (unit << 8) | (trayNow % 4);
  return { state: 2 | (current << 4), info: [0, 1].map((id) => ({ id, snow: id === current ? snow : 0xffff })) };
}
