import { isRecord, number, text } from './status.ts';

/** What a folder of PrusaLink holds. Names are the long ones, as people know them; a printer's own short ones lead to folders alone. */
export interface Folder {
  readonly files: readonly ListedFile[];
  readonly folders: readonly { readonly name: string; readonly shortName: string }[];
}

export interface ListedFile {
  readonly name: string;
  readonly sizeBytes: number | null;
  readonly modifiedAt: number | null;
}

const PRINTABLE = /\.(gcode|gco|gc|g|bgcode|bgc)$/i;

/** The answer for a folder; what is neither folder nor print file is left out. */
export function readFolder(body: unknown): Folder {
  const children = isRecord(body) && Array.isArray(body.children) ? (body.children as readonly unknown[]) : [];
  const files: ListedFile[] = [];
  const folders: Folder['folders'][number][] = [];
  for (const child of children) {
    if (!isRecord(child)) continue;
    const shortName = text(child.name);
    const name = text(child.display_name) ?? shortName;
    if (name === null || shortName === null || name.includes('/')) continue;
    if (child.type === 'FOLDER') folders.push({ name, shortName });
    else if (PRINTABLE.test(name)) files.push({ name, ...readFileFacts(child) });
  }
  return { files, folders };
}

/** Size and time of a file, where they are told; the time comes in seconds. */
export function readFileFacts(body: unknown): Pick<ListedFile, 'sizeBytes' | 'modifiedAt'> {
  if (!isRecord(body)) return { sizeBytes: null, modifiedAt: null };
  const seconds = number(body.m_timestamp);
  return { sizeBytes: readFileSize(body), modifiedAt: seconds === null ? null : seconds * 1_000 };
}

/** Where the bytes of a file are, on the same host; null when it is not told. */
export const readDownloadPath = (body: unknown): string | null => readPlace(body, 'download');

/** Where its picture is; a printer names it without looking whether there is one. */
export const readThumbnailPath = (body: unknown): string | null => readPlace(body, 'thumbnail');

function readPlace(body: unknown, of: 'download' | 'thumbnail'): string | null {
  const refs = isRecord(body) && isRecord(body.refs) ? body.refs : {};
  const path = text(refs[of]);
  return path !== null && /^\/[^/\\]/.test(path) ? path : null;
}

/** The size of a file that the printer holds; null when it does not tell. */
export function readFileSize(body: unknown): number | null {
  if (!isRecord(body)) return null;
  const size = typeof body.size === 'string' && /^\d+$/.test(body.size) ? Number(body.size) : body.size;
  return number(size);
}
