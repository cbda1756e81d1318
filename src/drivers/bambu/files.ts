import { FTPError } from 'basic-ftp';
import { withoutFirst } from '#drivers/http-files';
import { FileRefused, type OpenedFile, type PrinterFiles } from '#drivers/printer-files';
import type { FileAtPrinter } from '#model/printer-file';
import { deleteFile, downloadFile, type FileWay, listFolders } from './file-transfer.ts';
import { listedTime } from './protocol/listed-time.ts';
import { Refused, Unreachable, WrongCredentials } from './trouble.ts';

/** Where these printers keep what can be printed: from slicers and people, from the cloud, and what came with them. */
const FOLDERS = ['', 'cache', 'model'] as const;
const PRINTABLE = /\.(3mf|gcode)$/i;
/** What Croft itself has brought for a print: it is in its library already, and goes when the print is over. */
const OWN = /^croft-[^/]*\.gcode\.3mf$/;

/** The files on the printer's card, over FTPS beside the messages: a transfer holds up no order and no report. */
export class BambuFiles implements PrinterFiles {
  /** Throws while the printer was never in sight. */
  readonly #way: (signal: AbortSignal) => FileWay;
  readonly #now: () => number;
  readonly #ended: AbortSignal;

  constructor(way: (signal: AbortSignal) => FileWay, now: () => number, ended: AbortSignal) {
    this.#way = way;
    this.#now = now;
    this.#ended = ended;
  }

  async list(signal: AbortSignal): Promise<readonly FileAtPrinter[]> {
    const found = await inFileWords(() => listFolders(this.#with(signal), FOLDERS));
    return found.flatMap(({ folder, name, sizeBytes, time }) => {
      const path = folder === '' ? name : `${folder}/${name}`;
      if (!PRINTABLE.test(name) || OWN.test(path) || !isInside(path)) return [];
      return [{ path, sizeBytes, modifiedAt: listedTime(time, this.#now()) }];
    });
  }

  /** Its time is not told here: a listing has it to the minute, and asking for more would not fit what was listed. */
  async open(path: string, offset: number, signal: AbortSignal): Promise<OpenedFile> {
    checkInside(path);
    const download = await inFileWords(() => downloadFile(this.#with(signal), path, offset));
    return { sizeBytes: download.sizeBytes, modifiedAt: null, bytes: bytesOf(download, offset) };
  }

  async delete(path: string, signal: AbortSignal): Promise<void> {
    checkInside(path);
    const isGone = await inFileWords(() => deleteFile(this.#with(signal), path));
    if (!isGone) throw new FileRefused('not-found', 'The printer has no such file, or keeps it.');
  }

  #with(signal: AbortSignal): FileWay {
    return this.#way(AbortSignal.any([signal, this.#ended]));
  }
}

type Download = Awaited<ReturnType<typeof downloadFile>>;

/** Ends only when the printer has sent all that it had said, and the file is then still as long: an X1 shows files that are growing. */
async function* bytesOf(
  { stream, begin, over, sizeBytes }: Download,
  offset: number,
): AsyncGenerator<Uint8Array, undefined> {
  let at = offset;
  for await (const bytes of withoutFirst(stream, offset - (await begin))) {
    at += bytes.length;
    yield bytes;
  }
  const sizeAfter = await over.catch(() => null);
  if (at !== sizeBytes) throw new FileRefused('broken-off', `The printer sent ${at} of ${sizeBytes} bytes.`);
  // Some say that the connection broke when all has come; then the size has been proof enough.
  if (sizeAfter !== null && sizeAfter !== sizeBytes)
    throw new FileRefused('changed', 'The printer is still writing the file.');
}

const isInside = (path: string): boolean => path.split('/').every((part) => part !== '' && !part.startsWith('.'));

/** DL4. A line's end in a name would be another command. */
function checkInside(path: string): void {
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  if (!isInside(path) || /[\u0000-\u001f\u007f]/.test(path))
    throw new FileRefused('not-found', 'There is no such file at the printer.');
}

async function inFileWords<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof WrongCredentials) throw new FileRefused('wrong-credentials', error.message, { cause: error });
    if (error instanceof Unreachable) throw new FileRefused('unreachable', error.message, { cause: error });
    if (!(error instanceof Refused)) throw error;
    const isMissing = error.cause instanceof FTPError && error.cause.code === NO_SUCH_FILE;
    throw new FileRefused(isMissing ? 'not-found' : 'refused', error.message, { cause: error });
  }
}

const NO_SUCH_FILE = 550;
