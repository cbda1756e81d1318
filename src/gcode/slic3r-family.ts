import { type FilamentLists, joinFilaments, leadingExtruder, leadingValue } from './filaments.ts';
import { type FileWarning, type PrintFileMetadata, unknownMetadata } from './print-file.ts';
import { isCode } from './recognise.ts';
import { headComments, keyLines, linesBefore, type SlicedText } from './sliced-text.ts';
import { readObjects } from './objects.ts';
import {
  parseAmount,
  parseColour,
  parseCount,
  parseDuration,
  parseList,
  parseNumber,
  parsePercent,
  parsePositive,
  parseText,
  splitStrings,
} from './values.ts';

/**
 * What all descendants of Slic3r share (PrusaSlicer, SuperSlicer, OrcaSlicer, Bambu Studio): a header, totals after the last
 * command, and a block with the whole configuration, as `; key = value` lines.
 */
export interface FamilyText {
  readonly text: SlicedText;
  readonly header: ReadonlyMap<string, string>;
  readonly totals: ReadonlyMap<string, string>;
  readonly config: ReadonlyMap<string, string>;
  /**
   * `total layers count` among the totals themselves. A line of that name above them may be the owner's end G-code, which
   * counts what it likes.
   */
  readonly layerCount: number | null;
  /** The configuration block was closed by its end marker. */
  readonly configClosed: boolean;
}

