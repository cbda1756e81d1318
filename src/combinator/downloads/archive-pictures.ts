import type { FileSource } from '#gcode/file-source';
import { readZipDirectory, readZipEntry, type ZipEntry } from '#gcode/zip';
import type { Clock } from '#lib/clock';
import type { PrinterId } from '#model/ids';
import { CHUNK_LIMIT_BYTES } from '#wire/limits';
import { inflate } from '../library/inflate.ts';
import type { AskPrinter } from './fetch-pieces.ts';

/** A file as its printer listed it: another size or time is another file. */
export interface ListedArchive {
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedAt: number | null;
}

/**
 * Pictures out of the archives that slicers write (3MF), read where they lie on a printer: its directory at the end, and the one small entry, so that
 * some hundred kilobytes go over its slow network instead of the file.
 */
export interface ArchivePictures {
  /** Null where the archive has none, or cannot be read now. */
  picture(printer: PrinterId, file: ListedArchive): Promise<Uint8Array | null>;
}

/** The directory of a slicer's archive and its last entries. */
const TAIL_BYTES = 64 * 1024;
/** The header in front of an entry, and most small pictures whole. */
const AHEAD_BYTES = 16 * 1024;
const PICTURE_MAX_BYTES = 1024 * 1024;
/** A printer that must read a file from its beginning to show its end takes minutes: not for a picture. */
const LIMIT_MS = 20_000;
/** Of all printers; about as many megabytes at most, and a tenth of it mostly. */
const KEPT = 200;

export function createArchivePictures(parts: {
  readonly ask: (printer: PrinterId, ask: Parameters<AskPrinter>[0]) => ReturnType<AskPrinter>;
  /** What is being fetched from the printer goes before: it reads one file at a time. */
  readonly isFetching: (printer: PrinterId) => boolean;
  readonly clock: Clock;
}): ArchivePictures {
  const { ask, isFetching, clock } = parts;
  /** Null: it has none. The newest last. */
  const kept = new Map<string, Uint8Array | null>();
  const turns = new Map<PrinterId, Promise<unknown>>();

  async function read(printer: PrinterId, file: ListedArchive, key: string): Promise<Uint8Array | null> {
    if (kept.has(key)) return kept.get(key) ?? null;
    if (isFetching(printer)) return null;
    const late = new AbortController();
    using _limit = clock.schedule(LIMIT_MS, () => late.abort());
    const source = sourceOf((what) => ask(printer, what), file, late.signal);
    try {
      const found = await pictureIn(source);
      kept.set(key, found);
      const [oldest] = kept.keys();
      if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
      return found;
    } catch (error) {
      if (error instanceof NotReadable) return null;
      throw error;
    } finally {
      if (!isFetching(printer)) void ask(printer, { kind: 'close' });
    }
  }

  return {
    picture(printer, file) {
      const key = JSON.stringify([printer, file.path, file.sizeBytes, file.modifiedAt]);
      const mine = (turns.get(printer) ?? Promise.resolve()).then(() => read(printer, file, key));
      const turn = mine.catch(() => {});
      turns.set(printer, turn);
      void turn.then(() => {
        if (turns.get(printer) === turn) turns.delete(printer);
      });
      return mine;
    },
  };
}

/** The printer does not give it now. */
class NotReadable extends Error {
  override readonly name = 'NotReadable';
}

/** Reads ahead a little, for each place is a connection of its own to the printer. */
function sourceOf(ask: AskPrinter, { path, sizeBytes }: ListedArchive, signal: AbortSignal): FileSource {
  let window: { readonly offset: number; readonly bytes: Uint8Array } | null = null;

  async function fetch(offset: number, length: number): Promise<Uint8Array> {
    const opened = await ask({ kind: 'open', path, offset });
    if (opened instanceof Uint8Array || opened.kind !== 'opened') throw new NotReadable();
    if (opened.sizeBytes !== null && opened.sizeBytes !== sizeBytes) throw new NotReadable();
    const pieces: Uint8Array[] = [];
    for (let got = 0; got < length; ) {
      if (signal.aborted) throw new NotReadable();
      const wanted = Math.min(CHUNK_LIMIT_BYTES, length - got);
      const piece = await ask({ kind: 'read', path, offset: offset + got, length: wanted });
      if (!(piece instanceof Uint8Array) || piece.length === 0) throw new NotReadable();
      pieces.push(piece);
      got += piece.length;
    }
    return Buffer.concat(pieces).subarray(0, length);
  }

  return {
    sizeBytes,
    async read(offset, length) {
      const isThere =
        window !== null && offset >= window.offset && offset + length <= window.offset + window.bytes.length;
      if (window === null || !isThere) {
        const tail = Math.max(0, sizeBytes - TAIL_BYTES);
        const from = offset >= tail ? tail : offset;
        const to = offset >= tail ? sizeBytes : Math.min(sizeBytes, offset + Math.max(length, AHEAD_BYTES));
        window = { offset: from, bytes: await fetch(from, to - from) };
      }
      const at = offset - window.offset;
      return window.bytes.subarray(at, at + length);
    },
  };
}

/** That of the first plate that is sliced, small where there is a small one. */
async function pictureIn(source: FileSource): Promise<Uint8Array | null> {
  const directory = await readZipDirectory(source);
  if (directory.kind === 'refused') return null;
  const entry = pictureEntry(directory.value);
  if (entry === null) return null;
  const content = await readZipEntry(source, entry, inflate, PICTURE_MAX_BYTES);
  return content.kind === 'refused' ? null : content.value;
}

function pictureEntry(entries: ReadonlyMap<string, ZipEntry>): ZipEntry | null {
  const numbered = (pattern: RegExp): readonly number[] =>
    [...entries.keys()].flatMap((name) => pattern.exec(name)?.[1] ?? []).map(Number);
  const [plate] = [
    numbered(/^Metadata\/plate_(\d{1,4})\.gcode$/),
    numbered(/^Metadata\/plate_(\d{1,4})\.png$/),
  ].flatMap((each) => each.toSorted((a, b) => a - b));
  if (plate === undefined) return null;
  return entries.get(`Metadata/plate_${plate}_small.png`) ?? entries.get(`Metadata/plate_${plate}.png`) ?? null;
}
