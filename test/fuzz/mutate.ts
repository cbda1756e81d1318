import { seededChance } from '../../src/lib/fixtures/seeded-chance.ts';

/** Where parsers look for lengths, counts and ends. */
const ODD_BYTES = [0, 1, 9, 10, 13, 32, 34, 38, 44, 46, 47, 59, 60, 62, 92, 127, 128, 254, 255];
const ODD_WORDS = [0, 1, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];
const MOST_CHANGES = 8;
/** A mutant does not grow for ever. */
const LENGTH_LIMIT = 256 * 1024;

/** Inputs that were once right, changed in a few places, endlessly; the same seed makes the same ones. */
export function* mutants(corpus: readonly Uint8Array[], words: readonly string[], seed: number): Generator<Buffer> {
  const { fraction } = seededChance(seed);
  const below = (limit: number): number => Math.floor(fraction() * limit);
  const pick = <Item>(items: readonly Item[]): Item => items[below(items.length)] as Item;
  const changes: readonly ((bytes: Buffer) => Buffer)[] = [
    (bytes) => {
      const at = below(bytes.length);
      if (bytes.length > 0) bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
      return bytes;
    },
    (bytes) => {
      if (bytes.length > 0) bytes[below(bytes.length)] = pick(ODD_BYTES);
      return bytes;
    },
    (bytes) => {
      if (bytes.length >= 4) bytes.writeUInt32LE(pick(ODD_WORDS), below(bytes.length - 3));
      return bytes;
    },
    (bytes) => bytes.subarray(0, below(bytes.length + 1)),
    (bytes) => {
      const at = below(bytes.length + 1);
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + below(64))]);
    },
    (bytes) => {
      const [at, length] = [below(bytes.length + 1), below(200)];
      const piece = bytes.subarray(at, at + length);
      return Buffer.concat([
        bytes.subarray(0, at),
        ...Array.from({ length: 1 + below(40) }, () => piece),
        bytes.subarray(at),
      ]);
    },
    (bytes) => {
      const at = below(bytes.length + 1);
      return Buffer.concat([
        bytes.subarray(0, at),
        Buffer.from(words.length === 0 ? '\0' : pick(words)),
        bytes.subarray(at),
      ]);
    },
    (bytes) => {
      const other = pick(corpus);
      const at = below(bytes.length + 1);
      return Buffer.concat([bytes.subarray(0, at), other.subarray(below(other.length + 1))]);
    },
  ];
  for (const each of corpus) yield Buffer.from(each);
  for (;;) {
    let mutant: Buffer = Buffer.from(pick(corpus));
    for (let left = 1 + below(MOST_CHANGES); left > 0; left--) mutant = pick(changes)(mutant).subarray(0, LENGTH_LIMIT);
    yield Buffer.from(mutant);
  }
}