/** Configuration begins here: `; prusaslicer_config = begin` and its kin, `; CONFIG_BLOCK_START`. */
export const CONFIG_BEGIN = /^; (?:\w+_config = begin|CONFIG_BLOCK_START)\s*$/;
export const CONFIG_END = /^; (?:\w+_config = end|CONFIG_BLOCK_END)\s*$/;
const TOTALS_BEGIN = /^; filament used \[/;

/** Which keys a member of the family uses where they differ. */
export interface FamilyKeys {
  readonly firstLayerHeight: string;
  readonly infill: string;
  readonly supports: string;
  readonly nozzle: string;
  readonly nozzleFirst: string;
  readonly chamber: string;
}

export function familyText(text: SlicedText, identifying: RegExp): FamilyText {
  const block = configBlock(text.tail) ?? configBlock(text.head);
  const beforeConfig = linesBefore(text.tail, CONFIG_BEGIN);
  const totalsAt = beforeConfig.findLastIndex((line) => TOTALS_BEGIN.test(line));
  // Old SuperSlicers write no marker: what follows the totals is the configuration.
  const config = block?.lines ?? (totalsAt === -1 ? [] : beforeConfig.slice(totalsAt));
  const lastCommand = beforeConfig.findLastIndex((line) => isCode(line));
  const totals = beforeConfig.slice(beforeConfig.findIndex((line, i) => i > lastCommand && TOTALS_BEGIN.test(line)));
  const lastFirst = beforeConfig.toReversed();
  return {
    text,
    header: keyLines(linesBefore(headComments(text.head, identifying), CONFIG_BEGIN)),
    totals: new Map([...keyLines(lastFirst)].filter(([key]) => TOTAL_KEY.test(key))),
    config: keyLines(config),
    layerCount: totalsAt > lastCommand ? parseCount(keyLines(totals).get('total layers count') ?? '') || null : null,
    configClosed: block?.closed === true || (text.unfinished !== null && CONFIG_END.test(text.unfinished)),
  };
}

/** Only these count as totals: comments of the owner's end G-code may look like any key. */
const TOTAL_KEY = /^(?:total )?filament (?:used|cost)|^estimated .*printing time|^total toolchanges$/;

function configBlock(lines: readonly string[]): { readonly lines: readonly string[]; readonly closed: boolean } | null {
  const begin = lines.findIndex((line) => CONFIG_BEGIN.test(line));
  const end = lines.findIndex((line, i) => i > begin && CONFIG_END.test(line));
  if (begin === -1) return null;
  return { lines: lines.slice(begin + 1, end === -1 ? lines.length : end), closed: end !== -1 };
}

/** Whether the totals or the configuration of a file are among its last lines. */
export function familyTailSuffices(tail: readonly string[]): boolean {
  return tail.some((line) => TOTALS_BEGIN.test(line) || CONFIG_BEGIN.test(line));
}

/** The text of a key: the header beats the totals, the totals beat the configuration; '' when it is nowhere. */
export function said(family: FamilyText, key: string): string {
  return family.header.get(key) ?? family.totals.get(key) ?? family.config.get(key) ?? '';
}

/** Everything that is read alike in the whole family. */
export function familyMetadata(
  family: FamilyText,
  keys: FamilyKeys,
  complete: boolean,
  lists: FilamentLists = familyFilaments(family),
): PrintFileMetadata {
  const { filaments, derived } = joinFilaments(lists);
  const leading = leadingExtruder(filaments);
  const first = (key: string) => leadingValue(parseList(said(family, key), parsePositive), leading);
  const layerHeightMm = parsePositive(said(family, 'layer_height'));
  const nozzles = parseList(said(family, 'nozzle_diameter'), parsePositive).filter((value) => value !== null);
  const known = new Set([
    ...(parsePositive(said(family, 'max_layer_z')) === null ? [] : ['objectHeightMm']),
    ...(family.layerCount === null ? [] : ['layerCount']),
  ]);
  const facts = complete ? countedFacts(family) : { layerCount: null, objectHeightMm: null, derived: [] };
  return {
    ...unknownMetadata,
    printerModel: parseText(said(family, 'printer_model')),
    printTimeSeconds:
      parseDuration(said(family, 'estimated printing time (normal mode)')) ??
      parseDuration(said(family, 'estimated printing time')),
    firstLayerTimeSeconds: parseDuration(said(family, 'estimated first layer printing time (normal mode)')),
    filaments,
    wipeTowerGrams: parsePositive(said(family, 'total filament used for wipe tower [g]')),
    layerHeightMm,
    firstLayerHeightMm: parseHeight(said(family, keys.firstLayerHeight), layerHeightMm),
    layerCount: family.layerCount ?? facts.layerCount,
    objectHeightMm: parsePositive(said(family, 'max_layer_z')) ?? facts.objectHeightMm,
    nozzleDiametersMm: nozzles.length === 0 ? null : nozzles,
    temperatures: {
      nozzle: first(keys.nozzle),
      nozzleFirst: first(keys.nozzleFirst),
      bed: first('bed_temperature'),
      bedFirst: first('first_layer_bed_temperature'),
      chamber: first(keys.chamber),
    },
    bedType: parseText(said(family, 'curr_bed_type')),
    infillPercent: parsePercent(said(family, keys.infill)),
    supports: parseSwitch(said(family, keys.supports)),
    objects: readObjects(family.text, complete),
    toolChanges: parseCount(said(family, 'total toolchanges')),
    derived: [...derived, ...facts.derived.filter((field) => !known.has(field))],
  };
}

/** Amounts from the totals; kinds, colours and names of all filaments of the project from the configuration. */
export function familyFilaments(family: FamilyText): FilamentLists {
  const strings = (key: string, parse: (text: string) => string | null) =>
    splitStrings(said(family, key)).map((text) => parse(text));
  const colours = strings('filament_colour', parseColour);
  const extruderColours = strings('extruder_colour', parseColour);
  return {
    lengthsMm: parseList(said(family, 'filament used [mm]'), parseAmount),
    volumesMm3: parseList(said(family, 'filament used [cm3]'), cubicCentimetres),
    weightsGrams: parseList(said(family, 'filament used [g]'), parseAmount),
    costs: parseList(said(family, 'filament cost'), parsePositive),
    types: strings('filament_type', parseText),
    // An extruder's colour stands in for a filament's empty one; never for one that was cut off the file.
    colours: colours.map((colour, i) => colour ?? extruderColours[i] ?? null),
    names: strings('filament_settings_id', parseText),
    densities: parseList(said(family, 'filament_density'), parsePositive),
    diametersMm: parseList(said(family, 'filament_diameter'), parsePositive),
  };
}

function cubicCentimetres(text: string): number | null {
  const value = parseAmount(text);
  return value === null ? null : Math.round(value * 1e6) / 1e3;
}

/** A height in mm, or a percentage of the layer height. */
function parseHeight(text: string, layerHeightMm: number | null): number | null {
  const percent = parsePercent(text);
  if (percent === null) return parsePositive(text);
  return layerHeightMm === null || percent === 0 ? null : Math.round(layerHeightMm * percent * 10) / 1000;
}

function parseSwitch(text: string): boolean | null {
  return text.trim() === '1' ? true : text.trim() === '0' ? false : null;
}

interface CountedFacts {
  readonly layerCount: number | null;
  readonly objectHeightMm: number | null;
  readonly derived: readonly string[];
}

/**
 * From the layer markers: their number when the file was read whole, and the height of the last layer that was extruded.
 * When objects are printed one after another, the last layer is only that of the last object.
 */
function countedFacts({ text, config }: FamilyText): CountedFacts {
  let layers = 0;
  let markedZ: number | null = null;
  let lastZ: number | null = null;
  let highestZ: number | null = null;
  for (const line of text.tail) {
    if (line.startsWith(';LAYER_CHANGE')) layers++;
    else if (line.startsWith(';Z:')) markedZ = parsePositive(line.slice(3));
    // One of each layer is enough; the pattern is a slow one.
    else if (markedZ !== null && markedZ !== lastZ && EXTRUSION.test(line)) {
      lastZ = markedZ;
      highestZ = Math.max(highestZ ?? 0, markedZ);
    }
  }
  const sequential = config.get('complete_objects') === '1' || config.get('print_sequence') === 'by object';
  const objectHeightMm = text.whole ? highestZ : sequential ? null : lastZ;
  const layerCount = text.whole && layers > 0 ? layers : null;
  const derived = [
    ...(layerCount === null ? [] : ['layerCount']),
    ...(objectHeightMm === null ? [] : ['objectHeightMm']),
  ];
  return { layerCount, objectHeightMm, derived };
}

/** A move in the plane that pushes filament; retractions have no X or Y, wipes have a negative E. */
const EXTRUSION = /^G[123] (?=[^;]*[XYIJ])[^;]*E\.?\d/;

export function truncatedWarning(missing: string): FileWarning {
  return { code: 'truncated', message: `the file seems to be cut off: it lacks ${missing}` };
}

/** Number of the header line `; name: value`, such as `; max_z_height: 10.00`. */
export function headerNumber(head: readonly string[], name: string): number | null {
  const prefix = `; ${name}: `;
  const line = head.find((candidate) => candidate.startsWith(prefix));
  const value = line === undefined ? null : parseNumber(line.slice(prefix.length));
  return value !== null && value > 0 ? value : null;
}
