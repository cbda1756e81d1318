import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { StoredFile } from './printer.ts';

/** One file, as OctoPrint tells of it. */
export function fileEntry(path: string, { content, success, failure, date = 1 }: StoredFile, isHashed = true): object {
  const prints = success + failure > 0 ? { prints: { success, failure } } : {};
  const hash = isHashed ? { hash: createHash('sha1').update(content, 'latin1').digest('hex') } : {};
  const name = path.split('/').at(-1);
  return {
    name,
    display: name,
    path,
    type: 'machinecode',
    origin: 'local',
    size: content.length,
    date,
    ...hash,
    ...prints,
  };
}

interface Folder {
  readonly type: 'folder';
  readonly name: string;
  readonly path: string;
  readonly children: object[];
}

/** `/api/files/local?recursive=true`. */
export function listing(files: ReadonlyMap<string, StoredFile>): object {
  const root: object[] = [];
  const folders = new Map<string, Folder>();
  const childrenOf = (path: string): object[] => {
    if (path === '') return root;
    const known = folders.get(path);
    if (known !== undefined) return known.children;
    const at = path.lastIndexOf('/');
    const made: Folder = { type: 'folder', name: path.slice(at + 1), path, children: [] };
    folders.set(path, made);
    childrenOf(path.slice(0, Math.max(0, at))).push(made);
    return made.children;
  };
  for (const [path, file] of files)
    childrenOf(path.slice(0, Math.max(0, path.lastIndexOf('/')))).push(fileEntry(path, file));
  return { files: root, free: 1_000_000_000, total: 2_000_000_000 };
}

const PIECE_BYTES = 64 * 1024;

/** From where it is asked for; `cutAt`: the connection dies behind so many bytes of the file. */
export async function sendBytes(
  response: ServerResponse,
  content: Buffer,
  { range, cutAt }: { readonly range: string | undefined; readonly cutAt: number | null },
): Promise<void> {
  const asked = /^bytes=(\d+)-$/.exec(range ?? '')?.[1];
  const from = Number(asked ?? 0);
  response.writeHead(asked === undefined ? 200 : 206, {
    'content-length': content.length - from,
    ...(asked === undefined ? {} : { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` }),
  });
  const gone = once(response, 'close');
  const end = Math.min(content.length, cutAt ?? content.length);
  for (let at = from; at < end && !response.destroyed; at += PIECE_BYTES)
    if (!response.write(content.subarray(at, Math.min(end, at + PIECE_BYTES))))
      await Promise.race([once(response, 'drain'), gone]);
  if (cutAt === null) response.end();
  else response.socket?.end(() => response.destroy());
}
