import { boundingBox } from './bounding-box.ts';
import { joinFilaments, noFilamentLists } from './filaments.ts';
import { type BoundingBox, type PrintFileMetadata, unknownMetadata } from './print-file.ts';
import { findLastLine, findLine, type SlicedText } from './sliced-text.ts';
import type { SlicerReader } from './slicer.ts';
import { truncatedWarning } from './slic3r-family.ts';
import { parseAmount, parseNumber, parsePositive, parseSeconds, parseText } from './values.ts';

const SLICED_BY = /^;Sliced by ideaMaker (\S{1,100}?), /;
const PRINT_TIME = /^;Print Time: (.*)$/;

/** Raise3D ideaMaker: plate and filament at the beginning, time and amounts at the end; densities are kg/m³. */
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
  return {
    ...unknownMetadata,
    slicer: 'ideaMaker',
    slicerVersion: parseText(findLine(text.head, SLICED_BY)?.[1] ?? ''),
    printTimeSeconds: time,
    filaments,
    objectHeightMm: printed?.maxMm[2] ?? null,
    boundingBox: printed,
    nozzleDiametersMm: nozzle === null ? null : [nozzle],
    warnings: time === null ? [truncatedWarning('";Print Time:"')] : [],
    derived,
  };
}

/** `x0 x1 y0 y1 z0 z1` */
function box(text: string): BoundingBox | null {
  const [x0, x1, y0, y1, z0, z1] = text.trim().split(/\s+/, 7).map(parseNumber);
  return boundingBox([x0, y0, z0], [x1, y1, z1]);
}
