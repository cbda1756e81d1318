/** Of OctoPrint's many, those that its API asks Croft's kind of program for. */
export const PERMISSIONS = [
  'STATUS',
  'CONNECTION',
  'WEBCAM',
  'FILES_LIST',
  'FILES_UPLOAD',
  'FILES_DOWNLOAD',
  'FILES_DELETE',
  'FILES_SELECT',
  'PRINT',
  'CONTROL',
  'SETTINGS_READ',
] as const;

/** What a call needs; `order`: the body of an order to a file. */
export function neededFor(method: string, path: string, order: string): readonly string[] {
  switch (`${method} ${path}`) {
    case 'GET /api/version':
    case 'GET /api/job':
    case 'GET /api/printer':
      return ['STATUS'];
    case 'POST /api/job':
      return ['PRINT'];
    case 'POST /api/connection':
      return ['CONNECTION'];
    case 'POST /api/printer/command':
      return ['CONTROL'];
    case 'POST /api/files/local':
      return ['FILES_UPLOAD'];
    case 'GET /api/settings':
      return ['SETTINGS_READ'];
    default:
      break;
  }
  if (path.startsWith('/downloads/')) return ['FILES_DOWNLOAD'];
  if (!path.startsWith('/api/files')) return [];
  if (method === 'GET') return ['FILES_LIST'];
  if (method === 'DELETE') return ['FILES_DELETE'];
  return order.includes('"print":true') ? ['FILES_SELECT', 'PRINT'] : ['FILES_SELECT'];
}
