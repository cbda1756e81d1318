import { closeSync, openSync, writeSync } from 'node:fs';
import { open, type FileHandle, rename, writeFile } from 'node:fs/promises';
import { parentPort } from 'node:worker_threads';
import { binaryText, verifyBinaryFile } from '#gcode/binary-file';
import type { FileProblem } from '#gcode/file-problem';
import { type FileSource, found, type Read } from '#gcode/file-source';
import { readPrintFile } from '#gcode/head-and-tail';
import { FullAnalyser } from '#gcode/full-analysis';
import { LINE_MAX_BYTES, LineReader } from '#gcode/line-reader';
import type { PrintFileFormat, PrintFileMetadata } from '#gcode/print-file';
import { PathPicture } from '#gcode/path-picture';
import { ToolPaths } from '#gcode/tool-paths';
import {
  type Analysis,
  type AnalysisAnswer,
  type AnalysisRequest,
  type AnyReading,
  type FullReading,
  type MeshReading,
  type PathIndex,
  type PathReading,
  PATHS_WRITTEN,
} from './analysis.ts';
import { unreachable } from '#lib/unreachable';
import { embeddedPictures, type FilePicture, paintOf, RENDERED_SIDE, renderedPictures } from './file-pictures.ts';
import { inflate } from './inflate.ts';
import { keptMetadata } from './kept-metadata.ts';
import { LongLine } from './long-line.ts';
import { analyseModel, meshBytes } from './model-analysis.ts';
import { type PlateContent, plateText, verifyPlates } from './verify-plates.ts';
import { weldArcs } from './weld-file.ts';

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

async function analyse(path: string, draw: boolean): Promise<Analysis> {
  await using file = await openedFile(path);
  const reading = await readPrintFile(file.source, inflate);
  if (reading.kind === 'refused') return (await analyseModel(file)) ?? { kind: 'refused', problem: reading.problem };
  const { metadata } = reading;
  const rest = await verifyRest[metadata.format](file);
  if (rest.kind === 'refused') return rest;
  const embedded = embeddedPictures(metadata);
  const isDrawn = draw && embedded.length === 0;
  const drawn = isDrawn ? await rendered(file, metadata) : { pictures: embedded, warning: null };
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
  try {
    for await (const piece of textOf(file, metadata.format)) picture.push(piece);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { pictures: [], warning: `no picture could be drawn: ${reason}` };
  }
  picture.end();
  const pixels = picture.draw(RENDERED_SIDE, paintOf(metadata));
  return { pictures: pixels === null ? [] : renderedPictures(pixels), warning: null };
}

async function analyseFully(path: string, format: PrintFileFormat, plate: number | null): Promise<FullReading> {
  await using file = await openedFile(path);
  const analyser = new FullAnalyser();
  let anything = false;
  for await (const piece of textOf(file, format, plate)) {
    anything = true;
    analyser.push(piece);
  }
  if (format === '3mf' && !anything) return { kind: 'plate-needed' };
  analyser.end();
  const { problem } = analyser;
  if (problem !== null) return { kind: 'failed', reason: `${problem.field}: ${problem.rule}` };
  return { kind: 'analysed', analysis: analyser.result() };
}

async function cutIntoLayers(
  path: string,
  format: PrintFileFormat,
  plate: number | null,
  place: string,
): Promise<PathReading> {
  await using file = await openedFile(path);
  const written = { paths: openBytes(`${place}.paths.new`), far: openBytes(`${place}.far.new`) };
  const layers: PathIndex['layers'][number][] = [];
  let anything = false;
  const paths = new ToolPaths({
    layer({ zMm, bytes, far }) {
      layers.push({ zMm, near: written.paths.append(bytes), far: written.far.append(far) });
    },
    restart() {
      layers.length = 0;
      written.paths.restart();
      written.far.restart();
    },
  });
  try {
    for await (const piece of textOf(file, format, plate)) {
      anything = true;
      paths.push(piece);
    }
    paths.end();
  } finally {
    written.paths.close();
    written.far.close();
  }
  if (format === '3mf' && !anything) return { kind: 'plate-needed' };
  if (paths.problem !== null) return { kind: 'failed', reason: `${paths.problem.field}: ${paths.problem.rule}` };
  const index: PathIndex = { written: PATHS_WRITTEN, ...paths.facts(), layers };
  await rename(`${place}.paths.new`, `${place}.paths`);
  await rename(`${place}.far.new`, `${place}.far`);
  await writeFile(`${place}.json.new`, JSON.stringify(index), { mode: 0o600 });
  await rename(`${place}.json.new`, `${place}.json`);
  return { kind: 'cut', index };
}

async function readMesh(path: string): Promise<MeshReading> {
  await using file = await openedFile(path);
  const bytes = await meshBytes(file);
  return bytes === null ? { kind: 'no-mesh' } : { kind: 'mesh', bytes };
}

/** A file that is written from its beginning to its end, and may begin again. */
function openBytes(path: string) {
  const out = openSync(path, 'w', 0o600);
  let offset = 0;
  return {
    append(bytes: Uint8Array): { readonly offset: number; readonly bytes: number } {
      for (let done = 0; done < bytes.length; ) done += writeSync(out, bytes, done, bytes.length - done, offset + done);
      const place = { offset, bytes: bytes.length };
      offset += bytes.length;
      return place;
    },
    restart(): void {
      offset = 0;
    },
    close: () => closeSync(out),
  };
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
  void answerTo(request)
    .catch((error: unknown) => ({
      kind: 'failed' as const,
      reason: error instanceof Error ? error.message : String(error),
    }))
    .then((answer) => parentPort?.postMessage({ id: request.id, answer } satisfies AnalysisAnswer));
});

function answerTo(request: AnalysisRequest): Promise<AnyReading> {
  switch (request.kind) {
    case 'metadata':
      return analyse(request.path, request.draw);
    case 'full':
      return analyseFully(request.path, request.format, request.plate);
    case 'weld':
      return weldArcs(request.path, request.place, request.limits);
    case 'paths':
      return cutIntoLayers(request.path, request.format, request.plate, request.place);
    case 'mesh':
      return readMesh(request.path);
    default:
      return unreachable(request);
  }
}
