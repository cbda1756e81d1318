import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileDigest } from '#model/ids';
import type { PathIndex } from './analysis.ts';

/**
 * The ways of the nozzle, layer by layer, of files that somebody has looked at: made by the thread that reads files, kept on the disk
 * so that a slider moves without reading the file again, and made anew when they are gone.
 */
export interface ToolPathFiles {
  /** The layers of a file or of one plate of it; `make` writes them to the place that it is given. */
  index(digest: FileDigest, plate: number | null, make: (place: string) => Promise<PathIndex>): Promise<PathIndex>;
  /** One layer as `gcode/tool-paths` encodes it; null when there is no such layer. */
  layer(digest: FileDigest, plate: number | null, index: PathIndex, layer: number): Promise<Uint8Array | null>;
  remove(digest: FileDigest): Promise<void>;
}

/** Each is about a third as large as its file. */
const KEPT = 24;
const BYTES = '.paths';
const INDEX = '.json';

export async function openToolPathFiles(folder: string): Promise<ToolPathFiles> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const placeOf = (digest: FileDigest, plate: number | null): string => join(folder, `${digest}-${plate ?? 'file'}`);
  /** Asked for twice at once, they are made once. */
  const making = new Map<string, Promise<PathIndex>>();

  async function known(place: string): Promise<PathIndex | null> {
    try {
      await stat(place + BYTES);
      return JSON.parse(await readFile(place + INDEX, 'utf8')) as PathIndex;
    } catch {
      return null;
    }
  }

  async function prune(): Promise<void> {
    const names = (await readdir(folder)).filter((name) => name.endsWith(INDEX));
    if (names.length <= KEPT) return;
    const aged = await Promise.all(
      names.map(async (name) => ({ name: name.slice(0, -INDEX.length), at: (await stat(join(folder, name))).mtimeMs })),
    );
    aged.sort((a, b) => b.at - a.at);
    for (const { name } of aged.slice(KEPT)) await forget(join(folder, name));
  }

  async function forget(place: string): Promise<void> {
    await rm(place + INDEX, { force: true });
    await rm(place + BYTES, { force: true });
  }

  return {
    async index(digest, plate, make) {
      const place = placeOf(digest, plate);
      const before = making.get(place);
      if (before !== undefined) return before;
      const now = known(place).then(async (there) => {
        if (there !== null) return there;
        const made = await make(place);
        await prune().catch(() => {});
        return made;
      });
      making.set(place, now);
      return now.finally(() => making.delete(place));
    },
    async layer(digest, plate, { layers }, which) {
      const wanted = layers[which];
      if (wanted === undefined) return null;
      await using handle = await open(placeOf(digest, plate) + BYTES, 'r');
      const bytes = new Uint8Array(wanted.bytes);
      await handle.read(bytes, 0, wanted.bytes, wanted.offset);
      return bytes;
    },
    async remove(digest) {
      for (const name of await readdir(folder))
        if (name.startsWith(digest)) await rm(join(folder, name), { force: true });
    },
  };
}
