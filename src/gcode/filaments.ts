import type { FilamentUse } from './print-file.ts';

/** What lists of a file say per extruder, in the order of the extruders; an absent list is empty. */
export interface FilamentLists {
  readonly lengthsMm: readonly (number | null)[];
  readonly volumesMm3: readonly (number | null)[];
  readonly weightsGrams: readonly (number | null)[];
  readonly costs: readonly (number | null)[];
  readonly types: readonly (string | null)[];
  readonly colours: readonly (string | null)[];
  readonly names: readonly (string | null)[];
  readonly densities: readonly (number | null)[];
  readonly diametersMm: readonly (number | null)[];
}

export const noFilamentLists: FilamentLists = {
  lengthsMm: [],
  volumesMm3: [],
  weightsGrams: [],
  costs: [],
  types: [],
  colours: [],
  names: [],
  densities: [],
  diametersMm: [],
};

/** No printer has more; a damaged list must not become a million of them. */
const FILAMENTS_MAX = 64;

/**
 * Joins the lists into one filament per extruder. When there are fewer or more amounts than filaments in the project, an
 * amount cannot be attributed: its extruder is null, and its type is known only if all are alike.
 */
export function joinFilaments(lists: FilamentLists): {
  readonly filaments: readonly FilamentUse[] | null;
  readonly derived: readonly string[];
} {
  const amounts = Math.max(lists.lengthsMm.length, lists.volumesMm3.length, lists.weightsGrams.length);
  const project = Math.max(lists.types.length, lists.colours.length, lists.names.length);
  const count = Math.min(amounts > 0 ? amounts : project, FILAMENTS_MAX);
  if (count === 0) return { filaments: null, derived: [] };
  const attributed = amounts === 0 || project === 0 || amounts === project;
  const setting = <Item>(list: readonly (Item | null)[], i: number): Item | null =>
    (attributed ? list[i] : allAlike(list)) ?? null;
  const derived: string[] = [];
  const filaments = Array.from({ length: count }, (_, i): FilamentUse => {
    const density = setting(lists.densities, i);
    const diameterMm = setting(lists.diametersMm, i);
    const area = diameterMm === null ? null : (Math.PI / 4) * diameterMm ** 2;
    const volumeMm3 = lists.volumesMm3[i] ?? null;
    let lengthMm = lists.lengthsMm[i] ?? null;
    if (lengthMm === null && volumeMm3 !== null && area !== null) {
      lengthMm = round(volumeMm3 / area, 100);
      derived.push(`filaments.${i}.lengthMm`);
    }
    let weightGrams = lists.weightsGrams[i] ?? null;
    const knownVolumeMm3 = lengthMm !== null && area !== null ? lengthMm * area : volumeMm3;
    if (weightGrams === null && knownVolumeMm3 !== null && density !== null) {
      weightGrams = round((knownVolumeMm3 / 1000) * density, 1000);
      derived.push(`filaments.${i}.weightGrams`);
    }
    const known = [lengthMm, weightGrams, volumeMm3].filter((amount) => amount !== null);
    return {
      extruder: attributed ? i : null,
      type: setting(lists.types, i),
      colour: setting(lists.colours, i),
      name: setting(lists.names, i),
      lengthMm,
      volumeMm3,
      weightGrams,
      cost: lists.costs[i] ?? null,
      used: known.length === 0 ? null : known.some((amount) => amount > 0),
    };
  });
  return { filaments, derived };
}

/** The extruder whose settings count where one value is shown: the first used one; null when that is not known. */
export function leadingExtruder(filaments: readonly FilamentUse[] | null): number | null {
  return filaments?.find((filament) => filament.used === true)?.extruder ?? null;
}

/** The value of the leading extruder; without one, the value that all extruders share. */
export function leadingValue(list: readonly (number | null)[], leading: number | null): number | null {
  return leading !== null && list.length > 1 ? (list[leading] ?? null) : allAlike(list);
}

function allAlike<Item>(list: readonly (Item | null)[]): Item | null {
  const first = list[0] ?? null;
  return list.every((item) => item === first) ? first : null;
}

function round(value: number, parts: number): number {
  return Math.round(value * parts) / parts;
}
