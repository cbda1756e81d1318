import { filamentTypes, selectedTools } from '#drivers/used-tools';
import type { WantedFilament } from './protocol/ams.ts';
import { slicedNozzles } from './protocol/nozzles.ts';

/** Which nozzle each filament was sliced for, by the slicer's settings at the end of the file or its beginning. */
const NOZZLES = /^; (filament_map|physical_extruder_map) = ([\d, ]*)\r?$/gm;

/**
 * Which filaments of its project a plate uses: the tools that its G-code selects. What each is to be made of stands in the slicer's own words.
 */
export async function wantedFilaments(
  path: string,
  sizeBytes: number,
  signal: AbortSignal,
): Promise<readonly WantedFilament[]> {
  const types = await filamentTypes(path, sizeBytes);
  const settings = new Map<string, string>();
  const tools = await selectedTools(path, signal, (text) => {
    for (const [, name = '', value = ''] of text.matchAll(NOZZLES)) settings.set(name, value);
  });
  const nozzles = slicedNozzles(settings.get('filament_map') ?? null, settings.get('physical_extruder_map') ?? null);
  return (tools.length === 0 ? [0] : tools).map((index) => {
    const nozzle = nozzles.get(index);
    return { index, type: types.get(index) ?? null, ...(nozzle === undefined ? {} : { nozzle }) };
  });
}
