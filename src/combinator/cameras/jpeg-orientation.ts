/** Pictures that stand upright: the orientation that a JPEG tells of itself (EXIF 2.32, tag 0x0112), and what a film makes of it. PURE. */

/** How a camera hangs, and what sets it right: turned first, then mirrored as it is seen. */
export interface Turn {
  /** Clockwise, degrees: 0, 90, 180 or 270. */
  readonly rotation: number;
  /** Left is right. */
  readonly flipHorizontal: boolean;
  /** Above is below. */
  readonly flipVertical: boolean;
}

export const ROTATIONS: readonly number[] = [0, 90, 180, 270];

/** First mirrored, left for right, then turned clockwise so many quarters: each way that a picture can stand is one of these. */
interface Stand {
  readonly isMirrored: boolean;
  readonly quarters: number;
}

/** By the number that EXIF has for it, from 1. */
const STANDS: readonly Stand[] = [
  { isMirrored: false, quarters: 0 },
  { isMirrored: true, quarters: 0 },
  { isMirrored: false, quarters: 2 },
  { isMirrored: true, quarters: 2 },
  { isMirrored: true, quarters: 3 },
  { isMirrored: false, quarters: 1 },
  { isMirrored: true, quarters: 1 },
  { isMirrored: false, quarters: 3 },
];

/** Both, one after the other. */
function after(first: Stand, then: Stand): Stand {
  // In a mirror the clock goes the other way.
  const quarters = then.isMirrored ? then.quarters - first.quarters : then.quarters + first.quarters;
  return { isMirrored: first.isMirrored !== then.isMirrored, quarters: (quarters + 4) % 4 };
}

const UPRIGHT: Stand = { isMirrored: false, quarters: 0 };
const LEFT_FOR_RIGHT: Stand = { isMirrored: true, quarters: 0 };
const UPSIDE_DOWN: Stand = { isMirrored: true, quarters: 2 };

function standOf({ rotation, flipHorizontal, flipVertical }: Turn): Stand {
  const turned = { isMirrored: false, quarters: rotation / 90 };
  const mirrored = flipHorizontal ? after(turned, LEFT_FOR_RIGHT) : turned;
  return flipVertical ? after(mirrored, UPSIDE_DOWN) : mirrored;
}

const codeOf = ({ isMirrored, quarters }: Stand): number =>
  1 + STANDS.findIndex((each) => each.isMirrored === isMirrored && each.quarters === quarters);

/**
 * The same picture, which says of itself that it is shown turned; beyond what it said already. No pixel is touched: browsers and viewers of
 * pictures do it as they draw. One that does not change is the same buffer.
 */
export function turned(jpeg: Buffer, turn: Turn): Buffer {
  const stand = standOf(turn);
  if (codeOf(stand) === codeOf(UPRIGHT)) return jpeg;
  const told = exifOf(jpeg);
  const code = codeOf(after(STANDS[(told?.orientation ?? 1) - 1] ?? UPRIGHT, stand));
  const rest = told === null ? [jpeg.subarray(2)] : [jpeg.subarray(2, told.from), jpeg.subarray(told.to)];
  return Buffer.concat([jpeg.subarray(0, 2), exifThatSays(code), ...rest]);
}

/** How a JPEG says that it is shown, 1 to 8; 1, as it lies, where it says nothing. */
export const orientationOf = (jpeg: Buffer): number => exifOf(jpeg)?.orientation ?? 1;

/** The picture as it lies: some programs that read it would turn it, others would not. */
export function asItLies(jpeg: Buffer): Buffer {
  const told = exifOf(jpeg);
  return told === null ? jpeg : Buffer.concat([jpeg.subarray(0, told.from), jpeg.subarray(told.to)]);
}

const QUARTERS: readonly (readonly string[])[] = [[], ['transpose=clock'], ['hflip', 'vflip'], ['transpose=cclock']];

/** What ffmpeg does with frames of this orientation, so that they stand upright. */
export function filtersOf(orientation: number): readonly string[] {
  const { isMirrored, quarters } = STANDS[orientation - 1] ?? UPRIGHT;
  return [...(isMirrored ? ['hflip'] : []), ...(QUARTERS[quarters] ?? [])];
}

const START_OF_SCAN = 0xda;
const APP1 = 0xe1;
const EXIF = 'Exif\0\0';
const ORIENTATION = 0x0112;

interface Exif {
  readonly from: number;
  readonly to: number;
  /** 1 to 8. */
  readonly orientation: number;
}

/** The segment in which a picture tells of itself, before its pixels begin. */
function exifOf(jpeg: Buffer): Exif | null {
  for (let at = 2; at + 4 <= jpeg.length && jpeg[at] === 0xff; ) {
    const marker = jpeg[at + 1] ?? START_OF_SCAN;
    if (marker === START_OF_SCAN) return null;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const to = at + 2 + jpeg.readUInt16BE(at + 2);
    if (to > jpeg.length) return null;
    if (marker === APP1 && jpeg.toString('latin1', at + 4, at + 10) === EXIF)
      return { from: at, to, orientation: orientationIn(jpeg.subarray(at + 10, to)) };
    at = to;
  }
  return null;
}

/** Of the table of a TIFF header; 1 where it cannot be read. */
function orientationIn(tiff: Buffer): number {
  if (tiff.length < 10) return 1;
  const isLittle = tiff.toString('latin1', 0, 2) === 'II';
  const short = (at: number): number => (isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const table = isLittle ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  if (table + 2 > tiff.length) return 1;
  const end = Math.min(tiff.length, table + 2 + short(table) * 12);
  for (let at = table + 2; at + 12 <= end; at += 12) {
    if (short(at) !== ORIENTATION) continue;
    const code = short(at + 8);
    return code >= 1 && code <= STANDS.length ? code : 1;
  }
  return 1;
}

/** A segment with one entry: a SHORT, the orientation. */
function exifThatSays(code: number): Buffer {
  const table = [0, 1, ORIENTATION >> 8, ORIENTATION & 0xff, 0, 3, 0, 0, 0, 1, 0, code, 0, 0, 0, 0, 0, 0];
  const tiff = Buffer.from([...Buffer.from('MM\0*'), 0, 0, 0, 8, ...table]);
  const body = Buffer.concat([Buffer.from(EXIF, 'latin1'), tiff]);
  return Buffer.concat([Buffer.from([0xff, APP1, 0, body.length + 2]), body]);
}
