import { deflateSync } from 'node:zlib';
import type { Pixels } from '#gcode/qoi';
import { decodeQoi } from '#gcode/qoi';
import { crc32 } from '#lib/crc32';
import type { Thumbnail } from '#gcode/print-file';

/** A picture that may be served: nothing in it but the picture. */
export interface CleanPicture {
  readonly bytes: Uint8Array;
  readonly extension: 'png' | 'jpg';
}

/** A preview larger than this is no preview. */
const PICTURE_LIMIT_BYTES = 2 * 1024 * 1024;

/**
 * An embedded picture without everything that is no picture: other chunks, comments, profiles, what follows its end
 * (quality.md §7: never served as it came). QOI, which no browser shows, becomes PNG. Null for a picture that is damaged.
 */
export function cleanPicture(thumbnail: Thumbnail): CleanPicture | null {
  if (thumbnail.bytes.length > PICTURE_LIMIT_BYTES) return null;
  switch (thumbnail.format) {
    case 'png':
      return made('png', cleanPng(thumbnail.bytes));
    case 'jpg':
      return made('jpg', cleanJpeg(thumbnail.bytes));
    case 'qoi': {
      const pixels = decodeQoi(thumbnail.bytes);
      return pixels === null ? null : made('png', compressedPng(pixels));
    }
  }
}

const made = (extension: CleanPicture['extension'], bytes: Uint8Array | null): CleanPicture | null =>
  bytes === null ? null : { bytes, extension };

const PNG_SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const PNG_KEPT = new Set(['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND']);

/** Keeps the chunks that make the picture; null when a checksum is wrong or the end is missing. */
function cleanPng(bytes: Uint8Array): Uint8Array | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Uint8Array[] = [PNG_SIGNATURE];
  for (let at = PNG_SIGNATURE.length; at + 12 <= bytes.length; ) {
    const end = at + 12 + view.getUint32(at);
    if (end > bytes.length) return null;
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (crc32(bytes.subarray(at + 4, end - 4)) !== view.getUint32(end - 4)) return null;
    if (PNG_KEPT.has(type)) parts.push(bytes.subarray(at, end));
    if (type === 'IEND') return Buffer.concat(parts);
    at = end;
  }
  return null;
}

/** Keeps the segments that decode the picture and the scans up to the end mark; leaves out APP1–APP15 and comments. */
function cleanJpeg(bytes: Uint8Array): Uint8Array | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Uint8Array[] = [bytes.subarray(0, 2)];
  for (let at = 2; at + 4 <= bytes.length; ) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1] ?? 0;
    const end = at + 2 + view.getUint16(at + 2);
    if (end > bytes.length || end < at + 4) return null;
    const dropped = (marker >= 0xe1 && marker <= 0xef) || marker === 0xfe;
    if (!dropped) parts.push(bytes.subarray(at, end));
    if (marker === 0xda) {
      const finish = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).lastIndexOf(
        Uint8Array.of(0xff, 0xd9),
      );
      if (finish < end) return null;
      return Buffer.concat([...parts, bytes.subarray(end, finish + 2)]);
    }
    at = end;
  }
  return null;
}

/** Pixels as a PNG, packed. */
export function compressedPng({ width, height, rgba }: Pixels): Uint8Array {
  const row = width * 4 + 1;
  const raw = new Uint8Array(row * height);
  for (let y = 0; y < height; y++) raw.set(rgba.subarray(y * width * 4, (y + 1) * width * 4), y * row + 1);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([
    PNG_SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(raw)),
    chunk('IEND', new Uint8Array(0)),
  ]);
}

function chunk(type: string, content: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(content.length + 12);
  bytes.writeUInt32BE(content.length, 0);
  bytes.write(type, 4, 'latin1');
  bytes.set(content, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, content.length + 8)), content.length + 8);
  return bytes;
}
