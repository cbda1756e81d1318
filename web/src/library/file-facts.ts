import { duration, grams } from '../format.ts';

type Said = Readonly<Record<string, unknown>>;

const number = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);
const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const object = (value: unknown): Said => (typeof value === 'object' && value !== null ? (value as Said) : {});
const list = (value: unknown): readonly Said[] => (Array.isArray(value) ? value.map(object) : []);

/** What a file says of itself, as rows for a person; what it does not say has no row. */
export function factRows(said: unknown): readonly (readonly [name: string, value: string])[] {
  const from = object(said);
  const rows: [string, string | null][] = [
    ['Slicer', joined([text(from.slicer), text(from.slicerVersion)])],
    ['Sliced', text(from.slicedAt)?.replace('T', ' ').slice(0, 16) ?? null],
    ['For printer', joined([text(from.printerModel), text(from.printerModelId)])],
    ['Print time', seconds(from.printTimeSeconds)],
    ['First layer', seconds(from.firstLayerTimeSeconds)],
    ['Layer height', joined([measure(from.layerHeightMm, 'mm'), first(from.firstLayerHeightMm)])],
    ['Layers', measure(from.layerCount, '')],
    ['Object height', measure(from.objectHeightMm, 'mm')],
    ['Size', sizeOf(object(from.boundingBox))],
    ['Nozzles', Array.isArray(from.nozzleDiametersMm) ? `${from.nozzleDiametersMm.join(', ')} mm` : null],
    ['Nozzle', degrees(object(from.temperatures), 'nozzle')],
    ['Bed', degrees(object(from.temperatures), 'bed')],
    ['Chamber', measure(object(from.temperatures).chamber, '°C')],
    ['Bed type', text(from.bedType)],
    ['Infill', measure(from.infillPercent, '%')],
    ['Supports', typeof from.supports === 'boolean' ? (from.supports ? 'yes' : 'no') : null],
    ['Wipe tower', measure(from.wipeTowerGrams, 'g')],
    ['Tool changes', measure(from.toolChanges, '')],
    ['Triangles', number(from.triangles)?.toLocaleString() ?? null],
  ];
  list(from.filaments).forEach((filament, i) => {
    if (filament.used === false) return;
    rows.push([`Filament ${(number(filament.extruder) ?? i) + 1}`, filamentWords(filament)]);
  });
  return rows.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
}

const joined = (parts: readonly (string | null)[]): string | null => {
  const known = parts.filter((part) => part !== null);
  return known.length === 0 ? null : known.join(' ');
};

function measure(value: unknown, unit: string): string | null {
  const known = number(value);
  return known === null ? null : `${Math.round(known * 1000) / 1000} ${unit}`.trim();
}

const first = (value: unknown): string | null => {
  const known = measure(value, 'mm');
  return known === null ? null : `(first ${known})`;
};

function seconds(value: unknown): string | null {
  const known = number(value);
  return known === null ? null : duration(known);
}

function degrees(temperatures: Said, which: 'nozzle' | 'bed'): string | null {
  const [later, early] = [number(temperatures[which]), number(temperatures[`${which}First`])];
  if (later === null && early === null) return null;
  if (later === null || early === null || later === early) return `${later ?? early} °C`;
  return `${later} °C (first layer ${early} °C)`;
}

function sizeOf(box: Said): string | null {
  const [min, max] = [box.minMm, box.maxMm];
  if (!Array.isArray(min) || !Array.isArray(max)) return null;
  const sides = [0, 1, 2].map((i) => (number(max[i]) ?? 0) - (number(min[i]) ?? 0));
  return `${sides.map((side) => side.toFixed(1)).join(' × ')} mm`;
}

function filamentWords(filament: Said): string | null {
  const length = number(filament.lengthMm);
  const weight = number(filament.weightGrams);
  return joined([
    text(filament.type),
    text(filament.colour),
    length === null ? null : `${(length / 1000).toFixed(2)} m`,
    weight === null ? null : grams(weight),
    text(filament.name),
  ]);
}
