import type { PrinterId } from '#model/ids';
import type { Storage } from '#storage/storage';
import { askWebServer, fetchFromPrinter, NoAnswer } from '../printers/ask-web-server.ts';
import { printerErrors, type Printers } from '../printers/printers.ts';
import type { FarmSchema } from '../schema.ts';

export interface PrinterPicture {
  readonly type: 'image/png' | 'image/jpeg';
  readonly bytes: Uint8Array;
}

/** Pictures of files that lie on a printer and are not fetched: the printer's own, passed on and not kept. */
export interface PrinterPictures {
  /** Where the page finds that of each file; null where the driver knows of none. */
  addresses(printer: PrinterId): Promise<((path: string) => string) | null>;
  /** Null where the printer has none, does not answer, or does not list the file. */
  picture(printer: PrinterId, path: string): Promise<PrinterPicture | null>;
}

export function createPrinterPictures(parts: {
  readonly storage: Storage<FarmSchema>;
  readonly printers: Pick<Printers, 'get' | 'configurationOf' | 'manifests'>;
}): PrinterPictures {
  const { storage, printers } = parts;

  async function ownOf(id: PrinterId) {
    const row = await printers.get(id);
    if (row === null) throw printerErrors.unknown({ id });
    const pictures = printers.manifests.get(row.driver)?.network?.pictures;
    return pictures === undefined ? null : { pictures, options: printers.configurationOf(row).options };
  }

  return {
    async addresses(printer) {
      if ((await ownOf(printer)) === null) return null;
      return (path) => `/api/printers/${printer}/file-picture?path=${encodeURIComponent(path)}`;
    },
    async picture(printer, path) {
      const own = await ownOf(printer);
      if (own === null) return null;
      const listed = await storage.read
        .selectFrom('printer_file')
        .select('path')
        .where('printer_id', '=', printer)
        .where('path', '=', path)
        .executeTakeFirst();
      if (listed === undefined) return null;
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

/** By its own first bytes: whatever else a printer sends is not passed on. */
function pictureOf(bytes: Buffer): PrinterPicture | null {
  if (bytes.subarray(0, 8).equals(PNG)) return { type: 'image/png', bytes };
  return bytes.subarray(0, 3).equals(JPEG) ? { type: 'image/jpeg', bytes } : null;
}

const PNG = Buffer.from('89504e470d0a1a0a', 'hex');
const JPEG = Buffer.from('ffd8ff', 'hex');
