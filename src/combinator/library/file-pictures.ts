import type { Colour } from '#gcode/path-picture';
import { decodePng } from '#gcode/png-pixels';
import type { PrintFileMetadata, Thumbnail } from '#gcode/print-file';
import { decodeQoi, type Pixels } from '#gcode/qoi';
import { scaledDown } from '#gcode/scale';
import { pickThumbnail } from '#gcode/thumbnails';
import { type CleanPicture, cleanPicture, compressedPng } from './clean-picture.ts';
import { inflate } from './inflate.ts';

/** Widths of the pictures that are served, in pixels: a row of a list, a card, a page. */
export const PICTURE_WIDTHS = { small: 64, medium: 300, large: 800 } as const;
export type PictureSize = keyof typeof PICTURE_WIDTHS;

/** One picture of a file, ready to be served. */
export interface FilePicture extends CleanPicture {
  readonly size: PictureSize;
  /** Null for the file as a whole. */
  readonly plate: number | null;
}

/** Side of a rendered picture. */
export const RENDERED_SIDE = 800;
const SIZES = Object.keys(PICTURE_WIDTHS) as PictureSize[];

/** The pictures of a file and of its plates in every size, from those that it brings (ME3). */
export function embeddedPictures(metadata: PrintFileMetadata): readonly FilePicture[] {
  return [
    ...inAllSizes(metadata.thumbnails, null),
    ...metadata.plates.flatMap(({ index, thumbnails }) => inAllSizes(thumbnails, index)),
  ];
}

/** A rendered picture in every size. */
export function renderedPictures(pixels: Pixels): readonly FilePicture[] {
  return SIZES.map((size) => ({
    size,
    plate: null,
    bytes: compressedPng(scaledDown(pixels, PICTURE_WIDTHS[size])),
    extension: 'png',
  }));
}

/**
 * For each size the smallest picture that is wide enough, otherwise the widest, made smaller where that can be: a JPEG stays as
 * it is. A damaged one is passed over for the next.
 */
function inAllSizes(thumbnails: readonly Thumbnail[], plate: number | null): readonly FilePicture[] {
  let sound = thumbnails;
  const pictures: FilePicture[] = [];
  for (const size of SIZES) {
    for (;;) {
      const chosen = pickThumbnail(sound, PICTURE_WIDTHS[size]);
      if (chosen === null) break;
      const clean = smaller(chosen, PICTURE_WIDTHS[size]) ?? cleanPicture(chosen);
      if (clean !== null) {
        pictures.push({ ...clean, size, plate });
        break;
      }
      sound = sound.filter((other) => other !== chosen);
    }
  }
  return pictures;
}

function smaller(thumbnail: Thumbnail, width: number): CleanPicture | null {
  if (thumbnail.width <= width || cleanPicture(thumbnail) === null) return null;
  const pixels =
    thumbnail.format === 'png'
      ? decodePng(thumbnail.bytes, inflate)
      : thumbnail.format === 'qoi'
        ? decodeQoi(thumbnail.bytes)
        : null;
  return pixels === null ? null : { bytes: compressedPng(scaledDown(pixels, width)), extension: 'png' };
}

/** Of the first filament that is used, a little lighter: black filament would be a hole. Terracotta where nobody says it. */
export function paintOf({ filaments }: PrintFileMetadata): Colour {
  const said = filaments?.find(({ used, colour }) => used !== false && colour !== null)?.colour ?? '#D8663A';
  const channel = (at: number): number => 36 + Number.parseInt(said.slice(at, at + 2), 16) * 0.86;
  return { red: channel(1), green: channel(3), blue: channel(5) };
}
