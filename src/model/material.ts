import { colourDistance, SAME_COLOUR } from './colour.ts';

/**
 * Filament as the farm reckons with it: what a job needs, what a printer holds, and whether the two fit (JO5, MT1). PURE.
 *
 * Nothing is guessed: what is not known fits, unless a person asked for it.
 */

/** One filament of a file, as its slicer describes it. */
export interface FileFilament {
  /** 0-based; null when the file does not say which one it is. */
  readonly extruder: number | null;
  readonly type: string | null;
  readonly colour: string | null;
  readonly lengthMm: number | null;
  readonly weightGrams: number | null;
  readonly used: boolean | null;
  /** Of two, the one that it was sliced for; left out where the file does not say. */
  readonly nozzle?: 'left' | 'right';
}

/** What a person wants a job to be made of. `as-file` is what nobody has to ask for. */
export type MaterialWish =
  /** Whatever is loaded will do. */
  | { readonly kind: 'any' }
  /** Not another kind than the file was sliced for, and enough of it. `colours`: the file's colours as well. */
  | { readonly kind: 'as-file'; readonly colours: boolean }
  /** This, and a printer must be known to hold it. */
  | { readonly kind: 'asked'; readonly type: string | null; readonly colour: string | null };

export const AS_FILE: MaterialWish = { kind: 'as-file', colours: false };

/** What one tool of a printer must hold. */
export interface FilamentNeed {
  /** 0-based; null: whichever the printer prints with. */
  readonly tool: number | null;
  readonly type: string | null;
  readonly colour: string | null;
  readonly grams: number | null;
  readonly lengthMm: number | null;
  /** A person asked for it: not knowing what is loaded is not enough. */
  readonly asked: boolean;
  /** The colour of the file where nobody asked for it: of several slots it tells which. */
  readonly shade: string | null;
  /** Whatever is loaded in its own place will do. */
  readonly byPlace: boolean;
  /** A printer with two nozzles prints it with this one; left out where the file does not say. */
  readonly nozzle?: 'left' | 'right';
}

/** A spool where it is loaded. */
export interface LoadedSpool {
  readonly spoolId: string;
  /** 0-based: tool, or place in a changer. */
  readonly slot: number;
  readonly name: string;
  readonly type: string;
  /** `#RRGGBB`; several for a filament of several colours. */
  readonly colours: readonly string[];
  readonly remainingGrams: number;
  readonly diameterMm: number;
  readonly densityGramsPerCm3: number;
}

export type MaterialCode = 'material-unknown' | 'material-other' | 'colour-other' | 'material-short';

/** What a job needs, of what its file says and its person asked for. Empty: nothing is known. */
export function filamentNeeds(wish: MaterialWish, filaments: readonly FileFilament[] | null): readonly FilamentNeed[] {
  const used = (filaments ?? []).filter((filament) => filament.used !== false);
  if (wish.kind === 'any')
    return used.map((filament) => ({ ...ANYTHING, tool: filament.extruder, ...nozzleOf(filament) }));
  const asked = wish.kind === 'asked' ? wish : null;
  const needs = used.map((filament, i): FilamentNeed => {
    // What a person asks for is said of one filament: the first.
    const word = i === 0 ? asked : null;
    return {
      tool: filament.extruder,
      type: word?.type ?? filament.type,
      colour: word?.colour ?? (wish.kind === 'as-file' && wish.colours ? filament.colour : null),
      grams: filament.weightGrams,
      lengthMm: filament.lengthMm,
      asked: word !== null || (wish.kind === 'as-file' && wish.colours && filament.colour !== null),
      shade: filament.colour,
      byPlace: false,
      ...nozzleOf(filament),
    };
  });
  if (needs.length > 0 || asked === null) return needs;
  return [{ ...ANYTHING, type: asked.type, colour: asked.colour, asked: true, byPlace: false }];
}

const nozzleOf = ({ nozzle }: FileFilament): Pick<FilamentNeed, 'nozzle'> => (nozzle === undefined ? {} : { nozzle });

const ANYTHING: FilamentNeed = {
  tool: null,
  type: null,
  colour: null,
  grams: null,
  lengthMm: null,
  asked: false,
  shade: null,
  byPlace: true,
};

