import type { FileDigest, UploadId } from './ids.ts';
import type { PrintFile } from './print.ts';

/** A file as the printer that holds it tells of it. */
export interface FileAtPrinter {
  /** Below the printer's folder of print files, parts between slashes. The printer's word: never a path of ours. */
  readonly path: string;
  readonly sizeBytes: number | null;
  /** ms since the epoch. With the size it tells whether a file is still the one that was seen before. */
  readonly modifiedAt: number | null;
}

/** Why a printer's file is not to be had. All but the first three may be over at the next try. */
export type FileTrouble =
  | 'no-files'
  | 'not-found'
  | 'wrong-credentials'
  | 'unreachable'
  /** It ended before its end, or is not as long as was said. */
  | 'broken-off'
  /** It is another file than the one that the beginning was read of. */
  | 'changed'
  | 'busy'
  /** Its printer takes none for its card over this connection. */
  | 'not-supported'
  | 'no-card'
  | 'card-full'
  /** Its card is locked, or its folder full. */
  | 'not-opened'
  | 'name-taken'
  /** What is on the card is not what was sent. */
  | 'not-proven'
  | 'cancelled'
  /** In the printer's own words. */
  | 'refused';

/**
 * What a combinator asks of a machine whose printer holds files (DL). It pulls: a piece is read from the printer when it is asked for,
 * so that neither side holds more than one, and what is lost on the way is asked for again.
 */
export type PrinterFileAsk =
  | { readonly kind: 'list' }
  /** Begins to read at this byte; a reading that stands there already goes on. One at a time, the newest wins. */
  | { readonly kind: 'open'; readonly path: string; readonly offset: number }
  /** The next piece of what was opened. Answered by a piece, or by `end` at the end. */
  | { readonly kind: 'read'; readonly path: string; readonly offset: number; readonly length: number }
  | { readonly kind: 'close' }
  | { readonly kind: 'delete'; readonly path: string }
  /** Begins to bring a file of the farm to the card in the printer, over its own wire (MA15). One at a time; its id is known from then on. */
  | {
      readonly kind: 'card-upload';
      readonly id: UploadId;
      readonly file: PrintFile;
      /** As the card is to know it (`model/card-name`). */
      readonly name: string;
      readonly replace: boolean;
    }
  /** How far it is. */
  | { readonly kind: 'card-upload-state'; readonly id: UploadId }
  | { readonly kind: 'card-upload-cancel'; readonly id: UploadId };

export type PrinterFileAnswer =
  /** The newest first; `left`: how many more there are than fit. */
  | { readonly kind: 'listing'; readonly files: readonly FileAtPrinter[]; readonly left: number }
  | { readonly kind: 'opened'; readonly sizeBytes: number | null; readonly modifiedAt: number | null }
  /** `digest`: of all bytes as they came from the printer; null when this process has not read them all. */
  | { readonly kind: 'end'; readonly sizeBytes: number; readonly digest: FileDigest | null }
  | { readonly kind: 'done' }
  /** `step`: the file is fetched and checked, or goes over the wire; of the file, bytes. */
  | { readonly kind: 'uploading'; readonly step: 'preparing' | 'writing'; readonly doneBytes: number }
  | { readonly kind: 'refused'; readonly reason: FileTrouble; readonly message: string };
