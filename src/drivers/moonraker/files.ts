import { bytesOf, told } from '#drivers/file-answers';
import { FileRefused, type OpenedFile, type PrinterFiles } from '#drivers/printer-files';
import type { Clock } from '#lib/clock';
import type { FileAtPrinter } from '#model/printer-file';
import { deleteFile, listFiles, type MoonrakerHost, openFile } from './http-requests.ts';
import { FOLDER } from '#drivers/device-run';
import { listingOf, rangeOf } from './protocol/listing.ts';

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
    const listing = await told(listFiles(this.#host, this.#clock, AbortSignal.any([signal, this.#ended])));
    // What Croft itself brought for a print is in its library already, and goes when the print is over.
    return listingOf(listing).filter(({ path }) => !path.startsWith(`${FOLDER}/`));
  }

  async open(path: string, offset: number, signal: AbortSignal): Promise<OpenedFile> {
    const response = await told(
      openFile(this.#host, path, offset, this.#clock, AbortSignal.any([signal, this.#ended])),
    );
    const range = rangeOf(response.statusCode ?? 0, response.headers);
    if (range.offset > offset) {
      response.destroy();
      throw new FileRefused('changed', 'The printer’s host sent another part of the file than was asked for.');
    }
    const { sizeBytes, modifiedAt } = range;
    return { sizeBytes, modifiedAt, bytes: bytesOf(response, offset - range.offset) };
  }

  async delete(path: string, signal: AbortSignal): Promise<void> {
    await told(deleteFile(this.#host, path, this.#clock, AbortSignal.any([signal, this.#ended])));
  }
}