/** The first thing that is wrong with what a printer holds; null when it fits, or nobody can know that it does not. */
export function materialReason(
  printerName: string,
  needs: readonly FilamentNeed[],
  spools: readonly LoadedSpool[],
): { readonly code: MaterialCode; readonly text: string } | null {
  for (const need of needs) {
    const spool = spoolFor(need, needs.length, spools);
    if (spool === null) {
      if (!need.asked) continue;
      const place = need.tool === null || needs.length === 1 ? '' : ` in tool ${need.tool + 1}`;
      return {
        code: 'material-unknown',
        text: `Nobody has said what is loaded${place} in ${printerName}; the job asks for ${words(need)}.`,
      };
    }
    if (need.type !== null && !isSameType(need.type, spool.type, need.asked)) {
      return { code: 'material-other', text: `${printerName} holds ${spool.type}; the job needs ${need.type}.` };
    }
    if (need.colour !== null && !spool.colours.some((colour) => alike(colour, need.colour ?? ''))) {
      return {
        code: 'colour-other',
        text: `${printerName} holds “${spool.name}”, which has another colour than the job asks for.`,
      };
    }
    const grams = gramsOf(need, spool);
    if (grams !== null && grams > spool.remainingGrams) {
      return {
        code: 'material-short',
        text: `“${spool.name}” in ${printerName} has ${whole(spool.remainingGrams)} g left; the print takes ${whole(grams)} g.`,
      };
    }
  }
  return null;
}

/** The spool that a filament of a file is printed from. A file of one filament is printed from the only spool, whatever its place. */
export function spoolFor(
  { tool }: { readonly tool: number | null },
  needs: number,
  spools: readonly LoadedSpool[],
): LoadedSpool | null {
  const [only] = spools;
  if (only !== undefined && spools.length === 1 && needs === 1) return only;
  return spools.find((spool) => spool.slot === (tool ?? 0)) ?? null;
}

/** How much a filament of a file weighs: as the slicer says, or of its length by what the spool is. */
export function gramsOf(
  filament: { readonly grams: number | null; readonly lengthMm: number | null },
  spool: Pick<LoadedSpool, 'diameterMm' | 'densityGramsPerCm3'>,
): number | null {
  if (filament.grams !== null) return filament.grams;
  if (filament.lengthMm === null) return null;
  const area = (Math.PI / 4) * spool.diameterMm ** 2;
  return roundGrams(((filament.lengthMm * area) / 1000) * spool.densityGramsPerCm3);
}

/** Grams to a thousandth: sums of them compare exactly with the numbers that people enter. */
export const roundGrams = (grams: number): number => Math.round(grams * 1000) / 1000;

export const remainingOf = ({
  netGrams,
  usedGrams,
}: {
  readonly netGrams: number;
  readonly usedGrams: number;
}): number => roundGrams(Math.max(0, netGrams - usedGrams));

/** 0–1. */
export const shareOf = (spool: { readonly netGrams: number; readonly usedGrams: number }): number =>
  spool.netGrams > 0 ? remainingOf(spool) / spool.netGrams : 0;

/**
 * Whether a spool is low now, and whether that must be told (MT1): once when it falls below, and again only after it was full
 * enough in between. `wasLow`: as the database remembers it.
 */
export function lowStock(
  spool: { readonly netGrams: number; readonly usedGrams: number },
  thresholdPercent: number,
  wasLow: boolean,
): { readonly low: boolean; readonly tell: boolean } {
  // In products, so that exactly 20 % of anything is not below 20 %.
  const low = roundGrams(remainingOf(spool) * 100) < roundGrams(thresholdPercent * spool.netGrams);
  return { low, tell: low && !wasLow };
}

/** Asked for by a person it must be the very type; of a file the family is enough: PLA+ is PLA, PETG is not. */
export function isSameType(wanted: string, held: string, asked: boolean): boolean {
  const [one, other] = [normal(wanted), normal(held)];
  return asked ? one === other : family(one) === family(other);
}

const normal = (type: string): string => type.toUpperCase().replace(/[\s_-]+/g, '');
const family = (type: string): string => /^[A-Z]+/.exec(type)?.[0] ?? type;

/** Slicers and vendors rarely agree to the last digit. */
function alike(one: string, other: string): boolean {
  const distance = colourDistance(one, other);
  return distance === null ? one.toUpperCase() === other.toUpperCase() : distance <= SAME_COLOUR;
}

const words = ({ type, colour }: FilamentNeed): string =>
  [type, colour === null ? null : `colour ${colour}`].filter((word) => word !== null).join(', ') ||
  'a certain filament';

const whole = (grams: number): string => (grams < 10 ? grams.toFixed(1) : String(Math.round(grams)));
