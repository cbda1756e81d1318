import { createHash } from 'node:crypto';
import { encodedPath, inFileWords, isShown, openedFrom } from '#drivers/http-files';
import { FileRefused, type OpenedFile, type PrinterFiles } from '#drivers/printer-files';
import type { FileAtPrinter } from '#model/printer-file';
import type { OctoHttp } from './octo-http.ts';
import { readFacts, readHash, readListing } from './protocol/listing.ts';

const LOCAL = '/api/files/local';

/** The files of OctoPrint's own folder, not of the card in its printer. Bytes have a connection of their own and hold up no order. */
export class OctoPrintFiles implements PrinterFiles {
  readonly #http: OctoHttp;
  readonly #ended: AbortSignal;

  constructor(http: OctoHttp, ended: AbortSignal) {
    this.#http = http;
    this.#ended = ended;
  }

  async list(signal: AbortSignal): Promise<readonly FileAtPrinter[]> {
    const asked = this.#http.list(`${LOCAL}?recursive=true`, AbortSignal.any([signal, this.#ended]));
    return readListing(await inFileWords(asked)).filter(({ path }) => isShown(path));
  }

  async open(path: string, offset: number, signal: AbortSignal): Promise<OpenedFile> {
    const until = AbortSignal.any([signal, this.#ended]);
    const address = encodedPath(path);
    const entry = await inFileWords(this.#http.list(`${LOCAL}/${address}`, until));
    const response = await inFileWords(this.#http.download(`/downloads/files/local/${address}`, offset, until));
    const opened = openedFrom(response, offset);
    const { sizeBytes, modifiedAt } = readFacts(entry);
    const hash = offset === 0 ? readHash(entry) : null;
    return {
      sizeBytes: sizeBytes ?? opened.sizeBytes,
      modifiedAt: modifiedAt ?? opened.modifiedAt,
      bytes: hash === null ? opened.bytes : proven(opened.bytes, hash),
    };
  }

  async delete(path: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await inFileWords(this.#http.delete(`${LOCAL}/${encodedPath(path)}`));
  }
}

/** Ends only as the file that OctoPrint has the digest of. */
async function* proven(bytes: AsyncIterator<Uint8Array>, hash: string): AsyncGenerator<Uint8Array, undefined> {
  const sum = createHash('sha1');
  try {
    for (;;) {
      const { done, value } = await bytes.next();
      if (done === true) break;
      sum.update(value);
      yield value;
    }
  } finally {
    await bytes.return?.();
  }
  if (sum.digest('hex') !== hash)
    throw new FileRefused('changed', 'OctoPrint has the digest of another file; put the file there again.');
}
