import type { FarmState, Printer } from '../live/farm-state.ts';
import { needsPerson, phaseWords } from './phase-words.ts';

export type FarmFilter = 'all' | 'attention' | 'printing' | 'ready';

/** What the page of the farm lays out: whose cards in which order, and how many are what. */
export interface FarmOrder {
  /** Ids of those that are shown. */
  readonly shown: readonly string[];
  readonly all: number;
  readonly working: number;
  readonly waiting: number;
}

type Printers = FarmState['printers'];

/**
 * Printers that need a person come first, then those at work, then the rest; by name within. Answers with the same object for as long
 * as nothing of it changes: measurements of a thousand printers, four times a second, lay nothing out anew.
 */
export function createFarmOrder(): (printers: Printers, filter: FarmFilter, search: string) => FarmOrder {
  /** Comparing names as people count is dear: they are sorted once, and again when there is a new one. */
  let places: ReadonlyMap<string, number> = new Map();
  let asked: { readonly printers: Printers; readonly filter: FarmFilter; readonly search: string } | null = null;
  let last: FarmOrder = { shown: [], all: 0, working: 0, waiting: 0 };
  return (printers, filter, search) => {
    if (asked?.printers === printers && asked.filter === filter && asked.search === search) return last;
    asked = { printers, filter, search };
    const all = Object.values(printers);
    if (all.some(({ name }) => !places.has(name))) places = placesOf(all);
    const words = search.trim().toLowerCase();
    const shown = all
      .filter((printer) => fits(printer, filter, words))
      .map((printer) => ({ id: printer.id, rank: rankOf(printer), place: places.get(printer.name) ?? 0 }))
      .sort((a, b) => a.rank - b.rank || a.place - b.place)
      .map(({ id }) => id);
    const next: FarmOrder = {
      shown,
      all: all.length,
      working: all.filter((printer) => phaseWords(printer).mood === 'working').length,
      waiting: all.filter(needsPerson).length,
    };
    if (!isSame(last, next)) last = next;
    return last;
  };
}

const byName = new Intl.Collator(undefined, { numeric: true });

const placesOf = (printers: readonly Printer[]): ReadonlyMap<string, number> =>
  new Map(
    printers
      .map(({ name }) => name)
      .sort(byName.compare)
      .map((name, place) => [name, place]),
  );

const rankOf = (printer: Printer): number =>
  needsPerson(printer) ? 0 : phaseWords(printer).mood === 'working' ? 1 : 2;

function fits(printer: Printer, filter: FarmFilter, words: string): boolean {
  if (filter === 'attention' && !needsPerson(printer)) return false;
  if (filter === 'printing' && phaseWords(printer).mood !== 'working') return false;
  if (filter === 'ready' && printer.phase !== 'READY') return false;
  if (words === '') return true;
  return [printer.name, printer.model ?? '', printer.print?.name ?? '', ...printer.tags].some((text) =>
    text.toLowerCase().includes(words),
  );
}

const isSame = (a: FarmOrder, b: FarmOrder): boolean =>
  a.all === b.all &&
  a.working === b.working &&
  a.waiting === b.waiting &&
  a.shown.length === b.shown.length &&
  a.shown.every((id, i) => id === b.shown[i]);
