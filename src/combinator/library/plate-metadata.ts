import type { KeptMetadata } from './kept-metadata.ts';

/** What a file says of one of its plates, under the names of the whole file: what a job that prints this plate shows. */
export function ofPlate(metadata: KeptMetadata, plate: number | null): KeptMetadata {
  const own = plate === null ? undefined : metadata.plates?.find(({ index }) => index === plate);
  if (own === undefined) return metadata;
  return {
    ...metadata,
    printTimeSeconds: own.printTimeSeconds,
    firstLayerTimeSeconds: own.firstLayerTimeSeconds,
    filaments: own.filaments,
    layerCount: own.layerCount,
    objectHeightMm: own.objectHeightMm,
    nozzleDiametersMm: own.nozzleDiametersMm ?? metadata.nozzleDiametersMm,
    temperatures: own.temperatures,
    supports: own.supports,
  };
}
