import type { CardFile } from './card-list.ts';

/**
 * A file on the card of a printer, as a start names it (decision 21). Nobody here has its content: what its firmware calls it and how long
 * it said that it is are all that tells one from another. `sizeBytes` null: its list says no lengths; the printer says it when it opens it.
 */
export interface CardPlace {
  readonly path: string;
  readonly sizeBytes: number | null;
}

/** FAT allows no more, and nobody's folders are deeper. */
const LONGEST_PATH = 200;

/**
 * Whether a path can go out as the argument of a command and arrive as itself: a blank would end it, `;` begin a comment and `*` a
 * checksum.
 */
export const isCardPath = (path: string): boolean =>
  path.length <= LONGEST_PATH && /^[\x21-\x7e]+$/.test(path) && !/[;*"]/.test(path);

/**
 * The file of a card that a start means; undefined when the card holds none of that name and length. Only two lengths can differ: where
 * either was not said, by the list of then or by this one, the path is all that was meant.
 */
export const onCard = (files: readonly CardFile[], { path, sizeBytes }: CardPlace): CardFile | undefined =>
  files.find(
    (file) => file.path === path && (file.sizeBytes === null || sizeBytes === null || file.sizeBytes === sizeBytes),
  );
