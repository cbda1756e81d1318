import { encodedPath, inFileWords, isShown, openedFrom } from '#drivers/http-files';
import { Refused } from '#drivers/network-trouble';
import { FileRefused, type OpenedFile, type PrinterFiles } from '#drivers/printer-files';
import type { FileAtPrinter } from '#model/printer-file';
import type { Link } from './link.ts';
import { readDownloadPath, readFileFacts, readFolder } from './protocol/listing.ts';

/** Each folder is a question of its own, and a printer answers some ten of them in a second. */
const FOLDERS_LIMIT = 100;

/** The files on the storage that prints are brought to. Questions wait for their turn among the others; bytes have a connection of their own. */
export class PrusaLinkFiles implements PrinterFiles {
  readonly #link: Link;
  /** As the printer shows it, without slashes around it; null while it shows none. */
  readonly #storage: () => string | null;
  readonly #ended: AbortSignal;

  constructor(link: Link, storage: () => string | null, ended: AbortSignal) {
    this.#link = link;
    this.#storage = storage;
    this.#ended = ended;
  }

  async list(signal: AbortSignal): Promise<readonly FileAtPrinter[]> {
    const until = AbortSignal.any([signal, this.#ended]);
    const files: FileAtPrinter[] = [];
    const folders = [{ path: '', address: '' }];
    for (const { path, address } of folders) {
      until.throwIfAborted();
      const found = await this.#folder(address, path === '', until);
      for (const { name, ...facts } of found.files) files.push({ path: path + name, ...facts });
      for (const { name, shortName } of found.folders) {
        const below = { path: `${path}${name}/`, address: `${address}/${encodeURIComponent(shortName)}` };
        if (folders.length < FOLDERS_LIMIT && isShown(`${path}${name}`)) folders.push(below);
      }
    }
    return files.filter(({ path }) => isShown(path));
  }

  async open(path: string, offset: number, signal: AbortSignal): Promise<OpenedFile> {
    const until = AbortSignal.any([signal, this.#ended]);
    const about = await inFileWords(this.#link.read(this.#address(`/${encodedPath(path)}`), until));
    const bytes = readDownloadPath(about);
    if (bytes === null) throw new FileRefused('refused', 'The printer does not say where the bytes of the file are.');
    const opened = openedFrom(await inFileWords(this.#link.download(bytes, offset, until)), offset);
    const { sizeBytes, modifiedAt } = readFileFacts(about);
    return { ...opened, sizeBytes: sizeBytes ?? opened.sizeBytes, modifiedAt: modifiedAt ?? opened.modifiedAt };
  }

  async delete(path: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await inFileWords(this.#link.order('DELETE', this.#address(`/${encodedPath(path)}`)));
  }

  /** A folder that cannot be read is left out; of the first one it is said why. */
  async #folder(address: string, isFirst: boolean, until: AbortSignal): Promise<ReturnType<typeof readFolder>> {
    try {
      return readFolder(await this.#link.read(this.#address(address), until));
    } catch (error) {
      if (!isFirst && error instanceof Refused) return readFolder(null);
      return inFileWords(Promise.reject(error as Error));
    }
  }

  #address(below: string): string {
    const storage = this.#storage();
    if (storage === null)
      throw new FileRefused('unreachable', 'The printer shows no storage. Put a USB drive into it.');
    return `/api/v1/files/${storage}${below}`;
  }
}
