import type { DriverManifest } from '#drivers/driver';
import type { Log } from '#lib/log-types';
import type { PrinterId } from '#model/ids';
import { flag, type Storage, type Transaction } from '#storage/storage';
import { openOptions, sealOptions } from '../printers/secret-options.ts';
import type { Problems } from '../problems/problems.ts';
import type { FarmSchema } from '../schema.ts';
import { splitLogin } from '../spoolman/login.ts';
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

interface Found {
  readonly place: SecretPlace;
  readonly message: string;
  readonly printerId: PrinterId | null;
}

export function createSecrets(parts: {
  readonly storage: Storage<FarmSchema>;
  readonly box: SecretBox;
  readonly problems: Problems;
  readonly manifests: ReadonlyMap<string, DriverManifest>;
  readonly log: Log;
}): Secrets {
  const { storage, box, problems, manifests, log } = parts;
  /** By their place, what is said of them on the board. */
  const unreadable = new Map<string, Found>();

  const seal: Secrets['seal'] = async (tx, place, plain) => {
    const found = unreadable.get(keyOf(place));
    if (found !== undefined) {
      await problems.takeBack(tx, { code: CODE, message: found.message });
      tx.afterCommit(() => void unreadable.delete(keyOf(place)));
    }
    return box.seal(place, plain);
  };

  /** The text that the row is to keep; null where it stays. */
  function renewed(found: Found, stored: string): string | null {
    const plain = box.open(found.place, stored);
    if (plain === null) unreadable.set(keyOf(found.place), found);
    return plain === null || box.isFresh(stored) ? null : box.seal(found.place, plain);
  }

  /** Each returns whether something was plain. */
  const kinds: readonly ((tx: Transaction<FarmSchema>) => Promise<boolean>)[] = [
    async (tx) => {
      let wasPlain = false;
      for (const { id, name, driver, options: text } of await tx
        .selectFrom('printer')
        .select(['id', 'name', 'driver', 'options'])
        .execute()) {
        const stored = JSON.parse(text) as Record<string, unknown>;
        const sealed = await sealOptions(manifests.get(driver), stored, (option, plain) => {
          wasPlain = true;
          return Promise.resolve(box.seal({ table: 'printer', id, column: `options.${option}` }, plain));
        });
        const fresh = openOptions(sealed, (option, kept) => {
          const message = `“${titleOf(manifests.get(driver), option)}” of the printer “${name}” cannot be read any more.`;
          const place = { table: 'printer', id, column: `options.${option}` };
          const text = renewed({ place, message, printerId: id as PrinterId }, kept) ?? kept;
          return { sealed: text };
        });
        const options = JSON.stringify(fresh);
        if (options !== text) await tx.updateTable('printer').set({ options }).where('id', '=', id).execute();
      }
      return wasPlain;
    },
    async (tx) => {
      let wasPlain = false;
      for (const { id, url, secret: stored } of await tx
        .selectFrom('webhook')
        .select(['id', 'url', 'secret'])
        .execute()) {
        const message = `The secret of the webhook to ${new URL(url).host} cannot be read any more.`;
        const secret = renewed({ place: { table: 'webhook', id, column: 'secret' }, message, printerId: null }, stored);
        wasPlain ||= stored.startsWith(PLAIN);
        if (secret !== null) await tx.updateTable('webhook').set({ secret }).where('id', '=', id).execute();
      }
      return wasPlain;
    },
    async (tx) => {
      let wasPlain = false;
      for (const { id, name, password: stored } of await tx
        .selectFrom('camera')
        .select(['id', 'name', 'password'])
        .execute()) {
        if (stored === null) continue;
        const message = `The password of the camera “${name}” cannot be read any more.`;
        const place = { table: 'camera', id, column: 'password' };
        const password = renewed({ place, message, printerId: null }, stored);
        wasPlain ||= stored.startsWith(PLAIN);
        if (password !== null) await tx.updateTable('camera').set({ password }).where('id', '=', id).execute();
      }
      return wasPlain;
    },
    async (tx) => {
      let wasPlain = false;
      for (const { id, url: stored, login: sealed } of await tx.selectFrom('spoolman').selectAll().execute()) {
        // Until this version the login was a part of the address.
        const { url, login } = splitLogin(stored);
        const place = { table: 'spoolman', id, column: 'login' };
        const message = 'User and password of Spoolman cannot be read any more.';
        wasPlain ||= login !== null;
        const kept = sealed === null ? null : renewed({ place, message, printerId: null }, sealed);
        const renewedLogin = login === null ? kept : box.seal(place, login);
        if (renewedLogin !== null)
          await tx.updateTable('spoolman').set({ url, login: renewedLogin }).where('id', '=', id).execute();
      }
      return wasPlain;
    },
  ];

  return {
    seal,
    open: (place, stored) => box.open(place, stored),
    async begin() {
      unreadable.clear();
      const before = (await problems.list()).filter(({ code }) => code === CODE).map(({ message }) => message);
      await storage.transaction(async (tx) => {
        let wasPlain = false;
        for (const look of kinds) wasPlain = (await look(tx)) || wasPlain;
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

function titleOf(manifest: DriverManifest | undefined, option: string): string {
  const properties = (manifest?.optionsSchema.properties ?? {}) as Readonly<Record<string, { title?: string }>>;
  return properties[option]?.title ?? option;
}
