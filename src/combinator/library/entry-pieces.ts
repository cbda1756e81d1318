import { createReadStream } from 'node:fs';
import { PassThrough, type Transform } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import { type FileSource, found, type Read } from '#gcode/file-source';
import { entryDataStart, type ZipEntry } from '#gcode/zip';

/** An entry of an archive, unpacked a piece at a time, and never to more than the archive says. */
export async function* entryPieces(
  path: string,
  source: FileSource,
  entry: ZipEntry,
): AsyncGenerator<Read<Uint8Array>> {
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
