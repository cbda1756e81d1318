import { filamentNozzles } from './filament-nozzles.ts';
import type { FilamentUse, PrintFileMetadata, Temperatures } from './print-file.ts';
import { generatedBy } from './prusa-slicer.ts';
import {
  type FamilyKeys,
  type FamilyText,
  familyFilaments,
  familyMetadata,
  familyTailSuffices,
  familyText,
  headerNumber,
  said,
  truncatedWarning,
} from './slic3r-family.ts';
import { type FilamentLists, leadingExtruder, leadingValue, noFilamentLists } from './filaments.ts';
import { endsWithMarker, findLine, linesBetween, type SlicedText } from './sliced-text.ts';
import type { SlicerReader } from './slicer.ts';
import { parseAmount, parseCount, parseDuration, parseList, parsePositive, parseText } from './values.ts';

const HEADER_BEGIN = /^; HEADER_BLOCK_START\s*$/;
const HEADER_END = /^; HEADER_BLOCK_END\s*$/;
const BAMBU_STUDIO = /^; BambuStudio (\S{1,100})\s*$/;

/** How OrcaSlicer and Bambu Studio name what PrusaSlicer names otherwise. */
export const orcaKeys: FamilyKeys = {
  firstLayerHeight: 'initial_layer_print_height',
  infill: 'sparse_infill_density',
  supports: 'enable_support',
  nozzle: 'nozzle_temperature',
  nozzleFirst: 'nozzle_temperature_initial_layer',
  chamber: 'chamber_temperature',
};

/** Which key holds the bed temperature depends on the plate chosen in the slicer. */
const plateKeys: Readonly<Record<string, string>> = {
  'Cool Plate': 'cool_plate_temp',
  'Engineering Plate': 'eng_plate_temp',
  'High Temp Plate': 'hot_plate_temp',
  'Textured PEI Plate': 'textured_plate_temp',
  'Supertack Plate': 'supertack_plate_temp',
  'Textured Cool Plate': 'textured_cool_plate_temp',
};

/** OrcaSlicer ≥ 2 and Bambu Studio: a `HEADER_BLOCK` at the beginning says layers, height and, for Bambu, the totals. */
export const orcaSlicer: SlicerReader = {
  recognises: (head) => linesBetween(head, HEADER_BEGIN, HEADER_END) !== null,
  // Bambu Studio says everything at the beginning; only the end marker is looked for at the end.
  tailSuffices: (head, tail) => isBambu(head) || familyTailSuffices(tail),
  read: (text) => (isBambu(text.head) ? readBambu(text) : readOrca(text)),
};

function isBambu(head: readonly string[]): boolean {
  return findLine(headerOf(head), BAMBU_STUDIO) !== null;
}

export function headerOf(head: readonly string[]): readonly string[] {
  return linesBetween(head, HEADER_BEGIN, HEADER_END) ?? [];
}

function readOrca(text: SlicedText): PrintFileMetadata {
  const family = familyText(text, HEADER_BEGIN);
  const missing = family.configClosed ? null : 'the end of the configuration';
  return withHeader(family, {
    ...familyMetadata(family, orcaKeys, missing === null),
    ...generatedBy(headerOf(text.head)),
    warnings: missing === null ? [] : [truncatedWarning(missing)],
  });
}

function readBambu(text: SlicedText): PrintFileMetadata {
  const family = familyText(text, HEADER_BEGIN);
  const header = headerOf(text.head);
  const ended = endsWithMarker(text, /^; EXECUTABLE_BLOCK_END\s*$/);
  const times = findLine(header, /^; model printing time: ([^;]*); total estimated time: (.*)$/);
  const metadata = familyMetadata(
    family,
    { ...orcaKeys, chamber: 'chamber_temperatures' },
    ended,
    bambuFilaments(family, header),
  );
  return withHeader(family, {
    ...metadata,
    slicer: 'BambuStudio',
    slicerVersion: parseText(findLine(header, BAMBU_STUDIO)?.[1] ?? ''),
    // Its command line, and profiles for printers of others, write the family's own line instead.
    printTimeSeconds: parseDuration(times?.[2] ?? '') ?? metadata.printTimeSeconds,
    warnings: ended ? [] : [truncatedWarning('the end of the commands')],
  });
}

