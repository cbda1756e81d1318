import { isRecord } from './push.ts';

/** Whose key it is, and what that user may do; `permissions` is null where OctoPrint does not say, as older ones. */
export interface KeyOwner {
  readonly name: string;
  readonly permissions: ReadonlySet<string> | null;
}

/** As OctoPrint's page calls them. */
const TITLES = {
  STATUS: 'Status',
  CONNECTION: 'Connection',
  FILES_LIST: 'File List',
  FILES_UPLOAD: 'File Upload',
  FILES_DOWNLOAD: 'File Download',
  FILES_DELETE: 'File Delete',
  FILES_SELECT: 'File Select',
  PRINT: 'Print',
  CONTROL: 'Control',
  SETTINGS_READ: 'Settings Access',
} as const;
export type Permission = keyof typeof TITLES;

/** Without one of these nothing is printed and stopped; the others cost copies of files, cameras or cleanliness. */
const TO_PRINT: readonly Permission[] = ['FILES_UPLOAD', 'FILES_LIST', 'FILES_SELECT', 'PRINT', 'CONTROL'];

/** `/api/currentuser`; null for nobody, which is who a wrong key is. */
export function readKeyOwner(answer: unknown): KeyOwner | null {
  if (!isRecord(answer) || typeof answer.name !== 'string' || answer.name === '') return null;
  const { name, permissions } = answer;
  const isList = Array.isArray(permissions) && permissions.every((each) => typeof each === 'string');
  return { name: name.slice(0, 100), permissions: isList ? new Set(permissions as string[]) : null };
}

/** What its user would have to be given before anything is printed. */
export function lackingToPrint({ permissions }: KeyOwner): readonly Permission[] {
  if (permissions === null || permissions.has('ADMIN')) return [];
  return TO_PRINT.filter((each) => !permissions.has(each));
}

/** What OctoPrint asks of whoever makes this call. */
export function permissionFor(method: string, path: string): Permission | null {
  if (/^\/api\/(version|job|printer)(\?|$)/.test(path) && method === 'GET') return 'STATUS';
  if (path.startsWith('/api/job')) return 'PRINT';
  if (path.startsWith('/api/connection')) return 'CONNECTION';
  if (path.startsWith('/api/printer/')) return 'CONTROL';
  if (path.startsWith('/api/settings')) return 'SETTINGS_READ';
  if (path.startsWith('/downloads/')) return 'FILES_DOWNLOAD';
  if (!path.startsWith('/api/files')) return null;
  if (method === 'GET') return 'FILES_LIST';
  if (method === 'DELETE') return 'FILES_DELETE';
  return path === '/api/files/local' ? 'FILES_UPLOAD' : 'PRINT';
}

export const inWords = (missing: readonly Permission[]): string =>
  missing.map((each) => `“${TITLES[each]}” (${each})`).join(', ');

const WHERE = 'An administrator gives it to that user in OctoPrint’s settings, Access Control.';

/** A key that is right, and not enough for this call. */
export function refusalOf({ name, permissions }: KeyOwner, method: string, path: string): string {
  const needed = permissionFor(method, path);
  const isStart = needed === 'PRINT' && path.startsWith('/api/files');
  const all: readonly Permission[] = isStart ? ['FILES_SELECT', 'PRINT'] : needed === null ? [] : [needed];
  const missing = permissions === null ? all : all.filter((each) => !permissions.has(each));
  if (missing.length === 0) {
    return `OctoPrint refuses this (HTTP 403), though it knows the API key and its user “${name}” may do it. A plug-in, or a proxy before it, may be the reason.`;
  }
  return `OctoPrint knows the API key, and its user “${name}” lacks ${inWords(missing)}. ${WHERE}`;
}
