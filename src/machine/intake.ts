import type { Hash } from 'node:crypto';
import { type Stats, statSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Clock } from '#lib/clock';
import { syncFolder } from '#lib/sync-folder';
import type { FileDigest } from '#model/ids';
import type { PrinterError } from '#model/phase';
import type { PrintFile } from '#model/print';
import { readPieces } from './read-pieces.ts';

/**
 * Fetches the file of a print whole, by its digest, and lets it pass the gate before anything starts (MA12, MA15). What was
 * fetched survives a lost link and is gone on from there; what does not match its digest is thrown away.
 */
export interface Intake {
  /** Resolves when the file is here, verified and past the gate; `abandoned` after `abandon`. Never rejects. */
  fetch(file: PrintFile, options: Readonly<Record<string, unknown>>): Promise<IntakeResult>;
  abandon(): void;
  pathOf(digest: FileDigest): string;
}

export type IntakeResult =
  | { readonly kind: 'ready' }
  | { readonly kind: 'abandoned' }
  | { readonly kind: 'failed'; readonly error: PrinterError };

/** Asks the combinator for a piece; rejects with FileRefused when it has no such file, with anything else when the link is down. */
export type RequestPiece = (digest: FileDigest, offset: number, length: number) => Promise<Uint8Array>;

/** The combinator does not have the file, or will not give it. */
export class FileRefused extends Error {
  override readonly name = 'FileRefused';
}

/** Scans a file for what a print must not do; null when it is good. */
export type JudgeFile = (path: string, options: Readonly<Record<string, unknown>>) => Promise<string | null>;

/** One request on the wire (WI5). */
const PIECE_BYTES = 256 * 1024;
/** While the link is down: soon enough that a print waits no longer than it must. */
const RETRY_MS = 500;
/** Files kept besides the one being fetched: the next copy of a job needs no transfer, and the disk does not fill. */
const KEPT_FILES = 3;
/** A file that arrives wrong this often is wrong at its source. */
const DIGEST_TRIES = 2;

