import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '#lib/log-types';
import type { FileDigest } from '#model/ids';
import type { FilePicture, PictureSize } from './file-pictures.ts';

/** A picture as it is served. */
export interface ServedPicture {
  readonly bytes: Uint8Array;
  readonly type: string;
}

/** Which picture of a file: its size, and of several plates the plate. */
export interface WhichPicture {
  readonly size: PictureSize;
  readonly plate: number | null;
}

/** The pictures of the library: a folder per file, so that they come and go as one. */
export interface PictureStore {
  /**
   * The name of the picture that stands for the file. Null when there is none, and when the disk refuses them: a file without its
   * pictures prints as well.
   */
  keep(digest: FileDigest, pictures: readonly FilePicture[]): Promise<string | null>;
  /** `name` as `keep` gave it; it is also what is left of a size that is missing, as in older records. */
  read(digest: FileDigest, name: string, which: WhichPicture): Promise<ServedPicture | null>;
  remove(digest: FileDigest, name: string | null): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = { png: 'image/png', jpg: 'image/jpeg' };

/** Pictures that are being written; what a crash left of them goes at the next start. */
const UNFINISHED = '.new';

export async function openPictureStore(folder: string, log: Log): Promise<PictureStore> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of await readdir(folder)) {
    if (name.endsWith(UNFINISHED)) await rm(join(folder, name), { recursive: true, force: true });
  }

  async function write(digest: FileDigest, fresh: string, pictures: readonly FilePicture[]): Promise<void> {
    await rm(fresh, { recursive: true, force: true });
    await mkdir(fresh, { mode: 0o700 });
    for (const picture of pictures) {
      const path = join(fresh, `${nameOf(picture)}.${picture.extension}`);
      await writeFile(path, picture.bytes, { mode: 0o600, flush: true });
    }
    await rm(join(folder, digest), { recursive: true, force: true });
    await rename(fresh, join(folder, digest));
  }

  async function served(name: string): Promise<ServedPicture | null> {
    const type = TYPES[name.split('.').at(-1) ?? ''];
    const bytes = await readFile(join(folder, name)).catch(() => null);
    return bytes === null || type === undefined ? null : { bytes, type };
  }

  return {
    async keep(digest, pictures) {
      if (pictures.length === 0) return null;
      const fresh = join(folder, `${digest}${UNFINISHED}`);
      try {
        await write(digest, fresh, pictures);
      } catch (error) {
        log.error({ err: error, digest }, 'the pictures of a file were not kept');
        await rm(fresh, { recursive: true, force: true }).catch(() => {});
        return null;
      }
      const standing = pictures.find(({ size, plate }) => size === 'medium' && plate === null) ?? pictures[0];
      return standing === undefined ? null : `${digest}/${nameOf(standing)}.${standing.extension}`;
    },
    async read(digest, name, which) {
      for (const extension of Object.keys(TYPES)) {
        const picture = await served(`${digest}/${nameOf(which)}.${extension}`);
        if (picture !== null) return picture;
      }
      return which.plate === null ? served(name) : null;
    },
    async remove(digest, name) {
      await rm(join(folder, digest), { recursive: true, force: true });
      if (name !== null) await rm(join(folder, name), { force: true });
    },
  };
}

const nameOf = ({ size, plate }: WhichPicture): string => (plate === null ? size : `plate-${plate}-${size}`);
