import { FOLDER } from '#drivers/device-run';
import { inFileWords, isShown, openedFrom } from '#drivers/http-files';
import type { OpenedFile, PrinterFiles } from '#drivers/printer-files';
import type { Clock } from '#lib/clock';
import type { FileAtPrinter } from '#model/printer-file';
import { deleteFile, listFiles, type MoonrakerHost, openFile } from './http-requests.ts';
import { listingOf } from './protocol/listing.ts';
import { isRecord } from './protocol/message.ts';

/** Whether a notice is about what the list shows: what Croft brings, hidden files, and other folders of the host are none of that. */
export function changesList(notice: unknown): boolean {
  if (!isRecord(notice)) return false;
  return [notice.item, notice.source_item].some(
    (item) =>
      isRecord(item) &&
      item.root === 'gcodes' &&
      typeof item.path === 'string' &&
      item.path !== FOLDER &&
      isShown(item.path),
  );
}

/** The files below Moonraker's `gcodes`, over HTTP beside the socket: a transfer holds up no order and no report. */
export class MoonrakerFiles implements PrinterFiles {
  readonly #host: MoonrakerHost;
  readonly #clock: Clock;
  readonly #ended: AbortSignal;

  constructor(host: MoonrakerHost, clock: Clock, ended: AbortSignal) {
    this.#host = host;
    this.#clock = clock;
    this.#ended = ended;
  }

  async list(signal: AbortSignal): Promise<readonly FileAtPrinter[]> {
    const listing = await inFileWords(listFiles(this.#host, this.#clock, AbortSignal.any([signal, this.#ended])));
    return listingOf(listing).filter(({ path }) => isShown(path));
  }

  async open(path: string, offset: number, signal: AbortSignal): Promise<OpenedFile> {
    const asked = openFile(this.#host, path, offset, this.#clock, AbortSignal.any([signal, this.#ended]));
    return openedFrom(await inFileWords(asked), offset);
  }

  async delete(path: string, signal: AbortSignal): Promise<void> {
    await inFileWords(deleteFile(this.#host, path, this.#clock, AbortSignal.any([signal, this.#ended])));
  }
}
