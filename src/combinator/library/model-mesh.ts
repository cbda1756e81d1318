import type { FileHandle } from 'node:fs/promises';
import type { FileSource } from '#gcode/file-source';
import { type ModelText, StlReader, type TakeTriangle } from '#gcode/model-file';
import { type ModelPart, ModelPartReader, ModelProblem, type ModelTally } from '#gcode/model-parts';
import { drawScene } from '#gcode/model-scene';
import { readZipDirectory } from '#gcode/zip';
import { entryPieces } from './entry-pieces.ts';

/** Every 3MF of a model has it. */
export const MODEL_ENTRY = '3D/3dmodel.model';
const PIECE_BYTES = 1024 * 1024;
/** Unpacked XML of all parts of one file: some seconds of the thread that reads files. */
const PARTS_MAX_BYTES = 256 * 1024 * 1024;
const PARTS_MAX = 256;

export interface ModelFile {
  readonly path: string;
  readonly handle: FileHandle;
  readonly source: FileSource;
}

/** Hands on every triangle of a model and says how many there were; as often as it is called, for the last pass needs what the first finds out. */
export type TrianglePass = (take: TakeTriangle) => Promise<number>;

export function stlPass({ handle }: Pick<ModelFile, 'handle'>, kind: Exclude<ModelText, 'step'>): TrianglePass {
  return async (take) => {
    const reader = new StlReader(kind, take);
    const piece = new Uint8Array(PIECE_BYTES);
    for (let at = 0; ; ) {
      const { bytesRead } = await handle.read(piece, 0, PIECE_BYTES, at);
      if (bytesRead === 0) return reader.triangles;
      at += bytesRead;
      reader.push(piece.subarray(0, bytesRead));
    }
  };
}

/** Reads the meshes of a 3MF: its main part and those that it names. Throws a `ModelProblem` that says why not. */
export async function threeMfPass({ path, source }: ModelFile): Promise<TrianglePass> {
  const directory = await readZipDirectory(source);
  if (directory.kind === 'refused') throw new ModelProblem(directory.problem.rule);
  const parts = new Map<string, ModelPart>();
  const tally: ModelTally = { corners: 0, objects: 0, placed: 0 };
  const wanted = new Set([MODEL_ENTRY]);
  let bytes = 0;
  // Grows while it is gone through: a part may name others.
  for (const name of wanted) {
    const entry = directory.value.get(name);
    if (entry === undefined) continue;
    bytes += entry.sizeBytes;
    if (bytes > PARTS_MAX_BYTES || parts.size >= PARTS_MAX) throw new ModelProblem('more of it than is drawn');
    const reader = new ModelPartReader(name, tally);
    for await (const piece of entryPieces(path, source, entry)) {
      if (piece.kind === 'refused') throw new ModelProblem(piece.problem.rule);
      reader.push(piece.value);
    }
    const part = reader.end();
    parts.set(name, part);
    for (const placed of [...part.items, ...[...part.objects.values()].flatMap(({ components }) => components)])
      wanted.add(placed.part);
  }
  // oxlint-disable-next-line typescript/require-await -- an STL is read from the disk again
  return async (take) => drawScene(MODEL_ENTRY, parts, take);
}
