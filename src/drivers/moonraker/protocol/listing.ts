import type { FileAtPrinter } from '#model/printer-file';
import { isRecord } from './message.ts';

/** Klipper prints these; a listing also shows what other programs put there. */
const PRINTABLE = /\.(gcode|gco|g|ufp)$/i;

/** The answer of `server/files/list`; `modified` is in seconds with a fraction. What is no file is left out. */
export function listingOf(answer: unknown): readonly FileAtPrinter[] {
  if (!Array.isArray(answer)) return [];
  return answer.flatMap((each: unknown) => {
    if (!isRecord(each)) return [];
    const { path, size, modified } = each;
    if (typeof path !== 'string' || !PRINTABLE.test(path) || path.split('/').some(isOdd)) return [];
    return [
      {
        path,
        sizeBytes: typeof size === 'number' ? size : null,
        modifiedAt: typeof modified === 'number' ? Math.round(modified * 1_000) : null,
      },
    ];
  });
}

/** Thumbnails and traces of other systems lie in hidden folders; `..` leads out of the folder (DL4). */
const isOdd = (part: string): boolean => part === '' || part.startsWith('.');

/** Where the bytes of an answer begin, and how long the whole file is, by its headers. */
export function rangeOf(
  status: number,
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): { readonly offset: number; readonly sizeBytes: number | null; readonly modifiedAt: number | null } {
  const at = Date.parse(String(headers['last-modified'] ?? ''));
  const modifiedAt = Number.isNaN(at) ? null : at;
  if (status === 206) {
    const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(String(headers['content-range'] ?? ''));
    const size = range?.[2] ?? '*';
    return { offset: Number(range?.[1] ?? 0), sizeBytes: size === '*' ? null : Number(size), modifiedAt };
  }
  const length = headers['content-length'];
  return { offset: 0, sizeBytes: typeof length === 'string' ? Number(length) : null, modifiedAt };
}
