import { type FileSource, found, type Read, readExactly, refusedAt } from './file-source.ts';
import type { Inflate } from './inflate.ts';
import { crc32 } from '#lib/crc32';

/** One file in a ZIP archive, as the directory at the archive's end announces it. */
export interface ZipEntry {
  readonly name: string;
  /** 0 stored, 8 deflated; others are refused when they are read. */
  readonly method: number;
  readonly crc: number;
  readonly storedBytes: number;
  readonly sizeBytes: number;
  readonly headerStart: number;
}

/** Limits of an archive: what is beyond them was made to harm (quality.md §6), or no slicer wrote it. */
export const zipLimits = {
  entries: 10_000,
  /** Of each entry. Small ones are spared: a few zeros compress well and harm nobody. */
  ratio: 200,
  ratioFromBytes: 64 * 1024,
  totalBytes: 2 * 1024 ** 3,
  directoryBytes: 8 * 1024 * 1024,
} as const;

const END_BYTES = 22;
const COMMENT_MAX_BYTES = 65_535;
const END_SIGNATURE = 0x06054b50;
const LOCATOR_SIGNATURE = 0x07064b50;
const LOCATOR_BYTES = 20;
const END64_SIGNATURE = 0x06064b50;
const END64_BYTES = 56;
const ENTRY_SIGNATURE = 0x02014b50;
const ENTRY_BYTES = 46;
const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_BYTES = 30;
const ENCRYPTED = 1;
const UTF8_NAME = 0x800;
const UNIX = 3;
const FILE_TYPE = 0o170000;
const SYMBOLIC_LINK = 0o120000;

type Directory = ReadonlyMap<string, ZipEntry>;
type Refusal = Extract<Read<never>, { kind: 'refused' }>;

const damaged = (field: string, what: string): Refusal => refusedAt(field, 'archive-damaged', what);
const unsafe = (field: string, what: string): Refusal => refusedAt(field, 'archive-unsafe', what);

/** The directory of an archive, by name. Refuses the whole archive for one entry that lies or leads out of it. */
export async function readZipDirectory(source: FileSource): Promise<Read<Directory>> {
  const place = await directoryPlace(source);
  if (place.kind === 'refused') return place;
  const { start, lengthBytes, count } = place.value;
  if (count > zipLimits.entries) return unsafe('file', `${count} entries`);
  if (lengthBytes > zipLimits.directoryBytes) return unsafe('file', `a directory of ${lengthBytes} bytes`);
  if (start + lengthBytes > source.sizeBytes) return damaged('file', 'a directory beyond the end of the file');
  const bytes = await readExactly(source, start, lengthBytes);
  if (bytes === null) return refusedAt('file', 'file-changed', '');
  const entries = new Map<string, ZipEntry>();
  let at = 0;
  let total = 0;
  for (let index = 0; index < count; index++) {
    const next = readEntry(bytes, at, index + 1);
    if (next.kind === 'refused') return next;
    const { entry, end } = next.value;
    at = end;
    total += entry.sizeBytes;
    if (total > zipLimits.totalBytes) return unsafe('file', `more than ${zipLimits.totalBytes} bytes in all`);
    if (entries.has(entry.name)) return unsafe(fieldOf(entry), 'two entries of one name');
    entries.set(entry.name, entry);
  }
  return overlap([...entries.values()], start) ?? found(entries);
}

const fieldOf = ({ name }: Pick<ZipEntry, 'name'>): string => `entry ${JSON.stringify(name.slice(0, 80))}`;

interface DirectoryPlace {
  readonly start: number;
  readonly lengthBytes: number;
  readonly count: number;
}

