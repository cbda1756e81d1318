import type { PrintFileMetadata } from './print-file.ts';
import type { SlicedText } from './sliced-text.ts';

/** One slicer, or one family of them: how its files are known and what they say. */
export interface SlicerReader {
  /** Whether these lines of a file's beginning name it. Line 1 may be anybody's: the whole beginning is searched. */
  readonly recognises: (head: readonly string[]) => boolean;
  /** Whether the lines of the end hold all that it says there; otherwise more is read, up to a bound. */
  readonly tailSuffices: (head: readonly string[], tail: readonly string[]) => boolean;
  /** Everything but the thumbnails. Total: damaged values are null. */
  readonly read: (text: SlicedText) => PrintFileMetadata;
}
