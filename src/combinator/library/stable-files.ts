/** A file as a look at its folder shows it. */
export interface SeenFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedAt: number;
}

interface Watched extends SeenFile {
  /** By the steady clock. */
  readonly since: number;
}

/** A file that has kept its size and its time for this long is whole: slicers and copies over a slow network pause for less. */
export const STABLE_MS = 4_000;

/**
 * Tells which files of a folder are whole (LI3). PURE: it is shown the folder again and again, and remembers since when each file is
 * as it is. A time in the future, as of a host with a wrong clock, holds nothing up.
 */
export class StableFiles {
  readonly #seen = new Map<string, Watched>();

  /** Everything that is there now; the files that have become stable, or are so still. `now`: by a clock that is never set. */
  look(files: readonly SeenFile[], now: number): readonly SeenFile[] {
    const there = new Set(files.map(({ path }) => path));
    for (const path of this.#seen.keys()) if (!there.has(path)) this.#seen.delete(path);
    return files.filter((file) => {
      const before = this.#seen.get(file.path);
      const same = before !== undefined && before.sizeBytes === file.sizeBytes && before.modifiedAt === file.modifiedAt;
      if (!same) this.#seen.set(file.path, { ...file, since: now });
      // A file of nothing is one that is about to be written.
      return same && file.sizeBytes > 0 && now - before.since >= STABLE_MS;
    });
  }

  /** Whether some file is still changing, or too young to tell. */
  isWaiting(now: number): boolean {
    return [...this.#seen.values()].some(({ since, sizeBytes }) => sizeBytes > 0 && now - since < STABLE_MS);
  }
}
