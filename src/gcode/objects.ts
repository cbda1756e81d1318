import type { PrintObject } from './print-file.ts';
import { linesBefore, type SlicedText } from './sliced-text.ts';

/** More objects on one plate are damage, and a message of ten thousand polygons helps nobody. */
const OBJECTS_MAX = 10_000;
/** Corners of one outline. */
const CORNERS_MAX = 10_000;

type Point = readonly [x: number, y: number];

/**
 * The objects on the plate, under the id that the printer's own skip command wants. Null when the file defines none at its
 * beginning, was cut off (`complete` false), or was not read far enough: a list of some of them would be a guess.
 */
export function readObjects(text: SlicedText, complete: boolean): readonly PrintObject[] | null {
  const layersBegan = text.head.some((line) => FIRST_LAYER.test(line));
  if (!complete || !(layersBegan || text.whole)) return null;
  const definitions = linesBefore(text.head, FIRST_LAYER);
  const lists = [klipperObjects(definitions), m486Objects(definitions), text.whole ? namedInComments(text.head) : []];
  return lists.find((list) => list.length > 0) ?? null;
}

/** Definitions stand before it. */
const FIRST_LAYER = /^; ?LAYER_CHANGE|^;LAYER:|^; ?CHANGE_LAYER|^EXCLUDE_OBJECT_START/;

/** Whether the beginning of the file may go on with definitions of objects (outlines reach 9 KB each). */
export function definesObject(line: string): boolean {
  return line.startsWith('EXCLUDE_OBJECT_DEFINE ');
}

/** Klipper: `EXCLUDE_OBJECT_DEFINE NAME=part CENTER=1,2 POLYGON=[[0,0],[1,0],[1,1]]`. */
function klipperObjects(lines: readonly string[]): readonly PrintObject[] {
  const objects: PrintObject[] = [];
  for (const line of lines) {
    if (!definesObject(line)) continue;
    const name = /\sNAME=("[^"]*"|\S+)/.exec(line)?.[1]?.replace(/^"|"$/g, '');
    if (name === undefined || name === '' || objects.length >= OBJECTS_MAX) continue;
    const centre = /\sCENTER=(-?[\d.]+),(-?[\d.]+)(?=\s|$)/.exec(line);
    objects.push({
      id: name,
      name,
      centreMm: centre === null ? null : parsePoint([Number(centre[1]), Number(centre[2])]),
      polygonMm: parsePolygon(parseJson(/\sPOLYGON=(\[[^\s]*\])/.exec(line)?.[1] ?? '')),
    });
  }
  return objects;
}

/**
 * Marlin and Prusa: `M486 S<index>` then `M486 A<name>`, all of them before the first layer; PrusaSlicer ≥ 2.8 adds the
 * outlines as `; objects_info = {…}`, in the same order.
 */
function m486Objects(lines: readonly string[]): readonly PrintObject[] {
  const outlines = objectsInfo(lines);
  const names = new Map<string, string>();
  let index: string | null = null;
  for (const line of lines) {
    if (!line.startsWith('M486 ')) continue;
    const begun = /^M486 S(\d{1,5})\b/.exec(line);
    if (begun !== null) index = begun[1] ?? null;
    else if (/^M486 S-1\b/.test(line)) index = null;
    const name = /^M486 (?:[SP]-?\d{1,5} )?A(.*)$/.exec(line)?.[1]?.replaceAll('"', '').trim() ?? '';
    if (index !== null && name !== '' && names.size < OBJECTS_MAX && !names.has(index)) names.set(index, name);
  }
  if (names.size === 0) return outlines;
  const matching = outlines.length === names.size;
  return [...names].map(([id, name], i) => ({
    id,
    name,
    centreMm: null,
    polygonMm: matching ? (outlines[i]?.polygonMm ?? null) : null,
  }));
}

function objectsInfo(lines: readonly string[]): readonly PrintObject[] {
  const line = lines.find((candidate) => candidate.startsWith('; objects_info = '));
  return objectsOfInfo(line?.slice('; objects_info = '.length) ?? '');
}

/** PrusaSlicer's `{"objects":[{"name","polygon"}]}`, in the order of the M486 indices. */
export function objectsOfInfo(json: string): readonly PrintObject[] {
  const info = parseJson(json);
  const list = isRecord(info) && Array.isArray(info['objects']) ? info['objects'].slice(0, OBJECTS_MAX) : [];
  return list.flatMap((item: unknown, index) => {
    const name = isRecord(item) ? item['name'] : null;
    if (typeof name !== 'string' || name === '') return [];
    const polygonMm = isRecord(item) ? parsePolygon(item['polygon']) : null;
    return [{ id: String(index), name, centreMm: null, polygonMm }];
  });
}

/**
 * `; printing object cube.stl id:0 copy 1` (PrusaSlicer, SuperSlicer); `;MESH:cube.stl` (Cura); `;PRINTING: cube.3mf` and
 * `;PRINTING_ID: 2` (ideaMaker, -1 for what is no object).
 */
function namedInComments(lines: readonly string[]): readonly PrintObject[] {
  const numbered = numberedInComments(lines);
  if (numbered.length > 0) return numbered;
  const names = new Set<string>();
  for (const line of lines) {
    const named = /^; printing object (.+ id:\d+ copy \d+)$/.exec(line) ?? /^;MESH:(.+)$/.exec(line);
    const name = named?.[1]?.trim();
    if (name !== undefined && name !== 'NONMESH' && names.size < OBJECTS_MAX) names.add(name);
  }
  return [...names].map((name) => ({ id: name, name, centreMm: null, polygonMm: null }));
}

function numberedInComments(lines: readonly string[]): readonly PrintObject[] {
  const names = new Map<number, string>();
  let name = '';
  for (const line of lines) {
    if (line.startsWith(';PRINTING: ')) name = line.slice(';PRINTING: '.length).trim();
    const id = /^;PRINTING_ID: (\d{1,5})\s*$/.exec(line)?.[1];
    if (id !== undefined && name !== '' && names.size < OBJECTS_MAX) names.set(Number(id), name);
  }
  return [...names]
    .sort(([a], [b]) => a - b)
    .map(([id, named]) => ({ id: String(id), name: named, centreMm: null, polygonMm: null }));
}

function parseJson(text: string): unknown {
  try {
    return text === '' ? null : (JSON.parse(text) as unknown);
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parsePolygon(value: unknown): readonly Point[] | null {
  if (!Array.isArray(value) || value.length < 3 || value.length > CORNERS_MAX) return null;
  const corners = value.map(parsePoint);
  return corners.every((corner) => corner !== null) ? corners : null;
}

function parsePoint(value: unknown): Point | null {
  if (!Array.isArray(value) || value.length !== 2) return null;
  const [x, y] = value as readonly unknown[];
  return typeof x === 'number' && typeof y === 'number' && Number.isFinite(x) && Number.isFinite(y) ? [x, y] : null;
}
