import { crc32 } from 'node:zlib';

export interface ZipMember {
  /** ASCII. */
  readonly name: string;
  readonly bytes: () => Promise<Uint8Array>;
}

const LOCAL_SIGNATURE = 0x04034b50;
const ENTRY_SIGNATURE = 0x02014b50;
const END_SIGNATURE = 0x06054b50;
/** 2.0, as everybody reads it. */
const VERSION = 20;
/** 1 January 1980: members carry no time of their own. */
const DATE = 0x21;

/**
 * A ZIP archive of what is compressed already (JPEG), piece by piece: one member is in memory at a time. At most 65,535 members and 4 GB,
 * which its callers stay far below.
 */
export async function* storedZip(members: readonly ZipMember[]): AsyncGenerator<Buffer> {
  const entries: Buffer[] = [];
  let at = 0;
  for (const { name, bytes } of members) {
    const content = Buffer.from(await bytes());
    const path = Buffer.from(name, 'ascii');
    // From the version that is needed to the length of the extra field: the same in both places where it stands.
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(VERSION, 0);
    facts.writeUInt16LE(DATE, 8);
    facts.writeUInt32LE(crc32(content), 10);
    facts.writeUInt32LE(content.length, 14);
    facts.writeUInt32LE(content.length, 18);
    facts.writeUInt16LE(path.length, 22);
    const local = Buffer.alloc(4);
    local.writeUInt32LE(LOCAL_SIGNATURE);
    const entry = Buffer.alloc(6);
    entry.writeUInt32LE(ENTRY_SIGNATURE);
    entry.writeUInt16LE(VERSION, 4);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    entries.push(Buffer.concat([entry, facts, place, path]));
    const piece = Buffer.concat([local, facts, path, content]);
    at += piece.length;
    yield piece;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END_SIGNATURE);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  yield Buffer.concat([directory, end]);
}
