/**
 * SHA-256 of a short text, as hex digits. For names that processes agree on: in a machine process, of which there may be a hundred,
 * `node:crypto` would take 1.4 MB of memory for two of them. Files are hashed with `node:crypto`, which is many times as fast.
 */
export function sha256Hex(text: string): string {
  const bytes = new TextEncoder().encode(text);
  const padded = new DataView(new ArrayBuffer(Math.ceil((bytes.length + 9) / BLOCK_BYTES) * BLOCK_BYTES));
  for (const [i, byte] of bytes.entries()) padded.setUint8(i, byte);
  padded.setUint8(bytes.length, 0x80);
  padded.setUint32(padded.byteLength - 4, bytes.length * 8);
  const state = new Uint32Array(FIRST_STATE);
  for (let at = 0; at < padded.byteLength; at += BLOCK_BYTES) addBlock(state, padded, at);
  return Array.from(state, (word) => word.toString(16).padStart(8, '0')).join('');
}

const BLOCK_BYTES = 64;
const ROUNDS = 64;

const isPrime = (n: number): boolean => {
  for (let i = 2; i * i <= n; i++) if (n % i === 0) return false;
  return true;
};
const PRIMES = Array.from({ length: 312 }, (_, n) => n).filter((n) => n >= 2 && isPrime(n));
/** The first 32 bits behind the point. */
const fraction = (value: number): number => Math.floor((value % 1) * 2 ** 32);
/** FIPS 180-4: from the cube roots and the square roots of the first primes. */
const CONSTANTS = new Uint32Array(PRIMES.slice(0, ROUNDS).map((prime) => fraction(Math.cbrt(prime))));
const FIRST_STATE = PRIMES.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));

const turned = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

function addBlock(state: Uint32Array, bytes: DataView, at: number): void {
  const words = new Uint32Array(ROUNDS);
  for (let i = 0; i < ROUNDS; i++) {
    if (i < 16) {
      words[i] = bytes.getUint32(at + i * 4);
      continue;
    }
    const [far, near] = [words[i - 15] ?? 0, words[i - 2] ?? 0];
    const s0 = turned(far, 7) ^ turned(far, 18) ^ (far >>> 3);
    const s1 = turned(near, 17) ^ turned(near, 19) ^ (near >>> 10);
    words[i] = (words[i - 16] ?? 0) + s0 + (words[i - 7] ?? 0) + s1;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let i = 0; i < ROUNDS; i++) {
    const s1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
    const choice = (e & f) ^ (~e & g);
    const one = (h + s1 + choice + (CONSTANTS[i] ?? 0) + (words[i] ?? 0)) | 0;
    const s0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + s0 + majority) | 0];
  }
  for (const [i, word] of [a, b, c, d, e, f, g, h].entries()) state[i] = (state[i] ?? 0) + word;
}
