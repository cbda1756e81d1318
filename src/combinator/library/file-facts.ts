import type { PrintFileMetadata } from '#gcode/print-file';

/**
 * What the library keeps of what a file says of itself: values for people and for finding a printer, JSON in one column, so
 * small that ten thousand of them are searched in milliseconds. Unknown is null. Names end in their unit.
 */
export interface FileFacts {
  readonly slicer: string | null;
  readonly slicerVersion: string | null;
  readonly printerModel: string | null;
  readonly printTimeSeconds: number | null;
  /** Sums over the filaments that are used; null when none of them says. */
  readonly filamentMm: number | null;
  readonly filamentGrams: number | null;
  /** Of the used filaments, in the order of their extruders. */
  readonly filamentTypes: readonly string[];
  /** `#RRGGBB` or `#RRGGBBAA`. */
  readonly filamentColours: readonly string[];
  readonly layerHeightMm: number | null;
  readonly layerCount: number | null;
  readonly objectHeightMm: number | null;
  readonly nozzleDiameterMm: number | null;
  readonly nozzleCelsius: number | null;
  readonly bedCelsius: number | null;
}

/** A file may claim thousands of filaments; a card shows a few. */
const FILAMENTS_MAX = 16;
/** No slicer or printer has a longer name. */
const TEXT_LIMIT = 120;

export function factsOf(metadata: PrintFileMetadata): FileFacts {
  const used = (metadata.filaments ?? []).filter((filament) => filament.used !== false).slice(0, FILAMENTS_MAX);
  const { temperatures } = metadata;
  return {
    slicer: short(metadata.slicer),
    slicerVersion: short(metadata.slicerVersion),
    printerModel: short(metadata.printerModel),
    printTimeSeconds: metadata.printTimeSeconds,
    filamentMm: sum(used.map((filament) => filament.lengthMm)),
    filamentGrams: sum(used.map((filament) => filament.weightGrams)),
    filamentTypes: used.flatMap(({ type }) => (type === null ? [] : [type.slice(0, TEXT_LIMIT)])),
    filamentColours: used.flatMap(({ colour }) => (colour === null ? [] : [colour])),
    layerHeightMm: metadata.layerHeightMm,
    layerCount: metadata.layerCount,
    objectHeightMm: metadata.objectHeightMm,
    nozzleDiameterMm: metadata.nozzleDiametersMm?.[0] ?? null,
    nozzleCelsius: temperatures.nozzle ?? temperatures.nozzleFirst,
    bedCelsius: temperatures.bed ?? temperatures.bedFirst,
  };
}

const short = (text: string | null): string | null => text?.slice(0, TEXT_LIMIT) ?? null;

function sum(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
}
