import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { crc32, createDeflateRaw } from 'node:zlib';

export interface PlateArchive extends AsyncDisposable {
  readonly path: string;
  readonly sizeBytes: number;
  readonly plate: number;
  /** Of the G-code, in capital letters: the printer compares it. */
  readonly md5: string;
}

const PLATE = 1;
const ENTRY = `Metadata/plate_${PLATE}.gcode`;
const LOCAL_HEADER_BYTES = 30 + ENTRY.length;

/**
 * Packs a plate's G-code as these printers take it: an archive with the one file that they print. Written beside the G-code, gone when it is
 * disposed. Its header names the sizes up front, as slicers write it: some firmwares read archives front to back.
 */
export async function packPlate(gcodePath: string, archivePath: string, signal: AbortSignal): Promise<PlateArchive> {
  const [md5, deflate] = [createHash('md5'), createDeflateRaw({ level: 6 })];
  let [checksum, sizeBytes, packedBytes] = [0, 0, 0];
  const remove = (): Promise<void> => rm(archivePath, { force: true });
  try {
    await using file = await open(archivePath, 'w', 0o600);
    await file.write(Buffer.alloc(LOCAL_HEADER_BYTES), 0, LOCAL_HEADER_BYTES, 0);
    const source = createReadStream(gcodePath, { signal });
    source.on('data', (piece) => {
      const bytes = Buffer.from(piece);
      md5.update(bytes);
      checksum = crc32(bytes, checksum);
      sizeBytes += bytes.length;
    });
    source.on('error', (error) => deflate.destroy(error));
    for await (const piece of source.pipe(deflate)) {
      const bytes = piece as Buffer;
      await file.write(bytes, 0, bytes.length, LOCAL_HEADER_BYTES + packedBytes);
      packedBytes += bytes.length;
    }
    const facts = { checksum, sizeBytes, packedBytes };
    const end = Buffer.concat([directoryEntry(facts), endOfDirectory(LOCAL_HEADER_BYTES + packedBytes)]);
    await file.write(localHeader(facts), 0, LOCAL_HEADER_BYTES, 0);
    await file.write(end, 0, end.length, LOCAL_HEADER_BYTES + packedBytes);
    return {
      path: archivePath,
      sizeBytes: LOCAL_HEADER_BYTES + packedBytes + end.length,
      plate: PLATE,
      md5: md5.digest('hex').toUpperCase(),
      [Symbol.asyncDispose]: remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

interface Packed {
  readonly checksum: number;
  readonly sizeBytes: number;
  readonly packedBytes: number;
}

const VERSION = 20;
const DEFLATED = 8;
/** 1 January 1980: an archive of the same plate is the same archive. */
const DATE = 0x21;

/** What the local header and the directory say alike, from their version on. */
function shared({ checksum, sizeBytes, packedBytes }: Packed): Buffer {
  const part = Buffer.alloc(26);
  part.writeUInt16LE(VERSION, 0);
  part.writeUInt16LE(DEFLATED, 4);
  part.writeUInt16LE(DATE, 8);
  part.writeUInt32LE(checksum, 10);
  part.writeUInt32LE(packedBytes, 14);
  part.writeUInt32LE(sizeBytes, 18);
  part.writeUInt16LE(ENTRY.length, 22);
  return part;
}

const localHeader = (facts: Packed): Buffer =>
  Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), shared(facts), Buffer.from(ENTRY)]);

function directoryEntry(facts: Packed): Buffer {
  const rest = Buffer.alloc(14);
  return Buffer.concat([
    Buffer.from('PK\x01\x02', 'latin1'),
    Buffer.from([VERSION, 0]),
    shared(facts),
    rest,
    Buffer.from(ENTRY),
  ]);
}

function endOfDirectory(offset: number): Buffer {
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(46 + ENTRY.length, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}
