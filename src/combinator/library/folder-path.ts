import { shelfErrors } from './shelf-errors.ts';

const DEPTH_MAX = 8;
const PART_LIMIT = 80;

/** A folder as it is stored: parts between slashes, none empty; '' is the top. Errors: `bad-folder`. */
export function folderPath(given: string): string {
  const path = given
    .normalize('NFC')
    .trim()
    .replace(/^\/+|\/+$/g, '');
  if (path === '') return '';
  const refuse = (rule: string) => shelfErrors.badFolder({ path: given, rule });
  const parts = path.split('/').map((part) => part.trim());
  if (parts.length > DEPTH_MAX) throw refuse(`at most ${DEPTH_MAX} folders deep`);
  for (const part of parts) {
    if (part === '' || part === '.' || part === '..') throw refuse('every part has a name');
    if (part.length > PART_LIMIT) throw refuse(`at most ${PART_LIMIT} characters in a name`);
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    if (/[\\\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/.test(part)) throw refuse('no control characters');
  }
  return parts.join('/');
}

/** The folders above a folder, outermost first, and itself. */
export function folderLine(path: string): readonly string[] {
  const parts = path === '' ? [] : path.split('/');
  return parts.map((_, i) => parts.slice(0, i + 1).join('/'));
}
