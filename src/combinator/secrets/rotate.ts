import { randomBytes } from 'node:crypto';
import type { DriverManifest } from '#drivers/driver';
import type { Log } from '#lib/log-types';
import type { Storage } from '#storage/storage';
import type { Problems } from '../problems/problems.ts';
import type { FarmSchema } from '../schema.ts';
import { type KeyPlace, readSecretKeys, secretKeyFile, writeSecretKeys } from './key-file.ts';
import { keptSecrets } from './kept-secrets.ts';
import { createSecretBox, SECRET_KEY_BYTES } from './secret-box.ts';
import { createSecrets } from './secrets.ts';

/** What became of the secrets of the farm. */
export interface Rotated {
  readonly file: string;
  /** Sealed with the new key. */
  readonly sealed: number;
  /** By what they are: no key of the file opened them before, and none does now. */
  readonly unreadable: readonly string[];
}

/**
 * Gives the farm a new key, seals every secret anew with it, and forgets the old one. In this order, each step durable before the next: a
 * death at any moment leaves a file whose keys open everything, and whoever asks again begins with those.
 */
export async function rotateSecretKey(parts: {
  readonly storage: Storage<FarmSchema>;
  readonly problems: Problems;
  readonly manifests: ReadonlyMap<string, DriverManifest>;
  readonly place: KeyPlace;
  readonly log: Log;
  /** Old keys stay in the file, behind the new one: for backups of the database that were made before. */
  readonly keepOld: boolean;
}): Promise<Rotated> {
  const { storage, manifests, place, log } = parts;
  const file = secretKeyFile(place);
  const old = await readSecretKeys(place, log);
  const fresh = randomBytes(SECRET_KEY_BYTES);
  await writeSecretKeys(file, [fresh, ...old]);
  await createSecrets({ ...parts, box: createSecretBox([fresh, ...old]) }).begin();
  // What the old key sealed lies on in unused parts of the files until it is taken out of them.
  await storage.scrub();
  const alone = createSecretBox([fresh]);
  const kept = await storage.transaction((tx) => keptSecrets(tx, manifests));
  const lost = kept.filter(({ place: where, stored }) => alone.open(where, stored) === null);
  if (!parts.keepOld) await writeSecretKeys(file, [fresh]);
  return { file, sealed: kept.length - lost.length, unreadable: lost.map(({ message }) => message) };
}
