import { setImmediate as turn } from 'node:timers/promises';
import type { DriverManifest } from '#drivers/driver';
import type { RestOfFilePlan } from '#drivers/rest-of-file';
import type { LastStand } from '#model/continuation';
import type { FileDigest } from '#model/ids';
import type { Library } from '../library/library.ts';

const PIECE_BYTES = 256 * 1024;
/** Files are read whole for an offer; somebody who turns its pages asks again and again. */
const KEPT = 4;

export type ReadPlan = (of: {
  readonly manifest: DriverManifest;
  readonly options: Readonly<Record<string, unknown>>;
  readonly digest: FileDigest;
  readonly sizeBytes: number;
  readonly stood: LastStand;
}) => Promise<RestOfFilePlan | null>;

/** Reads files for the places from which their rest can be printed, in small turns; null when a file is gone. */
export function createPlanReader(library: Pick<Library, 'read'>): ReadPlan {
  const kept = new Map<string, Promise<RestOfFilePlan | null>>();

  async function read({ manifest, options, digest, sizeBytes, stood }: Parameters<ReadPlan>[0]) {
    const reader = manifest.continues?.reader(options, stood);
    if (reader === undefined) return null;
    for (let offset = 0; offset < sizeBytes; offset += PIECE_BYTES) {
      const piece = await library.read(digest, offset, Math.min(PIECE_BYTES, sizeBytes - offset));
      if (typeof piece === 'string') return null;
      reader.push(piece);
      await turn();
    }
    return reader.end();
  }

  return (of) => {
    const key = JSON.stringify([of.digest, of.options, of.stood]);
    const known = kept.get(key);
    if (known !== undefined) return known;
    const plan = read(of);
    kept.set(key, plan);
    for (const old of [...kept.keys()].slice(0, Math.max(0, kept.size - KEPT))) kept.delete(old);
    void plan.then((found) => found === null && kept.delete(key));
    return plan;
  };
}
