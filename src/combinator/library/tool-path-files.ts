import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileDigest } from '#model/ids';
import { type PathIndex, PATHS_WRITTEN } from './analysis.ts';

/**
 * The ways of the nozzle, layer by layer, of files that somebody has looked at: made by the thread that reads files, kept on the disk
 * so that a slider moves without reading the file again, and made anew when they are gone.
 */
export interface ToolPathFiles {
  /** The layers of a file or of one plate of it; `make` writes them to the place that it is given. */
  index(digest: FileDigest, plate: number | null, make: (place: string) => Promise<PathIndex>): Promise<PathIndex>;
  /** Layers as `gcode/layer-points` encodes them, one after the other; null when there are no such layers. */
  layers(digest: FileDigest, plate: number | null, index: PathIndex, which: WhichLayers): Promise<Uint8Array | null>;
  remove(digest: FileDigest): Promise<void>;
}

/** Layers to draw: from one up to another, counted from 0, of which every so many is wanted. */
export interface WhichLayers {
  readonly from: number;
  readonly to: number;
  readonly every: number;
  /** As seen from afar, with fewer points. */
  readonly far: boolean;
}

/** Each is about a third as large as its file. */
const KEPT = 24;
const NEAR = '.paths';
const FAR = '.far';
const INDEX = '.json';

export async function openToolPathFiles(folder: string): Promise<ToolPathFiles> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const placeOf = (digest: FileDigest, plate: number | null): string => join(folder, `${digest}-${plate ?? 'file'}`);
  /** Asked for twice at once, they are made once. */
  const making = new Map<string, Promise<PathIndex>>();

  async function known(place: string): Promise<PathIndex | null> {
    try {
      await Promise.all([stat(place + NEAR), stat(place + FAR)]);
      const index = JSON.parse(await readFile(place + INDEX, 'utf8')) as { readonly written?: number };
      return index.written === PATHS_WRITTEN ? (index as PathIndex) : null;
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
    await rm(place + NEAR, { force: true });
    await rm(place + FAR, { force: true });
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
    async layers(digest, plate, { layers }, { from, to, every, far }) {
      if (from > to || to >= layers.length) return null;
      const wanted = layers
        .slice(from, to + 1)
        .flatMap((layer, i) => (i % every === 0 ? [far ? layer.far : layer.near] : []));
      const bytes = new Uint8Array(wanted.reduce((sum, piece) => sum + piece.bytes, 0));
      await using handle = await open(placeOf(digest, plate) + (far ? FAR : NEAR), 'r');
      let at = 0;
      for (const piece of wanted) {
        await handle.read(bytes, at, piece.bytes, piece.offset);
        at += piece.bytes;
      }
      return bytes;
    },
    async remove(digest) {
      for (const name of await readdir(folder))
        if (name.startsWith(digest)) await rm(join(folder, name), { force: true });
    },
  };
}
