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
    if (typeof path !== 'string' || !PRINTABLE.test(path)) return [];
    return [
      {
        path,
        sizeBytes: typeof size === 'number' ? size : null,
        modifiedAt: typeof modified === 'number' ? Math.round(modified * 1_000) : null,
      },
    ];
  });
}
