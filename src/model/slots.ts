import { colourDistance, SAME_COLOUR } from './colour.ts';
import { type FilamentNeed, gramsOf, isSameType, type LoadedSpool, roundGrams } from './material.ts';

/**
 * The slots of a printer that says itself what they hold, and which of them each filament of a file comes from. PURE.
 *
 * A slot is taken because its material is the right one and its colour is the same to the eye, because it is the only one of that
 * material, or because a person chose it. Anything else asks a person: no filament is ever guessed.
 */

/** What a printer says of one of its slots; what it does not tell is null. */
export interface ReportedSlot {
  /** The number by which spools are loaded there and starts name it; it stays when units are added or taken away. */
  readonly slot: number;
  /** As the printer's own screen calls it, such as `A1`. */
  readonly label: string;
  /** A spool beside the changer, which feeds the printer alone. */
  readonly external: boolean;
  readonly filled: boolean | null;
  readonly type: string | null;
  /** `#RRGGBB` */
  readonly colour: string | null;
  /** What the spool itself says who it is, by radio: the same in every slot of every printer. */
  readonly tag: string | null;
  readonly remainingPercent: number | null;
  /** Of a printer with two nozzles the one that it feeds; `none`: none that can be printed with from here. Left out by all others. */
  readonly nozzle?: 'left' | 'right' | 'none';
}

/** Printers with more are none. */
export const SLOTS_TOLD = 64;

/** A slot by what the printer and the farm know of it together. */
export interface SlotContent {
  readonly reported: ReportedSlot;
  readonly spool: LoadedSpool | null;
  readonly type: string | null;
  /** Empty where nobody knows. */
  readonly colours: readonly string[];
  /** Why nothing is printed from it; null when it may be. */
  readonly trouble: string | null;
}

/** A person's word on one filament at one printer. */
export interface SlotChoice {
  readonly filament: number;
  readonly slot: number;
}

/** What a slot held by its printer's own words when it was chosen: the printer's driver starts nothing when that has changed. */
export interface SlotHolds {
  readonly type: string | null;
  readonly colour: string | null;
  readonly tag: string | null;
}

/** Where one filament of a file comes from. */
export interface FilamentSlot {
  /** 0-based: its place in the project. */
  readonly filament: number;
  readonly slot: number;
  readonly holds: SlotHolds;
}

export interface PlannedSlot extends FilamentSlot {
  readonly label: string;
  readonly spoolId: string | null;
  readonly why: 'chosen' | 'same-colour' | 'other-colour' | 'only-one' | 'by-place';
}

export type SlotCode =
  | 'slot-choice'
  | 'slot-trouble'
  | 'external-alone'
  | 'nozzle-other'
  | 'nozzle-unknown'
  | 'material-other'
  | 'colour-other'
  | 'material-short';

export type SlotPlan =
  | { readonly kind: 'planned'; readonly slots: readonly PlannedSlot[] }
  /** `filament`: the one that it fails for. */
  | { readonly kind: 'refused'; readonly filament: number; readonly code: SlotCode; readonly text: string };

/**
 * What each slot holds. A person's spool says its colours; of the type printer and farm must agree, where the printer looks: it feels
 * nothing of an external spool, and tells what was typed there once.
 */
export function slotContents(
  reported: readonly ReportedSlot[],
  spools: readonly LoadedSpool[],
): readonly SlotContent[] {
  const tags = reported.flatMap(({ tag }) => (tag === null ? [] : [tag]));
  return reported.map((each) => {
    const spool = spools.find(({ slot }) => slot === each.slot) ?? null;
    const type = (each.external ? spool?.type : each.type) ?? each.type ?? spool?.type ?? null;
    const colours =
      spool !== null && spool.colours.length > 0 ? spool.colours : each.colour === null ? [] : [each.colour];
    const isTwice = each.tag !== null && tags.filter((tag) => tag === each.tag).length > 1;
    const trouble = troubleOf(each, spool, {
      isTwice,
      isUnknown: type === null && !(each.external && reported.length === 1),
    });
    return { reported: each, spool, type, colours, trouble };
  });
}

function troubleOf(
  { label, filled, type: said, external }: ReportedSlot,
  spool: LoadedSpool | null,
  { isTwice, isUnknown }: { readonly isTwice: boolean; readonly isUnknown: boolean },
): string | null {
  if (filled === false) return `${label} is empty.`;
  if (isTwice)
    return `The printer names the spool of ${label} in another slot as well: take it out and put it in again.`;
  if (!external && said !== null && spool !== null && !isSameType(said, spool.type, false))
    return `${label} holds ${said} by the printer’s word, and “${spool.name}” (${spool.type}) by the farm’s: load the right spool there, or set the slot at the printer.`;
  return isUnknown ? `Nobody has said what ${label} holds: load a spool there, or set the slot at the printer.` : null;
}

