/**
 * Undoes deflate, which this folder has no library for: whoever reads files hands it in. Null when the bytes are damaged or
 * would become more than `maxBytes`; never takes more memory than that. `raw-beginning`: the bytes are the first of a stream
 * without a wrapping, and what they tell is enough.
 */
export type Inflate = (
  bytes: Uint8Array,
  wrapping: 'zlib' | 'raw' | 'raw-beginning',
  maxBytes: number,
) => Uint8Array | null;
