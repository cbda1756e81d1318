import { GrowingBox } from '#gcode/bounding-box';
import { MESH_TRIANGLES_MAX, MeshEncoder, MeshMeasure } from '#gcode/mesh-encoding';
import { MeshPicture } from '#gcode/mesh-picture';
import { recogniseModel } from '#gcode/model-file';
import type { Colour } from '#gcode/path-picture';
import { type BoundingBox, type PrintFileMetadata, type Thumbnail, unknownMetadata } from '#gcode/print-file';
import { readThreeMf } from '#gcode/three-mf';
import { readZipDirectory } from '#gcode/zip';
import type { Analysis } from './analysis.ts';
import { embeddedPictures, type FilePicture, RENDERED_SIDE, renderedPictures } from './file-pictures.ts';
import { inflate } from './inflate.ts';
import { keptMetadata } from './kept-metadata.ts';
import type { ModelFormat } from './kinds.ts';
import { MODEL_ENTRY, type ModelFile, stlPass, threeMfPass, type TrianglePass } from './model-mesh.ts';

const HEAD_BYTES = 1024;
/** Largest model that a picture is drawn of; the limit is time, not memory. */
const DRAWN_MAX_BYTES = 256 * 1024 * 1024;
const CLAY: Colour = { red: 186, green: 192, blue: 200 };

/** A file that is no print file and yet a model: kept beside what is sliced from it. Null for anything else. */
export async function analyseModel(file: ModelFile): Promise<Analysis | null> {
  const { source } = file;
  const head = await source.read(0, Math.min(HEAD_BYTES, source.sizeBytes));
  const kind = recogniseModel(head, source.sizeBytes);
  if (kind === 'step') return model('step', unknownMetadata, [], null);
  if (kind !== null) return meshes('stl', stlPass(file, kind), [], source.sizeBytes <= DRAWN_MAX_BYTES);
  return head[0] === 0x50 && head[1] === 0x4b ? project(file) : null;
}

async function project(file: ModelFile): Promise<Analysis | null> {
  const directory = await readZipDirectory(file.source);
  if (directory.kind === 'refused' || !directory.value.has(MODEL_ENTRY)) return null;
  const read = await readThreeMf(file.source, inflate);
  if (read.kind === 'refused') return { kind: 'refused', problem: read.problem };
  if (read.value.kind === 'sliced') return null;
  const { thumbnails } = read.value;
  try {
    return await meshes('model-3mf', await threeMfPass(file), thumbnails, true);
  } catch (error) {
    // What cannot be drawn can be kept, and sliced by who knows better.
    const reason = error instanceof Error ? error.message : String(error);
    return model('model-3mf', unknownMetadata, thumbnails, `its meshes could not be read: ${reason}`);
  }
}

/** The triangles of a model as they are sent to a page; null for what has none. */
export async function meshBytes(file: ModelFile): Promise<Uint8Array | null> {
  const head = await file.source.read(0, Math.min(HEAD_BYTES, file.source.sizeBytes));
  const kind = recogniseModel(head, file.source.sizeBytes);
  if (kind === 'step') return null;
  const pass = kind === null ? await threeMfPass(file) : stlPass(file, kind);
  const { box, triangles } = await measured(pass);
  if (box === null) return null;
  let cells: number | null = null;
  if (triangles > MESH_TRIANGLES_MAX) {
    const measure = new MeshMeasure(box);
    await pass((corners) => measure.take(corners));
    cells = measure.cells();
  }
  const encoder = new MeshEncoder(box, triangles, cells);
  await pass(encoder.take);
  return encoder.bytes();
}

async function measured(pass: TrianglePass): Promise<{ readonly box: BoundingBox | null; readonly triangles: number }> {
  const growing = new GrowingBox();
  const triangles = await pass((corners) => {
    for (let i = 0; i < 9; i += 3) growing.cover(corners[i] ?? 0, corners[i + 1] ?? 0, corners[i + 2] ?? 0);
  });
  return { box: growing.box(), triangles };
}

/** How large a model is, of how many triangles, and unless it brings a picture, its picture. */
async function meshes(
  format: ModelFormat,
  pass: TrianglePass,
  thumbnails: readonly Thumbnail[],
  isDrawn: boolean,
): Promise<Analysis> {
  const { box, triangles } = await measured(pass);
  if (box === null || triangles === 0) return model(format, unknownMetadata, thumbnails, 'the model has no triangles');
  const metadata = { ...unknownMetadata, boundingBox: box, objectHeightMm: box.maxMm[2] - box.minMm[2] };
  if (!isDrawn || thumbnails.length > 0) return model(format, metadata, thumbnails, null, triangles);
  const picture = new MeshPicture(RENDERED_SIDE, CLAY, box);
  await pass((corners) => picture.take(corners));
  return model(format, metadata, renderedPictures(picture.pixels()), null, triangles);
}

function model(
  format: ModelFormat,
  metadata: PrintFileMetadata,
  pictures: readonly Thumbnail[] | readonly FilePicture[],
  warning: string | null,
  triangles: number | null = null,
): Analysis {
  const drawn = pictures.filter((picture): picture is FilePicture => 'size' in picture);
  const embedded = pictures.filter((picture): picture is Thumbnail => !('size' in picture));
  return {
    kind: 'model',
    format,
    metadata: { ...keptMetadata(metadata), triangles },
    warnings: warning === null ? [] : [warning],
    pictures: embedded.length > 0 ? embeddedPictures({ ...metadata, thumbnails: embedded }) : drawn,
  };
}
