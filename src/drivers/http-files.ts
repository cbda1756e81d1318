import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { FOLDER } from './device-run.ts';
import { Refused, Unreachable, WrongCredentials } from './network-trouble.ts';
import { FileRefused, type OpenedFile } from './printer-files.ts';

/** The answer to a request for a file's bytes from `offset` on: what the host has sent before them is read and thrown away. */
export function openedFrom(response: IncomingMessage, offset: number): OpenedFile {
  const range = rangeOf(response.statusCode ?? 0, response.headers);
  if (range.offset > offset) {
    response.destroy();
    throw new FileRefused('changed', 'The printer’s host sent another part of the file than was asked for.');
  }
  const { sizeBytes, modifiedAt } = range;
  return { sizeBytes, modifiedAt, bytes: withoutFirst(response, offset - range.offset) };
}

/** Where the bytes of an answer begin, and how long the whole file is, by its headers. */
export function rangeOf(
  status: number,
  headers: IncomingHttpHeaders,
): { readonly offset: number; readonly sizeBytes: number | null; readonly modifiedAt: number | null } {
  const at = Date.parse(headers['last-modified'] ?? '');
  const modifiedAt = Number.isNaN(at) ? null : at;
  if (status === 206) {
    const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers['content-range'] ?? '');
    const size = range?.[2] ?? '*';
    return { offset: Number(range?.[1] ?? 0), sizeBytes: size === '*' ? null : Number(size), modifiedAt };
  }
  const length = headers['content-length'];
  return { offset: 0, sizeBytes: length === undefined ? null : Number(length), modifiedAt };
}

/** The bytes of a transfer behind its first `skipped`; ending the iteration ends the transfer. */
export async function* withoutFirst(
  transfer: AsyncIterable<unknown> & { destroy(): unknown },
  skipped: number,
): AsyncGenerator<Uint8Array, undefined> {
  let left = skipped;
  try {
    for await (const chunk of transfer) {
      const bytes = chunk as Buffer;
      if (bytes.length <= left) {
        left -= bytes.length;
        continue;
      }
      yield bytes.subarray(left);
      left = 0;
    }
  } catch (error) {
    throw new FileRefused('broken-off', 'The printer’s host broke off in the middle of the file.', { cause: error });
  } finally {
    transfer.destroy();
  }
}

/** What a printer over a network does to a call, as its files are refused. */
export async function inFileWords<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof WrongCredentials) throw new FileRefused('wrong-credentials', error.message, { cause: error });
    if (error instanceof Unreachable) throw new FileRefused('unreachable', error.message, { cause: error });
    if (error instanceof Refused) {
      const reason = error.code === 404 ? 'not-found' : error.code === 416 ? 'changed' : 'refused';
      throw new FileRefused(reason, error.message, { cause: error });
    }
    throw error;
  }
}

/**
 * Whether a path of a listing may be shown: below the printer's folder (DL4), not hidden, as thumbnails and traces of other systems are,
 * and none of those that Croft itself brings for a print, which are in its library already and go when the print is over.
 */
export const isShown = (path: string): boolean => isInside(path) && !path.startsWith(`${FOLDER}/`);

const isInside = (path: string): boolean => path.split('/').every((part) => part !== '' && !part.startsWith('.'));

/** The path as a part of an address. Throws `FileRefused` for one that leads out of the printer's folder. */
export function encodedPath(path: string): string {
  if (!isInside(path)) throw new FileRefused('not-found', 'There is no such file at the printer.');
  return path.split('/').map(encodeURIComponent).join('/');
}
