import type { PrinterId } from '#model/ids';
import type { Storage } from '#storage/storage';
import { askWebServer, fetchFromPrinter, NoAnswer } from '../printers/ask-web-server.ts';
import { printerErrors, type Printers } from '../printers/printers.ts';
import type { FarmSchema } from '../schema.ts';
import type { ArchivePictures } from './archive-pictures.ts';

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

export function createPrinterPictures(parts: {
  readonly storage: Storage<FarmSchema>;
  readonly printers: Pick<Printers, 'get' | 'configurationOf' | 'manifests'>;
  readonly archives: ArchivePictures;
}): PrinterPictures {
  const { storage, printers, archives } = parts;

  async function ownOf(id: PrinterId) {
    const row = await printers.get(id);
    if (row === null) throw printerErrors.unknown({ id });
    const manifest = printers.manifests.get(row.driver);
    const pictures = manifest?.network?.pictures;
    if (pictures !== undefined) return { pictures, options: printers.configurationOf(row).options };
    return manifest?.readsFromMiddle === true ? { pictures: null } : null;
  }

  return {
    async addresses(printer) {
      const own = await ownOf(printer);
      if (own === null) return null;
      const addressOf = (path: string): string =>
        `/api/printers/${printer}/file-picture?path=${encodeURIComponent(path)}`;
      return own.pictures === null ? (path) => (ARCHIVE.test(path) ? addressOf(path) : null) : addressOf;
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
      if (own.pictures === null) {
        const { size_bytes: sizeBytes, modified_at: modifiedAt } = listed;
        if (sizeBytes === null || !ARCHIVE.test(path)) return null;
        const bytes = await archives.picture(printer, { path, sizeBytes, modifiedAt });
        return bytes === null ? null : pictureOf(Buffer.from(bytes));
      }
      try {
        const { pictures, options } = own;
        const place = pictures.read(await askWebServer(pictures.question(path, options)), path, options);
        return place === null ? null : pictureOf(await fetchFromPrinter(place));
      } catch (error) {
        if (error instanceof NoAnswer) return null;
        throw error;
      }
    },
  };
}

const ARCHIVE = /\.3mf$/i;

/** By its own first bytes: whatever else a printer sends is not passed on. */
function pictureOf(bytes: Buffer): PrinterPicture | null {
  if (bytes.subarray(0, 8).equals(PNG)) return { type: 'image/png', bytes };
  return bytes.subarray(0, 3).equals(JPEG) ? { type: 'image/jpeg', bytes } : null;
}

const PNG = Buffer.from('89504e470d0a1a0a', 'hex');
const JPEG = Buffer.from('ffd8ff', 'hex');
