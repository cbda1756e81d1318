import type { Inflate } from './inflate.ts';
import { type Pixels, PIXELS_MAX } from './qoi.ts';

/** How a PNG stores its pixels: samples per pixel by colour type. */
const SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/**
 * Decodes a PNG of 8 bits per sample, or of a palette with fewer, without interlacing: what slicers write. Null for anything else
 * and for a damaged one; checksums are looked at elsewhere.
 */
export function decodePng(bytes: Uint8Array, inflate: Inflate): Pixels | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 33 || view.getUint32(0) !== 0x89504e47 || view.getUint32(12) !== 0x49484452) return null;
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const [depth, colour] = [view.getUint8(24), view.getUint8(25)];
  const samples = SAMPLES[colour];
  if (samples === undefined || view.getUint8(28) !== 0) return null;
  if (depth !== 8 && !(colour === 3 && (depth === 1 || depth === 2 || depth === 4))) return null;
  if (width === 0 || height === 0 || width * height > PIXELS_MAX) return null;
  const parts = chunksOf(bytes, view);
  if (parts === null || (colour === 3 && parts.palette === null)) return null;
  const rowBytes = Math.ceil((width * samples * depth) / 8);
  const raw = inflate(parts.packed, 'zlib', (rowBytes + 1) * height);
  if (raw?.length !== (rowBytes + 1) * height) return null;
  const rows = unfiltered(raw, rowBytes, height, Math.max(1, (samples * depth) / 8));
  if (rows === null) return null;
  return { width, height, rgba: asRgba(rows, { width, height, rowBytes, depth, colour, samples, ...parts }) };
}

interface Parts {
  readonly packed: Uint8Array;
  readonly palette: Uint8Array | null;
  readonly alphas: Uint8Array;
}

function chunksOf(bytes: Uint8Array, view: DataView): Parts | null {
  const packed: Uint8Array[] = [];
  let palette: Uint8Array | null = null;
  let alphas = new Uint8Array(0);
  for (let at = 8; at + 12 <= bytes.length; ) {
    const end = at + 12 + view.getUint32(at);
    if (end > bytes.length) return null;
    const content = bytes.slice(at + 8, end - 4);
    const type = view.getUint32(at + 4);
    if (type === 0x49444154) packed.push(content);
    else if (type === 0x504c5445) palette = content;
    else if (type === 0x74524e53) alphas = content;
    else if (type === 0x49454e44) {
      const whole = new Uint8Array(packed.reduce((sum, part) => sum + part.length, 0));
      let to = 0;
      for (const part of packed) {
        whole.set(part, to);
        to += part.length;
      }
      return { packed: whole, palette, alphas };
    }
    at = end;
  }
  return null;
}

/** Undoes the filter that each row begins with; null for a filter that is none. */
function unfiltered(raw: Uint8Array, rowBytes: number, height: number, step: number): Uint8Array | null {
  const rows = new Uint8Array(rowBytes * height);
  for (let y = 0; y < height; y++) {
    const from = y * (rowBytes + 1);
    const filter = raw[from] ?? 0;
    if (filter > 4) return null;
    const to = y * rowBytes;
    for (let x = 0; x < rowBytes; x++) {
      const left = x >= step ? (rows[to + x - step] ?? 0) : 0;
      const above = y > 0 ? (rows[to + x - rowBytes] ?? 0) : 0;
      const corner = x >= step && y > 0 ? (rows[to + x - rowBytes - step] ?? 0) : 0;
      rows[to + x] = (raw[from + 1 + x] ?? 0) + predicted(filter, left, above, corner);
    }
  }
  return rows;
}

function predicted(filter: number, left: number, above: number, corner: number): number {
  switch (filter) {
    case 1:
      return left;
    case 2:
      return above;
    case 3:
      return (left + above) >> 1;
    case 4: {
      const estimate = left + above - corner;
      const [a, b, c] = [Math.abs(estimate - left), Math.abs(estimate - above), Math.abs(estimate - corner)];
      return a <= b && a <= c ? left : b <= c ? above : corner;
    }
    default:
      return 0;
  }
}

interface Layout extends Parts {
  readonly width: number;
  readonly height: number;
  readonly rowBytes: number;
  readonly depth: number;
  readonly colour: number;
  readonly samples: number;
}

function asRgba(rows: Uint8Array, layout: Layout): Uint8Array {
  const { width, height, rowBytes, depth, colour, samples, palette, alphas } = layout;
  const rgba = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const to = (y * width + x) * 4;
      if (colour === 3) {
        const bit = x * depth;
        const index = ((rows[y * rowBytes + (bit >> 3)] ?? 0) >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
        for (let i = 0; i < 3; i++) rgba[to + i] = palette?.[index * 3 + i] ?? 0;
        rgba[to + 3] = alphas[index] ?? 255;
        continue;
      }
      const from = y * rowBytes + x * samples;
      const grey = colour === 0 || colour === 4;
      for (let i = 0; i < 3; i++) rgba[to + i] = rows[grey ? from : from + i] ?? 0;
      rgba[to + 3] = colour === 4 || colour === 6 ? (rows[from + samples - 1] ?? 0) : 255;
    }
  }
  return rgba;
}