/** Which slot each filament comes from, or the first reason why nobody can say. */
export function planSlots(
  printerName: string,
  needs: readonly FilamentNeed[],
  contents: readonly SlotContent[],
  choices: readonly SlotChoice[],
): SlotPlan {
  const slots: PlannedSlot[] = [];
  for (const need of needs) {
    const found = slotFor(printerName, need, needs.length, contents, choices);
    if ('code' in found) return { kind: 'refused', filament: filamentOf(need), ...found };
    slots.push(found);
  }
  return sharedWrongly(printerName, needs, slots, contents) ?? { kind: 'planned', slots };
}

/** Of a file whose filaments nobody knows: what a printer with two nozzles says to it; null for any other printer. */
export function planUnknown(printerName: string, reported: readonly ReportedSlot[]): SlotPlan | null {
  if (reported.every(({ nozzle }) => nozzle === undefined)) return null;
  return { kind: 'refused', filament: 0, ...unknownNozzle(printerName, 'its filament') };
}

/** The same for each filament by itself, for people who look at a plan that fails for another one; null where nobody can say. */
export const slotOfEach = (
  needs: readonly FilamentNeed[],
  contents: readonly SlotContent[],
  choices: readonly SlotChoice[],
): readonly (PlannedSlot | null)[] =>
  needs.map((need) => {
    const found = slotFor('', need, needs.length, contents, choices);
    return 'code' in found ? null : found;
  });

const filamentOf = (need: Pick<FilamentNeed, 'tool'>): number => need.tool ?? 0;

interface Refusal {
  readonly code: SlotCode;
  readonly text: string;
}

function slotFor(
  printerName: string,
  need: FilamentNeed,
  needs: number,
  contents: readonly SlotContent[],
  choices: readonly SlotChoice[],
): PlannedSlot | Refusal {
  const nozzle = nozzleFor(printerName, need, contents);
  if (nozzle !== null && typeof nozzle === 'object') return nozzle;
  const choice = choices.find(({ filament }) => filament === filamentOf(need));
  if (choice !== undefined) return chosen(printerName, need, needs, { contents, nozzle }, choice.slot);
  const [single] = contents;
  if (single?.reported.external === true && contents.length === 1 && needs > 1)
    return { code: 'external-alone', text: `${printerName} has no changer, and the file needs ${needs} filaments.` };
  if (need.byPlace) return byPlace(printerName, need, { contents, nozzle });
  const reached = contents.filter(({ reported }) => nozzle === null || reported.nozzle === nozzle);
  const right = (each: SlotContent): boolean =>
    each.trouble === null && !(each.reported.external && needs > 1) && (need.type === null || fits(need, each.type));
  const candidates = reached.filter(right);
  if (candidates.length === 0 && nozzle !== null && contents.some(right))
    return otherNozzle(printerName, need, nozzle, `holds ${listed(contents.filter(right))}, which feed another one`);
  if (candidates.length === 0) return noMaterial(printerName, need, reached);
  const enough = candidates.filter((each) => !isShort(need, each));
  if (enough.length === 0) return short(printerName, need, candidates);
  return byColour(printerName, need, candidates, enough);
}

/** The slots of a printer, and the nozzle that one filament needs; null where there is one nozzle. */
interface Reach {
  readonly contents: readonly SlotContent[];
  readonly nozzle: 'left' | 'right' | null;
}

/** The nozzle that a filament must come to. A printer with two can print nothing of a file that does not say. */
function nozzleFor(
  printerName: string,
  { nozzle, ...need }: FilamentNeed,
  contents: readonly SlotContent[],
): 'left' | 'right' | null | Refusal {
  if (contents.every(({ reported }) => reported.nozzle === undefined)) return null;
  if (nozzle !== undefined) return nozzle;
  return unknownNozzle(printerName, name(need));
}

const unknownNozzle = (printerName: string, what: string): Refusal => ({
  code: 'nozzle-unknown',
  text: `${printerName} has two nozzles, and the file does not say which of them ${what} is for: slice it for this very model, and add it anew.`,
});

const otherNozzle = (printerName: string, need: FilamentNeed, nozzle: 'left' | 'right', but: string): Refusal => ({
  code: 'nozzle-other',
  text: `${upper(name(need))} is sliced for the ${nozzle} nozzle, and ${printerName} ${but}: choose a slot of the ${nozzle} nozzle, or slice it for the other one.`,
});

