import { open, type FileHandle } from 'node:fs/promises';
import { parentPort } from 'node:worker_threads';
import type { FileProblem } from '#gcode/file-problem';
import { readPrintFile } from '#gcode/head-and-tail';
import { LINE_MAX_BYTES, LineReader } from '#gcode/line-reader';
import { pickThumbnail } from '#gcode/thumbnails';
import type { Analysis, AnalysisRequest } from './analysis.ts';
import { cleanPicture } from './clean-picture.ts';
import { keptMetadata } from './kept-metadata.ts';
import { LongLine } from './long-line.ts';

/** The thread in which files are read, so that no file of anybody's making holds up the farm (ME1). */

/** What a card and a file's page show; the next wider picture of the file is taken. */
const PICTURE_WIDTH = 300;
/** Warnings of one file that a person is shown. */
const WARNINGS_MAX = 20;
const PIECE_BYTES = 1024 * 1024;

async function analyse(path: string): Promise<Analysis> {
  await using handle = await open(path, 'r');
  const { size } = await handle.stat();
  const reading = await readPrintFile({
    sizeBytes: size,
    async read(offset, length) {
      const bytes = new Uint8Array(length);
      const { bytesRead } = await handle.read(bytes, 0, length, offset);
      return bytes.subarray(0, bytesRead);
    },
  });
  if (reading.kind === 'refused') return { kind: 'refused', problem: reading.problem };
  const problem = await problemOfLines(handle);
  if (problem !== null) return { kind: 'refused', problem };
  const { metadata } = reading;
  const chosen = pickThumbnail(metadata.thumbnails, PICTURE_WIDTH);
  return {
    kind: 'print-file',
    format: metadata.format,
    metadata: keptMetadata(metadata),
    warnings: metadata.warnings.slice(0, WARNINGS_MAX).map((warning) => warning.message),
    picture: chosen === null ? null : cleanPicture(chosen),
  };
}

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
