import type { DriverManifest } from '#drivers/driver';
import type { PrinterId } from '#model/ids';
import type { Transaction } from '#storage/storage';
import { sealedIn, sealOptions } from '../printers/secret-options.ts';
import type { FarmSchema } from '../schema.ts';
import { splitLogin } from '../spoolman/login.ts';
import { PLAIN, type SecretPlace } from './secret-box.ts';

type Tx = Transaction<FarmSchema>;

/** A secret as its row keeps it. */
export interface KeptSecret {
  readonly place: SecretPlace;
  /** Sealed, or with the mark of what is plain. */
  readonly stored: string;
  /** What the board says where no key opens it. */
  readonly message: string;
  readonly printerId: PrinterId | null;
  readonly keep: (sealed: string) => Promise<unknown>;
}

/** All secrets of the farm. */
export async function keptSecrets(
  tx: Tx,
  manifests: ReadonlyMap<string, DriverManifest>,
): Promise<readonly KeptSecret[]> {
  return [
    ...(await ofPrinters(tx, manifests)),
    ...(await ofWebhooks(tx)),
    ...(await ofCameras(tx)),
    ...(await ofSpoolman(tx)),
  ];
}

async function ofPrinters(tx: Tx, manifests: ReadonlyMap<string, DriverManifest>): Promise<readonly KeptSecret[]> {
  const kept: KeptSecret[] = [];
  const rows = await tx.selectFrom('printer').select(['id', 'name', 'driver', 'options']).execute();
  for (const { id, name, driver, options: text } of rows) {
    const manifest = manifests.get(driver);
    const stored = JSON.parse(text) as Record<string, unknown>;
    // Those of the version before stand plain among the others.
    const options = { ...(await sealOptions(manifest, stored, (_, plain) => Promise.resolve(PLAIN + plain))) };
    for (const [option, sealed] of sealedIn(options))
      kept.push({
        place: { table: 'printer', id, column: `options.${option}` },
        stored: sealed,
        message: `“${titleOf(manifest, option)}” of the printer “${name}” cannot be read any more.`,
        printerId: id as PrinterId,
        keep(sealed) {
          options[option] = { sealed };
          return tx
            .updateTable('printer')
            .set({ options: JSON.stringify(options) })
            .where('id', '=', id)
            .execute();
        },
      });
  }
  return kept;
}

async function ofWebhooks(tx: Tx): Promise<readonly KeptSecret[]> {
  const rows = await tx.selectFrom('webhook').select(['id', 'url', 'secret']).execute();
  return rows.map(({ id, url, secret: stored }) => ({
    place: { table: 'webhook', id, column: 'secret' },
    stored,
    message: `The secret of the webhook to ${new URL(url).host} cannot be read any more.`,
    printerId: null,
    keep: (secret) => tx.updateTable('webhook').set({ secret }).where('id', '=', id).execute(),
  }));
}

async function ofCameras(tx: Tx): Promise<readonly KeptSecret[]> {
  const rows = await tx
    .selectFrom('camera')
    .select(['id', 'name', 'password'])
    .where('password', 'is not', null)
    .$narrowType<{ password: string }>()
    .execute();
  return rows.map(({ id, name, password: stored }) => ({
    place: { table: 'camera', id, column: 'password' },
    stored,
    message: `The password of the camera “${name}” cannot be read any more.`,
    printerId: null,
    keep: (password) => tx.updateTable('camera').set({ password }).where('id', '=', id).execute(),
  }));
}

async function ofSpoolman(tx: Tx): Promise<readonly KeptSecret[]> {
  const rows = await tx.selectFrom('spoolman').select(['id', 'url', 'login']).execute();
  return rows.flatMap(({ id, url: address, login: sealed }) => {
    // In the version before the login was a part of the address.
    const { url, login } = splitLogin(address);
    const stored = login === null ? sealed : PLAIN + login;
    if (stored === null) return [];
    return {
      place: { table: 'spoolman', id, column: 'login' },
      stored,
      message: 'User and password of Spoolman cannot be read any more.',
      printerId: null,
      keep: (login: string) => tx.updateTable('spoolman').set({ url, login }).where('id', '=', id).execute(),
    };
  });
}

function titleOf(manifest: DriverManifest | undefined, option: string): string {
  const properties = (manifest?.optionsSchema.properties ?? {}) as Readonly<Record<string, { title?: string }>>;
  return properties[option]?.title ?? option;
}
