import type { PrinterId } from '#model/ids';
import type { FileAtPrinter } from '#model/printer-file';
import type { Storage } from '#storage/storage';
import { askInTurn, askWebServer, fetchFromPrinter, NoAnswer } from '../printers/ask-web-server.ts';
import { printerErrors, type Printers } from '../printers/printers.ts';
import type { FarmSchema } from '../schema.ts';
import type { ArchivePictures } from './archive-pictures.ts';

/** A page shows so many; a list of thousands is not worth an hour of a board's time. */
const WAITING_LIMIT = 100;

export interface PrinterPicture {
  readonly type: 'image/png' | 'image/jpeg';
  readonly bytes: Uint8Array;
}

/** Pictures of files that lie on a printer and are not fetched: the printer's own, passed on and not kept. */
export interface PrinterPictures {
  /** Where the page finds that of each file; null where the driver knows of none. */
  addresses(printer: PrinterId): Promise<((path: string) => string | null) | null>;
  /** Null where the printer has none, does not answer, or does not list the file. */
  picture(printer: PrinterId, path: string): Promise<PrinterPicture | null>;
}

/** How the pictures of one printer are come by. */
interface Own {
  readonly shows: (path: string) => boolean;
  readonly read: (file: FileAtPrinter) => Promise<Uint8Array | null>;
}

export function createPrinterPictures(parts: {
  readonly storage: Storage<FarmSchema>;
  readonly printers: Pick<Printers, 'get' | 'configurationOf' | 'manifests'>;
  readonly archives: ArchivePictures;
}): PrinterPictures {
  const { storage, printers, archives } = parts;
  const waiting = new Map<PrinterId, { readonly last: Promise<unknown>; count: number }>();

  async function ownOf(id: PrinterId): Promise<Own | null> {
    const row = await printers.get(id);
    if (row === null) throw printerErrors.unknown({ id });
    const manifest = printers.manifests.get(row.driver);
    const { pictures, pictureDialogue } = manifest?.network ?? {};
    const { options } = printers.configurationOf(row);
    const shows = (): boolean => true;
    if (pictureDialogue !== undefined)
      return {
        shows,
        read: async ({ path }) => {
          return inTurn(id, async () => {
            const told = await askInTurn(pictureDialogue(path, options));
            return typeof told === 'string' ? Buffer.from(told, 'base64') : told && fetchFromPrinter(told);
          });
        },
      };
    if (pictures !== undefined)
      return {
        shows,
        read: async ({ path }) => {
          const place = pictures.read(await askWebServer(pictures.question(path, options)), path, options);
          return place === null ? null : fetchFromPrinter(place);
        },
      };
    if (manifest?.readsFromMiddle !== true) return null;
    const isArchive = (path: string): boolean => /\.3mf$/i.test(path);
    return {
      shows: isArchive,
      read: async ({ sizeBytes, ...file }) =>
        sizeBytes === null || !isArchive(file.path) ? null : archives.picture(id, { ...file, sizeBytes }),
    };
  }

  /** A printer with few sessions is asked for one picture after the other; null for those that would wait for ever. */
  async function inTurn<T>(id: PrinterId, ask: () => Promise<T>): Promise<T | null> {
    const before = waiting.get(id) ?? { last: Promise.resolve(), count: 0 };
    if (before.count >= WAITING_LIMIT) return null;
    const asked = before.last.then(ask);
    const turn = { last: asked.catch(() => {}), count: before.count + 1 };
    waiting.set(id, turn);
    try {
      return await asked;
    } finally {
      const now = waiting.get(id);
      if (now === turn) waiting.delete(id);
      else if (now !== undefined) now.count -= 1;
    }
  }

  return {
    async addresses(printer) {
      const own = await ownOf(printer);
      if (own === null) return null;
      return (path) =>
        own.shows(path) ? `/api/printers/${printer}/file-picture?path=${encodeURIComponent(path)}` : null;
    },
    async picture(printer, path) {
      const own = await ownOf(printer);
      if (own === null) return null;
      const listed = await storage.read
        .selectFrom('printer_file')
        .select(['path', 'size_bytes', 'modified_at'])
        .where('printer_id', '=', printer)
        .where('path', '=', path)
        .executeTakeFirst();
      if (listed === undefined) return null;
      const { size_bytes: sizeBytes, modified_at: modifiedAt } = listed;
      try {
        const bytes = await own.read({ path, sizeBytes, modifiedAt });
        return bytes === null ? null : pictureOf(bytes);
      } catch (error) {
        if (error instanceof NoAnswer) return null;
        throw error;
      }
    },
  };
}

/** By its own first bytes: whatever else a printer sends is not passed on. */
function pictureOf(bytes: Uint8Array): PrinterPicture | null {
  if (PNG.equals(bytes.subarray(0, 8))) return { type: 'image/png', bytes };
  return JPEG.equals(bytes.subarray(0, 3)) ? { type: 'image/jpeg', bytes } : null;
}

const PNG = Buffer.from('89504e470d0a1a0a', 'hex');
const JPEG = Buffer.from('ffd8ff', 'hex');
