/**
 * Names of files on the card of a printer: eight characters, a point and three, as firmwares without long names take them. Of the
 * letters only those that no firmware takes for something else, and an ending that every firmware lists.
 */
const FORM = /^[A-Z0-9_-]{1,8}\.(?:GCO|G)$/;

export const isCardName = (name: string): boolean => FORM.test(name.toUpperCase());

/** Firmwares take no heed of case. */
export const sameOnCard = (a: string, b: string): boolean => a.toUpperCase() === b.toUpperCase();

/** A name for a file of the library; null when nothing of its own can be written that way, so that a person must choose one. */
export function cardNameOf(name: string): string | null {
  const stem = name
    .replace(/\.[^.]*$/, '')
    .normalize('NFKD')
    .toUpperCase()
    .replace(/[^A-Z0-9_-]/g, '')
    .slice(0, 8);
  return stem === '' ? null : `${stem}.GCO`;
}
