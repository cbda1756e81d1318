import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { seeded } from '../kill/person.ts';
import type { Operation, WatchedDisk } from './faulty-disk.ts';

/** What stands on a disk: path below its root → bytes, null for a folder. */
export type DiskImage = ReadonlyMap<string, Buffer | null>;

/** What is found when a process dies just before an operation, after a power cut that takes all that was not synced, and some of it. */
export function imagesBefore({ model }: WatchedDisk, root: string, { number }: Operation): Record<string, DiskImage> {
  const chance = seeded(number);
  const relative = (image: DiskImage): DiskImage =>
    new Map([...image].map(([path, bytes]) => [path.slice(root.length), bytes]));
  return {
    'the process dies': relative(model.afterPowerCut(() => true)),
    'a power cut': relative(model.afterPowerCut()),
    'a power cut that spares a part': relative(model.afterPowerCut(() => chance() < 0.5)),
  };
}

export function restore(root: string, image: DiskImage): void {
  for (const [path, bytes] of image) {
    mkdirSync(bytes === null ? join(root, path) : dirname(join(root, path)), { recursive: true });
    if (bytes !== null) writeFileSync(join(root, path), bytes);
  }
}

export function isSameImage(a: DiskImage, b: DiskImage): boolean {
  if (a.size !== b.size) return false;
  return [...a].every(([path, bytes]) => {
    const other = b.get(path);
    return bytes === null || other == null ? bytes === other : bytes.equals(other);
  });
}
