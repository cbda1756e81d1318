import { open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileSource } from '#gcode/file-source';
import type { Log } from '#lib/log-types';
import { type FileDigest, fileDigest } from '#model/ids';
import type { Storage } from '#storage/storage';
import type { FarmSchema } from '../schema.ts';
import { type ContentStore, openContentStore } from './content-store.ts';
import { createLocks } from './locks.ts';
import { plateText } from './verify-plates.ts';

/**
 * The G-code of single plates, by its own content: a printer that reads plain G-code is sent this and not the archive. It is unpacked
 * when it is first asked for, verified against the digest that the upload has noted, and can be made anew at any time.
 */
export interface PlateFiles {
  /** A piece of a plate's G-code; null when no plate of the library has this content. Rejects when the disk refuses. */
  read(digest: FileDigest, offset: number, length: number): Promise<Uint8Array | null>;
}

/** Unpacked at the same time: more than a farm's open jobs name as a rule, and what goes is made anew. */
const KEPT_PLATES = 64;

export async function openPlateFiles(parts: {
  readonly storage: Storage<FarmSchema>;
  readonly contents: ContentStore;
  readonly folder: string;
  readonly log: Log;
}): Promise<PlateFiles> {
  const { storage, contents, folder, log } = parts;
  const unpacked = await openContentStore(folder);
  const locks = createLocks<FileDigest>();

  async function unpack(digest: FileDigest): Promise<boolean> {
    const plate = await storage.read
      .selectFrom('library_plate')
      .selectAll()
      .where('gcode_digest', '=', digest)
      .executeTakeFirst();
    if (plate === undefined) return false;
    const path = contents.pathOf(fileDigest(plate.digest));
    await using handle = await open(path, 'r');
    const { size } = await handle.stat();
    const source: FileSource = {
      sizeBytes: size,
      async read(offset, length) {
        const bytes = new Uint8Array(length);
        const { bytesRead } = await handle.read(bytes, 0, length, offset);
        return bytes.subarray(0, bytesRead);
      },
    };
    const received = await unpacked.receive(textOf(path, source, plate.plate), { sizeBytes: plate.gcode_bytes });
    try {
      if (received.digest !== digest) throw new Error('the plate is not what it was when the file was taken in');
      await received.keep();
    } finally {
      await received.drop();
    }
    await prune(folder, digest).catch((error: unknown) => log.warn({ err: error }, 'old plates were not removed'));
    return true;
  }

  return {
    async read(digest, offset, length) {
      try {
        return await unpacked.read(digest, offset, length);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      }
      const there = await locks.hold(digest, async () => (await unpacked.has(digest)) || unpack(digest));
      return there ? unpacked.read(digest, offset, length) : null;
    },
  };
}

async function* textOf(path: string, source: FileSource, plate: number): AsyncGenerator<Uint8Array> {
  for await (const piece of plateText(path, source, plate)) {
    if (piece.kind === 'refused') throw new Error(`${piece.problem.field}: ${piece.problem.rule}`);
    yield piece.value;
  }
}

/** Those that were unpacked longest ago go first. */
async function prune(folder: string, keep: FileDigest): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.length === keep.length && entry.name !== keep);
  if (files.length < KEPT_PLATES) return;
  const aged = await Promise.all(
    files.map(async ({ parentPath, name }) => {
      const path = join(parentPath, name);
      return { path, at: (await stat(path)).mtimeMs };
    }),
  );
  aged.sort((a, b) => b.at - a.at);
  for (const { path } of aged.slice(KEPT_PLATES - 1)) await rm(path, { force: true });
}
