import { createHash } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder } from '#lib/sync-folder';
import { defineErrors, errorEntry } from '#lib/user-error';
import { type FileDigest, fileDigest, isFileDigest } from '#model/ids';

/**
 * Files by their content on the disk (LI1): `<folder>/<first two digits>/<digest>`. Nothing stands there but whole, synced files.
 *
 * Invariants:
 * C1 A file has its final name only after its last byte is on the disk.
 * C2 Memory stays flat: bytes go from the stream to the disk as they come.
 * C3 What an upload that ended early left behind is gone: at once, or at the next start after a crash.
 */
export interface ContentStore {
  /**
   * Writes a stream to a temporary file while hashing it. The caller keeps or drops what it gets. Errors: `upload-incomplete`,
   * `file-too-large`, `disk-full`, `disk-failing`; whatever the stream throws.
   */
  receive(bytes: AsyncIterable<Uint8Array>, expected: { readonly sizeBytes: number | null }): Promise<Received>;
  /** Errors: `disk-full`, `file-too-large`, for bytes that have not begun to come. */
  checkRoom(neededBytes: number): Promise<void>;
  /** Whether a whole file of this content stands there. */
  has(digest: FileDigest): Promise<boolean>;
  pathOf(digest: FileDigest): string;
  /** Bytes of a stored file; shorter only at its end. Rejects with ENOENT when it is not there. */
  read(digest: FileDigest, offset: number, length: number): Promise<Uint8Array>;
  remove(digest: FileDigest): Promise<void>;
  /** Every stored digest, for comparing with the records. */
  digests(): AsyncIterable<FileDigest>;
}

export interface Received {
  readonly digest: FileDigest;
  readonly sizeBytes: number;
  /** Where the bytes are until they are kept, for reading what the file says of itself. */
  readonly path: string;
  /** Gives the file its final name; a file of the same content that stands there already is as good. */
  keep(): Promise<void>;
  drop(): Promise<void>;
}

export const contentErrors = defineErrors({
  incomplete: errorEntry<{ expected: number; got: number }>({
    code: 'upload-incomplete',
    cause: ({ expected, got }) => `The upload ended after ${got} of ${expected} bytes.`,
    remedy: 'Nothing was stored. Upload the file again.',
    field: 'content-length',
    rule: 'as many bytes as announced',
  }),
  tooLarge: errorEntry<{ limit: number }>({
    code: 'file-too-large',
    cause: ({ limit }) => `The file is larger than ${Math.round(limit / 1e9)} GB.`,
    remedy: 'Slice it into smaller parts.',
  }),
  diskFull: errorEntry<{ needed: number; free: number }>({
    code: 'disk-full',
    cause: ({ needed, free }) =>
      `The file needs ${Math.ceil(needed / 1e6)} MB, and ${Math.floor(free / 1e6)} MB are free.`,
    remedy: 'Delete files from the library or make room on the disk, then upload it again.',
  }),
  diskFailing: errorEntry<{ reason: string }>({
    code: 'disk-failing',
    cause: ({ reason }) => `The disk of the library failed while the file was stored: ${reason}.`,
    remedy: 'Nothing was stored. Check the disk and its connection, then upload the file again.',
  }),
});

/** Larger than any sliced file seen; a stream without end must not fill the disk. */
export const FILE_LIMIT_BYTES = 8 * 1024 ** 3;
/** Left free for the database and the machines' journals, which must go on when the library may not. */
const RESERVED_BYTES = 64 * 1024 * 1024;
const TEMPORARY = 'incoming';

/** Opens the store in `folder`, made when missing, and removes what earlier uploads left unfinished (C3). */
export async function openContentStore(folder: string): Promise<ContentStore> {
  const incoming = join(folder, TEMPORARY);
  await rm(incoming, { recursive: true, force: true });
  await mkdir(incoming, { recursive: true, mode: 0o700 });
  // The folders around a file are as durable as it is: `files` in `library`, and that in the data folder.
  await syncFolder(dirname(folder));
  await syncFolder(dirname(dirname(folder)));
  let counter = 0;
  const folderOf = (digest: FileDigest): string => join(folder, digest.slice(0, 2));
  const pathOf = (digest: FileDigest): string => join(folderOf(digest), digest);

  async function receive(
    bytes: AsyncIterable<Uint8Array>,
    expected: { readonly sizeBytes: number | null },
  ): Promise<Received> {
    await checkRoom(folder, expected.sizeBytes ?? 0);
    counter += 1;
    const path = join(incoming, `${process.pid}-${counter}`);
    // What a failing disk keeps in spite of us goes at the next start (C3); the reason that is told is the first.
    const drop = (): Promise<void> => rm(path, { force: true }).catch(() => {});
    try {
      const { digest, sizeBytes } = await write(path, bytes, expected.sizeBytes);
      const keepIt = (): Promise<void> => keep(path, digest).catch((error) => Promise.reject(told(error, sizeBytes)));
      return { digest, sizeBytes, path, drop, keep: keepIt };
    } catch (error) {
      await drop();
      throw told(error, expected.sizeBytes ?? 0);
    }
  }

  async function keep(path: string, digest: FileDigest): Promise<void> {
    await mkdir(folderOf(digest), { recursive: true, mode: 0o700 });
    await rename(path, pathOf(digest));
    try {
      await syncFolder(folderOf(digest));
      await syncFolder(folder);
    } catch (error) {
      // C1: a name that may be gone tomorrow is none.
      await rm(pathOf(digest), { force: true }).catch(() => {});
      throw error;
    }
  }

  return {
    receive,
    checkRoom: (neededBytes) => checkRoom(folder, neededBytes),
    pathOf,
    async has(digest) {
      return (await stat(pathOf(digest)).catch(() => null)) !== null;
    },
    async read(digest, offset, length) {
      await using handle = await open(pathOf(digest), 'r');
      const buffer = new Uint8Array(length);
      const { bytesRead } = await handle.read(buffer, 0, length, offset);
      return buffer.subarray(0, bytesRead);
    },
    remove: (digest) => rm(pathOf(digest), { force: true }),
    async *digests() {
      for (const entry of await readdir(folder, { withFileTypes: true })) {
        if (!entry.isDirectory() || entry.name === TEMPORARY) continue;
        const files: Dirent[] = await readdir(join(folder, entry.name), { withFileTypes: true });
        for (const file of files) if (file.isFile() && isFileDigest(file.name)) yield file.name;
      }
    },
  };
}

