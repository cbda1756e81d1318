import type { FileWarning, Thumbnail, ThumbnailFormat } from './print-file.ts';

/** Pictures kept of one file; slicers write two to six. A file of ten thousand tiny ones must not fill the library. */
export const THUMBNAILS_MAX = 32;
/** Widest and highest picture that is kept (decoding costs width × height × 4 bytes). */
export const THUMBNAIL_MAX_PIXELS = 4096;

const BEGIN = /^; thumbnail(?:_(PNG|JPG|QOI))? begin (\d{1,5})[x ](\d{1,5}) (\d{1,9})\s*$/;
const END = /^; thumbnail(?:_(?:PNG|JPG|QOI))? end\s*$/;

export function beginsThumbnail(line: string): boolean {
  return line.startsWith('; thumbnail') && BEGIN.test(line);
}

export function endsThumbnail(line: string): boolean {
  return line.startsWith('; thumbnail') && END.test(line);
}

/**
 * The pictures embedded in comments (`; thumbnail begin 300x300 5092` … `; thumbnail end`; PrusaSlicer and its kin, Orca,
 * Cura's plug-ins). Damaged or absurd ones are left out with a warning. A length that disagrees with the header is a
 * warning only, as long as the picture itself is sound.
 */
export function readThumbnails(lines: Iterable<string>): {
  readonly thumbnails: readonly Thumbnail[];
  readonly warnings: readonly FileWarning[];
} {
  const thumbnails: Thumbnail[] = [];
  const warnings: FileWarning[] = [];
  let open: { readonly header: RegExpExecArray; text: string } | null = null;
  for (const line of lines) {
    const header = line.startsWith('; thumbnail') ? BEGIN.exec(line) : null;
    if (header !== null) {
      if (open !== null) warnings.push(damaged(open.header, 'has no end'));
      open = { header, text: '' };
    } else if (open !== null && endsThumbnail(line)) {
      if (thumbnails.length < THUMBNAILS_MAX) finish(open.header, open.text, thumbnails, warnings);
      open = null;
    } else if (open !== null) {
      if (line.startsWith(';')) open.text += line.slice(1).trim();
      else {
        warnings.push(damaged(open.header, 'has no end'));
        open = null;
      }
    }
  }
  if (open !== null) warnings.push(damaged(open.header, 'has no end'));
  return { thumbnails, warnings: warnings.slice(0, THUMBNAILS_MAX) };
}

function finish(header: RegExpExecArray, text: string, thumbnails: Thumbnail[], warnings: FileWarning[]): void {
  const width = Number(header[2]);
  const height = Number(header[3]);
  const bytes = decodeBase64(text);
  if (bytes === null) {
    warnings.push(damaged(header, 'is not base64'));
    return;
  }
  const actual = pictureHeader(bytes);
  if (actual === null) warnings.push(damaged(header, 'is neither PNG, JPG nor QOI'));
  else if (width < 1 || height < 1 || Math.max(width, height, actual.width, actual.height) > THUMBNAIL_MAX_PIXELS)
    warnings.push(damaged(header, `is larger than ${THUMBNAIL_MAX_PIXELS} pixels, or empty`));
  else {
    if (Number(header[4]) !== text.length)
      warnings.push({ code: 'thumbnail-length', message: `${nameOf(header)} has another length than it announces` });
    thumbnails.push({ ...actual, bytes });
  }
}

function nameOf(header: RegExpExecArray): string {
  return `the picture ${header[2]}x${header[3]}`;
}

function damaged(header: RegExpExecArray, why: string): FileWarning {
  return { code: 'thumbnail-damaged', message: `${nameOf(header)} ${why} and was left out` };
}

/** Standard base64; null for anything else. */
function decodeBase64(text: string): Uint8Array | null {
  if (text === '' || text.length % 4 === 1 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return null;
  try {
    const binary = atob(text);
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
    return bytes;
  } catch {
    return null;
  }
}

/** Format and size as the picture itself says, whatever its comment claims; null for anything but PNG, JPG and QOI. */
export function pictureHeader(
  bytes: Uint8Array,
): { readonly format: ThumbnailFormat; readonly width: number; readonly height: number } | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = (format: ThumbnailFormat, at: number) => sized(format, view.getUint32(at), view.getUint32(at + 4));
  if (bytes.length >= 33 && view.getUint32(0) === 0x89504e47 && view.getUint32(12) === 0x49484452)
    return size('png', 16);
  if (bytes.length >= 22 && view.getUint32(0) === 0x716f6966) return size('qoi', 4);
  return bytes.length >= 4 && view.getUint16(0) === 0xffd8 ? jpegHeader(view) : null;
}

function sized(format: ThumbnailFormat, width: number, height: number): ReturnType<typeof pictureHeader> {
  return width > 0 && height > 0 ? { format, width, height } : null;
}

/** Walks the segments of a JPEG to its frame header (SOF0–SOF15 without DHT, JPG, DAC). */
function jpegHeader(view: DataView): ReturnType<typeof pictureHeader> {
  let at = 2;
  while (at + 9 <= view.byteLength && view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return sized('jpg', view.getUint16(at + 7), view.getUint16(at + 5));
    const length = view.getUint16(at + 2);
    if (length < 2) return null;
    at += 2 + length;
  }
  return null;
}

/**
 * The picture to show at `width` pixels: the smallest that is at least as wide, otherwise the widest. Among equally wide
 * ones PNG before JPG before QOI, which browsers cannot show.
 */
export function pickThumbnail(thumbnails: readonly Thumbnail[], width: number): Thumbnail | null {
  const rank: Readonly<Record<ThumbnailFormat, number>> = { png: 0, jpg: 1, qoi: 2 };
  const short = (thumbnail: Thumbnail) => (thumbnail.width < width ? 1 : 0);
  const sorted = [...thumbnails].sort(
    (a, b) =>
      short(a) - short(b) ||
      (short(a) === 1 ? b.width - a.width : a.width - b.width) ||
      rank[a.format] - rank[b.format],
  );
  return sorted[0] ?? null;
}
