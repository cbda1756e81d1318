import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { PassThrough, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import { fileProblem } from '#gcode/file-problem';
import { type FileSource, found, type Read } from '#gcode/file-source';
import { LineReader } from '#gcode/line-reader';
import { slicedPlates } from '#gcode/three-mf';
import { entryDataStart, readZipDirectory, type ZipEntry } from '#gcode/zip';
import { entryPieces } from './entry-pieces.ts';

/** The G-code of one plate, unpacked a piece at a time, and never to more than the archive says. */
export async function* plateText(path: string, source: FileSource, plate: number): AsyncGenerator<Read<Uint8Array>> {
  const directory = await readZipDirectory(source);
  if (directory.kind === 'refused') return yield directory;
  const plates = slicedPlates(directory.value);
  const entry = plates.find(({ index }) => index === plate)?.entry;
  if (entry === undefined) return;
  yield* entryPieces(path, source, entry);
}

/** The G-code of one plate by its content: what a printer is sent. */
export interface PlateContent {
  readonly plate: number;
  /** SHA-256 of the unpacked bytes. */
  readonly digest: string;
  readonly sizeBytes: number;
}

/**
 * Unpacks the G-code of every plate, a piece at a time: whether it has the size and the checksum that the archive says, and
 * whether its lines are lines. What becomes more than was announced is left at that point.
 */
export async function verifyPlates(path: string, source: FileSource): Promise<Read<readonly PlateContent[]>> {
  const directory = await readZipDirectory(source);
  if (directory.kind === 'refused') return directory;
  const contents: PlateContent[] = [];
  for (const { index, entry } of slicedPlates(directory.value)) {
    const start = await entryDataStart(source, entry);
    if (start.kind === 'refused') return start;
    const verified = await verifyEntry(path, start.value, entry);
    if (verified.kind === 'refused') return verified;
    contents.push({ plate: index, digest: verified.value, sizeBytes: entry.sizeBytes });
  }
  return found(contents);
}

/** The digest of what the entry holds. */
async function verifyEntry(path: string, start: number, entry: ZipEntry): Promise<Read<string>> {
  const problem = fileProblem('archive-damaged', 'data that does not match its size and checksum');
  const damaged = { kind: 'refused' as const, problem: { ...problem, field: `entry ${JSON.stringify(entry.name)}` } };
  if (entry.storedBytes === 0) return damaged;
  const lines = new LineReader();
  const hash = createHash('sha256');
  let bytes = 0;
  let sum = 0;
  const unpack: Transform = entry.method === 0 ? new PassThrough() : createInflateRaw();
  try {
    const stored = createReadStream(path, { start, end: start + entry.storedBytes - 1 });
    await pipeline(stored, unpack, async (pieces: AsyncIterable<Uint8Array>) => {
      for await (const piece of pieces) {
        bytes += piece.length;
        sum = crc32(piece, sum);
        hash.update(piece);
        lines.push(piece);
        if (bytes > entry.sizeBytes || lines.problem !== null) return;
      }
    });
  } catch (error) {
    // A fault of the disk is not one of the file.
    if ((error as NodeJS.ErrnoException).syscall !== undefined) throw error;
    return damaged;
  }
  if (lines.problem !== null) return { kind: 'refused', problem: lines.problem };
  return bytes === entry.sizeBytes && sum === entry.crc ? found(hash.digest('hex')) : damaged;
}
