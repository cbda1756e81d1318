import { type FileSource, found, type Read, readExactly, refusedAt } from './file-source.ts';
import { decodeHeatshrink } from './heatshrink.ts';
import type { Inflate } from './inflate.ts';
import { decodeMeatPack } from './meatpack.ts';
import { crc32 } from '#lib/crc32';
import { THUMBNAIL_MAX_PIXELS } from './thumbnails.ts';

/** The kinds of blocks in the numbers of the format. */
const KINDS = ['file-metadata', 'gcode', 'slicer-metadata', 'printer-metadata', 'print-metadata', 'thumbnail'] as const;
type BlockKind = (typeof KINDS)[number];

/** One block of binary G-code as its header announces it. */
export interface BinaryBlock {
  /** 1-based. */
  readonly number: number;
  readonly kind: BlockKind;
  readonly compression: 0 | 1 | 2 | 3;
  /** Bytes after decompression. */
  readonly sizeBytes: number;
  /** Bytes in the file, without header and checksum. */
  readonly storedBytes: number;
  readonly start: number;
  readonly dataStart: number;
  /** Offset after the block, its checksum included. */
  readonly end: number;
  /** Of a picture its format, width and height; of all others their encoding. */
  readonly parameters: readonly number[];
}

export interface BinaryFileHeader {
  readonly checksums: boolean;
}

export const FILE_HEADER_BYTES = 10;
/** Largest block after decompression: slicers write 64 KiB, and a configuration takes some 30 KB. */
export const BLOCK_MAX_BYTES = 16 * 1024 * 1024;
/** Most blocks of one file: 6 GB in blocks of 64 KiB. A file of empty blocks must not keep a thread busy for hours. */
const BLOCKS_MAX = 100_000;
const CHECKSUM_BYTES = 4;

export async function readFileHeader(source: FileSource): Promise<Read<BinaryFileHeader>> {
  const bytes = await readExactly(source, 0, Math.min(FILE_HEADER_BYTES, source.sizeBytes));
  if (bytes === null) return refusedAt('file', 'file-changed', '');
  if (bytes.length < FILE_HEADER_BYTES) return refusedAt('file', 'binary-damaged', 'the file ends in its header');
  const view = viewOf(bytes);
  const version = view.getUint32(4, true);
  if (version !== 1) return refusedAt('file', 'binary-version', `version ${version}`);
  const checksum = view.getUint16(8, true);
  if (checksum > 1) return refusedAt('file', 'binary-version', `checksum type ${checksum}`);
  return found({ checksums: checksum === 1 });
}

/** The block that begins at `start`; null at the end of the file. Nothing that it announces is beyond the file or absurd. */
export async function readBlockHeader(
  source: FileSource,
  { checksums }: BinaryFileHeader,
  start: number,
  number: number,
): Promise<Read<BinaryBlock | null>> {
  if (start === source.sizeBytes) return found(null);
  const wrong = (what: string) => refusedAt(`block ${number}`, 'binary-damaged', what);
  if (number > BLOCKS_MAX) return wrong(`more than ${BLOCKS_MAX} blocks`);
  // The longest header with its parameters; the last block may be shorter.
  const bytes = await readExactly(source, start, Math.min(18, source.sizeBytes - start));
  if (bytes === null) return refusedAt('file', 'file-changed', '');
  if (bytes.length < 8) return wrong('the file ends in the header of a block');
  const view = viewOf(bytes);
  const [type, compression] = [view.getUint16(0, true), view.getUint16(2, true)];
  const kind = KINDS[type];
  if (kind === undefined) return wrong(`block type ${type}`);
  if (compression !== 0 && compression !== 1 && compression !== 2 && compression !== 3)
    return wrong(`compression ${compression}`);
  const sizeBytes = view.getUint32(4, true);
  if (sizeBytes > BLOCK_MAX_BYTES) return wrong(`a block of ${sizeBytes} bytes, more than ${BLOCK_MAX_BYTES}`);
  const headerBytes = compression === 0 ? 8 : 12;
  const parameterCount = kind === 'thumbnail' ? 3 : 1;
  const dataStart = start + headerBytes + parameterCount * 2;
  if (dataStart > source.sizeBytes) return wrong('the file ends in the header of a block');
  const storedBytes = compression === 0 ? sizeBytes : view.getUint32(8, true);
  const end = dataStart + storedBytes + (checksums ? CHECKSUM_BYTES : 0);
  if (end > source.sizeBytes) return wrong(`${storedBytes} bytes announced, but the file ends before`);
  if (storedBytes > BLOCK_MAX_BYTES) return wrong(`a block of ${storedBytes} bytes, more than ${BLOCK_MAX_BYTES}`);
  const parameters = Array.from({ length: parameterCount }, (_, i) => view.getUint16(headerBytes + i * 2, true));
  const unsound = unsoundParameters(kind, parameters);
  if (unsound !== null) return wrong(unsound);
  return found({ number, kind, compression, sizeBytes, storedBytes, start, dataStart, end, parameters });
}

function unsoundParameters(kind: BlockKind, parameters: readonly number[]): string | null {
  const [first = 0, width = 0, height = 0] = parameters;
  if (kind === 'thumbnail') {
    if (first > 2) return `picture format ${first}`;
    return Math.max(width, height) > THUMBNAIL_MAX_PIXELS ? `a picture of ${width}x${height}` : null;
  }
  if (kind === 'gcode') return first > 2 ? `G-code encoding ${first}` : null;
  return first > 0 ? `metadata encoding ${first}` : null;
}

/** The data of a block as it is stored, after its checksum was compared. */
export async function readStoredBlock(
  source: FileSource,
  { checksums }: BinaryFileHeader,
  block: BinaryBlock,
): Promise<Read<Uint8Array>> {
  const bytes = await readExactly(source, block.start, block.end - block.start);
  if (bytes === null) return refusedAt('file', 'file-changed', '');
  if (checksums) {
    const covered = bytes.subarray(0, bytes.length - CHECKSUM_BYTES);
    const announced = viewOf(bytes).getUint32(bytes.length - CHECKSUM_BYTES, true);
    if (crc32(covered) !== announced) return refusedAt(`block ${block.number}`, 'binary-damaged', 'a wrong checksum');
  }
  const from = block.dataStart - block.start;
  return found(bytes.subarray(from, from + block.storedBytes));
}

/** The content of a block after checksum and decompression; of G-code the text. */
export async function readBlock(
  source: FileSource,
  header: BinaryFileHeader,
  block: BinaryBlock,
  inflate: Inflate,
): Promise<Read<Uint8Array>> {
  const stored = await readStoredBlock(source, header, block);
  if (stored.kind === 'refused') return stored;
  const content = decompressed(stored.value, block, inflate);
  if (content?.length !== block.sizeBytes)
    return refusedAt(`block ${block.number}`, 'binary-damaged', `data that does not become ${block.sizeBytes} bytes`);
  return found(block.kind === 'gcode' && block.parameters[0] !== 0 ? decodeMeatPack(content) : content);
}

function decompressed(
  stored: Uint8Array,
  { compression, sizeBytes }: BinaryBlock,
  inflate: Inflate,
): Uint8Array | null {
  switch (compression) {
    case 0:
      return stored;
    case 1:
      return inflate(stored, 'zlib', sizeBytes);
    case 2:
      return decodeHeatshrink(stored, 11, sizeBytes);
    case 3:
      return decodeHeatshrink(stored, 12, sizeBytes);
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
