import type { WebDialogue } from '#drivers/web-dialogue';
import type { WebQuestion } from '#drivers/web-question';
import { readThumbnailPath } from './listing.ts';
import { readStatus } from './status.ts';

/**
 * Where the picture of a file lies: the storage first, which is called otherwise in a printer than on a Raspberry Pi, then what is said of
 * the file, since a printer keeps its pictures under the short names of its card. `path`: as the printer lists the file. PURE.
 */
export function* pictureOf(path: string, ask: (below: string) => WebQuestion): WebDialogue<WebQuestion | null> {
  const storage = readStatus(yield ask('/api/v1/status'))?.storage ?? null;
  if (storage === null) return null;
  const named = path.split('/').map(encodeURIComponent).join('/');
  const place = readThumbnailPath(yield ask(`/api/v1/files/${storage}/${named}`));
  return place === null ? null : ask(place);
}
