import { boundingBox } from './bounding-box.ts';
import { joinFilaments, noFilamentLists } from './filaments.ts';
import { initialTemperatures } from './initial-temperatures.ts';
import { readObjects } from './objects.ts';
import { type BoundingBox, type PrintFileMetadata, unknownMetadata, unknownTemperatures } from './print-file.ts';
import { findLastLine, findLine, type SlicedText } from './sliced-text.ts';
import type { SlicerReader } from './slicer.ts';
import { truncatedWarning } from './slic3r-family.ts';
import { parseAmount, parseNumber, parsePositive, parseSeconds, parseText, parseTimestamp } from './values.ts';

const SLICED_BY = /^;Sliced by ideaMaker (\S{1,100}?), (?:(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) UTC)?/;
const PRINT_TIME = /^;Print Time: (.*)$/;

/** Layers may begin below 0: those of the raft. */
const FIRST_LAYER = /^;LAYER:-?\d/;

/**
 * Raise3D ideaMaker: plate and filament at the beginning, time and amounts at the end; densities are kg/m³. Temperatures
 * stand in its commands only, heights at the layers.
 */
export const ideaMaker: SlicerReader = {
  recognises: (head) => findLine(head, SLICED_BY) !== null,
  tailSuffices: (_head, tail) => findLastLine(tail, PRINT_TIME) !== null,
  read,
};

function read(text: SlicedText): PrintFileMetadata {
  const time = parseSeconds(findLastLine(text.tail, PRINT_TIME)?.[1] ?? '');
  const perExtruder = (lines: readonly string[], name: string, read: (text: string) => number | null) => {
    const values: (number | null)[] = [];
    for (let extruder = 1; extruder <= 8; extruder++) {
      const prefix = `;${name.replace('#', `#${extruder}`)}: `;
      const line = lines.findLast((candidate) => candidate.startsWith(prefix));
      if (line === undefined) break;
      values.push(read(line.slice(prefix.length)));
    }
    return values;
  };
  const { filaments, derived } = joinFilaments({
    ...noFilamentLists,
    lengthsMm: perExtruder(text.tail, 'Material# Used', parseAmount),
    costs: perExtruder(text.tail, 'Material# Cost', parsePositive),
    diametersMm: perExtruder(text.head, 'Filament Diameter #', parsePositive),
    densities: perExtruder(text.head, 'Filament Density #', (density) => {
      const kilograms = parsePositive(density);
      return kilograms === null ? null : kilograms / 1000;
    }),
  });
  const printed = box(findLine(text.head, /^;Bounding Box: (.*)$/)?.[1] ?? '');
  const nozzle = parsePositive(findLine(text.head, /^;Dimension: (?:\S+ ){3}(\S+)\s*$/)?.[1] ?? '');
  const identity = findLine(text.head, SLICED_BY);
  const commanded = initialTemperatures(text.head, FIRST_LAYER);
  const heights = layerHeights(text, time !== null);
  const found = [
    ...(heights.layerHeightMm === null ? [] : ['layerHeightMm']),
    ...(heights.firstLayerHeightMm === null ? [] : ['firstLayerHeightMm']),
    ...(commanded.nozzleFirst === null ? [] : ['temperatures.nozzleFirst']),
    ...(commanded.bedFirst === null ? [] : ['temperatures.bedFirst']),
  ];
  return {
    ...unknownMetadata,
    ...heights,
    slicer: 'ideaMaker',
    slicerVersion: parseText(identity?.[1] ?? ''),
    slicedAt: parseTimestamp(identity?.[2] ?? '', identity?.[3] ?? '', false),
    printTimeSeconds: time,
    temperatures: { ...unknownTemperatures, ...commanded },
    objects: readObjects(text, time !== null),
    filaments,
    objectHeightMm: printed?.maxMm[2] ?? null,
    boundingBox: printed,
    nozzleDiametersMm: nozzle === null ? null : [nozzle],
    warnings: time === null ? [truncatedWarning('";Print Time:"')] : [],
    derived: [...derived, ...found],
  };
}

/**
 * `;LAYER:0` then `;HEIGHT:0.300`. Layer 0 is the first of the object, whatever raft lies below it; the height of the others
 * is known only if all that were read have the same.
 */
function layerHeights(
  text: SlicedText,
  complete: boolean,
): Pick<PrintFileMetadata, 'layerHeightMm' | 'firstLayerHeightMm'> {
  let layer: number | null = null;
  let first: number | null = null;
  const others = new Set<number>();
  for (const line of complete ? (text.whole ? text.head : [...text.head, ...text.tail]) : []) {
    if (line.startsWith(';LAYER:')) layer = parseNumber(line.slice(';LAYER:'.length));
    else if (layer !== null && layer >= 0 && line.startsWith(';HEIGHT:')) {
      const height = parsePositive(line.slice(';HEIGHT:'.length));
      if (height !== null && layer === 0) first ??= height;
      else if (height !== null) others.add(height);
    }
  }
  const [only] = others;
  return { layerHeightMm: others.size === 1 ? (only ?? null) : null, firstLayerHeightMm: first };
}

/** `x0 x1 y0 y1 z0 z1` */
function box(text: string): BoundingBox | null {
  const [x0, x1, y0, y1, z0, z1] = text.trim().split(/\s+/, 7).map(parseNumber);
  return boundingBox([x0, y0, z0], [x1, y1, z1]);
}
