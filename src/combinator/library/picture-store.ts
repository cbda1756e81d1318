import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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
  /** The name of the picture that stands for the file, or null when there is none. Replaces what a crash left. */
  keep(digest: FileDigest, pictures: readonly FilePicture[]): Promise<string | null>;
  /** `name` as `keep` gave it; it is also what is left of a size that is missing, as in older records. */
  read(digest: FileDigest, name: string, which: WhichPicture): Promise<ServedPicture | null>;
  remove(digest: FileDigest, name: string | null): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = { png: 'image/png', jpg: 'image/jpeg' };

export async function openPictureStore(folder: string): Promise<PictureStore> {
  await mkdir(folder, { recursive: true, mode: 0o700 });

  async function served(name: string): Promise<ServedPicture | null> {
    const type = TYPES[name.split('.').at(-1) ?? ''];
    const bytes = await readFile(join(folder, name)).catch(() => null);
    return bytes === null || type === undefined ? null : { bytes, type };
  }

  return {
    async keep(digest, pictures) {
      if (pictures.length === 0) return null;
      const fresh = join(folder, `${digest}.new`);
      await rm(fresh, { recursive: true, force: true });
      await mkdir(fresh, { mode: 0o700 });
      for (const picture of pictures)
        await writeFile(join(fresh, `${nameOf(picture)}.${picture.extension}`), picture.bytes, { mode: 0o600 });
      await rm(join(folder, digest), { recursive: true, force: true });
      await rename(fresh, join(folder, digest));
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