/** Layers, height and bed temperature are read alike; the header wins over counts, which the owner's G-code may disturb. */
export function withHeader(
  family: FamilyText,
  metadata: PrintFileMetadata,
  filamentMap: string = said(family, 'filament_map'),
): PrintFileMetadata {
  const header = headerOf(family.text.head);
  const layerCount = headerNumber(header, 'total layer number');
  const objectHeightMm = headerNumber(header, 'max_z_height');
  const counted = new Set([
    ...(layerCount === null ? [] : ['layerCount']),
    ...(objectHeightMm === null ? [] : ['objectHeightMm']),
  ]);
  return {
    ...metadata,
    filaments: withNozzles(metadata, filamentMap, said(family, 'physical_extruder_map')),
    layerCount: layerCount === null ? metadata.layerCount : parseCount(String(layerCount)),
    objectHeightMm: objectHeightMm ?? metadata.objectHeightMm,
    temperatures: plateTemperatures(family, metadata),
    derived: metadata.derived.filter((field) => !counted.has(field)),
  };
}

/** Which of two nozzles each was sliced for; slicers write the map for printers with one as well. */
function withNozzles(
  { filaments, nozzleDiametersMm }: PrintFileMetadata,
  filamentMap: string,
  extruderMap: string,
): readonly FilamentUse[] | null {
  const nozzles = filamentNozzles(filamentMap, extruderMap === '' ? null : extruderMap);
  if (filaments === null || nozzles.size === 0 || nozzleDiametersMm?.length === 1) return filaments;
  return filaments.map((filament) => {
    const nozzle = filament.extruder === null ? undefined : nozzles.get(filament.extruder);
    return nozzle === undefined ? filament : { ...filament, nozzle };
  });
}

function plateTemperatures(family: FamilyText, metadata: PrintFileMetadata): Temperatures {
  const leading = leadingExtruder(metadata.filaments);
  const first = (key: string) => leadingValue(parseList(said(family, key), parsePositive), leading);
  const plate = plateKeys[metadata.bedType ?? ''];
  const chamberControlled = !/^0(?:,0)*$/.test(said(family, 'activate_chamber_temp_control').trim());
  return {
    ...metadata.temperatures,
    bed: plate === undefined ? null : first(plate),
    bedFirst: plate === undefined ? null : first(`${plate}_initial_layer`),
    chamber: chamberControlled ? metadata.temperatures.chamber : null,
  };
}

/**
 * Bambu Studio's header: lengths in mm, weights in g, and a "volume [cm^3]" that is really mm³. One value per *used*
 * filament, in the order of `; filament: 1,3` (1-based slots of the project).
 */
export function bambuFilaments(family: FamilyText, header: readonly string[]): FilamentLists {
  const settings = familyFilaments(family);
  const amounts = (name: string) =>
    parseList(findLine(header, new RegExp(`^; ${name} : (.*)$`))?.[1] ?? '', parseAmount);
  const slots = parseList(findLine(header, /^; filament: (.*)$/)?.[1] ?? '', parseCount);
  const count = Math.max(settings.types.length, settings.colours.length);
  const placed = (list: readonly (number | null)[]): readonly (number | null)[] => {
    const bySlot = list.length === slots.length && slots.every((slot) => slot !== null && slot >= 1 && slot <= count);
    if (list.length === 0 || list.length === count || !bySlot) return list;
    return Array.from({ length: count }, (_, slot) => {
      const at = slots.indexOf(slot + 1);
      return at === -1 ? 0 : (list[at] ?? null);
    });
  };
  const lengthsMm = placed(amounts('total filament length \\[mm\\]'));
  const weightsGrams = placed(amounts('total filament weight \\[g\\]'));
  return {
    ...noFilamentLists,
    ...settings,
    lengthsMm,
    volumesMm3: placed(amounts('total filament volume \\[cm\\^3\\]')),
    // 0.00 g of a filament that is used: the profile has no density, so nobody knows.
    weightsGrams: weightsGrams.map((weight, i) => (weight === 0 && (lengthsMm[i] ?? 0) > 0 ? null : weight)),
    costs: [],
  };
}