async function directoryPlace(source: FileSource): Promise<Read<DirectoryPlace>> {
  const length = Math.min(source.sizeBytes, END_BYTES + COMMENT_MAX_BYTES + LOCATOR_BYTES);
  const bytes = await readExactly(source, source.sizeBytes - length, length);
  if (bytes === null) return refusedAt('file', 'file-changed', '');
  const view = viewOf(bytes);
  let at = length - END_BYTES;
  const ends = (offset: number) =>
    view.getUint32(offset, true) === END_SIGNATURE && offset + END_BYTES + view.getUint16(offset + 20, true) === length;
  while (at >= 0 && !ends(at)) at--;
  if (at < 0) return damaged('file', 'no directory at its end: it was cut off');
  const place = {
    start: view.getUint32(at + 16, true),
    lengthBytes: view.getUint32(at + 12, true),
    count: view.getUint16(at + 10, true),
  };
  const locator = at - LOCATOR_BYTES;
  if (locator < 0 || view.getUint32(locator, true) !== LOCATOR_SIGNATURE) return found(place);
  return directoryPlace64(source, numberOf(view, locator + 8));
}

async function directoryPlace64(source: FileSource, start: number): Promise<Read<DirectoryPlace>> {
  if (start + END64_BYTES > source.sizeBytes) return damaged('file', 'a directory beyond the end of the file');
  const bytes = await readExactly(source, start, END64_BYTES);
  if (bytes === null) return refusedAt('file', 'file-changed', '');
  const view = viewOf(bytes);
  if (view.getUint32(0, true) !== END64_SIGNATURE) return damaged('file', 'no ZIP64 directory where it should be');
  return found({
    count: numberOf(view, 32),
    lengthBytes: numberOf(view, 40),
    start: numberOf(view, 48),
  });
}

function readEntry(
  bytes: Uint8Array,
  at: number,
  number: number,
): Read<{ readonly entry: ZipEntry; readonly end: number }> {
  const view = viewOf(bytes);
  const field = `entry ${number}`;
  if (at + ENTRY_BYTES > bytes.length || view.getUint32(at, true) !== ENTRY_SIGNATURE)
    return damaged(field, 'the directory is cut off');
  const flags = view.getUint16(at + 8, true);
  const nameBytes = view.getUint16(at + 28, true);
  const extraBytes = view.getUint16(at + 30, true);
  const end = at + ENTRY_BYTES + nameBytes + extraBytes + view.getUint16(at + 32, true);
  if (end > bytes.length) return damaged(field, 'the directory is cut off');
  const nameAt = at + ENTRY_BYTES;
  const name = new TextDecoder((flags & UTF8_NAME) === 0 ? 'windows-1252' : 'utf-8').decode(
    bytes.subarray(nameAt, nameAt + nameBytes),
  );
  const sizes = withZip64(
    {
      sizeBytes: view.getUint32(at + 24, true),
      storedBytes: view.getUint32(at + 20, true),
      headerStart: view.getUint32(at + 42, true),
    },
    viewOf(bytes.subarray(nameAt + nameBytes, nameAt + nameBytes + extraBytes)),
  );
  if (sizes === null) return damaged(field, 'sizes that are missing');
  const entry = { name, method: view.getUint16(at + 10, true), crc: view.getUint32(at + 16, true), ...sizes };
  if (leadsOut(name)) return unsafe(field, `the name ${JSON.stringify(name.slice(0, 60))}`);
  const link = view.getUint8(at + 5) === UNIX && ((view.getUint32(at + 38, true) >>> 16) & FILE_TYPE) === SYMBOLIC_LINK;
  if (link) return unsafe(fieldOf(entry), 'a symbolic link');
  if ((flags & ENCRYPTED) !== 0) return unsafe(fieldOf(entry), 'an encrypted entry');
  const { sizeBytes, storedBytes } = entry;
  if (sizeBytes > zipLimits.ratioFromBytes && sizeBytes > storedBytes * zipLimits.ratio)
    return unsafe(fieldOf(entry), `${storedBytes} bytes that become ${sizeBytes}`);
  return found({ entry, end });
}

type Sizes = Pick<ZipEntry, 'sizeBytes' | 'storedBytes' | 'headerStart'>;
const IN_ZIP64 = 0xffffffff;

