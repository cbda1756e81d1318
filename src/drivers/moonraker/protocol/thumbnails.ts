import { isPrinterNumber } from '#drivers/printer-json';
import { isRecord } from './message.ts';

/** Wide enough for a row of a list on a fine screen. */
const ENOUGH = 96;

/**
 * Where the picture of a file lies below `gcodes`, by the answer of `server.files.metadata`: the smallest one that is wide enough, else the
 * largest. Null where it names none, or one that lies elsewhere. PURE.
 */
export function thumbnailOf(answer: unknown, path: string): string | null {
  const result = isRecord(answer) && isRecord(answer.result) ? answer.result : {};
  const told: readonly unknown[] = Array.isArray(result.thumbnails) ? result.thumbnails : [];
  const known = told
    .flatMap((each) =>
      isRecord(each) && typeof each.relative_path === 'string' && isPrinterNumber(each.width)
        ? [{ place: each.relative_path, width: each.width }]
        : [],
    )
    .toSorted((a, b) => a.width - b.width);
  const chosen = known.find(({ width }) => width >= ENOUGH) ?? known.at(-1);
  if (chosen === undefined) return null;
  // Relative to the folder of the file.
  const parts = [...path.split('/').slice(0, -1), ...chosen.place.split('/')];
  return parts.some((part) => part === '' || part === '.' || part === '..') ? null : parts.join('/');
}
