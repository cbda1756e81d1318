import { isPrinterNumber } from '#drivers/printer-json';
import type { FileAtPrinter } from '#model/printer-file';
import { isRecord } from './push.ts';

/** OctoPrint also keeps models, which it cannot print. */
const PRINTABLE = /\.(gcode|gco|g)$/i;
/** A folder in a folder in … is no folder of a person. */
const DEPTH_LIMIT = 20;

/** The answer of `/api/files/local?recursive=true`. What is neither folder nor print file is left out. */
export function readListing(body: unknown): readonly FileAtPrinter[] {
  const files: FileAtPrinter[] = [];
  const look = (entries: unknown, depth: number): void => {
    if (!Array.isArray(entries) || depth > DEPTH_LIMIT) return;
    for (const entry of entries as readonly unknown[]) {
      if (!isRecord(entry)) continue;
      if (entry.type === 'folder') look(entry.children, depth + 1);
      else if (typeof entry.path === 'string' && PRINTABLE.test(entry.path))
        files.push({ path: entry.path, ...readFacts(entry) });
    }
  };
  look(isRecord(body) ? body.files : null, 0);
  return files;
}

/** Size and time of a file, where they are told; the time comes in seconds. */
export function readFacts(entry: unknown): {
  readonly sizeBytes: number | null;
  readonly modifiedAt: number | null;
} {
  if (!isRecord(entry)) return { sizeBytes: null, modifiedAt: null };
  const { size, date } = entry;
  const isNumber = isPrinterNumber;
  return { sizeBytes: isNumber(size) ? size : null, modifiedAt: isNumber(date) ? date * 1_000 : null };
}

/** OctoPrint's own digest of a file, SHA-1 in lower case; null where it has none. */
export function readHash(entry: unknown): string | null {
  const hash = isRecord(entry) && typeof entry.hash === 'string' ? entry.hash.toLowerCase() : '';
  return /^[0-9a-f]{40}$/.test(hash) ? hash : null;
}
