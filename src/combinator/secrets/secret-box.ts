import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** Where a secret lies. It is sealed for that place alone: a ciphertext that was moved to another row opens nothing. */
export interface SecretPlace {
  readonly table: string;
  readonly id: string;
  readonly column: string;
}

/** AES-256-GCM over what the farm must be able to read again: credentials of printers, cameras, receivers and Spoolman. */
export interface SecretBox {
  seal(place: SecretPlace, plain: string): string;
  /** Null where none of the keys opens it: another key sealed it, or it was sealed for another place, or changed. */
  open(place: SecretPlace, stored: string): string | null;
  /** Whether the newest key sealed it. */
  isFresh(stored: string): boolean;
}

export const SECRET_KEY_BYTES = 32;
/** Before a text that a migration found plain; the next start seals it. */
export const PLAIN = 'plain:';
const SEALED = 'sealed';
const VERSION = '1';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** The first key seals; all of them open. */
export function createSecretBox(keys: readonly [Buffer, ...Buffer[]]): SecretBox {
  const byId = new Map(keys.map((key) => [keyIdOf(key), key]));
  const newest = keyIdOf(keys[0]);
  return {
    seal(place, plain) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', keys[0], nonce).setAAD(placeOf(newest, place));
      const body = Buffer.concat([nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return [SEALED, VERSION, newest, body.toString('base64url')].join(':');
    },
    open(place, stored) {
      if (stored.startsWith(PLAIN)) return stored.slice(PLAIN.length);
      const [kind, version, id = '', text = ''] = stored.split(':');
      const key = byId.get(id);
      const body = Buffer.from(text, 'base64url');
      if (kind !== SEALED || version !== VERSION || key === undefined || body.length < NONCE_BYTES + TAG_BYTES)
        return null;
      const decipher = createDecipheriv('aes-256-gcm', key, body.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(placeOf(id, place)).setAuthTag(body.subarray(-TAG_BYTES));
      try {
        const plain = decipher.update(body.subarray(NONCE_BYTES, -TAG_BYTES));
        return Buffer.concat([plain, decipher.final()]).toString('utf8');
      } catch {
        return null;
      }
    },
    isFresh: (stored) => stored.startsWith(`${SEALED}:${VERSION}:${newest}:`),
  };
}

/** Names a key without telling it. */
function keyIdOf(key: Buffer): string {
  return createHash('sha256').update('croft secret key\n').update(key).digest('hex').slice(0, 8);
}

const placeOf = (keyId: string, { table, id, column }: SecretPlace): Buffer =>
  Buffer.from(JSON.stringify([VERSION, keyId, table, id, column]));
