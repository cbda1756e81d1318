import { joinFilaments } from './filaments.ts';
import { LineReader, utf8Texts } from './line-reader.ts';
import { bambuFilaments, headerOf, orcaKeys, withHeader } from './orca-slicer.ts';
import { type Plate, type PrintFileMetadata, unknownMetadata, unknownTemperatures } from './print-file.ts';
import { familyFilaments, familyMetadata, type FamilyText } from './slic3r-family.ts';
import type { PlateFacts } from './plate-facts.ts';
import { slicerOf } from './slicers.ts';

/** Keys whose lists hold texts, which stand between semicolons; all other lists hold numbers, between commas. */
const TEXT_LISTS = new Set(['filament_type', 'filament_colour', 'extruder_colour', 'filament_settings_id']);
const LIST_MAX = 256;

/**
 * `project_settings.config`, which is JSON: all settings of the project, lists as arrays of strings. As the keys and values that
 * the slicer writes into G-code; null when it is no such thing, empty when there is none.
 */
export function projectConfig(json: string): ReadonlyMap<string, string> | null {
  if (json === '') return new Map();
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    return null;
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return null;
  const values = new Map<string, string>();
  for (const [key, value] of Object.entries(parsed)) {
    if (typeof value === 'string') values.set(key, TEXT_LISTS.has(key) ? quoted(value) : value);
    else if (Array.isArray(value)) {
      const texts = value.slice(0, LIST_MAX).map((item) => (typeof item === 'string' ? item : ''));
      values.set(key, TEXT_LISTS.has(key) ? texts.map(quoted).join(';') : texts.join(','));
    }
  }
  return values;
}

function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}

/** Everything of one plate: the descriptions beside the G-code first, then the first lines of it, then the project. */
export function plateMetadata({
  facts,
  config,
  beginning,
}: {
  readonly facts: PlateFacts | null;
  readonly config: ReadonlyMap<string, string>;
  readonly beginning: Uint8Array | null;
}): PrintFileMetadata {
  // The last line may be cut off: it is left out.
  const head = utf8Texts(new LineReader().push(beginning ?? new Uint8Array(0)));
  const header = headerOf(head);
  const slicer = slicerOf(head).read({ head, tail: [], whole: false, unfinished: null });
  const family: FamilyText = {
    text: { head, tail: [], whole: false, unfinished: null },
    header: new Map(),
    totals: new Map(),
    config,
    layerCount: null,
    configClosed: true,
  };
  const lists = { ...familyFilaments(family), ...amountsOf(family, header, facts) };
  const said = withHeader(family, familyMetadata(family, orcaKeys, false, lists), facts?.filamentMap ?? undefined);
  return {
    ...said,
    format: '3mf',
    slicer: slicer.slicer ?? (facts?.slicerVersion == null ? null : 'BambuStudio'),
    slicerVersion: slicer.slicerVersion ?? facts?.slicerVersion ?? null,
    slicedAt: slicer.slicedAt,
    printerModelId: facts?.printerModelId ?? null,
    printTimeSeconds: facts?.printTimeSeconds ?? slicer.printTimeSeconds,
    firstLayerTimeSeconds: facts?.firstLayerTimeSeconds ?? null,
    nozzleDiametersMm: facts?.nozzleDiametersMm ?? said.nozzleDiametersMm,
    supports: facts?.supports ?? said.supports,
    // `plate_N.json` has boxes too, but only of the first layer: a ball's is that of the patch it stands on.
    objects:
      facts === null || facts.objects.length === 0
        ? null
        : facts.objects.map(({ id, name }) => ({ id, name, centreMm: null, polygonMm: null })),
    warnings: (facts?.warnings ?? []).map((message) => ({
      code: 'slicer-warning',
      message: `the slicer warns of plate ${facts?.index ?? ''}: ${inWords(message)}`,
    })),
  };
}

/** Slicers give names of their texts, such as `bed_temperature_too_high_than_filament`; a sentence stays as it is. */
const inWords = (message: string): string => (message.includes(' ') ? message : message.replaceAll('_', ' '));

/**
 * Amounts per filament of the project: from the header of the G-code, which is exact, else from the plate's description, which
 * counts metres with two decimals. What a plate does not name it does not use.
 */
function amountsOf(
  family: FamilyText,
  header: readonly string[],
  facts: PlateFacts | null,
): Partial<ReturnType<typeof familyFilaments>> {
  const exact = bambuFilaments(family, header);
  const { filaments } = joinFilaments(exact);
  if (filaments?.some(({ lengthMm }) => (lengthMm ?? 0) > 0) === true)
    return { lengthsMm: exact.lengthsMm, volumesMm3: exact.volumesMm3, weightsGrams: exact.weightsGrams };
  const project = familyFilaments(family);
  if (facts === null || facts.filaments.length === 0) return { lengthsMm: [], volumesMm3: [], weightsGrams: [] };
  const count = Math.max(project.types.length, ...facts.filaments.map(({ slot }) => slot + 1));
  const slots = Array.from({ length: count }, (_, slot) => facts.filaments.find((each) => each.slot === slot));
  return {
    lengthsMm: slots.map((filament) => (filament === undefined ? 0 : filament.lengthMm)),
    volumesMm3: [],
    weightsGrams: slots.map((filament) => (filament === undefined ? 0 : filament.weightGrams)),
    types: slots.map((filament, slot) => filament?.type ?? project.types[slot] ?? null),
    colours: slots.map((filament, slot) => filament?.colour ?? project.colours[slot] ?? null),
  };
}

/** What all plates say alike; what they say differently is unknown of the file. The first plate's pictures stand for it. */
export function sharedMetadata(wholes: readonly PrintFileMetadata[], plates: readonly Plate[]): PrintFileMetadata {
  const [first, ...others] = wholes;
  if (first === undefined) return unknownMetadata;
  const shared = (field: keyof PrintFileMetadata): boolean =>
    others.every((other) => JSON.stringify(other[field]) === JSON.stringify(first[field]));
  const entries = (Object.keys(first) as (keyof PrintFileMetadata)[]).map((field) => [
    field,
    shared(field) ? first[field] : unknownMetadata[field],
  ]);
  return {
    ...unknownMetadata,
    ...(Object.fromEntries(entries) as Partial<PrintFileMetadata>),
    format: '3mf',
    temperatures: shared('temperatures') ? first.temperatures : unknownTemperatures,
    // Ids of the skip command are those of one plate.
    objects: others.length === 0 ? first.objects : null,
    derived: first.derived.filter((field) => shared(field.split('.')[0] as keyof PrintFileMetadata)),
    thumbnails: plates[0]?.thumbnails ?? [],
    plates,
  };
}
