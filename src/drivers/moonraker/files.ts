import type { IncomingMessage } from 'node:http';
import { Refused, Unreachable, WrongCredentials } from '#drivers/network-trouble';
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

/** Without the first `skipped` bytes, for a host that does not begin in the middle. */
async function* bytesOf(response: IncomingMessage, skipped: number): AsyncGenerator<Uint8Array, undefined> {
  let left = skipped;
  try {
    for await (const chunk of response) {
      const bytes = chunk as Buffer;
      if (bytes.length <= left) {
        left -= bytes.length;
        continue;
      }
      yield bytes.subarray(left);
      left = 0;
    }
  } catch (error) {
    throw new FileRefused('broken-off', 'The printer’s host broke off in the middle of the file.', { cause: error });
  } finally {
    response.destroy();
  }
}

async function told<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof WrongCredentials) throw new FileRefused('wrong-credentials', error.message, { cause: error });
    if (error instanceof Unreachable) throw new FileRefused('unreachable', error.message, { cause: error });
    if (error instanceof Refused) {
      const reason = error.code === 404 ? 'not-found' : error.code === 416 ? 'changed' : 'refused';
      throw new FileRefused(reason, error.message, { cause: error });
    }
    throw error;
  }
}