/** What a person is told; an error that is none of the disk's stays what it is. */
function told(error: unknown, neededBytes: number): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return contentErrors.diskFull({ needed: neededBytes, free: 0 }, { cause: error });
    case 'EIO':
    case 'EROFS':
      return contentErrors.diskFailing({ reason: message }, { cause: error });
    default:
      return error;
  }
}

async function write(
  path: string,
  bytes: AsyncIterable<Uint8Array>,
  expectedBytes: number | null,
): Promise<{ digest: FileDigest; sizeBytes: number }> {
  const hash = createHash('sha256');
  await using handle: FileHandle = await open(path, 'wx', 0o600);
  await using disk = writeBehind(handle);
  let sizeBytes = 0;
  for await (const chunk of bytes) {
    sizeBytes += chunk.length;
    if (sizeBytes > FILE_LIMIT_BYTES) throw contentErrors.tooLarge({ limit: FILE_LIMIT_BYTES });
    hash.update(chunk);
    await disk.write(chunk);
  }
  await disk.flush();
  if (expectedBytes !== null && sizeBytes !== expectedBytes) {
    throw contentErrors.incomplete({ expected: expectedBytes, got: sizeBytes });
  }
  await handle.sync();
  return { digest: fileDigest(hash.digest('hex')), sizeBytes };
}

/** Bytes that go to the disk at once; for each such write a thread is woken. */
const WRITE_BYTES = 1024 * 1024;
/** Synced while more bytes come, so that the sync at the end does not begin with all of the file. */
const SYNC_BYTES = 32 * 1024 * 1024;

interface WriteBehind extends AsyncDisposable {
  /** Takes the bytes over: the caller may go on while they are being written, one buffer ahead (C2). Rejects when the disk has refused earlier ones. */
  write(bytes: Uint8Array): Promise<void>;
  flush(): Promise<void>;
}

function writeBehind(handle: FileHandle): WriteBehind {
  let [filling, idle] = [Buffer.allocUnsafe(WRITE_BYTES), Buffer.allocUnsafe(WRITE_BYTES)];
  let filled = 0;
  let unsynced = 0;
  let writing: Promise<void> = Promise.resolve();
  /** Null while none is under way. Its failure must not be forgotten: the disk tells of lost bytes once only. */
  let syncing: Promise<void> | null = null;
  let lost: { readonly error: unknown } | null = null;

  async function put(bytes: Uint8Array): Promise<void> {
    for (let written = 0; written < bytes.length; )
      written += (await handle.write(bytes, written, bytes.length - written)).bytesWritten;
  }

  function beginSync(): void {
    unsynced = 0;
    syncing = handle
      .datasync()
      .catch((error: unknown) => void (lost ??= { error }))
      .finally(() => (syncing = null));
  }

  async function pass(): Promise<void> {
    await writing;
    if (lost !== null) throw lost.error;
    writing = put(filling.subarray(0, filled));
    // Told at the next `write`, and until then nobody is listening.
    writing.catch(() => {});
    unsynced += filled;
    if (unsynced >= SYNC_BYTES && syncing === null) beginSync();
    [filling, idle] = [idle, filling];
    filled = 0;
  }

  return {
    async write(bytes) {
      for (let at = 0; at < bytes.length; ) {
        const taken = Math.min(bytes.length - at, WRITE_BYTES - filled);
        filling.set(bytes.subarray(at, at + taken), filled);
        filled += taken;
        at += taken;
        if (filled === WRITE_BYTES) await pass();
      }
    },
    async flush() {
      await pass();
      await writing;
      await syncing;
      if (lost !== null) throw lost.error;
    },
    /** Before the descriptor is closed, or another file would get what was meant for this one. */
    async [Symbol.asyncDispose]() {
      await writing.catch(() => {});
      await syncing;
    },
  };
}

async function checkRoom(folder: string, neededBytes: number): Promise<void> {
  if (neededBytes > FILE_LIMIT_BYTES) throw contentErrors.tooLarge({ limit: FILE_LIMIT_BYTES });
  const { bavail, bsize } = await statfs(folder);
  const free = Math.max(0, bavail * bsize - RESERVED_BYTES);
  if (neededBytes > free) throw contentErrors.diskFull({ needed: neededBytes, free });
}
