import { defineErrors, errorEntry, UserError } from '#lib/user-error';
import type { FileTrouble } from '#model/printer-file';
import { sentence, type Told } from './told.ts';

const LOOK = 'Check that the printer is switched on and connected, then try again.';

/** Why a file of a printer is not to be had. */
export const downloadErrors = defineErrors({
  noFiles: errorEntry<Told>({
    code: 'printer-shows-no-files',
    cause: sentence,
    remedy: 'Upload the file from your computer instead.',
  }),
  notFound: errorEntry<Told>({
    code: 'printer-file-not-found',
    cause: sentence,
    remedy: 'Look at the printer’s files again: it may have been deleted or renamed there.',
    field: 'path',
  }),
  wrongCredentials: errorEntry<Told>({
    code: 'printer-files-forbidden',
    cause: sentence,
    remedy: 'Correct the password or key in the printer’s settings.',
  }),
  unreachable: errorEntry<Told>({ code: 'printer-files-unreachable', cause: sentence, remedy: LOOK }),
  brokenOff: errorEntry<Told>({ code: 'printer-file-incomplete', cause: sentence, remedy: LOOK }),
  changed: errorEntry<Told>({
    code: 'printer-file-changed',
    cause: sentence,
    remedy: 'Somebody writes to it on the printer. Try again when it is whole.',
  }),
  busy: errorEntry<Told>({
    code: 'printer-files-busy',
    cause: sentence,
    remedy: 'Wait until the others have come, then try again.',
  }),
  refused: errorEntry<Told>({
    code: 'printer-refused-file',
    cause: sentence,
    remedy: 'Look at the printer: it may be in use there.',
  }),
  cancelled: errorEntry<{ by: string }>({
    code: 'download-cancelled',
    cause: ({ by }) => `Ended by ${by}; nothing was stored.`,
    remedy: 'Fetch it again when it is needed.',
  }),
  corrupt: errorEntry<{ path: string }>({
    code: 'download-corrupt',
    cause: ({ path }) => `“${path}” arrived with another content than the printer sent.`,
    remedy: 'Nothing was stored. Try again; if it stays so, check the network to the printer’s machine.',
  }),
  badPath: errorEntry<{ path: string }>({
    code: 'bad-printer-path',
    cause: ({ path }) => `${JSON.stringify(path.slice(0, 80))} is no path of a printer.`,
    remedy: 'Use a path that the list of the printer’s files shows.',
    field: 'path',
    rule: '1 to 1024 characters, no control characters, no part “..”',
  }),
  unknown: errorEntry<{ id: string }>({
    code: 'unknown-download',
    cause: () => 'There is no such download.',
    remedy: 'Load the page again.',
    field: 'id',
  }),
});

/** As the wire takes them; one that leads out of the printer’s folder is nobody’s (DL4). */
export function checkPath(path: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  if (!/^[^\u0000-\u001f]{1,1024}$/u.test(path) || path.split('/').includes('..'))
    throw downloadErrors.badPath({ path });
  return path;
}

const BY_REASON = {
  'no-files': 'noFiles',
  'not-found': 'notFound',
  'wrong-credentials': 'wrongCredentials',
  unreachable: 'unreachable',
  'broken-off': 'brokenOff',
  changed: 'changed',
  busy: 'busy',
  refused: 'refused',
  // Of what is brought to a card; nobody hears them here.
  'not-supported': 'refused',
  'no-card': 'refused',
  'card-full': 'refused',
  'not-opened': 'refused',
  'name-taken': 'refused',
  'not-proven': 'refused',
  cancelled: 'refused',
} as const satisfies Readonly<Record<FileTrouble, keyof typeof downloadErrors>>;

export const errorOf = (reason: FileTrouble, message: string): UserError =>
  downloadErrors[BY_REASON[reason]]({ message });

/** Over by itself, perhaps: worth another try. */
const PASSING: ReadonlySet<string> = new Set([
  'printer-files-unreachable',
  'printer-file-incomplete',
  'printer-file-changed',
  'printer-files-busy',
  'printer-refused-file',
  'download-corrupt',
]);

export const isPassing = (error: unknown): boolean => error instanceof UserError && PASSING.has(error.code);