/** Sizes that need more than 32 bits stand in an extra field, in this order; null when they do not. */
function withZip64(sizes: Sizes, extra: DataView): Sizes | null {
  const values = [sizes.sizeBytes, sizes.storedBytes, sizes.headerStart];
  if (!values.includes(IN_ZIP64)) return sizes;
  for (let at = 0; at + 4 <= extra.byteLength; at += 4 + extra.getUint16(at + 2, true)) {
    if (extra.getUint16(at, true) !== 1) continue;
    const end = Math.min(at + 4 + extra.getUint16(at + 2, true), extra.byteLength);
    let next = at + 4;
    for (const [i, value] of values.entries()) {
      if (value !== IN_ZIP64) continue;
      if (next + 8 > end) return null;
      values[i] = numberOf(extra, next);
      next += 8;
    }
    const [sizeBytes = 0, storedBytes = 0, headerStart = 0] = values;
    return { sizeBytes, storedBytes, headerStart };
  }
  return null;
}

/** Names are only compared, never used as paths; still, an archive that tries is not trusted with anything. */
function leadsOut(name: string): boolean {
  return (
    name === '' ||
    /[\\\u0000]/.test(name) ||
    /^(?:\/|[A-Za-z]:)/.test(name) ||
    name.split('/').some((part) => part === '..')
  );
}

/** Entries that share bytes are how a small archive becomes a huge one. */
function overlap(entries: readonly ZipEntry[], directoryStart: number): Refusal | null {
  const sorted = [...entries].sort((a, b) => a.headerStart - b.headerStart);
  for (const [i, entry] of sorted.entries()) {
    const end = entry.headerStart + LOCAL_BYTES + entry.storedBytes;
    if (end > (sorted[i + 1]?.headerStart ?? directoryStart)) return unsafe(fieldOf(entry), 'entries that overlap');
  }
  return null;
}

/** Where the stored bytes of an entry begin, after the header in front of them was compared with the directory. */
export async function entryDataStart(source: FileSource, entry: ZipEntry): Promise<Read<number>> {
  const header = await readExactly(source, entry.headerStart, LOCAL_BYTES);
  if (header === null) return refusedAt('file', 'file-changed', '');
  const view = viewOf(header);
  if (view.getUint32(0, true) !== LOCAL_SIGNATURE || view.getUint16(8, true) !== entry.method)
    return damaged(fieldOf(entry), 'a header that is not that of the directory');
  const start = entry.headerStart + LOCAL_BYTES + view.getUint16(26, true) + view.getUint16(28, true);
  if (start + entry.storedBytes > source.sizeBytes) return damaged(fieldOf(entry), 'data beyond the end of the file');
  if (entry.method !== 0 && entry.method !== 8) return damaged(fieldOf(entry), `compression ${entry.method}`);
  if (entry.method === 0 && entry.storedBytes !== entry.sizeBytes) return damaged(fieldOf(entry), 'two sizes');
  return found(start);
}

/** The content of an entry of at most `maxBytes`, after its checksum was compared. */
export async function readZipEntry(
  source: FileSource,
  entry: ZipEntry,
  inflate: Inflate,
  maxBytes: number,
): Promise<Read<Uint8Array>> {
  if (entry.sizeBytes > maxBytes) return unsafe(fieldOf(entry), `${entry.sizeBytes} bytes, more than ${maxBytes}`);
  const start = await entryDataStart(source, entry);
  if (start.kind === 'refused') return start;
  const stored = await readExactly(source, start.value, entry.storedBytes);
  if (stored === null) return refusedAt('file', 'file-changed', '');
  const content = entry.method === 0 ? stored : inflate(stored, 'raw', entry.sizeBytes);
  if (content?.length !== entry.sizeBytes || crc32(content) !== entry.crc)
    return damaged(fieldOf(entry), 'data that does not match its size and checksum');
  return found(content);
}

/** The beginning of an entry, as far as the first `storedBytes` of it reach; null when nothing of it can be read. */
export async function readZipEntryBeginning(
  source: FileSource,
  entry: ZipEntry,
  inflate: Inflate,
  storedBytes: number,
): Promise<Uint8Array | null> {
  const start = await entryDataStart(source, entry);
  if (start.kind === 'refused') return null;
  const stored = await readExactly(source, start.value, Math.min(storedBytes, entry.storedBytes));
  if (stored === null || entry.method === 0) return stored;
  return inflate(stored, 'raw-beginning', stored.length * zipLimits.ratio);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** 64 bits; beyond what a number holds exactly it is beyond any file as well. */
function numberOf(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true));
}
