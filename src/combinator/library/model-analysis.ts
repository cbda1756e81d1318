import type { FileHandle } from 'node:fs/promises';
import { GrowingBox } from '#gcode/bounding-box';
import type { FileSource } from '#gcode/file-source';
import { MeshPicture } from '#gcode/mesh-picture';
import { type ModelText, recogniseModel, StlReader, type TakeTriangle } from '#gcode/model-file';
import type { Colour } from '#gcode/path-picture';
import { type PrintFileMetadata, type Thumbnail, unknownMetadata } from '#gcode/print-file';
import { readThreeMf } from '#gcode/three-mf';
import { readZipDirectory } from '#gcode/zip';
import type { Analysis } from './analysis.ts';
import { embeddedPictures, type FilePicture, RENDERED_SIDE, renderedPictures } from './file-pictures.ts';
import { inflate } from './inflate.ts';
import { keptMetadata } from './kept-metadata.ts';
import type { ModelFormat } from './kinds.ts';

const HEAD_BYTES = 1024;
const PIECE_BYTES = 1024 * 1024;
/** Largest model that a picture is drawn of; the limit is time, not memory. */
const DRAWN_MAX_BYTES = 256 * 1024 * 1024;
const CLAY: Colour = { red: 186, green: 192, blue: 200 };
/** Every 3MF of a model has it. */
const MODEL_ENTRY = '3D/3dmodel.model';

/** A file that is no print file and yet a model: kept beside what is sliced from it. Null for anything else. */
export async function analyseModel(file: {
  readonly handle: FileHandle;
  readonly source: FileSource;
}): Promise<Analysis | null> {
  const { source } = file;
  const head = await source.read(0, Math.min(HEAD_BYTES, source.sizeBytes));
  const kind = recogniseModel(head, source.sizeBytes);
  if (kind === 'step') return model('step', unknownMetadata, [], null);
  if (kind !== null) return stl(file, kind);
  return head[0] === 0x50 && head[1] === 0x4b ? project(source) : null;
}

async function project(source: FileSource): Promise<Analysis | null> {
  const directory = await readZipDirectory(source);
  if (directory.kind === 'refused' || !directory.value.has(MODEL_ENTRY)) return null;
  const read = await readThreeMf(source, inflate);
  if (read.kind === 'refused') return { kind: 'refused', problem: read.problem };
  if (read.value.kind === 'sliced') return null;
  return model('model-3mf', unknownMetadata, read.value.thumbnails, null);
}

async function stl(
  { handle, source }: { readonly handle: FileHandle; readonly source: FileSource },
  kind: Exclude<ModelText, 'step'>,
): Promise<Analysis> {
  const growing = new GrowingBox();
  const triangles = await pass(handle, kind, (corners) => {
    for (let i = 0; i < 9; i += 3) growing.cover(corners[i] ?? 0, corners[i + 1] ?? 0, corners[i + 2] ?? 0);
  });
  const box = growing.box();
  if (box === null || triangles === 0) return model('stl', unknownMetadata, [], 'the model has no triangles');
  const metadata = { ...unknownMetadata, boundingBox: box, objectHeightMm: box.maxMm[2] - box.minMm[2] };
  if (source.sizeBytes > DRAWN_MAX_BYTES) return model('stl', metadata, [], null, triangles);
  const picture = new MeshPicture(RENDERED_SIDE, CLAY, box);
  await pass(handle, kind, (corners) => picture.take(corners));
  return model('stl', metadata, renderedPictures(picture.pixels()), null, triangles);
}

async function pass(handle: FileHandle, kind: Exclude<ModelText, 'step'>, take: TakeTriangle): Promise<number> {
  const reader = new StlReader(kind, take);
  const piece = new Uint8Array(PIECE_BYTES);
  for (let at = 0; ; ) {
    const { bytesRead } = await handle.read(piece, 0, PIECE_BYTES, at);
    if (bytesRead === 0) return reader.triangles;
    at += bytesRead;
    reader.push(piece.subarray(0, bytesRead));
  }
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
