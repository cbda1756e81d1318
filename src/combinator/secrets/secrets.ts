import type { DriverManifest } from '#drivers/driver';
import type { Log } from '#lib/log-types';
import { flag, type Storage, type Transaction } from '#storage/storage';
import type { Problems } from '../problems/problems.ts';
import type { FarmSchema } from '../schema.ts';
import { type KeptSecret, keptSecrets } from './kept-secrets.ts';
import { PLAIN, type SecretBox, type SecretPlace } from './secret-box.ts';

/** What the database keeps of secrets: nothing that opens anything without the key, which lies elsewhere. */
export interface Secrets {
  /** What the row keeps. A secret that was entered again is no problem any more. */
  seal(tx: Transaction<FarmSchema>, place: SecretPlace, plain: string): Promise<string>;
  /** Null where it cannot be read any more: whoever needs it goes without, and the board says what to enter again. */
  open(place: SecretPlace, stored: string): string | null;
  /**
   * Before anything else opens a secret: seals what is plain or sealed with an older key, takes what was plain out of the files, and
   * puts on the board what no key opens. A death in between is made good by the next start.
   */
  begin(): Promise<void>;
}

const CODE = 'secret-unreadable';
const SCRUB = 'farm';

export function createSecrets(parts: {
  readonly storage: Storage<FarmSchema>;
  readonly box: SecretBox;
  readonly problems: Problems;
  readonly manifests: ReadonlyMap<string, DriverManifest>;
  readonly log: Log;
}): Secrets {
  const { storage, box, problems, manifests, log } = parts;
  /** By their place, what is said of them on the board. */
  const unreadable = new Map<string, Pick<KeptSecret, 'message' | 'printerId'>>();

  const seal: Secrets['seal'] = async (tx, place, plain) => {
    const found = unreadable.get(keyOf(place));
    if (found !== undefined) {
      const { message } = found;
      const isShared = unreadable.values().some((each) => each !== found && each.message === message);
      if (!isShared) await problems.takeBack(tx, { code: CODE, message });
      tx.afterCommit(() => void unreadable.delete(keyOf(place)));
    }
    return box.seal(place, plain);
  };

  return {
    seal,
    open: (place, stored) => box.open(place, stored),
    async begin() {
      unreadable.clear();
      const before = (await problems.list()).filter(({ code }) => code === CODE).map(({ message }) => message);
      await storage.transaction(async (tx) => {
        let wasPlain = false;
        for (const { place, stored, message, printerId, keep } of await keptSecrets(tx, manifests)) {
          wasPlain ||= stored.startsWith(PLAIN);
          const plain = box.open(place, stored);
          if (plain === null) unreadable.set(keyOf(place), { message, printerId });
          else if (!box.isFresh(stored)) await keep(box.seal(place, plain));
        }
        if (wasPlain) await tx.updateTable('secret_scrub').set({ owed: 1 }).where('id', '=', SCRUB).execute();
        const messages = new Set([...unreadable.values()].map(({ message }) => message));
        for (const { message, printerId } of unreadable.values())
          if (!before.includes(message)) await problems.raise(tx, { code: CODE, message, printerId });
        for (const message of before) if (!messages.has(message)) await problems.takeBack(tx, { code: CODE, message });
      });
      await scrub();
    },
  };

  /** What was overwritten lies on in unused parts of the files until it is taken out of them. */
  async function scrub(): Promise<void> {
    const row = await storage.read.selectFrom('secret_scrub').select('owed').where('id', '=', SCRUB).executeTakeFirst();
    if (row?.owed !== flag(true)) return;
    try {
      await storage.scrub();
    } catch (error) {
      // A full disk must not keep the farm from opening; the next start tries again.
      return log.warn({ err: error }, 'old copies of passwords could not be taken out of the database');
    }
    await storage.transaction((tx) =>
      tx.updateTable('secret_scrub').set({ owed: 0 }).where('id', '=', SCRUB).execute(),
    );
    log.warn({}, 'passwords are sealed now; backups of the database that were made before hold them plain');
  }
}

const keyOf = ({ table, id, column }: SecretPlace): string => JSON.stringify([table, id, column]);
