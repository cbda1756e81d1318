import { open, type FileHandle } from 'node:fs/promises';
import { parentPort } from 'node:worker_threads';
import { verifyBinaryFile } from '#gcode/binary-file';
import type { FileProblem } from '#gcode/file-problem';
import type { FileSource } from '#gcode/file-source';
import { readPrintFile } from '#gcode/head-and-tail';
import { LINE_MAX_BYTES, LineReader } from '#gcode/line-reader';
import type { PrintFileFormat } from '#gcode/print-file';
import { pickThumbnail } from '#gcode/thumbnails';
import type { Analysis, AnalysisRequest } from './analysis.ts';
import { cleanPicture } from './clean-picture.ts';
import { inflate } from './inflate.ts';
import { keptMetadata } from './kept-metadata.ts';
import { LongLine } from './long-line.ts';
import { verifyPlates } from './verify-plates.ts';

/** The thread in which files are read, so that no file of anybody's making holds up the farm (ME1). */

/** What a card and a file's page show; the next wider picture of the file is taken. */
const PICTURE_WIDTH = 300;
/** Warnings of one file that a person is shown. */
const WARNINGS_MAX = 20;
const PIECE_BYTES = 1024 * 1024;

async function analyse(path: string): Promise<Analysis> {
  await using handle = await open(path, 'r');
  const { size } = await handle.stat();
  const source: FileSource = {
    sizeBytes: size,
    async read(offset, length) {
      const bytes = new Uint8Array(length);
      const { bytesRead } = await handle.read(bytes, 0, length, offset);
      return bytes.subarray(0, bytesRead);
    },
  };
  const reading = await readPrintFile(source, inflate);
  if (reading.kind === 'refused') return { kind: 'refused', problem: reading.problem };
  const { metadata } = reading;
  const problem = await problemOfRest[metadata.format]({ path, handle, source });
  if (problem !== null) return { kind: 'refused', problem };
  const chosen = pickThumbnail(metadata.thumbnails, PICTURE_WIDTH);
  return {
    kind: 'print-file',
    format: metadata.format,
    metadata: keptMetadata(metadata),
    warnings: metadata.warnings.slice(0, WARNINGS_MAX).map((warning) => warning.message),
    picture: chosen === null ? null : cleanPicture(chosen),
  };
}

interface OpenFile {
  readonly path: string;
  readonly handle: FileHandle;
  readonly source: FileSource;
}

/** What reading the metadata has not looked at. */
const problemOfRest: Readonly<Record<PrintFileFormat, (file: OpenFile) => Promise<FileProblem | null>>> = {
  gcode: ({ handle }) => problemOfLines(handle),
  bgcode: ({ source }) => verifyBinaryFile(source),
  '3mf': ({ path, source }) => verifyPlates(path, source),
};

/** Whether every line of the file is one: between its ends, which metadata comes from, anything may stand. */
async function problemOfLines(handle: FileHandle): Promise<FileProblem | null> {
  const long = new LongLine(LINE_MAX_BYTES);
  const isGood = await eachPiece(handle, (piece) => !long.push(piece));
  if (isGood) return null;
  const lines = new LineReader();
  await eachPiece(handle, (piece) => {
    lines.push(piece);
    return lines.problem === null;
  });
  lines.end();
  return lines.problem;
}

/** Until the end, or until `look` has seen enough; whether it saw all. */
async function eachPiece(handle: FileHandle, look: (piece: Uint8Array) => boolean): Promise<boolean> {
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  for (let at = 0; ; ) {
    const { bytesRead } = await handle.read(piece, 0, PIECE_BYTES, at);
    if (bytesRead === 0) return true;
    at += bytesRead;
    if (!look(piece.subarray(0, bytesRead))) return false;
  }
}

parentPort?.on('message', ({ id, path }: AnalysisRequest) => {
  void analyse(path)
    .catch(
      (error: unknown): Analysis => ({
        kind: 'failed',
        reason: error instanceof Error ? error.message : String(error),
      }),
    )
    .then((analysis) => parentPort?.postMessage({ id, analysis }));
});