/** A person's choice is taken as it is, but for another material, an empty slot or too little: that would be no print. */
function chosen(
  printerName: string,
  need: FilamentNeed,
  needs: number,
  { contents, nozzle }: Reach,
  slot: number,
): PlannedSlot | Refusal {
  const content = contents.find(({ reported }) => reported.slot === slot);
  if (content === undefined)
    return { code: 'slot-trouble', text: `${printerName} has no slot any more that was chosen for ${name(need)}.` };
  const { reported, trouble, type } = content;
  if (trouble !== null) return { code: 'slot-trouble', text: trouble };
  if (reported.external && needs > 1)
    return { code: 'external-alone', text: `${reported.label} of ${printerName} prints files of one filament only.` };
  if (need.type !== null && !fits(need, type))
    return {
      code: 'material-other',
      text: `${reported.label} of ${printerName} holds ${type ?? 'what nobody knows'}; ${name(need)} is ${need.type}.`,
    };
  if (nozzle !== null && reported.nozzle !== nozzle)
    return otherNozzle(printerName, need, nozzle, `was to take it from ${reported.label}, which feeds another one`);
  if (isShort(need, content)) return short(printerName, need, [content]);
  return planned(need, content, 'chosen');
}

/** What a person wants printed of whatever is loaded comes from its own place. */
function byPlace(printerName: string, need: FilamentNeed, { contents, nozzle }: Reach): PlannedSlot | Refusal {
  const changer = contents.filter(({ reported }) => !reported.external);
  const place =
    changer.length === 0 ? contents[0] : changer.toSorted(byNumber).find((_, index) => index === filamentOf(need));
  if (place === undefined)
    return {
      code: 'slot-choice',
      text: `${printerName} has no slot ${filamentOf(need) + 1} for ${name(need)}: choose one.`,
    };
  // Nobody knows what it holds: whatever is loaded will do.
  if (place.reported.filled === false) return { code: 'slot-trouble', text: place.trouble ?? '' };
  if (nozzle !== null && place.reported.nozzle !== nozzle)
    return otherNozzle(
      printerName,
      need,
      nozzle,
      `was to take it from ${place.reported.label}, which feeds another one`,
    );
  return planned(need, place, 'by-place');
}

function byColour(
  printerName: string,
  need: FilamentNeed,
  candidates: readonly SlotContent[],
  enough: readonly SlotContent[],
): PlannedSlot | Refusal {
  const wanted = need.colour ?? need.shade;
  const near = enough
    .map((content) => ({ content, distance: wanted === null ? null : distanceTo(wanted, content.colours) }))
    .filter((each): each is Near => each.distance !== null && each.distance <= SAME_COLOUR);
  if (near.length > 0) return planned(need, nearest(near), 'same-colour');
  const [only] = candidates;
  if (need.colour !== null)
    return {
      code: 'colour-other',
      text: `${printerName} holds ${listed(candidates)}: none is ${need.colour} to the eye.`,
    };
  if (only !== undefined && candidates.length === 1)
    return planned(need, only, wanted === null || only.colours.length === 0 ? 'only-one' : 'other-colour');
  // Who asks for a type and no colour takes any.
  if (need.asked) return planned(need, nearest(enough.map((content) => ({ content, distance: 0 }))), 'other-colour');
  const asks =
    wanted === null ? `the file tells no colour of ${name(need)}` : `none has the colour ${wanted} of ${name(need)}`;
  return { code: 'slot-choice', text: `${printerName} holds ${listed(candidates)}, and ${asks}: choose a slot.` };
}

interface Near {
  readonly content: SlotContent;
  readonly distance: number;
}

/** Spools this little apart are the same to everybody: of those the emptiest is used up first. */
const ALIKE = 1;

function nearest(near: readonly Near[]): SlotContent {
  const inside = near.some(({ content }) => !content.reported.external)
    ? near.filter(({ content }) => !content.reported.external)
    : near;
  const best = Math.min(...inside.map(({ distance }) => distance));
  const left = ({ spool, reported }: SlotContent): number =>
    spool?.remainingGrams ?? (reported.remainingPercent ?? 100) * 10;
  const [first] = inside
    .filter(({ distance }) => distance <= best + ALIKE)
    .map(({ content }) => content)
    .toSorted((a, b) => left(a) - left(b) || byNumber(a, b));
  if (first === undefined) throw new Error('none is near');
  return first;
}

function distanceTo(wanted: string, colours: readonly string[]): number | null {
  const distances = colours.map((colour) => colourDistance(wanted, colour)).filter((each) => each !== null);
  return distances.length === 0 ? null : Math.min(...distances);
}

