/** Longest name of a file in the library. */
const LENGTH_LIMIT = 200;
/** Characters that do not show what they do: controls, marks of direction and width, and half of a pair. */
const INVISIBLE =
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffd]/g;
const EXTENSION = /(\.gcode\.3mf|\.[a-z0-9]{1,8})$/i;

/**
 * A name that may stand in the library, out of what a slicer sends: a path of its own system, a template of thousands of characters,
 * or whatever else. Slicers cannot ask their person for another one, so nothing is refused here.
 */
export function safeName(sent: string): string {
  const last = sent.toWellFormed().normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const plain = last
    .replace(INVISIBLE, '')
    .trim()
    .replace(/^[.\s]+/, '');
  if (plain === '') return 'upload.gcode';
  if (plain.length <= LENGTH_LIMIT) return plain;
  const extension = EXTENSION.exec(plain)?.[0] ?? '';
  const stem = plain.slice(0, LENGTH_LIMIT - extension.length);
  return `${stem.toWellFormed().replace(/\ufffd$/, '')}${extension}`;
}
