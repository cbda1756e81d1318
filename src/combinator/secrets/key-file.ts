import { randomBytes } from 'node:crypto';
import { open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Log } from '#lib/log-types';
import { syncFolder } from '#lib/sync-folder';
import { defineErrors, errorEntry } from '#lib/user-error';
import { SECRET_KEY_BYTES } from './secret-box.ts';

const errors = defineErrors({
  unusable: errorEntry<{ file: string; reason: string }>({
    code: 'secret-key-unusable',
    cause: ({ file, reason }) => `The key of the farm’s passwords, ${file}, cannot be used: ${reason}.`,
    remedy:
      'Put it back from a backup. Where there is none, take the file away: Croft makes a new key, and says which passwords must be entered again.',
  }),
});

/** In the data folder, where no other file is named. */
export const SECRET_KEY_FILE = 'secret.key';
const WORD = 'croft-key-1';

/** Where the key lies: in the data folder, unless somebody named a file. */
export interface KeyPlace {
  readonly data: string;
  readonly named: string | undefined;
}

export const secretKeyFile = ({ data, named }: KeyPlace): string => named ?? path.join(data, SECRET_KEY_FILE);

/**
 * The keys of the farm's secrets, the newest first. The file of the data folder is made where it is missing, durable before anything
 * is sealed with it; one that somebody named must be there, or a misspelt name would leave the farm without its passwords.
 * Error: `secret-key-unusable`.
 */
export async function readSecretKeys(place: KeyPlace, log: Log): Promise<readonly [Buffer, ...Buffer[]]> {
  const file = secretKeyFile(place);
  const found = await textOf(file);
  if (found === null && place.named !== undefined) throw errors.unusable({ file, reason: 'there is no such file' });
  const keys = keysIn(found ?? (await makeKey(file)), file);
  if (((await stat(file)).mode & 0o077) !== 0)
    log.warn({ file }, 'the key of the passwords can be read by other users');
  return keys;
}

async function textOf(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    throw errors.unusable({ file, reason: code }, { cause: error });
  }
}

async function makeKey(file: string): Promise<string> {
  await writeSecretKeys(file, [randomBytes(SECRET_KEY_BYTES)]);
  return (await textOf(file)) ?? '';
}

/**
 * Whole or not at all, and durable; what a death in the middle leaves beside it is written over the next time. Whoever holds the database
 * is alone here. Error: `secret-key-unusable`.
 */
export async function writeSecretKeys(file: string, keys: readonly [Buffer, ...Buffer[]]): Promise<void> {
  const text = keys.map((key) => `${WORD} ${key.toString('base64')}\n`).join('');
  // A link to where it lies stays one.
  const place = await realpath(file).catch(() => file);
  const part = `${place}.part`;
  try {
    await rm(part, { force: true });
    await using handle = await open(part, 'wx', 0o600);
    await handle.writeFile(text);
    await handle.sync();
    await rename(part, place);
    await syncFolder(path.dirname(place));
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    await rm(part, { force: true }).catch(() => {});
    throw errors.unusable({ file, reason: code }, { cause: error });
  }
}

function keysIn(text: string, file: string): readonly [Buffer, ...Buffer[]] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const keys = lines.map((line) => {
    const [word, base64 = ''] = line.trim().split(/\s+/);
    const key = Buffer.from(base64, 'base64');
    if (word !== WORD || key.length !== SECRET_KEY_BYTES) throw errors.unusable({ file, reason: 'it holds no key' });
    return key;
  });
  const [first, ...others] = keys;
  if (first === undefined) throw errors.unusable({ file, reason: 'it is empty' });
  return [first, ...others];
}
