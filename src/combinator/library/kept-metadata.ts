import type { FilamentUse, PrintFileMetadata } from '#gcode/print-file';

/**
 * What the library keeps of what a file says of itself, as JSON in one column: so small that ten thousand of them are searched in
 * milliseconds. Without pictures, which are files, and without the outlines of objects.
 */
export type KeptMetadata = Omit<PrintFileMetadata, 'thumbnails' | 'objects' | 'plates' | 'warnings' | 'derived'>;

/** A file may claim thousands of filaments or nozzles; no printer has more. */
const LIST_MAX = 16;
/** No slicer, printer or filament has a longer name. */
const TEXT_LIMIT = 120;

export function keptMetadata(metadata: PrintFileMetadata): KeptMetadata {
  const { thumbnails: _t, objects: _o, plates: _p, warnings: _w, derived: _d, ...kept } = metadata;
  return {
    ...kept,
    slicer: short(kept.slicer),
    slicerVersion: short(kept.slicerVersion),
    slicedAt: short(kept.slicedAt),
    printerModel: short(kept.printerModel),
    printerModelId: short(kept.printerModelId),
    bedType: short(kept.bedType),
    filaments: kept.filaments?.slice(0, LIST_MAX).map(shortFilament) ?? null,
    nozzleDiametersMm: kept.nozzleDiametersMm?.slice(0, LIST_MAX) ?? null,
  };
}

const shortFilament = (filament: FilamentUse): FilamentUse => ({
  ...filament,
  type: short(filament.type),
  colour: short(filament.colour),
  name: short(filament.name),
});

const short = (text: string | null): string | null => text?.slice(0, TEXT_LIMIT) ?? null;
