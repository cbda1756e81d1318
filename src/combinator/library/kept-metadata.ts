import type { FilamentUse, Plate, PrintFileMetadata } from '#gcode/print-file';
import { OBJECTS_SHOWN } from '#model/adjustment';
import type { NamedObject } from '#model/print';

/**
 * What the library keeps of what a file says of itself, as JSON in one column: so small that ten thousand of them are searched in
 * milliseconds. Without pictures, which are files, and without the outlines of objects.
 */
export type KeptMetadata = Omit<PrintFileMetadata, 'thumbnails' | 'objects' | 'plates' | 'warnings' | 'derived'> & {
  /** Of files with several plates; absent in records that are older than plates. */
  readonly plates?: readonly KeptPlate[];
  /** Of a model whose triangles were counted. */
  readonly triangles?: number | null;
  /** By which reading it was found; absent in records that are older than the first of these. */
  readonly reading?: number;
};

/** Counts up when more is read of a file than before that something decides by; 1: the nozzles of filaments, the parts of plates. */
const READING = 1;

/** `metadata`: as it is kept. */
export const readByThisVersion = (metadata: string | null): boolean =>
  ((JSON.parse(metadata ?? '{}') as Partial<KeptMetadata>).reading ?? 0) >= READING;

export type KeptPlate = Omit<Plate, 'thumbnails' | 'objects'> & {
  /** Of a plate that can be printed in parts; absent in records that are older. */
  readonly parts?: readonly NamedObject[];
};

/** A file may claim thousands of filaments or nozzles; no printer has more. */
const LIST_MAX = 16;
/** Slicers allow 36. */
const PLATES_MAX = 64;
/** No slicer, printer or filament has a longer name. */
const TEXT_LIMIT = 120;
const PART_NAME_LIMIT = 60;

export function keptMetadata(metadata: PrintFileMetadata): KeptMetadata {
  const { thumbnails: _t, objects: _o, plates, warnings: _w, derived: _d, ...kept } = metadata;
  return {
    ...kept,
    reading: READING,
    slicer: short(kept.slicer),
    slicerVersion: short(kept.slicerVersion),
    slicedAt: short(kept.slicedAt),
    printerModel: short(kept.printerModel),
    printerModelId: short(kept.printerModelId),
    bedType: short(kept.bedType),
    filaments: kept.filaments?.slice(0, LIST_MAX).map(shortFilament) ?? null,
    nozzleDiametersMm: kept.nozzleDiametersMm?.slice(0, LIST_MAX) ?? null,
    ...(plates.length === 0 ? {} : { plates: plates.slice(0, PLATES_MAX).map(shortPlate) }),
  };
}

function shortPlate({ thumbnails: _t, objects, ...plate }: Plate): KeptPlate {
  const isInParts = objects !== null && objects.length > 1 && objects.length <= OBJECTS_SHOWN;
  return {
    ...plate,
    ...(isInParts ? { parts: objects.map(({ id, name }) => ({ id, name: name.slice(0, PART_NAME_LIMIT) })) } : {}),
    name: short(plate.name),
    filaments: plate.filaments?.slice(0, LIST_MAX).map(shortFilament) ?? null,
    nozzleDiametersMm: plate.nozzleDiametersMm?.slice(0, LIST_MAX) ?? null,
  };
}

const shortFilament = (filament: FilamentUse): FilamentUse => ({
  ...filament,
  type: short(filament.type),
  colour: short(filament.colour),
  name: short(filament.name),
});

const short = (text: string | null): string | null => text?.slice(0, TEXT_LIMIT) ?? null;
