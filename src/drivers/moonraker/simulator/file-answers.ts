import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Switches } from './switches.ts';

/** As `server/files/list` tells of them. */
export function listing(files: ReadonlyMap<string, string>, modified: ReadonlyMap<string, number>): readonly object[] {
  return [...files].map(([path, { length }]) => ({
    path,
    modified: modified.get(path) ?? 1,
    size: length,
    permissions: 'rw',
  }));
}

const PIECE_BYTES = 64 * 1024;

/** Resolves when more may be written, or never will be. */
const roomIn = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });

/** One file, or its end, with the faults that are switched on. */
export async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  content: Buffer,
  modified: number,
  switches: Switches,
): Promise<void> {
  const asked = switches.ignoreRange ? undefined : /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1];
  const from = Number(asked ?? 0);
  const size = content.length + switches.lieAboutDownload;
  if (from >= size && asked !== undefined) {
    response.writeHead(416, { 'content-range': `bytes */${size}` }).end();
    return;
  }
  response.writeHead(asked === undefined ? 200 : 206, {
    'content-type': 'application/octet-stream',
    'content-length': size - from,
    'last-modified': new Date(modified * 1_000).toUTCString(),
    ...(asked === undefined ? {} : { 'content-range': `bytes ${from}-${size - 1}/${size}` }),
  });
  for (let at = from; at < content.length && !response.destroyed; at += PIECE_BYTES) {
    const cut = switches.cutDownload;
    if (cut !== null && cut.times > 0 && at + PIECE_BYTES > cut.at) {
      cut.times -= 1;
      response.write(content.subarray(at, Math.max(at, cut.at)), () => request.socket.destroy());
      return;
    }
    if (switches.slowDownloadMs > 0) await wait(switches.slowDownloadMs);
    if (!response.write(content.subarray(at, at + PIECE_BYTES))) await roomIn(response);
  }
  // With a lie about its length the answer never comes to its end.
  if (switches.lieAboutDownload > 0) request.socket.destroy();
  else response.end();
}
