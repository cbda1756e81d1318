/**
 * Passes pieces on, and frees the memory of each when the next one is asked for: only for pieces that nobody else holds. V8 sees the
 * small object in front of a piece and not its 64 KiB, so it lets some hundreds of them gather, and then stops everything for a
 * collection of the whole heap, ten times in a large upload.
 */
export async function* freedWhenRead(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    yield piece;
    freeMemory(piece);
  }
}

/** Of a piece that nobody holds any more. What shares its memory with others, as small pieces of Node's do, is left to the collector. */
export function freeMemory({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && byteLength === buffer.byteLength) buffer.transfer(0);
}
