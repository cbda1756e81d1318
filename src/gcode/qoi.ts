/** Pixels of a picture, four bytes each: red, green, blue, alpha; rows from the top, without padding. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

/** Most pixels that are decoded: 64 MB of memory, and a QOI of 22 bytes may claim four thousand million. */
export const PIXELS_MAX = 4096 * 4096;

/**
 * Decodes a QOI picture (qoiformat.org, specification 1.0; PrusaSlicer writes them for printers with a display). Null for
 * anything that is no whole QOI picture.
 */
export function decodeQoi(bytes: Uint8Array): Pixels | null {
  if (bytes.length < 22) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0) !== 0x716f6966) return null;
  const width = view.getUint32(4);
  const height = view.getUint32(8);
  if (width === 0 || height === 0 || width * height > PIXELS_MAX) return null;
  // One byte makes at most 62 pixels: a lying header is refused before the memory is taken.
  if (width * height > (bytes.length - 14) * 62) return null;
  const rgba = new Uint8Array(width * height * 4);
  const seen = new Uint8Array(64 * 4);
  let [red, green, blue, alpha] = [0, 0, 0, 255];
  let at = 14;
  let run = 0;
  for (let pixel = 0; pixel < rgba.length; pixel += 4) {
    if (run > 0) run--;
    else {
      if (at >= bytes.length) return null;
      const tag = bytes[at++] ?? 0;
      if (tag >= 0xfe) {
        if (at + (tag === 0xff ? 4 : 3) > bytes.length) return null;
        red = bytes[at++] ?? 0;
        green = bytes[at++] ?? 0;
        blue = bytes[at++] ?? 0;
        if (tag === 0xff) alpha = bytes[at++] ?? 0;
      } else if (tag < 0x40) {
        const from = tag * 4;
        [red, green, blue, alpha] = [seen[from] ?? 0, seen[from + 1] ?? 0, seen[from + 2] ?? 0, seen[from + 3] ?? 0];
      } else if (tag < 0x80) {
        red = (red + ((tag >> 4) & 3) - 2) & 255;
        green = (green + ((tag >> 2) & 3) - 2) & 255;
        blue = (blue + (tag & 3) - 2) & 255;
      } else if (tag < 0xc0) {
        if (at >= bytes.length) return null;
        const luma = (tag & 63) - 32;
        const difference = bytes[at++] ?? 0;
        red = (red + luma + (difference >> 4) - 8) & 255;
        green = (green + luma) & 255;
        blue = (blue + luma + (difference & 15) - 8) & 255;
      } else run = tag & 63;
      seen.set([red, green, blue, alpha], ((red * 3 + green * 5 + blue * 7 + alpha * 11) % 64) * 4);
    }
    rgba[pixel] = red;
    rgba[pixel + 1] = green;
    rgba[pixel + 2] = blue;
    rgba[pixel + 3] = alpha;
  }
  return { width, height, rgba };
}
