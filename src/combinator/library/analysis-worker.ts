import { open, type FileHandle } from 'node:fs/promises';
import { parentPort } from 'node:worker_threads';
import { binaryText, verifyBinaryFile } from '#gcode/binary-file';
import type { FileProblem } from '#gcode/file-problem';
import { type FileSource, found, type Read } from '#gcode/file-source';
import { readPrintFile } from '#gcode/head-and-tail';
import { FullAnalyser } from '#gcode/full-analysis';
import { LINE_MAX_BYTES, LineReader } from '#gcode/line-reader';
import type { PrintFileFormat, PrintFileMetadata } from '#gcode/print-file';
import { PathPicture } from '#gcode/path-picture';
import type { Analysis, AnalysisAnswer, AnalysisRequest, FullReading } from './analysis.ts';
import { embeddedPictures, type FilePicture, paintOf, RENDERED_SIDE, renderedPictures } from './file-pictures.ts';
import { inflate } from './inflate.ts';
import { keptMetadata } from './kept-metadata.ts';
import { LongLine } from './long-line.ts';
import { type PlateContent, plateText, verifyPlates } from './verify-plates.ts';

/** The thread in which files are read, so that no file of anybody's making holds up the farm (ME1). */

/** Warnings of one file that a person is shown. */
const WARNINGS_MAX = 20;
const PIECE_BYTES = 1024 * 1024;

async function openedFile(path: string): Promise<OpenFile & AsyncDisposable> {
  const handle = await open(path, 'r');
  const { size } = await handle.stat();
  const source: FileSource = {
    sizeBytes: size,
    async read(offset, length) {
      const bytes = new Uint8Array(length);
      const { bytesRead } = await handle.read(bytes, 0, length, offset);
      return bytes.subarray(0, bytesRead);
    },
  };
  return { path, handle, source, [Symbol.asyncDispose]: () => handle.close() };
}

async function analyse(path: string): Promise<Analysis> {
  await using file = await openedFile(path);
  const reading = await readPrintFile(file.source, inflate);
  if (reading.kind === 'refused') return { kind: 'refused', problem: reading.problem };
  const { metadata } = reading;
  const rest = await verifyRest[metadata.format](file);
  if (rest.kind === 'refused') return rest;
  const embedded = embeddedPictures(metadata);
  const drawn = embedded.length > 0 ? { pictures: embedded, warning: null } : await rendered(file, metadata);
  const warnings = metadata.warnings.slice(0, WARNINGS_MAX).map(({ message }) => message);
  return {
    kind: 'print-file',
    format: metadata.format,
    metadata: keptMetadata(metadata),
    warnings: drawn.warning === null ? warnings : [...warnings, drawn.warning],
    pictures: drawn.pictures,
    plates: rest.value,
  };
}

interface OpenFile {
  readonly path: string;
  readonly handle: FileHandle;
  readonly source: FileSource;
}

/** What reading the metadata has not looked at. */
const verifyRest: Readonly<Record<PrintFileFormat, (file: OpenFile) => Promise<Read<readonly PlateContent[]>>>> = {
  gcode: async (file) => withoutPlates(await problemOfLines(file)),
  bgcode: async ({ source }) => withoutPlates(await verifyBinaryFile(source)),
  '3mf': ({ path, source }) => verifyPlates(path, source),
};

const withoutPlates = (problem: FileProblem | null): Read<readonly PlateContent[]> =>
  problem === null ? found([]) : { kind: 'refused', problem };

/** Whether every line of the file is one: between its ends, which metadata comes from, anything may stand. */
async function problemOfLines(file: OpenFile): Promise<FileProblem | null> {
  const long = new LongLine(LINE_MAX_BYTES);
  let isGood = true;
  for await (const piece of textOf(file, 'gcode')) {
    isGood = !long.push(piece);
    if (!isGood) break;
  }
  if (isGood) return null;
  const lines = new LineReader();
  for await (const piece of textOf(file, 'gcode')) {
    lines.push(piece);
    if (lines.problem !== null) return lines.problem;
  }
  lines.end();
  return lines.problem;
}

/** Largest file that a picture is drawn of: some seconds of this thread. Binary G-code is packed about four times. */
const RENDERED_MAX_BYTES: Readonly<Record<PrintFileFormat, number>> = {
  gcode: 128 * 1024 * 1024,
  bgcode: 24 * 1024 * 1024,
  // Slicers that write these always draw them.
  '3mf': 0,
};

interface Rendering {
  readonly pictures: readonly FilePicture[];
  /** Why there is none, where there should be one (ME2). */
  readonly warning: string | null;
}

/** A picture of what a file prints, where it brings none. A file that cannot be drawn prints as well. */
async function rendered(file: OpenFile, metadata: PrintFileMetadata): Promise<Rendering> {
  if (file.source.sizeBytes > RENDERED_MAX_BYTES[metadata.format]) return { pictures: [], warning: null };
  const picture = new PathPicture();
  const lines = new LineReader();
  try {
    for await (const piece of textOf(file, metadata.format)) picture.push(lines.push(piece));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { pictures: [], warning: `no picture could be drawn: ${reason}` };
  }
  picture.push(lines.end());
  const pixels = picture.draw(RENDERED_SIDE, paintOf(metadata));
  return { pictures: pixels === null ? [] : renderedPictures(pixels), warning: null };
}

async function analyseFully(path: string, format: PrintFileFormat, plate: number | null): Promise<FullReading> {
  await using file = await openedFile(path);
  const analyser = new FullAnalyser();
  const lines = new LineReader();
  let anything = false;
  for await (const piece of textOf(file, format, plate)) {
    anything = true;
    analyser.push(lines.push(piece));
  }
  if (format === '3mf' && !anything) return { kind: 'plate-needed' };
  analyser.push(lines.end());
  if (lines.problem !== null) return { kind: 'failed', reason: `${lines.problem.field}: ${lines.problem.rule}` };
  return { kind: 'analysed', analysis: analyser.result() };
}

/** The G-code of a file as text, a piece at a time; of a 3MF that of one plate, nothing without one. */
async function* textOf(
  { path, handle, source }: OpenFile,
  format: PrintFileFormat,
  plate: number | null = null,
): AsyncGenerator<Uint8Array> {
  if (format !== 'gcode') {
    if (format === '3mf' && plate === null) return;
    const pieces = format === 'bgcode' ? binaryText(source, inflate) : plateText(path, source, plate ?? 0);
    for await (const piece of pieces) {
      if (piece.kind === 'refused') throw new Error(`${piece.problem.field}: ${piece.problem.rule}`);
      yield piece.value;
    }
    return;
  }
  const piece = new Uint8Array(PIECE_BYTES);
  for (let at = 0; ; ) {
    const { bytesRead } = await handle.read(piece, 0, PIECE_BYTES, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield piece.subarray(0, bytesRead);
  }
}

parentPort?.on('message', (request: AnalysisRequest) => {
  const reading: Promise<Analysis | FullReading> =
    request.kind === 'metadata' ? analyse(request.path) : analyseFully(request.path, request.format, request.plate);
  void reading
    .catch((error: unknown) => ({
      kind: 'failed' as const,
      reason: error instanceof Error ? error.message : String(error),
    }))
    .then((answer) => parentPort?.postMessage({ id: request.id, answer } satisfies AnalysisAnswer));
});