/** Two filaments that differ in the file and would be one on the bed; and one spool that is too short for both. */
function sharedWrongly(
  printerName: string,
  needs: readonly FilamentNeed[],
  slots: readonly PlannedSlot[],
  contents: readonly SlotContent[],
): SlotPlan | null {
  for (const [i, slot] of slots.entries()) {
    const [need, first] = [needs[i], slots.findIndex((each) => each.slot === slot.slot)];
    const before = needs[first];
    if (need === undefined || before === undefined || first === i) continue;
    const content = contents.find(({ reported }) => reported.slot === slot.slot);
    const isWished = slot.why === 'chosen' && slots[first]?.why === 'chosen';
    if (!isWished && look(need) !== look(before)) {
      const text = `${upper(name(before))} and ${name(need)} would both come from ${slot.label} of ${printerName}: choose a slot for each.`;
      return { kind: 'refused', filament: slot.filament, code: 'slot-choice', text };
    }
    const together = needs.filter((_, k) => slots[k]?.slot === slot.slot);
    const spool = content?.spool ?? null;
    const grams = spool === null ? [] : together.map((each) => gramsOf(each, spool));
    const sum = roundGrams(grams.reduce<number>((total, each) => total + (each ?? 0), 0));
    if (content !== undefined && spool !== null && sum > spool.remainingGrams)
      return { kind: 'refused', filament: slot.filament, ...short(printerName, { ...need, grams: sum }, [content]) };
  }
  return null;
}

const look = ({ type, colour, shade }: FilamentNeed): string => `${type} ${(colour ?? shade)?.toUpperCase()}`;
const name = (need: Pick<FilamentNeed, 'tool'>): string => `filament ${filamentOf(need) + 1}`;
const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const byNumber = (a: SlotContent, b: SlotContent): number => a.reported.slot - b.reported.slot;
/** What nobody knows fits where it is all that there is, unless a person asked. */
const fits = (need: FilamentNeed, held: string | null): boolean =>
  held === null ? !need.asked : isSameType(need.type ?? '', held, need.asked);

function isShort(need: FilamentNeed, { spool }: SlotContent): boolean {
  const grams = spool === null ? null : gramsOf(need, spool);
  return grams !== null && spool !== null && grams > spool.remainingGrams;
}

function short(printerName: string, need: FilamentNeed, [content]: readonly SlotContent[]): Refusal {
  const spool = content?.spool;
  const grams = spool == null ? null : gramsOf(need, spool);
  const text = `“${spool?.name}” in ${content?.reported.label} of ${printerName} has ${Math.round(spool?.remainingGrams ?? 0)} g left; ${name(need)} takes ${Math.round(grams ?? 0)} g.`;
  return { code: 'material-short', text };
}

function noMaterial(printerName: string, need: FilamentNeed, contents: readonly SlotContent[]): Refusal {
  const held = contents.filter(({ trouble }) => trouble === null);
  const troubled = contents.find(
    ({ reported, trouble }) => trouble !== null && reported.filled !== false && !reported.external,
  );
  if (troubled?.trouble != null && need.type !== null)
    return { code: 'slot-trouble', text: `${printerName} shows no slot of ${need.type}. ${troubled.trouble}` };
  const holds = held.length === 0 ? 'nothing in any slot' : listed(held);
  return { code: 'material-other', text: `${printerName} holds ${holds}; ${name(need)} is ${need.type ?? 'unknown'}.` };
}

/** Such as `PLA in A1 and A3, PETG in A2`. */
function listed(contents: readonly SlotContent[]): string {
  const places = new Map<string, string[]>();
  for (const { type, reported } of contents.toSorted(byNumber)) {
    const words = type ?? 'something unknown';
    places.set(words, [...(places.get(words) ?? []), reported.label]);
  }
  return [...places].map(([type, labels]) => `${type} in ${labels.join(' and ')}`).join(', ');
}

function planned(need: FilamentNeed, { reported, spool }: SlotContent, why: PlannedSlot['why']): PlannedSlot {
  const { slot, label, type, colour, tag } = reported;
  return {
    filament: filamentOf(need),
    slot,
    label,
    spoolId: spool?.spoolId ?? null,
    why,
    holds: { type, colour, tag },
  };
}

/** Whether a slot still holds what it held when it was chosen. A word that has come since is no other one; one that has gone is. */
export function isAsChosen(holds: SlotHolds, now: SlotHolds): boolean {
  const same = (then: string | null, at: string | null): boolean => then === null || then === at;
  return same(holds.type, now.type) && same(holds.colour, now.colour) && same(holds.tag, now.tag);
}
