import type { FileAtPrinter, FileTrouble } from '#model/printer-file';

/**
 * The files that a printer holds (DL), for drivers whose manifest says `holdsFiles`. Every call has an end: its answer, a
 * `FileRefused`, or the driver's own; `signal` ends it early. Calls may come while a print runs and must not disturb it.
 */
export interface PrinterFiles {
  /** What can be printed, in any order. A folder that cannot be read is left out, not the whole. */
  list(signal: AbortSignal): Promise<readonly FileAtPrinter[]>;
  /**
   * The bytes from `offset` on. Where the protocol cannot begin in the middle (PrusaLink, some FTP servers), the driver reads what is
   * before and throws it away. Bytes are taken from the printer only as fast as they are asked for, and ending the
   * iteration ends the transfer.
   */
  open(path: string, offset: number, signal: AbortSignal): Promise<OpenedFile>;
  delete(path: string, signal: AbortSignal): Promise<void>;
}

export interface OpenedFile {
  /** Of the whole file. */
  readonly sizeBytes: number | null;
  readonly modifiedAt: number | null;
  /** Throws `FileRefused` when the transfer breaks off. */
  readonly bytes: AsyncIterator<Uint8Array>;
}

/** Why a printer's file is not to be had, in words for a person. */
export class FileRefused extends Error {
  override readonly name = 'FileRefused';
  readonly reason: FileTrouble;

  constructor(reason: FileTrouble, message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.reason = reason;
  }
}
