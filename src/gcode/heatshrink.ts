/** A copy takes so many bits for its length, in both variants of binary G-code. */
const LENGTH_BITS = 4;

/**
 * Decodes a heatshrink stream (LZSS, most significant bit first) of `windowBits` 11 or 12 into exactly `size` bytes. A bit 1
 * and eight more are a byte; a bit 0 is a copy of what came before. Null when the stream ends earlier.
 */
export function decodeHeatshrink(bytes: Uint8Array, windowBits: 11 | 12, size: number): Uint8Array | null {
  // A copy of 16 bytes costs at least 16 bits: a lying header is refused before the memory is taken.
  if (size > (bytes.length * 8 * 16) / (1 + windowBits + LENGTH_BITS) + 16) return null;
  const out = new Uint8Array(size);
  const copyBits = windowBits + LENGTH_BITS;
  let held = 0;
  let heldBits = 0;
  let next = 0;
  let at = 0;
  while (at < size) {
    while (heldBits < 17 && next < bytes.length) {
      held = ((held << 8) | (bytes[next++] ?? 0)) & 0x1ffffff;
      heldBits += 8;
    }
    if (heldBits < 1) return null;
    const literal = (held >> (heldBits - 1)) & 1;
    heldBits--;
    if (literal === 1) {
      if (heldBits < 8) return null;
      heldBits -= 8;
      out[at++] = (held >> heldBits) & 255;
    } else {
      if (heldBits < copyBits) return null;
      heldBits -= copyBits;
      const word = (held >> heldBits) & ((1 << copyBits) - 1);
      const distance = (word >> LENGTH_BITS) + 1;
      const end = Math.min(at + (word & 15) + 1, size);
      // Byte by byte: a copy may reach into itself, and before the beginning everything is 0.
      for (; at < end; at++) out[at] = at >= distance ? (out[at - distance] ?? 0) : 0;
    }
  }
  return out;
}
