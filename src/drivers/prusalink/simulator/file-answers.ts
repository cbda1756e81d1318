import type { ServerResponse } from 'node:http';
import { once } from 'node:events';

type Files = ReadonlyMap<string, string>;

/** How names stand on the card of a printer: eight characters and three, no two alike. A Raspberry Pi has only the long ones. */
export function shortPaths(files: Files, hasShortNames: boolean): ReadonlyMap<string, string> {
  const short = new Map<string, string>();
  const names = new Map<string, string>();
  for (const path of files.keys()) {
    const parts = path.split('/');
    const shortened = parts.map((part, at) => {
      const long = parts.slice(0, at + 1).join('/');
      const known = names.get(long);
      if (known !== undefined) return known;
      const name = hasShortNames
        ? `${part.replaceAll(/[^\w]/g, '').slice(0, 5).toUpperCase()}~${names.size + 1}.GCO`
        : part;
      names.set(long, name);
      return name;
    });
    short.set(path, shortened.join('/'));
  }
  return short;
}

interface Listed {
  readonly storage: string;
  readonly files: Files;
  readonly modified: ReadonlyMap<string, number>;
  readonly short: ReadonlyMap<string, string>;
  readonly isBuddy: boolean;
}

/** One file, as `GET /api/v1/files/…` tells of it. */
export function fileInfo({ storage, files, modified, short, isBuddy }: Listed, path: string): object {
  const shortPath = short.get(path) ?? path;
  return {
    name: shortPath.split('/').at(-1),
    display_name: path.split('/').at(-1),
    type: 'PRINT_FILE',
    ro: false,
    size: files.get(path)?.length,
    m_timestamp: modified.get(path) ?? 1,
    refs: {
      download: isBuddy ? `/${storage}/${encode(shortPath)}` : `/api/files/${storage}/${encode(path)}/raw`,
      thumbnail: encode(thumbnailPlace(storage, isBuddy, path, shortPath)),
    },
  };
}

/** Where the picture of a file lies, whether it has one or not. */
export const thumbnailPlace = (storage: string, isBuddy: boolean, long: string, short: string): string =>
  isBuddy ? `/thumb/l/${storage}/${short}` : `/api/thumbnails/${storage}/${long}.orig.png`;

/** A folder by its long or its short path; undefined when there is none. A printer tells no sizes in a listing. */
export function folderInfo(listed: Listed, folder: string): object | undefined {
  const prefix = folder === '' ? '' : `${folder}/`;
  const children = new Map<string, object>();
  for (const [path, shortPath] of listed.short) {
    const depth = prefix.split('/').length - 1;
    const isIn = path.startsWith(prefix) || shortPath.startsWith(prefix);
    if (!isIn) continue;
    const [long, short] = [path.split('/'), shortPath.split('/')];
    const [name, display] = [short[depth] ?? '', long[depth] ?? ''];
    if (long.length > depth + 1)
      children.set(name, { name, display_name: display, type: 'FOLDER', ro: false, m_timestamp: 1 });
    else {
      const { size, ...info } = fileInfo(listed, path) as { size?: number };
      children.set(name, listed.isBuddy ? info : { ...info, size });
    }
  }
  if (children.size === 0 && folder !== '') return undefined;
  return { type: 'FOLDER', name: folder, display_name: folder, children: [...children.values()] };
}

const encode = (path: string): string => path.split('/').map(encodeURIComponent).join('/');
const PIECE_BYTES = 64 * 1024;

/** All of it from the beginning, as these printers do; `cutAt`: the connection dies behind so many bytes. */
export async function sendBytes(response: ServerResponse, content: Buffer, cutAt: number | null): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': content.length });
  const gone = once(response, 'close');
  const end = Math.min(content.length, cutAt ?? content.length);
  for (let at = 0; at < end && !response.destroyed; at += PIECE_BYTES)
    if (!response.write(content.subarray(at, Math.min(end, at + PIECE_BYTES))))
      await Promise.race([once(response, 'drain'), gone]);
  if (cutAt === null) response.end();
  else response.socket?.end(() => response.destroy());
}
