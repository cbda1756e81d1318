import { FOLDER } from '#drivers/device-run';
import { encodedPath, inFileWords, openedFrom } from '#drivers/http-files';
import { Unreachable } from '#drivers/network-trouble';
import type { OpenedFile, PrinterFiles } from '#drivers/printer-files';
import type { FileAtPrinter } from '#model/printer-file';
import type { DuetLink } from './duet-link.ts';
import { isPrintable } from './protocol/answers.ts';

const ROOT = '0:/gcodes';
/** Deeper nobody files prints away, and no loop of folders is walked for ever. */
const DEPTH_LIMIT = 8;

/** The files below `0:/gcodes`, beside the questions of state: a transfer holds up no order and no report. */
export class DuetFiles implements PrinterFiles {
  readonly #link: () => DuetLink | null;
  readonly #ended: AbortSignal;

  constructor(link: () => DuetLink | null, ended: AbortSignal) {
    this.#link = link;
    this.#ended = ended;
  }

  async list(signal: AbortSignal): Promise<readonly FileAtPrinter[]> {
    return inFileWords(this.#below('', AbortSignal.any([signal, this.#ended]), 0));
  }

  async #below(folder: string, signal: AbortSignal, depth: number): Promise<readonly FileAtPrinter[]> {
    const entries = await this.#reached().folder(folder === '' ? ROOT : `${ROOT}/${folder}`, signal);
    const found: FileAtPrinter[] = [];
    for (const { isFolder, path, sizeBytes, modifiedAt } of entries) {
      const whole = folder === '' ? path : `${folder}/${path}`;
      // What Croft itself brought for a print is in its library already, and goes when the print is over.
      if (isFolder && whole !== FOLDER && depth < DEPTH_LIMIT)
        found.push(...(await this.#below(whole, signal, depth + 1).catch(() => [])));
      else if (!isFolder && isPrintable(path)) found.push({ path: whole, sizeBytes, modifiedAt });
    }
    return found;
  }

  async open(path: string, offset: number, signal: AbortSignal): Promise<OpenedFile> {
    const at = placeOf(path);
    const opened = async () => this.#reached().open(at, AbortSignal.any([signal, this.#ended]));
    return openedFrom(await inFileWords(opened()), offset);
  }

  async delete(path: string, signal: AbortSignal): Promise<void> {
    const at = placeOf(path);
    const deleted = async () => this.#reached().delete(at, AbortSignal.any([signal, this.#ended]));
    await inFileWords(deleted());
  }

  #reached(): DuetLink {
    const link = this.#link();
    if (link === null) throw new Unreachable('The printer is out of sight.');
    return link;
  }
}

/** Throws for a path that leads out of the folder; it travels encoded as a whole, in either API. */
function placeOf(path: string): string {
  encodedPath(path);
  return `${ROOT}/${path}`;
}
