import { found, type Read, refusedAt } from './file-source.ts';
import { parseAmount, parseColour, parseCount, parseList, parsePositive, parseSeconds, parseText } from './values.ts';
import { xmlEvents, XmlProblem } from './xml.ts';

/** What `slice_info.config` and `model_settings.config` say of one plate. */
export interface PlateFacts {
  readonly index: number;
  readonly name: string | null;
  readonly printTimeSeconds: number | null;
  readonly firstLayerTimeSeconds: number | null;
  readonly weightGrams: number | null;
  readonly printerModelId: string | null;
  readonly nozzleDiametersMm: readonly number[] | null;
  readonly outside: boolean | null;
  readonly supports: boolean | null;
  readonly objects: readonly { readonly id: string; readonly name: string }[];
  readonly filaments: readonly PlateFilament[];
  /** Its nozzle for each filament of the project, as the slicer writes it: this plate's own, where the project's may be another. */
  readonly filamentMap: string | null;
  readonly warnings: readonly string[];
  /** Of the slicer, said once in the header of the file. */
  readonly slicerVersion: string | null;
}

/** Amounts of one used filament; `slot` is its 0-based place among those of the project. */
export interface PlateFilament {
  readonly slot: number;
  readonly type: string | null;
  readonly colour: string | null;
  readonly lengthMm: number | null;
  readonly weightGrams: number | null;
}

/** More on one plate are damage. */
const OBJECTS_MAX = 10_000;
const FILAMENTS_MAX = 64;
const WARNINGS_MAX = 20;

interface Collected {
  readonly metadata: Map<string, string>;
  readonly objects: { readonly id: string; readonly name: string }[];
  readonly filaments: PlateFilament[];
  readonly warnings: string[];
}

/** Joins the descriptions of the plates by their number; of several values of a key the first counts. */
export function readPlateFacts(
  files: readonly { readonly name: string; readonly text: string }[],
): Read<readonly PlateFacts[]> {
  const plates = new Map<number, Collected>();
  let slicerVersion: string | null = null;
  for (const { name, text } of files) {
    if (text === '') continue;
    try {
      for (const plate of collect(text, (version) => (slicerVersion ??= version))) {
        const index = parseCount(plate.metadata.get('index') ?? plate.metadata.get('plater_id') ?? '');
        if (index === null) continue;
        const known = plates.get(index);
        if (known === undefined) plates.set(index, plate);
        else for (const [key, value] of plate.metadata) if (!known.metadata.has(key)) known.metadata.set(key, value);
      }
    } catch (error) {
      if (error instanceof XmlProblem) return refusedAt(`entry "${name}"`, 'archive-xml', error.message);
      throw error;
    }
  }
  return found([...plates].map(([index, plate]) => factsOf(index, plate, slicerVersion)));
}

function* collect(text: string, version: (value: string | null) => void): Generator<Collected> {
  let plate: Collected | null = null;
  for (const event of xmlEvents(text)) {
    if (event.kind === 'close') {
      if (event.name === 'plate' && plate !== null) {
        yield plate;
        plate = null;
      }
      continue;
    }
    const said = (key: string) => event.attributes.get(key) ?? '';
    if (event.name === 'plate') plate = { metadata: new Map(), objects: [], filaments: [], warnings: [] };
    else if (event.name === 'header_item' && said('key') === 'X-BBL-Client-Version') version(parseText(said('value')));
    else if (plate !== null) takeInto(plate, event.name, said);
  }
}

function takeInto(plate: Collected, element: string, said: (key: string) => string): void {
  switch (element) {
    case 'metadata':
      if (said('key') !== '' && !plate.metadata.has(said('key'))) plate.metadata.set(said('key'), said('value'));
      return;
    case 'object': {
      const name = parseText(said('name'));
      if (/^\d{1,10}$/.test(said('identify_id')) && name !== null && plate.objects.length < OBJECTS_MAX)
        plate.objects.push({ id: said('identify_id'), name });
      return;
    }
    case 'filament': {
      const slot = parsePositive(said('id'));
      if (slot === null || !Number.isInteger(slot) || slot > FILAMENTS_MAX) return;
      const metres = parseAmount(said('used_m'));
      plate.filaments.push({
        slot: slot - 1,
        type: parseText(said('type')),
        colour: parseColour(said('color')),
        lengthMm: metres === null ? null : Math.round(metres * 1e6) / 1e3,
        weightGrams: parseAmount(said('used_g')),
      });
      return;
    }
    case 'warning': {
      const message = parseText(said('msg'));
      if (message !== null && plate.warnings.length < WARNINGS_MAX) plate.warnings.push(message.slice(0, 200));
      return;
    }
    default:
      return;
  }
}

function factsOf(
  index: number,
  { metadata, objects, filaments, warnings }: Collected,
  slicerVersion: string | null,
): PlateFacts {
  const said = (key: string) => metadata.get(key) ?? '';
  const nozzles = parseList(said('nozzle_diameters'), parsePositive).filter((value) => value !== null);
  return {
    index,
    name: parseText(said('plater_name')),
    printTimeSeconds: parseSeconds(said('prediction')),
    firstLayerTimeSeconds: parseSeconds(said('first_layer_time')),
    weightGrams: parsePositive(said('weight')),
    printerModelId: parseText(said('printer_model_id')),
    nozzleDiametersMm: nozzles.length === 0 ? null : nozzles,
    outside: parseFlag(said('outside')),
    supports: parseFlag(said('support_used')),
    objects,
    filaments,
    filamentMap: parseText(said('filament_maps')),
    warnings,
    slicerVersion,
  };
}

function parseFlag(text: string): boolean | null {
  return text === 'true' ? true : text === 'false' ? false : null;
}
