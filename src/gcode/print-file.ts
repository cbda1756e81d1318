import type { NozzleSide } from './filament-nozzles.ts';

/**
 * The one normal form of what a print file says of itself, whatever its format and slicer.
 *
 * Every field is a value or `null` (unknown): never 0, never '', never a guess, nothing from the file's name.
 * JSON-serialisable apart from the bytes of thumbnails. Names end in their unit.
 */
export interface PrintFileMetadata {
  readonly format: PrintFileFormat;
  readonly slicer: string | null;
  readonly slicerVersion: string | null;
  /** ISO 8601; ends in `Z` where the slicer says UTC, otherwise the local time of the slicing computer. */
  readonly slicedAt: string | null;
  readonly printerModel: string | null;
  readonly printerModelId: string | null;
  readonly printTimeSeconds: number | null;
  readonly firstLayerTimeSeconds: number | null;
  /** All filaments of the project in the order of their extruders, unused ones as well; null when the file names none. */
  readonly filaments: readonly FilamentUse[] | null;
  readonly wipeTowerGrams: number | null;
  readonly layerHeightMm: number | null;
  readonly firstLayerHeightMm: number | null;
  readonly layerCount: number | null;
  /** Top of the object above the bed; never of a travel or a park move. */
  readonly objectHeightMm: number | null;
  readonly boundingBox: BoundingBox | null;
  readonly nozzleDiametersMm: readonly number[] | null;
  readonly temperatures: Temperatures;
  readonly bedType: string | null;
  readonly infillPercent: number | null;
  readonly supports: boolean | null;
  /** Null when the file does not say, or was not read far enough to know all of them. */
  readonly objects: readonly PrintObject[] | null;
  /** Every usable embedded picture, as it came. Never serve one unexamined. */
  readonly thumbnails: readonly Thumbnail[];
  /** Plates of a multi-plate file; empty for formats that have none. */
  readonly plates: readonly Plate[];
  readonly toolChanges: number | null;
  readonly warnings: readonly FileWarning[];
  /** Paths of fields that were computed from other fields or from commands instead of read, e.g. `filaments.0.weightGrams`. */
  readonly derived: readonly string[];
}

export type PrintFileFormat = 'gcode' | 'bgcode' | '3mf';

export interface FilamentUse {
  /** 0-based; null when the file does not say which extruder the amount belongs to. */
  readonly extruder: number | null;
  readonly type: string | null;
  /** `#RRGGBB` or `#RRGGBBAA`, upper case. */
  readonly colour: string | null;
  readonly name: string | null;
  readonly lengthMm: number | null;
  readonly volumeMm3: number | null;
  readonly weightGrams: number | null;
  readonly cost: number | null;
  /** Used if and only if length or weight > 0; null when neither is known. */
  readonly used: boolean | null;
  /** Of two, the one that it was sliced for; left out where the file does not say. */
  readonly nozzle?: NozzleSide;
}

/** Degrees Celsius of the first used extruder. */
export interface Temperatures {
  readonly nozzle: number | null;
  readonly nozzleFirst: number | null;
  readonly bed: number | null;
  readonly bedFirst: number | null;
  readonly chamber: number | null;
}

export interface BoundingBox {
  readonly minMm: readonly [x: number, y: number, z: number];
  readonly maxMm: readonly [x: number, y: number, z: number];
}

/** One object on the plate. */
export interface PrintObject {
  /** What the printer's own skip command wants: a Klipper name, an M486 index. */
  readonly id: string;
  readonly name: string;
  readonly centreMm: readonly [x: number, y: number] | null;
  readonly polygonMm: readonly (readonly [x: number, y: number])[] | null;
}

export interface Thumbnail {
  readonly width: number;
  readonly height: number;
  readonly format: ThumbnailFormat;
  readonly bytes: Uint8Array;
}

export type ThumbnailFormat = 'png' | 'jpg' | 'qoi';

/** One plate of a file with several: what the file says of it, under the names of the whole file's fields. */
export interface Plate {
  /** As the slicer numbers it, from 1, possibly with gaps; what a job names. */
  readonly index: number;
  readonly name: string | null;
  /** The G-code in the archive. */
  readonly entry: string;
  readonly printTimeSeconds: number | null;
  readonly firstLayerTimeSeconds: number | null;
  readonly weightGrams: number | null;
  readonly filaments: readonly FilamentUse[] | null;
  readonly layerCount: number | null;
  readonly objectHeightMm: number | null;
  readonly nozzleDiametersMm: readonly number[] | null;
  readonly temperatures: Temperatures;
  readonly supports: boolean | null;
  /** Under the ids of the printer's skip command. */
  readonly objects: readonly PrintObject[] | null;
  /** Something lies outside of the plate: to be shown, and not to be printed. */
  readonly outside: boolean | null;
  readonly thumbnails: readonly Thumbnail[];
}

export interface FileWarning {
  readonly code: 'truncated' | 'thumbnail-damaged' | 'thumbnail-length' | 'filament-count' | 'slicer-warning';
  readonly message: string;
}

export const unknownTemperatures: Temperatures = {
  nozzle: null,
  nozzleFirst: null,
  bed: null,
  bedFirst: null,
  chamber: null,
};

/** A file that says nothing of itself; readers spread it and fill in what they find. */
export const unknownMetadata: PrintFileMetadata = {
  format: 'gcode',
  slicer: null,
  slicerVersion: null,
  slicedAt: null,
  printerModel: null,
  printerModelId: null,
  printTimeSeconds: null,
  firstLayerTimeSeconds: null,
  filaments: null,
  wipeTowerGrams: null,
  layerHeightMm: null,
  firstLayerHeightMm: null,
  layerCount: null,
  objectHeightMm: null,
  boundingBox: null,
  nozzleDiametersMm: null,
  temperatures: unknownTemperatures,
  bedType: null,
  infillPercent: null,
  supports: null,
  objects: null,
  thumbnails: [],
  plates: [],
  toolChanges: null,
  warnings: [],
  derived: [],
};