export function createIntake(parts: {
  readonly folder: string;
  readonly request: RequestPiece;
  readonly judge: JudgeFile;
  readonly clock: Clock;
}): Intake {
  const { folder, clock } = parts;
  const pathOf = (digest: FileDigest): string => join(folder, digest);
  const partOf = (digest: FileDigest): string => `${pathOf(digest)}.part`;
  /** Files that the disk failed on and then would not remove. */
  const doubtful = new Set<FileDigest>();
  let current: AbortController | null = null;
  /** What passed last. Every further copy of a job would otherwise read the whole file twice before it begins. */
  let passed: Passed | null = null;

  async function fetch(file: PrintFile, given: Readonly<Record<string, unknown>>): Promise<IntakeResult> {
    current?.abort();
    const mine = new AbortController();
    current = mine;
    const options = JSON.stringify(given);
    if (passed !== null && passed.options === options && isUntouched(passed, pathOf(file.digest))) {
      current = null;
      return { kind: 'ready' };
    }
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await prune(folder, file.digest);
      await bringHere(file, mine.signal);
      const path = pathOf(file.digest);
      const before = statSync(path);
      const problem = await parts.judge(path, given);
      if (mine.signal.aborted) return { kind: 'abandoned' };
      if (problem === null) passed = { path, options, as: before };
      return problem === null ? { kind: 'ready' } : failed('file-refused', problem);
    } catch (error) {
      if (mine.signal.aborted) return { kind: 'abandoned' };
      if (error instanceof FileRefused) return failed('file-unavailable', error.message);
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'ENOSPC' || code === 'EDQUOT') return failed('disk-full', `No room for the file: ${message}`);
      return failed(
        'file-unavailable',
        isDiskTrouble(error) ? `The machine’s disk refuses the file: ${message}` : message,
      );
    } finally {
      if (current === mine) current = null;
    }
  }

  const failed = (code: PrinterError['code'], message: string): IntakeResult => ({
    kind: 'failed',
    error: { code, message, at: clock.now() },
  });

  /** A print may be taken up again after a power cut, so its file is to be there as well: bytes, name and the folders around it. */
  async function bringHere(file: PrintFile, signal: AbortSignal): Promise<void> {
    try {
      if (doubtful.has(file.digest)) await forget(file.digest);
      if (!(await isWhole(pathOf(file.digest), file, signal))) await download(file, signal);
      await syncFolder(folder);
      await syncFolder(dirname(folder));
    } catch (error) {
      if (isDiskTrouble(error)) await forget(file.digest).catch(() => {});
      throw error;
    }
  }

  /**
   * What the disk failed on is not gone on from: after a sync that failed the bytes are read back from memory as if they were on the
   * disk. And on a full disk the journal needs the room more.
   */
  async function forget(digest: FileDigest): Promise<void> {
    doubtful.add(digest);
    await rm(partOf(digest), { force: true });
    await rm(pathOf(digest), { force: true });
    doubtful.delete(digest);
  }

  async function download(file: PrintFile, signal: AbortSignal): Promise<void> {
    const part = partOf(file.digest);
    for (let attempt = 1; ; attempt++) {
      const digest = await fetchInto(part, file, signal);
      if (digest === file.digest) break;
      await rm(part, { force: true });
      if (attempt === DIGEST_TRIES)
        throw new FileRefused('The file arrived with another content than its digest says.');
    }
    await rename(part, pathOf(file.digest));
  }

  /** Goes on where an earlier try stopped; returns the digest of what is on the disk in the end. */
  async function fetchInto(part: string, file: PrintFile, signal: AbortSignal): Promise<string> {
    const hash = await newHash();
    const there = Math.max(0, Math.min(await sizeOf(part), file.sizeBytes));
    if (there > 0) await hashInto(hash, part, there, signal);
    await using handle = await open(part, there > 0 ? 'r+' : 'w', 0o600);
    await handle.truncate(there);
    for (let offset = there; offset < file.sizeBytes; ) {
      const length = Math.min(PIECE_BYTES, file.sizeBytes - offset);
      const piece = await piecePatiently(file.digest, offset, length, signal);
      // A disk that is filling up takes a part without a word.
      for (let written = 0; written < piece.length; ) {
        written += (await handle.write(piece, written, piece.length - written, offset + written)).bytesWritten;
      }
      hash.update(piece);
      offset += piece.length;
    }
    await handle.sync();
    return hash.digest('hex');
  }

  async function piecePatiently(
    digest: FileDigest,
    offset: number,
    length: number,
    signal: AbortSignal,
  ): Promise<Uint8Array> {
    for (;;) {
      signal.throwIfAborted();
      try {
        const piece = await parts.request(digest, offset, length);
        signal.throwIfAborted();
        if (piece.length === length) return piece;
        throw new FileRefused(`The combinator sent ${piece.length} of ${length} bytes.`);
      } catch (error) {
        if (error instanceof FileRefused || signal.aborted) throw error;
        await waitFor(clock, RETRY_MS, signal);
      }
    }
  }

  return { fetch, abandon: () => current?.abort(), pathOf };
}

const isDiskTrouble = (error: unknown): boolean => (error as NodeJS.ErrnoException).syscall !== undefined;
interface Passed {
  readonly path: string;
  readonly options: string;
  readonly as: Stats;
}

/** Nobody wrote to the file since: any writing changes the time of its inode, which no program can set back. */
function isUntouched({ path: known, as }: Passed, path: string): boolean {
  if (known !== path) return false;
  const now = statSync(path, { throwIfNoEntry: false });
  return now !== undefined && now.ino === as.ino && now.size === as.size && now.ctimeMs === as.ctimeMs;
}

async function isWhole(path: string, file: PrintFile, signal: AbortSignal): Promise<boolean> {
  if ((await sizeOf(path)) !== file.sizeBytes) return false;
  const hash = await newHash();
  await hashInto(hash, path, file.sizeBytes, signal);
  return hash.digest('hex') === file.digest;
}

/** Loaded with the first file only: it takes 1.4 MB of memory, and most machines are idle most of the time. */
const newHash = async (): Promise<Hash> => (await import('node:crypto')).createHash('sha256');

async function hashInto(hash: Hash, path: string, length: number, signal: AbortSignal): Promise<void> {
  if (length === 0) return;
  for await (const piece of readPieces(path, PIECE_BYTES, length)) {
    signal.throwIfAborted();
    hash.update(piece);
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return -1;
    throw error;
  }
}

async function prune(folder: string, keep: FileDigest): Promise<void> {
  const others = (await readdir(folder)).filter((name) => !name.startsWith(keep));
  const aged = await Promise.all(others.map(async (name) => ({ name, at: (await stat(join(folder, name))).mtimeMs })));
  aged.sort((a, b) => b.at - a.at);
  for (const { name } of aged.slice(KEPT_FILES)) await rm(join(folder, name), { force: true });
}

function waitFor(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = clock.schedule(ms, done);
    function done(): void {
      timer[Symbol.dispose]();
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done, { once: true });
  });
}
