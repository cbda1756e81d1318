import { open } from 'node:fs/promises';

/**
 * A file from its beginning, piece by piece, all of them in the same memory: what is to be kept of a piece is copied before the next is
 * asked for. A stream would fill fresh memory for each, and a large file would leave tens of megabytes to collect.
 */
export async function* readPieces(
  path: string,
  pieceBytes: number,
  endBytes = Number.POSITIVE_INFINITY,
): AsyncGenerator<Uint8Array> {
  await using file = await open(path, 'r');
  const memory = Buffer.allocUnsafe(pieceBytes);
  for (let offset = 0; offset < endBytes; ) {
    const { bytesRead } = await file.read(memory, 0, Math.min(pieceBytes, endBytes - offset), offset);
    if (bytesRead === 0) return;
    offset += bytesRead;
    yield memory.subarray(0, bytesRead);
  }
}
