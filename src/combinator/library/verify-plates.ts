import { createReadStream } from 'node:fs';
import { PassThrough, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import { type FileProblem, fileProblem } from '#gcode/file-problem';
import { type FileSource, found, type Read } from '#gcode/file-source';
import { LineReader } from '#gcode/line-reader';
import { slicedPlates } from '#gcode/three-mf';
import { entryDataStart, readZipDirectory, type ZipEntry } from '#gcode/zip';

/** The G-code of one plate, unpacked a piece at a time, and never to more than the archive says. */
export async function* plateText(path: string, source: FileSource, plate: number): AsyncGenerator<Read<Uint8Array>> {
  const directory = await readZipDirectory(source);
  if (directory.kind === 'refused') return yield directory;
  const plates = slicedPlates(directory.value);
  const entry = plates.find(({ index }) => index === plate)?.entry;
  if (entry === undefined) return;
  const start = await entryDataStart(source, entry);
  if (start.kind === 'refused') return yield start;
  if (entry.storedBytes === 0) return;
  const stored = createReadStream(path, { start: start.value, end: start.value + entry.storedBytes - 1 });
  const unpack: Transform = entry.method === 0 ? new PassThrough() : createInflateRaw();
  stored.on('error', (error) => unpack.destroy(error));
  let bytes = 0;
  try {
    for await (const piece of stored.pipe(unpack) as AsyncIterable<Uint8Array>) {
      bytes += piece.length;
      if (bytes > entry.sizeBytes) return;
      yield found(piece);
    }
  } finally {
    stored.destroy();
  }
}

/**
 * Unpacks the G-code of every plate, a piece at a time: whether it has the size and the checksum that the archive says, and
 * whether its lines are lines. What becomes more than was announced is left at that point. Null for a sound file.
 */
export async function verifyPlates(path: string, source: FileSource): Promise<FileProblem | null> {
  const directory = await readZipDirectory(source);
  if (directory.kind === 'refused') return directory.problem;
  for (const { entry } of slicedPlates(directory.value)) {
    const start = await entryDataStart(source, entry);
    const problem = start.kind === 'refused' ? start.problem : await verifyEntry(path, start.value, entry);
    if (problem !== null) return problem;
  }
  return null;
}

async function verifyEntry(path: string, start: number, entry: ZipEntry): Promise<FileProblem | null> {
  const damaged = { ...fileProblem('archive-damaged', 'data that does not match its size and checksum') };
  const field = `entry ${JSON.stringify(entry.name)}`;
  if (entry.storedBytes === 0) return { ...damaged, field };
  const lines = new LineReader();
  let bytes = 0;
  let sum = 0;
  const unpack: Transform = entry.method === 0 ? new PassThrough() : createInflateRaw();
  try {
    const stored = createReadStream(path, { start, end: start + entry.storedBytes - 1 });
    await pipeline(stored, unpack, async (pieces: AsyncIterable<Uint8Array>) => {
      for await (const piece of pieces) {
        bytes += piece.length;
        sum = crc32(piece, sum);
        lines.push(piece);
        if (bytes > entry.sizeBytes || lines.problem !== null) return;
      }
    });
  } catch (error) {
    // A fault of the disk is not one of the file.
    if ((error as NodeJS.ErrnoException).syscall !== undefined) throw error;
    return { ...damaged, field };
  }
  if (lines.problem !== null) return lines.problem;
  return bytes === entry.sizeBytes && sum === entry.crc ? null : { ...damaged, field };
}
