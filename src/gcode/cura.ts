import { boundingBox } from './bounding-box.ts';
import { joinFilaments, noFilamentLists } from './filaments.ts';
import { initialTemperatures } from './initial-temperatures.ts';
import { readObjects } from './objects.ts';
import { type BoundingBox, type PrintFileMetadata, type Temperatures, unknownMetadata } from './print-file.ts';
import { truncatedWarning } from './slic3r-family.ts';
import { endsWithMarker, findLastLine, findLine, headComments, type SlicedText } from './sliced-text.ts';
import type { SlicerReader } from './slicer.ts';
import { parseAmount, parseCount, parseNumber, parsePositive, parseSeconds, parseText } from './values.ts';

const GENERATED_WITH = /^;Generated with (Cura_SteamEngine) (\S{1,100})\s*$/;
const GENERATOR = /^;GENERATOR\.NAME:(Cura_SteamEngine)\s*$/;
/** Both headers; the whole block of comments around either is the header. */
const IDENTIFYING = /^;(?:Generated with |GENERATOR\.NAME:)Cura_SteamEngine\b/;
const FIRST_LAYER = /^;LAYER:/;
const END_OF_GCODE = /^;End of Gcode\s*$/;
/** CuraEngine's own value for "not known yet"; the application replaces it, the command line does not. */
const PLACEHOLDER_SECONDS = 6666;

/**
 * Cura, in its usual header (`;TIME:`, `;Filament used:`) and in the Griffin header of UltiMaker printers
 * (`;START_OF_HEADER`). CuraEngine's command line leaves placeholders there, which are unknown values.
 */
export const cura: SlicerReader = {
  recognises: (head) => findLine(head, GENERATED_WITH) !== null || findLine(head, GENERATOR) !== null,
  tailSuffices: (head, tail) => headerTime(headerOf(head)) !== null || findLastLine(tail, ELAPSED) !== null,
  read,
};

const ELAPSED = /^;TIME_ELAPSED:(.*)$/;

function read(text: SlicedText): PrintFileMetadata {
  const header = headerOf(text.head);
  const generated = findLine(text.head, GENERATED_WITH);
  const complete = endsWithMarker(text, END_OF_GCODE);
  const { filaments, derived } = joinFilaments({ ...noFilamentLists, ...amounts(header) });
  const printed = box(header);
  const { temperatures, derived: commanded } = saidOrCommanded(text, header);
  return {
    ...unknownMetadata,
    slicer: 'Cura_SteamEngine',
    slicerVersion: parseText(generated?.[2] ?? header.get('GENERATOR.VERSION') ?? ''),
    printerModel: parseText(header.get('TARGET_MACHINE.NAME') ?? ''),
    printTimeSeconds: headerTime(header) ?? (complete ? elapsed(text) : null),
    filaments,
    layerHeightMm: parsePositive(header.get('Layer height') ?? ''),
    layerCount: parseCount(findLine(text.head, /^;LAYER_COUNT:(.*)$/)?.[1] ?? '') || null,
    objectHeightMm: printed?.maxMm[2] ?? null,
    boundingBox: printed,
    nozzleDiametersMm: nozzles(header),
    temperatures,
    objects: readObjects(text, complete),
    warnings: complete ? [] : [truncatedWarning('";End of Gcode"')],
    derived: [...derived, ...commanded],
  };
}

/** `;key:value` lines before the first command; the first of several wins. */
function headerOf(head: readonly string[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of headComments(head, IDENTIFYING)) {
    const match = /^;([^:]{1,100}?):\s*(.*)$/.exec(line);
    const key = match?.[1] ?? '';
    if (match !== null && !values.has(key)) values.set(key, match[2] ?? '');
  }
  return values;
}

function headerTime(header: ReadonlyMap<string, string>): number | null {
  const seconds = parseSeconds(header.get('TIME') ?? header.get('PRINT.TIME') ?? '');
  return seconds === PLACEHOLDER_SECONDS ? null : seconds;
}

function elapsed(text: SlicedText): number | null {
  return parseSeconds(findLastLine(text.tail, ELAPSED)?.[1] ?? '');
}

/** `;Filament used: 1.39m, 0.2m` or `4615mm3` per extruder; Griffin gives mm³. Nothing above 0 is a placeholder. */
function amounts(header: ReadonlyMap<string, string>): {
  readonly lengthsMm: readonly (number | null)[];
  readonly volumesMm3: readonly (number | null)[];
} {
  const parts = (header.get('Filament used') ?? '').split(',', 64).map((part) => part.trim());
  const metres = parts.map((part) => (/^[\d.]+m$/.test(part) ? parseAmount(part.slice(0, -1)) : null));
  const volumes = parts.map((part) => (/^[\d.]+mm3$/.test(part) ? parseAmount(part.slice(0, -3)) : null));
  for (let extruder = 0; extruder < 16; extruder++) {
    const used = header.get(`EXTRUDER_TRAIN.${extruder}.MATERIAL.VOLUME_USED`);
    if (used !== undefined) volumes[extruder] = parseAmount(used);
  }
  const known = (list: readonly (number | null)[]) => (list.some((value) => (value ?? 0) > 0) ? [...list] : []);
  return {
    lengthsMm: known(metres).map((value) => (value === null ? null : Math.round(value * 1e6) / 1e3)),
    volumesMm3: known(Array.from(volumes, (value) => value ?? null)),
  };
}

function nozzles(header: ReadonlyMap<string, string>): readonly number[] | null {
  const found: number[] = [];
  for (let extruder = 0; extruder < 16; extruder++) {
    const diameter = parsePositive(header.get(`EXTRUDER_TRAIN.${extruder}.NOZZLE.DIAMETER`) ?? '');
    if (diameter !== null) found.push(diameter);
  }
  return found.length === 0 ? null : found;
}

/** `;MINX:` … `;MAXZ:`, in Griffin `;PRINT.SIZE.MIN.X:` …; null unless all six are there and make a box. */
function box(header: ReadonlyMap<string, string>): BoundingBox | null {
  const corner = (which: 'MIN' | 'MAX') =>
    ['X', 'Y', 'Z'].map((axis) =>
      parseNumber(header.get(`${which}${axis}`) ?? header.get(`PRINT.SIZE.${which}.${axis}`) ?? ''),
    );
  return boundingBox(corner('MIN'), corner('MAX'));
}

/** Griffin says them in the header; otherwise they are those of the last commands before the first layer. */
function saidOrCommanded(
  text: SlicedText,
  header: ReadonlyMap<string, string>,
): { readonly temperatures: Temperatures; readonly derived: readonly string[] } {
  const commanded = initialTemperatures(text.head, FIRST_LAYER);
  const nozzleSaid = parsePositive(header.get('EXTRUDER_TRAIN.0.INITIAL_TEMPERATURE') ?? '');
  const bedSaid = parsePositive(header.get('BUILD_PLATE.INITIAL_TEMPERATURE') ?? '');
  const nozzleFirst = nozzleSaid ?? commanded.nozzleFirst;
  const bedFirst = bedSaid ?? commanded.bedFirst;
  const derived = [
    ...(nozzleSaid === null && nozzleFirst !== null ? ['temperatures.nozzleFirst'] : []),
    ...(bedSaid === null && bedFirst !== null ? ['temperatures.bedFirst'] : []),
  ];
  const chamber = parsePositive(header.get('BUILD_VOLUME.TEMPERATURE') ?? '');
  return { temperatures: { nozzle: null, nozzleFirst, bed: null, bedFirst, chamber }, derived };
}
