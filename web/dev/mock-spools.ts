import type { Spool, SpoolUse } from '../src/materials/spool-words.ts';
import { LONG, LONG_FILE, minutesAgo } from './mock-names.ts';

/** Spools of every colour, and what a person must look at. */

const spool = (i: number, changes: Partial<Spool> = {}): Spool => ({
  id: `s${i}`,
  code: `AB3${i}XY`,
  vendor: ['Acme', 'Prusament', ''][i % 3] ?? '',
  name: ['Galaxy Black', 'Signal Red', '', 'Pearl Mouse'][i % 4] ?? '',
  type: ['PLA', 'PETG', 'ASA'][i % 3] ?? 'PLA',
  colours: [['#25282B'], ['#C1121F'], ['#2A9D8F', '#E9C46A', '#E76F51'], []][i % 4] ?? [],
  diameterMm: 1.75,
  density: 1.24,
  netGrams: 1000,
  usedGrams: (i * 277) % 1000,
  remainingGrams: 1000 - ((i * 277) % 1000),
  remainingShare: 1 - ((i * 277) % 1000) / 1000,
  tareGrams: i % 2 ? 212 : null,
  price: 24.9,
  lot: i % 2 ? 'L-2026-11' : '',
  location: i % 2 ? 'shelf 3' : '',
  note: '',
  archived: false,
  low: (i * 277) % 1000 > 800,
  version: 1,
  createdAt: minutesAgo(6000),
  printerId: i % 3 === 0 ? `p${i}` : null,
  slot: i % 3 === 0 ? 0 : null,
  ...changes,
});
export const spools = [...Array.from({ length: 9 }, (_, i) => spool(i)), spool(9, { name: LONG, vendor: 'Werkstatt' })];
export const uses: readonly SpoolUse[] = (['PRINT', 'PRINT', 'WEIGHED'] as const).map((kind, i) => ({
  id: `u${i}`,
  spoolId: `s${i}`,
  kind,
  printId: kind === 'PRINT' ? `print-${i}` : null,
  printerId: null,
  name: kind === 'PRINT' ? LONG_FILE : null,
  tool: 0,
  grams: i === 0 ? 0 : 42.5,
  cost: 1.2,
  basis: kind === 'PRINT' ? (['unknown', 'old-progress'][i] ?? null) : null,
  unsure: kind === 'PRINT',
  note: kind === 'WEIGHED' ? '912 g on the scale' : '',
  by: 'the farm',
  at: minutesAgo(300 * (i + 1)),
}));
