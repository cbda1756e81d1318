import { openSync, readSync } from 'node:fs';

/** Randomness as a dependency, so that a run on a seed can be repeated. */
export interface Chance {
  /** A new identifier: 128 random bits as 26 characters of Crockford base32 in lower case. */
  id(): string;
  /** Uniform in [0, 1). */
  fraction(): number;
}

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** Encodes 16 bytes as 26 base32 characters. */
export function encodeId(bytes: Uint8Array): string {
  let bits = 0n;
  for (const byte of bytes) bits = (bits << 8n) | BigInt(byte);
  let text = '';
  for (let i = 0; i < 26; i++) {
    text = ALPHABET[Number(bits & 31n)] + text;
    bits >>= 5n;
  }
  return text;
}

let source: number | null = null;

/** From the kernel itself: `node:crypto` would cost each machine process 1.4 MB of memory. */
function randomBytes(count: number): Buffer {
  source ??= openSync('/dev/urandom', 'r');
  const bytes = Buffer.alloc(count);
  if (readSync(source, bytes) !== count) throw new Error('/dev/urandom gives no bytes');
  return bytes;
}

export const systemChance: Chance = {
  id: () => encodeId(randomBytes(16)),
  fraction: () => randomBytes(6).readUIntBE(0, 6) / 2 ** 48,
};
